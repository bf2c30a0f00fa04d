"""Putting into the record what happened: tries, every other kind, corrections, and taking one back."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import translation

from heardfirst.guide.recording import bears_on_these_rules, questions_of
from heardfirst.protocol import KINDS, EntryError, load_protocol, shipped_protocols, words_known
from heardfirst.protocol.vocabulary.kinds import GROUPS
from heardfirst.record import selectors
from heardfirst.record.limits import LONGEST_WORDS
from heardfirst.record.models import Case, Entry
from heardfirst.web.call.attempt_forms import WAYS
from heardfirst.web.shared.entry_forms import ANOTHER_TIME, EntryForm, EntryFormFacts, in_order
from heardfirst.web.shared.fields import Number
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn, happens

# What only a program with events of its own records is tried in test_tasks_and_events.
WORDS = words_known(load_protocol(shipped_protocols()[0]))
PLAIN_KINDS = sorted(kind for kind in KINDS.that("has_form") if bears_on_these_rules(kind, WORDS))


def details(entry: Entry) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(bytes(entry.details))
    return found


def newest(case: Case) -> Entry:
    return case.entries.latest("seq")


def least(form: EntryForm, now: datetime) -> dict[str, Any]:
    """The least that a person would fill in: the first choice of whatever must be answered."""
    said: dict[str, Any] = {}
    for name, field in form.fields.items():
        if name == "session":
            said |= {"session": ANOTHER_TIME, "session_at": "2026-03-03T10:00"}
        elif name == "actions_us":
            said[name] = ["ride"]
        elif field.required:
            choices = getattr(field, "choices", None)
            kind = type(field).__name__
            value = {"Moment": "2026-03-12T10:00", "Day": "2026-04-02", "Number": "1", "Words": "so"}.get(
                kind
            )
            said[name] = value if value is not None else next(iter(choices or [("", "")]))[0]
    return said


def test_a_try_is_two_taps_from_today(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    href = unescape(re.search(r'hx-get="([^"]+)"', client.get("/").content.decode())[1])  # type: ignore[index]
    panel = client.get(href, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in panel and 'value="phone:no_answer"' in panel
    answer = client.post(href, {"tried": "phone:no_answer", "next": "/"})
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/?told=")
    entry = newest(missed)
    assert (entry.kind, details(entry)) == ("contact.tried", {"channel": "phone", "outcome": "no_answer"})
    assert entry.by_id == cast.worker.pk and entry.occurred_at == entry.recorded_at
    said = client.get(answer.headers["Location"]).content.decode()
    assert "Recorded: Contact attempt · Phone · No answer." in said
    assert "1 attempt so far" in said


@pytest.mark.parametrize("tried", [f"{channel}:{name}" for channel, names in WAYS.items() for name in names])
def test_every_way_and_outcome_can_be_logged(
    tried: str, missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    href = reverse("try", args=[missed.public_id])
    client = signed_in(cast.worker)
    assert f'value="{tried}"' in client.get(href).content.decode()
    assert client.post(href, {"tried": tried}).status_code == 302
    channel, outcome = tried.split(":")
    assert details(newest(missed)) == {"channel": channel, "outcome": outcome}


@pytest.mark.parametrize("tried", ["", "phone", "phone:attended", "pigeon:no_answer", "<script>"])
def test_what_is_no_try_is_refused(tried: str, missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    before = missed.entries.count()
    answer = signed_in(cast.worker).post(reverse("try", args=[missed.public_id]), {"tried": tried})
    assert answer.status_code == 422 and "Tap how it went." in answer.content.decode()
    assert missed.entries.count() == before


def test_a_try_may_have_been_earlier(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    href = reverse("try", args=[missed.public_id])
    client = signed_in(cast.worker)
    assert client.post(href, {"tried": "text:message_left", "when": "2026-03-03T18:30"}).status_code == 302
    assert newest(missed).occurred_at == datetime(2026, 3, 3, 23, 30, tzinfo=UTC)
    ahead = client.post(href, {"tried": "text:message_left", "when": "2026-03-09T18:30"})
    assert ahead.status_code == 422 and "This is in the future." in ahead.content.decode()


def test_every_kind_on_the_page_has_a_form_and_every_form_is_on_the_page() -> None:
    grouped = [kind for group in GROUPS for kind in in_order(KINDS, group)]
    assert len(grouped) == len(set(grouped))
    assert set(grouped) == set(KINDS.that("has_form")) - {"contact.tried"}


@pytest.mark.parametrize("kind", PLAIN_KINDS)
def test_every_kind_can_be_recorded_with_the_least(
    kind: str, missed: Case, cast: Cast, signed_in: SignedIn, now: datetime
) -> None:
    client = signed_in(cast.worker)
    href = reverse("happened-kind", args=[missed.public_id, kind])
    assert client.get(href).status_code == 200
    form = EntryForm(kind, EntryFormFacts([("", "")]))
    answer = client.post(href, least(form, now) | {"words": "In their words."})
    assert answer.status_code == 302, re.findall(r'class="wrong"[^>]*>([^<]+)', answer.content.decode())
    entry = newest(missed)
    assert entry.kind == kind
    assert selectors.words_of([entry], missed)[entry.public_id] == "In their words."
    assert (entry.requirement_id is not None) == kind.startswith("session.")


@pytest.mark.parametrize(
    "kind",
    [kind for kind in PLAIN_KINDS if any(question.required for _field, question in questions_of(kind))],
)
def test_what_must_be_said_is_asked_for_and_words_are_kept(
    kind: str, missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    before = missed.entries.count()
    href = reverse("happened-kind", args=[missed.public_id, kind])
    answer = signed_in(cast.worker).post(href, {"words": "Long and careful words."})
    text = answer.content.decode()
    assert answer.status_code == 422 and missed.entries.count() == before
    assert 'role="alert"' in text and "Long and careful words." in text
    for target in re.findall(r'<li><a href="#([^"]+)"', text):
        assert f'id="{target}"' in text


@pytest.mark.parametrize(
    "kind", ["case.opened", "entry.corrected", "nonsense", "order.changed", "step.overridden"]
)
def test_other_kinds_have_no_such_form(kind: str, missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    client, href = signed_in(cast.worker), reverse("happened-kind", args=[missed.public_id, kind])
    assert client.get(href).status_code == client.post(href).status_code == 404


@pytest.mark.parametrize("protocol", shipped_protocols())
def test_every_step_of_every_protocol_leads_to_a_form(protocol: str) -> None:
    for step in load_protocol(protocol).steps:
        assert step.writes, step.name
        assert KINDS[step.writes[0]].has_form or step.writes[0] == "contact.tried", step.name


def test_hearing_without_the_limits_said_first_is_recorded_as_that(
    missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    href = reverse("happened-kind", args=[missed.public_id, "client.heard"])
    client = signed_in(cast.worker)
    client.post(href, {"barriers": ["childcare", "transport"], "through": "self"})
    assert details(newest(missed)) == {
        "barriers": ["childcare", "transport"],
        "limits_explained": False,
        "through": "self",
    }


def test_a_plan_says_who_does_what(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    href = reverse("happened-kind", args=[missed.public_id, "plan.agreed"])
    client = signed_in(cast.worker)
    client.post(href, {"actions_us": ["ride", "reminder"], "actions_client": ["childcare"]})
    assert details(newest(missed))["actions"] == [
        {"what": "ride", "by": "us"},
        {"what": "reminder", "by": "us"},
        {"what": "childcare", "by": "client"},
    ]
    nothing = client.post(href, {"words": "We will see."})
    assert nothing.status_code == 422 and "A plan needs at least one thing" in nothing.content.decode()


def test_the_outcome_of_a_session_names_its_start(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    href = reverse("happened-kind", args=[missed.public_id, "session.canceled"])
    client = signed_in(cast.worker)
    offered = re.search(r'value="([^"|]+\|2026-03-03[^"]+)"', client.get(href).content.decode())
    assert offered
    client.post(href, {"session": unescape(offered[1]), "by": "provider"})
    entry = newest(missed)
    assert details(entry) == {"starts_at": "2026-03-03T15:00:00+00:00", "by": "provider"}
    assert entry.requirement_id == missed.requirements.get().pk


def test_notice_is_stated_only_when_somebody_gave_it(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    href = reverse("happened-kind", args=[missed.public_id, "session.canceled"])
    client = signed_in(cast.worker)
    said = {"session": ANOTHER_TIME, "session_at": "2026-03-03T10:00", "by": "client"}
    client.post(href, said)
    assert "notice" not in details(newest(missed))
    client.post(href, said | {"when": "2026-03-03T07:00"})
    assert details(newest(missed))["notice"] == 180


def test_a_form_takes_no_more_than_the_ledger(
    missed: Case, cast: Cast, now: datetime, signed_in: SignedIn
) -> None:
    """Words are counted in bytes, and a clock may be five minutes fast."""
    href = reverse("happened-kind", args=[missed.public_id, "note.signed"])
    client, longest = signed_in(cast.worker), "é" * (LONGEST_WORDS // 2)
    minute = now.astimezone(ZoneInfo(missed.agency.zone)).replace(second=0, microsecond=0)
    for said in ({"words": longest + "e"}, {"when": f"{minute + timedelta(minutes=7):%Y-%m-%dT%H:%M}"}):
        answer = client.post(href, {"words": "So it was."} | said)
        assert answer.status_code == 422 and "error" in answer.content.decode()
        assert newest(missed).kind != "note.signed"
    allowed = {"words": longest, "when": f"{minute + timedelta(minutes=4):%Y-%m-%dT%H:%M}"}
    assert client.post(href, allowed).status_code == 302
    assert newest(missed).kind == "note.signed"


def test_what_becomes_of_a_session_to_come(
    missed: Case, cast: Cast, now: datetime, signed_in: SignedIn
) -> None:
    """It may be excused before it begins, and not be missed."""
    later = now + timedelta(days=5)
    session = {"session": f"|{later.isoformat()}"}
    sessions = EntryFormFacts([("", "")], [(session["session"], "")])
    assert not EntryForm("session.missed", sessions, session).is_valid()
    href = reverse("happened-kind", args=[missed.public_id, "session.missed"])
    typed = {"session": ANOTHER_TIME, "session_at": f"{later:%Y-%m-%dT%H:%M}"}
    assert signed_in(cast.worker).post(href, typed).status_code == 422
    excused = EntryForm("session.excused", sessions, session | {"by": "us"})
    assert excused.is_valid() and excused.at(now) == now


@pytest.mark.parametrize("when", ["2026-03-08T02:30", "2025-11-02T01:30"])
def test_a_time_that_the_clocks_skip_or_repeat_is_not_guessed(
    when: str, missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    href = reverse("happened-kind", args=[missed.public_id, "note.signed"])
    answer = signed_in(cast.worker).post(href, {"when": when})
    assert answer.status_code == 422 and "The clocks change" in answer.content.decode()


def test_undo_is_a_correction_and_a_second_tap_does_nothing(
    missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.worker)
    told = client.post(reverse("try", args=[missed.public_id]), {"tried": "phone:no_answer", "next": "/"})
    page = client.get(told.headers["Location"]).content.decode()
    undo = unescape(re.search(r'action="([^"]+/undo/)"', page)[1])  # type: ignore[index]
    answer = client.post(undo, {"next": "/"})
    assert (
        "Corrected. Both entries stay in the record."
        in client.get(answer.headers["Location"]).content.decode()
    )
    count = missed.entries.count()
    assert client.post(undo, {"next": "/"}).headers["Location"] == "/"
    assert missed.entries.count() == count
    assert newest(missed).kind == "entry.corrected"
    assert "1 attempt so far" not in client.get("/").content.decode()


def test_an_import_that_said_missed_is_corrected_to_what_was_so(
    missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    wrong = missed.entries.get(kind="session.missed")
    client = signed_in(cast.worker)
    href = reverse("correct-entry", args=[missed.public_id, wrong.public_id])
    assert "?as=session.canceled" in client.get(href).content.decode()
    form = client.get(f"{href}?as=session.canceled").content.decode()
    chosen = re.search(r'name="right-session" value="([^"]+)"[^>]*checked', form)
    assert chosen
    said = {
        "reason": "The provider had called it off.",
        "right-session": unescape(chosen[1]),
        "right-by": "provider",
    }
    answer = client.post(f"{href}?as=session.canceled", said)
    assert answer.status_code == 302
    kinds = list(missed.entries.order_by("-seq").values_list("kind", flat=True)[:2])
    assert kinds == ["entry.corrected", "session.canceled"]
    right = missed.entries.get(kind="session.canceled")
    assert right.occurred_at == wrong.occurred_at and details(right)["by"] == "provider"
    assert "Call Marisol" not in client.get("/").content.decode()


def test_a_correction_wants_its_reason(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    wrong = missed.entries.get(kind="session.missed")
    href = reverse("correct-entry", args=[missed.public_id, wrong.public_id])
    answer = signed_in(cast.worker).post(href, {"reason": "  "})
    assert answer.status_code == 422 and 'href="#id_reason"' in answer.content.decode()


def test_an_entry_is_corrected_once_and_the_correction_can_be_taken_back(
    missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    wrong = missed.entries.get(kind="session.missed")
    client = signed_in(cast.worker)
    href = reverse("correct-entry", args=[missed.public_id, wrong.public_id])
    assert client.post(href, {"reason": "She was there."}).status_code == 302
    assert client.post(href, {"reason": "Once more."}).status_code == 422
    page = client.get(reverse("case", args=[missed.public_id])).content.decode()
    struck = page[page.index("is-corrected") :]
    back = unescape(re.search(r'href="([^"]+/correct/)"', struck)[1])  # type: ignore[index]
    assert client.post(back, {"reason": "No, she was not."}).status_code == 302
    assert "Call Marisol Quiñones" in client.get("/").content.decode()


def test_the_whole_way_through_is_walked_on_the_screens(
    missed: Case, cast: Cast, signed_in: SignedIn, now: datetime
) -> None:
    """From the miss to the booked session, always by the one button that Today offers."""
    client, walked = signed_in(cast.worker), []
    for _step in range(12):
        page = client.get("/").content.decode()
        if "card-first" not in page:
            break
        card = page[page.index("card-first") :]
        button = re.search(r'<a class="button[^"]*" href="([^"]+)"[^>]*>([^<]+)<', card)
        assert button
        href, label = unescape(button[1]), button[2]
        walked.append(label)
        _take(client, href, now)
    assert walked == [
        "Call",
        "Listen",
        "Explain the stakes",
        "Plan together",
        "Book the next session",
        "Sign the note",
    ]
    assert "Session on" in client.get("/").content.decode()


def _take(client: Client, href: str, now: datetime) -> None:
    if "/try/" in href:
        panel = client.get(href).content.decode()
        href = unescape(re.search(r'class="pick-button pick-good" href="([^"]+)"', panel)[1])  # type: ignore[index]
    kind = href.split("/")[4]
    if "/talked/" in href:
        # They were reached, and it came to nothing more: each later step has a button of its own.
        kind, said = (
            "",
            {"channel": "phone", "by": "worker", "heard": "not_asked", "understood": "not_talked"},
        )
    else:
        said = least(EntryForm(kind, EntryFormFacts([("", "")])), now)
    if kind == "client.heard":
        said["limits_explained"] = "on"
    if kind == "session.booked":
        said |= {"starts_at": "2026-03-10T14:00", "plan": "on"}
    answer = client.post(href, said)
    assert answer.status_code == 302, re.findall(r'class="wrong"[^>]*>([^<]+)', answer.content.decode())


def test_what_a_page_just_did_is_told_only_to_who_may_know(
    missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    entry = happens(missed, "contact.tried", timedelta(hours=1), {"channel": "phone", "outcome": "hung_up"})
    told = f"/?told={missed.public_id}.{entry.public_id}"
    assert "Cut off" in signed_in(cast.worker).get(told).content.decode()
    for person in (cast.colleague, cast.stranger):
        assert "Cut off" not in signed_in(person).get(told).content.decode()
    for nonsense in ("x", ".", f"{missed.public_id}.", f"{missed.public_id}.x", "1.2.3"):
        assert signed_in(cast.worker).get("/", {"told": nonsense}).status_code == 200


def test_a_case_is_opened_by_hand(cast: Cast, now: datetime, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    said = {
        "name": "Ana Ruiz",
        "phone": "(555) 010-2277",
        "language": "es",
        "pronoun": "she",
        "service": "parenting",
    }
    answer = client.post("/case/new/", said)
    case = Case.objects.get()
    assert answer.headers["Location"] == reverse("order", args=[case.public_id, case.orders.get().public_id])
    who = selectors.client_identity(case)
    assert (who.name, who.phone, who.language, who.pronoun) == ("Ana Ruiz", "(555) 010-2277", "es", "she")
    assert case.worker == cast.worker and case.requirements.get().kind == "parenting"
    nameless = client.post("/case/new/", said | {"name": " "})
    assert nameless.status_code == 422 and 'href="#id_name"' in nameless.content.decode()


def test_what_may_be_left_empty_is_called_optional_once(
    missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.worker)
    pages = [reverse("happened-kind", args=[missed.public_id, kind]) for kind in PLAIN_KINDS]
    for href in [*pages, reverse("call", args=[missed.public_id])]:
        labels = re.findall(r"<label for[^>]*>.*?</label>", client.get(href).content.decode(), re.DOTALL)
        assert labels and not [label for label in labels if label.count("(optional)") > 1], href


@pytest.mark.parametrize("day", ["1850-03-02", "0001-01-01", "2201-01-01", "9999-12-31"])
@pytest.mark.parametrize("kind", PLAIN_KINDS)
def test_a_day_that_no_entry_holds_is_refused_on_its_field(kind: str, day: str, now: datetime) -> None:
    form = EntryForm(kind, EntryFormFacts(requirements=[("one", "Therapy")]))
    typed = least(form, now) | {
        name: f"{day}T23:30" if type(field).__name__ == "Moment" else day
        for name, field in form.fields.items()
        if type(field).__name__ in ("Moment", "Day")
    }
    form = EntryForm(kind, form.about, typed)
    for name, field in form.fields.items():
        if type(field).__name__ in ("Moment", "Day"):
            assert form.errors[name] == ["Enter a day between 1900 and 2200."], name


def test_a_strange_year_is_refused_in_the_readers_language(
    case: Case, cast: Cast, signed_in: SignedIn
) -> None:
    cast.worker.language = "es"
    cast.worker.save()
    client = signed_in(cast.worker)
    href = reverse("happened-kind", args=[case.public_id, "hearing.set"])
    answer = client.post(href, {"on": "1850-03-02"})
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert "Escriba un día entre 1900 y 2200." in page and "hearing.set, on" not in page


def test_what_is_said_of_names_and_values_never_reaches_a_screen(
    case: Case, cast: Cast, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: Any) -> None:
        raise EntryError("hearing.set, on: must be between 1900 and 2200.")

    monkeypatch.setattr("heardfirst.record.services.append", refuse)
    href = reverse("happened-kind", args=[case.public_id, "hearing.set"])
    page = signed_in(cast.worker).post(href, {"on": "2026-04-02"}).content.decode()
    assert "must be between" not in page and "This could not be recorded." in page


def test_a_number_too_small_is_refused_in_plain_words() -> None:
    field = Number(min_value=1)
    for language, words in (("en", "Enter 1 or more."), ("es", "Escriba 1 o más.")):
        with translation.override(language), pytest.raises(ValidationError, match=words):
            field.clean("0")


def test_where_a_risk_is_recorded_stands_whom_to_call(case: Case, cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    happens(case, "risk.raised", timedelta(hours=1), {"risk": "suicide", "about": "client"})
    text = client.get(reverse("happened-kind", args=[case.public_id, "risk.acted"])).content.decode()
    assert "call or text 988" in text and "Childhelp" not in text
    text = client.get(reverse("happened-kind", args=[case.public_id, "risk.raised"])).content.decode()
    assert "call or text 988" in text
    text = client.get(reverse("happened-kind", args=[case.public_id, "contact.made"])).content.decode()
    assert "988" not in text
