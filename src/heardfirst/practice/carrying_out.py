"""Carrying out a step on paper, with a client who answers: what a question's later acts are judged after."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from heardfirst.protocol import KINDS, Entry, Scenario, normalized, start_of
from heardfirst.protocol.vocabulary.statuses import STILL_OPEN

__all__ = ["after"]

_A_WHILE = timedelta(minutes=5)
_TO_THE_SESSION = timedelta(days=2)


def after(scenario: Scenario, step: str) -> Scenario:
    """
    The same situation a few minutes later, the step carried out and the client answering. Where no single
    entry settles the step, it is taken as done by the first of its entries.
    """
    first: Scenario | None = None
    for kind, details in _ways(scenario, step):
        later = _add_entry(scenario, kind, details)
        if later.decide().standing(step).status not in STILL_OPEN:
            return later
        first = first or later
    return first or scenario


def _ways(scenario: Scenario, step: str) -> Iterator[tuple[str, dict[str, Any]]]:
    protocol = scenario.protocol
    # What one hopes for stands before what one may have to put up with; of several ways in which an entry
    # goes well, the first that settles the step is taken.
    kinds = sorted(
        protocol.step(step).writes, key=lambda kind: (kind == "contact.tried", not KINDS[kind].well)
    )
    for kind in kinds:
        start = {
            name: value for name, value in start_of(protocol, step).items() if name in KINDS[kind].fields
        }
        for details in KINDS[kind].well or ({},):
            yield kind, {**details, **start}


def _add_entry(scenario: Scenario, kind: str, details: dict[str, Any]) -> Scenario:
    now: datetime = scenario.now + _A_WHILE
    if kind == "session.booked":
        details = details | {"starts_at": now + _TO_THE_SESSION, "plan": True, "by": "us"}
    elif kind == "risk.watched":
        details = details | {"until": now + _TO_THE_SESSION}
    number = len(scenario.entries) + 1
    requirement = scenario.requirement or scenario.requirements()[0]
    entry = Entry(
        kind,
        now,
        now,
        MappingProxyType(normalized(kind, details)),
        requirement=requirement if kind.startswith("session.") else None,
        id=f"next-{number}",
        seq=number,
    )
    return replace(scenario, now=now, known_at=None, entries=(*scenario.entries, entry))
