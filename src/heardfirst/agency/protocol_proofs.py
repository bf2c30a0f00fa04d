"""Whether a protocol keeps its promises, and what is kept of the answer beside its text."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from heardfirst.protocol import Protocol, load_protocol, shipped_protocols
from heardfirst.protocol.rules.promises import EDITION
from heardfirst.protocol.vocabulary.protocol import Law

if TYPE_CHECKING:
    from heardfirst.protocol.proving.verdicts import Verdict

Progress = Callable[[int, int, int], object]
"""Told how many kinds of order are done, of how many, and how many states were seen."""

_REMEMBERED = 32
_PROVED: dict[Protocol, Verdict] = {}


def verdict_of(protocol: Protocol, *, processes: int = 1, progress: Progress | None = None) -> Verdict:
    """
    Hold every promise against every reachable state, on so many ``processes``: up to a minute of work, once
    for each text. Rules that were proved before, with other numbers, take a few seconds.
    """
    if protocol not in _PROVED:
        if len(_PROVED) >= _REMEMBERED:
            _PROVED.clear()
        _PROVED[protocol] = _by_shape(protocol) or _by_search(protocol, processes, progress)
    return _PROVED[protocol]


def _by_search(protocol: Protocol, processes: int, progress: Progress | None) -> Verdict:
    from heardfirst.protocol.proving.checking import check  # NumPy only when it is needed

    return check(protocol, processes=processes, progress=progress)


def _by_shape(protocol: Protocol) -> Verdict | None:
    """The verdict of rules proved before, and of these numbers; None when the rules are new."""
    from heardfirst.protocol.proving.proofs import check_numbers, proof_of
    from heardfirst.protocol.proving.verdicts import Verdict

    proof = proof_of(protocol)
    if proof is None:
        return None
    broken = () if _is_shipped(protocol) else check_numbers(protocol, every_deadline=True)
    unkept = {violation.promise for violation in broken}
    return Verdict(
        protocol,
        proof.states,
        tuple(promise for promise in proof.proved if promise not in unkept),
        broken,
        tuple(
            exception
            for exception in protocol.exceptions
            if (exception.promise, exception.step) in proof.excepted
        ),
        (),
    )


def _is_shipped(protocol: Protocol) -> bool:
    """Whether this is, word for word, a protocol that came with Heardfirst."""
    return protocol.key in shipped_protocols() and protocol == load_protocol(protocol.key)


def as_shipped(protocol: Protocol) -> dict[str, Any]:
    """What a version keeps that came with Heardfirst: the proof it was shipped with."""
    from heardfirst.protocol.proving.proofs import proof_of

    proof = proof_of(protocol)
    return {
        "edition": EDITION,
        "states": proof.states if proof else None,
        "proved": list(proof.proved) if proof else [],
        "excepted": exceptions_of(protocol),
    }


def as_stored(verdict: Verdict) -> dict[str, Any]:
    """What a version keeps of its proof, as JSON."""
    return {
        "edition": EDITION,
        "states": verdict.states,
        "proved": list(verdict.proved),
        "excepted": exceptions_of(verdict.protocol),
    }


def law_as_json(law: Law | None) -> dict[str, Any] | None:
    """The law that an exception names, as JSON."""
    if law is None:
        return None
    return {
        "jurisdiction": law.jurisdiction,
        "citation": law.citation,
        "confirmed": law.confirmed.isoformat(),
        "confirmed_by": dict(law.confirmed_by),
    }


def exceptions_of(protocol: Protocol) -> list[dict[str, Any]]:
    """The exceptions a protocol declares, as JSON."""
    return [
        {
            "promise": exception.promise,
            "step": exception.step,
            "because": dict(exception.because),
            "cites": list(exception.cites),
            "law": law_as_json(exception.law),
        }
        for exception in protocol.exceptions
    ]
