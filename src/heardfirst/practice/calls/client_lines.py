"""What a simulated client says, and what one sees and hears: lines in both languages, drawn by seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from heardfirst.protocol.vocabulary.texts import read_texts

from .simulated_client import REACHING, TALKING, CallMove, talk_in

__all__ = ["client_lines"]


def client_lines(
    move: CallMove, *, seed: int, place: int, name: str, language: str = "en", before: Sequence[CallMove] = ()
) -> list[str]:
    """
    What came of a move, in ``en`` or ``es``: one line, or one for each thing told. ``place`` is the move's
    place among all of its call, ``before`` are those before it; ``name`` is how the client is called.
    """
    drawn = random.Random(f"{seed}/{place}/said")  # noqa: S311 - which words a made-up client finds
    first = name.split()[0]
    return [
        drawn.choice(table[language]).replace("{name}", first)
        for table in _tables(move, before)
        if table.get(language)
    ]


def _tables(move: CallMove, before: Sequence[CallMove]) -> Iterator[Mapping[str, Any]]:
    lines = _lines()
    talk = talk_in(before)
    if _once_more(move, before):
        yield lines["again"].get(move.got, lines["again"]["else"])
    elif move.got in ("told", "helps"):
        yield from (lines[move.got][barrier] for barrier in move.told)
    elif move.got == "reached":
        yield lines[f"reached_{REACHING[move.do]}"]
    else:
        yield lines.get(f"{move.got}_{talk.channel if talk else ''}", lines[move.got])


def _once_more(move: CallMove, before: Sequence[CallMove]) -> bool:
    """Whether the same was said and answered before: in this talk, or for a greeting on this day."""
    if move.do not in TALKING:
        return False
    earlier = [
        earlier_move for earlier_move in before if earlier_move.do == move.do and earlier_move.got == move.got
    ]
    if move.do == "greet":
        days = {move.at.date() if move.at else None for move in earlier}
        return (move.at.date() if move.at else None) in days
    since = max((place for place, move in enumerate(before) if move.do in REACHING), default=0)
    return any(barrier in before[since:] and set(move.told) <= set(barrier.told) for barrier in earlier)


@cache
def _lines() -> Mapping[str, Any]:
    return read_texts(__package__, "lines.toml")
