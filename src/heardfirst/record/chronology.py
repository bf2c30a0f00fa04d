"""The stored entries of a case as the rules see them: kinds, moments and closed-list details, no words."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from threading import Lock
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db import connection

from heardfirst.protocol import Entry as EntryForRules
from heardfirst.protocol import current

from .fast_sql import MOST_KEYS
from .models import Case, Entry, Requirement

_NOTHING: Mapping[str, Any] = MappingProxyType({})
_COLUMNS = "case_id, public_id, seq, kind, occurred_at, recorded_at, details, requirement_id, order_id"


@dataclass(frozen=True, slots=True)
class ReadEntry:
    """An entry for the rules, and the order it speaks of when it is about one order alone."""

    entry: EntryForRules
    order_id: int | None


def read_chronologies(
    case_ids: Sequence[int], requirements: Iterable[Requirement]
) -> dict[int, list[ReadEntry]]:
    """The chronologies of these cases in the order of recording. ``requirements`` are all that they have."""
    names = {requirement.pk: str(requirement.public_id) for requirement in requirements}
    read: dict[int, list[ReadEntry]] = {case_id: [] for case_id in case_ids}
    for start in range(0, len(case_ids), MOST_KEYS):
        portion = case_ids[start : start + MOST_KEYS]
        with connection.cursor() as cursor:
            cursor.execute(_statement(len(portion)), list(portion))
            for (
                case_id,
                public_id,
                seq,
                kind,
                occurred,
                recorded,
                details,
                requirement_id,
                order_id,
            ) in cursor:
                name = None if requirement_id is None else names[requirement_id]
                entry = entry_for_rules(public_id, seq, kind, occurred, recorded, details, name)
                read[case_id].append(ReadEntry(entry, order_id))
    return read


def chronology_with(
    case: Case, before: bytes, added: Sequence[Entry], requirements: Sequence[Requirement]
) -> list[ReadEntry]:
    """
    A locked case's chronology, entries just added included. ``before`` was its head without them.

    The last few cases are remembered by their heads. A head is a digest over the whole chronology, so what is
    remembered under it is that chronology and no other, whoever wrote to the case in between.
    """
    remembered = _REMEMBERED.recall(case.pk, before)
    if remembered is None:
        chronology = read_chronologies([case.pk], requirements)[case.pk]
    else:
        names = {requirement.pk: str(requirement.public_id) for requirement in requirements}
        chronology = remembered + [_read(entry, names) for entry in added]
    _REMEMBERED.remember(case.pk, bytes(case.head), chronology)
    return chronology


class _Memory:
    """Chronologies by case and head, the longest unused forgotten first. They hold no words and no names."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._remembered: OrderedDict[int, tuple[bytes, list[ReadEntry]]] = OrderedDict()

    def recall(self, case_id: int, head: bytes) -> list[ReadEntry] | None:
        with self._lock:
            remembered = self._remembered.get(case_id)
            return remembered[1] if remembered is not None and remembered[0] == head else None

    def remember(self, case_id: int, head: bytes, chronology: list[ReadEntry]) -> None:
        with self._lock:
            self._remembered[case_id] = head, chronology
            self._remembered.move_to_end(case_id)
            if len(self._remembered) > self._most:
                self._remembered.popitem(last=False)


_REMEMBERED = _Memory(256)


def _read(entry: Entry, names: Mapping[int, str]) -> ReadEntry:
    name = None if entry.requirement_id is None else names[entry.requirement_id]
    for_rules = entry_for_rules(
        str(entry.public_id), entry.seq, entry.kind, entry.occurred_at, entry.recorded_at, entry.details, name
    )
    return ReadEntry(for_rules, entry.order_id)


def entry_for_rules(
    public_id: UUID | str,
    seq: int,
    kind: str,
    at: datetime,
    recorded: datetime,
    details: bytes | memoryview,
    requirement: str | None,
) -> EntryForRules:
    """One stored entry for the rules, by the names that things have now. SQLite knows neither UUIDs nor
    zones: text and UTC stand for them."""
    raw = bytes(details)
    read = _NOTHING if raw == b"{}" else json.loads(raw.decode())
    name = str(public_id)
    if len(name) == 32:
        name = f"{name[:8]}-{name[8:12]}-{name[12:16]}-{name[16:20]}-{name[20:]}"
    kind, details_now = current(kind, read)
    return EntryForRules(kind, _aware(at), _aware(recorded), details_now, requirement, name, seq)


def entries_about(read: Iterable[ReadEntry], order_id: int) -> list[EntryForRules]:
    """What bears on one requirement: all but what was said of another order."""
    return [row.entry for row in read if row.order_id in (None, order_id)]


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


@lru_cache(maxsize=64)
def _statement(keys: int) -> str:
    marks = ", ".join("%s" for _ in range(keys))
    return f"SELECT {_COLUMNS} FROM record_entry WHERE case_id IN ({marks}) ORDER BY case_id, seq"  # noqa: S608
