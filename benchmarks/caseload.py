"""A million decisions, over a column of packed facts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from heardfirst.protocol.rules.columns import Columns, decide_many

from .caseloads import caseload, default_protocol, patterns
from .measuring import Row, Section, duration, in_turn, memory, noise_of, show, times

CASES = 1_000_000
LOOKUP_BITS = 20


def measure() -> Section:
    """Time it beside the two look-ups that the same column allows."""
    protocol = default_protocol()
    facts = caseload(protocol, CASES)
    table = _Table(protocol_patterns := patterns(protocol), decide_many(protocol, protocol_patterns))
    numbers = np.searchsorted(protocol_patterns, facts)
    one_byte = np.random.default_rng(1).integers(0, 6, 1 << LOOKUP_BITS, dtype=np.int8)
    low = (1 << LOOKUP_BITS) - 1
    expected = decide_many(protocol, facts)
    statuses, open_lines, following = table.look_up(numbers)
    assert (expected.statuses == statuses.T).all()
    assert (expected.open_lines == open_lines.T).all()
    assert (following == expected.next).all()
    taken = in_turn(
        {
            "deciding": lambda: decide_many(protocol, facts),
            "all": lambda: table.look_up(numbers),
            "column": lambda: table.look_up(np.searchsorted(table.patterns, facts)),
            "byte": lambda: one_byte[facts & np.uint64(low)],
        },
        runs=15,
        warm=2,
    )
    deciding, everything, column, byte = (taken[name].best for name in ("deciding", "all", "column", "byte"))
    return Section(
        "A million decisions",
        f"All {len(protocol.steps)} standings, open lines and the next step of {CASES:,} cases from one "
        "`uint64` column, "
        "on one core. Three look-ups stand beside it: one that gives the same answers when each case "
        "already comes with the "
        "number of its pattern; the same when the pattern has to be found from the column first; and the "
        "barest there "
        f"is, one byte a case by the column's lowest {LOOKUP_BITS} bits, which answers nothing.",
        (
            Row(
                "`decide_many`",
                duration(deciding),
                "look-up of the same answers, patterns numbered",
                duration(everything),
                times(deciding, everything),
                "≤ 10 ×",
                deciding <= 10 * everything,
            ),
            Row(
                "`decide_many`",
                duration(deciding),
                "the same from the column",
                duration(column),
                times(deciding, column),
                "≤ 10 ×",
                deciding <= 10 * column,
            ),
            Row(
                "`decide_many`",
                duration(deciding),
                "one byte a case",
                duration(byte),
                times(deciding, byte),
                "≤ 10 ×",
                deciding <= 10 * byte,
            ),
        ),
        noise_of(taken),
        (
            f"{CASES / deciding / 1e6:.1f} million cases a second; {memory()} at most, look-up tables "
            "included. What is written, "
            f"{sum(column.nbytes for column in _columns(expected)) / CASES:.0f} "
            "bytes a case, bounds it from below: the one-byte look-up writes one.",
        ),
    )


def _columns(decided: Columns) -> tuple[NDArray[np.generic], ...]:
    return decided.statuses, decided.open_lines, decided.next


class _Table:
    """The standings of every pattern, a row each."""

    def __init__(self, patterns: NDArray[np.uint64], columns: Columns) -> None:
        self.patterns = patterns
        self.statuses = np.ascontiguousarray(columns.statuses.T)
        self.open_lines = np.ascontiguousarray(columns.open_lines.T)
        self.next = columns.next

    def look_up(
        self, numbers: NDArray[np.intp]
    ) -> tuple[NDArray[np.int8], NDArray[np.uint16], NDArray[np.int8]]:
        return self.statuses[numbers], self.open_lines[numbers], self.next[numbers]


if __name__ == "__main__":
    show(measure())
