"""Mutants: a protocol with one guard wrong, to try the checker with.

A checker that finds nothing may be a good protocol's or a bad checker's. So every guard of every step is
dropped, weakened and turned round, and every two neighbours in the order of precedence change places. Each
mutant must break a promise, or be shown to differ nowhere, or be held by one of the scenarios that the
documentation tells; what is left is listed, because there no promise speaks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from .checking import broken_in
from .columns import decide_many
from .deadlines import duties_at_a_glance
from .exploring import explore
from .floors import below_floors
from .loading import with_steps
from .model import Bits, Grid, grids_of
from .protocol import Line, Move, Protocol, Step, compile_line

__all__ = ["Fate", "Mutant", "fate_of", "killed_by", "mutants_of", "reachable_facts"]

_WEAKENED_BY = ("in_touch", "missed", "tried")
_FIRST_LOOKED_AT = ("plain", "repeats", "stopping", "safety", "limits", "charges", "scheduled", "corrections")


@dataclass(frozen=True, slots=True)
class Mutant:
    """A protocol with one guard wrong. ``name`` says which and how: ``letter.needs[0] dropped``."""

    name: str
    protocol: Protocol


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a mutant: ``killed`` by a promise (under a kind of order, where it takes one), ``same``
    (it differs in no state that can come about), or ``alive``."""

    end: str
    promise: str | None = None
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
            steps = list(protocol.steps)
            steps[place - 1], steps[place] = steps[place], steps[place - 1]
            name = f"{step.name} before {protocol.steps[place - 1].name}"
            yield Mutant(name, _as(protocol, steps, name))


def fate_of(mutant: Mutant, original: Protocol, reachable: Bits, known: Grid | None = None) -> Fate:
    """What becomes of a mutant. ``reachable`` are the facts that can come about under the original; the grid
    that is ``known`` to kill it, if any, is tried first."""
    if _same(mutant.protocol, original, reachable):
        return Fate("same")
    return killed_by(mutant, known) or Fate("alive")


def killed_by(mutant: Mutant, known: Grid | None = None) -> Fate | None:
    """The first promise that a mutant is found to break and its original does not, or None."""
    declared = {(each.promise, each.step) for each in mutant.protocol.exceptions}
    for below in below_floors(mutant.protocol):
        if (below.promise, below.step) not in declared:
            return Fate("killed", below.promise)
    late = duties_at_a_glance(mutant.protocol).late
    if late is not None and (late.promise, late.step) not in declared:
        return Fate("killed", "duty-kept")
    grids = sorted(grids_of(mutant.protocol), key=lambda each: (each != known, *_small_first(each)))
    for grid in grids:
        for broken in broken_in(explore(mutant.protocol, grid), grid):
            if (broken.promise, broken.step) not in declared:
                return Fate("killed", broken.promise, grid)
    return None


def reachable_facts(protocol: Protocol) -> Bits:
    """The packed facts that can come about under any kind of order, each once."""
    seen = np.empty(0, np.uint64)
    for grid in grids_of(protocol):
        seen = np.union1d(seen, explore(protocol, grid).atoms)
    return seen


def _same(one: Protocol, other: Protocol, reachable: Bits) -> bool:
    first, second = decide_many(one, reachable), decide_many(other, reachable)
    names = [step.name for step in one.steps]
    order = [names.index(step.name) for step in other.steps]
    places = np.array([*(other.places[name] for name in names), -1], np.int8)
    return bool(
        (first.statuses[order] == second.statuses).all() and (places[first.next] == second.next).all()
    )


def _small_first(grid: Grid) -> tuple[int, bool, bool]:
    side = _FIRST_LOOKED_AT.index(grid.side) if grid.side in _FIRST_LOOKED_AT else len(_FIRST_LOOKED_AT)
    return side, grid.basis != "court_order", not grid.notice


def _as(protocol: Protocol, steps: Sequence[Step], name: str) -> Protocol:
    return with_steps(protocol, steps, f"{protocol.digest}/{name}")


def _changed(step: Step, protocol: Protocol) -> Iterator[tuple[str, Step]]:
    for name, lines in (("wanted", step.wanted), ("needs", step.needs)):
        for what, changed in _each_line(lines, protocol.bits):
            lists = {"wanted": step.wanted, "needs": step.needs} | {name: changed}
            yield f"{name}{what}", replace(step, wanted=lists["wanted"], needs=lists["needs"])
    if step.waits is not None:
        yield "waits dropped", replace(step, waits=None)
    if step.moves is not None:
        yield "moves dropped", replace(step, moves=None)
        for what, changed in _each_line(step.moves.when, protocol.bits):
            yield f"moves{what}", replace(step, moves=Move(changed, step.moves.after))


def _each_line(lines: tuple[Line, ...], bits: Mapping[str, int]) -> Iterator[tuple[str, tuple[Line, ...]]]:
    for number, line in enumerate(lines):
        before, after = lines[:number], lines[number + 1 :]
        yield f"[{number}] dropped", (*before, *after)
        spare = next(each for each in _WEAKENED_BY if each not in line.literals)
        weaker = compile_line((*line.literals, spare), line.unless, bits)
        yield f"[{number}] weakened", (*before, weaker, *after)
        turned = compile_line((_contrary(line.literals[0]), *line.literals[1:]), line.unless, bits)
        yield f"[{number}] turned round", (*before, turned, *after)
        if line.unless:
            yield f"[{number}] never waived", (*before, compile_line(line.literals, (), bits), *after)


def _contrary(literal: str) -> str:
    return literal.removeprefix("not ") if literal.startswith("not ") else f"not {literal}"
