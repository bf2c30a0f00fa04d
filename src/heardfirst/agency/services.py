"""What changes an agency: opening it, adding people, putting rules in force."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time
from typing import Any

from django.utils.translation import gettext as _

from heardfirst import clock
from heardfirst.protocol import Protocol, parse_protocol, refuse_confirmed_later
from heardfirst.protocol.vocabulary.field_types import LONGEST_VERSION, VERSION
from heardfirst.turns import writing

from .errors import ProtocolRefused
from .models import DEFAULT_PROTOCOL, Agency, Person, ProtocolVersion, Role, RoleHeld
from .protocol_proofs import Progress, as_shipped, as_stored, verdict_of
from .selectors import protocol_in_force, version_in_force

_LONGEST_KEY = 100


def open_agency(
    *,
    name: str,
    zone: str = "America/New_York",
    opens: time = time(9),
    closes: time = time(17),
    protocol: str = DEFAULT_PROTOCOL,
) -> Agency:
    """Add an agency. ``opens`` and ``closes`` are in ``zone``. Raises Django's ValidationError."""
    agency = Agency(name=name, zone=zone, opens=opens, closes=closes, protocol=protocol)
    agency.full_clean()
    agency.save()
    return agency


def add_person(
    *,
    agency: Agency,
    email: str,
    name: str,
    roles: Iterable[str] = (Role.WORKER,),
    language: str = "en",
    password: str | None = None,
    by: Person | None = None,
) -> Person:
    """
    Add somebody to an agency, with roles that do not end by themselves (`staffing.give_role` gives those that
    do). Without a password they come in by one-time link.
    """
    with writing():
        person = Person.objects.create_person(
            agency=agency, email=email, name=name, language=language, password=password
        )
        now = clock.now()
        RoleHeld.objects.bulk_create(
            [RoleHeld(agency=agency, person=person, role=role, since=now, by=by) for role in set(roles)]
        )
    return person


def speak(*, person: Person, language: str) -> None:
    """Speak to somebody in another language from now on, on whatever device they come in."""
    with writing():
        Person.objects.filter(pk=person.pk).update(language=language)
    person.language = language


def put_in_force(
    *, agency: Agency, by: Person, text: bytes, key: str, processes: int = 1, progress: Progress | None = None
) -> ProtocolVersion:
    """
    Let the new cases of an agency follow this protocol, once it is shown to keep its promises; cases that are
    open go on with the version they follow. ``key`` is its name, as a file of it would have.

    Takes as long as the proof does, on so many ``processes``, and nobody waits for it. Raises ProtocolError
    when the text cannot be read, and `ProtocolRefused` when it breaks a promise or its version cannot be
    written down.
    """
    if by.agency_id != agency.pk:
        raise ProtocolRefused(_("This person works at another agency."))
    protocol = parse_protocol(text, f"{key}.toml")
    refuse_confirmed_later(protocol, clock.now())
    if not VERSION.fullmatch(protocol.version) or len(key) > _LONGEST_KEY:
        raise ProtocolRefused(
            _("Name the version with at most %(most)s letters, digits, periods and hyphens, such as 2026.1.")
            % {"most": LONGEST_VERSION}
        )
    there = version_in_force(agency)
    if there is not None and (there.digest, there.key) == (protocol.digest, key):
        return there
    verdict = verdict_of(protocol, processes=processes, progress=progress)
    if not verdict.good:
        raise ProtocolRefused(
            _(
                "This protocol could not be checked: it can lead to more situations than the "
                "checker can examine."
            )
            if verdict.bounded
            else _("This protocol breaks a promise, so it was not put into effect. Nothing has changed."),
            verdict,
        )
    with writing():
        Agency.objects.select_for_update(no_key=True).only("pk").get(pk=agency.pk)
        _keep_in_force(agency, clock.now())  # what new cases followed until now stays readable
        Agency.objects.filter(pk=agency.pk).update(protocol=key)
        version = _stored_version(agency, protocol, text, clock.now(), by, as_stored(verdict))
    agency.refresh_from_db(fields=["protocol"])
    return version


def keep_in_force(*, agency: Agency, at: datetime) -> ProtocolVersion:
    """
    The version that new cases follow at ``at``. A shipped protocol is kept with its text when a case first
    follows it, so that no upgrade can change what was decided with it. Called inside a transaction that holds
    the agency's row. Raises ProtocolError when the agency names no protocol there is.
    """
    return _keep_in_force(agency, at)


def _keep_in_force(agency: Agency, at: datetime) -> ProtocolVersion:
    current = version_in_force(agency)
    if current is not None:
        return current
    shipped = protocol_in_force(agency)
    return _stored_version(agency, shipped, shipped.source.encode(), at, None, as_shipped(shipped))


def _stored_version(
    agency: Agency, protocol: Protocol, text: bytes, at: datetime, by: Person | None, verdict: dict[str, Any]
) -> ProtocolVersion:
    bases, below = {}, protocol.base
    while below is not None:
        bases[below.key], below = below.source, below.base
    return ProtocolVersion.objects.create(
        agency=agency, key=protocol.key, version=protocol.version, digest=protocol.digest, text=text,
        bases=bases, put_in_force_at=at, by=by, verdict=verdict,
    )  # fmt: skip
