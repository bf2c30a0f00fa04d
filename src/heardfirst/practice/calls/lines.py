"""What a simulated client says, and what one sees and hears: lines in both languages, drawn by seed."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

from .client import REACHING, Move

__all__ = ["said_in"]


def said_in(move: Move, *, seed: int, place: int, name: str, language: str = "en") -> list[str]:
    """
    What came of a move, in ``en`` or ``es``: one line, or one for each thing told. ``place`` is the move's
    place among all of its call; ``name`` is how the client is called.
    """
    drawn = random.Random(f"{seed}/{place}/said")  # noqa: S311 - which words a made-up client finds
    first = name.split()[0]
    return [
        drawn.choice(each[language]).replace("{name}", first) for each in _tables(move) if each.get(language)
    ]


def _tables(move: Move) -> Iterator[Mapping[str, Any]]:
    lines = _lines()
    if move.got in ("told", "helps"):
        yield from (lines[move.got][each] for each in move.told)
    elif move.got == "reached":
        yield lines[f"reached_{REACHING[move.do]}"]
    else:
        yield lines[move.got]


@cache
def _lines() -> Mapping[str, Any]:
    return tomllib.loads((resources.files(__package__) / "lines.toml").read_text("utf-8"))
