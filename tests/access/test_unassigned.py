"""Cases that nobody carries are before their supervisor at once, and before nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from heardfirst import clock
from heardfirst.access.today import COUNTED_UP_TO, Count
from heardfirst.access.unassigned import count_unassigned, list_unassigned, unassigned_cases
from heardfirst.agency import staffing
from heardfirst.agency.models import Person, Role
from heardfirst.agency.services import add_person
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case
from heardfirst.record.services import append, open_case, transfer_case
from tests.access.test_today import analyze, bare_caseload, plan_of
from tests.record.conftest import Cast

Gone = Callable[[Cast], None]


def fresh(person: Person) -> Person:
    return Person.objects.select_related("agency").get(pk=person.pk)


def nobodys(cast: Cast, name: str = "Joel Park") -> Case:
    return open_case(agency=cast.agency, by=None, worker=None, identity=Identity(name))


def seen_by(person: Person) -> list[Case]:
    someone = fresh(person)
    cases = list(unassigned_cases(someone).order_by("pk"))
    assert count_unassigned(someone).number == len(cases)
    assert {each.case for each in list_unassigned(someone)} == set(cases)
    return cases


def test_all_is_well_while_everybody_is_there(case: Case, cast: Cast) -> None:
    assert seen_by(cast.supervisor) == []


@pytest.mark.parametrize(
    "gone",
    [
        lambda cast: staffing.let_go(person=cast.worker, by=None),
        lambda cast: staffing.take_role(person=cast.worker, role=Role.WORKER, by=None),
    ],
    ids=["let go", "role taken"],
)
def test_at_once(case: Case, cast: Cast, gone: Gone) -> None:
    staffing.give_role(person=cast.worker, role=Role.CLERK, by=None)
    assert seen_by(cast.supervisor) == []
    gone(cast)
    assert seen_by(cast.supervisor) == [case]
    staffing.take_back(person=cast.worker, by=None)
    staffing.give_role(person=cast.worker, role=Role.WORKER, by=None)
    assert seen_by(cast.supervisor) == []


def test_a_role_that_ran_out_leaves_its_cases_there(case: Case, cast: Cast) -> None:
    held = cast.worker.roles_held.get(role=Role.WORKER)
    held.until = clock.now() - timedelta(seconds=1)
    held.save(update_fields=["until"])
    assert seen_by(cast.supervisor) == [case]


def test_nobody_but_a_supervisor_sees_any(cast: Cast, now: datetime) -> None:
    nobodys(cast)
    administrator = add_person(
        agency=cast.agency, email="ada@example.org", name="Ada", roles=[Role.ADMINISTRATOR, Role.CLERK]
    )
    for person in (cast.worker, cast.stranger, administrator):
        assert seen_by(person) == []
    assert not unassigned_cases(AnonymousUser()).exists()


def test_a_closed_case_needs_nobody(cast: Cast, now: datetime) -> None:
    case = nobodys(cast)
    append(case=case, by=None, kind="case.closed", at=now, details={"reason": "completed"})
    assert seen_by(cast.supervisor) == []


def test_each_supervisor_sees_those_of_their_own_team_and_of_no_team(cast: Cast, now: datetime) -> None:
    south = staffing.make_team(agency=cast.agency, name="South")
    other = add_person(agency=cast.agency, email="sofia@example.org", name="Sofia", roles=[Role.SUPERVISOR])
    north = staffing.make_team(agency=cast.agency, name="North")
    staffing.change_team(team=south, name="South", people=[other, cast.worker])
    staffing.change_team(team=north, name="North", people=[cast.supervisor])
    souths = open_case(agency=cast.agency, by=None, worker=cast.worker, identity=Identity("Ana Ruiz"))
    nobodys_case = nobodys(cast)
    staffing.let_go(person=cast.worker, by=None)
    assert seen_by(other) == [souths, nobodys_case]
    assert seen_by(cast.supervisor) == [nobodys_case]


def test_the_most_pressing_comes_first_with_since_when(case: Case, cast: Cast, now: datetime) -> None:
    quiet = nobodys(cast, "Quiet Client")
    missed, risky = nobodys(cast, "Missed Client"), nobodys(cast, "Risky Client")
    earlier = now - timedelta(days=5)
    with clock.standing_at(earlier):
        last = append(case=missed, by=cast.colleague, kind="note.signed", at=earlier)
    append(case=missed, by=None, kind="session.missed", at=now - timedelta(days=1))
    append(case=risky, by=None, kind="risk.raised", at=now, details={"risk": "suicide"})
    lines = list_unassigned(fresh(cast.supervisor))
    assert [each.case for each in lines] == [risky, missed, quiet]
    assert [each.name for each in lines] == ["Risky Client", "Missed Client", "Quiet Client"]
    assert [each.standing and each.standing.next_step for each in lines] == ["protect", "contact", ""]
    assert [each.worked_on for each in lines] == [False, True, False]
    assert lines[1].since == last.recorded_at
    assert lines[2].since == quiet.opened_at
    assert "Client" not in repr(lines)


def test_given_to_somebody_it_is_gone_from_there(cast: Cast, now: datetime) -> None:
    case = nobodys(cast)
    transfer_case(case=case, by=cast.supervisor, to=cast.colleague, at=now, words="New to us.")
    assert seen_by(cast.supervisor) == []


def test_the_number_of_queries_does_not_grow(case: Case, cast: Cast, now: datetime) -> None:
    def asked() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as counting:
            count_unassigned(fresh(cast.supervisor))
        with CaptureQueriesContext(connection) as listing:
            list_unassigned(fresh(cast.supervisor))
        return len(counting), len(listing)

    nobodys(cast)
    before = asked()
    for place in range(6):
        nobodys(cast, f"Client {place}")
    staffing.let_go(person=cast.worker, by=None)
    assert asked() == before
    # The person, their roles, whom they cover for, who carries, who does not, and the cases themselves.
    assert before[0] == 6


def test_counting_walks_an_index_and_stops(case: Case, cast: Cast, now: datetime) -> None:
    bare_caseload(case, 3000, cast.worker)
    some = list(Case.objects.filter(worker=cast.worker).values_list("pk", flat=True)[: COUNTED_UP_TO + 1])
    Case.objects.filter(pk__in=some).update(worker=None)
    staffing.let_go(person=cast.colleague, by=None)
    analyze()
    with CaptureQueriesContext(connection) as asked:
        assert count_unassigned(fresh(cast.supervisor)) == Count(COUNTED_UP_TO, or_more=True)
    counting = [each["sql"] for each in asked if "record_case" in each["sql"]]
    assert len(counting) == 1
    if connection.vendor == "postgresql":
        # Of a table this small it may read all, as it sees fit that day; asked is whether it can do without.
        with connection.cursor() as set_up:
            set_up.execute("SET LOCAL enable_seqscan = off")
    plan = plan_of(counting[0])
    assert "index" in plan.lower() and "Seq Scan" not in plan and "SCAN record_case" not in plan
