"""What the order puts at stake, who hears of it, and how far the client has come: in plain words."""

from __future__ import annotations

from dataclasses import dataclass

from .script import lines_for
from .situation import Situation

__all__ = ["Stakes", "stakes_of"]


@dataclass(frozen=True, slots=True)
class Stakes:
    """
    What to talk over, each in words for the client and empty where it is not known: what is at stake, the
    next hearing, how many sessions of how many, who hears of a missed session; then how to ask for it said
    back, and another way to explain it, once it was not clear.
    """

    what: str = ""
    hearing: str = ""
    sessions: str = ""
    duty: str = ""
    said_back: str = ""
    another_way: str = ""
    enough: str = ""


def stakes_of(situation: Situation) -> Stakes:
    """What this order puts at stake for this client now."""
    found = {each.key: each.text for each in lines_for("stakes", situation)}
    return Stakes(**{name: found[name] for name in Stakes.__slots__ if name in found})
