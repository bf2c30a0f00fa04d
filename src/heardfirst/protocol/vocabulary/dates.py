"""Dates and moments as an entry's details store them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from .duration import EARLIEST, LATEST
from .errors import EntryError, shown


def read_day(value: Any) -> str:
    """A date, or a moment with its offset, in its stored form. Raises EntryError."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise EntryError(f'"{shown(value)}" is not a date.') from None
    if not isinstance(value, date):
        raise EntryError("must be a date, such as 2026-03-02.")
    if isinstance(value, datetime) and value.tzinfo is None:
        value = value.date()
    return in_range(value).isoformat()


def in_range(value: date) -> date:
    """The date or moment itself. Raises EntryError when its year is out of what a record may hold."""
    if not EARLIEST <= value.year <= LATEST:
        raise EntryError(f"must be between {EARLIEST} and {LATEST}.")
    return value
