"""Rebuilding: everything derived, derived again from the chronologies, and compared with what was kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from heardfirst import clock
from heardfirst.turns import let_others_in, writing

from .deriving import Derived, derive, derived_from
from .ledger_storage import open_ledgers
from .models import Case, Session, Standing
from .reading import readings_of
from .save_derived import SESSION_FIELDS, STANDING_FIELDS, different

_CASES_AT_ONCE = 25


@dataclass(frozen=True, slots=True)
class Difference:
    """
    Something kept that does not follow from its chronology. ``what`` is ``session``, ``standing`` or
    ``case``; ``how`` names the differing fields, or says ``not kept``, ``not derived`` or ``protocol
    changed``.
    """

    case: UUID
    what: str
    how: str


def rebuild(*, check: bool = False, progress: Callable[[int], None] | None = None) -> list[Difference]:
    """
    Derive all sessions, standings and statuses anew and say where what was kept differed.

    With ``check`` nothing is written, and each case is derived as of the moment it was last decided at, so
    that time having passed is no difference; without, as of now. ``progress`` is told how many cases are
    behind it. A case kept under other rules than its chronology names shows as ``protocol changed``.
    Practiced cases are left out: they live by a clock of their own.
    """
    differences: list[Difference] = []
    last = done = 0
    cases = Case.objects.filter(agency__practice_of=None).order_by("pk")
    while True:
        case_ids = list(cases.filter(pk__gt=last).values_list("pk", flat=True)[:_CASES_AT_ONCE])
        if not case_ids:
            return differences
        with writing():
            differences += _rebuild_portion(case_ids, check)
        let_others_in()
        last, done = case_ids[-1], done + len(case_ids)
        if progress is not None:
            progress(done)


def _rebuild_portion(case_ids: Sequence[int], check: bool) -> list[Difference]:
    ledgers = open_ledgers(case_ids, None).values()
    found: list[Difference] = []
    for ledger in ledgers:
        as_of = ledger.case.decided_at or ledger.recorded_at
        (reading,) = readings_of([ledger.case], ledger.requirements, at=as_of)
        found += _differences(derived_from(reading))
    if not check:
        requirements = [requirement for ledger in ledgers for requirement in ledger.requirements]
        derive([ledger.case for ledger in ledgers], requirements, clock.now())
    return found


def _differences(derived: Derived) -> Iterator[Difference]:
    case = derived.case
    if case.protocol_digest and case.protocol_digest != derived.rules.digest:
        yield Difference(case.public_id, "case", "protocol changed")
        return
    if case.status != derived.status:
        yield Difference(case.public_id, "case", "status")
    sessions = {(row.requirement_id, row.starts_at): row for row in Session.objects.filter(case=case)}
    for session in derived.sessions:
        stored = sessions.pop((session.requirement_id, session.starts_at), None)
        yield from _compared(case, "session", stored, session, SESSION_FIELDS)
    standings = {row.requirement_id: row for row in Standing.objects.filter(case=case)}
    for standing in derived.standings:
        there = standings.pop(standing.requirement_id, None)
        yield from _compared(case, "standing", there, standing, STANDING_FIELDS)
    for _left in sessions:
        yield Difference(case.public_id, "session", "not derived")
    for _leftover in standings:
        yield Difference(case.public_id, "standing", "not derived")


def _compared(
    case: Case,
    what: str,
    stored: Session | Standing | None,
    derived: Session | Standing,
    fields: Sequence[str],
) -> Iterator[Difference]:
    if stored is None:
        yield Difference(case.public_id, what, "not kept")
    elif found := different(stored, derived, fields):
        yield Difference(case.public_id, what, ", ".join(found))
