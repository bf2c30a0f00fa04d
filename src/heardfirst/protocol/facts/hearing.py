"""When the court hears the case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from ..vocabulary.calendar import Calendar
from ..vocabulary.entries import Entry, belongs
from ..vocabulary.terms import Terms, read_terms
from .chronology import Fold

__all__ = ["Hearing", "hearing_of"]


@dataclass(frozen=True, slots=True)
class Hearing:
    """A hearing: its ``day`` on the agency's calendar, and the moment (aware) where its hour is known."""

    day: date
    at: datetime | None = None


def hearing_of(
    folded: Fold, terms: Terms, calendar: Calendar, at: datetime, requirement: str | None = None
) -> Hearing | None:
    """
    The next hearing at ``at`` (aware): the one named last, whether it was set or the order's terms came to
    name it. None where nobody named one, or its day is over on the agency's calendar. ``requirement`` leaves
    out what was set for another service.
    """
    text = _named_last(folded, terms, requirement)
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    local = None if moment.tzinfo is None else calendar.local(moment)
    day = moment.date() if local is None else local.date()
    return Hearing(day, local) if day >= calendar.local(at).date() else None


def _named_last(folded: Fold, terms: Terms, requirement: str | None) -> str | None:
    settings = [
        entry for entry in folded.of("hearing.set") if entry.details.get("on") and belongs(entry, requirement)
    ]
    if not settings:
        return terms.hearing
    latest, named = settings[-1], _last_named_in_terms(folded, requirement)
    if terms.hearing and named is not None and (named.at, named.seq) > (latest.at, latest.seq):
        return terms.hearing
    return str(latest.details["on"])


def _last_named_in_terms(folded: Fold, requirement: str | None) -> Entry | None:
    """
    The latest change of the order that named another hearing than the order had. Every change states all
    terms anew, so one that leaves the hearing as it was says nothing about it.
    """
    found, before = None, None
    for entry in folded.of("order.changed"):
        if not belongs(entry, requirement):
            continue
        hearing = read_terms(entry.details.get("terms", {})).hearing
        if hearing and hearing != before:
            found = entry
        before = hearing
    return found
