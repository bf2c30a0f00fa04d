"""Deciding a whole caseload at once: the same masks as for one case, sixty-four cases an instruction.

The facts are turned on their side: one *plane* an atom, with one bit a case. A checklist line is then a few
ORs of planes, a step's status a few ANDs of lines, whatever the number of cases. What comes out is as for one
case.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..vocabulary.protocol import Line, Protocol, Step

__all__ = ["Columns", "Offers", "decide_many", "holds", "offers_of"]

Bits = NDArray[np.uint64]
Plane = NDArray[np.uint8]
_BATCH = 1 << 17  # rows at a time: all planes of a batch stay in the processor's cache


@dataclass(frozen=True, slots=True)
class Columns:
    """The standings of many packed facts. ``statuses`` is steps × rows (codes as in deciding.STATUSES),
    ``open_lines`` steps × rows (a mask of open need lines), ``next`` the place of each row's next step or
    -1."""

    statuses: NDArray[np.int8]
    open_lines: NDArray[np.uint16]
    next: NDArray[np.int8]


@dataclass(frozen=True, slots=True)
class Offers:
    """Of the standings of many packed facts what a search goes on from: which steps may be taken (a plane a
    step), the place of each row's next one or -1, and whether exactly that one is shown as next."""

    _planes: list[Plane]
    next: NDArray[np.int8]
    one_next: NDArray[np.bool_]

    def of(self, place: int, rows: slice) -> NDArray[np.bool_]:
        """In which of these rows the step at this place may be taken; they begin at a multiple of eight."""
        first, last, _ = rows.indices(len(self.next))
        plane = self._planes[place][first // 8 : (last + 7) // 8]
        return np.unpackbits(plane, count=last - first, bitorder="little").view(bool)

    @property
    def packed(self) -> NDArray[np.uint8]:
        """The same for all steps, one bit a step: eight steps a byte, and a column a row."""
        rows, groups = len(self.next), range(0, len(self._planes), 8)
        return np.stack([_numbers(self._planes[first : first + 8], rows) for first in groups])


def decide_many(protocol: Protocol, bits: Bits) -> Columns:
    """All standings of every row of ``bits`` (one packed fact pattern a row)."""
    rows, steps = len(bits), len(protocol.steps)
    columns = Columns(
        np.empty((steps, rows), np.int8), np.zeros((steps, rows), np.uint16), np.empty(rows, np.int8)
    )
    for start in range(0, rows, _BATCH):
        _batch(protocol, bits[start : start + _BATCH], columns, slice(start, min(start + _BATCH, rows)))
    return columns


def offers_of(protocol: Protocol, bits: Bits) -> Offers:
    """What may be done in every row of ``bits``, and what is next: as `decide_many` says it, and quicker."""
    planes = _Planes(bits)
    standing = [_status_digits(step, protocol, planes, None) for step in protocol.steps]
    following = _following(protocol, planes, standing)
    shown, several, any_next = planes.none, planes.none, planes.none
    for digits in standing:
        now = digits.odd & digits.ready
        several |= shown & now
        shown |= now
    for plane in following:
        any_next |= plane
    return Offers(
        [digits.ready for digits in standing],
        _places_from(following, len(bits)),
        _numbers([~(several | shown ^ any_next)], len(bits)).view(bool),
    )


def holds(line: Line, bits: Bits) -> NDArray[np.bool_]:
    """Where a line is ticked or waived."""
    held_lines: NDArray[np.bool_] = ((bits ^ np.uint64(line.off)) & np.uint64(line.on | line.off)) != 0
    return held_lines


class _Planes:
    """The planes of one batch, each laid out when a line first asks for it."""

    def __init__(self, bits: Bits) -> None:
        self.rows = len(bits)
        self._bytes = np.ascontiguousarray(bits.astype("<u8", copy=False).view(np.uint8).reshape(-1, 8).T)
        self._on: dict[int, Plane] = {}
        self._off: dict[int, Plane] = {}

    @property
    def none(self) -> Plane:
        return np.zeros((self.rows + 7) // 8, np.uint8)

    def atom(self, place: int) -> Plane:
        """Which rows have this bit."""
        if place not in self._on:
            self._on[place] = np.packbits(
                self._bytes[place // 8] & np.uint8(1 << place % 8), bitorder="little"
            )
        return self._on[place]

    def line(self, line: Line) -> Plane:
        """In which rows the line is ticked or waived. The plane is shared: do not write on it."""
        planes = [self.atom(place) for place in _places(line.on & ~line.off)]
        for place in _places(line.off):
            if place not in self._off:
                self._off[place] = ~self.atom(place)
            planes.append(self._off[place])
        if len(planes) == 1:
            return planes[0]
        plane_of_any = self.none
        for plane in planes:
            plane_of_any |= plane
        return plane_of_any

    def all(self, lines: tuple[Line, ...]) -> Plane:
        """In which rows all of the lines hold; a plane of its own."""
        plane_of_all = ~self.none
        for line in lines:
            plane_of_all &= self.line(line)
        return plane_of_all


def _numbers(planes: list[Plane], rows: int) -> NDArray[np.uint8]:
    """One number a row, from the planes of its binary digits, the lowest first; at most eight."""
    total: NDArray[np.uint8] = np.zeros(rows, np.uint8)
    for digit, plane in enumerate(planes):
        if plane.any():
            row = np.unpackbits(plane, count=rows, bitorder="little")
            row <<= np.uint8(digit)
            total |= row
    return total


def _batch(protocol: Protocol, bits: Bits, columns: Columns, rows: slice) -> None:
    planes = _Planes(bits)
    standing = [
        _status_digits(step, protocol, planes, columns.open_lines[place, rows])
        for place, step in enumerate(protocol.steps)
    ]
    following = _following(protocol, planes, standing)
    for place, digits in enumerate(standing):
        columns.statuses[place, rows] = _numbers([digits.odd, digits.held_up, digits.ready], planes.rows)
    columns.next[rows] = _places_from(following, planes.rows)


def _following(protocol: Protocol, planes: _Planes, standing: list[_StatusDigits]) -> list[Plane]:
    """The planes of the binary digits of one more than each row's next place; it is marked as "now"."""
    left = ~planes.none
    following = [planes.none for _ in range(len(protocol.steps).bit_length())]
    for place, ready in _in_order(protocol, planes, [digits.ready for digits in standing]):
        first = ready & left
        left ^= first
        standing[place].odd |= first  # from "open" to "now"
        for digit, plane in enumerate(following):
            if (place + 1) >> digit & 1:
                plane |= first
    return following


def _places_from(following: list[Plane], rows: int) -> NDArray[np.int8]:
    return _numbers(following, rows).view(np.int8) - np.int8(1)


@dataclass(slots=True)
class _StatusDigits:
    """A step's status as the three binary digits of its code in deciding.STATUSES: 1 done, 2 not yet,
    3 waiting, 4 open, 5 now."""

    odd: Plane
    held_up: Plane
    ready: Plane


def _status_digits(
    step: Step, protocol: Protocol, planes: _Planes, open_lines: NDArray[np.uint16] | None
) -> _StatusDigits:
    wanted = planes.all(step.wanted)
    odd = planes.all(step.done) & ~wanted if step.done else planes.none
    missing = [wanted & ~planes.line(line) for line in step.needs]
    held_up = planes.none
    for plane in missing:
        held_up |= plane
    if open_lines is not None:
        for first in range(0, len(missing), 8):
            mask = _numbers(missing[first : first + 8], planes.rows)
            open_lines |= mask if first == 0 else mask.astype(np.uint16) << np.uint16(first)
    ready = wanted & ~held_up
    if step.waits is not None:
        waiting = ready & ~planes.atom(protocol.bits[step.waits].bit_length() - 1)
        odd |= waiting
        held_up |= waiting
        ready &= ~waiting
    return _StatusDigits(odd, held_up, ready)


def _in_order(protocol: Protocol, planes: _Planes, ready: list[Plane]) -> list[tuple[int, Plane]]:
    """Where each step could come next, in the order of precedence; a step that moves has two places in it."""
    order: list[tuple[int, int, Plane]] = []
    for place, step in enumerate(protocol.steps):
        here = ready[place]
        if step.moves is not None:
            moved = planes.all(step.moves.when)
            order.append((2 * protocol.places[step.moves.after] + 1, place, here & moved))
            here = here & ~moved
        order.append((2 * place, place, here))
    order.sort(key=lambda row: row[:2])
    return [(place, plane) for _, place, plane in order]


@lru_cache(maxsize=4096)
def _places(mask: int) -> tuple[int, ...]:
    return tuple(place for place in range(mask.bit_length()) if mask >> place & 1)
