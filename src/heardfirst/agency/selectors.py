"""Reading about agencies."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from heardfirst.protocol import Calendar

from .models import Agency, Holiday


def calendar_of(agency: Agency, at: datetime) -> Calendar:
    """
    The agency's court calendar as it stood at a moment: its zone, office hours, and the holidays known by
    then.

    ``at`` is aware; the day it falls on is taken in the agency's zone.
    """
    day = at.astimezone(ZoneInfo(agency.zone)).date()
    known = _holidays_of(agency.public_id, agency.calendar_edition)
    in_force = sum(1 for since, _ in known if since <= day)
    return _calendar(agency.zone, agency.opens, agency.closes, tuple(day for _, day in known[:in_force]))


@lru_cache(maxsize=256)
def _holidays_of(agency_id: UUID, _edition: int) -> tuple[tuple[date, date], ...]:
    rows = Holiday.objects.filter(agency__public_id=agency_id).order_by("in_force_from", "day")
    return tuple(rows.values_list("in_force_from", "day"))


@lru_cache(maxsize=256)
def _calendar(zone: str, opens: time, closes: time, days: tuple[date, ...]) -> Calendar:
    return Calendar(zone=zone, opens=opens, closes=closes, holidays=frozenset(days))
