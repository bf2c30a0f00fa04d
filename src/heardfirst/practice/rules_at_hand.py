"""The rules an agency's people can practise on: those in force, and others before they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from heardfirst.agency.models import Agency, ProtocolVersion
from heardfirst.agency.selectors import protocol_by_digest, protocol_in_force, versions_of
from heardfirst.protocol import Protocol, load_protocol, shipped_protocols

__all__ = ["AtHand", "RulesAre", "protocol_named", "rules_at_hand", "rules_in_force"]

DIGEST_LETTERS = 12
"""How much of a text's digest stands in a question's key."""


class RulesAre(StrEnum):
    """How rules stand to an agency."""

    IN_FORCE = "in force"
    KEPT = "kept"
    SHIPPED = "shipped"


@dataclass(frozen=True, slots=True)
class AtHand:
    """Rules to practise on, and how they stand to the agency."""

    protocol: Protocol
    are: RulesAre


def rules_in_force(agency: Agency) -> AtHand:
    """Those that new cases of the agency follow."""
    return AtHand(protocol_in_force(agency), RulesAre.IN_FORCE)


def rules_at_hand(agency: Agency) -> list[AtHand]:
    """Those in force first, then the other versions that the agency keeps, the latest first, then what is
    shipped; each text once."""
    found: dict[str, AtHand] = {}
    for each in _at_hand(agency):
        found.setdefault(each.protocol.digest, each)
    return list(found.values())


def protocol_named(agency: Agency, key: str, digest: str) -> Protocol:
    """The rules of that name whose digest begins so, kept by the agency or shipped. Raises KeyError."""
    if len(digest) != DIGEST_LETTERS:
        raise KeyError(digest)
    kept = ProtocolVersion.objects.filter(agency=agency, key=key, digest__startswith=digest).first()
    if kept is not None:
        return protocol_by_digest(kept.digest)
    if key in shipped_protocols() and load_protocol(key).digest.startswith(digest):
        return load_protocol(key)
    raise KeyError(digest)


def _at_hand(agency: Agency) -> Iterator[AtHand]:
    yield rules_in_force(agency)
    for version in versions_of(agency):
        yield AtHand(protocol_by_digest(version.digest), RulesAre.KEPT)
    for name in shipped_protocols():
        yield AtHand(load_protocol(name), RulesAre.SHIPPED)
