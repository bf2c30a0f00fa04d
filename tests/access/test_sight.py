"""
Nobody comes to see a case except by the act of somebody who saw it, by what they are there for, or by
emergency access: a machine that gives roles, fills teams, invites, covers, transfers and waits, in any order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from heardfirst import access, clock
from heardfirst.access.emergency import (
    LASTS,
    EmergencyRefused,
    end_emergency_access,
    take_emergency_access,
)
from heardfirst.access.models import EmergencyAccess
from heardfirst.access.policies import Relation, relation_to
from heardfirst.access.unassigned import unassigned_cases
from heardfirst.agency import staffing
from heardfirst.agency.doors.errors import InvitationRefusedError
from heardfirst.agency.doors.invitations import accept, invite
from heardfirst.agency.errors import StaffingRefused
from heardfirst.agency.models import Agency, Cover, Person, Role, Team
from heardfirst.agency.services import add_person, open_agency
from heardfirst.record.errors import RecordError
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case
from heardfirst.record.services import open_case
from heardfirst.record.transferring import transfer_case
from tests.conftest import PROFILE

NEW_YORK = ZoneInfo("America/New_York")
BEGINS = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
WHY = "She called the front desk crying and her worker is out."
CARRYING = {Role.WORKER, Role.SUPERVISOR}
RANKS = [Relation.NONE, Relation.BOOKING, Relation.READING, Relation.WORKING]
Sight = dict[tuple[int, int], Relation]


@dataclass
class World:
    """What stands before every run of the machine."""

    agency: Agency
    teams: list[Team]
    people: list[Person]
    cases: list[Case]


@pytest.fixture
def world(db: None) -> World:
    agency = open_agency(name="Harbor Family Services")
    teams = [staffing.make_team(agency=agency, name=name) for name in ("North", "South")]
    people = [
        add_person(agency=agency, email=f"{name}@example.org", name=name, roles=[role])
        for name, role in (
            ("ada", Role.ADMINISTRATOR),
            ("nell", Role.SUPERVISOR),
            ("sol", Role.SUPERVISOR),
            ("una", Role.SUPERVISOR),
            ("wes", Role.WORKER),
            ("wyn", Role.WORKER),
            ("cleo", Role.CLERK),
        )
    ]
    _ada, nell, sol, una, wes, wyn, _cleo = people
    staffing.change_team(team=teams[0], name="North", people=[nell, wes])
    staffing.change_team(team=teams[1], name="South", people=[sol, wyn])
    with clock.standing_at(BEGINS):
        cases = [
            open_case(agency=agency, by=None, worker=worker, identity=Identity(f"Client {number}"))
            for number, worker in enumerate((wes, wyn, sol, una, None))
        ]
    return World(agency, teams, people, cases)


@dataclass
class CoverModel:
    """A cover as it was arranged; days are the agency's."""

    absent: int
    instead: int
    first: date
    last: date
    with_supervision: bool
    ended: bool = False


