"""Saying what is at stake: the first time, another way once it was not clear, and then enough."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from .call_situation import Situation
from .script import ScriptLine, lines_for

__all__ = ["StakesLines", "stakes_lines"]

_ANOTHER_WAY = ("another_way", "step_one", "step_two", "step_three", "follow", "said_back")


@dataclass(frozen=True, slots=True)
class StakesLines:
    """
    What to say of the stakes now, ``again`` once it was not clear, and ``enough`` once that was not either.
    What this response has used up is empty: nobody explains it a third time.
    """

    now: list[ScriptLine]
    again: list[ScriptLine] = field(default_factory=list)
    enough: list[ScriptLine] = field(default_factory=list)


def stakes_lines(situation: Situation, reader: str = "en") -> StakesLines:
    """How to explain it, from how often it was explained before; ``reader`` is the worker's language."""
    explanations = [lines_for("stakes", replace(situation, explained=times), reader) for times in (0, 1, 2)]
    times = min(situation.explained, 2)
    return StakesLines(
        explanations[times],
        [line for line in explanations[1] if line.key in _ANOTHER_WAY] if times == 0 else [],
        [line for line in explanations[2] if line.key == "enough"] if times < 2 else [],
    )
