"""Days, moments and times of day as a person reads them, in the zone in force."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heardfirst import clock
from heardfirst.protocol.rules.wording import last_moment


def dated(value: str) -> str:
    """A stored day or moment, as it is said."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    return day_text(moment.date()) if len(value) <= 10 or moment.tzinfo is None else moment_text(moment)


def today_here() -> date:
    """The day it is now in the zone in force."""
    return timezone.localtime(clock.now()).date()


def day_text(day: date, *, year: bool | None = None) -> str:
    """A day as it is said: with its weekday, and with its year when that is not this one."""
    with_year = day.year != today_here().year if year is None else year
    return date_format(day, _("D, M j, Y") if with_year else _("D, M j"))


def moment_text(moment: datetime, *, year: bool | None = None) -> str:
    """A moment in the zone in force: day and time. What is read in other years wants the ``year``."""
    local = timezone.localtime(moment)
    return _("%(day)s, %(time)s") % {"day": day_text(local.date(), year=year), "time": time_text(local)}


def deadline_text(due: datetime) -> str:
    """By when something is due, in the zone in force: the last minute of a day that a midnight ends."""
    return moment_text(last_moment(timezone.localtime(due)))


def end_text(end: datetime) -> str:
    """Until when something lasts, in the zone in force: the last day where a midnight ends it."""
    local = timezone.localtime(end)
    last = last_moment(local)
    return moment_text(local) if last == local else day_text(last.date())


def time_text(moment: datetime) -> str:
    """The time of day of a moment in the zone in force, short: 5 pm, 10:20 am."""
    local = timezone.localtime(moment)
    return date_format(local, _("g a") if local.minute == 0 else _("g:i a")).replace(".", "")
