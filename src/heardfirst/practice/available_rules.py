"""The rules an agency's people can practice on: those in force, those to come, and others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from heardfirst.agency.models import Agency, ProtocolVersion
from heardfirst.agency.selectors import protocol_by_digest, protocol_in_force, versions_of
from heardfirst.protocol import Protocol, load_protocol, parse_protocol, shipped_protocols

from .models import RulesAhead

__all__ = ["AvailableRules", "RulesAre", "available_rules", "protocol_named", "rules_in_force"]

DIGEST_LETTERS = 12
"""How much of a text's digest stands in a question's key."""


class RulesAre(StrEnum):
    """How rules stand to an agency."""

    IN_FORCE = "in force"
    AHEAD = "ahead"
    KEPT = "kept"
    SHIPPED = "shipped"


@dataclass(frozen=True, slots=True)
class AvailableRules:
    """Rules to practice on, and how they stand to the agency."""

    protocol: Protocol
    are: RulesAre


def rules_in_force(agency: Agency) -> AvailableRules:
    """Those that new cases of the agency follow."""
    return AvailableRules(protocol_in_force(agency), RulesAre.IN_FORCE)


def available_rules(agency: Agency) -> list[AvailableRules]:
    """Those in force first, then those kept to be practiced on beforehand, then the other versions that the
    agency has had in force, the latest first, then what is shipped; each text once."""
    found: dict[str, AvailableRules] = {}
    for rules in _all_available(agency):
        found.setdefault(rules.protocol.digest, rules)
    return list(found.values())


def protocol_named(agency: Agency, key: str, digest: str) -> Protocol:
    """The rules of that name whose digest begins so, among those at hand. Raises KeyError."""
    if len(digest) != DIGEST_LETTERS:
        raise KeyError(digest)
    version = ProtocolVersion.objects.filter(agency=agency, key=key, digest__startswith=digest).first()
    if version is not None:
        return protocol_by_digest(version.digest)
    ahead = RulesAhead.objects.filter(agency=agency, key=key, digest__startswith=digest).first()
    if ahead is not None:
        return _read_ahead(ahead)
    if key in shipped_protocols() and load_protocol(key).digest.startswith(digest):
        return load_protocol(key)
    raise KeyError(digest)


def _all_available(agency: Agency) -> Iterator[AvailableRules]:
    yield rules_in_force(agency)
    for ahead in RulesAhead.objects.filter(agency=agency).order_by("-kept_at", "-pk"):
        yield AvailableRules(_read_ahead(ahead), RulesAre.AHEAD)
    for version in versions_of(agency):
        yield AvailableRules(protocol_by_digest(version.digest), RulesAre.KEPT)
    for name in shipped_protocols():
        yield AvailableRules(load_protocol(name), RulesAre.SHIPPED)


def _read_ahead(ahead: RulesAhead) -> Protocol:
    return _read(bytes(ahead.text), ahead.key, tuple(sorted(ahead.bases.items())))


@lru_cache(maxsize=64)
def _read(text: bytes, key: str, bases: tuple[tuple[str, str], ...]) -> Protocol:
    on: Mapping[str, bytes] = {name: base.encode() for name, base in bases}
    return parse_protocol(text, f"{key}.toml", on)
