"""
Exploring: every state a protocol can lead to, breadth first, many states at a time.

States are kept sorted: what one round leads to is sorted too, so that finding those not seen before goes once
through both. What was decided about a state is kept as one bit a step (may it be taken?) and the place of the
next one, some twenty bytes in all; its facts are worked out again when they are asked for.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..rules.columns import Offers, offers_of
from ..vocabulary.protocol import Protocol
from .model import Bits, Effect, Grid, Model

__all__ = ["STATES_AT_MOST", "Explored", "explore"]

Where = NDArray[np.bool_]

STATES_AT_MOST = 40_000_000
_EVERY = slice(None)
_BATCH = 1 << 16  # states at a time: what is worked out about them stays in the processor's cache
_PART = 1 << 15  # the same for their successors, of which many are the same
_FAR = np.int64(1 << 40)
_RARITY = 1000  # how rare something is counts before when it happens
_UNUSUAL = (
    ("risk.raised", 100), ("client.declared stop", 100), ("contact.stop_asked", 100),
    ("consent.withdrawn", 100), ("court.decided", 50), ("contact_rule.set", 50), ("client.whereabouts", 50),
    ("order.changed", 50), ("consent.given", 20), ("session.canceled", 20),
    ("session.attended by themselves", 20), ("program.event", 20),
    ("forewarning.unsafe", 20), ("client.declined", 10), ("session.booked by the client", 5),
    ("contact.made by the client", 2),
)  # fmt: skip
"""How unusual some of what can happen is, by how its label begins. Of several ways of one length that one is
told in which this comes to least, so that nobody asks what a risk has to do with it."""


@dataclass(slots=True)
class Explored:
    """All reachable states under one grid, nearest first.

    ``levels`` says where each round of entries begins in ``states``; ``next`` is the place of each state's
    next step or -1, and ``one_next`` says whether exactly that one is shown as next. ``bounded`` says that
    there were too many states to go on.
    """

    model: Model
    states: Bits
    next: NDArray[np.int8]
    one_next: Where
    levels: list[int]
    bounded: bool
    _offered: NDArray[np.uint8]

    @property
    def atoms(self) -> Bits:
        """The packed facts that the rules see in each state."""
        starts = range(0, len(self.states), _BATCH)
        return np.concatenate([self.model.atoms(self.states[start:][:_BATCH]) for start in starts])

    def offered(self, place: int, rows: slice = _EVERY) -> Where:
        """In which of the states, or of these rows, the step at this place may be taken."""
        where: Where = (self._offered[place // 8, rows] >> np.uint8(place % 8) & np.uint8(1)).view(bool)
        return where

    def rows_of(self, states: Bits) -> NDArray[np.int32]:
        """The rows of these states, each of which was reached; LookupError for one that was not."""
        order, order_here = np.argsort(self.states), np.argsort(states)  # sorted, one is read along the other
        places = np.searchsorted(self.states[order], states[order_here])
        rows = np.empty(len(states), np.int32)
        rows[order_here] = order[np.minimum(places, len(order) - 1)]
        if (self.states[rows] != states).any():
            raise LookupError("a state was asked for that was never found")
        return rows

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
        befores = self.states[rows]
        order = np.argsort(ahead.states)
        wanted = ahead.states[order]
        best = np.full(len(befores), _FAR)
        moves: dict[int, tuple[int, Effect, int]] = {}
        for place, effect in _moves(self.model):
            if not ((wanted & np.uint64(effect.set | effect.clear)) == np.uint64(effect.set)).any():
                continue  # nothing ahead looks like what it leads to
            able = effect.where(befores)
            if place >= 0:
                able &= self.offered(place, rows)
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


def explore(protocol: Protocol, grid: Grid, *, states_at_most: int = STATES_AT_MOST) -> Explored:
    """Breadth first from before a response, all answers of client, court, provider and time allowed."""
    model = Model(protocol, grid)
    frontier = seen = np.unique(model.initial)
    states, offered = list[Bits](), list[NDArray[np.uint8]]()
    following, one_next = list[NDArray[np.int8]](), list[Where]()
    levels, total = list[int](), 0
    while len(frontier) and total <= states_at_most:
        levels.append(total)
        states.append(frontier)
        found = []
        for start in range(0, len(frontier), _BATCH):
            batch = frontier[start : start + _BATCH]
            offers = offers_of(protocol, model.atoms(batch))
            offered.append(offers.packed)
            following.append(offers.next)
            one_next.append(offers.one_next)
            found += [
                _each_once(_successors(model, batch, offers, slice(first, first + _PART)))
                for first in range(0, len(batch), _PART)
            ]
        total += len(frontier)
        frontier = _not_among(seen, _each_once(np.concatenate(found)))
        seen = np.concatenate([seen, frontier])
        seen.sort(kind="stable")  # two sorted runs, which are only merged
    return Explored(
        model,
        np.concatenate(states),
        np.concatenate(following),
        np.concatenate(one_next),
        levels,
        len(frontier) > 0,
        np.concatenate(offered, axis=1),
    )


def _each_once(states: Bits) -> Bits:
    """These states, sorted, each once."""
    states.sort()
    first = np.ones(len(states), bool)
    first[1:] = states[1:] != states[:-1]
    return states[first]


def _not_among(seen: Bits, states: Bits) -> Bits:
    """Those of these states that were not seen; both are sorted."""
    places = np.minimum(np.searchsorted(seen, states), len(seen) - 1)
    fresh: Bits = states[seen[places] != states]
    return fresh


def _unusual(effect: Effect, place: int) -> int:
    """What it costs a way that this happens in it."""
    cost = next((cost for begins, cost in _UNUSUAL if effect.label.startswith(begins)), None)
    return cost if cost is not None else 0 if place >= 0 or effect.label == "session.missed" else 1


def _moves(model: Model) -> list[tuple[int, Effect]]:
    """Everything that can happen, with the place of the step through which staff bring it about, or -1."""
    outside = [(-1, effect) for effect in model.outside]
    return outside + [(place, effect) for place, several in enumerate(model.steps) for effect in several]


def _successors(model: Model, batch: Bits, offers: Offers, rows: slice) -> Bits:
    """The states one entry after those in these rows; the same one may come several times."""
    here = batch[rows]
    found = [_after(effect, here) for effect in model.outside]
    for place, effects in enumerate(model.steps):
        if effects:
            able = here[offers.of(place, rows)]
            found += [_after(effect, able) for effect in effects if len(able)]
    return np.concatenate(found)


def _after(effect: Effect, states: Bits) -> Bits:
    return effect.apply(states[effect.where(states)])
