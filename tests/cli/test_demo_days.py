"""
The demonstration keeps its word on whatever day, and at whatever hour, it is made: told and decided without a
database, on 400 days in a row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from heardfirst.agency.court_days import FEDERAL, known_days
from heardfirst.agency.models import DEFAULT_PROTOCOL
from heardfirst.cli.demo.lives import Life, lives
from heardfirst.protocol import Calendar, Decision, Entry, decide, facts_of, load_protocol, normalized
from tests import moments
from tests.cli.test_demo import EVERY_STEP, OPENING_STORIES

FIRST_DAY, DAYS = date(2026, 11, 20), 400
HOURS = (time(0, 1), time(8), time(14), time(16, 59), time(17, 30), time(23, 58))
AWAKE = (time(7), time(20))
# What one day asks of one person, out of what is to be done.
DUE_TODAY, TO_DO, OVERDUE, WAITING = range(6, 11), range(20, 31), 2, 5


@dataclass(frozen=True)
class Morning:
    """The demonstration at a moment: who is there, and what the rules say of each."""

    now: datetime
    calendar: Calendar
    lives: list[Life]
    decisions: list[Decision]

    @property
    def to_do(self) -> list[tuple[str, Decision]]:
        """Names and decisions in the order in which Today shows them: safety first, then the earliest due."""
        found = [
            (life.someone.name, decision)
            for life, decision in zip(self.lives, self.decisions, strict=True)
            if decision.next.step
        ]
        return sorted(found, key=lambda pair: (_role(pair[1]) != "protect", pair[1].next.due or _FAR))

    @property
    def end_of_day(self) -> datetime:
        """When the office closes, today or on the next day on which it is open."""
        here = self.calendar.local(self.now)
        day = here.date() + timedelta(days=here.time() >= self.calendar.closes)
        while not self.calendar.is_business_day(day):
            day += timedelta(days=1)
        return datetime.combine(day, self.calendar.closes, self.calendar.tz)


_FAR = datetime(9999, 1, 1, tzinfo=UTC)


def _role(decision: Decision) -> str:
    return decision.standing(str(decision.next.step)).role


@lru_cache(maxsize=8)
def _calendar(zone: str) -> Calendar:
    years = range(FIRST_DAY.year - 1, FIRST_DAY.year + 4)
    return Calendar(zone=zone, holidays=frozenset(known_days(FEDERAL, years)))


def morning(now: datetime, zone: str) -> Morning:
    calendar, rules = _calendar(zone), load_protocol(DEFAULT_PROTOCOL)
    told = lives(now, calendar)
    decisions = [
        decide(rules, facts_of(_entries(life), rules, at=now, calendar=calendar, requirement="ordered"))
        for life in told
    ]
    return Morning(now, calendar, told, decisions)


def _entries(life: Life) -> Iterator[Entry]:
    """What the record would hold of a case, as the rules see it."""
    opened = life.opened_at
    rows: list[tuple[str, datetime, datetime, Mapping[str, Any]]] = [("case.opened", opened, opened, {})]
    if life.terms:
        rows.append(("order.changed", opened, opened, {"terms": life.terms}))
    rows += ((each.kind, each.at, each.recorded, each.details) for each in life.entries)
    for seq, (kind, at, recorded, details) in enumerate(rows, start=1):
        ordered = "ordered" if kind.startswith("session.") else None
        yield Entry(kind, at, recorded, normalized(kind, details), ordered, str(seq), seq)


def moments_told(life: Life) -> Iterator[datetime]:
    """Every moment that a story names: what happened, what was booked, until when somebody watches."""
    yield life.opened_at
    for each in life.entries:
        yield each.at
        yield each.recorded
        yield from (
            datetime.fromisoformat(each.details[name])
            for name in ("starts_at", "until")
            if name in each.details
        )


def broken(seen: Morning) -> Iterator[str]:
    """Where the demonstration does not keep its word."""
    calendar = seen.calendar
    for life in seen.lives:
        for at in map(calendar.local, moments_told(life)):
            if not (calendar.is_business_day(at.date()) and AWAKE[0] <= at.time() <= AWAKE[1]):
                yield f"{life.someone.name}: {at:%a %Y-%m-%d %H:%M} is no time for it"
        if any(each.at > seen.now or each.recorded > seen.now for each in life.entries):
            yield f"{life.someone.name}: told before it happens"
        if "hearing" in life.terms:
            hearing = date.fromisoformat(life.terms["hearing"])
            if hearing <= calendar.local(seen.now).date() or not calendar.is_business_day(hearing):
                yield f"{life.someone.name}: a hearing on {hearing:%a %Y-%m-%d}"
    yield from _unlike_a_day(seen)


def _unlike_a_day(seen: Morning) -> Iterator[str]:
    to_do = seen.to_do
    dues = [decision.next.due for _name, decision in to_do if decision.next.due]
    waiting = sum(
        decision.next.wait_until is not None for decision in seen.decisions if not decision.next.step
    )
    if to_do[0][0] not in OPENING_STORIES:
        yield f"{to_do[0][0]} comes first"
    if not {decision.next.step for _name, decision in to_do} >= EVERY_STEP:
        yield "a kind of morning is missing"
    for what, count, wanted in (
        ("to do", len(to_do), TO_DO),
        ("due by the end of the day", sum(due <= seen.end_of_day for due in dues), DUE_TODAY),
        ("overdue", sum(due < seen.now for due in dues), range(OVERDUE + 1)),
        ("waited for", waiting, range(WAITING, 15)),
    ):
        if count not in wanted:
            yield f"{count} {what}"


def test_a_believable_morning_on_400_days_in_a_row() -> None:
    found: dict[str, list[str]] = {}
    for count in range(DAYS):
        zone = ("America/New_York", *moments.ZONES[1:])[count % 3]
        now = datetime.combine(FIRST_DAY + timedelta(days=count), HOURS[count % len(HOURS)], ZoneInfo(zone))
        if problems := list(broken(morning(now, zone))):
            found[f"{now:%a} {now.isoformat()} {zone}"] = problems
    assert found == {}


@pytest.mark.parametrize("moment", [each for each in moments.MOMENTS if each != moments.PRESENT])
def test_and_at_the_moments_that_code_forgets(moment: str) -> None:
    for zone in ("America/New_York", *moments.ZONES[1:]):
        assert list(broken(morning(datetime.fromisoformat(moment), zone))) == []


def test_everybody_has_their_own_story() -> None:
    seen = morning(datetime(2026, 11, 24, 9, tzinfo=ZoneInfo("America/New_York")), "America/New_York")
    assert Counter(life.someone.name for life in seen.lives).most_common(1)[0][1] == 1
    assert len(seen.lives) == 40
