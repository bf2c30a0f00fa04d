"""
A world apart, in which people practice: a made-up place beside each agency, and a double of each learner.

Everything in this project belongs to one agency, and nothing crosses from one to another. So a practiced case
belongs to an agency of its own, `Agency.practice_of`, and no list, count, search or tick of the real one can
ever meet it. The double carries the learner's practiced cases. It is not active and has no password and no
address that exists: nobody signs in as it. For one request the screens act as it, see
`heardfirst.web.practice.practice_world`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from heardfirst import clock
from heardfirst.agency.models import Agency, Holiday, Person, ProtocolVersion, Role, RoleHeld
from heardfirst.agency.selectors import protocol_by_digest, protocol_in_force, version_in_force
from heardfirst.protocol import Protocol
from heardfirst.turns import writing

__all__ = ["ADDRESSES", "double_of", "follow", "world_of"]

ADDRESSES = "practice.invalid"
"""Where the doubles' addresses are: a name that can never be anybody's (RFC 2606)."""
_SAME = (
    "name", "zone", "opens", "closes", "languages", "subdivision", "letterhead", "capacity",
    "message_name", "callback_number", "crisis_line", "abuse_hotline", "safe_contact",
    "safe_from_hour", "safe_until_hour", "idle_minutes",
    "set_up_at",
)  # fmt: skip


def world_of(agency: Agency) -> Agency:
    """
    The place in which the people of an agency practice, made when there is none: with the same clock, court
    calendar and settings as the agency has now. Raises ValueError for a place that is one already.
    """
    if agency.practice_of_id is not None:
        raise ValueError("Nobody practices in a place that is made up.")
    with writing():
        there = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
        world = Agency.objects.filter(practice_of=agency).first() or Agency(practice_of=agency)
        before = (world.zone, world.opens, world.closes) if world.pk else None
        for name in _SAME:
            setattr(world, name, getattr(there, name))
        if before is None:
            world.save()
        if _same_holidays(agency, world) or before != (world.zone, world.opens, world.closes):
            world.calendar_edition += 1
        world.save()
    return world


def double_of(person: Person, world: Agency) -> Person:
    """The learner's double in that place, made when there is none; it goes by the learner's name."""
    email = f"{person.public_id.hex}@{ADDRESSES}"
    with writing():
        double = Person.objects.filter(agency=world, email=email).first()
        if double is None:
            double = Person.objects.create_person(
                agency=world, email=email, name=person.name, language=person.language, is_active=False
            )
            RoleHeld.objects.create(agency=world, person=double, role=Role.WORKER, since=clock.now())
        elif double.name != person.name:
            double.name = person.name
            double.save(update_fields=["name"])
    return double


def follow(agency: Agency, world: Agency, digest: str, at: datetime) -> Protocol:
    """
    Let the next case of the made-up place follow these rules of the agency: the version of that digest, of
    those the agency keeps, or with no digest what its new cases follow. Called in the transaction that opens
    the case.

    Raises KeyError where the agency keeps no such version.
    """
    versions = ProtocolVersion.objects.filter(agency=agency).order_by("-pk")
    wanted = versions.filter(digest=digest).first() if digest else version_in_force(agency)
    if digest and wanted is None:
        raise KeyError(digest)
    protocol = protocol_by_digest(wanted.digest) if wanted is not None else protocol_in_force(agency)
    Agency.objects.select_for_update(no_key=True).only("pk").get(pk=world.pk)
    now_followed = version_in_force(world)
    if now_followed is None or (now_followed.digest, now_followed.key) != (protocol.digest, protocol.key):
        ProtocolVersion.objects.create(
            agency=world, put_in_force_at=at, by=None, **_text_of(wanted, protocol)
        )
        Agency.objects.filter(pk=world.pk).update(protocol=protocol.key)
    return protocol


def _text_of(version: ProtocolVersion | None, protocol: Protocol) -> dict[str, Any]:
    if version is not None:
        names = ("key", "version", "digest", "text", "bases", "verdict")
        return {name: getattr(version, name) for name in names}
    bases, below = {}, protocol.base
    while below is not None:
        bases[below.key], below = below.source, below.base
    return {
        "key": protocol.key,
        "version": protocol.version,
        "digest": protocol.digest,
        "text": protocol.source.encode(),
        "bases": bases,
    }


def _same_holidays(agency: Agency, world: Agency) -> bool:
    """Bring the court calendar to what the agency's says; whether anything had to change."""
    fields = ("day", "in_force_from", "withdrawn_from", "name", "by_hand")
    wanted = sorted(Holiday.objects.filter(agency=agency).values_list(*fields), key=str)
    if wanted == sorted(Holiday.objects.filter(agency=world).values_list(*fields), key=str):
        return False
    Holiday.objects.filter(agency=world).delete()
    Holiday.objects.bulk_create(
        Holiday(agency=world, **dict(zip(fields, row, strict=True))) for row in wanted
    )
    return True
