"""
Who may do what, one function per question, asked by screens and commands alike.

What somebody may see of a case follows from how they stand to it. The worker whose it is, whoever covers for
that worker today, the supervisors over it and, for some hours, whoever took emergency access work with the
client and see all of it. An auditor reads it, but
not how the client is reached nor what was noted for their safety. A clerk sees a name and the sessions.
Everybody else sees nothing, and no word of there being anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from heardfirst import clock
from heardfirst.agency.models import Cover, Person, Role
from heardfirst.agency.selectors import (
    carriers_of,
    covers_ahead,
    covers_by,
    covers_in_force,
    supervised_teams,
)
from heardfirst.protocol import Step, asks_supervisor
from heardfirst.record.models import Case

from .models import EmergencyAccess

Visitor = Person | AnonymousUser
_AT_ONCE = 500


class Relation(StrEnum):
    """How somebody stands to a case."""

    WORKING = "working"
    READING = "reading"
    BOOKING = "booking"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Sight:
    """
    What somebody is shown of a case: ``sessions`` and the client's name, its ``content`` (chronology, orders,
    what is next), how to ``reach`` the client, the ``guarded`` entries; and whether they may ``write``.

    Guarded are the kinds that may say where somebody is safe, or who reported what: they are for those who
    work with the client. (42 USC 5106a(b)(2)(B)(viii) keeps the reports themselves confidential.) A transfer
    note is asked to say how the client is safely reached.
    """

    sessions: bool = False
    content: bool = False
    reach: bool = False
    guarded: bool = False
    write: bool = False


_SIGHTS = {
    Relation.WORKING: Sight(sessions=True, content=True, reach=True, guarded=True, write=True),
    Relation.READING: Sight(sessions=True, content=True),
    Relation.BOOKING: Sight(sessions=True),
    Relation.NONE: Sight(),
}


def cases_for(person: Visitor) -> QuerySet[Case]:
    """
    The cases whose content somebody may read, closed ones included. Every read of a case starts from this.

    Comes with client, worker and agency, so that showing a case asks no further.
    """
    if not isinstance(person, Person) or not person.is_active:
        return Case.objects.none()
    if Role.AUDITOR in person.roles:
        return _cases_of(person)
    mine = _working_on(person)
    return Case.objects.none() if mine is None else _cases_of(person).filter(mine)


def cases_listed_for(person: Visitor) -> QuerySet[Case]:
    """The cases somebody may find by name and book sessions for: those they may read, and a clerk's."""
    if isinstance(person, Person) and person.is_active and Role.CLERK in person.roles:
        return _cases_of(person)
    return cases_for(person)


def case_or_none(person: Visitor, public_id: UUID | str) -> Case | None:
    """The case of that public id, if they may read it; None for one they may not and for one there is not."""
    return _found(cases_for(person), public_id)


def listed_case_or_none(person: Visitor, public_id: UUID | str) -> Case | None:
    """The same among the cases that are listed for them."""
    return _found(cases_listed_for(person), public_id)


def relation_to(case: Case, person: Visitor) -> Relation:
    """How somebody stands to a case; of several ways, the one that shows most."""
    if not isinstance(person, Person) or not person.is_active or person.agency_id != case.agency_id:
        return Relation.NONE
    if case.worker_id == person.pk and person.carries_cases:
        return Relation.WORKING
    mine = _working_on(person)
    if mine is not None and Case.objects.filter(mine, pk=case.pk).exists():
        return Relation.WORKING
    if Role.AUDITOR in person.roles:
        return Relation.READING
    return Relation.BOOKING if Role.CLERK in person.roles else Relation.NONE


def sight_of(case: Case, person: Visitor) -> Sight:
    """What they are shown of this case."""
    return _SIGHTS[relation_to(case, person)]


def may_open(person: Visitor, case: Case) -> bool:
    """Whether they may read this case."""
    return sight_of(case, person).content


def may_open_which(person: Visitor, cases: Iterable[Case]) -> set[int]:
    """Of these cases the primary keys of those they may read, asked of all at once."""
    wanted, allowed = sorted({case.pk for case in cases}), set[int]()
    for start in range(0, len(wanted), _AT_ONCE):
        found = cases_for(person).filter(pk__in=wanted[start : start + _AT_ONCE])
        allowed.update(found.values_list("pk", flat=True))
    return allowed


def may_write(person: Visitor, case: Case) -> bool:
    """Whether they may record in this case."""
    return sight_of(case, person).write


def may_agree_override(person: Visitor, case: Case) -> bool:
    """Whether their agreement opens a step that is not the worker's alone: a supervisor over this case."""
    return isinstance(person, Person) and _supervises(person, case)


