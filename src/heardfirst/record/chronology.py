"""The stored entries of a case as the rules see them: kinds, moments and closed-list details, no words."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from uuid import UUID

from heardfirst.protocol import Entry as ToldEntry

from .models import Entry, Requirement

_NOTHING: Mapping[str, Any] = MappingProxyType({})
_COLUMNS = (
    "case_id", "public_id", "seq", "kind", "occurred_at", "recorded_at", "details", "requirement_id",
    "order_id",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """An entry for the rules, and the order it speaks of when it is about one order alone."""

    entry: ToldEntry
    order_id: int | None


def told_by_case(case_ids: Iterable[int], requirements: Iterable[Requirement]) -> dict[int, list[Told]]:
    """The chronologies of these cases in the order of recording. ``requirements`` are all that they have."""
    names = {each.pk: str(each.public_id) for each in requirements}
    rows = Entry.objects.filter(case_id__in=list(case_ids)).order_by("case_id", "seq").values_list(*_COLUMNS)
    told: dict[int, list[Told]] = defaultdict(list)
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
    ) in rows.iterator():
        name = None if requirement_id is None else names[requirement_id]
        entry = told_entry(public_id, seq, kind, occurred, recorded, details, name)
        told[case_id].append(Told(entry, order_id))
    return told


def told_entry(
    public_id: UUID,
    seq: int,
    kind: str,
    at: datetime,
    recorded: datetime,
    details: bytes,
    requirement: str | None,
) -> ToldEntry:
    """One stored entry for the rules."""
    raw = bytes(details)
    read = _NOTHING if raw == b"{}" else json.loads(raw)
    return ToldEntry(kind, at, recorded, read, requirement, str(public_id), seq)


def about(told: Iterable[Told], requirement: Requirement) -> list[ToldEntry]:
    """What bears on one requirement: all but what was said of another order."""
    return [each.entry for each in told if each.order_id is None or each.order_id == requirement.order_id]
