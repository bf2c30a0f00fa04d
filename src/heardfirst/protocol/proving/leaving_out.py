"""Leaving out: which of a protocol's own facts make it too large to be checked, and what each is for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..vocabulary.atoms import THRESHOLDS_BUILT_IN
from ..vocabulary.protocol import Protocol
from .exploring import Explored

__all__ = ["LeftOut", "left_out_of", "worth_leaving_out"]

_WORTH_IT = 0.9


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One of a protocol's own facts: how many of the ``states`` explored would be ``left`` without it, and
    which ``steps`` ask for it and would have to be written without it."""

    fact: str
    left: int
    states: int
    steps: tuple[str, ...]

    @property
    def share(self) -> float:
        """Which part of the states would be left, from 0 to 1."""
        return self.left / self.states


def left_out_of(explored: Explored) -> tuple[LeftOut, ...]:
    """Each own fact, and what would be left without it."""
    model, protocol = explored.model, explored.model.protocol
    found = []
    inherited = protocol.base.thresholds if protocol.base else {}
    for fact in protocol.thresholds:
        if fact not in THRESHOLDS_BUILT_IN and fact not in inherited:
            left = np.unique(explored.states & ~np.uint64(model.at.get(fact, 0)))
            found.append(LeftOut(fact, len(left), len(explored.states), _asking(protocol, fact)))
    return tuple(found)


def worth_leaving_out(several: Sequence[Sequence[LeftOut]]) -> tuple[LeftOut, ...]:
    """Of all kinds of order that were too large: the facts that make a difference, the one first without
    which the fewest states would be left."""
    together = [
        LeftOut(
            parts[0].fact, sum(one.left for one in parts), sum(one.states for one in parts), parts[0].steps
        )
        for parts in zip(*several, strict=True)
    ]
    return tuple(sorted((one for one in together if one.share < _WORTH_IT), key=lambda one: one.share))


def _asking(protocol: Protocol, fact: str) -> tuple[str, ...]:
    return tuple(step.name for step in protocol.steps if fact in step.facts_named)
