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

STATES_AT_MOST = 25_000_000
_BATCH = 1 << 16  # states at a time: what is worked out about them stays in the processor's cache
_PART = 1 << 15  # the same for their successors, of which many are the same and then found again quickly
_FIRST_TABLE = 18  # 2**18 places: most grids fill more, and growing means placing all of them anew
_EMPTY = np.uint64((1 << 64) - 1)  # no state has every bit on
_FAR = np.int64(1 << 40)
_RARITY = 1000  # how rare something is counts before when it happens
_UNUSUAL = (
    ("risk.raised", 100), ("client.declared stop", 100), ("contact.stop_asked", 100),
    ("consent.withdrawn", 100), ("court.decided", 50), ("contact_rule.set", 50), ("client.whereabouts", 50),
    ("order.changed", 50), ("consent.given", 20), ("session.canceled", 20),
    ("session.attended by themselves", 20),
    ("forewarning.unsafe", 20), ("client.declined", 10), ("session.booked by the client", 5),
    ("contact.made by the client", 2),
)  # fmt: skip
"""How unusual some of what can happen is, by how its label begins. Of several ways of one length that one is
told in which this comes to least, so that nobody asks what a risk has to do with it."""
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

    def way_to(self, where: NDArray[np.bool_]) -> tuple[int, list[tuple[np.uint64, str | None, Effect]]]:
        """
        The row of one of the nearest of these states, and one of the shortest ways to it: each entry with the
        state before it, and the step it was written through, if any. Of ways of one length it is one in which
        little happens that is unusual (`_UNUSUAL`).
        """
        level = max(place for place, begins in enumerate(self.levels) if begins <= int(np.argmax(where)))
        rows = np.arange(self.levels[level], [*self.levels, len(self.states)][level + 1])
        rows = rows[where[rows]]
        ahead = _Ahead(self.states[rows], np.zeros(len(rows), np.int64), [])
        passed = [ahead]
        for before in range(level - 1, -1, -1):
            ahead = self._moves_into(
                ahead, slice(self.levels[before], self.levels[before + 1]), level - before
            )
            passed.append(ahead)
        at, way = int(np.argmin(ahead.cost)), list[tuple[np.uint64, str | None, Effect]]()
        for here in passed[:0:-1]:
            state, (place, effect, at) = here.states[at], here.moves[at]
            way.append((state, self.model.protocol.steps[place].name if place >= 0 else None, effect))
        return int(rows[at]), way

    def _moves_into(self, ahead: _Ahead, rows: slice, moves_after: int) -> _Ahead:
        """The states among ``rows`` from which one move leads to one of those ahead, each with its best.
        What is unusual comes late where it can: it costs more the more ``moves_after`` it there are."""
        befores, statuses = self.states[rows], self.statuses[:, rows]
        order = np.argsort(ahead.states)
        wanted = ahead.states[order]
        best = np.full(len(befores), _FAR)
        moves: dict[int, tuple[int, Effect, int]] = {}
        for place, effect in _moves(self.model):
            if not ((wanted & np.uint64(effect.set | effect.clear)) == np.uint64(effect.set)).any():
                continue  # nothing ahead looks like what it leads to
            able = effect.where(befores)
            if place >= 0:
                able &= statuses[place] >= OPEN
            found = np.flatnonzero(able)
            after = effect.apply(befores[found])
            spots = np.minimum(np.searchsorted(wanted, after), len(wanted) - 1)
            here = wanted[spots] == after
            found, targets = found[here], order[spots[here]]
            unusual = _unusual(effect, place)
            cost = ahead.cost[targets] + (unusual * _RARITY + moves_after if unusual else 0)
            better = cost < best[found]
            best[found[better]] = cost[better]
            moves |= {
                int(row): (place, effect, int(target))
                for row, target in zip(found[better], targets[better], strict=True)
            }
        chosen = np.flatnonzero(best < _FAR)
        return _Ahead(befores[chosen], best[chosen], [moves[int(row)] for row in chosen])


@dataclass(frozen=True, slots=True)
class _Ahead:
    """States on a shortest way, the cost of what follows them, and the move that goes on from each: its
    step's place or -1, the entry, and which state it leads to."""

    states: Bits
    cost: NDArray[np.int64]
    moves: list[tuple[int, Effect, int]]


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


def _unusual(effect: Effect, place: int) -> int:
    """What it costs a way that this happens in it."""
    cost = next((cost for begins, cost in _UNUSUAL if effect.label.startswith(begins)), None)
    return cost if cost is not None else 0 if place >= 0 or effect.label == "session.missed" else 1


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
