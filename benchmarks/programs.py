"""Proving every shipped program, beside the least time in which memory could be read and a plain search."""

from __future__ import annotations

import os
import time
from typing import NamedTuple

import numpy as np

from heardfirst.protocol import Protocol, load_protocol, shipped_protocols
from heardfirst.protocol.proving.checking import check
from heardfirst.protocol.proving.deadlines import duties_of
from heardfirst.protocol.proving.model import Model, grids_of

from .caseloads import default_protocol
from .measuring import Row, Section, duration, memory, show
from .proof import GOAL_A_SECOND, plain_search

PROCESSES = os.cpu_count() or 1
_STREAM = 1 << 23  # numbers of eight bytes: 64 MB, more than a processor keeps near


class _Proof(NamedTuple):
    """One program: its states, how many bytes every search of them must read, and the seconds that the states
    and the walks to deadlines took."""

    states: int
    bytes_read: int
    seconds: float
    walks: float


def measure() -> Section:
    """Prove each program once, and set beside it what reading its states once for each move would take."""
    bandwidth, plain = read_bandwidth(), _plain_rate()
    rows = [_row(name, _proved(load_protocol(name)), bandwidth, plain) for name in shipped_protocols()]
    return Section(
        "Every shipped program",
        f"`check` of each program on {PROCESSES} processors, then its walks to deadlines on one. Beside it a "
        "bound set by hand: whatever way a search goes, it reads each state once for each thing that can "
        "happen in it, eight bytes a time; reading so many bytes in one stream takes that long on this "
        f"machine ({bandwidth / 1e9:.1f} GB a second, with as many processors). A breadth-first search in "
        f"plain Python goes through {plain / 1e3:,.0f} k states a second, measured on the default protocol.",
        tuple(rows),
        "each program proved once",
        (f"{memory()} at most.",),
    )


def read_bandwidth() -> float:
    """Bytes a second that this machine reads in one stream, on as many processors as the proof may use."""
    numbers = np.arange(_STREAM, dtype=np.uint64)
    best = float("inf")
    for _ in range(7):
        start = time.perf_counter()
        np.bitwise_or.reduce(numbers)
        best = min(best, time.perf_counter() - start)
    return numbers.nbytes / best * PROCESSES


def _plain_rate() -> float:
    start = time.perf_counter()
    found = plain_search(default_protocol())
    return len(found) / (time.perf_counter() - start)


def _proved(protocol: Protocol) -> _Proof:
    start = time.perf_counter()
    verdict = check(protocol, deadlines=(), processes=PROCESSES)
    states_took = time.perf_counter() - start
    assert not verdict.broken and not verdict.bounded, f"{protocol.key} is not proved"
    start = time.perf_counter()
    duties_of(protocol)
    models = [Model(protocol, grid) for grid in grids_of(protocol)]
    moves = max(len(model.outside) + sum(map(len, model.steps)) for model in models)
    return _Proof(verdict.states, verdict.states * moves * 8, states_took, time.perf_counter() - start)


def _row(name: str, proof: _Proof, bandwidth: float, plain: float) -> Row:
    least, speed = proof.bytes_read / bandwidth, proof.states / proof.seconds
    by_bound, by_plain = proof.seconds / least, proof.states / plain / proof.seconds
    return Row(
        name,
        f"{duration(proof.seconds)} for {proof.states:,} states; walks {duration(proof.walks)}",
        "reading them once for each move; plain Python",
        f"{duration(least)}; {duration(proof.states / plain)}",
        f"{by_bound:.1f} × the bound; plain takes {by_plain:.0f} × as long",
        f"≥ {GOAL_A_SECOND / 1e3:,.0f} k states/s",
        speed >= GOAL_A_SECOND,
    )


if __name__ == "__main__":
    show(measure())
