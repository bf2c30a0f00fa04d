"""What a court ordered, for a made-up client."""

from __future__ import annotations

from random import Random
from typing import Any

from heardfirst.protocol import Protocol

__all__ = ["terms_for"]

_FAMILY = ("reunification", "custody", "family_contact")
_OFFENSE = ("liberty", "probation", "license", "record")
_STAKES = {
    "therapy": (*_FAMILY, "housing"), "parenting": _FAMILY, "treatment": _OFFENSE, "program": _OFFENSE,
    "testing": _OFFENSE,
}  # fmt: skip


def terms_for(protocol: Protocol, chance: Random) -> tuple[str, dict[str, Any]]:
    """The service and the terms of its order; no terms where nobody ordered anything."""
    if not protocol.mandated:
        return "counseling", {}
    service = chance.choice(tuple(_STAKES))
    terms: dict[str, Any] = {"at_stake": chance.choice(_STAKES[service])}
    if chance.random() < 0.5:
        of = chance.choice(("missed", "missed", "learned"))
        terms["report_within"] = {"business_days": chance.choice((2, 3, 5, 7, 10)), "of": of}
    elif chance.random() < 0.4:
        terms["report_within"] = False
    basis = chance.choice(("consent", "court_order", "none"))
    if basis != "none":
        terms["basis"] = basis
    if chance.random() < 0.12:
        terms["charges"] = True
    return service, terms
