"""
Recording many entries: in transactions so short that nobody else has to wait, and so that a batch that was
broken off can simply be given again.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.db import IntegrityError
from django.utils.translation import gettext as _

from heardfirst.agency.models import Agency, Person
from heardfirst.turns import let_others_in, writing

from .errors import RecordError
from .ledger import NewEntry, refuse_special_kinds, source_token
from .ledger_storage import close_ledgers, open_ledgers
from .models import Entry

ROWS_AT_FIRST, FEWEST_ROWS, MOST_ROWS = 100, 40, 500
CASES_AT_ONCE = 20
# Others wait for us this long at most, see `turns`.
_AIM_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class BatchResult:
    """How many entries were added, and how many had been recorded before under the same source key."""

    added: int
    already: int


def append_batch(
    *,
    agency: Agency,
    by: Person | None,
    items: Sequence[NewEntry],
    source: str,
    progress: Callable[[int], None] | None = None,
) -> BatchResult:
    """
    Record many entries, each case's in the order in which they occurred. What has a source key that was seen
    before is left out, so after a crash the whole batch is given again and nothing is doubled.

    ``progress`` is told after each transaction how many items are behind it. Raises as `append` does; what
    was committed before stays.
    """
    if any(item.case.agency_id != agency.pk for item in items):
        raise RecordError(_("A batch can include cases from only one agency."))
    for kind in {item.kind for item in items}:
        refuse_special_kinds(kind)
    added = done = 0
    pace = _Pace()
    for portion in _portions(items, pace):
        if done:
            let_others_in()
        try:
            added += _append_portion(agency, by, portion, source, pace)
        except IntegrityError:
            # The same rows were being recorded elsewhere at this moment. Now they are there to be seen.
            added += _append_portion(agency, by, portion, source, pace)
        done += len(portion)
        if progress is not None:
            progress(done)
    return BatchResult(added, len(items) - added)


class _Pace:
    """How many rows a transaction may have on this machine at this hour, learned from the one before."""

    def __init__(self) -> None:
        self.rows = ROWS_AT_FIRST

    def took(self, rows: int, seconds: float) -> None:
        fitting = int(rows * _AIM_SECONDS / max(seconds, 0.001))
        # By halves and doubles at most: one slow moment of the disk says little about the next.
        self.rows = max(FEWEST_ROWS, self.rows // 2, min(fitting, self.rows * 2, MOST_ROWS))


def _portions(items: Sequence[NewEntry], pace: _Pace) -> Iterator[list[NewEntry]]:
    """
    All of a case together as far as they fit, since deciding it once costs as much as deciding it again.
    """
    portion: list[NewEntry] = []
    cases: set[int] = set()
    for item in sorted(items, key=lambda item: (item.case.pk, item.at)):
        full = len(portion) >= pace.rows or (len(cases) >= CASES_AT_ONCE and item.case.pk not in cases)
        if full:
            yield portion
            portion, cases = [], set()
        portion.append(item)
        cases.add(item.case.pk)
    if portion:
        yield portion


def _append_portion(
    agency: Agency, by: Person | None, items: Sequence[NewEntry], source: str, pace: _Pace
) -> int:
    tokens = [None if item.source_key is None else source_token(agency, item.source_key) for item in items]
    with writing():
        ledgers = open_ledgers((item.case.pk for item in items), by)
        began = time.monotonic()  # from here on others wait for us; until here we waited for them
        there = _there(agency, [token for token in tokens if token is not None])
        for item, token in zip(items, tokens, strict=True):
            if token is not None:
                if token in there:
                    continue
                there.add(token)
            ledgers[item.case.pk].add(item, by=by, source=source, source_token=token)
        written = [ledger for ledger in ledgers.values() if ledger.added]
        if written:
            close_ledgers(written, written[0].recorded_at)
    pace.took(len(items), time.monotonic() - began)
    return sum(len(ledger.added) for ledger in written)


def _there(agency: Agency, tokens: Sequence[bytes]) -> set[bytes]:
    if not tokens:
        return set()
    known = Entry.objects.filter(agency=agency, source_key__in=tokens).values_list("source_key", flat=True)
    return {bytes(token or b"") for token in known}
