"""Packed facts to decide on: those that the checker can reach, so that what is timed is what can happen."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from heardfirst.protocol import Protocol, load_protocol
from heardfirst.protocol.proving.checking import explore
from heardfirst.protocol.proving.model import Grid

DEFAULT = "court-mandated-treatment"


def default_protocol() -> Protocol:
    """The default protocol."""
    return load_protocol(DEFAULT)


def patterns(protocol: Protocol) -> NDArray[np.uint64]:
    """Every fact pattern that can come about under an order that wants misses told, with a consent, each "
    "once."""
    return np.unique(explore(protocol, Grid(notice=True, basis="consent")).atoms)


def caseload(protocol: Protocol, cases: int) -> NDArray[np.uint64]:
    """That many cases' facts, drawn evenly from those that can come about; the same each time."""
    return np.random.default_rng(2026).choice(patterns(protocol), cases)
