"""
Deriving: from chronologies to the sessions and standings kept for reading.

The same function serves one appended entry, a batch, the tick and the rebuild, so there is nothing for them
to disagree about. It reads each case's chronology once and writes only the rows that came out different.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from heardfirst.agency.selectors import calendar_of
from heardfirst.protocol.chronology import fold
from heardfirst.protocol.loading import load_protocol
from heardfirst.protocol.protocol import Protocol
from heardfirst.protocol.sessions import sessions_of

from .chronology import Told, about, told_by_case
from .models import Case, Requirement, Session, Standing


@dataclass(slots=True)
class Derived:
    """What follows from one case's chronology at one moment."""

    case: Case
    status: str
    protocol_digest: str
    sessions: list[Session] = field(default_factory=list)
    standings: list[Standing] = field(default_factory=list)


@lru_cache(maxsize=64)
def protocol_of(name: str) -> Protocol:
    """The protocol in force under a name, read once. Raises ProtocolError."""
    return load_protocol(name)


def derive(cases: Sequence[Case], now: datetime) -> None:
    """
    Bring sessions, standings and status of these locked cases to what their chronologies say at ``now``.
    """
    requirements = list(Requirement.objects.filter(case__in=cases).order_by("pk"))
    derived = derived_of(cases, requirements, now)
    _keep_sessions(cases, [row for each in derived for row in each.sessions])


def derived_of(cases: Sequence[Case], requirements: Sequence[Requirement], now: datetime) -> list[Derived]:
    """What follows for each case, unsaved."""
    told = told_by_case([case.pk for case in cases], requirements)
    return [
        _derived(case, [each for each in requirements if each.case_id == case.pk], told[case.pk], now)
        for case in cases
    ]


def _derived(case: Case, requirements: Iterable[Requirement], told: list[Told], now: datetime) -> Derived:
    protocol, calendar = protocol_of(case.protocol_name), calendar_of(case.agency, now)
    derived = Derived(case, _status(told), protocol.digest)
    for requirement in requirements:
        folded = fold(about(told, requirement))
        for each in sessions_of(folded, str(requirement.public_id), protocol.missed, calendar):
            if each.start is not None:
                derived.sessions.append(
                    Session(
                        agency_id=case.agency_id,
                        case_id=case.pk,
                        requirement_id=requirement.pk,
                        starts_at=each.start,
                        outcome=each.outcome,
                        counted=each.counted,
                        with_plan=bool(each.with_plan),
                    )
                )
    return derived


def _status(told: Iterable[Told]) -> str:
    moves = fold(each.entry for each in told).of("case.opened", "case.closed", "case.reopened")
    return Case.Status.CLOSED if moves and moves[-1].kind == "case.closed" else Case.Status.OPEN


_SESSION_FIELDS = ("outcome", "counted", "with_plan")


def _keep_sessions(cases: Sequence[Case], wanted: Sequence[Session]) -> None:
    there = {(row.requirement_id, row.starts_at): row for row in Session.objects.filter(case__in=cases)}
    new, changed = [], []
    for row in wanted:
        kept = there.pop((row.requirement_id, row.starts_at), None)
        if kept is None:
            new.append(row)
        elif any(getattr(kept, name) != getattr(row, name) for name in _SESSION_FIELDS):
            row.pk = kept.pk
            changed.append(row)
    if there:
        Session.objects.filter(pk__in=[row.pk for row in there.values()]).delete()
    if new:
        Session.objects.bulk_create(new)
    if changed:
        Session.objects.bulk_update(changed, _SESSION_FIELDS)
