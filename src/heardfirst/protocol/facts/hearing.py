"""When the court hears the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ..vocabulary.calendar import Calendar
from ..vocabulary.entries import belongs
from ..vocabulary.terms import Terms
from .chronology import Fold

__all__ = ["Hearing", "hearing_of"]


@dataclass(frozen=True, slots=True)
class Hearing:
    """A hearing: its ``day`` on the agency's calendar, and the moment (aware) where its hour is known."""

    day: date
    at: datetime | None = None


def hearing_of(
    folded: Fold, terms: Terms, calendar: Calendar, requirement: str | None = None
) -> Hearing | None:
    """
    The hearing set last, else the one in the terms of the order; it may lie behind. None where nobody named
    one. ``requirement`` leaves out what was set for another service.
    """
    days = [
        str(entry.details["on"])
        for entry in folded.of("hearing.set")
        if entry.details.get("on") and belongs(entry, requirement)
    ]
    text = days[-1] if days else terms.hearing
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        return Hearing(moment.date())
    local = calendar.local(moment)
    return Hearing(local.date(), local)
