"""Leave: time in which the client need not come, granted beforehand or afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from .calendar import Calendar
from .chronology import Fold
from .duration import Span
from .entries import belongs

__all__ = ["Leave", "gap_began", "leaves_of"]


@dataclass(frozen=True, slots=True)
class Leave:
    """One leave, from ``first`` to just before ``last``; ``last`` is None while nobody said when it ends.
    ``granted`` is when it was recorded, which may be after the sessions it excuses."""

    first: datetime
    last: datetime | None
    granted: datetime

    def covers(self, moment: datetime) -> bool:
        """Whether a session at that moment falls into it."""
        return self.first <= moment and (self.last is None or moment < self.last)


def leaves_of(folded: Fold, requirement: str | None, calendar: Calendar) -> list[Leave]:
    """Every leave of one requirement, by when it begins. Its last day is leave too; ``leave.ended`` ends
    it."""
    ended = [entry.at for entry in folded.of("leave.ended") if belongs(entry, requirement)]
    leaves = []
    for entry in folded.of("leave.granted"):
        if not belongs(entry, requirement):
            continue
        begins, until = entry.details.get("from"), entry.details.get("until")
        first = calendar.day_begins(begins) if begins else entry.at
        ends = [calendar.day_ends(until)] if until else []
        ends += [moment for moment in ended if moment >= max(first, entry.at)][:1]
        leaves.append(Leave(first, min(ends, default=None), entry.recorded))
    return sorted(leaves, key=lambda leave: leave.first)


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
