"""
Wiring: whether a protocol's steps and facts can meet at all, answered before any state is explored.

A fact counts as possible as soon as one entry could bring it about, and a step as soon as each of its lines
could hold, whatever else would have to be so. What is impossible even then is so in every state: a step that
is never wanted or never opened, a fact that nothing makes true, a step that nothing it writes ever ends.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass

from ..rules.reasons import Reason, say
from ..vocabulary.acts import tasks_of
from ..vocabulary.atoms import ATOMS
from ..vocabulary.file_lines import Lines
from ..vocabulary.protocol import Line, Protocol, Step
from ..vocabulary.texts import first_small, read_texts
from ..vocabulary.thresholds import Done, Notified
from .model import Effect, Grid, Model, grids_of

__all__ = ["NEVER_TAKEN", "WiringFault", "say_wiring", "wiring_faults"]

NEVER_TAKEN = ("never_wanted", "never_opened")
"""The kinds of mistake that keep a step from ever being taken."""
_NEVER_BOTH = (("lost", "missed"), ("lost", "lawful_end"))
"""Facts that never hold at once (see `Model.atoms`)."""


@dataclass(frozen=True, slots=True)
class WiringFault:
    """
    One mistake: ``never_wanted``, ``never_opened``, ``never_ends`` and ``never_brings`` are about a step,
    ``never_true`` about a fact of the protocol's own. ``facts`` are those to look at; ``at_line`` is where it
    stands in its own file, 0 where that does not write it.
    """

    kind: str
    step: str | None
    facts: tuple[str, ...] = ()
    at_line: int = 0


def wiring_faults(protocol: Protocol) -> tuple[WiringFault, ...]:
    """Every mistake of this sort, steps in their order, then facts; empty when all is well."""
    possible = [_Possible(protocol, grid) for grid in grids_of(protocol)]
    lines = _FileLines(protocol)
    faults = []
    for place, step in enumerate(protocol.steps):
        if not any(one.may_hold(step.wanted) for one in possible):
            facts = _hindering(step.wanted, possible)
            faults.append(WiringFault("never_wanted", step.name, facts, lines.of_step(step.name, "wanted")))
        elif not any(place in one.opened for one in possible):
            facts = _hindering((*step.wanted, *_opening(step)), possible)
            faults.append(WiringFault("never_opened", step.name, facts, lines.of_step(step.name, "needs")))
        elif not any(_may_end(step, one, one.model.steps[place]) for one in possible):
            faults.append(WiringFault("never_ends", step.name, (), lines.of_step(step.name, "wanted")))
        if facts := tuple(atom for atom in step.brings if not _may_bring(step, atom, place, possible)):
            faults.append(WiringFault("never_brings", step.name, facts, lines.of_step(step.name, "brings")))
    used = {name for step in protocol.steps for name in step.facts_named}
    faults += [
        WiringFault("never_true", None, (name,), lines.of_fact(name))
        for name in protocol.thresholds
        if name in used and not any(one.may_be(name) for one in possible)
    ]
    return tuple(faults)


def say_wiring(fault: WiringFault, protocol: Protocol, language: str) -> tuple[str, str]:
    """What is wrong, and what to do about it, in ``en`` or ``es``."""
    kind = fault.kind
    if kind in NEVER_TAKEN:
        kind += "_by_facts" if len(fault.facts) == 1 else ""
    words = read_texts(__package__, "wiring.toml")[kind]
    hint = words["hint"]
    own = protocol.thresholds.get(fault.facts[0]) if fault.facts else None
    if fault.kind == "never_true":
        hint = hint["task" if isinstance(own, Done) else "told" if isinstance(own, Notified) else "other"]
    step = protocol.step(fault.step) if fault.step else None
    gaps = {
        "step": step.label[language] if step else "",
        "name": step.name if step else "",
        "facts": ", ".join(f"`{name}`" for name in fault.facts),
        "fact": fault.facts[0] if fault.facts else "",
        "sentence": _sentence(fault.facts[0], protocol, language) if fault.facts else "",
        "task": own.task if isinstance(own, Done) else "",
    }
    return str(words["wrong"][language]).format_map(gaps), str(hint[language]).format_map(gaps)


def _sentence(literal: str, protocol: Protocol, language: str) -> str:
    return first_small(say(Reason(literal, {}, own=protocol.thresholds), language).rstrip("."))


class _Possible:
    """What can be so under one kind of order, if only one looks at each fact by itself."""

    def __init__(self, protocol: Protocol, grid: Grid) -> None:
        self.protocol, self.model = protocol, Model(protocol, grid)
        starts = self.model.initial.tolist()
        self.on = self.off = 0
        for start in starts:
            self.on |= start
            self.off |= ~start
        self.opened: set[int] = set()
        while self._grow():
            pass

    def may_be(self, literal: str) -> bool:
        """Whether a fact can come to hold, or, of one with a ``not``, fail to."""
        name = literal.removeprefix("not ")
        bit = self.model.at.get(name)
        if bit is None:
            return True  # it follows from others
        return bool((self.on if literal == name else self.off) & bit)

    def may_hold(self, lines: Iterable[Line]) -> bool:
        """Whether all the lines can hold at once, as far as single facts tell."""
        choices = [
            [literal for literal in (*line.literals, *line.unless) if self.may_be(literal)] for line in lines
        ]
        return all(choices) and _together(choices)

    def _grow(self) -> bool:
        before = self.on, self.off, len(self.opened)
        for effect in self.model.outside:
            self._happen(effect)
        for place, step in enumerate(self.protocol.steps):
            if place not in self.opened and self.may_hold((*step.wanted, *_opening(step))):
                self.opened.add(place)
            if place in self.opened:
                for effect in self.model.steps[place]:
                    self._happen(effect)
        return before != (self.on, self.off, len(self.opened))

    def _happen(self, effect: Effect) -> None:
        if not effect.on & ~self.on and not effect.off & ~self.off:
            self.on |= effect.set
            self.off |= effect.clear


def _opening(step: Step) -> tuple[Line, ...]:
    """What must hold for a wanted step to be offered: what it needs, and what it waits for."""
    return (*step.needs, *([Line((step.waits,))] if step.waits else []))


def _together(choices: list[list[str]], chosen: frozenset[str] = frozenset()) -> bool:
    """Whether one literal of each line can be chosen so that no two contradict each other."""
    left = [
        [literal for literal in line if chosen.isdisjoint(_contraries(literal))]
        for line in choices
        if chosen.isdisjoint(line)
    ]
    line = min(left, key=len, default=None)
    return line is None or any(_together(left, chosen | {literal}) for literal in line)


def _contraries(literal: str) -> set[str]:
    contrary = literal[4:] if literal.startswith("not ") else f"not {literal}"
    others = {other for pair in _NEVER_BOTH if literal in pair for other in pair if other != literal}
    return {contrary, *others}


def _hindering(lines: Iterable[Line], possible: Iterable[_Possible]) -> tuple[str, ...]:
    """The facts because of which the lines cannot hold: those of a line that never can; else, where lines
    contradict each other, all that some line asks for alone."""
    found: dict[str, None] = {}
    alone: dict[str, None] = {}
    every: dict[str, None] = {}
    for line in lines:
        literals = (*line.literals, *line.unless)
        every |= dict.fromkeys(literals)
        if not any(one.may_be(literal) for one in possible for literal in literals):
            found |= dict.fromkeys(literals)
        if len(literals) == 1:
            alone |= dict.fromkeys(literals)
    clashing = tuple(literal for literal in alone if not _contraries(literal).isdisjoint(alone))
    return tuple(found) or clashing or tuple(every)


def _may_end(step: Step, one: _Possible, effects: Iterable[Effect]) -> bool:
    """Whether something that the step writes can make it unwanted, or close it until something happens."""
    model, wanted_on, wanted_off = one.model, 0, 0
    for literal in (literal for line in (*step.wanted, *_opening(step)) for literal in line.literals):
        name = literal.removeprefix("not ")
        if name not in model.at:
            return True  # it follows from others, which this does not look into
        bits = model.at[name]
        wanted_on, wanted_off = (
            (wanted_on, wanted_off | bits) if literal != name else (wanted_on | bits, wanted_off)
        )
    return any(effect.clear & wanted_on or effect.set & wanted_off for effect in effects)


def _may_bring(step: Step, atom: str, place: int, possible: Iterable[_Possible]) -> bool:
    """Whether what the step writes can make the fact true; whoever asks about a basis may be given one."""
    if atom == "lawful_basis" and "seek_basis" in tasks_of(step, next(iter(possible)).protocol.thresholds):
        return True
    return any(
        effect.set & one.model.at.get(atom, 0) for one in possible for effect in one.model.steps[place]
    )


class _FileLines:
    """Where a protocol's own file writes its steps and facts."""

    def __init__(self, protocol: Protocol) -> None:
        self._lines = Lines(protocol.source)
        table = tomllib.loads(protocol.source)
        self._steps = {step["name"]: number for number, step in enumerate(table.get("step", []))}
        self._facts = set(table.get("atoms", {})) - set(ATOMS)

    def of_step(self, name: str, key: str) -> int:
        return self._lines.of("step", self._steps[name], key) or 0 if name in self._steps else 0

    def of_fact(self, name: str) -> int:
        return self._lines.of("atoms", name) or 0 if name in self._facts else 0
