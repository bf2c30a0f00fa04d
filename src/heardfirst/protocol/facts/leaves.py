"""Leave: time in which the client need not come, granted beforehand or afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from ..vocabulary.calendar import Calendar
from ..vocabulary.duration import Span
from ..vocabulary.entries import Entry, belongs
from ..vocabulary.granting import Granting, together
from .chronology import Fold

__all__ = ["Leave", "gap_began", "leaves_of", "requested_leaves"]


@dataclass(frozen=True, slots=True)
class Leave:
    """One leave, from ``first`` to just before ``last``; ``last`` is None while nobody said when it ends.
    ``granted`` is when it was recorded, which may be after the sessions it excuses. ``lacking`` says what
    keeps it from being granted, ``requested_at`` since when it is asked for."""

    first: datetime
    last: datetime | None
    granted: datetime
    requested_at: datetime
    lacking: frozenset[str] = frozenset()

    def covers(self, moment: datetime) -> bool:
        """Whether a session at that moment falls into it."""
        return self.first <= moment and (self.last is None or moment < self.last)


def leaves_of(
    folded: Fold, requirement: str | None, calendar: Calendar, rules: Granting | None = None
) -> list[Leave]:
    """Every leave of one requirement, by when it begins. Its last day is leave too; ``leave.ended`` ends
    it."""
    return [leave for leave in requested_leaves(folded, requirement, calendar, rules) if not leave.lacking]


def requested_leaves(
    folded: Fold, requirement: str | None, calendar: Calendar, rules: Granting | None
) -> list[Leave]:
    """Every leave asked for and not refused, those that ``rules`` do not let be granted yet among them."""
    ended = [entry.at for entry in folded.of("leave.ended") if belongs(entry, requirement)]
    leaves = []
    for entries in _requests(folded, requirement):
        request = together(entries)
        if request is None:
            continue
        details, requested_at, recorded = request
        begins, until = details.get("from"), details.get("until")
        first = calendar.day_begins(begins) if begins else entries[0].at
        last = calendar.day_ends(until) if until else None
        lacking = rules.lacks(details, requested_at, first, calendar, last) if rules else frozenset[str]()
        ends = [last] if last else []
        ends += [moment for moment in ended if moment >= max(first, entries[0].at)][:1]
        leaves.append(Leave(first, min(ends, default=None), recorded, requested_at, lacking))
    return sorted(leaves, key=lambda leave: leave.first)


def _requests(folded: Fold, requirement: str | None) -> list[list[Entry]]:
    """What was said about each leave: entries that name the same first day speak of one."""
    by_day: dict[str, list[Entry]] = {}
    for number, entry in enumerate(folded.of("leave.granted")):
        if belongs(entry, requirement):
            by_day.setdefault(entry.details.get("from") or f"no day {number}", []).append(entry)
    return list(by_day.values())


def gap_began(
    last_service: datetime, days: int, leaves: list[Leave], calendar: Calendar, at: datetime
) -> tuple[datetime | None, list[datetime]]:
    """Since when the days without service run at ``at``, and when leave will change that.

    A leave stops the days and its end starts them anew, even if they had run out before; while a leave is
    open they do not run at all (None).
    """
    began, due = last_service, calendar.add(last_service, Span(days, "days"))
    coming = []
    for leave in leaves:
        if leave.first >= due and leave.first > at:
            coming.append(leave.first)
        elif leave.last is None:
            return None, coming
        elif leave.last > began:
            began, due = leave.last, calendar.add(leave.last, Span(days, "days"))
    return began, coming
