"""Rows about the same session: said twice, said better, or said against each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from .errors import Refused
from .proposals import AttendanceReading, ProposedAttendance, Question
from .statuses import OUTCOMES
from .text_folding import fold

__all__ = ["merge_repeated_rows"]

_CALLED_OFF = frozenset(
    name for name, outcome in OUTCOMES.items() if outcome.kind in ("session.canceled", "session.moved")
)
# What says less gives way to what says more about the same thing.
_GIVES_WAY: dict[str, frozenset[str]] = {
    "unknown": frozenset(OUTCOMES),
    "not a session": frozenset(OUTCOMES),
    "void": frozenset(OUTCOMES) - {"unknown", "not a session"},
    # A booking beside a cancellation may be the slot taken again: that one is no repetition.
    "booked": frozenset(OUTCOMES) - {"unknown", "not a session", "void"} - _CALLED_OFF,
    "canceled": _CALLED_OFF - {"moved", "moved by client", "moved by provider"},
    "canceled by client": frozenset({"late cancel"}),
    "moved": frozenset({"moved by client", "moved by provider"}),
    "attended": frozenset({"late"}),
    "missed": frozenset({"excused"}),
}
# No date of change settles these two: which is right is the one thing the client must not be wronged in.
_CAME, _ABSENT = frozenset({"attended", "late"}), frozenset({"missed"})


def merge_repeated_rows(reading: AttendanceReading, proposed: Sequence[ProposedAttendance]) -> None:
    """Put the rows that stand into the reading, count the repeated ones, refuse the contradictory ones."""
    shared = _shared_references(proposed)
    if shared:
        lines = [row.line for row in proposed if row.client.reference in shared]
        reading.refused += [Refused(line, "reference_shared") for line in lines]
        reading.questions.append(Question("reference", "", len(lines), (), blocking=False))
        proposed = [row for row in proposed if row.client.reference not in shared]
    sessions: dict[tuple[str, str | None, datetime], list[ProposedAttendance]] = defaultdict(list)
    for row in proposed:
        sessions[(row.client.key, row.requirement, row.starts_at)].append(row)
    contradictory = 0
    for rows in sessions.values():
        if len(rows) == 1:
            reading.rows.append(rows[0])
            continue
        standing = _standing(rows)
        if standing is None:
            contradictory += len(rows)
            reading.refused += [Refused(row.line, "contradiction") for row in rows]
        else:
            reading.repeated += len(rows) - 1
            reading.rows.append(standing)
    if contradictory:
        reading.questions.append(Question("contradiction", "", contradictory, (), blocking=False))


def _standing(rows: list[ProposedAttendance]) -> ProposedAttendance | None:
    """The row that says what they all say, or what the last change made of it; None when they cannot all be
    true."""
    outcomes = {row.outcome for row in rows}
    if outcomes & _CAME and outcomes & _ABSENT:
        return None
    left = {one for one in outcomes if not (_GIVES_WAY.get(one, frozenset()) & (outcomes - {one}))}
    if len(left) != 1:
        changed = [row.updated for row in rows]
        if None in changed or len(set(changed)) != len(changed):
            return None
        return max(rows, key=lambda row: row.updated or row.starts_at)
    same = [row for row in rows if row.outcome in left]
    return max(same, key=lambda row: (len(row.details), row.words is not None, -row.line))


def _shared_references(proposed: Sequence[ProposedAttendance]) -> set[str]:
    """The client numbers under which names stand that have no word in common: a family's number, or a slip.

    A name that only changed (a marriage, a missing middle name) keeps a word.
    """
    first: dict[str, set[str]] = {}
    shared: set[str] = set()
    for row in proposed:
        reference = row.client.reference
        if not reference or not row.client.name:
            continue
        words = set(fold(row.client.name).split())
        known = first.setdefault(reference, words)
        if words and known and not words & known:
            shared.add(reference)
    return shared
