"""
Deriving: from chronologies to the sessions and standings kept for reading.

The same function serves one appended entry, a batch, the tick and the rebuild, so there is nothing for them
to disagree about. It reads each case's chronology once and writes only the rows that came out different.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from heardfirst.protocol import Decision, Protocol
from heardfirst.protocol.facts.response import Response
from heardfirst.protocol.vocabulary.statuses import STILL_OPEN

from . import fast_sql as rows
from .chronology import ReadEntry
from .derived_rows import reasons_as_json
from .models import Case, Requirement, Session, Standing
from .reading import CaseReading, readings_of
from .save_derived import keep_sessions, keep_standings

END_OF_TIME = datetime(9999, 1, 1, tzinfo=UTC)
_OF_A_CASE = (
    "head", "count", "status", "protocol_name", "protocol_digest", "decided_at", "calendar_edition",
)  # fmt: skip


@dataclass(slots=True)
class Derived:
    """What follows from one case's chronology at one moment, unsaved."""

    case: Case
    status: str
    rules: Protocol
    sessions: list[Session] = field(default_factory=list)
    standings: list[Standing] = field(default_factory=list)


def derive(
    cases: Sequence[Case],
    requirements: Sequence[Requirement],
    now: datetime,
    *,
    sessions: bool = True,
    chronologies: Mapping[int, Sequence[ReadEntry]] | None = None,
) -> None:
    """
    Bring sessions, standings and the rows of these locked cases to what their chronologies say at ``now``.

    ``requirements`` are all that the cases have. Each case's head and count are saved along. Without
    ``sessions`` those stay as they are, for when neither an entry nor the calendar can have moved them.
    ``chronologies`` are given where they are at hand.
    """
    readings = readings_of(cases, requirements, at=now, chronologies=chronologies)
    derived = [derived_from(reading, sessions=sessions) for reading in readings]
    for outcome in derived:
        outcome.case.status, outcome.case.protocol_digest = outcome.status, outcome.rules.digest
        outcome.case.protocol_name = outcome.rules.key
        outcome.case.decided_at = now
        if sessions:
            outcome.case.calendar_edition = outcome.case.agency.calendar_edition
    rows.update(cases, _OF_A_CASE)
    if sessions:
        keep_sessions(cases, [row for outcome in derived for row in outcome.sessions])
    keep_standings(requirements, [row for outcome in derived for row in outcome.standings])


def derived_from(reading: CaseReading, *, sessions: bool = True) -> Derived:
    """What follows for one case at the moment of its reading."""
    case = reading.case
    derived = Derived(case, reading.status, reading.rules)
    for requirement in reading.requirements:
        decision = reading.decision(requirement)
        if sessions:
            derived.sessions += _sessions(decision.facts.response, case, requirement)
        standing = _standing(decision, case, requirement, reading.at)
        if standing is not None:
            derived.standings.append(standing)
    _put_in_place(derived.standings)
    return derived


def _sessions(response: Response, case: Case, requirement: Requirement) -> list[Session]:
    return [
        Session(
            agency_id=case.agency_id,
            case_id=case.pk,
            requirement_id=requirement.pk,
            starts_at=session.start.astimezone(UTC),
            outcome=session.outcome,
            counted=session.counted,
            with_plan=bool(session.with_plan),
        )
        for session in response.sessions
        if session.start is not None
    ]


def _standing(decision: Decision, case: Case, requirement: Requirement, now: datetime) -> Standing | None:
    """The row of one requirement, or None when nothing is open and time alone will not change that."""
    step, wait_until = decision.next.step, decision.next.wait_until
    moments = [
        moment for moment in (decision.look_again_at, wait_until) if moment is not None and moment > now
    ]
    look_again_at = min(moments, default=None)
    if step is None and look_again_at is None and not decision.response_open:
        return None
    chosen = None if step is None else decision.standing(step)
    waits = decision.response_open or any(other.status in STILL_OPEN for other in decision.steps)
    urgency = Standing.Urgency.QUIET
    if chosen is not None:
        urgency = Standing.Urgency.SAFETY if chosen.role == "protect" else Standing.Urgency.NOW
    elif waits:
        urgency = Standing.Urgency.WAITING
    sort_at = decision.next.due if chosen is not None else wait_until
    return Standing(
        agency_id=case.agency_id,
        case_id=case.pk,
        requirement_id=requirement.pk,
        worker_id=case.worker_id,
        urgency=urgency,
        response_open=decision.response_open,
        next_step=chosen.step if chosen else "",
        next_role=chosen.role if chosen else "",
        due_at=_utc(decision.next.due),
        wait_until=_utc(wait_until),
        look_again_at=_utc(look_again_at),
        sort_at=_utc(sort_at) or END_OF_TIME,
        reasons=reasons_as_json(chosen.because if chosen else ()),
        protocol_digest=decision.protocol.digest,
        decided_at=now,
    )


def _put_in_place(standings: Sequence[Standing]) -> None:
    """Of a case with several requirements only the most pressing is listed: nobody is called three times."""
    pressing = sorted(standings, key=lambda row: (row.urgency, row.sort_at, row.requirement_id))
    for place, row in enumerate(pressing):
        row.place = place


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC)
