"""Saying what is at stake: the first time, another way once it was not clear, and then enough."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from .script import Line, lines_for
from .situation import Situation

__all__ = ["Explaining", "explaining_of"]

_ANOTHER_WAY = ("another_way", "said_back")


@dataclass(frozen=True, slots=True)
class Explaining:
    """
    What to say of the stakes now, ``again`` once it was not clear, and ``enough`` once that was not either.
    What this response has used up is empty: nobody explains it a third time.
    """

    now: list[Line]
    again: list[Line] = field(default_factory=list)
    enough: list[Line] = field(default_factory=list)


def explaining_of(situation: Situation, reader: str = "en") -> Explaining:
    """How to explain it, from how often it was explained before; ``reader`` is the worker's language."""
    said = [lines_for("stakes", replace(situation, explained=times), reader) for times in (0, 1, 2)]
    times = min(situation.explained, 2)
    return Explaining(
        said[times],
        [line for line in said[1] if line.key in _ANOTHER_WAY] if times == 0 else [],
        [line for line in said[2] if line.key == "enough"] if times < 2 else [],
    )
