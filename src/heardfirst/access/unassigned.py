"""
Cases that nobody carries: those given to nobody yet, and those of somebody who left or carries cases no more.

Nothing is kept of it and no job looks for them: the moment a role is taken away, the cases it carried are
here.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import F, FilteredRelation, Max, Q, QuerySet

from heardfirst.agency.models import Person
from heardfirst.agency.selectors import carriers_of
from heardfirst.protocol import KINDS
from heardfirst.record.models import Case, Entry, Standing
from heardfirst.record.selectors import identities

from .policies import Visitor, carried_by, may_assign
from .today import COUNTED_UP_TO, Count

PAGE = 40


@dataclass(frozen=True, slots=True)
class UnassignedCase:
    """
    A case that nobody carries. ``standing`` is the most pressing of it, or None where nothing is open.
    ``since`` is when somebody of the agency last recorded something of their work in it (``worked_on``), else
    when it was opened.
    """

    case: Case
    name: str = field(repr=False)
    standing: Standing | None
    since: datetime
    worked_on: bool


def unassigned_cases(person: Visitor) -> QuerySet[Case]:
    """The open cases that nobody carries, of those a supervisor looks after; nobody else sees any."""
    if not isinstance(person, Person) or not may_assign(person):
        return Case.objects.none()
    mine = carried_by(person)
    if mine is None:
        return Case.objects.none()
    # A few hundred people at most, and the index of cases leads with whose they are.
    carriers = [carrier.pk for carrier in carriers_of(person.agency)]
    gone = list(
        Person.objects.filter(agency_id=person.agency_id)
        .exclude(pk__in=carriers)
        .values_list("pk", flat=True)
    )
    nobodys = Q(worker=None) | Q(worker__in=gone) if gone else Q(worker=None)
    cases = Case.objects.filter(mine, nobodys, agency_id=person.agency_id, status=Case.Status.OPEN)
    return cases.select_related("client", "worker", "agency")


def count_unassigned(person: Visitor) -> Count:
    """How many there are, counted no further than Today counts."""
    number = unassigned_cases(person).order_by()[: COUNTED_UP_TO + 1].count()
    return Count(min(number, COUNTED_UP_TO), number > COUNTED_UP_TO)


def count_carried(worker: Person) -> int:
    """
    How many open cases somebody carries: all that an administrator is told before letting them go, so that
    nobody is surprised.
    """
    return Case.objects.filter(worker=worker, agency_id=worker.agency_id, status=Case.Status.OPEN).count()


def list_unassigned(person: Visitor, *, limit: int = PAGE) -> list[UnassignedCase]:
    """The most pressing of them, safety first."""
    pressing = FilteredRelation("standings", condition=Q(standings__place=0))
    cases = list(
        unassigned_cases(person)
        .annotate(pressing=pressing)
        .order_by(
            F("pressing__urgency").asc(nulls_last=True), F("pressing__sort_at").asc(nulls_last=True), "pk"
        )[:limit]
    )
    who = identities(cases)
    keys = [case.pk for case in cases]
    standings = {row.case_id: row for row in Standing.objects.filter(case__in=keys, place=0)}
    lasting = KINDS.names_of("kept")
    recorded = Entry.objects.filter(case__in=keys, by__isnull=False).exclude(kind__in=lasting).order_by()
    last = dict(
        recorded.values_list("case_id").annotate(last=Max("recorded_at")).values_list("case_id", "last")
    )
    return [
        UnassignedCase(
            case=case,
            name=who[case.pk].name if case.pk in who else "",
            standing=standings.get(case.pk),
            since=last.get(case.pk) or case.opened_at,
            worked_on=case.pk in last,
        )
        for case in cases
    ]
