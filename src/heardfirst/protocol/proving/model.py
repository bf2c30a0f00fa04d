"""The model that is checked: one integer a state, and what each entry does to it.

A state has the bit of every atom that has a life of its own where the packed facts have it, so that the rules
see exactly the facts they see in a real case. Atoms that follow from others are worked out by
``Model.atoms``; their places hold what the model remembers besides (see effects.py).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import reduce
from itertools import chain, product
from operator import or_

import numpy as np
from numpy.typing import NDArray

from ..rules.effects import MEMORY, EffectRow, groups_for, outside_rows, sides_of, staff_rows
from ..rules.side_conditions import facts_of_kind, side_includes
from ..vocabulary.errors import ProtocolError
from ..vocabulary.protocol import Protocol
from ..vocabulary.thresholds import Inquiry

__all__ = ["Bits", "Effect", "Grid", "Model", "grids_of"]

Bits = NDArray[np.uint64]
_PLACES = 64
_FOLLOWING = ("safe_to_reach", "letter_safe", "informed_choice", "basis_sought", "basis_due")
"""Atoms that follow from others."""
_BESIDE_ONE_SIDE = ("abuse_report_owed",)
"""Atoms that nothing turns on but beside one side condition; elsewhere the model's
memory may have their place where it needs it."""


@dataclass(frozen=True, slots=True)
class Grid:
    """One kind of order, and one side condition that may come up under it (see effects.SIDES): whether the
    order wants misses reported, and on what basis it may be told; ``consent`` may be missing, given and taken
    back."""

    notice: bool = False
    basis: str = "consent"
    side: str = "plain"

    def __str__(self) -> str:
        return f"{self.side}; notice {'owed' if self.notice else 'not owed'}; basis {self.basis}"


@dataclass(frozen=True, slots=True)
class Effect:
    """What one entry does, when it can happen: to states with all of ``on`` and none of ``off``, ``set`` and
    ``clear``. ``by`` is who chooses it; ``good`` marks what a client who cooperates would choose."""

    label: str
    by: str
    on: int
    off: int
    set: int
    clear: int
    good: bool

    def where(self, states: Bits) -> NDArray[np.bool_]:
        """Which states it can happen in, and changes."""
        able: NDArray[np.bool_] = (states & np.uint64(self.on | self.off)) == np.uint64(self.on)
        able &= (states & np.uint64(self.set | self.clear)) != np.uint64(self.set)
        return able

    def apply(self, states: Bits) -> Bits:
        """The states after it."""
        after: Bits = (states & np.uint64(~self.clear & (1 << _PLACES) - 1)) | np.uint64(self.set)
        return after


class Model:
    """The transitions of one protocol under one kind of order."""

    def __init__(self, protocol: Protocol, grid: Grid) -> None:
        self.protocol, self.grid = protocol, grid
        self._owing = ("notice_owed", "status_owed", "told_wrong", *facts_of_kind(protocol, Inquiry))
        self._groups = groups_for(protocol)
        outside = list(outside_rows(protocol, notice=grid.notice, basis=grid.basis, side=grid.side))
        steps = [list(staff_rows(protocol, step, grid.side)) for step in protocol.steps]
        rows = [*outside, *chain.from_iterable(steps)]
        written = {word for row in rows for word in row.then.split() if word[0] == "+"}
        remembered = [name for name in MEMORY if f"+{name}" in written]
        idle: set[str] = set()
        places = self._places(_FOLLOWING)
        if len(remembered) > len(places):
            idle = {name for name in _BESIDE_ONE_SIDE if f"+{name}" not in written}
            places = self._places((*_FOLLOWING, *idle))
        if len(remembered) > len(places):
            raise ProtocolError(f"{protocol.key}: too many named thresholds to be checked. Leave some out.")
        self._never = {name for name in MEMORY if name not in remembered} | idle
        self.at.update(zip(remembered, places, strict=False))
        self.outside = tuple(map(self._effect, filter(self._possible, outside)))
        self.steps = tuple(tuple(map(self._effect, filter(self._possible, several))) for several in steps)

    def _places(self, without: Collection[str]) -> list[int]:
        """Give each atom but these its place in a state; what places are left."""
        self.at = {name: bit for name, bit in self.protocol.bits.items() if name not in without}
        self._free = np.uint64(reduce(or_, self.at.values()))
        taken = set(self.at.values())
        return [1 << place for place in range(_PLACES) if 1 << place not in taken]

    @property
    def initial(self) -> Bits:
        """The states before a response: nothing has happened yet."""
        start = self.mask(["ours_done", *(["charges"] if side_includes(self.grid.side, "charges") else [])])
        with_basis = start | self.mask(["lawful_basis"])
        return np.array([with_basis] if self.grid.basis == "court_order" else [start, with_basis], np.uint64)

    def mask(self, names: Iterable[str]) -> int:
        """The mask of these names and groups."""
        each_name = (member for name in names for member in self._groups.get(name, (name,)))
        return reduce(or_, (self.at[name] for name in each_name if name not in self._never), 0)

    def has(self, states: Bits, *names: str) -> NDArray[np.bool_]:
        """Where all of these are on."""
        if self._never.intersection(names):
            return np.zeros(len(states), bool)
        wanted = np.uint64(self.mask(names))
        where: NDArray[np.bool_] = (states & wanted) == wanted
        return where

    def atoms(self, states: Bits) -> Bits:
        """The packed facts that the rules see in these states."""
        limits, away = self.has(states, "limits"), self.has(states, "away")
        ended, open_ = self.has(states, "lawful_end"), self.has(states, "missed")
        owed = reduce(or_, (self.has(states, name) for name in self._owing))
        lacking, basis_asked = owed & ~self.has(states, "lawful_basis"), self.has(states, "asked")
        pressing = self.has(states, "near") | self.has(states, "told_wrong")
        choice = ("declared_stop", "talked_twice", "counsel_offered", "consulted")
        holding = {
            "safe_to_reach": ~limits | self.has(states, "in_touch"),
            "letter_safe": ~(limits | away),
            "informed_choice": self.has(states, *choice),
            "basis_sought": lacking & basis_asked,
            "basis_due": lacking & ~basis_asked & pressing,
        }
        bits: Bits = states & self._free
        for name, where in holding.items():
            bits |= where.astype(np.uint64) << np.uint64(self.protocol.bits[name].bit_length() - 1)
        unsure = self.has(states, "whereabouts_unsure")
        never = (
            ("lost", open_ | ended | away),
            ("basis_lost", ~lacking),
            ("stay_contact_due", ended | unsure),
        )
        for name, gone in never:
            bits &= ~(gone.astype(np.uint64) << np.uint64(self.protocol.bits[name].bit_length() - 1))
        return bits

    def _possible(self, row: EffectRow) -> bool:
        """Whether what the row asks to be on can ever be on under this grid."""
        return not self._never.intersection(row.when.split())

    def _effect(self, row: EffectRow) -> Effect:
        when, then = row.when.split(), row.then.split()
        turned_on = self.mask(word[1:] for word in then if word[0] == "+")
        return Effect(
            label=row.label,
            by=row.by,
            on=self.mask(word for word in when if word[0] != "!"),
            off=self.mask(word[1:] for word in when if word[0] == "!"),
            set=turned_on,
            clear=self.mask(word[1:] for word in then if word[0] == "-") & ~turned_on,
            good=row.good,
        )


def grids_of(protocol: Protocol) -> tuple[Grid, ...]:
    """The kinds of order a protocol is checked under, each with each side condition."""
    notices = (True,) if protocol.report is not None else (False, True)
    if not protocol.mandated:
        notices = (False,)
    bases = ("consent", "court_order") if protocol.mandated else ("consent",)
    return tuple(Grid(*sides) for sides in product(notices, bases, sides_of(protocol)))
