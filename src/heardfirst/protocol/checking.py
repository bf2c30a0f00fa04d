"""Checking a protocol: every promise held against every reachable state, with the masks that run.

States are explored breadth first, so that the first one found to break a promise is one of the nearest; the
way there is told as a story.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .columns import decide_many
from .deciding import NOW, OPEN
from .exploring import STATES_AT_MOST, Explored, explore
from .model import Bits, Effect, Grid, Model, grids_of
from .promises import CHECKED
from .protocol import DeclaredException, Protocol

__all__ = ["CHECKED", "Broken", "Verdict", "broken_in", "check", "explore"]


_LONGEST_WAY_BACK = 80
_ONLY_BY_CONVERSATION = "contact.made by the client"

Where = NDArray[np.bool_]
Has = Callable[..., Where]


@dataclass(frozen=True, slots=True)
class Broken:
    """One broken promise: the step that breaks it, the kind of order it was found under, and the shortest way
    there."""

    promise: str
    step: str | None
    grid: Grid
    story: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a check. ``states`` counts the states explored; ``proved`` the promises that hold in all
    of them; ``excepted`` those that a declared, cited exception breaks; ``unreachable`` the steps that can
    never be taken; ``bounded`` says that a bound was hit and nothing is proved."""

    protocol: Protocol
    states: int
    proved: tuple[str, ...]
    broken: tuple[Broken, ...]
    excepted: tuple[DeclaredException, ...]
    unreachable: tuple[str, ...]
    bounded: bool = False

    @property
    def good(self) -> bool:
        """Whether the protocol may be put in force."""
        return not self.broken and not self.bounded


def check(protocol: Protocol, *, states_at_most: int = STATES_AT_MOST) -> Verdict:
    """Explore every reachable state of every kind of order, and hold each promise against all of them."""
    total, broken, happened, bounded = 0, list[Broken](), np.zeros(len(protocol.steps), bool), False
    grids = grids_of(protocol)
    for grid in grids:
        explored = explore(protocol, grid, states_at_most=states_at_most)
        total += len(explored.states)
        bounded |= explored.bounded
        happened |= (explored.statuses >= OPEN).any(axis=1)
        known = {(each.promise, each.step) for each in broken}
        broken += [each for each in broken_in(explored, grid) if (each.promise, each.step) not in known]
    never = tuple(step.name for place, step in enumerate(protocol.steps) if not happened[place])
    if not bounded:
        told = "no order and no turn of events ever offers this step"
        broken += [Broken("one-next-step", name, grids[0], (told,)) for name in never]
    declared = {(each.promise, each.step): each for each in protocol.exceptions}
    used = tuple(
        declared[each.promise, each.step or ""] for each in broken if (each.promise, each.step) in declared
    )
    broken = [each for each in broken if (each.promise, each.step) not in declared]
    unproved = {each.promise for each in broken}
    proved = () if bounded else tuple(each for each in CHECKED if each not in unproved)
    return Verdict(protocol, total, proved, tuple(broken), used, never, bounded)


def broken_in(explored: Explored, grid: Grid) -> Iterator[Broken]:
    """Each promise that some explored state breaks, with the way to one of the nearest."""
    protocol, bits = explored.model.protocol, explored.atoms

    def has(*names: str) -> Where:
        wanted = np.uint64(sum(protocol.bits[name] for name in names))
        where: Where = (bits & wanted) == wanted
        return where

    for promise, place, wrong in _wrong(explored, has):
        if wrong.any():
            step = protocol.steps[place].name if place is not None else None
            yield Broken(promise, step, grid, _story(explored, int(np.argmax(wrong)), step))
    stuck = _stuck(explored, has("missed"))
    row = int(np.argmax(stuck)) if stuck.any() else _never_back(explored, has("missed"))
    if row is not None:
        yield Broken("never-a-dead-end", None, grid, _story(explored, row, None))


