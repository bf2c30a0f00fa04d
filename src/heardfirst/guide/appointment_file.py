"""
Sessions to come as a file for the client's calendar (RFC 5545).

A telephone lies open on kitchen tables: an event is called an appointment and nothing else, with the agency's
name only where somebody asked for it. It keeps its id while it is moved or called off, so that the file sent
again changes the event instead of adding one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from uuid import UUID, uuid5

from heardfirst.protocol import Entry, Fold
from heardfirst.protocol.vocabulary.entries import belongs, moment_of
from heardfirst.protocol.vocabulary.texts import Text, text_of

from .texts import table_of

__all__ = ["FILE_NAME", "Meeting", "calendar_file", "meetings_of"]

FILE_NAME = "appointment.ics"
_LENGTH = timedelta(hours=1)  # nobody says how long a session takes; an hour keeps it free
_SPOKEN_OF = ("session.booked", "session.moved", "session.canceled")


@dataclass(frozen=True, slots=True)
class Meeting:
    """
    One session as a calendar knows it. ``uid`` stays while it is moved, ``sequence`` counts its changes.
    ``start`` and ``changed`` are aware.
    """

    uid: UUID
    start: datetime
    changed: datetime
    sequence: int = 0
    called_off: bool = False


def meetings_of(folded: Fold, requirements: Iterable[str], now: datetime) -> list[Meeting]:
    """The meetings of these services still to come at an aware ``now``, called-off ones among them."""
    found = [meeting for requirement in requirements for meeting in _of_service(folded, requirement)]
    return sorted(
        (meeting for meeting in found if meeting.start > now),
        key=lambda meeting: (meeting.start, meeting.uid),
    )


def calendar_file(meetings: Iterable[Meeting], *, language: str, agency: str = "") -> bytes:
    """The file. ``language`` is the client's; ``agency`` is named in it only if given."""
    from icalendar import Calendar, Event  # a tenth of a second that only this file costs

    title = _title().in_language(language)
    calendar = Calendar()
    for name, value in (("VERSION", "2.0"), ("PRODID", "-//Heardfirst//EN"), ("METHOD", "PUBLISH")):
        calendar.add(name, value)
    for meeting in meetings:
        event = Event()
        event.add("UID", str(meeting.uid))
        event.add("DTSTAMP", meeting.changed.astimezone(UTC))
        event.add("DTSTART", meeting.start.astimezone(UTC))
        event.add("DTEND", (meeting.start + _LENGTH).astimezone(UTC))
        event.add("SEQUENCE", meeting.sequence)
        event.add("STATUS", "CANCELLED" if meeting.called_off else "CONFIRMED")
        event.add("SUMMARY", title)
        if agency:
            event.add("DESCRIPTION", agency)
        event.add("CLASS", "PRIVATE")
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _of_service(folded: Fold, requirement: str) -> list[Meeting]:
    meetings: list[Meeting] = []
    for entry in folded.of(*_SPOKEN_OF):
        start = moment_of(entry.details.get("starts_at"))
        if start is None or not belongs(entry, requirement):
            continue
        place = next(
            (at for at, meeting in enumerate(meetings) if meeting.start == start and not meeting.called_off),
            None,
        )
        known = None if place is None else meetings[place]
        changed = _after(entry, known, start)
        if changed is None:
            continue
        if place is None:
            meetings.append(changed)
        else:
            meetings[place] = changed
    return meetings


def _after(entry: Entry, known: Meeting | None, start: datetime) -> Meeting | None:
    """A meeting as it is after an entry that speaks of its ``start``; None where nothing follows from it."""
    if entry.kind == "session.booked":
        return None if known else Meeting(_uid(entry), start, entry.recorded)
    if entry.kind == "session.moved":
        to = moment_of(entry.details.get("to"))
        if to is None:
            return None
        known = known or Meeting(_uid(entry), start, entry.recorded, sequence=-1)
        return replace(known, start=to, changed=entry.recorded, sequence=known.sequence + 1)
    if known is None:
        return None
    return replace(known, called_off=True, changed=entry.recorded, sequence=known.sequence + 1)


def _uid(entry: Entry) -> UUID:
    """An id of its own, from which no id of the record can be read."""
    return uuid5(UUID(entry.id), "invitation")


@cache
def _title() -> Text:
    return text_of(table_of("invitation.toml")["title"], "invitation.toml, title")
