"""
Why an option is the answer or is not: what it would do to the client and to the work, in one sentence.

The protocol's own reasons say how things stand; this says what follows from it for a person, as a supervisor
would argue it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from heardfirst.protocol import Decision
from heardfirst.protocol.vocabulary.statuses import SHUT
from heardfirst.protocol.vocabulary.texts import read_texts

__all__ = ["against_later", "against_step", "for_step", "rationale"]


def for_step(decision: Decision, step: str) -> str:
    """The code of why to begin with this step is right."""
    return _code("right", decision, step)


def against_step(decision: Decision, step: str) -> str:
    """The code of what speaks against taking this step as things stand."""
    status = decision.standing(step).status
    situation = "done" if status == "done" else "early" if status in SHUT else "needless"
    return _code(situation, decision, step)


def against_later(decision: Decision, first: str) -> str:
    """The code of why something that has its place has it only after the step ``first``."""
    return _code("later", decision, first)


def rationale(code: str, language: str = "en") -> str:
    """The sentence of a code, in ``en`` or ``es``. Raises KeyError on any other code."""
    return _sentences()[code][language]


def _code(situation: str, decision: Decision, step: str) -> str:
    """The nearest sentence there is: of the step, of its role, of the situation; empty without any."""
    role = decision.protocol.step(step).role
    named = (f"{situation}.{step}", f"{situation}.{role}", situation)
    return next((code for code in named if code in _sentences()), "")


@cache
def _sentences() -> Mapping[str, Mapping[str, str]]:
    return dict(_flat(read_texts(__package__, "rationale.toml"), ""))


def _flat(table: Mapping[str, Any], before: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Each text by its dotted name; one may stand beside others that are below it."""
    if "en" in table:
        yield before, {"en": str(table["en"]), "es": str(table["es"])}
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}.{name}" if before else name)
