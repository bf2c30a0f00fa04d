"""Recording a reading of attendance: once however often it is given, and in steps short enough for
everybody else."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from heardfirst import access, clock
from heardfirst.agency.models import Agency, Person
from heardfirst.protocol import KINDS
from heardfirst.record.models import Case, Requirement
from heardfirst.record.services import NewEntry, append_batch

from .errors import IntakeError, Refused
from .matching import Matched, match_clients
from .missing_terms import missing_terms_of
from .proposals import AttendanceReading, ProposedAttendance
from .reimport import ReimportOutcome, SessionChange, apply_change, known_keys, recorded_sessions, row_key

__all__ = ["ImportResult", "Progress", "import_attendance"]

Progress = Callable[[int, int], None]
"""Told how many rows are behind it, and how many there are."""

DEFAULT_SERVICE = "treatment"
_AT_ONCE = 10_000  # rows whose keys and sessions are looked at together


@dataclass(slots=True)
class ImportResult:
    """
    What an import did, or in a dry run would do. Every row read is counted once:
    ``read == added + already + changed + differing + unrecorded + repeated + len(refused)``.

    - ``added``: entries recorded for the first time.
    - ``already``: rows that say what was recorded before.
    - ``changed``: rows that correct, or add to, what an earlier export said of the same session.
    - ``differing``: rows put beside a different account that a person had recorded; worth a look.
    - ``unrecorded``: rows without an outcome, of which there is nothing to record.
    - ``repeated``: rows that say the same as another row of the file.

    ``missing_terms`` names what is not known of the orders of cases that the file touched, by the case's
    public id: any of ``at_stake``, ``report_within``, ``basis``.
    """

    read: int
    repeated: int = 0
    added: int = 0
    already: int = 0
    changed: int = 0
    differing: int = 0
    unrecorded: int = 0
    cases_created: int = 0
    created: list[UUID] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    missing_terms: dict[UUID, tuple[str, ...]] = field(default_factory=dict)
    dry_run: bool = False


@dataclass(slots=True)
class _Row:
    """A row with its place in the record."""

    row: ProposedAttendance
    case: Case | None
    requirement: Requirement | None
    starts_at: datetime
    entry: NewEntry | None


def import_attendance(
    *,
    agency: Agency,
    by: Person | None,
    worker: Person | None,
    reading: AttendanceReading,
    service: str = DEFAULT_SERVICE,
    progress: Progress | None = None,
    dry_run: bool = False,
    leave_unanswered: bool = False,
) -> ImportResult:
    """
    Record what a reading proposes, opening the cases it meets for ``worker``, or for nobody yet.

    The same file given twice adds nothing, and neither do the rows it shares with an earlier one; an import
    that was broken off is simply given again. Only bookings of sessions still to come become entries.
    ``service`` is the kind of requirement where the file names none. With ``dry_run`` nothing is written.

    Raises IntakeError while questions are open. With ``leave_unanswered`` the rows with a status or service
    that nobody explained are refused instead, and the others recorded; a column, a date or a clock cannot
    be left open.
    """
    _check(agency, by, worker, reading, leave_unanswered)
    now = clock.now()
    result = ImportResult(reading.read, reading.repeated, refused=list(reading.refused), dry_run=dry_run)
    rows = _recordable(reading, now, result)
    total = len(rows)
    service = Requirement.Service.present_name(service)
    matched = match_clients(agency=agency, by=by, worker=worker, rows=rows, default=service, dry_run=dry_run)
    result.cases_created = matched.would_open if dry_run else len(matched.opened)
    result.created = [case.public_id for case in matched.opened]
    telling = [row for row in rows if row.kind is not None or row.outcome == "void"]
    behind = total - len(telling)
    if progress is not None:
        progress(behind, total)
    for portion in _portions(telling):
        placed = _place(portion, matched, now, service, result)
        _record(agency, by, placed, matched, result, _shifted(progress, behind, total))
        behind += len(portion)
        if progress is not None:
            progress(behind, total)
    result.refused.sort(key=lambda row: row.line)
    result.missing_terms = missing_terms_of(matched.cases.values())
    return result


def _check(
    agency: Agency,
    by: Person | None,
    worker: Person | None,
    reading: AttendanceReading,
    leave_unanswered: bool,
) -> None:
    if any(person is not None and person.agency_id != agency.pk for person in (worker, by)):
        raise IntakeError("another_agency")
    if by is not None and not access.may_import_for(by, worker):
        raise IntakeError("another_worker")
    must = [question for question in reading.questions if question.blocking]
    if leave_unanswered:
        must = [question for question in must if question.kind not in ("status", "requirement")]
    if must:
        raise IntakeError("questions_open", count=len(must))


def _recordable(reading: AttendanceReading, now: datetime, result: ImportResult) -> list[ProposedAttendance]:
    """The rows that are to be recorded, or that show a client, at this moment; the others are counted or
    refused."""
    rows: list[ProposedAttendance] = []
    for row in reading.rows:
        ahead = row.starts_at > now or (
            row.whole_day and row.starts_at.date() == now.astimezone(row.starts_at.tzinfo).date()
        )
        if row.starts_at > now and row.kind is not None and not KINDS[row.kind].ahead:
            result.refused.append(Refused(row.line, "still_to_come"))
            continue
        if row.kind is None or (row.kind == "session.booked" and not ahead):
            if row.outcome != "void":
                result.unrecorded += 1
            row = row if row.kind is None else _without_outcome(row)
        rows.append(row)
    return rows


def _without_outcome(row: ProposedAttendance) -> ProposedAttendance:
    """A booking whose time has passed: it shows a client, and says nothing of how the session went."""
    return ProposedAttendance(
        row.line, row.client, row.requirement, row.label, row.starts_at, row.whole_day, "unknown", None
    )


def _portions(rows: Sequence[ProposedAttendance]) -> Iterator[list[ProposedAttendance]]:
    """The rows with those of a client together, so that a case is decided as seldom as possible."""
    ordered = sorted(rows, key=lambda row: (row.client.key, row.starts_at))
    start = 0
    while start < len(ordered):
        end = min(start + _AT_ONCE, len(ordered))
        while end < len(ordered) and ordered[end].client.key == ordered[end - 1].client.key:
            end += 1
        yield ordered[start:end]
        start = end


def _place(
    rows: Sequence[ProposedAttendance], matched: Matched, now: datetime, service: str, result: ImportResult
) -> list[_Row]:
    """Give each row its case, its requirement and the entry it makes."""
    placed: list[_Row] = []
    there = _sessions_by_day(rows, matched)
    for row in rows:
        key = row.client.key
        if key in matched.kept_from:
            result.refused.append(Refused(row.line, "not_yours"))
            continue
        case = matched.cases.get(key)
        if case is None:
            if row.outcome == "void":
                result.already += 1  # of a client nobody knows, there is nothing to take back
            else:
                placed.append(_Row(row, None, None, row.starts_at, None))
            continue
        requirement = matched.requirement(case, row.requirement, service)
        if requirement is None and row.requirement is None and len(matched.requirements.get(case.pk, ())) > 1:
            result.refused.append(Refused(row.line, "which_service"))
            continue
        if row.whole_day and requirement is not None:
            row = _at_its_session(row, there.get((requirement.pk, row.starts_at.date()), []))
        entry = (
            _entry(row, case, requirement, now) if requirement is not None and row.kind is not None else None
        )
        placed.append(_Row(row, case, requirement, row.starts_at, entry))
    return placed


def _sessions_by_day(
    rows: Sequence[ProposedAttendance], matched: Matched
) -> dict[tuple[int, date], list[datetime]]:
    """When sessions of these clients start, by requirement and day. Only rows without a time need it."""
    days: dict[tuple[int, date], list[datetime]] = defaultdict(list)
    timeless = [row for row in rows if row.whole_day]
    if timeless:
        zone = timeless[0].starts_at.tzinfo
        cases = [matched.cases[row.client.key] for row in timeless if row.client.key in matched.cases]
        for requirement_id, starts_at in recorded_sessions(cases):
            days[requirement_id, starts_at.astimezone(zone).date()].append(starts_at)
    return days


def _at_its_session(row: ProposedAttendance, of_that_day: Sequence[datetime]) -> ProposedAttendance:
    """A row without a time speaks of the one session known of its day; where there are several, of none."""
    if len(of_that_day) != 1 or of_that_day[0] == row.starts_at:
        return row
    starts_at = of_that_day[0].astimezone(row.starts_at.tzinfo)
    occurred_at = starts_at if row.occurred_at == row.starts_at else row.occurred_at
    return replace(row, starts_at=starts_at, occurred_at=occurred_at)


def _entry(row: ProposedAttendance, case: Case, requirement: Requirement, now: datetime) -> NewEntry:
    kind = row.kind or ""
    at = row.occurred_at or (now if kind == "session.booked" else row.starts_at)
    details: dict[str, Any] = dict(row.details)
    if not KINDS[kind].seen_there:
        details["starts_at"] = row.starts_at.isoformat()
    return NewEntry(
        case,
        kind,
        min(at, now),
        details,
        row.words,
        requirement,
        source_key=row_key(case, requirement, row.starts_at, kind, details),
        zone=str(row.starts_at.tzinfo),
    )


def _record(
    agency: Agency,
    by: Person | None,
    placed: Sequence[_Row],
    matched: Matched,
    result: ImportResult,
    progress: Callable[[int], None] | None,
) -> None:
    """Tell what is known from what is new, and record the new."""
    opened = {case.pk for case in matched.opened}
    there = recorded_sessions(
        row.case for row in placed if row.case is not None and row.case.pk not in opened
    )
    keys = [
        row.entry.source_key for row in placed if row.entry is not None and row.entry.source_key is not None
    ]
    known = known_keys(agency, keys)
    items: list[NewEntry] = []
    verdicts: Counter[str] = Counter()
    for row in placed:
        case, requirement, entry = row.case, row.requirement, row.entry
        if case is None or requirement is None:
            verdicts[ReimportOutcome.ADDED] += 1  # a dry run: the case, or the service, would be new
            continue
        if entry is not None and entry.source_key in known:
            verdicts[ReimportOutcome.ALREADY] += 1
            continue
        outcome_known = there.get((requirement.pk, row.starts_at))
        if entry is None and outcome_known is None:
            verdicts[ReimportOutcome.ALREADY] += 1
        elif entry is not None and entry.kind == "session.booked" and outcome_known is not None:
            verdicts[ReimportOutcome.ALREADY] += 1  # booked, or already over, by another account
        elif entry is None or outcome_known:
            change = SessionChange(case, requirement, row.starts_at, entry)
            verdicts[apply_change(change, by=by, dry_run=result.dry_run)] += 1
        elif case.status == Case.Status.CLOSED:
            result.refused.append(Refused(row.row.line, "case_closed"))
        else:
            items.append(entry)
    if result.dry_run:
        verdicts[ReimportOutcome.ADDED] += len(items)
    elif items:
        batch = append_batch(agency=agency, by=by, items=items, source="import", progress=progress)
        verdicts[ReimportOutcome.ADDED] += batch.added
        verdicts[ReimportOutcome.ALREADY] += batch.already
    result.added += verdicts[ReimportOutcome.ADDED]
    result.already += verdicts[ReimportOutcome.ALREADY]
    result.changed += verdicts[ReimportOutcome.CHANGED]
    result.differing += verdicts[ReimportOutcome.DIFFERING]


def _shifted(progress: Progress | None, behind: int, total: int) -> Callable[[int], None] | None:
    if progress is None:
        return None
    return lambda done: progress(behind + done, total)
