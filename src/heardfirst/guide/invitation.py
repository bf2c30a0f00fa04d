"""
Sessions to come as a file for the client's calendar (RFC 5545).

A telephone lies open on kitchen tables: an event is called an appointment and nothing else, with the agency's
name only where somebody asked for it. It keeps its id while it is moved or called off, so that the file sent
again changes the event instead of adding one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from heardfirst.protocol import Entry, Fold
from heardfirst.protocol.entries import belongs, moment_of

from .texts import Text, spoken

__all__ = ["FILE_NAME", "Meeting", "calendar_file", "meetings_of"]

FILE_NAME = "appointment.ics"
_TITLE = Text("Appointment", "Cita")
_LENGTH = timedelta(hours=1)  # nobody says how long a session takes; an hour keeps it free
_LINE = 75  # octets, the line's end not counted
_SPOKEN_OF = ("session.booked", "session.moved", "session.cancelled")


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
    found = [each for requirement in requirements for each in _of_service(folded, requirement)]
    return sorted((each for each in found if each.start > now), key=lambda each: (each.start, each.uid))


def calendar_file(meetings: Iterable[Meeting], *, language: str, agency: str = "") -> bytes:
    """The file. ``language`` is the client's; ``agency`` is named in it only if given."""
    title = _TITLE.said_in(spoken(language))
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Heardfirst//EN", "METHOD:PUBLISH"]
    for each in meetings:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{each.uid}",
            f"DTSTAMP:{_utc(each.changed)}",
            f"DTSTART:{_utc(each.start)}",
            f"DTEND:{_utc(each.start + _LENGTH)}",
            f"SEQUENCE:{each.sequence}",
            f"STATUS:{'CANCELLED' if each.called_off else 'CONFIRMED'}",
            f"SUMMARY:{_escaped(title)}",
            *([f"DESCRIPTION:{_escaped(agency)}"] if agency else []),
            "CLASS:PRIVATE",
            "END:VEVENT",
        ]
    return b"".join(_folded(line) for line in [*lines, "END:VCALENDAR"])


def _of_service(folded: Fold, requirement: str) -> list[Meeting]:
    meetings: list[Meeting] = []
    for entry in folded.of(*_SPOKEN_OF):
        start = moment_of(entry.details.get("starts_at"))
        if start is None or not belongs(entry, requirement):
            continue
        place = next(
            (at for at, each in enumerate(meetings) if each.start == start and not each.called_off), None
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


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> bytes:
    """A line in its octets, folded between letters where it is too long."""
    return b"\r\n ".join(_pieces(line)) + b"\r\n"


def _pieces(line: str) -> Iterator[bytes]:
    piece = b""
    for letter in line:
        octets = letter.encode()
        # Every piece but the first begins with the blank that marks it as one.
        if len(piece) + len(octets) >= _LINE:
            yield piece
            piece = b""
        piece += octets
    yield piece
