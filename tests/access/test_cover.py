"""Whoever is covering for somebody sees their cases as they do, on those days, in the agency's zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from heardfirst import access, clock
from heardfirst.agency import staffing
from heardfirst.agency.models import Agency, Person, Role
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case
from heardfirst.record.reading import CaseReading
from heardfirst.record.services import append, open_case
from tests.record.conftest import Cast

FIRST, LAST = date(2026, 3, 3), date(2026, 3, 5)
# When the day after the last begins: midnight in New York and in Honolulu.
OVER = {
    "America/New_York": datetime(2026, 3, 6, 5, 0, tzinfo=UTC),
    "Pacific/Honolulu": datetime(2026, 3, 6, 10, 0, tzinfo=UTC),
}
BEGUN = {zone: over - timedelta(days=3) for zone, over in OVER.items()}


def fresh(person: Person) -> Person:
    """The same person as the next request would meet them."""
    return Person.objects.select_related("agency").get(pk=person.pk)


def sees(person: Person, case: Case) -> bool:
    """Asked every way there is; all of them must agree."""
    someone, now = fresh(person), datetime.now(UTC)
    answers = {
        access.may_open(someone, case),
        access.may_write(someone, case),
        access.may_book(someone, case),
        access.case_or_none(someone, case.public_id) is not None,
        case in access.cases_for(someone),
        access.may_open_which(someone, [case]) == {case.pk},
        access.may_book_which(someone, [case]) == {case.pk},
        access.today_for(someone, now).first is not None,
        bool(access.find_clients(someone, "Marisol")),
    }
    assert len(answers) == 1
    return answers.pop()


@pytest.mark.parametrize("zone", OVER)
def test_it_holds_on_its_last_day_and_not_on_the_day_after(cast: Cast, zone: str) -> None:
    Agency.objects.filter(pk=cast.agency.pk).update(zone=zone)
    worker, colleague = fresh(cast.worker), fresh(cast.colleague)
    with time_machine.travel(BEGUN[zone] - timedelta(days=1), tick=False):
        case = open_case(
            agency=worker.agency, by=worker, worker=worker, identity=Identity("Marisol Quiñones")
        )
        append(case=case, by=worker, kind="session.missed", at=datetime.now(UTC) - timedelta(hours=2))
        staffing.arrange_cover(absent=worker, instead=colleague, first_day=FIRST, last_day=LAST, by=worker)
    moment = timedelta(microseconds=1)
    for at, holds in (
        (BEGUN[zone] - moment, False),
        (BEGUN[zone], True),
        (OVER[zone] - moment, True),
        (OVER[zone], False),
    ):
        with time_machine.travel(at, tick=False):
            assert sees(colleague, case) is holds, at
            assert sees(worker, case)
            assert not sees(cast.stranger, case)


@pytest.fixture
def missed(case: Case, cast: Cast, now: datetime) -> Case:
    append(case=case, by=cast.worker, kind="session.missed", at=now - timedelta(hours=1))
    return case


def cover(cast: Cast, absent: Person, instead: Person, now: datetime) -> None:
    with time_machine.travel(now, tick=False):
        staffing.arrange_cover(
            absent=absent, instead=instead, first_day=now.date(), last_day=now.date(), by=None
        )


def test_what_whoever_covers_records_is_theirs(missed: Case, cast: Cast, now: datetime) -> None:
    cover(cast, cast.worker, cast.colleague, now)
    tried = {"channel": "phone", "outcome": "no_answer"}
    entry = append(case=missed, by=cast.colleague, kind="contact.tried", at=now, details=tried)
    assert entry.by == cast.colleague
    missed.refresh_from_db()
    assert missed.worker == cast.worker
    assert [each.kind for each in CaseReading.of(missed, at=clock.now()).entries][-1] == "contact.tried"
    # It is not theirs to give away, nor to arrange who covers next.
    assert not access.may_transfer(fresh(cast.colleague), missed)
    assert not access.may_arrange_cover(fresh(cast.colleague), cast.worker)


def test_whoever_covers_for_a_supervisor_looks_after_what_that_one_does(
    missed: Case, cast: Cast, now: datetime
) -> None:
    assert not access.may_open(fresh(cast.colleague), missed)
    cover(cast, cast.supervisor, cast.colleague, now)
    assert access.may_open(fresh(cast.colleague), missed)
    # The cases, not the office.
    assert not access.may_set_rules(fresh(cast.colleague))
    assert not access.may_transfer(fresh(cast.colleague), missed)
    assert not access.may_assign(fresh(cast.colleague))


def test_cover_does_not_pass_on(missed: Case, cast: Cast, now: datetime) -> None:
    """Covering for somebody who covers is not covering for the first."""
    third = staffing_person(cast, "thea")
    cover(cast, cast.worker, cast.colleague, now)
    cover(cast, cast.colleague, third, now)
    assert access.may_open(fresh(cast.colleague), missed)
    assert not access.may_open(fresh(third), missed)


def test_a_clerk_or_somebody_gone_covers_for_nobody(missed: Case, cast: Cast, now: datetime) -> None:
    cover(cast, cast.worker, cast.colleague, now)
    with time_machine.travel(now, tick=False):
        staffing.give_role(person=cast.colleague, role=Role.CLERK, by=None)
        staffing.take_role(person=cast.colleague, role=Role.WORKER, by=None)
    assert not access.may_open(fresh(cast.colleague), missed)
    with time_machine.travel(now + timedelta(minutes=1), tick=False):
        staffing.give_role(person=cast.colleague, role=Role.WORKER, by=None)
    assert not access.may_open(fresh(cast.colleague), missed)


def test_for_whom_one_may_arrange_cover(cast: Cast, now: datetime) -> None:
    assert access.looked_after_by(cast.worker) == [cast.worker]
    assert access.looked_after_by(cast.supervisor) == [cast.colleague, cast.supervisor, cast.worker]
    assert access.looked_after_by(cast.stranger) == [cast.stranger]
    north = staffing.make_team(agency=cast.agency, name="North")
    south = staffing.make_team(agency=cast.agency, name="South")
    other = staffing_person(cast, "sofia", Role.SUPERVISOR)
    staffing.change_team(team=north, name="North", people=[cast.supervisor])
    staffing.change_team(team=south, name="South", people=[other, cast.worker])
    supervisor = fresh(cast.supervisor)
    assert access.looked_after_by(supervisor) == [cast.colleague, cast.supervisor]
    everybody = [cast.worker, cast.colleague, cast.supervisor, other, cast.stranger]
    for person in map(fresh, everybody):
        listed = access.looked_after_by(person)
        assert [each for each in everybody if access.may_arrange_cover(person, fresh(each))] == sorted(
            listed, key=everybody.index
        )


def staffing_person(cast: Cast, name: str, role: str = Role.WORKER) -> Person:
    from heardfirst.agency.services import add_person

    return add_person(agency=cast.agency, email=f"{name}@example.org", name=name.title(), roles=[role])


def test_a_supervisor_of_a_team_gives_nobody_more_than_she_sees(
    case: Case, cast: Cast, now: datetime
) -> None:
    """Not herself either: the absent supervisor without a team looks after everybody."""
    north, south = (staffing.make_team(agency=cast.agency, name=name) for name in ("North", "South"))
    other = staffing_person(cast, "sofia", Role.SUPERVISOR)
    everywhere = staffing_person(cast, "una", Role.SUPERVISOR)
    staffing.change_team(team=north, name="North", people=[cast.supervisor])
    staffing.change_team(team=south, name="South", people=[other, cast.worker])
    supervisor = fresh(cast.supervisor)
    assert not access.may_open(supervisor, case)
    assert access.looks_after(supervisor, fresh(everywhere))
    assert not access.may_arrange_cover(supervisor, fresh(everywhere))
    assert everywhere not in access.may_be_away(supervisor)
    # Who looks after everything may say so for everybody, and anybody for themself.
    for person, absent in ((everywhere, supervisor), (everywhere, other), (everywhere, everywhere)):
        assert access.may_arrange_cover(fresh(person), fresh(absent))


def test_what_a_supervisor_comes_to_see_later_is_not_passed_on(case: Case, cast: Cast, now: datetime) -> None:
    cover(cast, cast.supervisor, cast.colleague, now)
    assert access.may_open(fresh(cast.colleague), case)
    staffing.change_team(
        team=staffing.make_team(agency=cast.agency, name="North"), name="North", people=[cast.supervisor]
    )
    assert access.may_open(fresh(cast.supervisor), case)
    assert not access.may_open(fresh(cast.colleague), case)


def test_covering_for_a_worker_makes_no_supervisor_over_their_cases(
    case: Case, cast: Cast, now: datetime
) -> None:
    other = staffing_person(cast, "sofia", Role.SUPERVISOR)
    north, south = (staffing.make_team(agency=cast.agency, name=name) for name in ("North", "South"))
    staffing.change_team(team=north, name="North", people=[cast.supervisor, cast.worker])
    staffing.change_team(team=south, name="South", people=[other])
    cover(cast, fresh(cast.worker), fresh(other), now)
    assert access.may_write(fresh(other), case)
    assert not access.may_transfer(fresh(other), case)
    assert not access.may_agree_override(fresh(other), case)
    assert access.may_transfer(fresh(cast.supervisor), case)
