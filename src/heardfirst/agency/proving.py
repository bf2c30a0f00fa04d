"""Whether a protocol keeps its promises, and what is kept of the answer beside its text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from heardfirst.protocol import Protocol

if TYPE_CHECKING:
    from heardfirst.protocol.verdicts import Verdict

Progress = Callable[[int, int, int], object]
"""Told how many kinds of order are done, of how many, and how many states were seen."""

_REMEMBERED = 32
_PROVED: dict[Protocol, Verdict] = {}


def verdict_of(protocol: Protocol, *, processes: int = 1, progress: Progress | None = None) -> Verdict:
    """
    Hold every promise against every reachable state: seconds to a minute of work, once for each text. Of
    rules that were proved before with other numbers, only what numbers can break is looked at again.
    """
    from heardfirst.protocol.checking import check  # NumPy only when it is needed

    if protocol not in _PROVED:
        if len(_PROVED) >= _REMEMBERED:
            _PROVED.clear()
        known = _by_their_shape(protocol)
        _PROVED[protocol] = known or check(protocol, processes=processes, progress=progress)
    return _PROVED[protocol]


def _by_their_shape(protocol: Protocol) -> Verdict | None:
    from heardfirst.protocol.proofs import check_numbers, proof_of
    from heardfirst.protocol.verdicts import Verdict

    known = proof_of(protocol)
    if known is None:
        return None
    broken = check_numbers(protocol, every_deadline=True)
    unproved = {each.promise for each in broken}
    proved = tuple(each for each in known.proved if each not in unproved)
    excepted = tuple(each for each in protocol.exceptions if (each.promise, each.step) in known.excepted)
    return Verdict(protocol, known.states, proved, broken, excepted, ())


def as_kept(verdict: Verdict) -> dict[str, Any]:
    """What a version keeps of its proof, as JSON."""
    return {
        "states": verdict.states,
        "proved": list(verdict.proved),
        "excepted": exceptions_of(verdict.protocol),
    }


def exceptions_of(protocol: Protocol) -> list[dict[str, Any]]:
    """The exceptions a protocol declares, as JSON."""
    return [
        {
            "promise": each.promise,
            "step": each.step,
            "because": dict(each.because),
            "cites": list(each.cites),
        }
        for each in protocol.exceptions
    ]
