"""
Questions made up from rules, by their keys.

``made/<level>/<seed>/<protocol's key>/<digest>`` names one question for ever: the same rules, level and seed
make the same story.
"""

from __future__ import annotations

import re
import secrets
from functools import lru_cache

from heardfirst.agency.models import Agency
from heardfirst.protocol import Protocol

from .available_rules import DIGEST_LETTERS, protocol_named
from .errors import ItemError
from .generating import LEVELS, generated
from .question_file import Item

__all__ = ["MADE", "after", "level_of", "made_key", "made_question"]

MADE = "made"
_SEEDS = 10**9
_KEY = re.compile(r"made/([1-3])/(0|[1-9][0-9]{0,8})/([A-Za-z0-9_.-]{1,100})/([0-9a-f]{12})")


def made_key(protocol: Protocol, *, level: int, seed: int | None = None) -> str:
    """The key of a question about these rules; without a seed, one drawn by chance."""
    drawn = secrets.randbelow(_SEEDS) if seed is None else seed
    return f"{MADE}/{level}/{drawn}/{protocol.key}/{protocol.digest[:DIGEST_LETTERS]}"


def made_question(agency: Agency, key: str) -> Item:
    """The question of that key. Raises KeyError where the agency has no such rules, or they make none."""
    named = _KEY.fullmatch(key)
    if named is None or int(named[1]) not in LEVELS:
        raise KeyError(key)
    protocol = protocol_named(agency, named[3], named[4])
    try:
        return _made(protocol, int(named[1]), int(named[2]))
    except ItemError:
        raise KeyError(key) from None


def after(key: str) -> str:
    """The key of the next question about the same rules, as hard as this one."""
    room, level, seed, rest = key.split("/", 3)
    return f"{room}/{level}/{(int(seed) + 1) % _SEEDS}/{rest}"


def level_of(key: str) -> int | None:
    """How hard a question is, from 1 to 3; None for one that was written by somebody."""
    named = _KEY.fullmatch(key)
    return int(named[1]) if named else None


@lru_cache(maxsize=128)
def _made(protocol: Protocol, level: int, seed: int) -> Item:
    # Whoever answers looks at the same question three times: asked, sent, and explained.
    return generated(protocol, level=level, seed=seed).item
