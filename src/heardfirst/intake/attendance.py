"""Reading a file of attendance: bytes to proposed entries and questions. Nothing here writes, or asks the
time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from .columns import ColumnLayout, find_columns, find_table
from .dates_and_times import (
    DAY_FIRST,
    EXCEL,
    MIDNIGHT,
    MONTH_FIRST,
    OFFICE_HOURS,
    WHOLE_DAY,
    DateOrder,
    date_order_of,
    office_hours_possible,
    read_moment,
)
from .decoding import decode
from .delimited_text import TableRows
from .errors import Refused
from .headers import header_words
from .mapping import REQUIREMENT_KINDS, AttendanceMapping, normalized, zone_named
from .proposals import AttendanceReading, ProposedAttendance, Question, answered
from .repeated_rows import merge_repeated_rows
from .row_proposer import FileInterpretation, Proposer
from .service_kinds import required_service
from .statuses import StatusMeaning, meaning_of_status, suggestions, with_reason, yes_or_no

__all__ = ["AttendanceReading", "ProposedAttendance", "Question", "answered", "read"]

_SAMPLE = 400
_MOST_QUESTIONS = 60
_MIN_NOT_STATUSES = 40
_DATED = ("start", "date", "canceled_at", "booked_on", "updated", "moved_to", "born")
_CAME_HEADERS = frozenset(
    {"attended", "showed", "show", "present", "asistio", "asistencia", "attendance", "arrived", "checked in"}
)
_ABSENT_HEADERS = frozenset({"no show", "noshow", "no shows"})
Fields = list[str]


def read(
    data: bytes, *, mapping: Mapping[str, Any] | None = None, zone: str = "America/New_York"
) -> AttendanceReading:
    """Read a file of attendance whole.

    ``mapping`` is what somebody answered before (see ``mapping``); ``zone`` is where times without an
    offset were read off a clock, unless the mapping says. What cannot be told for certain becomes a
    question of the reading; with a blocking question open, ``rows`` holds only what is certain.

    Raises IntakeError when the bytes are no table, or the mapping does not fit it.
    """
    rules = AttendanceMapping.of(mapping)
    tz = rules.zone or zone_named(zone)
    decoded = decode(data, rules.encoding)
    table, layout = find_table(decoded.text, rules)
    reading = AttendanceReading(decoded.encoding, str(tz), table, layout)
    readable = _rows(reading, rules)
    for unclear in layout.unclear:
        reading.questions.append(Question("column", unclear.role, len(readable), unclear.choices))
    columns = {
        role: [fields[place] if place < len(fields) else "" for _line, fields in readable]
        for role, place in layout.at.items()
    }
    orders = _dates(reading, columns, rules)
    clock = _clock(reading, columns, rules)
    meanings = _statuses(reading, _status_texts(columns), rules)
    services = _services(reading, columns.get("requirement"), rules)
    if any(question.kind in ("column", "dates", "clock") for question in reading.questions):
        return reading
    interpretation = FileInterpretation(orders, clock, meanings, services, _days_alone(columns, orders))
    proposer = Proposer(layout, tz, interpretation, rules.late_notice)
    proposed: list[ProposedAttendance] = []
    for line, fields in readable:
        result = proposer.propose(line, fields)
        if isinstance(result, Refused):
            reading.refused.append(result)
        else:
            proposed.append(result)
    reading.assumed = proposer.assumed
    merge_repeated_rows(reading, proposed)
    reading.refused.sort(key=lambda row: row.line)
    return reading


def _rows(reading: AttendanceReading, rules: AttendanceMapping) -> list[tuple[int, Fields]]:
    """The rows under the header that can be read at all; the others are refused. Finds the columns on the
    way."""
    layout = reading.layout
    readable: list[tuple[int, Fields]] = []
    sample: list[Fields] = []
    for row in _under_header(reading.table, layout):
        if len(sample) >= _SAMPLE:
            break
        if row.fault is None:
            sample.append(row.fields)
    find_columns(layout, sample, rules)
    used = max(layout.at.values(), default=0)
    width = len(layout.headers)
    for row in _under_header(reading.table, layout):
        reading.read += 1
        fields = row.fields
        if row.fault is not None:
            reading.refused.append(Refused(row.line, row.fault))
        elif (len(fields) > width and any(field.strip() for field in fields[width:])) or len(fields) <= used:
            reading.refused.append(Refused(row.line, "ragged", {"found": len(fields), "wanted": width}))
        elif any("\ufffd" in fields[place] for place in layout.at.values()):
            reading.refused.append(Refused(row.line, "broken_letters"))
        else:
            readable.append((row.line, fields))
    return readable


def _under_header(table: TableRows, layout: ColumnLayout) -> Any:
    return (row for row in table if row.line > layout.header_line)


def _dates(
    reading: AttendanceReading, columns: Mapping[str, list[str]], rules: AttendanceMapping
) -> dict[str, str | None]:
    """In what order each column of dates has day and month. What one column proves holds for the others
    too: they come from the same system; but a column's own proof comes first."""
    if rules.dates is not None:
        return dict.fromkeys(_DATED, rules.dates)
    found = {role: date_order_of(set(columns[role])) for role in _DATED if role in columns}
    pooled = DateOrder(
        day_first=sum(order.day_first for order in found.values() if order.settled == DAY_FIRST),
        month_first=sum(order.month_first for order in found.values() if order.settled == MONTH_FIRST),
    ).settled
    orders: dict[str, str | None] = {}
    for role, order in found.items():
        orders[role] = order.settled or pooled
        # Only the session's own date must be known; a birth date that cannot be read is left out.
        if role in ("start", "date"):
            if order.needed and orders[role] is None:
                open_rows = order.open or order.day_first + order.month_first
                reading.questions.append(Question("dates", role, open_rows, (MONTH_FIRST, DAY_FIRST)))
            elif order.serial and order.serial >= 0.8 * order.seen:
                reading.questions.append(Question("dates", role, order.serial, (EXCEL,)))
    return orders


