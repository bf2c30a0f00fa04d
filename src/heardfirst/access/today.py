"""
Today: whom to turn to first, and why.

It reads one range of an index over standings, already in order; what it costs does not depend on how many
cases the agency has. Names are opened for the lines that are shown and for no others.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet

from heardfirst.agency.models import Person
from heardfirst.protocol import Reason
from heardfirst.record.due_times import is_overdue
from heardfirst.record.models import Case, Requirement, Standing
from heardfirst.record.selectors import identities

from .policies import Visitor, carried_by

PAGE = 20
COUNTED_UP_TO = 500


@dataclass(frozen=True, slots=True)
class TodayLine:
    """
    One client on Today. ``name`` is empty once the client's key is destroyed. ``due_at`` and ``wait_until``
    are aware; ``overdue`` says that the first has passed. ``because`` is told by `heardfirst.protocol.say`.
    """

    case: Case
    requirement: Requirement
    standing: Standing
    name: str = field(repr=False)
    language: str
    overdue: bool

    @property
    def step(self) -> str:
        """The next step's name in its protocol; empty while waiting."""
        return self.standing.next_step

    @property
    def because(self) -> tuple[Reason, ...]:
        """Why, as codes with arguments."""
        return self.standing.because


@dataclass(frozen=True, slots=True)
class Count:
    """A number, or that there are more than it: Today does not count a whole agency to say "many"."""

    number: int
    or_more: bool = False


@dataclass(frozen=True, slots=True)
class Today:
    """
    What a day asks: the first line, those that follow, and who is being waited for. ``to_do`` and
    ``waiting_for`` count all of each, shown or not.
    """

    now: datetime
    first: TodayLine | None
    then: tuple[TodayLine, ...]
    waiting: tuple[TodayLine, ...]
    to_do: Count
    waiting_for: Count


def today_for(
    person: Visitor, now: datetime, *, worker: Person | None = None, limit: int = PAGE, skip: int = 0
) -> Today:
    """
    Somebody's Today at ``now``: a worker's own and whom they cover for, a supervisor's team or agency or,
    with ``worker``, one person's.

    ``limit`` lines to do from the ``skip``-th on, and as many waiting. Nobody sees what `cases_for` would not
    show them.
    """
    mine = _standings_for(person, worker)
    if mine is None:
        return Today(now, None, (), (), Count(0), Count(0))
    # In the order of the index, also where the order is of no account: it keeps the database on that index.
    mine = mine.order_by("urgency", "sort_at")
    to_do = mine.filter(urgency__lte=Standing.Urgency.NOW)
    waiting = mine.filter(urgency=Standing.Urgency.WAITING)
    doing = _lines(to_do[skip : skip + limit], now)
    waited = _lines(waiting[:limit], now)
    return Today(
        now=now,
        first=doing[0] if doing and not skip else None,
        then=tuple(doing if skip else doing[1:]),
        waiting=tuple(waited),
        to_do=_count(to_do),
        waiting_for=_count(waiting),
    )


def _standings_for(person: Visitor, worker: Person | None) -> QuerySet[Standing] | None:
    """The policy of who carries what, asked of the standings themselves so that the index answers it."""
    mine = carried_by(person) if isinstance(person, Person) else None
    if not isinstance(person, Person) or mine is None:
        return None
    standings = Standing.objects.filter(mine, agency_id=person.agency_id, place=0)
    return standings if worker is None else standings.filter(worker_id=worker.pk)


def _lines(standings: QuerySet[Standing], now: datetime) -> list[TodayLine]:
    rows = list(standings.select_related("case__client", "case__worker", "case__agency", "requirement"))
    who = identities(row.case for row in rows)
    lines = []
    for row in rows:
        identity = who.get(row.case_id)
        lines.append(
            TodayLine(
                case=row.case,
                requirement=row.requirement,
                standing=row,
                name=identity.name if identity else "",
                language=identity.language if identity else "",
                overdue=is_overdue(row.due_at, now),
            )
        )
    return lines


def _count(standings: QuerySet[Standing]) -> Count:
    number = standings[: COUNTED_UP_TO + 1].count()
    return Count(min(number, COUNTED_UP_TO), number > COUNTED_UP_TO)
