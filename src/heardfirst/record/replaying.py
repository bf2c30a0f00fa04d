"""Two versions of the rules over the cases of an installation: whose next step would have been another?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from heardfirst.agency.models import Agency
from heardfirst.agency.selectors import calendar_of
from heardfirst.protocol import Calendar, Protocol
from heardfirst.protocol.telling.comparison import Change, replay

from . import fast_sql as rows
from .chronology import entries_about, read_chronologies
from .models import Case, Requirement

_CASES_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class CaseChanges:
    """The spans in which one requirement of a case would have had another next step."""

    case: UUID
    requirement: UUID
    kind: str
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class ReplayResult:
    """What a replay found: how many cases it went over, and those that would have been different."""

    cases: int
    different: tuple[CaseChanges, ...]

    @property
    def cases_different(self) -> int:
        """How many cases would have had another next step at some time."""
        return len({change.case for change in self.different})


def replay_cases(
    cases: QuerySet[Case],
    old: Protocol,
    new: Protocol,
    *,
    until: datetime,
    progress: Callable[[int], None] | None = None,
) -> ReplayResult:
    """
    Replay the whole past of these cases up to ``until``, as it was known on each day, whatever rules they
    followed. Who may see them, `access.cases_for` has said before. ``progress`` is told how many cases are
    behind it.
    """
    done, different = 0, list[CaseChanges]()
    for portion in _portions(cases.order_by("pk")):
        requirements = rows.fetch(Requirement, "case_id", [case.pk for case in portion])
        chronologies = read_chronologies([case.pk for case in portion], requirements)
        at_home = {case.pk: case for case in portion}
        for requirement in requirements:
            case = at_home[requirement.case_id]
            changes = replay(
                entries_about(chronologies[case.pk], requirement.order_id),
                old,
                new,
                _calendars(case.agency),
                requirement=str(requirement.public_id),
                until=until,
            )
            if changes:
                different.append(
                    CaseChanges(case.public_id, requirement.public_id, requirement.kind, tuple(changes))
                )
        done += len(portion)
        if progress is not None:
            progress(done)
    return ReplayResult(done, tuple(different))


def _calendars(agency: Agency) -> Callable[[datetime], Calendar]:
    return lambda at: calendar_of(agency, at)


def _portions(cases: QuerySet[Case]) -> Iterator[Sequence[Case]]:
    portion: list[Case] = []
    wanted: Iterable[Case] = cases.select_related("agency").iterator(chunk_size=_CASES_AT_ONCE)
    for case in wanted:
        portion.append(case)
        if len(portion) == _CASES_AT_ONCE:
            yield portion
            portion = []
    if portion:
        yield portion
