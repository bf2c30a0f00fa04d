"""
What time it is, asked in one place, so that a demonstration or a test can live on another day.

Nothing else in the program asks the machine; `tests/house` holds it to that. Always aware and in UTC. Nobody
types when something was recorded: it is what this clock said.

Behind its back, Django asks the machine when a session ends, and for the stamp of a signed cookie or ticket
and how old that is. What is compared with them counts in `seconds`, which nobody sets.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

_set_to: ContextVar[datetime | None] = ContextVar("heardfirst_clock", default=None)


def now() -> datetime:
    """The present moment, in UTC."""
    return _set_to.get() or datetime.now(UTC)


def today(zone: str) -> date:
    """The day it is now in a time zone, such as an agency's, by its name."""
    return now().astimezone(ZoneInfo(zone)).date()


def seconds() -> float:
    """
    Seconds since 1970 in UTC by the machine itself, however `standing_at` has set the clock: for how long ago
    a browser was last here, or a file was put on this disk, which no story changes.
    """
    return time.time()


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """
    Let the clock stand at an aware moment for as long as the block runs, in this thread or task alone.

    Raises ValueError when the moment has no zone.
    """
    if moment.tzinfo is None:
        raise ValueError("The clock is set with a zone.")
    before = _set_to.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _set_to.reset(before)
