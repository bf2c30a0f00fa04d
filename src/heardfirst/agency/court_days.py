"""The days on which a court is shut: those that are known of each state, and those that an agency keeps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

import holidays
from django.db.models import Q

from .models import Agency, Holiday
from .selectors import day_in

FEDERAL = ""  # the subdivision of an agency whose court keeps the federal holidays
LONGEST_NAME = 200
# So long before its last year is over somebody is told to fill the calendar again.
RUNS_OUT_WITHIN = timedelta(days=60)
_COUNTRY = "US"


@dataclass(frozen=True, slots=True)
class CalendarYear:
    """One year of an agency's court calendar: the days that count now, and those taken off, by date."""

    year: int
    days: tuple[Holiday, ...]
    taken_off: tuple[Holiday, ...]


@lru_cache(maxsize=1)
def courts() -> dict[str, str]:
    """Every state and territory whose days off are known, its code to its name, by name."""
    named = holidays.country_holidays(_COUNTRY).subdivisions_aliases
    return {code: name for name, code in sorted(named.items())}


def known_days(subdivision: str, years: Iterable[int]) -> dict[date, str]:
    """
    The days off of a state's courts in these years, or of the federal ones, each with its name. They are what
    the installed version of the package `holidays` knows: an agency keeps its own copy of them.

    Raises ValueError for a state that there is none of.
    """
    if subdivision != FEDERAL and subdivision not in courts():
        raise ValueError("There is no such state.")
    known = holidays.country_holidays(_COUNTRY, subdiv=subdivision or None, years=sorted(set(years)))
    return {day: known[day][:LONGEST_NAME] for day in sorted(known)}


def calendar_year(agency: Agency, year: int, at: datetime) -> CalendarYear:
    """What an agency's court calendar says of a year, as it stands at an aware moment."""
    today = day_in(agency, at)
    rows = list(
        Holiday.objects.filter(agency=agency, day__year=year, in_force_from__lte=today).order_by("day", "pk")
    )
    counting = tuple(row for row in rows if row.withdrawn_from is None or row.withdrawn_from > today)
    days = {row.day for row in counting}
    gone = {row.day: row for row in rows if row.day not in days}
    return CalendarYear(year, counting, tuple(gone.values()))


def last_day_known(agency: Agency, at: datetime) -> date | None:
    """The end of the last year of which the court calendar knows any day; None while it knows none."""
    today = day_in(agency, at)
    counting = Q(in_force_from__lte=today) & (Q(withdrawn_from=None) | Q(withdrawn_from__gt=today))
    latest = Holiday.objects.filter(counting, agency=agency).order_by("-day").values_list("day", flat=True)
    last = latest.first()
    return None if last is None else date(last.year, 12, 31)


def runs_out(agency: Agency, at: datetime) -> bool:
    """Whether the court calendar has to be filled soon, or due times would run through days off."""
    last = last_day_known(agency, at)
    return last is None or last - day_in(agency, at) <= RUNS_OUT_WITHIN
