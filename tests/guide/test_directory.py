"""The directory of help: kept, searched, fitted to barriers, and never of two agencies."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from heardfirst import clock
from heardfirst.guide.directory import selectors, services
from heardfirst.guide.directory.barriers_answered import ANSWERS
from heardfirst.guide.directory.errors import HelpRefused
from heardfirst.guide.directory.models import Help, HelpMark
from heardfirst.guide.directory.services import Offer
from heardfirst.guide.known_barriers import barriers_heard
from heardfirst.protocol.vocabulary.closed_lists import BARRIERS
from heardfirst.protocol.vocabulary.closed_lists import HELP as KINDS
from heardfirst.record.models import Case
from heardfirst.record.reading import CaseReading
from tests.record.conftest import Cast
from tests.web.conftest import happens

RIDE = Offer("Harbor Van", ("ride",), ("transport",), phone="(202) 555-0148", how="Call two days before.")


@pytest.fixture
def ride(cast: Cast, now: datetime) -> Help:
    return services.add_help(agency=cast.agency, by=cast.supervisor, offer=RIDE)


def names(some: object) -> list[str]:
    return [each.name for each in some]  # type: ignore[attr-defined]


def test_what_was_said_is_there_to_read(ride: Help, cast: Cast, now: datetime) -> None:
    found = selectors.help_of(cast.agency, ride.public_id)
    assert found is not None
    assert (found.name, found.how, found.changed_by, found.changed_at) == (
        "Harbor Van", "Call two days before.", cast.supervisor, now,
    )  # fmt: skip
    assert selectors.marks_of(found, HelpMark.Of.HELP) == ["ride"]
    assert selectors.marks_of(found, HelpMark.Of.BARRIER) == ["transport"]


def test_a_change_says_all_of_it_anew(ride: Help, cast: Cast) -> None:
    services.change_help(
        offered=ride, by=cast.supervisor, offer=replace(RIDE, kinds=("pass", "ride"), languages=("es",))
    )
    assert sorted((each.of, each.value) for each in ride.marks.all()) == [
        ("barrier", "transport"), ("help", "pass"), ("help", "ride"), ("language", "es"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "  "},
        {"name": "x" * 201},
        {"kinds": ()},
        {"kinds": ("limousine",)},
        {"barriers": ("laziness",)},
        {"web": "javascript:alert(1)"},
        {"web": "https://bank.example@evil.example/"},
        {"web": "https:///nowhere"},
        {"languages": ("the language of her mother",)},
        {"how": "x" * 2001},
        {"checked_on": date(2026, 3, 5)},
    ],
)
def test_what_nobody_could_use_is_refused(wrong: dict[str, object], cast: Cast, now: datetime) -> None:
    with pytest.raises(HelpRefused):
        services.add_help(agency=cast.agency, by=cast.supervisor, offer=replace(RIDE, **wrong))  # type: ignore[arg-type]
    assert not Help.objects.exists()


def test_put_away_is_kept_and_found_no_more_until_it_is_taken_out(ride: Help, cast: Cast) -> None:
    services.put_away(offered=ride, by=cast.supervisor)
    assert not selectors.search(cast.agency)
    assert not selectors.best_for(cast.agency, barriers=["transport"])
    assert names(selectors.search(cast.agency, put_away=True)) == ["Harbor Van"]
    services.take_out_again(offered=ride, by=cast.supervisor)
    assert names(selectors.search(cast.agency)) == ["Harbor Van"]


def test_checked_today_is_the_agencys_today(ride: Help, cast: Cast, now: datetime) -> None:
    with clock.standing_at(datetime.fromisoformat("2026-03-05T02:00:00+00:00")):
        services.mark_checked(offered=ride, by=cast.supervisor)
    ride.refresh_from_db()
    assert ride.checked_on == date(2026, 3, 4)  # nine in the evening in New York


def test_a_search_minds_neither_accents_nor_capitals(cast: Cast, now: datetime) -> None:
    offer = Offer("Guardería Niños Felices", ("childcare",), by_whom="Niños, Inc.", languages=("es",))
    services.add_help(agency=cast.agency, by=cast.supervisor, offer=offer)
    services.add_help(agency=cast.agency, by=cast.supervisor, offer=RIDE)
    found = selectors.search
    assert names(found(cast.agency, words="GUARDERIA ninos")) == [offer.name]
    assert names(found(cast.agency, words="van guarderia")) == []
    assert names(found(cast.agency, kind="ride")) == ["Harbor Van"]
    assert names(found(cast.agency, barrier="transport", words="two days")) == ["Harbor Van"]
    assert names(found(cast.agency, language="es")) == [offer.name]
    assert names(found(cast.agency, words="100%_")) == []
    assert names(found(cast.elsewhere)) == []


def test_the_best_fitting_comes_first(cast: Cast, now: datetime) -> None:
    both = ("transport", "childcare")
    for offer in (
        Offer("E one barrier", ("ride",), ("transport",), languages=("es",)),
        Offer("D others only", ("ride",), both, languages=("en",)),
        Offer("C outside", ("ride",), both, by_whom="Harbor Van"),
        Offer("B ours", ("ride",), both),
        Offer("B ours, checked", ("ride",), both, checked_on=date(2026, 3, 1)),
        Offer("A her language", ("ride",), both, languages=("es", "en"), by_whom="Harbor Van"),
        Offer("F neither", ("device",), ("device",)),
    ):
        services.add_help(agency=cast.agency, by=cast.supervisor, offer=offer)
    best = selectors.best_for(cast.agency, barriers=both, language="es")
    assert names(best) == [
        "A her language", "B ours, checked", "B ours", "C outside", "D others only", "E one barrier",
    ]  # fmt: skip
    assert names(selectors.best_for(cast.agency, barriers=both, language="es", most=2)) == names(best[:2])
    assert selectors.best_for(cast.agency, barriers=[]) == []


def test_every_kind_of_help_knows_what_it_usually_answers() -> None:
    assert set(ANSWERS) == set(KINDS)
    assert {each for barriers in ANSWERS.values() for each in barriers} <= set(BARRIERS)


def test_nothing_crosses_from_one_agency_to_another(ride: Help, cast: Cast) -> None:
    with pytest.raises(HelpRefused):
        services.mark_checked(offered=ride, by=cast.stranger)
    assert selectors.help_of(cast.elsewhere, ride.public_id) is None
    mark = HelpMark(agency=cast.elsewhere, help=ride, of="help", value="pass")
    ride.changed_by = cast.stranger
    for crossing in (mark, ride):
        with pytest.raises(IntegrityError):
            _saved_and_checked(crossing)


def _saved_and_checked(row: Help | HelpMark) -> None:
    with transaction.atomic():
        row.save()
        connection.check_constraints()


def test_barriers_are_those_heard_since_the_response_began(missed: Case, cast: Cast) -> None:
    def heard(ago: timedelta, *barriers: str) -> None:
        happens(
            missed,
            "client.heard",
            ago,
            {"barriers": list(barriers), "limits_explained": True, "through": "self"},
        )

    assert barriers_heard(CaseReading.of(missed, at=clock.now())) == []
    heard(timedelta(days=20), "money")
    heard(timedelta(hours=20), "childcare", "transport", "none_named")
    assert barriers_heard(CaseReading.of(missed, at=clock.now())) == ["transport", "childcare"]
    happens(missed, "barrier.eased", timedelta(hours=3), {"barrier": "transport"})
    assert barriers_heard(CaseReading.of(missed, at=clock.now())) == ["childcare"]
    happens(missed, "session.attended", timedelta(hours=1))
    assert barriers_heard(CaseReading.of(missed, at=clock.now())) == []
