"""Due times as chips: how soon, and until when one waits, in the words of somebody who is not in a hurry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heardfirst.protocol.rules.wording import last_moment
from heardfirst.record.due_times import is_due_by_tonight, is_overdue

from ..wording.dates import day_text, time_text

WARM, CALM, QUIET = "warm", "calm", "quiet"


@dataclass(frozen=True, slots=True)
class Chip:
    """A short text and its tone: ``warm`` for today and before, ``calm`` for later, ``quiet`` for a wait."""

    text: str
    tone: str


def due_chip(due: datetime | None, now: datetime) -> Chip | None:
    """When something is due, seen from ``now``, in the zone in force."""
    if due is None:
        return None
    local, today = last_moment(timezone.localtime(due)), timezone.localtime(now).date()
    if is_due_by_tonight(due, now):
        return Chip(_text_by_tonight(due, local, now, today), WARM)
    if local.date() == today + timedelta(days=1):
        return Chip(_("by tomorrow, %(time)s") % {"time": time_text(local)}, CALM)
    if local.date() < today + timedelta(days=7):
        return Chip(_("by %(day)s") % {"day": date_format(local, "l")}, CALM)
    return Chip(_("by %(day)s") % {"day": day_text(local.date())}, CALM)


def _text_by_tonight(due: datetime, last: datetime, now: datetime, today: date) -> str:
    day = last.date()
    if not is_overdue(due, now):
        return _("due today, %(time)s") % {"time": time_text(last)}
    if day == today:
        return _("was due at %(time)s") % {"time": time_text(last)}
    if day == today - timedelta(days=1):
        return _("was due yesterday")
    return _("was due %(day)s") % {"day": day_text(day)}


def until_chip(until: datetime | None, now: datetime) -> str:
    """Until when one waits, in the zone in force; nothing if no time was named."""
    if until is None:
        return ""
    if until <= now:
        return _("time to check again")
    local, today = timezone.localtime(until), timezone.localtime(now).date()
    if local.date() == today:
        return _("until today, %(time)s") % {"time": time_text(until)}
    if local.date() == today + timedelta(days=1):
        return _("until tomorrow, %(time)s") % {"time": time_text(until)}
    if today < local.date() < today + timedelta(days=7):
        return _("until %(day)s") % {"day": date_format(local, "l")}
    return _("until %(day)s") % {"day": day_text(local.date())}
