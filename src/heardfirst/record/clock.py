"""
What time it is, asked in one place, so that a demonstration or a test can live on another day.

Always aware and in UTC. Nobody types when something was recorded: it is what this clock said.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

_set_to: ContextVar[datetime | None] = ContextVar("heardfirst_clock", default=None)


def now() -> datetime:
    """The present moment, in UTC."""
    return _set_to.get() or datetime.now(UTC)


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