def may_override(person: Visitor, case: Case, step: Step) -> bool:
    """
    Whether they may take this step of the case although the rules keep it shut. What nobody may override,
    safety and the lawful bar, is asked of the rules (`heardfirst.protocol.never_overridden`).
    """
    return may_write(person, case) and (not asks_supervisor(step) or may_agree_override(person, case))


def may_book(person: Visitor, case: Case) -> bool:
    """Whether they may book a session of this case and say how one went."""
    sight = sight_of(case, person)
    return sight.write or (sight.sessions and not sight.content)


def may_book_which(person: Visitor, cases: Iterable[Case]) -> set[int]:
    """Of these cases the primary keys of those they may book for, asked of all at once."""
    listed = list(cases)
    if not isinstance(person, Person) or not person.is_active:
        return set()
    own = {case.pk for case in listed if case.agency_id == person.agency_id}
    if Role.CLERK in person.roles:
        return own
    mine, allowed = _working_on(person), set[int]()
    if mine is None:
        return allowed
    wanted = sorted(own)
    for start in range(0, len(wanted), _AT_ONCE):
        found = Case.objects.filter(mine, pk__in=wanted[start : start + _AT_ONCE])
        allowed.update(found.values_list("pk", flat=True))
    return allowed


def may_carry(person: Visitor) -> bool:
    """Whether cases may be theirs, so that there is a Today for them."""
    return isinstance(person, Person) and person.carries_cases


def may_list(person: Visitor) -> bool:
    """Whether there is a caseload for them to look through."""
    return may_carry(person) or _is(person, Role.CLERK) or _is(person, Role.AUDITOR)


def may_import(person: Visitor) -> bool:
    """Whether they may bring in attendance files, and open cases."""
    return may_carry(person) or _is(person, Role.CLERK)


def may_import_for(person: Visitor, worker: Person | None) -> bool:
    """Whether what they bring in may become this worker's; with None, nobody's yet."""
    if not isinstance(person, Person) or not may_import(person):
        return False
    if worker is None:
        return not (Role.WORKER in person.roles and len(person.roles) == 1)
    return looks_after(person, worker) or (worker.agency_id == person.agency_id and _is(person, Role.CLERK))


def may_assign(person: Visitor) -> bool:
    """Whether they see the cases that nobody carries, and give them to somebody."""
    return _is(person, Role.SUPERVISOR)


def may_transfer(person: Visitor, case: Case) -> bool:
    """Whether they may give this case to another worker: the worker whose it is, and supervisors over it."""
    if not isinstance(person, Person) or person.agency_id != case.agency_id or not person.carries_cases:
        return False
    return case.worker_id == person.pk or _supervises(person, case)


def looks_after(person: Visitor, worker: Person) -> bool:
    """Whether the cases of somebody are this person's to look at: themself, or a supervisor over that one."""
    if not isinstance(person, Person) or person.agency_id != worker.agency_id or not person.carries_cases:
        return False
    if person.pk == worker.pk:
        return True
    return person.is_supervisor and worker.team_id not in _others_teams(person)


def looked_after_by(person: Visitor) -> list[Person]:
    """Whose cases somebody looks after, themself included, by name."""
    if not isinstance(person, Person) or not person.carries_cases:
        return []
    if not person.is_supervisor:
        return [person]
    others = _others_teams(person)
    people = carriers_of(person.agency)
    return [worker for worker in people if worker.pk == person.pk or worker.team_id not in others]


def may_arrange_cover(person: Visitor, absent: Person) -> bool:
    """
    Whether they may say who covers for somebody. Cover passes on all that the absent one sees, so it is for
    that one, and for a supervisor who sees all of it already, not by covering for anybody.
    """
    if not isinstance(person, Person) or not looks_after(person, absent):
        return False
    if person.pk == absent.pk or not absent.is_supervisor:
        return True
    return _others_teams(person) <= _others_teams(absent)


def may_be_away(person: Visitor) -> list[Person]:
    """For whom somebody may arrange cover, by name."""
    return [absent for absent in looked_after_by(person) if may_arrange_cover(person, absent)]


def covers_for(person: Visitor, at: datetime) -> list[Cover]:
    """The covers of now and to come that somebody may know of: their own, and of those they look after."""
    if not isinstance(person, Person) or not person.carries_cases:
        return []
    others = _others_teams(person)
    return [
        cover
        for cover in covers_ahead(person.agency, at)
        if person.pk in (cover.absent_id, cover.instead_id)
        or (person.is_supervisor and cover.absent.team_id not in others)
    ]


def may_set_rules(person: Visitor) -> bool:
    """Whether they may put a protocol in force in their agency, and move all its cases to it."""
    return _is(person, Role.SUPERVISOR)


