"""Reading about agencies."""

from __future__ import annotations

from datetime import date, datetime, time
from functools import lru_cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from heardfirst import clock
from heardfirst.protocol import Calendar, Protocol, load_protocol, parse_protocol, shipped_protocols

from .errors import NoSuchVersionError
from .models import Agency, Cover, FormerClock, Holiday, Person, ProtocolVersion, Role, RoleHeld, Team

_FEWEST_LETTERS = 8
Clock = tuple[str, time, time]  # a zone, and the office hours in it


def agencies() -> QuerySet[Agency]:
    """The agencies of this installation, oldest first; the made-up places to practice in are none of them."""
    return Agency.objects.filter(practice_of=None).order_by("pk")


def calendar_of(agency: Agency, at: datetime) -> Calendar:
    """
    The agency's court calendar as it stood at a moment: the zone and office hours kept then, and the days off
    that were known by then and not taken off yet.

    ``at`` is aware; the day it falls on is taken in that zone.
    """
    clock = (agency.zone, agency.opens, agency.closes)
    for until, former in _clocks_of(agency.public_id, agency.calendar_edition):
        if at < until:
            clock = former
            break
    day = at.astimezone(ZoneInfo(clock[0])).date()
    return _calendar_on(agency.public_id, agency.calendar_edition, clock, day)


@lru_cache(maxsize=256)
def _clocks_of(agency_id: UUID, _edition: int) -> tuple[tuple[datetime, Clock], ...]:
    """The zones and office hours kept before, each until when, the oldest first."""
    rows = FormerClock.objects.filter(agency__public_id=agency_id).order_by("until", "pk")
    return tuple((row.until, (row.zone, row.opens, row.closes)) for row in rows)


@lru_cache(maxsize=256)
def _holidays_of(agency_id: UUID, _edition: int) -> tuple[tuple[date, date, date | None], ...]:
    rows = Holiday.objects.filter(agency__public_id=agency_id).order_by("day", "pk")
    return tuple(rows.values_list("day", "in_force_from", "withdrawn_from"))


@lru_cache(maxsize=2048)
def _calendar_on(agency_id: UUID, edition: int, clock: Clock, day: date) -> Calendar:
    known = _holidays_of(agency_id, edition)
    days = [holiday for holiday, since, until in known if since <= day and (until is None or day < until)]
    return _calendar(clock, tuple(days))


@lru_cache(maxsize=256)
def _calendar(clock: Clock, days: tuple[date, ...]) -> Calendar:
    """Days on which nothing changed share one calendar."""
    zone, opens, closes = clock
    return Calendar(zone=zone, opens=opens, closes=closes, holidays=frozenset(days))


def protocol_in_force(agency: Agency) -> Protocol:
    """
    The rules that new cases of an agency follow: the version put in force last, else the shipped protocol
    that the agency names. Raises ProtocolError when it names none.
    """
    version = version_in_force(agency)
    return load_protocol(agency.protocol) if version is None else protocol_by_digest(version.digest)


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
    versions = ProtocolVersion.objects.filter(agency=agency).order_by("-pk")
    by_digest = (
        versions.filter(digest__startswith=name.lower()) if len(name) >= _FEWEST_LETTERS else versions.none()
    )
    return by_digest.first() or versions.filter(key=name).first()


@lru_cache(maxsize=256)
def protocol_by_digest(digest: str) -> Protocol:
    """
    The rules of that very text, read as they were when it was kept. A digest names one text for ever, so they
    are read once. Raises `NoSuchVersionError`.
    """
    version = ProtocolVersion.objects.filter(digest=digest).order_by("pk").first()
    if version is not None:
        bases = {name: text.encode() for name, text in version.bases.items()}
        read = parse_protocol(bytes(version.text), f"{version.key}.toml", bases)
        if read.digest == digest:
            return read
    for name in shipped_protocols():
        if load_protocol(name).digest == digest:
            return load_protocol(name)
    raise NoSuchVersionError


def day_in(agency: Agency, at: datetime) -> date:
    """The day it is in the agency's zone at an aware moment."""
    return at.astimezone(ZoneInfo(agency.zone)).date()


def covers_in_force(agency: Agency, at: datetime) -> Q:
    """The condition under which a cover of this agency holds at an aware moment."""
    day = day_in(agency, at)
    return Q(agency=agency, first_day__lte=day, last_day__gte=day) & (Q(ended_at=None) | Q(ended_at__gt=at))


def covers_by(person: Person, at: datetime) -> list[Cover]:
    """The covers by which somebody looks after the cases of others at a moment."""
    covers = Cover.objects.filter(covers_in_force(person.agency, at), instead=person)
    return list(covers.select_related("absent__agency").prefetch_related("absent__roles_held"))


def covers_touching(person: Person, at: datetime) -> list[Cover]:
    """The covers that hold at a moment by which somebody looks after others, or is looked after."""
    covers = Cover.objects.filter(covers_in_force(person.agency, at), Q(instead=person) | Q(absent=person))
    return list(covers.select_related("absent", "instead").order_by("last_day", "pk"))


def covers_ahead(agency: Agency, at: datetime) -> list[Cover]:
    """The covers of an agency that hold at a moment or will, the first to begin first."""
    ahead = Cover.objects.filter(agency=agency, ended_at=None, last_day__gte=day_in(agency, at))
    return list(ahead.select_related("absent", "instead").order_by("first_day", "last_day", "pk"))


def supervised_teams(agency: Agency) -> frozenset[int]:
    """The primary keys of the teams that have a supervisor of their own."""
    roles_held = RoleHeld.objects.filter(agency=agency, role=Role.SUPERVISOR, person__is_active=True)
    roles_held = roles_held.filter(Q(until=None) | Q(until__gt=clock.now())).exclude(person__team=None)
    return frozenset(roles_held.values_list("person__team_id", flat=True))


def carriers_of(agency: Agency) -> list[Person]:
    """Everybody to whom a case may be given, by name."""
    now = clock.now()
    roles_held = RoleHeld.objects.filter(agency=agency, role__in=[Role.WORKER, Role.SUPERVISOR])
    person_ids = roles_held.filter(Q(until=None) | Q(until__gt=now)).values("person_id")
    people = Person.objects.filter(agency=agency, is_active=True, pk__in=person_ids).select_related("team")
    return sorted(people, key=lambda person: person.name.casefold())


def people_with(agency: Agency, role: str) -> list[Person]:
    """Everybody who holds a role now, by name."""
    roles_held = RoleHeld.objects.filter(agency=agency, role=role)
    person_ids = roles_held.filter(Q(until=None) | Q(until__gt=clock.now())).values("person_id")
    people = Person.objects.filter(agency=agency, is_active=True, pk__in=person_ids).select_related("agency")
    return sorted(people, key=lambda person: person.name.casefold())


def teams_of(agency: Agency) -> list[Team]:
    """The teams of an agency, by name."""
    return sorted(Team.objects.filter(agency=agency), key=lambda team: team.name.casefold())


def staff_of(agency: Agency) -> list[Person]:
    """Everybody who works in an agency now, whatever they are there for, by name, with their roles."""
    people = Person.objects.filter(agency=agency, is_active=True).select_related("team")
    people = people.prefetch_related("roles_held")
    return sorted(people, key=lambda person: person.name.casefold())
