"""
A made-up year of thousands of cases, replayed under two versions of the rules and counted again another way.

The generator draws each case's numbers; the recount works from those numbers alone, by arithmetic on arrays,
and knows nothing of entries, facts or protocols.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from heardfirst.protocol import Calendar, Entry, Protocol, decide, facts_of, load_protocol, parse_protocol
from heardfirst.protocol.telling.comparison import replay
from tests.conftest import PROFILE

CASES = 10_000 if PROFILE == "thorough" else 3_000
WEEKS = 52
CALENDAR = Calendar(zone="America/New_York")
# Files come every four weeks, so nobody waits for a next session to be booked between them.
_FILES = (
    load_protocol("court-mandated-treatment")
    .source.replace('next_session    = "10 days"', 'next_session    = "60 days"')
    .replace("[missed] ", "[missed]\nlate_minutes = 15 ")
)
OLD = parse_protocol(_FILES.encode(), "three-tries.toml")
MONDAY = datetime(2026, 1, 5, 15, tzinfo=UTC)  # ten in the morning in New York
DAY, HOUR = 24 * 60, 60
# The file came on Friday at six: a first try on Saturday evening, the others at noon on Monday and Tuesday.
_TRIES = (
    (1 * DAY, "phone", "no_answer"),
    (2 * DAY + 18 * HOUR, "text", "no_answer"),
    (3 * DAY + 18 * HOUR, "visit", "not_home"),
)
_REACHED = 5 * DAY
_NOTHING: MappingProxyType[str, Any] = MappingProxyType({})


def _new() -> Protocol:
    """Two tries on two days are enough, and half an hour late is no missed session yet."""
    text = OLD.source
    for before, after in (
        ("attempts = 3, days = 3", "attempts = 2, days = 2"),
        ("late_minutes = 15", "late_minutes = 30"),
    ):
        assert before in text
        text = text.replace(before, after)
    return parse_protocol(text.encode(), "two-tries.toml")


NEW = _new()
END = MONDAY + timedelta(weeks=WEEKS)


@dataclass(frozen=True)
class Year:
    """
    What was drawn for each case. It has a session each Monday, told in a file at the end of each fourth week.

    ``troubled`` are the weeks (-1: none) of up to two sessions that were missed, or come to ``late`` minutes
    late where that is not 0; ``tries`` is how often somebody tried afterwards, ``reached`` whether the client
    was then spoken with on the fifth day after the file came. All moments are minutes from the first Monday.
    """

    troubled: NDArray[np.int64]
    late: NDArray[np.int64]
    tries: NDArray[np.int64]
    reached: NDArray[np.bool_]


def drawn(seed: int = 20260302) -> Year:
    numbers = np.random.default_rng(seed)
    half = WEEKS // 2
    troubled = np.stack(
        [numbers.integers(0, half - 6, CASES), numbers.integers(half, WEEKS - 6, CASES)], axis=1
    )
    last_of_a_file = numbers.random((CASES, 2)) < 0.6
    troubled = np.where(last_of_a_file, troubled // 4 * 4 + 3, troubled)
    troubled[numbers.random((CASES, 2)) < (0.55, 0.75)] = -1
    late = np.where(numbers.random((CASES, 2)) < 0.3, numbers.integers(1, 60, (CASES, 2)), 0)
    return Year(troubled, late, numbers.integers(0, 4, (CASES, 2)), numbers.random((CASES, 2)) < 0.5)


def known(week: NDArray[np.int64] | int) -> Any:
    """When the file that tells of a week comes in: Friday of the last of its four weeks, at six."""
    return (week // 4 * 4 + 3) * 7 * DAY + 4 * DAY + 8 * HOUR


# -- the chronologies


def chronology(year: Year, case: int) -> list[Entry]:
    """One case's entries, in the order in which they were recorded."""
    told: list[tuple[int, int, str, dict[str, Any]]] = [(0, -DAY, "case.opened", {})]
    late = {int(w): int(m) for w, m in zip(year.troubled[case], year.late[case], strict=True) if w >= 0}
    for week in range(WEEKS):
        minutes = late.get(week)
        kind = "session.missed" if minutes == 0 else "session.attended"
        details = {"late_minutes": minutes} if minutes else {}
        told.append((known(week), week * 7 * DAY, kind, details))
    for spell in range(2):
        week = int(year.troubled[case, spell])
        if week < 0:
            continue
        for after, channel, outcome in _TRIES[: year.tries[case, spell]]:
            at = known(week) + after
            told.append((at, at, "contact.tried", {"channel": channel, "outcome": outcome}))
        if year.reached[case, spell]:
            at = known(week) + _REACHED
            told.append((at, at, "contact.made", {"channel": "phone", "by": "client"}))
    told.sort(key=lambda each: each[:2])
    return [
        Entry(
            kind,
            moment(at),
            moment(recorded),
            MappingProxyType(details) if details else _NOTHING,
            None,
            "",
            seq,
        )
        for seq, (recorded, at, kind, details) in enumerate(told, start=1)
    ]


