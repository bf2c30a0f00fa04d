"""What a person reads: a label for every code, and times as people say them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone, translation

from heardfirst import clock
from heardfirst.agency.models import DEFAULT_PROTOCOL
from heardfirst.guide.booking import Concern
from heardfirst.protocol import KINDS, Reason, load_protocol, shipped_protocols
from heardfirst.record.models import Requirement
from heardfirst.web.shared.due_chips import due_chip, until_chip
from heardfirst.web.wording import choices
from heardfirst.web.wording.booking import concern_text
from heardfirst.web.wording.dates import deadline_text, end_text
from heardfirst.web.wording.kinds import entry_line
from heardfirst.web.wording.numbers import number_text
from heardfirst.web.wording.reasons import still_needed
from heardfirst.web.wording.steps_with_names import step_with_name

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "field", "value"),
    [
        (name, field, value)
        for name, kind in KINDS.items()
        for field, known in kind.fields.items()
        for value in known.choices
        if field not in {"step", "agreed"}
    ],
)
def test_every_value_of_every_closed_list_has_a_label(kind: str, field: str, value: str) -> None:
    labels = KINDS[kind].fields[field].labels[value]
    for language in ("en", "es"):
        with translation.override(language):
            assert choices.label_of(field, value, kind) == labels[language]


def test_services_are_called_alike_wherever_they_are_named() -> None:
    assert list(choices.REQUIREMENTS) == Requirement.Service.values
    for language, label in (("en", "Ordered service"), ("es", "Servicio ordenado")):
        with translation.override(language):
            assert str(choices.REQUIREMENTS["other"]) == str(Requirement.Service.OTHER.label) == label


@pytest.mark.parametrize("key", shipped_protocols())
def test_every_shipped_step_is_said_with_a_name(key: str) -> None:
    for step in load_protocol(key).steps:
        for language in ("en", "es"):
            with translation.override(language):
                said = step_with_name(step, "Ana Ruiz")
            assert "Ana Ruiz" in said and "{" not in said and said != f"{step.label[language]}: Ana Ruiz"


def test_a_programs_own_step_says_itself_about_a_person() -> None:
    step = replace(
        load_protocol(DEFAULT_PROTOCOL).step("contact"),
        with_name={"en": "Wave to {name}", "es": "Saludar a {name}"},
    )
    with translation.override("en"):
        assert step_with_name(step, "Ana Ruiz") == "Wave to Ana Ruiz"
    with translation.override("es"):
        assert step_with_name(step, "Ana Ruiz") == "Saludar a Ana Ruiz"


def test_a_step_kept_from_before_is_said_as_the_shipped_one_of_its_name() -> None:
    step = replace(load_protocol(DEFAULT_PROTOCOL).step("contact"), with_name=None)
    with translation.override("en"):
        assert step_with_name(step, "Ana Ruiz") == "Call Ana Ruiz"
        own = replace(step, name="home_visit", label={"en": "Visit at home", "es": "Visitar"})
        assert step_with_name(own, "Ana Ruiz") == "Visit at home: Ana Ruiz"


@pytest.mark.parametrize(
    ("due", "said", "tone"),
    [
        ("2026-02-27T17:00", "was due Fri, Feb 27", "warm"),
        ("2026-03-03T17:00", "was due yesterday", "warm"),
        ("2026-03-04T09:00", "was due at 9 am", "warm"),
        ("2026-03-04T17:00", "due today, 5 pm", "warm"),
        ("2026-03-04T00:00", "was due yesterday", "warm"),
        ("2026-03-05T00:00", "due today, 11:59 pm", "warm"),
        ("2026-03-06T00:00", "by tomorrow, 11:59 pm", "calm"),
        ("2026-03-11T00:00", "by Tuesday", "calm"),
        ("2026-03-12T00:00", "by Wed, Mar 11", "calm"),
        ("2026-03-05T10:20", "by tomorrow, 10:20 am", "calm"),
        ("2026-03-06T17:00", "by Friday", "calm"),
        ("2026-03-10T17:00", "by Tuesday", "calm"),
        ("2026-03-11T17:00", "by Wed, Mar 11", "calm"),
        ("2027-01-08T17:00", "by Fri, Jan 8, 2027", "calm"),
    ],
)
def test_a_due_time_is_said_by_how_near_it_is(due: str, said: str, tone: str) -> None:
    moment = datetime.fromisoformat(due).replace(tzinfo=NEW_YORK)
    with clock.standing_at(NOW), timezone.override(NEW_YORK), translation.override("en"):
        chip = due_chip(moment, NOW)
    assert chip is not None and (chip.text, chip.tone) == (said, tone)


@pytest.mark.parametrize(
    ("until", "said"),
    [
        ("2026-03-03T17:00", "time to check again"),
        ("2026-03-04T17:00", "until today, 5 pm"),
        ("2026-03-05T09:00", "until tomorrow, 9 am"),
        ("2026-03-07T09:00", "until Saturday"),
        ("2026-03-21T09:00", "until Sat, Mar 21"),
    ],
)
def test_a_wait_is_said_by_its_end(until: str, said: str) -> None:
    with clock.standing_at(NOW), timezone.override(NEW_YORK), translation.override("en"):
        assert until_chip(datetime.fromisoformat(until).replace(tzinfo=NEW_YORK), NOW) == said
        assert until_chip(None, NOW) == ""


def test_what_a_midnight_ends_is_said_by_its_last_day() -> None:
    with clock.standing_at(NOW), timezone.override(NEW_YORK), translation.override("en"):
        midnight = datetime(2026, 3, 11, tzinfo=NEW_YORK)
        assert deadline_text(midnight) == "Tue, Mar 10, 11:59 pm"
        assert deadline_text(midnight.replace(hour=17)) == "Wed, Mar 11, 5 pm"
        assert (
            end_text(midnight) == "Tue, Mar 10" and end_text(midnight.replace(hour=9)) == "Wed, Mar 11, 9 am"
        )
        on_leave = Concern("leave", midnight.astimezone(UTC))
        assert concern_text(on_leave) == "They are on leave until Tue, Mar 10."


def test_due_times_in_spanish() -> None:
    with clock.standing_at(NOW), timezone.override(NEW_YORK), translation.override("es"):
        chip = due_chip(datetime(2026, 3, 4, 17, 0, tzinfo=NEW_YORK), NOW)
    assert chip is not None and chip.text == "vence hoy, 17:00"


def test_the_zone_in_force_decides_what_today_is() -> None:
    due = datetime(2026, 3, 5, 4, 30, tzinfo=UTC)
    with translation.override("en"):
        with timezone.override(NEW_YORK):
            assert (chip := due_chip(due, NOW)) and chip.text == "due today, 11:30 pm"
        with timezone.override(UTC):
            assert (chip := due_chip(due, NOW)) and chip.text == "by tomorrow, 4:30 am"


def test_an_entry_is_a_line() -> None:
    with timezone.override(NEW_YORK), translation.override("en"):
        line = entry_line("contact.tried", {"outcome": "no_answer", "channel": "phone"})
        assert (line.title, line.what) == ("Contact attempt", "Phone · No answer")
        plan = entry_line(
            "plan.agreed", {"actions": [{"what": "ride", "by": "us"}, {"what": "reminder", "by": "provider"}]}
        )
        assert plan.what == "A ride (us), a reminder the day before (the provider)"
        off = entry_line(
            "session.canceled", {"by": "client", "notice": 180, "starts_at": "2026-03-03T15:00:00+00:00"}
        )
        assert "by the client" in off.what and "3 hours’ notice" in off.what and "10 am" in off.what


def test_what_is_still_needed_is_said_once() -> None:
    args = {"attempts_missing": {"attempts": 2}}
    missing = [
        Reason("heard|tried", args, "need"),
        Reason("documented", args, "need"),
        Reason("forewarned|tried", args, "need"),
    ]
    with translation.override("en"):
        needs = still_needed(missing)
        short = still_needed(missing, most=1)
    assert needs.opening == "Still needed"
    assert needs.things == [
        "listening to the client or reasonable attempts to reach the client (2 more attempts)",
        "a signed note",
        "telling the client first or reasonable attempts to reach the client",
    ]
    assert str(short) == (
        "Still needed: listening to the client or reasonable attempts to reach the client (2 "
        "more attempts); and 2 more."
    )


def test_counts_are_words_up_to_twelve() -> None:
    with translation.override("en"):
        assert [number_text(count) for count in (1, 12, 13)] == ["One", "Twelve", "13"]
