"""Exploring: every state a protocol can lead to, breadth first, many states at a time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..rules.columns import decide_many
from ..rules.deciding import OPEN
from ..vocabulary.protocol import Protocol
from .model import Bits, Effect, Grid, Model

__all__ = ["STATES_AT_MOST", "Explored", "explore"]

STATES_AT_MOST = 20_000_000
_BATCH = 1 << 16  # states at a time: what is worked out about them stays in the processor's cache
_PART = 1 << 15  # the same for their successors, of which many are the same and then found again quickly
_FIRST_TABLE = 18  # 2**18 places: most grids fill more, and growing means placing all of them anew
_EMPTY = np.uint64((1 << 64) - 1)  # no state has every bit on
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2**64 divided by the golden ratio: neighbors land far apart


@dataclass(slots=True)
class Explored:
    """All reachable states under one grid, nearest first.

    ``levels`` says where each round of entries begins in ``states``; ``statuses`` is steps × states (codes as
    in deciding.STATUSES), ``next`` the place of each state's next step or -1. ``bounded`` says that there
    were too many to go on.
    """

    model: Model
    states: Bits
    atoms: Bits
    statuses: NDArray[np.int8]
    next: NDArray[np.int8]
    levels: list[int]
    bounded: bool
    seen: Seen

    def rows_of(self, states: Bits) -> NDArray[np.int32]:
        """The rows of these states, each of which was reached."""
        return self.seen.rows_of(states)

    def way_to(self, row: int) -> list[tuple[np.uint64, str | None, Effect]]:
        """One of the shortest ways to a state: each entry with the state before it, and the step it was
        written through, if any."""
        level = max(place for place, begins in enumerate(self.levels) if begins <= row)
        way: list[tuple[np.uint64, str | None, Effect]] = []
        state = self.states[row]
        while level > 0:
            rows = slice(self.levels[level - 1], self.levels[level])
            before, place, effect = self._last_move(state, self.states[rows], self.statuses[:, rows])
            way.append((before, self.model.protocol.steps[place].name if place >= 0 else None, effect))
            state, level = before, level - 1
        return way[::-1]

    def _last_move(
        self, state: np.uint64, befores: Bits, statuses: NDArray[np.int8]
    ) -> tuple[np.uint64, int, Effect]:
        for place, effect in _moves(self.model):
            able = effect.where(befores) & (effect.apply(befores) == state)
            if place >= 0:
                able &= statuses[place] >= OPEN
            if able.any():
                return befores[int(np.argmax(able))], place, effect
        raise LookupError("a state was found that nothing leads to")


class Seen:
    """The states found so far: a table of places, open addressing, looked up many at a time."""

    def __init__(self) -> None:
        self.count = 0
        self._resize(_FIRST_TABLE)

    def add(self, states: Bits) -> Bits:
        """Those of the states that are new, each once; they are remembered."""
        while (self.count + len(states)) * 2 > len(self._table):
            self._grow()
        fresh = self._insert(states)
        self.count += len(fresh)
        return fresh

    def number(self, states: Bits) -> None:
        """Number the states found, in this order: from now on `rows_of` knows them."""
        self._owner[self._places_of(states)] = np.arange(len(states), dtype=np.int32)

    def rows_of(self, states: Bits) -> NDArray[np.int32]:
        """The numbers of these states, all of which were found."""
        rows: NDArray[np.int32] = self._owner[self._places_of(states)]
        return rows

    def _places_of(self, states: Bits) -> NDArray[np.int64]:
        table, last = self._table, len(self._table) - 1
        places = (states * _SPREAD >> self._shift).astype(np.int64)
        lost = np.flatnonzero(table[places] != states)
        while len(lost):
            if (table[places[lost]] == _EMPTY).any():
                raise LookupError("a state was asked for that was never found")
            places[lost] = (places[lost] + 1) & last
            lost = lost[table[places[lost]] != states[lost]]
        return places

    def _insert(self, states: Bits) -> Bits:
        table, owner, last = self._table, self._owner, len(self._table) - 1
        places = (states * _SPREAD >> self._shift).view(np.int64)
        found = []
        while len(states):
            there = table.take(places)
            new = there != states
            states, places, there = states[new], places[new], there[new]
            free = there == _EMPTY
            states_in, here = states[free], places[free]
            numbers = np.arange(len(here), dtype=np.int32)
            owner[here] = numbers  # of several that want one place, the last to write has it
            won = owner[here] == numbers
            table[here[won]] = states_in[won]
            found.append(states_in[won])
            lost = ~won
            states = np.concatenate([states[~free], states_in[lost]])
            places = np.concatenate([(places[~free] + 1) & last, here[lost]])
        return np.concatenate(found) if found else states

    def _grow(self) -> None:
        known = self._table[self._table != _EMPTY]
        self._resize(len(self._table).bit_length())
        self._insert(known)

    def _resize(self, bits: int) -> None:
        self._table: Bits = np.full(1 << bits, _EMPTY, np.uint64)
        self._owner: NDArray[np.int32] = np.empty(1 << bits, np.int32)
        self._shift = np.uint64(64 - bits)


def explore(protocol: Protocol, grid: Grid, *, states_at_most: int = STATES_AT_MOST) -> Explored:
    """Breadth first from before a response, all answers of client, court, provider and time allowed."""
    model, seen = Model(protocol, grid), Seen()
    frontier = seen.add(model.initial)
    states, atoms, statuses, following = [], list[Bits](), list[NDArray[np.int8]](), list[NDArray[np.int8]]()
    levels, total = list[int](), 0
    while len(frontier) and total <= states_at_most:
        levels.append(total)
        states.append(frontier)
        found = []
        for start in range(0, len(frontier), _BATCH):
            batch = frontier[start : start + _BATCH]
            facts = model.atoms(batch)
            decided = decide_many(protocol, facts)
            atoms.append(facts)
            statuses.append(decided.statuses)
            following.append(decided.next)
            found += [
                seen.add(_successors(model, batch[first:][:_PART], decided.statuses[:, first:][:, :_PART]))
                for first in range(0, len(batch), _PART)
            ]
        total += len(frontier)
        frontier = np.concatenate(found)
    every = np.concatenate(states)
    if not len(frontier):
        seen.number(every)
    return Explored(
        model,
        every,
        np.concatenate(atoms),
        np.concatenate(statuses, axis=1),
        np.concatenate(following),
        levels,
        len(frontier) > 0,
        seen,
    )


def _moves(model: Model) -> list[tuple[int, Effect]]:
    """Everything that can happen, with the place of the step through which staff bring it about, or -1."""
    outside = [(-1, effect) for effect in model.outside]
    return outside + [(place, effect) for place, several in enumerate(model.steps) for effect in several]


def _successors(model: Model, batch: Bits, statuses: NDArray[np.int8]) -> Bits:
    """The states one entry further; the same one may come several times."""
    found = [_after(effect, batch) for effect in model.outside]
    for place, effects in enumerate(model.steps):
        if effects:
            offered = batch[statuses[place] >= OPEN]
            found += [_after(effect, offered) for effect in effects if len(offered)]
    return np.concatenate(found)


def _after(effect: Effect, states: Bits) -> Bits:
    return effect.apply(states[effect.where(states)])
