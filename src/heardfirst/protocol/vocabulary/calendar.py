"""Time as an agency keeps it: its zone, its office hours, its court calendar."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from .duration import Span
from .errors import ProtocolRoomError, shown

_DAY = timedelta(days=1)
_FARTHEST = 4000  # days to look for office time before saying that the calendar has none


@dataclass(frozen=True, slots=True)
class Calendar:
    """When an agency works: Monday to Friday from ``opens`` to ``closes`` in ``zone``, but for ``holidays``.

    ``zone`` is a zone's name or a tzinfo. All methods take aware datetimes and return them in ``zone``.
    """

    zone: str | tzinfo = "America/New_York"
    opens: time = time(9)
    closes: time = time(17)
    holidays: frozenset[date] = field(default_factory=frozenset)
    tz: tzinfo = field(init=False, repr=False, compare=False)
    """The zone as a tzinfo."""

    def __post_init__(self) -> None:
        if self.closes <= self.opens:
            raise ProtocolRoomError("An agency must open before it closes.")
        object.__setattr__(self, "tz", _zone(self.zone))

    def local(self, moment: datetime) -> datetime:
        """The moment on the agency's clock."""
        return moment.astimezone(self.tz)

    def is_business_day(self, day: date) -> bool:
        """Whether the office is open on that day."""
        return day.weekday() < 5 and day not in self.holidays

    def add(self, start: datetime, span: Span) -> datetime:
        """The moment ``span`` after ``start``. Business days end at closing time, the day of ``start`` not
        counted; days, weeks and months keep the hour on the wall clock."""
        local = self.local(start)
        if span.unit in ("minutes", "hours"):
            return (start.astimezone(UTC) + timedelta(minutes=span.plain_minutes or 0)).astimezone(self.tz)
        if span.unit in ("days", "weeks"):
            return self._wall(local, local.date() + timedelta(days=(span.plain_minutes or 0) // 1440))
        if span.unit == "months":
            return self._wall(local, _months_later(local.date(), span.amount))
        if span.unit == "business_hours":
            return self.after_office_time(start, span.amount * 60)
        if span.amount == 0:
            return self.after_office_time(start, 0)
        day = local.date()
        for _ in range(span.amount):
            day = self._next_open(day + _DAY, _DAY)
        return datetime.combine(day, self.closes, self.tz)

    def before(self, end: datetime, span: Span) -> datetime:
        """The moment ``span`` before ``end``. Business days end at closing time, the day of ``end`` not
        counted; days, weeks and months keep the hour on the wall clock."""
        local = self.local(end)
        if span.unit in ("minutes", "hours"):
            return (end.astimezone(UTC) - timedelta(minutes=span.plain_minutes or 0)).astimezone(self.tz)
        if span.unit in ("days", "weeks"):
            return self._wall(local, local.date() - timedelta(days=(span.plain_minutes or 0) // 1440))
        if span.unit == "months":
            return self._wall(local, _months_later(local.date(), -span.amount))
        if span.unit == "business_hours":
            return self.before_office_time(end, span.amount * 60)
        day = local.date()
        for _ in range(span.amount):
            day = self._next_open(day - _DAY, -_DAY)
        return datetime.combine(day, self.closes, self.tz) if span.amount else end

    def office_minutes(self, span: Span) -> int:
        """How much office time work that takes ``span`` uses up, in minutes."""
        if span.unit == "business_days":
            return span.amount * self._day_minutes
        if span.unit == "business_hours":
            return span.amount * 60
        return span.plain_minutes if span.plain_minutes is not None else span.amount * 30 * self._day_minutes

    def after_office_time(self, start: datetime, minutes: int) -> datetime:
        """The moment at which ``minutes`` of office time have passed since ``start``."""
        local, left = self.local(start), float(minutes)
        day, begin = local.date(), max(local.time(), self.opens)
        while True:
            if begin < self.closes and self.is_business_day(day):
                room = _minutes_between(begin, self.closes)
                if left <= room:
                    return datetime.combine(day, begin, self.tz) + timedelta(minutes=left)
                left -= room
            day, begin = self._next_open(day + _DAY, _DAY), self.opens

    def before_office_time(self, end: datetime, minutes: int) -> datetime:
        """The latest moment from which ``minutes`` of office time remain until ``end``."""
        local, left = self.local(end), float(minutes)
        day, until = local.date(), min(local.time(), self.closes)
        while True:
            if until > self.opens and self.is_business_day(day):
                room = _minutes_between(self.opens, until)
                if left <= room:
                    return datetime.combine(day, until, self.tz) - timedelta(minutes=left)
                left -= room
            day, until = self._next_open(day - _DAY, -_DAY), self.closes

    def end_of_period(self, moment: datetime, period: str) -> datetime:
        """The last minute of the ``week`` (Monday first), ``month`` or ``quarter`` that holds ``moment``, so
        that what is counted from the end of a period begins on the day after it."""
        day = self.local(moment).date()
        if period == "week":
            after = day + timedelta(days=7 - day.weekday())
        else:
            ahead = 1 if period == "month" else 3 - (day.month - 1) % 3
            after = _months_later(day.replace(day=1), ahead)
        return datetime.combine(after - timedelta(days=1), time(23, 59), self.tz)

    def day_begins(self, text: str) -> datetime:
        """When a stored date begins here; a stored moment is itself."""
        moment = datetime.fromisoformat(text)
        return moment if moment.tzinfo else datetime.combine(moment.date(), time(0), self.tz)

    def day_ends(self, text: str) -> datetime:
        """The midnight after a stored date, so that the day itself is included; a stored moment is itself."""
        moment = datetime.fromisoformat(text)
        if moment.tzinfo:
            return moment
        return datetime.combine(moment.date() + timedelta(days=1), time(0), self.tz)

    @property
    def _day_minutes(self) -> int:
        return int(_minutes_between(self.opens, self.closes))

    def _next_open(self, day: date, further: timedelta) -> date:
        holidays = self.holidays
        for _ in range(_FARTHEST):
            if day.weekday() < 5 and day not in holidays:
                return day
            day += further
        raise ProtocolRoomError("The agency's calendar has no open day for years. Check its holidays.")

    def _wall(self, local: datetime, day: date) -> datetime:
        return datetime.combine(day, local.time(), self.tz)


@lru_cache(maxsize=256)
def _zone(zone: str | tzinfo) -> tzinfo:
    if isinstance(zone, tzinfo):
        return zone
    try:
        return ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ProtocolRoomError(
            f'"{shown(zone)}" is not a time zone. Write a name such as America/New_York.'
        ) from None


def _minutes_between(start: time, end: time) -> float:
    return (end.hour - start.hour) * 60 + end.minute - start.minute + (end.second - start.second) / 60


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
