"""Deciding a whole caseload at once: the same masks as for one case, over ``uint64`` columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .deciding import DONE, NOT_NEEDED, NOT_YET, NOW, OPEN, WAITING
from .protocol import Line, Protocol

__all__ = ["Columns", "decide_many", "holds"]

Bits = NDArray[np.uint64]
_BATCH = 1 << 15  # rows at a time: the working columns stay in the processor's cache


@dataclass(frozen=True, slots=True)
class Columns:
    """The standings of many packed facts. ``statuses`` is steps × rows (codes as in deciding.STATUSES),
    ``open_lines`` steps × rows (a mask of open need lines), ``next`` the place of each row's next step or -1."""

    statuses: NDArray[np.int8]
    open_lines: NDArray[np.uint16]
    next: NDArray[np.int8]


def decide_many(protocol: Protocol, bits: Bits) -> Columns:
    """All standings of every row of ``bits`` (one packed fact pattern a row)."""
    rows, steps = len(bits), len(protocol.steps)
    columns = Columns(
        np.empty((steps, rows), np.int8), np.zeros((steps, rows), np.uint16), np.full(rows, -1, np.int8)
    )
    for start in range(0, rows, _BATCH):
        _batch(protocol, bits[start : start + _BATCH], columns, slice(start, min(start + _BATCH, rows)))
    return columns


def holds(line: Line, bits: Bits) -> NDArray[np.bool_]:
    """Where a line is ticked or waived."""
    return ((bits ^ np.uint64(line.off)) & np.uint64(line.on | line.off)) != 0


def _batch(protocol: Protocol, bits: Bits, columns: Columns, rows: slice) -> None:
    best = np.full(len(bits), 127, np.int8)
    for place, step in enumerate(protocol.steps):
        wanted = _all(step.wanted, bits)
        status = columns.statuses[place, rows]
        status[:] = NOT_NEEDED
        if step.done:
            status[_all(step.done, bits)] = DONE
        missing = columns.open_lines[place, rows]
        for number, line in enumerate(step.needs):
            missing |= (~holds(line, bits) & wanted).astype(np.uint16) << np.uint16(number)
        ready = wanted & (missing == 0)
        status[wanted] = NOT_YET
        status[ready] = OPEN
        if step.waits is not None:
            quiet = (bits & np.uint64(protocol.bits[step.waits])) == 0
            status[ready & quiet] = WAITING
            ready &= ~quiet
        here: NDArray[np.int8] = np.full(len(bits), 2 * place, np.int8)
        if step.moves is not None:
            here[_all(step.moves.when, bits)] = 2 * protocol.places[step.moves.after] + 1
        first = ready & (here < best)
        best[first] = here[first]
        columns.next[rows][first] = place
    chosen = columns.next[rows]
    found = np.flatnonzero(chosen >= 0)
    columns.statuses[:, rows][chosen[found], found] = NOW


def _all(lines: tuple[Line, ...], bits: Bits) -> NDArray[np.bool_]:
    together: NDArray[np.bool_] = np.ones(len(bits), bool)
    for line in lines:
        together &= holds(line, bits)
    return together
