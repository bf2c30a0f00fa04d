"""
A contact note, drafted from what the record already says: facts in their order, ready to be read by a court.

What a client said got in the way, whether they understood, and anything about their safety stay out of the
draft: help must not become evidence, and a note discloses the least that is necessary (NASW 1.07(c)). Whoever
signs may add it. There is no place for the content of therapy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from heardfirst.protocol import KINDS, Entry

from .open_actions import OpenAction


@dataclass(frozen=True, slots=True)
class NoteFact:
    """One fact for the note: which entry, when it occurred (aware), its kind and the details it may tell."""

    id: str
    at: datetime
    kind: str
    details: dict[str, Any] = field(repr=False)


@dataclass(frozen=True, slots=True)
class DraftNote:
    """
    What a note would tell: the facts since the last one, oldest first, and what we promised and have not done
    or failed yet.
    """

    facts: tuple[NoteFact, ...]
    open_actions: tuple[OpenAction, ...] = ()


def draft_note(standing: Sequence[Entry], owed: Sequence[OpenAction]) -> DraftNote:
    """
    The note that is due, from the entries that stand (corrected ones left out), oldest first, and what is
    ``owed`` to the client. What the provider owes, or what is known to have failed, is not in it.

    It begins after the last signed note, else with the first session missed since the client last came, else
    with the last thing that happened.
    """
    noted = [entry for entry in _since(standing) if KINDS[entry.kind].in_note]
    facts = tuple(
        NoteFact(
            entry.id,
            entry.at,
            entry.kind,
            {name: value for name, value in entry.details.items() if _noted(entry.kind, name)},
        )
        for entry in noted
    )
    our_actions = tuple(action for action in owed if action.by == "us" and action.failed is None)
    return DraftNote(facts, our_actions)


def _noted(kind: str, name: str) -> bool:
    field = KINDS[kind].fields.get(name)
    return field is not None and field.in_note


def _since(ordered: Sequence[Entry]) -> Sequence[Entry]:
    signed = [place for place, entry in enumerate(ordered) if entry.kind == "note.signed"]
    if signed:
        return ordered[signed[-1] + 1 :]
    came = [place for place, entry in enumerate(ordered) if entry.kind == "session.attended"]
    first = came[-1] + 1 if came else 0
    missed = [place for place in range(first, len(ordered)) if ordered[place].kind == "session.missed"]
    return ordered[missed[0] if missed else max(0, len(ordered) - 1) :]
