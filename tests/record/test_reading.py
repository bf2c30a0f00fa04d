"""One reading of a case: what it answers, what it costs, and that it never changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import FrozenInstanceError
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heardfirst.record.identity import Identity
from heardfirst.record.models import Case, Requirement
from heardfirst.record.reading import CaseReading, readings_of
from heardfirst.record.services import (
    NewEntry,
    add_requirement,
    append,
    append_batch,
    change_order,
    open_case,
    tick,
)
from tests.counting import Work, counted

from .conftest import Cast


def missed(case: Case, now: datetime, requirement: Requirement | None = None) -> None:
    at = now - timedelta(hours=3)
    append(case=case, by=None, kind="session.missed", at=at, requirement=requirement)


def test_making_one_asks_nothing_and_everything_else_once(
    case: Case, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    missed(case, now)
    with CaptureQueriesContext(connection) as asked:
        reading = CaseReading.of(Case.objects.select_related("agency").get(pk=case.pk), at=now)
        assert len(asked) == 1  # the case
    with counted(monkeypatch) as work:
        [requirement] = reading.requirements
        for _time in range(2):
            assert reading.decision(requirement).response_open
            assert reading.leading_decision is reading.decisions[requirement.pk]
            assert reading.safe_contact.may_call and reading.hearing(requirement) is None
            assert reading.status == Case.Status.OPEN and not reading.died and not reading.corrected
            assert [entry.kind for entry in reading.standing] == ["session.missed", "case.opened"]
            assert reading.folded_for(requirement) is reading.folded
    assert work == Work(read=1, folded=1, responses=1)


def test_nobody_can_change_it(case: Case, now: datetime) -> None:
    reading = CaseReading.of(case, at=now)
    with pytest.raises(FrozenInstanceError):
        reading.at = now + timedelta(days=1)  # type: ignore[misc]


def test_what_was_recorded_of_another_order_is_folded_apart(case: Case, cast: Cast, now: datetime) -> None:
    therapy = case.requirements.get()
    testing = add_requirement(case=case, by=cast.worker, kind="testing")
    assert testing.order is not None
    change_order(case=case, by=cast.worker, order=testing.order, terms={"hearing": "2026-04-02"}, at=now)
    reading = CaseReading.of(case, at=now)
    assert reading.hearing(therapy) is None and reading.order_terms(testing.order)["hearing"] == "2026-04-02"
    found = reading.hearing(testing)
    assert found is not None and found.day == date(2026, 4, 2)
    assert not reading.folded_for(therapy).of("order.changed")
    assert reading.folded_for(testing) is reading.folded


def test_a_hearing_that_is_past_is_none(case: Case, cast: Cast, now: datetime) -> None:
    therapy = case.requirements.get()
    assert therapy.order is not None
    change_order(case=case, by=cast.worker, order=therapy.order, terms={"hearing": "2026-04-02"}, at=now)
    days = [(datetime(2026, 4, day, 16, tzinfo=now.tzinfo), ahead) for day, ahead in ((2, True), (3, False))]
    for at, ahead in days:
        assert (CaseReading.of(case, at=at).hearing(therapy) is not None) is ahead
    assert CaseReading.of(case, at=days[1][0]).order_terms(therapy.order)["hearing"] == "2026-04-02"


def test_without_an_entry_and_at_an_earlier_moment_it_is_as_if_it_had_not_happened(
    case: Case, now: datetime
) -> None:
    missed(case, now)
    reading = CaseReading.of(case, at=now)
    [requirement] = reading.requirements
    last = reading.entries[-1]
    for other in (reading.without([last.id]), reading.up_to(1, now)):
        assert not other.decision(requirement).response_open
        assert other.rules == reading.rules and len(other.entries) == 1
    assert reading.decision(requirement).response_open and len(reading.entries) == 2


def test_until_somebody_has_asked_contact_is_as_the_agency_keeps_it(
    case: Case, cast: Cast, now: datetime
) -> None:
    cast.agency.safe_contact, cast.agency.safe_from_hour = ["do_not_say_who"], 17
    cast.agency.save()
    fresh = Case.objects.get(pk=case.pk)
    meanwhile = CaseReading.of(fresh, at=now).safe_contact
    assert not (meanwhile.may_say_who or meanwhile.known or meanwhile.safe_at(10))
    append(case=case, by=cast.worker, kind="contact_rule.set", at=now, details={"rules": ["no_text"]})
    known = CaseReading.of(fresh, at=now).safe_contact
    assert known.known and known.may_say_who and known.safe_at(10) and not known.may_text


@pytest.fixture
def caseload(cast: Cast, now: datetime) -> list[Case]:
    return [
        open_case(
            agency=cast.agency,
            by=cast.worker,
            worker=cast.worker,
            identity=Identity(f"Client {number}"),
            requirements=["therapy", "testing"],
        )
        for number in range(3)
    ]


def test_a_batch_is_read_with_one_question_and_each_case_folded_once(
    caseload: list[Case], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    requirements = list(Requirement.objects.filter(case__in=caseload))
    with counted(monkeypatch) as work:
        for reading in readings_of(caseload, requirements, at=now):
            assert len(reading.decisions) == 2
    assert work == Work(read=1, folded=3, responses=6)


def brought_in(caseload: list[Case], now: datetime) -> None:
    items = [
        NewEntry(case, "session.missed", now - timedelta(days=2), requirement=requirement)
        for case in caseload
        for requirement in case.requirements.all()
    ]
    append_batch(agency=caseload[0].agency, by=None, items=items, source="import")


def time_passed(caseload: list[Case], now: datetime) -> None:
    assert tick(now=now + timedelta(days=30)) == len(caseload)


@pytest.mark.parametrize("happens", [brought_in, time_passed])
def test_an_import_and_the_tick_fold_each_case_once_and_decide_each_service_once(
    happens: Callable[[list[Case], datetime], None],
    caseload: list[Case],
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if happens is time_passed:
        brought_in(caseload, now)
    with counted(monkeypatch) as work:
        happens(caseload, now)
    assert work == Work(read=1, folded=3, responses=6)