def _wrong(explored: Explored, has: Has) -> Iterator[tuple[str, int | None, Where]]:
    """Each promise as a mask of the states that break it, step by step."""
    reached = has("in_touch") | has("heard") | has("tried") | has("stop_asked") | has("lawful_end")
    pressed, ended = has("report_due"), has("lawful_end")
    for place, step in enumerate(explored.model.protocol.steps):
        offered = explored.statuses[place] >= OPEN
        if step.role in ("write", "charge", "escalate", "end"):
            wrong = offered & ~reached
            yield "contact-first", place, wrong & ~pressed if step.role == "escalate" else wrong
        if step.role == "escalate":
            yield "heard-before-court", place, offered & ~(has("heard") | has("tried") | pressed)
        if step.role in ("escalate", "report"):
            yield "no-disclosure-without-basis", place, offered & ~has("lawful_basis")
        if "session.booked" in step.writes:
            yield "plan-before-rebooking", place, offered & has("missed") & ~has("planned")
        if step.role == "end":
            yield "never-ended-for-absence", place, offered & ~ended
    protects = np.array([*(step.role == "protect" for step in explored.model.protocol.steps), False])
    yield "safety-first", None, (has("risk_open") | has("risk_look_due")) & ~protects[explored.next]
    now = (explored.statuses == NOW).sum(axis=0)
    yield "one-next-step", None, (now > 1) | ((now == 1) != (explored.next >= 0))


def _stuck(explored: Explored, open_: Where) -> Where:
    """Open states in which no step is offered and no time alone brings one."""
    idle = open_ & (explored.next < 0)
    waits = explored.model.has(explored.states, "booked")
    for effect in explored.model.outside:
        if effect.by == "time":
            waits |= effect.where(explored.states)
    return idle & ~waits


def _never_back(explored: Explored, open_: Where) -> int | None:
    """An open state from which following what is next, with a client who cooperates, never ends the response.

    Staff take the step that is next and others give the cooperating answer; where there is none to take, the
    client comes to the booked session, or time passes. None when every open state ends well. Once a way has
    come together with another it is followed for both.
    """
    model = explored.model
    states = np.unique(explored.states[open_])
    going = states
    for _ in range(_LONGEST_WAY_BACK):
        if not len(going):
            return None
        moved = _one_good_move(model, going)
        still = (moved & np.uint64(model.at["missed"])) != 0
        going = np.unique(moved[still])
    return _first_that_ends_in(model, explored, open_, going)


def _first_that_ends_in(model: Model, explored: Explored, open_: Where, circle: Bits) -> int:
    """The nearest open state whose good way is one that goes on for ever."""
    rows = np.flatnonzero(open_)
    states = explored.states[rows]
    for _ in range(_LONGEST_WAY_BACK):
        states = np.where(model.has(states, "missed"), _one_good_move(model, states), states)
    return int(rows[np.argmax(np.isin(states, circle))])


def _one_good_move(model: Model, states: Bits) -> Bits:
    decided = decide_many(model.protocol, model.atoms(states))
    result, moved = states.copy(), np.zeros(len(states), bool)

    def take(effect: Effect, where: Where) -> None:
        able = where & ~moved & effect.where(states)
        result[able] = effect.apply(states[able])
        moved[able] = True

    for place, effects in enumerate(model.steps):
        for effect in sorted(effects, key=lambda each: not each.good):
            take(effect, decided.next == place)
    waiting = decided.next < 0
    comes = [each for each in model.outside if each.label == "session.attended as booked"]
    calls = [each for each in model.outside if each.label == _ONLY_BY_CONVERSATION]
    for effect in comes:
        take(effect, waiting)
    for effect in calls:  # who asked for no contact may still come back
        take(effect, waiting & model.has(states, "stop_asked"))
    rest = np.flatnonzero(waiting & ~moved)
    for effect in model.outside:  # where there is nothing to do, time brings all that it can bring
        if effect.by == "time" or effect.label == "action.done, ours":
            here = rest[effect.where(result[rest])]
            result[here] = effect.apply(result[here])
    return result


def _story(explored: Explored, row: int, step: str | None) -> tuple[str, ...]:
    """The shortest way to a state, entry by entry, and what the screen then offers."""
    told = [f"{effect.label} ({taken})" if taken else effect.label for taken, effect in explored.way_to(row)]
    if step:
        return (*told, f"{step} is offered")
    following = int(explored.next[row])
    name = explored.model.protocol.steps[following].name if following >= 0 else None
    return (*told, f"next is {name}" if name else "nothing is offered")
