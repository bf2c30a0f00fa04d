"""
What changes an agency's clock and court calendar. Every change counts from the day, or the moment, it is
made: what was decided before stays decided as it was.

With each change the agency's calendar has another edition. By that the tick knows the cases to derive again,
and no process goes on with the calendar it has read.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time

from django.db.models import F
from django.utils.translation import gettext as _

from heardfirst.turns import writing

from .court_days import LONGEST_NAME, known_days
from .errors import CalendarRefused
from .models import Agency, FormerClock, Holiday
from .selectors import day_in

# The years that are filled, counted from the present one: attendance that is brought in reaches back, and
# hearings lie ahead.
YEARS_FILLED = (-1, 0, 1, 2)


def fill_calendar(*, agency: Agency, subdivision: str, at: datetime, new: bool = False) -> int:
    """
    Fill the court calendar from last year to the year after next, as `fill_court_days` does. A ``new`` agency
    has decided nothing yet, and its days off hold for the past, too.
    """
    this = day_in(agency, at).year
    years = [this + offset for offset in YEARS_FILLED]
    since = date(min(years), 1, 1) if new else None
    return fill_court_days(agency=agency, subdivision=subdivision, years=years, at=at, since=since)


def fill_court_days(
    *, agency: Agency, subdivision: str, years: Collection[int], at: datetime, since: date | None = None
) -> int:
    """
    Take the days off of a state's courts (or, with an empty ``subdivision``, of the federal ones) into the
    court calendar for these years, in force from the day of ``at`` or, for an agency that has decided nothing
    yet, from ``since``. Returns how many were added.

    A day that was taken off by hand stays off. When the state is another than before, the filled days to come
    that it does not keep are taken off. Raises ValueError for a state that there is none of.
    """
    known = known_days(subdivision, years)
    today = day_in(agency, at)
    with _changing_days(agency) as now:
        rows = Holiday.objects.filter(agency=agency, day__year__in=years)
        if subdivision != now.subdivision:
            Agency.objects.filter(pk=agency.pk).update(subdivision=subdivision)
            others = rows.filter(by_hand=False, withdrawn_from=None, day__gte=today).exclude(day__in=known)
            others.update(withdrawn_from=today)
            there = set(rows.filter(withdrawn_from=None).values_list("day", flat=True))
        else:
            there = set(rows.values_list("day", flat=True))
        new = [
            Holiday(agency=agency, day=day, name=name, in_force_from=since or today)
            for day, name in known.items()
            if day not in there
        ]
        Holiday.objects.bulk_create(new)
        for nameless in rows.filter(name=""):  # kept before days had names
            nameless.name = known.get(nameless.day, "")
            nameless.save(update_fields=["name"])
    agency.refresh_from_db(fields=["subdivision"])
    return len(new)


def add_court_day(*, agency: Agency, day: date, name: str, at: datetime) -> Holiday:
    """
    Add a day on which court and agency are shut, by its name, from the day of ``at`` on.

    Raises `CalendarRefused` for a day that is there already, has no name or lies years away.
    """
    name, today = name.strip(), day_in(agency, at)
    if not 0 < len(name) <= LONGEST_NAME:
        raise CalendarRefused(_("Describe this day in a few words."))
    if not today.year - 1 <= day.year <= today.year + 5:
        raise CalendarRefused(_("This day is years away. Check the year."))
    with _changing_days(agency):
        if Holiday.objects.filter(agency=agency, day=day, withdrawn_from=None).exists():
            raise CalendarRefused(_("This day is already on the calendar."))
        return Holiday.objects.create(agency=agency, day=day, name=name, in_force_from=today, by_hand=True)


def take_off_court_day(*, agency: Agency, day: date, at: datetime) -> None:
    """
    Take a day off the court calendar from the day of ``at`` on. One that is not there is no harm.
    """
    with _changing_days(agency):
        there = Holiday.objects.filter(agency=agency, day=day, withdrawn_from=None)
        there.update(withdrawn_from=day_in(agency, at), by_hand=True)


def set_clock(*, agency: Agency, zone: str, opens: time, closes: time, at: datetime) -> bool:
    """
    Keep another time zone or other office hours from the moment ``at`` on; due times decided before are kept
    under the former ones. Returns whether anything changed. Raises Django's ValidationError.
    """
    wanted = Agency(name=agency.name, zone=zone, opens=opens, closes=closes)
    wanted.clean_fields(exclude=[field.name for field in Agency._meta.fields if field.name != "zone"])
    wanted.validate_constraints()
    with writing():
        now = _locked(agency)
        if (now.zone, now.opens, now.closes) == (zone, opens, closes):
            return False
        FormerClock.objects.create(agency=now, until=at, zone=now.zone, opens=now.opens, closes=now.closes)
        Agency.objects.filter(pk=now.pk).update(
            zone=zone, opens=opens, closes=closes, calendar_edition=F("calendar_edition") + 1
        )
    agency.refresh_from_db(fields=["zone", "opens", "closes", "calendar_edition"])
    return True


@contextmanager
def _changing_days(agency: Agency) -> Iterator[Agency]:
    """One change of court days at a time, after which the calendar has another edition."""
    with writing():
        yield _locked(agency)
        Agency.objects.filter(pk=agency.pk).update(calendar_edition=F("calendar_edition") + 1)
    agency.refresh_from_db(fields=["calendar_edition"])


def _locked(agency: Agency) -> Agency:
    return Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
