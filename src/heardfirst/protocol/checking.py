"""Checking a protocol: every reachable state explored with the masks that run, every promise kept or broken.

Breadth first and vectorised, so that the first state found to break a promise is one of the nearest; the way
there is told as a story.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .columns import Columns, decide_many
from .deciding import NOW, OPEN
from .model import Bits, Effect, Grid, Model, grids_of
from .protocol import DeclaredException, Protocol

__all__ = ["CHECKED", "Broken", "Verdict", "check", "explore"]

CHECKED = (
    "contact-first", "heard-before-court", "no-disclosure-without-basis", "plan-before-rebooking", "never-ended-for-absence",
    "never-a-dead-end", "safety-first", "one-next-step",
)  # fmt: skip
"""The promises this checker proves. ``duty-kept`` needs clocks and is not among them."""

_STATES_AT_MOST = 20_000_000
_LONGEST_WAY_BACK = 80


@dataclass(frozen=True, slots=True)
class Broken:
    """One broken promise: the step that breaks it, the order it was checked under, and the shortest way there."""

    promise: str
    step: str | None
    grid: Grid
    story: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a check. ``states`` counts the states explored; ``proved`` the promises that hold in all of
    them; ``excepted`` those that a declared, cited exception breaks; ``bounded`` says that a bound was hit and
    nothing is proved."""

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


@dataclass(slots=True)
class Explored:
    """All reachable states under one grid, in the order found, each with where it came from."""

    model: Model
    states: Bits
    parents: NDArray[np.int64]
    moves: NDArray[np.int16]
    labels: list[str]
    columns: Columns
    atoms: Bits
    bounded: bool = False
    effects: list[tuple[int, Effect]] = field(default_factory=list)


def check(protocol: Protocol, *, states_at_most: int = _STATES_AT_MOST) -> Verdict:
    """Explore every reachable state of every kind of order, and hold each promise against all of them."""
    total, broken, happened, bounded = 0, list[Broken](), np.zeros(len(protocol.steps), bool), False
    for grid in grids_of(protocol):
        explored = explore(protocol, grid, states_at_most=states_at_most)
        total += len(explored.states)
        bounded |= explored.bounded
        happened |= (explored.columns.statuses >= OPEN).any(axis=1)
        known = {(each.promise, each.step) for each in broken}
        broken += [each for each in _broken(explored, grid) if (each.promise, each.step) not in known]
    excepted = {(each.promise, each.step): each for each in protocol.exceptions}
    used = tuple(
        excepted[each.promise, each.step or ""] for each in broken if (each.promise, each.step) in excepted
    )
    broken = [each for each in broken if (each.promise, each.step) not in excepted]
    unproved = {each.promise for each in broken}
    proved = () if bounded else tuple(each for each in CHECKED if each not in unproved)
    never = tuple(step.name for place, step in enumerate(protocol.steps) if not happened[place])
    return Verdict(protocol, total, proved, tuple(broken), used, never, bounded)


def explore(protocol: Protocol, grid: Grid, *, states_at_most: int = _STATES_AT_MOST) -> Explored:
    """Breadth first from the beginning of a response, all answers of client, court, provider and time allowed."""
    model = Model(protocol, grid)
    effects = [(-1, effect) for effect in model.outside]
    effects += [(place, effect) for place, several in enumerate(model.steps) for effect in several]
    frontier = model.initial
    known = frontier.copy()
    found, parents, moves = [frontier], [np.full(1, -1, np.int64)], [np.full(1, -1, np.int16)]
    columns, atoms, first, bounded = [], [], 0, False
    while len(frontier):
        facts = model.atoms(frontier)
        decided = decide_many(protocol, facts)
        columns.append(decided)
        atoms.append(facts)
        if len(known) > states_at_most:
            bounded = True
            break
        fresh, origin, move = _successors(frontier, decided, effects)
        at = np.searchsorted(known, fresh)
        unseen = known[np.minimum(at, len(known) - 1)] != fresh
        fresh, origin, move = fresh[unseen], origin[unseen], move[unseen]
        found.append(fresh)
        parents.append(origin + first)
        moves.append(move)
        first += len(frontier)
        known = np.sort(np.concatenate([known, fresh]), kind="stable")
        frontier = fresh
    together = Columns(
        np.concatenate([each.statuses for each in columns], axis=1),
        np.concatenate([each.open_lines for each in columns], axis=1),
        np.concatenate([each.next for each in columns]),
    )
    return Explored(
        model, np.concatenate(found), np.concatenate(parents), np.concatenate(moves), [each.label for _, each in effects],
        together, np.concatenate(atoms), bounded, effects,
    )  # fmt: skip


def _successors(
    frontier: Bits, decided: Columns, effects: list[tuple[int, Effect]]
) -> tuple[Bits, NDArray[np.int64], NDArray[np.int16]]:
    """Every state one entry further, once, with the state and the entry it came from."""
    states, origins, moves = [], [], []
    for number, (place, effect) in enumerate(effects):
        able = effect.where(frontier)
        if place >= 0:
            able &= decided.statuses[place] >= OPEN
        rows = np.flatnonzero(able)
        if len(rows):
            states.append(effect.apply(frontier[rows]))
            origins.append(rows)
            moves.append(np.full(len(rows), number, np.int16))
    if not states:
        return np.empty(0, np.uint64), np.empty(0, np.int64), np.empty(0, np.int16)
    joined = np.concatenate(states)
    unique, place = np.unique(joined, return_index=True)
    return unique, np.concatenate(origins)[place], np.concatenate(moves)[place]