def _days_alone(columns: Mapping[str, list[str]], orders: Mapping[str, str | None]) -> bool:
    """Whether the sessions' dates all come with a midnight: days that some program dressed up as moments."""
    role = "start" if "start" in columns else "date"
    moments = [read_moment(text, orders.get(role)) for text in set(columns.get(role, ()))]
    return any(moments) and all(moment is None or moment.time in (None, MIDNIGHT) for moment in moments)


def _clock(
    reading: AttendanceReading, columns: Mapping[str, list[str]], rules: AttendanceMapping
) -> str | None:
    if rules.clock is not None:
        return rules.clock
    times = set(columns.get("time", ()))
    if times and office_hours_possible(times):
        reading.questions.append(Question("clock", "time", len(columns["time"]), (WHOLE_DAY, OFFICE_HOURS)))
    return None


def _status_texts(columns: Mapping[str, list[str]]) -> list[str] | None:
    """Each row's status, with the reason beside it where that is a status too."""
    statuses, reasons = columns.get("status"), columns.get("cancel_reason")
    if statuses is None or reasons is None:
        return statuses
    return [with_reason(status, reason) for status, reason in zip(statuses, reasons, strict=True)]


def _statuses(
    reading: AttendanceReading, statuses: list[str] | None, rules: AttendanceMapping
) -> dict[str, StatusMeaning | None]:
    """What each status means, by its text in the file; None for one that has to be asked about."""
    if statuses is None:
        return {}
    meanings: dict[str, StatusMeaning | None] = {}
    unknown: list[Question] = []
    header = header_words(reading.columns["status"])
    counts = Counter(statuses)
    for status, count in counts.most_common():
        answer = rules.statuses.get(normalized(status))
        known = (
            StatusMeaning(answer)
            if answer is not None
            else _yes_no_status(header, status) or meaning_of_status(status)
        )
        meanings[status] = known
        if known is None:
            unknown.append(Question("status", status.strip(), count, suggestions(status)))
        else:
            reading.statuses.append((status.strip(), known.outcome, count))
    if len(unknown) > _MIN_NOT_STATUSES and len(unknown) > len(counts) / 2:
        # So many different words are no statuses: it is another column that says how sessions went.
        others = tuple(header for header in reading.layout.headers if header != reading.columns["status"])
        reading.questions.append(Question("column", "status", sum(counts.values()), others))
        return meanings
    merged: dict[str, Question] = {}
    for question in unknown:
        same = merged.get(normalized(question.subject))
        if same is not None:
            question = Question("status", same.subject, same.count + question.count, same.suggestions)
        merged[normalized(question.subject)] = question
    reading.questions += list(merged.values())[:_MOST_QUESTIONS]
    return meanings


def _yes_no_status(header: str, status: str) -> StatusMeaning | None:
    """A yes under "Attended" or under "No show" is plain. A no is not: it may be a cancellation as well as
    a miss."""
    if yes_or_no(status) is not True:
        return None
    if header in _CAME_HEADERS:
        return StatusMeaning("attended")
    return StatusMeaning("missed") if header in _ABSENT_HEADERS else None


def _services(
    reading: AttendanceReading, labels: list[str] | None, rules: AttendanceMapping
) -> dict[str, str]:
    """The kind of service behind each word for one. Where only some are known, the others are asked about,
    so that one course of therapy is not torn in two by two names for its hours."""
    if labels is None:
        return {}
    kinds: dict[str, str] = {}
    strange: list[Question] = []
    counts = Counter(labels)
    for label, count in counts.most_common():
        text = normalized(label)
        kind = rules.requirements.get(text) or required_service(label)
        if kind is None and text:
            strange.append(Question("requirement", label.strip(), count, REQUIREMENT_KINDS))
        elif kind is not None:
            kinds[label] = kind
    if kinds and strange:
        reading.questions += strange[:_MOST_QUESTIONS]
    else:
        kinds.update({label: "other" for label in counts if label.strip() and label not in kinds})
    return kinds
