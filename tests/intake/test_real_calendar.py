"""
A year of somebody else's calendars, taken in twice: one clinic of three, 100,000 visits in a thorough run.

The tables come from medscheduler, a simulator of outpatient clinics written by others for other ends, with
its own words for how a visit went. Three clinics number their clients from one, so each clinic's numbers get
a letter in front; nothing else is touched. To simulate them takes half a minute, so they are kept beside this
file as `tools/simulate_calendars.py` wrote them.
"""

from __future__ import annotations

import csv
import io
import lzma
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from heardfirst import clock
from heardfirst.access import TodayLine, cases_for, today_for
from heardfirst.agency.models import Person
from heardfirst.intake.attendance import read
from heardfirst.intake.services import import_attendance
from heardfirst.record.models import Case, Entry, Session
from heardfirst.record.verify import verify_all
from tests.conftest import PROFILE, some_of

from .conftest import Cast

ZONE = ZoneInfo("America/New_York")
NOW = datetime(2025, 12, 1, 15, tzinfo=UTC)
KEPT = Path(__file__).with_name("three-clinics.csv.xz")
CLINICS = "ABC"
ROWS = 100_000
WENT = ("attended", "did not attend")


@pytest.fixture
def calendars() -> bytes:
    """The visits of one clinic as a CSV file, another one each run; in a thorough run those of all."""
    first, *lines = lzma.decompress(KEPT.read_bytes()).splitlines(keepends=True)
    each = len(lines) // len(CLINICS)
    parts = [lines[place * each : (place + 1) * each] for place in range(len(CLINICS))]
    return first + b"".join(line for part in some_of(parts, 1) for line in part)


def visits_of(data: bytes) -> dict[str, dict[datetime, list[dict[str, str]]]]:
    """The file by client and start, read without a line of the product."""
    visits: dict[str, dict[datetime, list[dict[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for row in csv.DictReader(io.StringIO(data.decode())):
        start = datetime.fromisoformat(f"{row['appointment_date']} {row['appointment_time']}").replace(
            tzinfo=ZONE
        )
        visits[row["patient_id"]][start].append(row)
    return visits


def contradictory(rows: list[dict[str, str]]) -> bool:
    return len({row["status"] for row in rows if row["status"] != "unknown"}) > 1


def said(rows: list[dict[str, str]]) -> dict[str, str]:
    """Of rows about one visit, one that says how it went, if any does."""
    return next((row for row in rows if row["status"] != "unknown"), rows[0])


def last_went_badly(visits: dict[datetime, list[dict[str, str]]]) -> bool:
    """Whether the last session before now that was either attended or missed was missed."""
    counted = [
        (start, said(rows))
        for start, rows in visits.items()
        if start < NOW and not contradictory(rows) and said(rows)["status"] in WENT
    ]
    if not counted:
        return False
    _, row = max(counted, key=lambda each: each[0])
    return row["status"] == "did not attend"


def whole_today(person: Person) -> list[TodayLine]:
    lines: list[TodayLine] = []
    first = today_for(person, NOW, limit=200)
    assert not first.waiting
    while True:
        page = today_for(person, NOW, limit=200, skip=len(lines))
        some = [line for line in (page.first, *page.then) if line is not None]
        if not some:
            return lines
        lines += some


@pytest.mark.long
def test_nothing_is_lost_nothing_doubled_and_today_is_right(cast: Cast, calendars: bytes) -> None:
    visits = visits_of(calendars)
    rows = [row for starts in visits.values() for same in starts.values() for row in same]
    assert len(rows) >= (ROWS if PROFILE == "thorough" else ROWS // len(CLINICS))
    reading = read(calendars, zone=str(ZONE))
    assert reading.read == len(rows) and not reading.blocked

    with clock.standing_at(NOW):
        first = import_attendance(agency=cast.agency, by=cast.worker, worker=cast.worker, reading=reading)
        entries = Entry.objects.count()
        second = import_attendance(agency=cast.agency, by=cast.worker, worker=cast.worker, reading=reading)

    # Nothing lost: every row is recorded, said to say nothing, or refused with its line.
    clashing = [
        row for starts in visits.values() for same in starts.values() if contradictory(same) for row in same
    ]
    assert Counter(each.code for each in first.refused) == {"contradiction": len(clashing)}
    assert first.added + first.unrecorded + first.repeated + len(first.refused) == len(rows)
    assert first.cases_created == Case.objects.count() == len(visits)

    told = Counter(Entry.objects.values_list("kind", flat=True))
    plain = Counter(
        "scheduled, past" if said(same)["status"] == "scheduled" and start <= NOW else said(same)["status"]
        for starts in visits.values()
        for start, same in starts.items()
        if not contradictory(same)
    )
    assert told["session.missed"] == plain["did not attend"]
    assert told["session.attended"] == plain["attended"]
    assert told["session.canceled"] == plain["cancelled"]
    assert told["session.booked"] == plain["scheduled"]
    assert first.unrecorded == plain["unknown"] + plain["scheduled, past"]

    # Nothing doubled.
    assert (second.added, second.changed, second.cases_created) == (0, 0, 0)
    assert second.already == first.added
    assert Entry.objects.count() == entries
    assert Session.objects.count() == first.added

    # Today: exactly those whose last session that counts was missed, each once.
    names = {client: next(iter(starts.values()))[0]["name"] for client, starts in visits.items()}
    due = Counter(names[client] for client, starts in visits.items() if last_went_badly(starts))
    lines = whole_today(cast.worker)
    assert due.total() > (200 if PROFILE == "thorough" else 50)
    assert Counter(line.name for line in lines) == due
    assert len({line.case.pk for line in lines}) == len(lines)
    assert {line.step for line in lines} == {"contact"}

    some = [line.case.pk for line in lines]
    assert not verify_all(cases_for(cast.worker).filter(pk__in=some))
