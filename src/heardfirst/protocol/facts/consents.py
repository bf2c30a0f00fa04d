"""How long a consent lets us tell somebody."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from ..vocabulary.calendar import Calendar
from ..vocabulary.entries import Entry

__all__ = ["end_of_consent"]


def end_of_consent(
    since: datetime, until: str | None, withdrawn: Iterable[Entry], calendar: Calendar
) -> datetime | None:
    """When a consent given at ``since`` (aware) ended or will end: taken back, by the first of ``withdrawn``
    from then on, which come in their order, or expired at the end of ``until``, its last day. None while
    nothing ends it."""
    ends = [entry.at for entry in withdrawn if entry.at >= since][:1]
    if until:
        ends.append(calendar.day_ends(until))
    return min(ends, default=None)
