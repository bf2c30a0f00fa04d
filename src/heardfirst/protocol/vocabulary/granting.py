"""Who may excuse a missed session or grant a leave, for what reasons, with what papers, and how early.

A program without ``[excuse]`` or ``[leave]`` takes every excuse and every leave as it is recorded. With
one, what does not meet it is asked for and not yet granted: the session stays missed until it does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from .calendar import Calendar
from .duration import Span
from .entries import Entry, moment_of

__all__ = ["LACKS", "Granting", "together"]

LACKS = ("anything", "decider", "reason", "documents", "notice", "length")
"""What may keep a request from being granted."""


@dataclass(frozen=True, slots=True)
class Granting:
    """The conditions of one section.

    ``by`` lists who may decide and ``reasons`` which reasons are good; empty means anybody, anything.
    ``documents`` wants evidence seen. ``notice`` is how long before the session, or the first day of leave,
    it must have been asked for. ``afterwards`` says whether it may be asked for once that moment has
    passed, and ``afterwards_for`` for which reasons when only for some. ``longest`` bounds a leave.
    ``not_older`` gives, for a reason that is an event, how long before the session it may lie.
    """

    by: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    documents: bool = False
    notice: Span | None = None
    afterwards: bool = True
    afterwards_for: tuple[str, ...] = ()
    longest: Span | None = None
    not_older: tuple[tuple[str, Span], ...] = ()

    def lacks(
        self,
        details: Mapping[str, Any],
        requested_at: datetime,
        starts: datetime,
        calendar: Calendar,
        ends: datetime | None = None,
    ) -> frozenset[str]:
        """What the request still lacks, in words of ``LACKS``; empty when it is granted.

        ``starts`` is when the session starts or the leave begins, ``ends`` when the leave ends,
        ``requested_at`` when it was asked for; all aware.
        """
        reason = details.get("reason")
        lacking = {
            "decider": self.by and details.get("by") not in self.by,
            "reason": (self.reasons and reason not in self.reasons)
            or self._too_old(details, starts, calendar),
            "documents": self.documents and not details.get("evidence"),
            "notice": self._too_late(reason, requested_at, starts, calendar),
            "length": self.longest is not None
            and (ends is None or ends > calendar.add(starts, self.longest)),
        }
        return frozenset(what for what, holds in lacking.items() if holds)

    def _too_late(self, reason: object, requested_at: datetime, starts: datetime, calendar: Calendar) -> bool:
        if requested_at >= starts:
            allowed = reason in self.afterwards_for if self.afterwards_for else self.afterwards
            return not allowed
        return self.notice is not None and calendar.add(requested_at, self.notice) > starts

    def _too_old(self, details: Mapping[str, Any], starts: datetime, calendar: Calendar) -> bool:
        span = dict(self.not_older).get(str(details.get("reason")))
        if span is None:
            return False
        on = details.get("on")
        return on is None or calendar.add(calendar.day_begins(on), span) < starts


def together(entries: Iterable[Entry]) -> tuple[Mapping[str, Any], datetime, datetime] | None:
    """Several requests about one thing as one: what was said last goes before what was said earlier, and
    papers once seen stay seen.

    Gives the details, when it was first asked for, and when the last of them was recorded; None when the last
    word on it was that it is not granted, or nothing was said at all.
    """
    requests = list(entries)
    if not requests:
        return None
    if requests[-1].details.get("refused"):
        return None
    details: dict[str, Any] = {}
    for entry in requests:
        details |= entry.details
    details["evidence"] = any(entry.details.get("evidence") for entry in requests)
    requested_at = min(moment_of(entry.details.get("asked_at")) or entry.at for entry in requests)
    return MappingProxyType(details), requested_at, max(entry.recorded for entry in requests)
