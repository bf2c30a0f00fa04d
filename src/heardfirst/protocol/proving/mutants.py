"""Mutants: a protocol with one guard wrong, to try the checker with.

A checker that finds nothing may be a good protocol's or a bad checker's. So every guard of every step is
dropped, weakened and turned round, and every two neighbors in the order of precedence change places. Each
mutant must break a promise, or be shown to differ nowhere, or be held by one of the scenarios that the
documentation tells; what is left is listed, because there no promise speaks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..files.loading import with_steps
from ..rules.columns import decide_many, holds
from ..vocabulary.protocol import Line, Move, Protocol, Step, compile_line
from .checking import broken_in
from .deadlines import duties_at_a_glance
from .exploring import explore
from .model import Bits, Grid
from .number_floors import below_floors

__all__ = ["Fate", "Mutant", "ScenarioCheck", "fate_of", "killed_under", "mutants_of", "reachable_facts"]

_WEAKENED_BY = ("in_touch", "missed", "tried")

ScenarioCheck = tuple[str, Callable[[Protocol], bool]]
"""A scenario's name, and whether a protocol answers it otherwise than it expects."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A protocol with one guard wrong. ``name`` says which and how: ``letter.needs[0] dropped``."""

    name: str
    protocol: Protocol


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a mutant: ``killed`` by a promise (under a kind of order, where it takes one), ``held``
    by a scenario that expects otherwise, ``same`` (it differs in no state that can come about), or
    ``alive``."""

    end: str
    by: str = ""
    grid: Grid | None = None


def mutants_of(protocol: Protocol, only: Sequence[str] | None = None) -> Iterator[Mutant]:
    """Every mutant of a protocol, or those of the steps named."""
    for place, step in enumerate(protocol.steps):
        if only is not None and step.name not in only:
            continue
        for what, changed in _changed(step, protocol):
            steps = (*protocol.steps[:place], changed, *protocol.steps[place + 1 :])
            yield Mutant(f"{step.name}.{what}", _as(protocol, steps, f"{step.name}.{what}"))
        if only is None and place:
            before = protocol.steps[place - 1]
            swapped = (*protocol.steps[: place - 1], step, before, *protocol.steps[place + 1 :])
            name = f"{step.name} before {before.name}"
            yield Mutant(name, _as(protocol, swapped, name))


def fate_of(
    mutant: Mutant,
    original: Protocol,
    reachable: Mapping[Grid, Bits],
    scenario_checks: Sequence[ScenarioCheck] = (),
) -> Fate:
    """What becomes of a mutant. ``reachable`` are the kinds of order it is tried under, with the facts that
    can come about there under the original; ``scenario_checks`` are scenarios it is checked against.

    Where a mutant decides all that can come about as the original does, nothing else can come about, so that
    kind of order need not be explored again.
    """
    grids = [grid for grid, facts in reachable.items() if not _same(mutant.protocol, original, facts)]
    if by_numbers := _broken_by_numbers(mutant):
        return by_numbers
    if not grids:
        return Fate("same")
    for plain in (True, False):
        for grid in grids:
            if (grid.side == "plain") == plain and (found := killed_under(mutant, grid)):
                return found
        if plain and (
            scenario := next((name for name, differs in scenario_checks if differs(mutant.protocol)), None)
        ):
            return Fate("held", scenario)
    return Fate("alive")


def killed_under(mutant: Mutant, grid: Grid | None) -> Fate | None:
    """The first promise that a mutant breaks under a kind of order, or by its numbers when none is given."""
    if grid is None:
        return _broken_by_numbers(mutant)
    declared = {(exception.promise, exception.step) for exception in mutant.protocol.exceptions}
    for broken in broken_in(explore(mutant.protocol, grid), grid):
        if (broken.promise, broken.step) not in declared:
            return Fate("killed", broken.promise, grid)
    return None


def _broken_by_numbers(mutant: Mutant) -> Fate | None:
    declared = {(exception.promise, exception.step) for exception in mutant.protocol.exceptions}
    late = duties_at_a_glance(mutant.protocol).late
    for broken in (*below_floors(mutant.protocol), *([late] if late else [])):
        if (broken.promise, broken.step) not in declared:
            return Fate("killed", broken.promise)
    return None


def reachable_facts(protocol: Protocol, grids: Sequence[Grid]) -> Mapping[Grid, Bits]:
    """The packed facts that can come about under each of these kinds of order, each once."""
    return {grid: np.unique(explore(protocol, grid).atoms) for grid in grids}


def _same(one: Protocol, other: Protocol, facts: Bits) -> bool:
    """Whether two protocols with the same steps decide all of these facts alike."""
    if list(one.places) == list(other.places):
        changed = [
            (first, second) for first, second in zip(one.steps, other.steps, strict=True) if first != second
        ]
        return all(
            (here == there).all()
            for first, second in changed
            for here, there in zip(_looks(first, one, facts), _looks(second, other, facts), strict=True)
        )
    first, second = decide_many(one, facts), decide_many(other, facts)
    order = [one.places[step.name] for step in other.steps]
    places = np.array([*(other.places[step.name] for step in one.steps), -1], np.int8)
    return bool(
        (first.statuses[order] == second.statuses).all() and (places[first.next] == second.next).all()
    )


def _looks(step: Step, protocol: Protocol, facts: Bits) -> tuple[NDArray[np.bool_], ...]:
    """Where a step is wanted, may be taken, waits, and stands elsewhere in the order."""

    def every(lines: tuple[Line, ...]) -> NDArray[np.bool_]:
        holding = np.ones(len(facts), bool)
        for line in lines:
            holding &= holds(line, facts)
        return holding

    wanted = every(step.wanted)
    ready = wanted & every(step.needs)
    waits = ready if step.waits is None else ready & ((facts & np.uint64(protocol.bits[step.waits])) != 0)
    moved = ready & every(step.moves.when) if step.moves else np.zeros(len(facts), bool)
    return wanted, ready, waits, moved


def _as(protocol: Protocol, steps: Sequence[Step], name: str) -> Protocol:
    return with_steps(protocol, steps, f"{protocol.digest}/{name}")


def _changed(step: Step, protocol: Protocol) -> Iterator[tuple[str, Step]]:
    for name, lines in (("wanted", step.wanted), ("needs", step.needs)):
        for what, changed in _line_removals(lines, protocol.bits):
            lists = {"wanted": step.wanted, "needs": step.needs} | {name: changed}
            yield f"{name}{what}", replace(step, wanted=lists["wanted"], needs=lists["needs"])
    if step.waits is not None:
        yield "waits dropped", replace(step, waits=None)
    if step.moves is not None:
        yield "moves dropped", replace(step, moves=None)
        for what, changed in _line_removals(step.moves.when, protocol.bits):
            yield f"moves{what}", replace(step, moves=Move(changed, step.moves.after))


def _line_removals(
    lines: tuple[Line, ...], bits: Mapping[str, int]
) -> Iterator[tuple[str, tuple[Line, ...]]]:
    for number, line in enumerate(lines):
        before, after = lines[:number], lines[number + 1 :]
        yield f"[{number}] dropped", (*before, *after)
        spare = next(weakening for weakening in _WEAKENED_BY if weakening not in line.literals)
        weaker = compile_line((*line.literals, spare), line.unless, bits)
        yield f"[{number}] weakened", (*before, weaker, *after)
        turned = compile_line((_contrary(line.literals[0]), *line.literals[1:]), line.unless, bits)
        yield f"[{number}] turned round", (*before, turned, *after)
        if line.unless:
            yield f"[{number}] never waived", (*before, compile_line(line.literals, (), bits), *after)


def _contrary(literal: str) -> str:
    return literal.removeprefix("not ") if literal.startswith("not ") else f"not {literal}"
