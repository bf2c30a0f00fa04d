"""Entries: one thing that happened, and what it may say.

Only closed lists, numbers, times and references live in an entry's details. Whatever a person typed is
*words*, and words never come here: the record keeps them sealed, beside the entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from .errors import EntryError, ProtocolRoomError, nearest, shown
from .kinds import KINDS, Kind

__all__ = ["KINDS", "Entry", "Kind", "belongs", "check_entry", "current", "moment_of", "normalized"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened or was done, as the rules see it: no words, no identity.

    ``at`` is when it occurred and ``recorded`` when we learned of it; both are aware datetimes. ``id`` is
    what an ``entry.corrected`` names. ``seq`` is the place in the case's chronology, the last resort when
    two entries occurred at the same moment.
    """

    kind: str
    at: datetime
    recorded: datetime
    details: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    requirement: str | None = None
    id: str = ""
    seq: int = 0


def belongs(entry: Entry, requirement: str | None) -> bool:
    """Whether an entry speaks of this requirement: its own, or none named."""
    return entry.requirement is None or requirement is None or entry.requirement == requirement


def moment_of(text: object) -> datetime | None:
    """A moment as details store it, read back; None when nothing is stored."""
    return datetime.fromisoformat(text) if isinstance(text, str) else None


def current(kind: str, details: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """
    A stored kind and its details by the names that they have now. What is stored keeps its bytes, and so its
    digest, for ever; a kind that is not known stays as it is.
    """
    known = KINDS.get(kind)
    return (kind, details) if known is None else (known.name, known.current(details))


def normalized(kind: str, details: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The details in their one stored form: known fields only, aliases resolved, defaults left out.

    Raises EntryError, naming the nearest right word, on an unknown kind, field or value.
    """
    known = KINDS.get(kind)
    if known is None:
        raise EntryError(f'"{shown(kind)}" is not a kind of entry.{nearest(kind, KINDS)}')
    clean: dict[str, Any] = {}
    for name, value in known.current(details or {}).items():
        wanted = known.fields.get(name)
        if wanted is None:
            raise EntryError(f'{kind} has no field "{shown(name)}".{nearest(name, known.fields)}')
        if value is None:
            continue
        try:
            clean[name] = wanted.read(value)
        except ProtocolRoomError as problem:
            raise EntryError(f"{kind}, {name}: {problem}") from None
    return clean


def check_entry(kind: str, details: Mapping[str, Any] | None = None) -> None:
    """Refuse what ``normalized`` would refuse; returns nothing."""
    normalized(kind, details)