def moment(minutes: int) -> datetime:
    return MONDAY + timedelta(minutes=int(minutes))


# -- the same, counted again

Counted = tuple[int, int, int, str | None, str | None]
"""A case, from when to when (minutes), and what was next under the old rules and the new."""


def recount(year: Year) -> set[Counted]:
    """
    A trouble waits for an answer only when it came in the last week of a file: the file of any other week
    tells at once that the client has come again since. Of a last week the next file tells so, four weeks on.
    """
    learned, ends = known(year.troubled), known(year.troubled + 1)
    waits = (year.troubled >= 0) & (year.troubled % 4 == 3)
    tried = [
        np.where(year.tries > number, learned + after, ends) for number, (after, _, _) in enumerate(_TRIES)
    ]
    reached = np.where(year.reached, learned + _REACHED, ends)
    # Sixteen to thirty minutes late was a missed session before, and is none now: nothing is next now.
    only_old = waits & (year.late > 15) & (year.late <= 30)
    third = np.minimum(tried[2], reached)
    found = _spans(only_old, learned, third, "contact", None)
    found |= _spans(only_old, third, reached, "document", None)
    found |= _spans(only_old, reached, ends, "listen", None)
    # A missed session under both: the old rules ask for a third try where two are enough now.
    both = waits & ((year.late == 0) | (year.late > 30))
    found |= _spans(both, np.minimum(tried[1], reached), third, "contact", "document")
    return found


def _spans(
    which: NDArray[np.bool_], begins: Any, until: Any, old: str | None, new: str | None
) -> set[Counted]:
    rows, spells = np.nonzero(which & (begins < until))
    return {
        (int(case), int(begins[case, spell]), int(until[case, spell]), old, new)
        for case, spell in zip(rows, spells, strict=True)
    }


def replayed(year: Year, cases: Iterable[int]) -> set[Counted]:
    found: set[Counted] = set()
    for case in cases:
        for each in replay(chronology(year, case), OLD, NEW, CALENDAR, until=END):
            assert each.until is not None
            found.add((case, minutes(each.at), minutes(each.until), each.old_next, each.new_next))
    return found


def minutes(at: datetime) -> int:
    return int((at - MONDAY).total_seconds() // 60)


@pytest.mark.long
def test_the_replay_of_a_year_is_what_arithmetic_says() -> None:
    year = drawn()
    expected = recount(year)
    assert replayed(year, range(CASES)) == expected
    # The recount is no empty one: each way to differ is there many times, and most cases never differ.
    pairs = Counter((old, new) for *_, old, new in expected)
    assert set(pairs) == {("contact", None), ("document", None), ("listen", None), ("contact", "document")}
    assert min(pairs.values()) > CASES // 200
    assert CASES / 10 < len({case for case, *_ in expected}) < CASES / 2


def test_the_arithmetic_itself_is_what_deciding_afresh_says() -> None:
    """For some cases each day of the year is decided from scratch, without any replay."""
    year = drawn()
    expected = recount(year)
    differing = sorted({case for case, *_ in expected})
    for case in [*differing[:12], *range(4)]:
        entries = chronology(year, case)
        spans = [each for each in expected if each[0] == case]
        edges = [edge for _, begins, until, *_ in spans for edge in (begins - 1, begins, until - 1, until)]
        for at in [*edges, *range(0, WEEKS * 7 * DAY, 9 * DAY)]:
            said = [(old, new) for _, begins, until, old, new in spans if begins <= at < until]
            afresh = tuple(_next_afresh(entries, protocol, moment(at)) for protocol in (OLD, NEW))
            assert said == ([afresh] if afresh[0] != afresh[1] else [])


def _next_afresh(entries: list[Entry], protocol: Protocol, at: datetime) -> str | None:
    facts = facts_of(entries, protocol, at=at, known_at=at, calendar=CALENDAR)
    return decide(protocol, facts).next.step
