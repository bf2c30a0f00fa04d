"""Proofs kept: rules that were proved once are proved, whoever uses them with which numbers.

The states that are explored know no numbers: not how many calls make a proper try, nor how many days a step
may take. Two protocols with the same steps, checklists and transitions therefore have the same states, and
what was proved of one holds for the other. Their common *shape* is the digest of all that the exploration
looks at. What the numbers alone can break, floors and deadlines, is checked anew each time.

proofs.json is written by `make prove` and holds the shapes of the shipped protocols.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

from ..rules.promises import EDITION
from ..vocabulary.kinds import KINDS
from ..vocabulary.protocol import Line, Protocol, Step
from .deadlines import duties_at_a_glance, duties_on_plain_days
from .model import Effect, Model, grids_of
from .number_floors import below_floors
from .verdicts import Verdict, Violation

__all__ = ["STORED_IN", "Proof", "as_stored", "check_numbers", "proof_of", "shape_of"]

STORED_IN = "proofs.json"


@dataclass(frozen=True, slots=True)
class Proof:
    """What was proved of a shape: of which protocol first, over how many states and walks to a deadline,
    which promises, and which of them but for a declared exception (promise, step)."""

    protocol: str
    version: str
    states: int
    walks: int
    proved: tuple[str, ...]
    excepted: tuple[tuple[str, str], ...]


def proof_of(protocol: Protocol) -> Proof | None:
    """The proof of a protocol's rules, if they were proved before under the same exceptions."""
    return _stored_proofs().get(shape_of(protocol))


def check_numbers(protocol: Protocol, *, every_deadline: bool = False) -> tuple[Violation, ...]:
    """What the numbers alone break, with the days on which they do: in a fraction of a second, or with
    ``every_deadline`` in a few seconds. Declared exceptions are left out."""
    walks = duties_on_plain_days(protocol) if every_deadline else duties_at_a_glance(protocol)
    found = [*below_floors(protocol), *([walks.late] if walks.late else [])]
    declared = {(exception.promise, exception.step) for exception in protocol.exceptions}
    return tuple(violation for violation in found if (violation.promise, violation.step) not in declared)


@lru_cache(maxsize=256)
def shape_of(protocol: Protocol) -> str:
    """The digest of all that the exploration of a protocol looks at (SHA-256, hex)."""
    seen: list[Any] = [
        EDITION,
        protocol.mandated,
        dict(protocol.bits),
        [_step(step) for step in protocol.steps],
        sorted((exception.promise, exception.step) for exception in protocol.exceptions),
    ]
    for grid in grids_of(protocol):
        model = Model(protocol, grid)
        seen.append([asdict(grid), model.initial.tolist(), sorted(model.at.items()), list(_effects(model))])
    return hashlib.sha256(json.dumps(seen, sort_keys=True).encode()).hexdigest()


def as_stored(verdict: Verdict) -> Mapping[str, Any]:
    """A good verdict as proofs.json keeps it."""
    protocol = verdict.protocol
    excepted = tuple((violation.promise, violation.step) for violation in verdict.excepted)
    return asdict(
        Proof(protocol.key, protocol.version, verdict.states, verdict.duties.walks, verdict.proved, excepted)
    )


@lru_cache(maxsize=1)
def _stored_proofs() -> Mapping[str, Proof]:
    table = json.loads((resources.files(__package__) / STORED_IN).read_text("utf-8"))
    return {
        shape: Proof(
            **{
                **proof,
                "proved": tuple(proof["proved"]),
                "excepted": tuple((promise, step) for promise, step in proof["excepted"]),
            }
        )
        for shape, proof in table.items()
    }


def _step(step: Step) -> list[Any]:
    return [
        step.name, step.role, [KINDS[kind].first_name for kind in step.writes], step.waits,
        sorted(step.acts), step.within is not None,
        [
            (disclosure.form, disclosure.basis, disclosure.prompted, disclosure.presence)
            for disclosure in step.disclosures
        ],
        [_lines(part) for part in (step.wanted, step.needs, step.done)],
        [_lines(step.moves.when), step.moves.after] if step.moves else None,
    ]  # fmt: skip


def _lines(lines: tuple[Line, ...]) -> list[tuple[int, int]]:
    return [(line.on, line.off) for line in lines]


def _effects(model: Model) -> Iterator[list[Any]]:
    for effects in (model.outside, *model.steps):
        yield [_effect(effect) for effect in effects]


def _effect(effect: Effect) -> tuple[Any, ...]:
    return effect.by, effect.on, effect.off, effect.set, effect.clear, effect.good