def may_run_agency(person: Visitor) -> bool:
    """Whether they look after people and settings. It opens no case."""
    return _is(person, Role.ADMINISTRATOR)


def may_use_directory(person: Visitor) -> bool:
    """Whether they look up what help there is: whoever meets clients, and who looks after the list."""
    return may_carry(person) or _is(person, Role.CLERK) or may_keep_directory(person)


def may_keep_directory(person: Visitor) -> bool:
    """Whether they write the list of help there is. It holds nothing about any client."""
    return _is(person, Role.SUPERVISOR) or _is(person, Role.ADMINISTRATOR)


def may_practice(person: Visitor) -> bool:
    """Whether they may practice: whoever is here for something, whatever it is."""
    return isinstance(person, Person) and bool(person.roles)


def may_read_log(person: Visitor) -> bool:
    """Whether they may search the access log, clients' names included. It opens no case."""
    return _is(person, Role.PRIVACY_OFFICER)


def carried_by(person: Person) -> Q | None:
    """
    The condition on cases (or standings) under which their work is this person's: their own, those of whom
    they cover for today, and a supervisor's. None when they carry none.

    A supervisor looks after everybody who is not in the team of another supervisor, so that no case is
    without one. Whoever covers for a supervisor looks after what that one does, as far as it was given along.
    """
    if not person.carries_cases:
        return None
    covers = covers_by(person, clock.now())
    whose = [person.pk, *(cover.absent_id for cover in covers)]
    own = Q(worker=person.pk) if len(whose) == 1 else Q(worker__in=whose)
    supervised = _supervised_by(person, covers)
    if supervised is None or supervised == Q():
        return own if supervised is None else supervised
    return own | supervised


def own_work(person: Visitor, at: datetime, *, worker: Person | None = None) -> Q | None:
    """
    The condition on cases that somebody works with in person: their own, and those of whom they stand in for;
    with ``worker``, the cases of that one, if they look after them. None where there are none. It asks
    the database nothing by itself.
    """
    if not isinstance(person, Person) or not person.carries_cases:
        return None
    if worker is not None:
        return Q(worker=worker.pk) if looks_after(person, worker) else None
    absent = Cover.objects.filter(covers_in_force(person.agency, at), instead=person)
    # One list of people, so that the index finds their cases among all the agency's.
    whose = Person.objects.filter(Q(pk=person.pk) | Q(pk__in=absent.values("absent_id")))
    return Q(worker__in=whose.values("pk"))


def in_force_for(person: Person, at: datetime) -> QuerySet[EmergencyAccess]:
    """The emergency accesses of somebody that hold at a moment."""
    return EmergencyAccess.objects.filter(person=person, ended_at=None, given_at__lte=at, until__gt=at)


def _working_on(person: Person) -> Q | None:
    """The same condition on cases alone, with those that are open to them in an emergency."""
    mine = carried_by(person)
    if mine is None or mine == Q():
        return mine
    cases = list(in_force_for(person, clock.now()).values_list("case_id", flat=True))
    return mine | Q(pk__in=cases) if cases else mine


def _supervised_by(person: Person, covers: Iterable[Cover]) -> Q | None:
    """
    The cases that somebody looks after as a supervisor, or for one by these covers of theirs; None without
    any.
    """
    supervisors = [person] if person.is_supervisor else []
    supervisors += [cover.absent for cover in covers if cover.with_supervision and cover.absent.is_supervisor]
    if not supervisors:
        return None
    others = frozenset.intersection(*map(_others_teams, supervisors))
    return ~Q(worker__team__in=others) if others else Q()


def _supervises(person: Person, case: Case) -> bool:
    """
    Whether this is a supervisor over the case, or covers for one and is one. Covering for the worker makes
    nobody a supervisor over it.
    """
    if not person.is_active or not person.is_supervisor or person.agency_id != case.agency_id:
        return False
    supervised = _supervised_by(person, covers_by(person, clock.now()))
    return supervised is not None and Case.objects.filter(supervised, pk=case.pk).exists()


def _others_teams(supervisor: Person) -> frozenset[int]:
    """The teams that are not for this supervisor, because other supervisors have them."""
    if supervisor.team_id is None:
        return frozenset()
    return supervised_teams(supervisor.agency) - {supervisor.team_id}


def _cases_of(person: Person) -> QuerySet[Case]:
    return Case.objects.filter(agency_id=person.agency_id).select_related("client", "worker", "agency")


def _found(cases: QuerySet[Case], public_id: UUID | str) -> Case | None:
    try:
        wanted = public_id if isinstance(public_id, UUID) else UUID(public_id)
    except ValueError:
        return None
    return cases.filter(public_id=wanted).first()


def _is(person: Visitor, role: Role) -> bool:
    return isinstance(person, Person) and person.is_active and role in person.roles
