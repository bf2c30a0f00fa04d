"""
Deriving: from chronologies to the sessions and standings kept for reading.

The same function serves one appended entry, a batch, the tick and the rebuild, so there is nothing for them
to disagree about. It reads each case's chronology once and writes only the rows that came out different.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from heardfirst.agency.selectors import calendar_of
from heardfirst.protocol import KINDS, Decision, Fold, Protocol, decide, fold, read_facts
from heardfirst.protocol.facts.response import response_of

from . import fast_sql as rows
from .case_rules import rules_at
from .chronology import Told, about, told_by_case
from .models import Case, Requirement, Session, Standing
from .projections import reasons_as_json
from .save_derived import keep_sessions, keep_standings

_OPEN_STATUSES = frozenset({"now", "open", "not yet", "waiting"})
_END_OF_TIME = datetime(9999, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Derived:
    """What follows from one case's chronology at one moment, unsaved."""

    case: Case
    status: str
    rules: Protocol
    sessions: list[Session] = field(default_factory=list)
    standings: list[Standing] = field(default_factory=list)


def moves_sessions(kind: str) -> bool:
    """Whether an entry of this kind can change what became of a session."""
    return KINDS[kind].moves_sessions


def derive(
    cases: Sequence[Case],
    requirements: Sequence[Requirement],
    now: datetime,
    *,
    sessions: bool = True,
    told: Mapping[int, list[Told]] | None = None,
) -> None:
    """
    Bring sessions, standings and the rows of these locked cases to what their chronologies say at ``now``.

    ``requirements`` are all that the cases have. Each case's head and count are saved along. Without
    ``sessions`` those stay as they are, for when nothing can have moved them. ``told`` are the chronologies,
    where they are at hand.
    """
    derived = derived_of(cases, requirements, now, sessions=sessions, told=told)
    for each in derived:
        each.case.status, each.case.protocol_digest = each.status, each.rules.digest
        each.case.protocol_name = each.rules.key
        each.case.decided_at = now
    rows.update(cases, ("head", "count", "status", "protocol_name", "protocol_digest", "decided_at"))
    if sessions:
        keep_sessions(cases, [row for each in derived for row in each.sessions])
    keep_standings(requirements, [row for each in derived for row in each.standings])


def derived_of(
    cases: Sequence[Case],
    requirements: Sequence[Requirement],
    now: datetime,
    *,
    sessions: bool = True,
    told: Mapping[int, list[Told]] | None = None,
) -> list[Derived]:
    """What follows for each case at ``now``."""
    chronologies = told_by_case([case.pk for case in cases], requirements) if told is None else told
    wanted: dict[int, list[Requirement]] = {case.pk: [] for case in cases}
    for requirement in requirements:
        wanted[requirement.case_id].append(requirement)
    return [_derived(case, wanted[case.pk], chronologies[case.pk], now, sessions) for case in cases]


def decision_from(
    folded: Fold, rules: Protocol, case: Case, requirement: Requirement, now: datetime
) -> Decision:
    """The decision about one requirement, from the fold of what bears on it at ``now``."""
    calendar = calendar_of(case.agency, now)
    facts = read_facts(folded, rules, at=now, calendar=calendar, requirement=str(requirement.public_id))
    return decide(rules, facts)


def _derived(
    case: Case, requirements: Iterable[Requirement], told: list[Told], now: datetime, sessions: bool
) -> Derived:
    entries = [each.entry for each in told]
    derived = Derived(case, _status(told), rules_at(_naming(told, now), entries, case))
    for requirement in requirements:
        folded = fold(about(told, requirement), at=now)
        if sessions:
            derived.sessions += _sessions(folded, derived.rules, case, requirement, now)
        decision = decision_from(folded, derived.rules, case, requirement, now)
        standing = _standing(decision, case, requirement, now)
        if standing is not None:
            derived.standings.append(standing)
    _put_in_place(derived.standings)
    return derived


def _naming(told: Iterable[Told], now: datetime) -> Fold:
    kinds = (*KINDS.that("names_rules"), "entry.corrected")
    return fold((each.entry for each in told if each.entry.kind in kinds), at=now)


def _status(told: Iterable[Told]) -> str:
    about_the_file = KINDS.that("file")
    kinds = (*about_the_file, "entry.corrected")
    moves = fold(each.entry for each in told if each.entry.kind in kinds).of(*about_the_file)
    closed = bool(moves) and KINDS[moves[-1].kind].file == "closes"
    return Case.Status.CLOSED if closed else Case.Status.OPEN


def _sessions(
    folded: Fold, rules: Protocol, case: Case, requirement: Requirement, now: datetime
) -> list[Session]:
    response = response_of(folded, rules, calendar_of(case.agency, now), str(requirement.public_id), now)
    return [
        Session(
            agency_id=case.agency_id,
            case_id=case.pk,
            requirement_id=requirement.pk,
            starts_at=each.start.astimezone(UTC),
            outcome=each.outcome,
            counted=each.counted,
            with_plan=bool(each.with_plan),
        )
        for each in response.sessions
        if each.start is not None
    ]


def _standing(decision: Decision, case: Case, requirement: Requirement, now: datetime) -> Standing | None:
    """The row of one requirement, or None when nothing is open and time alone will not change that."""
    step, wait_until = decision.next.step, decision.next.wait_until
    moments = [each for each in (decision.look_again_at, wait_until) if each is not None and each > now]
    look_again_at = min(moments, default=None)
    if step is None and look_again_at is None and not decision.response_open:
        return None
    chosen = None if step is None else decision.standing(step)
    waits = decision.response_open or any(each.status in _OPEN_STATUSES for each in decision.steps)
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
        sort_at=_utc(sort_at) or _END_OF_TIME,
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
