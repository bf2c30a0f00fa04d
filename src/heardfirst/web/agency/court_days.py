"""Court days as the calendar's page shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heardfirst.agency.models import Holiday

from ..wording.court_days import court_day_text


@dataclass(frozen=True, slots=True)
class CourtDay:
    """One day: its date for the form, how it is said, what it is called, and what else is to know of it."""

    key: str
    when: str
    name: str
    about: str
    past: bool


def lines_of(days: Iterable[Holiday], now: datetime) -> list[CourtDay]:
    """These days as lines, in their order."""
    today = timezone.localtime(now).date()
    return [
        CourtDay(
            key=day.day.isoformat(),
            when=date_format(day.day, _("D, M j")),
            name=court_day_text(day.name),
            about=_about(day),
            past=day.day < today,
        )
        for day in days
    ]


def _about(holiday: Holiday) -> str:
    if holiday.withdrawn_from is not None:
        return _("removed on %(day)s") % {"day": date_format(holiday.withdrawn_from, _("M j, Y"))}
    if holiday.by_hand:
        return _("added here on %(day)s") % {"day": date_format(holiday.in_force_from, _("M j, Y"))}
    return ""
