"""Emergency access: why first, for some hours, told, and listed until somebody has looked."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from heardfirst import access, clock
from heardfirst.access.emergency import (
    LASTS,
    EmergencyRefused,
    emergencies_for,
    end_emergency_access,
    look_at_emergency,
    people_to_notify,
    reason_of,
    search_for_emergency,
    take_emergency_access,
)
from heardfirst.access.log import LoggedAction, lines_of
from heardfirst.access.models import EmergencyAccess
from heardfirst.agency.models import Person, Role
from heardfirst.agency.services import add_person
from heardfirst.agency.staffing import change_team, make_team, take_role
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case
from heardfirst.record.services import open_case
from tests.record.conftest import Cast

WHY = "She called the front desk crying and her worker is out."


@pytest.fixture
def officer(cast: Cast) -> Person:
    return add_person(
        agency=cast.agency, email="petra@example.org", name="Petra", roles=[Role.PRIVACY_OFFICER]
    )


def taken_by(person: Person, case: Case) -> EmergencyAccess:
    return take_emergency_access(person=person, case=case, ground="safety", reason=WHY)


def test_nothing_without_a_reason_and_a_whole_name(case: Case, cast: Cast) -> None:
    for name, reason in (("Marisol Quiñones", "soon"), ("Marisol", WHY), ("", WHY)):
        with pytest.raises(EmergencyRefused):
            search_for_emergency(person=cast.colleague, name=name, reason=reason)
    with pytest.raises(EmergencyRefused):
        take_emergency_access(person=cast.colleague, case=case, ground="safety", reason="  ")
    assert not access.may_open(cast.colleague, case)


def test_a_whole_name_finds_whom_it_means_and_a_part_of_it_nobody(case: Case, cast: Cast) -> None:
    found = search_for_emergency(person=cast.colleague, name="quiñones MARISOL", reason=WHY)
    assert [(each.case, each.name) for each in found] == [(case, "Marisol Quiñones")]
    assert search_for_emergency(person=cast.colleague, name="Mari Quin", reason=WHY) == []
    assert search_for_emergency(person=cast.stranger, name="Marisol Quiñones", reason=WHY) == []
    counts = lines_of(cast.agency, what=LoggedAction.EMERGENCY_SOUGHT).values_list("count", flat=True)
    assert list(counts) == [0, 1]


def test_it_opens_one_case_for_a_time(case: Case, cast: Cast, now: datetime) -> None:
    other = open_case(agency=cast.agency, by=cast.worker, worker=cast.worker, identity=Identity("Ana Ruiz"))
    taken_by(cast.colleague, case)
    assert access.may_write(cast.colleague, case) and not access.may_open(cast.colleague, other)
    assert list(access.cases_for(cast.colleague)) == [case]
    with clock.standing_at(now + LASTS - timedelta(minutes=1)):
        assert access.may_open(cast.colleague, case)
    with clock.standing_at(now + LASTS):
        assert not access.may_open(cast.colleague, case)
        assert list(access.cases_for(cast.colleague)) == []


def test_it_is_not_on_their_today(case: Case, cast: Cast, now: datetime) -> None:
    taken_by(cast.colleague, case)
    today = access.today_for(cast.colleague, now)
    assert (today.to_do.number, today.waiting_for.number) == (0, 0)


def test_it_ends_when_they_say_so_or_lose_their_role(case: Case, cast: Cast) -> None:
    taken = taken_by(cast.colleague, case)
    end_emergency_access(access=taken)
    assert not access.may_open(cast.colleague, case)
    taken_by(cast.colleague, case)
    take_role(person=cast.colleague, role=Role.WORKER, by=cast.supervisor)
    assert not access.may_open(cast.colleague, case)
    kinds = [each.what for each in lines_of(cast.agency, person=cast.colleague)]
    assert kinds == ["emergency_taken", "emergency_ended", "emergency_taken"]


def test_who_may_not_take_it(case: Case, cast: Cast, officer: Person) -> None:
    administrator = add_person(
        agency=cast.agency, email="ada@example.org", name="Ada", roles=[Role.ADMINISTRATOR, Role.CLERK]
    )
    for person in (officer, administrator, cast.stranger, cast.worker):
        with pytest.raises(EmergencyRefused):
            taken_by(person, case)


def test_supervisors_over_it_and_the_privacy_officer_are_told(
    case: Case, cast: Cast, officer: Person
) -> None:
    river, lake = (make_team(agency=cast.agency, name=name) for name in ("River", "Lake"))
    other = add_person(agency=cast.agency, email="sten@example.org", name="Sten", roles=[Role.SUPERVISOR])
    change_team(team=river, name="River", people=[cast.worker, cast.supervisor])
    change_team(team=lake, name="Lake", people=[other])
    for person in (cast.worker, cast.supervisor, other):
        person.refresh_from_db(fields=["team"])
    taken = taken_by(other, case)
    assert {each.pk for each in people_to_notify(taken)} == {officer.pk, cast.supervisor.pk}
    assert [each.pk for each in emergencies_for(officer)] == [taken.pk]
    assert [each.pk for each in emergencies_for(cast.supervisor)] == [taken.pk]
    for person in (cast.worker, cast.colleague, cast.stranger):
        assert list(emergencies_for(person)) == []
    assert reason_of(taken) == WHY


def test_it_stays_listed_until_looked_at_by_somebody_else(case: Case, cast: Cast, officer: Person) -> None:
    taken = taken_by(cast.colleague, case)
    assert access.still_to_look_at(officer) == access.still_to_look_at(cast.supervisor) == 1
    look_at_emergency(access=taken, by=officer, finding="right")
    assert (access.still_to_look_at(officer), access.still_to_look_at(cast.supervisor)) == (0, 1)
    with pytest.raises(EmergencyRefused):
        look_at_emergency(access=taken, by=cast.colleague, finding="right")
    with pytest.raises(EmergencyRefused):
        look_at_emergency(access=taken, by=cast.stranger, finding="right")


def test_the_reason_is_nowhere_in_the_open(case: Case, cast: Cast) -> None:
    taken = taken_by(cast.colleague, case)
    assert b"crying" not in bytes(EmergencyAccess.objects.get(pk=taken.pk).reason)
