"""What checks of protocols came to, remembered beside the data, so that `protocol show` tells only what is
so."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from heardfirst import clock
from heardfirst.home import HomeError, data_place
from heardfirst.protocol import Protocol
from heardfirst.protocol.rules.promises import EDITION
from heardfirst.protocol.telling.protocol_text import PromisesFound

if TYPE_CHECKING:
    from heardfirst.protocol.proving.verdicts import Verdict

__all__ = ["promises_found", "remember_check"]


def remember_check(verdict: Verdict) -> None:
    """Keep what a check came to, by the digest of the text, where there is an installation to keep it in."""
    found = {
        "edition": EDITION,
        "by": version("heardfirst"),
        "on": clock.now().date().isoformat(),
        "states": verdict.states,
        "too_large": verdict.bounded,
        "proved": verdict.proved,
        "overridden": sorted({exception.promise for exception in verdict.excepted}),
        "broken": sorted({violation.promise for violation in verdict.broken}),
    }
    with suppress(OSError, HomeError):
        place = _place(verdict.protocol)
        place.parent.mkdir(mode=0o700, exist_ok=True)  # in a directory that is there, and in no other
        place.write_text(json.dumps(found), "utf-8")


def promises_found(protocol: Protocol) -> PromisesFound | None:
    """
    What is known of the promises of exactly these rules: what a check of this text here came to, else what
    was proved of rules of this shape when this Heardfirst was made, as far as the numbers keep them too.
    """
    return _remembered(protocol) or _shipped_proof(protocol)


def _remembered(protocol: Protocol) -> PromisesFound | None:
    try:
        found = json.loads(_place(protocol).read_text("utf-8"))
        if found["edition"] != EDITION:
            return None
        proved, overridden, broken = (
            tuple(str(promise) for promise in found[name]) for name in ("proved", "overridden", "broken")
        )
        return PromisesFound(
            states=int(found["states"]),
            proved=proved,
            overridden=overridden,
            broken=broken,
            by=str(found["by"]),
            on=date.fromisoformat(found["on"]),
            too_large=bool(found["too_large"]),
        )
    except (OSError, HomeError, ValueError, KeyError, TypeError):
        return None  # never checked here, or the note of it cannot be read: then nothing is known


def _shipped_proof(protocol: Protocol) -> PromisesFound | None:
    from heardfirst.protocol.proving.proofs import check_numbers, proof_of  # NumPy only when it is needed

    proof = proof_of(protocol)
    if proof is None:
        return None
    # What was proved of a shape says nothing of these numbers, so every deadline is walked to with them.
    broken = {violation.promise for violation in check_numbers(protocol, every_deadline=True)}
    overridden = tuple(sorted({promise for promise, _step in proof.excepted}))
    proved = tuple(promise for promise in proof.proved if promise not in broken)
    return PromisesFound(proof.states, proved, overridden, tuple(sorted(broken)), version("heardfirst"))


def _place(protocol: Protocol) -> Path:
    return data_place() / "checked" / f"{protocol.digest}.json"
