"""What a simulated client says, and what one sees and hears: lines in both languages, drawn by seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from heardfirst.protocol.vocabulary.texts import read_texts

from .client import REACHING, TALKING, Move, talk_in

__all__ = ["said_in"]


def said_in(
    move: Move, *, seed: int, place: int, name: str, language: str = "en", before: Sequence[Move] = ()
) -> list[str]:
    """
    What came of a move, in ``en`` or ``es``: one line, or one for each thing told. ``place`` is the move's
    place among all of its call, ``before`` are those before it; ``name`` is how the client is called.
    """
    drawn = random.Random(f"{seed}/{place}/said")  # noqa: S311 - which words a made-up client finds
    first = name.split()[0]
    return [
        drawn.choice(each[language]).replace("{name}", first)
        for each in _tables(move, before)
        if each.get(language)
    ]


def _tables(move: Move, before: Sequence[Move]) -> Iterator[Mapping[str, Any]]:
    lines = _lines()
    talk = talk_in(before)
    if _once_more(move, before):
        yield lines["again"].get(move.got, lines["again"]["else"])
    elif move.got in ("told", "helps"):
        yield from (lines[move.got][each] for each in move.told)
    elif move.got == "reached":
        yield lines[f"reached_{REACHING[move.do]}"]
    else:
        yield lines.get(f"{move.got}_{talk.channel if talk else ''}", lines[move.got])


def _once_more(move: Move, before: Sequence[Move]) -> bool:
    """Whether the same was said and answered before: in this talk, or for a greeting on this day."""
    if move.do not in TALKING:
        return False
    earlier = [each for each in before if each.do == move.do and each.got == move.got]
    if move.do == "greet":
        days = {each.at.date() if each.at else None for each in earlier}
        return (move.at.date() if move.at else None) in days
    began = max((place for place, each in enumerate(before) if each.do in REACHING), default=0)
    return any(each in before[began:] and set(move.told) <= set(each.told) for each in earlier)


@cache
def _lines() -> Mapping[str, Any]:
    return read_texts(__package__, "lines.toml")
