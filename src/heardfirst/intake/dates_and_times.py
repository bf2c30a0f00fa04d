"""Dates and times as exports write them, and the order of day and month found out from a whole column.

``03/04/2026`` alone is two days. A column that also holds ``03/25/2026`` is month first; one that never
tells is asked about. The same goes for a column of times that could be office hours without their *am* and
*pm*.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

__all__ = [
    "DAY_FIRST",
    "EARLIEST",
    "EXCEL",
    "LATEST",
    "MIDNIGHT",
    "MONTH_FIRST",
    "OFFICE_HOURS",
    "WHOLE_DAY",
    "DateOrder",
    "LocalMoment",
    "NoSuchTimeError",
    "date_order_of",
    "is_moment",
    "office_hours_possible",
    "read_moment",
    "read_time",
    "to_utc",
]  # fmt: skip

DAY_FIRST, MONTH_FIRST, EXCEL = "day first", "month first", "excel"
WHOLE_DAY, OFFICE_HOURS = "24 hours", "office hours"
MIDNIGHT = time(0)
EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
"""Sessions outside of these days are somebody's slip of the hand."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january ene enero",
            "feb february febrero",
            "mar march marzo",
            "apr april abr abril",
            "may mayo",
            "jun june junio",
            "jul july julio",
            "aug august ago agosto",
            "sep sept september septiembre setiembre",
            "oct october octubre",
            "nov november noviembre",
            "dec december dic diciembre",
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WEEKDAY = re.compile(
    r"^(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|lun|mar|mie|mié|jue|vie|sab|sáb|dom|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo)"
    r"\.?,?\s+(?=\S)",
    re.IGNORECASE,
)
_REST = r"(?:(?:,?\s+at\s+|,?\s+a\s+las\s+|[T,\s])\s*(?P<rest>\S.*))?$"
_NUMERIC = re.compile(
    r"^(?P<a>\d{1,4})(?P<sep>[/.\-])(?P<b>\d{1,2})(?P=sep)(?P<c>\d{4}|\d{1,2})" + _REST, re.IGNORECASE
)
_COMPACT = re.compile(r"^(?P<a>\d{4})(?P<b>\d{2})(?P<c>\d{2})" + _REST, re.IGNORECASE)
_NAMED = re.compile(
    rf"^(?P<month>{_MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})" + _REST,
    re.IGNORECASE,
)
_NAMED_DAY_FIRST = re.compile(
    rf"^(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+de\s+|[\s\-./]+)(?P<month>{_MONTH})\.?"
    r"(?:\s+del?\s+|[\s\-,./]+)(?P<year>\d{4}|\d{2})" + _REST,
    re.IGNORECASE,
)
_SERIAL = re.compile(r"^\d{5}(?:\.\d+)?$")
_TIME = re.compile(
    r"^(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?)?"
    r"\s*h?s?\.?\s*(?P<half>[ap]\.?\s?m?\.?)?"
    r"\s*(?P<offset>Z|\+\d{2}:?\d{2})?(?:\s*(?:-|–|to|a)\s*\d.*)?$",
    re.IGNORECASE,
)  # fmt: skip
_ZONED = re.compile(
    r"^(?P<time>(?P<plain>\d{1,2}:\d{2})?[\d:.,]*)\s*(?P<offset>Z|[+-]\d{2}:?\d{2})$", re.IGNORECASE
)
_BARE_TIME = re.compile(r"^(?P<hour>\d{2})(?P<minute>\d{2})$")


class NoSuchTimeError(ValueError):
    """A local time that the clocks skipped when they were put forward."""


@dataclass(frozen=True, slots=True)
class LocalMoment:
    """A date, with a time of day where the text had one, and an offset where it had that."""

    day: date
    time: time | None = None
    offset: timedelta | None = None


