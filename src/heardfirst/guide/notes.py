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


@dataclass(frozen=True, slots=True)
class Noted:
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

    facts: tuple[Noted, ...]
    open_actions: tuple[dict[str, Any], ...] = ()


def draft_note(standing: Sequence[Entry]) -> DraftNote:
    """
    The note that is due, from the entries that stand (corrected ones left out). It begins after the last
    signed note, else with the first session missed since the client last came, else with the last thing that
    happened.
    """
    ordered = sorted(standing, key=lambda each: (each.at, each.seq))
    told = [each for each in _since(ordered) if KINDS[each.kind].in_note]
    facts = tuple(
        Noted(
            each.id,
            each.at,
            each.kind,
            {name: value for name, value in each.details.items() if _noted(each.kind, name)},
        )
        for each in told
    )
    return DraftNote(facts, tuple(_open_actions(ordered)))


def _noted(kind: str, name: str) -> bool:
    field = KINDS[kind].fields.get(name)
    return field is not None and field.in_note


def _since(ordered: Sequence[Entry]) -> Sequence[Entry]:
    signed = [place for place, each in enumerate(ordered) if each.kind == "note.signed"]
    if signed:
        return ordered[signed[-1] + 1 :]
    came = [place for place, each in enumerate(ordered) if each.kind == "session.attended"]
    first = came[-1] + 1 if came else 0
    missed = [place for place in range(first, len(ordered)) if ordered[place].kind == "session.missed"]
    return ordered[missed[0] if missed else max(0, len(ordered) - 1) :]


def _open_actions(ordered: Sequence[Entry]) -> list[dict[str, Any]]:
    """What the latest plan promised on our side, without what was said to be done or failed since."""
    plans = [place for place, each in enumerate(ordered) if KINDS[each.kind].is_plan]
    if not plans:
        return []
    since = ordered[plans[-1] + 1 :]
    settled = {each.details.get("what") for each in since if each.kind in ("action.done", "action.failed")}
    actions = ordered[plans[-1]].details.get("actions", ())
    return [dict(each) for each in actions if each.get("by") == "us" and each.get("what") not in settled]
