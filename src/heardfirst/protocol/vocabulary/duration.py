"""Spans of time as rules and orders state them: hours that run always, business days that do not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .errors import ProtocolRoomError, nearest, shown
from .other_words import meant_by

UNITS = ("minutes", "hours", "days", "weeks", "months", "business_days", "business_hours")
_MINUTES = {"minutes": 1, "hours": 60, "days": 1440, "weeks": 10080}
_TEXT = re.compile(r"^\s*(\d{1,6})\s+([a-z_ ]+?)\s*$")
LONGEST = 10_000
EARLIEST, LATEST = 1900, 2200
"""The years a typed date may lie in, so that adding spans to it never leaves the calendar."""


@dataclass(frozen=True, slots=True)
class Span:
    """A number of one unit. ``days``, ``weeks`` and ``months`` are calendar time; the ``business_`` units
    count only what the agency's calendar calls office time."""

    amount: int
    unit: str

    @property
    def plain_minutes(self) -> int | None:
        """The span in minutes when it is plain clock time, else None (months and business units vary)."""
        per = _MINUTES.get(self.unit)
        return None if per is None else per * self.amount

    @property
    def about_days(self) -> float:
        """How long it is in days, about: a month has thirty, a week five business days of eight hours."""
        if self.plain_minutes is not None:
            return self.plain_minutes / _MINUTES["days"]
        return self.amount * {"months": 30, "business_days": 7 / 5, "business_hours": 7 / 40}[self.unit]

    def as_json(self) -> dict[str, int]:
        """The table form, as it is written in a protocol file."""
        return {self.unit: self.amount}


def read_span(value: Any) -> Span:
    """Read ``{ business_days = 5 }`` or ``"24 hours"``.

    Raises ProtocolRoomError when it is neither, names no known unit, or is negative or absurdly long.
    """
    if isinstance(value, Span):
        return value
    if isinstance(value, str):
        match = _TEXT.match(value.lower())
        if not match:
            raise ProtocolRoomError(
                f'"{shown(value)}" is not a span of time. Write "24 hours" or {{ days = 3 }}.'
            )
        amount, unit = int(match[1]), match[2].replace(" ", "_")
        return _span(amount, unit if unit.endswith("s") else unit + "s")
    if isinstance(value, dict):
        units = [key for key in value if key in UNITS]
        strange = [key for key in value if key not in UNITS]
        if strange:
            raise ProtocolRoomError(
                f'"{shown(strange[0])}" is not a unit of time.{hint_at_unit(strange[0], value)}'
            )
        if len(units) == 1:
            return _span(value[units[0]], units[0])
    raise ProtocolRoomError("A span of time has exactly one unit, such as { business_days = 5 }.")


def hint_at_unit(word: str, table: Mapping[str, Any], others: Iterable[str] = ()) -> str:
    """The sentence that offers the right key in place of one that is no unit of time and none of ``others``;
    where it is a unit written otherwise, such as ``day``, with the whole span as it should be."""
    right = f"{word}s" if f"{word}s" in UNITS else meant_by(word, UNITS)
    if right is None:
        return nearest(word, (*UNITS, *others))
    amount = table[word]
    written = f" Write {{ {right} = {amount} }}." if type(amount) is int else ""
    return f' Did you mean "{right}"?{written}'


def _span(amount: Any, unit: str) -> Span:
    if unit not in UNITS:
        raise ProtocolRoomError(f'"{shown(unit)}" is not a unit of time.{nearest(unit, UNITS)}')
    if isinstance(amount, bool) or not isinstance(amount, int) or not 0 <= amount <= LONGEST:
        raise ProtocolRoomError(f"{unit} must be a whole number from 0 to {LONGEST}, not {shown(amount)}.")
    return Span(amount, unit)