@dataclass(frozen=True, slots=True)
class DateOrder:
    """What a column says about day and month: how many of its values only fit one order or the other."""

    day_first: int = 0
    month_first: int = 0
    open: int = 0
    """Values that fit both orders and mean different days in them."""
    serial: int = 0
    """Values that are a spreadsheet's day numbers."""
    read: int = 0
    """Values that are a date in some way."""
    seen: int = 0

    @property
    def settled(self) -> str | None:
        """The one order the column's own values allow, or None: no evidence, or evidence for both."""
        if self.day_first and not self.month_first:
            return DAY_FIRST
        if self.month_first and not self.day_first:
            return MONTH_FIRST
        return None

    @property
    def needed(self) -> bool:
        """Whether the values cannot be read without knowing the order."""
        return bool(self.open or (self.day_first and self.month_first))


def date_order_of(values: Iterable[str]) -> DateOrder:
    """What the values of one column say about its order. Blank values say nothing."""
    day_first = month_first = undecided = serial = read = seen = 0
    for value in values:
        text = value.strip()
        if not text:
            continue
        seen += 1
        if _SERIAL.match(text):
            serial += 1
            continue
        found = _NUMERIC.match(text) or _NUMERIC.match(_WEEKDAY.sub("", text))
        if found is None or len(found["a"]) > 2:
            read += read_moment(text, MONTH_FIRST) is not None
            continue
        first, second = int(found["a"]), int(found["b"])
        read += 1 <= first <= 31 and 1 <= second <= 31 and min(first, second) <= 12
        if first > 12 >= second:
            day_first += 1
        elif second > 12 >= first:
            month_first += 1
        elif first != second:
            undecided += 1
    return DateOrder(day_first, month_first, undecided, serial, read, seen)


@lru_cache(maxsize=262144)
def read_moment(text: str, order: str | None) -> LocalMoment | None:
    """A date with or without a time, or None when it cannot be read.

    ``order`` (DAY_FIRST, MONTH_FIRST or EXCEL) is used for numeric dates whose year stands last; without
    one they are read only where both orders mean the same day. Two-digit years are of this century.
    """
    text = text.strip()
    if not text or len(text) > 80:
        return None
    # "mar" is Tuesday in Spanish and March in English, so the weekday goes only when nothing fits with it.
    return _read(text, order) or _read(_WEEKDAY.sub("", text), order)


def _read(text: str, order: str | None) -> LocalMoment | None:
    if order == EXCEL and _SERIAL.match(text):
        return _from_serial(text)
    found = _NUMERIC.match(text)
    if found is not None:
        a, b, c = found["a"], found["b"], found["c"]
        if len(a) == 4:
            return _moment(int(a), int(b), int(c), found["rest"]) if len(c) <= 2 else None
        if len(a) == 3 or len(c) == 1:
            return None
        if order not in (DAY_FIRST, MONTH_FIRST):
            if int(a) <= 12 and int(b) <= 12 and int(a) != int(b):
                return None
            order = DAY_FIRST if int(a) > 12 else MONTH_FIRST
        day, month = (int(a), int(b)) if order == DAY_FIRST else (int(b), int(a))
        return _moment(_year(c), month, day, found["rest"])
    found = _COMPACT.match(text)
    if found is not None:
        return _moment(int(found["a"]), int(found["b"]), int(found["c"]), found["rest"])
    found = _NAMED.match(text) or _NAMED_DAY_FIRST.match(text)
    if found is not None:
        return _moment(
            _year(found["year"]), _MONTHS[found["month"].lower()], int(found["day"]), found["rest"]
        )
    return None


def is_moment(text: str) -> bool:
    """Whether a text is a date in any way of writing it, whatever the order of day and month."""
    return read_moment(text, MONTH_FIRST) is not None or read_moment(text, DAY_FIRST) is not None


