"""Side conditions: beside what a protocol's own facts are explored, and which of these have to meet."""

from __future__ import annotations

from collections.abc import Mapping

from ..vocabulary.protocol import Protocol
from ..vocabulary.thresholds import (
    Capacity,
    FeeOwed,
    Happened,
    Inquiry,
    Lacking,
    MakeUps,
    MakeUpsOverdue,
    Misses,
    OrderSays,
    Phase,
    Release,
    Responses,
    Unpaid,
    Unseen,
)
from .event_effects import ticked_events

__all__ = ["OWN_SIDES", "facts_of_kind", "joined_sides", "side_includes"]

OWN_SIDES: Mapping[str, tuple[type, ...]] = {
    "excuses": (Lacking,),
    "inquiries": (Inquiry,),
    "visits": (Unseen,),
    "makeups": (MakeUps, MakeUpsOverdue),
    "releases": (Release,),
    "terms": (Phase, Capacity, OrderSays),
    "events": (Happened,),
}
"""Side conditions that only a protocol with such facts is explored beside: requests to be excused that
cannot be granted yet; questions that want an answer; long times without a visit; sessions to make up;
consents for others than the court; another phase or capacity in the order; what this program alone
records."""


_SIDE_OF: Mapping[type, str] = {
    Misses: "repeats",
    Responses: "repeats",
    FeeOwed: "charges",
    Unpaid: "charges",
    **{kind: side for side, kinds in OWN_SIDES.items() for kind in kinds},
}
_SIDE_OF_ATOM = {
    "declared_stop": "stopping", "second_talk_due": "stopping", "risk_open": "safety", "charges": "charges",
    "risk_look_due": "safety", "status_owed": "scheduled", "told_wrong": "corrections", "repeated": "repeats",
    "whereabouts_unsure": "limits", "abuse_report_owed": "safety",
}  # fmt: skip


def facts_of_kind(protocol: Protocol, *kinds: type) -> list[str]:
    """The protocol's own facts of these kinds."""
    return [name for name, threshold in protocol.thresholds.items() if isinstance(threshold, kinds)]


def side_includes(side: str, *sides: str) -> bool:
    """Whether one of these is among the side conditions of a grid; several at once are joined by a plus."""
    return not set(sides).isdisjoint(side.split("+"))


def joined_sides(protocol: Protocol) -> tuple[str, ...]:
    """
    Side conditions to be explored at once, because a step can be taken where they meet: each way to tick all
    lines of a step, one fact a line, with the sides that its facts come from.
    """
    joined = dict[str, None]()
    for step in protocol.steps:
        ways: set[frozenset[str]] = {frozenset()}
        for line in (*step.wanted, *step.needs):
            sides = {_side_of(literal, protocol) for literal in (*line.literals, *line.unless)}
            ways = {way | side for way in ways for side in sides}
        joined |= dict.fromkeys("+".join(sorted(way)) for way in sorted(ways, key=sorted) if len(way) > 1)
    return tuple(joined)


def _side_of(literal: str, protocol: Protocol) -> frozenset[str]:
    """The side condition beside which alone a fact can hold, if there is one."""
    if literal in ticked_events(protocol):
        return frozenset()
    side = _SIDE_OF_ATOM.get(literal) or _SIDE_OF.get(type(protocol.thresholds.get(literal)))
    return frozenset({side}) if side else frozenset()
