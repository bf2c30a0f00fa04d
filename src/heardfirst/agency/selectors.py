"""Reading about agencies."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from heardfirst.protocol import Calendar, Protocol, load_protocol, parse_protocol, shipped_protocols

from .errors import NoSuchVersionError
from .models import Agency, Holiday, ProtocolVersion

_FEWEST_LETTERS = 8


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


def protocol_in_force(agency: Agency) -> Protocol:
    """
    The rules that new cases of an agency follow: the version put in force last, else the shipped protocol
    that the agency names. Raises ProtocolError when it names none.
    """
    kept = version_in_force(agency)
    return load_protocol(agency.protocol) if kept is None else protocol_by_digest(kept.digest)


def version_in_force(agency: Agency) -> ProtocolVersion | None:
    """The version put in force last; None while nothing was ever kept for this agency."""
    return ProtocolVersion.objects.filter(agency=agency).order_by("pk").last()


def versions_of(agency: Agency) -> list[ProtocolVersion]:
    """Every version of an agency in the order in which they came in force, the present one first."""
    return list(ProtocolVersion.objects.filter(agency=agency).select_related("by").order_by("-pk"))


def version_named(agency: Agency, name: str) -> ProtocolVersion | None:
    """
    The kept version that somebody means: by its digest or the first eight letters of it or more, or by its
    key, of which the latest is meant.
    """
    kept = ProtocolVersion.objects.filter(agency=agency).order_by("-pk")
    by_digest = kept.filter(digest__startswith=name.lower()) if len(name) >= _FEWEST_LETTERS else kept.none()
    return by_digest.first() or kept.filter(key=name).first()


@lru_cache(maxsize=256)
def protocol_by_digest(digest: str) -> Protocol:
    """
    The rules of that very text, read as they were when it was kept. A digest names one text for ever, so they
    are read once. Raises `NoSuchVersionError`.
    """
    kept = ProtocolVersion.objects.filter(digest=digest).order_by("pk").first()
    if kept is not None:
        bases = {name: text.encode() for name, text in kept.bases.items()}
        read = parse_protocol(bytes(kept.text), f"{kept.key}.toml", bases)
        if read.digest == digest:
            return read
    for name in shipped_protocols():
        if load_protocol(name).digest == digest:
            return load_protocol(name)
    raise NoSuchVersionError
