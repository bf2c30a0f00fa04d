"""A case's chronology, folded: entries grouped once, in order, so that facts can be read off at any moment.

Folding can go on where it stopped as long as entries come in order. A correction, or an entry that comes
late, asks for the case to be folded anew: ``Fold.add`` says so by returning False and leaving the fold as is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from ..vocabulary.entries import Entry

__all__ = ["Fold", "fold"]


class Fold:
    """The entries of one case that stand, grouped by kind in the order in which they occurred.

    ``withdrawn`` holds each entry that a later one corrected, with the moment that correction was recorded;
    ``named`` the ids that corrections speak of, whether or not the entry has come in yet.
    """

    __slots__ = ("_latest", "by_kind", "count", "last_recorded", "named", "withdrawn")

    def __init__(self) -> None:
        self.by_kind: dict[str, list[Entry]] = defaultdict(list)
        self.withdrawn: list[tuple[Entry, datetime]] = []
        self.named: frozenset[str] = frozenset()
        self.count = 0
        self.last_recorded: datetime | None = None
        self._latest: tuple[datetime, int] | None = None

    def add(self, entry: Entry) -> bool:
        """Fold one more entry. False, and nothing is changed, when the case must be folded anew instead."""
        place = (entry.at, entry.seq)
        late = self._latest is not None and place < self._latest
        if late or entry.kind == "entry.corrected" or entry.id in self.named:
            return False
        self._take(entry)
        return True

    def of(self, *kinds: str) -> list[Entry]:
        """All standing entries of these kinds, in order; the list may be the fold's own."""
        if len(kinds) == 1:
            return self.by_kind.get(kinds[0], [])
        groups = [group for kind in kinds if (group := self.by_kind.get(kind))]
        if len(groups) <= 1:
            return groups[0] if groups else []
        found = [entry for group in groups for entry in group]
        found.sort(key=_place)
        return found

    def last(self, *kinds: str) -> datetime | None:
        """When the latest standing entry of these kinds occurred, or None."""
        moments = [group[-1].at for kind in kinds if (group := self.by_kind.get(kind))]
        return max(moments) if moments else None

    def latest(self, *kinds: str) -> Entry | None:
        """The latest standing entry of these kinds; of two at one moment, the one recorded later in the
        case."""
        found = [group[-1] for kind in kinds if (group := self.by_kind.get(kind))]
        return max(found, key=_place, default=None)

    def _take(self, entry: Entry) -> None:
        self.by_kind[entry.kind].append(entry)
        self.count += 1
        self._latest = (entry.at, entry.seq)
        if self.last_recorded is None or entry.recorded > self.last_recorded:
            self.last_recorded = entry.recorded


def fold(entries: Iterable[Entry], *, at: datetime | None = None, known_at: datetime | None = None) -> Fold:
    """Fold a chronology as it was at ``at`` (what had occurred) and ``known_at`` (what had been recorded).

    A corrected entry never counts; correcting a correction brings the entry back. The order in which entries
    arrive does not matter.
    """
    seen = [
        entry
        for entry in entries
        if (at is None or entry.at <= at) and (known_at is None or entry.recorded <= known_at)
    ]
    seen.sort(key=_place)
    void, withdrawn = _void(seen)
    folded = Fold()
    for entry in seen:
        if entry.id and entry.id in void:
            continue
        folded._take(entry)
    folded.withdrawn = withdrawn
    folded.named = _named(seen)
    return folded


def _named(entries: list[Entry]) -> frozenset[str]:
    corrections = [entry.details for entry in entries if entry.kind == "entry.corrected"]
    return frozenset(
        str(correction[key])
        for correction in corrections
        for key in ("entry", "replacement")
        if correction.get(key)
    )


def _place(entry: Entry) -> tuple[datetime, int]:
    return entry.at, entry.seq


def _void(entries: list[Entry]) -> tuple[set[str], list[tuple[Entry, datetime]]]:
    """The ids that no longer stand, and the corrected entries with the moment their correction was recorded.

    The latest recorded correction is judged first, so that a correction of a correction undoes it.
    """
    corrections = [entry for entry in entries if entry.kind == "entry.corrected"]
    if not corrections:
        return set(), []
    corrections.sort(key=lambda entry: (entry.recorded, entry.seq), reverse=True)
    by_id = {entry.id: entry for entry in entries if entry.id}
    void: set[str] = set()
    withdrawn: list[tuple[Entry, datetime]] = []
    for correction in corrections:
        details = correction.details
        if correction.id and correction.id in void:
            if details.get("replacement"):
                void.add(str(details["replacement"]))
            continue
        target = by_id.get(str(details.get("entry", "")))
        if target is not None and target is not correction:
            void.add(target.id)
            withdrawn.append((target, correction.recorded))
    return void, withdrawn