def _broken(explored: Explored, grid: Grid) -> Iterator[Broken]:
    protocol, model, columns = explored.model.protocol, explored.model, explored.columns
    bits = explored.atoms

    def has(*names: str) -> NDArray[np.bool_]:
        wanted = np.uint64(sum(protocol.bits[name] for name in names))
        return (bits & wanted) == wanted

    for promise, place, wrong in _wrong(protocol, columns, has):
        rows = np.flatnonzero(wrong)
        if len(rows):
            step = protocol.steps[place].name if place is not None else None
            yield Broken(promise, step, grid, _story(explored, int(rows[0]), step))
    stuck = np.flatnonzero(_stuck(explored, has("missed")))
    if len(stuck):
        yield Broken("never-a-dead-end", None, grid, _story(explored, int(stuck[0]), None))
    lost = _never_back(explored, has("missed"))
    if lost is not None:
        yield Broken("never-a-dead-end", None, grid, _story(explored, lost, None))
    del model


def _wrong(
    protocol: Protocol, columns: Columns, has: object
) -> Iterator[tuple[str, int | None, NDArray[np.bool_]]]:
    """Each promise as a mask of the states that break it, step by step."""
    assert callable(has)
    reached = has("in_touch") | has("heard") | has("tried") | has("stop_asked") | has("lawful_end")
    for place, step in enumerate(protocol.steps):
        offered = columns.statuses[place] >= OPEN
        waived = has("report_due") if step.role == "escalate" else np.zeros(len(reached), bool)
        if step.role in ("write", "charge", "escalate", "end"):
            yield "contact-first", place, offered & ~reached & ~waived
        if step.role == "escalate":
            yield "heard-before-court", place, offered & ~(has("heard") | has("tried") | has("report_due"))
        if step.role in ("escalate", "report"):
            yield "no-disclosure-without-basis", place, offered & ~has("lawful_basis")
        if "session.booked" in step.writes:
            yield "plan-before-rebooking", place, offered & has("missed") & ~has("planned")
        if step.role == "end":
            yield "never-ended-for-absence", place, offered & ~has("lawful_end")
    at_risk = has("risk_open") | has("risk_look_due")
    protects = np.array([step.role == "protect" for step in protocol.steps] + [False])
    yield "safety-first", None, at_risk & ~protects[columns.next]
    now = (columns.statuses == NOW).sum(axis=0)
    yield "one-next-step", None, (now > 1) | ((now == 1) != (columns.next >= 0))


def _stuck(explored: Explored, open_: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Open states in which no step is offered and no time alone brings one."""
    idle = open_ & (explored.columns.next < 0)
    waits = np.zeros(len(open_), bool)
    for place, effect in explored.effects:
        if place < 0 and effect.by == "time":
            waits |= effect.where(explored.states)
    booked = explored.model.has(explored.states, "booked")
    return idle & ~waits & ~booked


def _never_back(explored: Explored, open_: NDArray[np.bool_]) -> int | None:
    """An open state from which following what is next, with a client who cooperates, never ends the response.

    Staff take the step that is next and others give the cooperating answer; where there is none to take, the
    client comes to the booked session, or time passes. None when every open state ends well."""
    model = explored.model
    rows = np.flatnonzero(open_)
    states = explored.states[rows]
    for _ in range(_LONGEST_WAY_BACK):
        going = (states & np.uint64(model.at["missed"])) != 0
        if not going.any():
            return None
        states[going] = _one_good_move(model, states[going])
    left = np.flatnonzero((states & np.uint64(model.at["missed"])) != 0)
    return int(rows[left[0]])


def _one_good_move(model: Model, states: Bits) -> Bits:
    decided = decide_many(model.protocol, model.atoms(states))
    result = states.copy()
    moved = np.zeros(len(states), bool)

    def take(effect: Effect, where: NDArray[np.bool_]) -> None:
        able = where & ~moved & effect.where(states)
        result[able] = effect.apply(states[able])
        moved[able] = True

    for place, effects in enumerate(model.steps):
        chosen = decided.next == place
        for effect in sorted(effects, key=lambda each: not each.good):
            take(effect, chosen)
    waiting = decided.next < 0
    for effect in model.outside:
        if effect.label == "session.attended as booked":
            take(effect, waiting)
        if effect.label == "contact.made by the client":  # who asked for no contact may still come back
            take(effect, waiting & model.has(states, "stop_asked"))
    for effect in model.outside:
        if effect.by == "time" or effect.label == "action.done, ours":
            take(effect, waiting)
    return result


def _story(explored: Explored, row: int, step: str | None) -> tuple[str, ...]:
    """The shortest way to a state, entry by entry, and what the screen then offers."""
    told: list[str] = []
    at = row
    while at >= 0 and explored.moves[at] >= 0:
        place, effect = explored.effects[explored.moves[at]]
        taken = explored.model.protocol.steps[place].name if place >= 0 else None
        told.append(f"{effect.label} ({taken})" if taken else effect.label)
        at = int(explored.parents[at])
    told.reverse()
    if step:
        told.append(f"{step} is offered")
    else:
        following = int(explored.columns.next[row])
        told.append(
            f"next is {explored.model.protocol.steps[following].name}"
            if following >= 0
            else "nothing is offered"
        )
    return tuple(told)


def exceptions_by_step(protocol: Protocol) -> Mapping[str, tuple[DeclaredException, ...]]:
    """The declared exceptions of each step, for screens and reports to show."""
    found: dict[str, list[DeclaredException]] = {}
    for each in protocol.exceptions:
        found.setdefault(each.step, []).append(each)
    return {step: tuple(several) for step, several in found.items()}
