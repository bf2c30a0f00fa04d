"""The file for the client's calendar, read back by RFC 5545: discreet, and changed in place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from heardfirst.guide.appointment_file import Meeting, calendar_file, meetings_of
from heardfirst.protocol import Entry, fold

pytestmark = pytest.mark.once  # no database is asked here

NOW = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
TUESDAY, THURSDAY = datetime(2026, 3, 10, 14, 0, tzinfo=UTC), datetime(2026, 3, 12, 20, 30, tzinfo=UTC)


def entry(number: int, kind: str, requirement: str = "one", **details: datetime | str) -> Entry:
    said = {name: each.isoformat() if isinstance(each, datetime) else each for name, each in details.items()}
    at = NOW - timedelta(hours=9 - number)
    return Entry(kind, at, at, said, requirement, str(UUID(int=number)), number)


def meetings(*entries: Entry) -> list[Meeting]:
    return meetings_of(fold(entries, at=NOW), ["one", "two"], NOW)


def read(content: bytes) -> list[dict[str, str]]:
    """The events, unfolded and unescaped, each with the file's own fields under a dot."""
    assert content.endswith(b"\r\n") and b"\n" not in content.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    whole: dict[str, str] = {}
    events, into = [], whole
    for line in content.replace(b"\r\n ", b"").decode().splitlines():
        name, _colon, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            into = {}
        elif line == "END:VEVENT":
            events.append(into)
            into = whole
        else:
            for sign in ",;":
                value = value.replace(f"\\{sign}", sign)
            into[name] = value.replace("\\n", "\n").replace("\\\\", "\\")
    assert (whole["VERSION"], whole["METHOD"]) == ("2.0", "PUBLISH")
    return events


def test_an_appointment_and_not_a_word_more() -> None:
    [event] = read(calendar_file(meetings(entry(1, "session.booked", starts_at=TUESDAY)), language="en"))
    assert set(event) == {
        "UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "STATUS", "SUMMARY", "CLASS",
    }  # fmt: skip
    assert (event["SUMMARY"], event["CLASS"], event["STATUS"]) == ("Appointment", "PRIVATE", "CONFIRMED")
    assert (event["DTSTART"], event["DTEND"]) == ("20260310T140000Z", "20260310T150000Z")
    assert UUID(event["UID"]) != UUID(int=1), "no id of the record"
    [event] = read(calendar_file(meetings(entry(1, "session.booked", starts_at=TUESDAY)), language="es-MX"))
    assert event["SUMMARY"] == "Cita"


def test_it_keeps_its_id_while_it_is_moved_and_called_off() -> None:
    booked = entry(1, "session.booked", starts_at=TUESDAY)
    moved = entry(2, "session.moved", starts_at=TUESDAY, to=THURSDAY)
    canceled = entry(3, "session.canceled", starts_at=THURSDAY, by="client")
    anew = entry(4, "session.booked", starts_at=THURSDAY)
    [first] = meetings(booked)
    [second] = meetings(booked, moved)
    [third] = meetings(booked, moved, canceled)
    assert first.uid == second.uid == third.uid
    assert [(each.sequence, each.start, each.called_off) for each in (first, second, third)] == [
        (0, TUESDAY, False), (1, THURSDAY, False), (2, THURSDAY, True),
    ]  # fmt: skip
    assert "STATUS:CANCELLED" in calendar_file([third], language="en").decode()
    again = meetings(booked, moved, canceled, anew)
    assert [each.called_off for each in sorted(again, key=lambda each: each.sequence)] == [False, True]
    assert len({each.uid for each in again}) == 2


def test_each_service_for_itself_booked_twice_is_booked_once_and_what_is_over_is_left_out() -> None:
    entries = [
        entry(1, "session.booked", starts_at=TUESDAY),
        entry(2, "session.booked", starts_at=TUESDAY),
        entry(3, "session.booked", "two", starts_at=TUESDAY),
        entry(4, "session.booked", "two", starts_at=NOW),
        entry(5, "session.canceled", "two", starts_at=THURSDAY),
        entry(6, "session.moved", "two", starts_at=NOW - timedelta(days=1), to=THURSDAY),
    ]
    found = meetings(*entries)
    assert [(each.start, each.sequence) for each in found] == [(TUESDAY, 0), (TUESDAY, 0), (THURSDAY, 0)]


@pytest.mark.parametrize(
    "agency", ["Harbor; Bay, and \\ Sons", "Niños " * 40, "🚌" * 60, "Two\nlines", "x" * 63]
)
def test_any_name_comes_through_whole(agency: str) -> None:
    found: Any = meetings(entry(1, "session.booked", starts_at=TUESDAY))
    [event] = read(calendar_file(found, language="en", agency=agency))
    assert event["DESCRIPTION"] == agency