class SightMachine(RuleBasedStateMachine):
    """
    People, roles, teams, covers and emergencies, kept in plain sets beside the product's own tables, by the
    rules that docs/decisions/0017-roles-and-sight.md gives.
    """

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.rolled_back = transaction.atomic()
        self.rolled_back.__enter__()
        self.now = BEGINS
        self.roles: dict[int, dict[str, datetime | None]] = {}
        self.team: dict[int, int | None] = {}
        self.active: dict[int, bool] = {}
        for person in Person.objects.filter(agency=self.world.agency).prefetch_related("roles_held"):
            self.roles[person.pk] = dict.fromkeys(person.roles)
            self.team[person.pk], self.active[person.pk] = person.team_id, True
        self.carrier: dict[int, int | None] = dict(Case.objects.values_list("pk", "worker_id"))
        self.covers: list[CoverModel] = []
        self.emergencies: list[tuple[int, int, datetime]] = []
        self.invited: list[tuple[str, int]] = []
        self.sight = self.expected()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.rolled_back.__exit__(None, None, None)

    # What is expected, from the sets alone.

    def holds(self, person: int, role: str) -> bool:
        if not self.active[person] or role not in self.roles[person]:
            return False
        until = self.roles[person][role]
        return until is None or until > self.now

    def carries(self, person: int) -> bool:
        return any(self.holds(person, role) for role in CARRYING)

    def supervised(self, supervisor: int) -> set[int]:
        """The cases of everybody who is not in the team of another supervisor, while this one is one."""
        if not self.holds(supervisor, Role.SUPERVISOR):
            return set()
        others = {team for person, team in self.team.items() if self.holds(person, Role.SUPERVISOR)}
        others = set() if self.team[supervisor] is None else others - {self.team[supervisor], None}
        return {
            case for case, worker in self.carrier.items() if worker is None or self.team[worker] not in others
        }

    def own(self, person: int) -> set[int]:
        return {case for case, worker in self.carrier.items() if worker == person}

    def office(self, person: int) -> set[int]:
        """What somebody works with by what they are there for, without cover and emergencies."""
        return self.own(person) | self.supervised(person) if self.carries(person) else set()

    def covering(self, person: int) -> list[CoverModel]:
        day = clock_day(self.now)
        return [
            cover
            for cover in self.covers
            if cover.instead == person and not cover.ended and cover.first <= day <= cover.last
        ]

    def passed_on(self, cover: CoverModel) -> set[int]:
        return self.own(cover.absent) | (self.supervised(cover.absent) if cover.with_supervision else set())

    def expected(self) -> Sight:
        sight: Sight = {}
        for person in self.roles:
            working = self.office(person)
            if self.carries(person):
                working = working.union(*map(self.passed_on, self.covering(person)))
                working |= {
                    case for who, case, until in self.emergencies if who == person and until > self.now
                }
            for case in self.carrier:
                sight[person, case] = (
                    Relation.WORKING if case in working
                    else Relation.READING if self.holds(person, Role.AUDITOR)
                    else Relation.BOOKING if self.holds(person, Role.CLERK)
                    else Relation.NONE
                )  # fmt: skip
        return sight

    def shown(self) -> Sight:
        """What the product shows, asked of everybody at once."""
        sight: Sight = {}
        for person in Person.objects.filter(agency=self.world.agency).select_related("agency"):
            read = set(access.cases_for(person).values_list("pk", flat=True))
            listed = set(access.cases_listed_for(person).values_list("pk", flat=True))
            booked = access.may_book_which(person, self.world.cases)
            for case in self.carrier:
                sight[person.pk, case] = (
                    Relation.NONE if case not in listed
                    else Relation.BOOKING if case not in read
                    else Relation.WORKING if case in booked and not self.holds(person.pk, Role.CLERK)
                    else relation_to(Case.objects.get(pk=case), person)
                )  # fmt: skip
        return sight

    def then(self, explains: Callable[[int, int], bool]) -> None:
        """After an act: what is shown is what is expected, and whoever gained something, gained it so."""
        before, self.sight = self.sight, self.expected()
        with clock.standing_at(self.now):
            assert self.shown() == self.sight
        for (person, case), relation in self.sight.items():
            gained = RANKS.index(relation) > RANKS.index(before.get((person, case), Relation.NONE))
            assert not gained or explains(person, case), (person, case, relation)

    def by_office(self, *moved: int) -> Callable[[int, int], bool]:
        """
        Gained by what one is there for, or by covering for a supervisor who gained it without having been
        moved: an administrator's act passes nothing on through somebody whom it moves.
        """

        def explains(person: int, case: int) -> bool:
            if (
                case in self.office(person)
                or self.holds(person, Role.AUDITOR)
                or self.holds(person, Role.CLERK)
            ):
                return True
            return any(
                case in self.passed_on(cover) and cover.absent not in moved for cover in self.covering(person)
            )

        return explains

    def draw(self, data: st.DataObject, among: Any) -> Any:
        return data.draw(st.sampled_from(sorted(among)))

    def carriers(self) -> list[int]:
        return [person for person in self.roles if self.carries(person)]

    def person(self, pk: int) -> Person:
        return Person.objects.select_related("agency").get(pk=pk)

    def narrow(self, *absent: int) -> None:
        for cover in self.covers:
            cover.with_supervision = cover.with_supervision and cover.absent not in absent

    # The administrator's acts.

    @rule(data=st.data(), role=st.sampled_from(Role.values), days=st.none() | st.integers(1, 3))
    def give_role(self, data: st.DataObject, role: str, days: int | None) -> None:
        person = self.draw(data, self.roles)
        until = None if days is None and role != Role.AUDITOR else self.now + timedelta(days=days or 1)
        with clock.standing_at(self.now):
            staffing.give_role(person=self.person(person), role=role, by=None, until=until)
        if role == Role.SUPERVISOR and not self.holds(person, role):
            self.narrow(person)
        self.roles[person][role] = until
        self.then(self.by_office(person))

    @rule(data=st.data())
    def take_role(self, data: st.DataObject) -> None:
        person = self.draw(data, self.roles)
        role = self.draw(data, self.roles[person] or [Role.TRAINER])
        try:
            with clock.standing_at(self.now):
                staffing.take_role(person=self.person(person), role=role, by=None)
        except StaffingRefused:
            return
        self.roles[person].pop(role, None)
        if role == Role.SUPERVISOR:
            self.narrow(person)
        self.end_covers_by(person)
        self.then(self.by_office(person))

    @rule(data=st.data(), back=st.booleans())
    def let_go(self, data: st.DataObject, back: bool) -> None:
        person = self.draw(data, self.roles)
        try:
            with clock.standing_at(self.now):
                (staffing.take_back if back else staffing.let_go)(person=self.person(person), by=None)
        except StaffingRefused:
            return
        self.active[person] = back
        if not back:
            self.end_covers_by(person)
        self.then(self.by_office(person))

    def end_covers_by(self, person: int) -> None:
        for cover in self.covers:
            ends = cover.instead == person and cover.last >= clock_day(self.now) and not self.carries(person)
            cover.ended = cover.ended or ends

    @rule(data=st.data(), which=st.integers(0, 1))
    def change_team(self, data: st.DataObject, which: int) -> None:
        team = self.world.teams[which]
        people = data.draw(st.sets(st.sampled_from(sorted(self.roles)), max_size=4))
        with clock.standing_at(self.now):
            staffing.change_team(team=team, name=team.name, people=[self.person(pk) for pk in people])
        moved = [
            person
            for person, its in self.team.items()
            if (person in people and its != team.pk)
            or (person not in people and its == team.pk and self.active[person])
        ]
        self.team |= dict.fromkeys(moved, None) | dict.fromkeys(people, team.pk)
        self.narrow(*moved)
        self.then(self.by_office(*moved))

    @rule(data=st.data(), role=st.sampled_from([Role.WORKER, Role.SUPERVISOR, Role.CLERK]))
    def invite(self, data: st.DataObject, role: str) -> None:
        by = self.draw(data, self.roles)
        if len(self.invited) > 1 or not access.may_run_agency(self.person(by)):
            return
        with clock.standing_at(self.now):
            email = f"new{len(self.roles)}.{len(self.invited)}@example.org"
            _invitation, token = invite(
                agency=self.world.agency, by=self.person(by), email=email, name="New", roles=[role],
                language="en", path_of=str,
            )  # fmt: skip
        self.invited.append((token, by))
        self.then(self.by_office())

    @precondition(lambda self: self.invited)
    @rule()
    def accept(self) -> None:
        token, by = self.invited.pop()
        try:
            with clock.standing_at(self.now):
                person = accept(token=token, password=None)
        except InvitationRefusedError:
            return
        assert self.holds(by, Role.ADMINISTRATOR)
        self.roles[person.pk] = dict.fromkeys(self.person(person.pk).roles)
        self.team[person.pk], self.active[person.pk] = None, True
        self.then(self.by_office())

    # What workers and supervisors do.

    @precondition(lambda self: self.carriers())
    @rule(data=st.data(), starts=st.integers(0, 2), lasts=st.integers(0, 2))
    def arrange_cover(self, data: st.DataObject, starts: int, lasts: int) -> None:
        by, instead = self.draw(data, self.carriers()), self.draw(data, self.carriers())
        with clock.standing_at(self.now):
            asks = self.person(by)
            away = data.draw(st.sampled_from(access.may_be_away(asks)))
            absent = away.pk
            assert access.may_arrange_cover(asks, away)
            first = clock_day(self.now) + timedelta(days=starts)
            last = first + timedelta(days=lasts)
            try:
                staffing.arrange_cover(
                    absent=away, instead=self.person(instead), first_day=first, last_day=last, by=asks
                )
            except StaffingRefused:
                return
        # Whoever gives it away has it already, or is the one whose it is.
        assert by == absent or self.office(absent) <= self.office(by)
        supervision = self.holds(absent, Role.SUPERVISOR)
        self.covers.append(CoverModel(absent, instead, first, last, supervision))
        given = self.passed_on(self.covers[-1])
        self.then(lambda person, case: person == instead and case in given & self.office(by))

    @precondition(lambda self: self.covers)
    @rule(data=st.data())
    def end_cover(self, data: st.DataObject) -> None:
        number = data.draw(st.integers(0, len(self.covers) - 1))
        with clock.standing_at(self.now):
            staffing.end_cover(cover=Cover.objects.order_by("pk")[number])
        self.covers[number].ended = True
        self.then(lambda _person, _case: False)

    @precondition(lambda self: self.carriers())
    @rule(data=st.data())
    def transfer(self, data: st.DataObject) -> None:
        by, to = self.draw(data, self.carriers()), self.draw(data, self.carriers())
        with clock.standing_at(self.now):
            asks = self.person(by)
            nobodys = set(unassigned_cases(asks))
            case = data.draw(st.sampled_from(list(Case.objects.order_by("pk"))))
            if case not in nobodys and not access.may_transfer(asks, case):
                return
            saw = self.office(by).union(
                *(self.supervised(cover.absent) for cover in self.covering(by) if cover.with_supervision)
            )
            assert case.pk in saw
            try:
                transfer_case(case=case, by=asks, to=self.person(to), at=self.now, words="Call her first.")
            except RecordError:
                return
        self.carrier[case.pk] = to
        self.then(lambda _person, gained: gained == case.pk)

    @rule(data=st.data())
    def emergency(self, data: st.DataObject) -> None:
        person, case = self.draw(data, self.roles), self.draw(data, self.carrier)
        try:
            with clock.standing_at(self.now):
                take_emergency_access(
                    person=self.person(person), case=Case.objects.get(pk=case), ground="safety", reason=WHY
                )
        except EmergencyRefused:
            return
        self.emergencies.append((person, case, self.now + LASTS))
        self.then(lambda who, which: (who, which) == (person, case))

    @precondition(lambda self: self.emergencies)
    @rule()
    def end_emergency(self) -> None:
        person, case, _until = self.emergencies.pop()
        with clock.standing_at(self.now):
            taken = EmergencyAccess.objects.filter(person=person, case=case, ended_at=None).latest("pk")
            end_emergency_access(access=taken)
        self.then(lambda _person, _case: False)

    @rule(hours=st.sampled_from([1, 5, 24]))
    def wait(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        # A cover begins, or the last role of a team's supervisor ends, and the others look after that team.
        self.then(
            lambda person, case: (
                case in self.office(person)
                or any(case in self.passed_on(cover) for cover in self.covering(person))
            )
        )


def clock_day(at: datetime) -> date:
    """The agency's day at a moment."""
    return at.astimezone(NEW_YORK).date()


def test_nobody_gains_sight_but_by_somebody_who_had_it(world: World) -> None:
    machine = type("Machine", (SightMachine,), {"world": world})
    some = settings(max_examples=12, stateful_step_count=14)
    many = settings(max_examples=400, stateful_step_count=40)
    run_state_machine_as_test(machine, settings=many if PROFILE == "thorough" else some)
