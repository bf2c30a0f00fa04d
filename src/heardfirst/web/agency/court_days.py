"""Court days as the calendar's page shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from heardfirst.agency.models import Holiday

from ..wording.court_days import court_day_said


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
            key=each.day.isoformat(),
            when=date_format(each.day, _("D j M")),
            name=court_day_said(each.name),
            about=_about(each),
            past=each.day < today,
        )
        for each in days
    ]


def _about(each: Holiday) -> str:
    if each.withdrawn_from is not None:
        return _("removed on %(day)s") % {"day": date_format(each.withdrawn_from, _("j M Y"))}
    if each.by_hand:
        return _("added here on %(day)s") % {"day": date_format(each.in_force_from, _("j M Y"))}
    return ""