@lru_cache(maxsize=65536)
def read_time(text: str, clock: str | None = None) -> tuple[time, timedelta | None] | None:
    """A time of day and its offset, if it has one; of a range such as ``09:00-09:45`` the beginning.

    ``clock`` OFFICE_HOURS reads 1:00 to 6:59 without *am* or *pm* as afternoon. None when it cannot be read.
    """
    plain = text.strip()
    if not plain or len(plain) > 40:
        return None
    found = _BARE_TIME.match(plain) or _TIME.match(plain)
    if found is None:
        return None
    parts = found.groupdict()
    half = (parts.get("half") or "").lower().replace(".", "").replace(" ", "")
    if parts["minute"] is None and not half:
        return None
    hour = int(parts["hour"])
    if half:
        if not 1 <= hour <= 12:
            if hour > 23 or half.startswith("a"):
                return None
        else:
            hour = hour % 12 + (12 if half.startswith("p") else 0)
    elif clock == OFFICE_HOURS and 1 <= hour <= 6:
        hour += 12
    try:
        at = time(hour, int(parts["minute"] or 0), int(parts.get("second") or 0))
    except ValueError:
        return None
    written = parts.get("offset")
    offset = _offset(written) if written else None
    return (at, offset) if offset is not None or not written else None


def office_hours_possible(values: Iterable[str]) -> bool:
    """Whether a column's times look like a twelve-hour clock that lost its *am* and *pm*.

    That is: some between 1:00 and 5:59, none from 13:00 on, none marked. Such a column is asked about.
    """
    early = False
    for value in values:
        found = _TIME.match(value.strip())
        if found is None or found["minute"] is None:
            continue
        hour = int(found["hour"])
        if hour >= 13 or hour == 0 or found["half"] or found["offset"]:
            return False
        early = early or 1 <= hour <= 5
    return early


@lru_cache(maxsize=262144)
def to_utc(day: date, at: time, offset: timedelta | None, zone: ZoneInfo) -> datetime:
    """A local time as an aware datetime in ``zone``.

    With an offset it is that very moment. Of a time that the clocks pass twice in autumn it is the first.
    Raises NoSuchTimeError for a time that they skip in spring.
    """
    if offset is not None:
        return datetime.combine(day, at, tzinfo=timezone(offset)).astimezone(zone)
    local = datetime.combine(day, at, tzinfo=zone)
    if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchTimeError
    return local


def _moment(year: int, month: int, day: int, rest: str | None) -> LocalMoment | None:
    try:
        on = date(year, month, day)
    except ValueError:
        return None
    if not rest or not rest.strip():
        return LocalMoment(on)
    zoned = _ZONED.match(rest)
    if zoned is not None and zoned["plain"] == zoned["time"] and zoned["offset"][0] == "-":
        # "09:00-09:45" is a session's length, "09:00-05:00" a time in New York: an end is later than its
        # beginning.
        begun, ended = read_time(zoned["plain"]), read_time(zoned["offset"][1:])
        if begun is not None and ended is not None and ended[0] > begun[0]:
            zoned = None
    at = read_time(zoned["time"] if zoned is not None else rest)
    if at is None:
        return None
    if zoned is None:
        return LocalMoment(on, at[0], at[1])
    offset = _offset(zoned["offset"])
    return LocalMoment(on, at[0], offset) if offset is not None else None


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _from_serial(text: str) -> LocalMoment | None:
    """A spreadsheet's day number: days since 1899-12-30, the time of day as a fraction."""
    days = float(text)
    if not 20_000 <= days <= 80_000:
        return None
    at = datetime(1899, 12, 30, tzinfo=UTC) + timedelta(days=int(days), minutes=round(days % 1 * 24 * 60))
    return LocalMoment(at.date(), at.time() if "." in text else None)


def _offset(text: str) -> timedelta | None:
    if text in ("Z", "z"):
        return timedelta(0)
    digits = text[1:].replace(":", "")
    size = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if size >= timedelta(hours=24) or int(digits[2:]) >= 60:
        return None
    return -size if text[0] == "-" else size
