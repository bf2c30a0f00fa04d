"""Which column is for what: by its header, by what stands in it, or by what a person answered."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from .dates_and_times import DAY_FIRST, EXCEL, date_order_of, is_moment, read_moment, read_time
from .delimited_text import DELIMITERS, TableRows, likely_delimiters
from .errors import IntakeError
from .headers import header_words, role_of
from .mapping import ROLES, AttendanceMapping
from .statuses import meaning_of_status, yes_or_no
from .text_folding import fold

__all__ = ["ColumnLayout", "Unclear", "column_question", "find_columns", "find_table"]

_TOP_ROWS = 20  # a report's title may stand above the header
_SAMPLE = 400
_MOST = 0.8
_HALF = 0.5  # enough where the header says what the column is
_DIGIT = re.compile(r"\d")
_AGAIN = re.compile(r" \(\d+\)$")
_AFTER_ALL_NAMES = 1000


@dataclass(frozen=True, slots=True)
class Unclear:
    """A role that is needed and that no column, or more than one, seems to be for."""

    role: str
    choices: tuple[str, ...]


def column_question(role: str) -> str:
    """What to ask somebody where no column is clearly for a role, in the active language."""
    questions = {
        "status": _("Which column says how the session went?"),
        "name": _("Which column has the client’s name?"),
        "reference": _("Which column has the client’s number?"),
        "date": _("Which column has the date?"),
        "start": _("Which column has the date and time?"),
        "requirement": _("Which column has the service?"),
    }
    return questions.get(role) or _("Which column is for this: %(role)s?") % {"role": role.replace("_", " ")}


@dataclass(slots=True)
class ColumnLayout:
    """Where each role stands (from 0), the headers, and what is unclear.

    ``header_line`` is the header's line in the file, 0 where the file has none.
    """

    headers: list[str]
    header_line: int
    at: dict[str, int] = field(default_factory=dict)
    unclear: list[Unclear] = field(default_factory=list)

    @property
    def names(self) -> dict[str, str]:
        """The header of each role, as a person would find it in the file."""
        return {role: self.headers[place] for role, place in self.at.items()}


def find_table(text: str, mapping: AttendanceMapping) -> tuple[TableRows, ColumnLayout]:
    """The rows of a text and its header: the delimiter under which most columns make sense.

    Raises IntakeError when no delimiter makes columns of it.
    """
    delimiters = [DELIMITERS[mapping.delimiter]] if mapping.delimiter else likely_delimiters(text)
    named = {
        header_words(str(column)) for column in mapping.columns.values() if isinstance(column, str) and column
    }
    candidates = [TableRows(text, delimiter) for delimiter in delimiters]
    tables = [(rows, _header(rows, named, mapping.header)) for rows in candidates]
    # Of equally good ones the likelier delimiter, which comes first.
    rows, header = max(tables, key=lambda table: table[1].roles)
    if not header.fields:
        raise IntakeError("one_column")
    rows.columns = len(header.fields)
    numbered = [str(number) for number in range(1, len(header.fields) + 1)]
    return rows, ColumnLayout(_distinct_names(header.fields) if header.line else numbered, header.line)


def find_columns(columns: ColumnLayout, sample: Sequence[Sequence[str]], mapping: AttendanceMapping) -> None:
    """Fill in where each role stands, or what is unclear about it. ``sample`` are the fields of the first
    rows.

    Raises IntakeError when the mapping names a column the file does not have.
    """
    shut: set[str] = set()
    for role, column in mapping.columns.items():
        if column == "":
            shut.add(role)
        else:
            columns.at[role] = _place(columns.headers, role, column)
    chosen = set(columns.at.values())
    wanted: dict[str, list[tuple[int, int]]] = {role: [] for role in ROLES}
    for place, header in enumerate(columns.headers):
        if place in chosen:
            continue
        named = role_of(_AGAIN.sub("", header)) if columns.header_line else None
        if named is not None:
            values = [row[place] for row in sample if place < len(row)]
            named_role, rank = named
            fitting = _by_content(named_role, header, values) if sample else named_role
            if fitting is not None:
                # A column that turned out to be for something else comes after those named for it.
                wanted[fitting].append((rank + _AFTER_ALL_NAMES * (fitting != named_role), place))
    for role in ROLES:
        if role not in columns.at and role not in shut and wanted[role]:
            _choose(columns, role, sorted(wanted[role]), sample)
    _settle_time(columns)
    _need(columns, sample, shut)


class _Header(NamedTuple):
    """A header row: how many roles it names, its line (0 where there is no header), and its fields."""

    roles: int
    line: int
    fields: list[str]


def _header(rows: TableRows, named: set[str], has_header: bool | None) -> _Header:
    """The likeliest header row."""
    first: list[str] = []
    best = _Header(0, 0, [])
    widest: list[str] = []
    for count, row in enumerate(rows):
        if count >= _TOP_ROWS:
            break
        if row.fault is not None:
            continue
        first = first or row.fields
        widest = row.fields if len(row.fields) > len(widest) else widest
        if has_header is False:
            continue
        known = {role for role, _rank in filter(None, map(role_of, row.fields))}
        hits = len(known) + sum(1 for field in row.fields if header_words(field) in named)
        if hits > best.roles and not any(is_moment(field) for field in row.fields):
            best = _Header(hits, row.line, row.fields)
    if best.roles >= 2 or (best.roles and has_header):
        return best
    if has_header or (
        has_header is None and first and not any(is_moment(text) or _is_status(text) for text in first)
    ):
        return _Header(best.roles, _line_of(rows, first), first)
    return _Header(0, 0, widest)


def _line_of(rows: TableRows, fields: list[str]) -> int:
    return next(row.line for row in rows if row.fields == fields)


def _distinct_names(fields: list[str]) -> list[str]:
    """Headers as a person would name them: the second "Date" is "Date (2)", one without text its number."""
    seen: Counter[str] = Counter()
    names: list[str] = []
    for number, header in enumerate(fields, start=1):
        name = " ".join(header.split()) or str(number)
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def _place(headers: list[str], role: str, column: str | int) -> int:
    if isinstance(column, int):
        if 1 <= column <= len(headers):
            return column - 1
    elif column in headers:
        return headers.index(column)
    else:
        alike = [
            place for place, header in enumerate(headers) if header_words(header) == header_words(column)
        ]
        if len(alike) == 1:
            return alike[0]
    raise IntakeError("mapping_column", key=role)


def _by_content(role: str, header: str, values: list[str]) -> str | None:
    """What the column is for, once its values are looked at; None when they do not go with its header."""
    filled = [value for value in values if value.strip()]
    if not filled:
        return (
            role
            if role
            in (
                "canceled_by",
                "cancel_reason",
                "canceled_at",
                "notice",
                "arrived",
                "left",
                "updated",
                "status",
            )
            else None
        )
    if role in ("first_name", "last_name") and not _looks_like_names(filled):
        return None
    if role == "name" and not _looks_like_names(filled):
        return "reference"
    if (
        role == "reference"
        and header_words(header) in ("caso", "chart", "expediente")
        and _looks_like_names(filled)
    ):
        return "name"
    if role in ("date", "start") and not _mostly_moments(filled, _HALF):
        return "time" if role == "start" and _mostly_times(filled, _HALF) else None
    if role == "time" and not _mostly_times(filled, _HALF):
        return "start" if _mostly_moments(filled, _HALF) else None
    if role == "arrived" and not (_mostly_times(filled, _HALF) or _mostly_moments(filled, _HALF)):
        # "Arrived: yes" says how it went, not when.
        return "status" if all(yes_or_no(value) is not None for value in filled) else None
    if role in ("canceled_at", "booked_on", "updated", "moved_to", "born") and not _mostly_moments(
        filled, _HALF
    ):
        return None
    if role == "status" and (_mostly_times(filled, _HALF) or _mostly_moments(filled, _HALF)):
        return None
    return role


def _choose(
    columns: ColumnLayout, role: str, ranked: list[tuple[int, int]], sample: Sequence[Sequence[str]]
) -> None:
    """The one column of several whose headers fit a role, or the question which."""
    places = [place for _rank, place in ranked]
    if role == "status" and len(places) > 1:
        # The column that says how sessions went is the one whose words are known; a second one is asked
        # about.
        telling = [place for place in places if _telling(sample, place) >= _MOST / 2]
        places = telling or places
        same = {tuple(row[place].strip() if place < len(row) else "" for row in sample) for place in places}
        if len(same) > 1:
            columns.unclear.append(Unclear(role, tuple(columns.headers[place] for place in places)))
            return
    equal = [place for rank, place in ranked if rank == ranked[0][0] and place in places]
    if len(equal) > 1:
        columns_differ = any(
            len({row[place].strip() for place in equal if place < len(row)}) > 1 for row in sample
        )
        if columns_differ:
            columns.unclear.append(Unclear(role, tuple(columns.headers[place] for place in equal)))
            return
    columns.at[role] = places[0]


def _settle_time(columns: ColumnLayout) -> None:
    """A date of its own with a time of its own is what was scheduled; a lone "start" beside them is when it
    began."""
    if "date" in columns.at and "start" in columns.at:
        if "time" in columns.at:
            del columns.at["start"]
        else:
            del columns.at["date"]
    elif "start" in columns.at and "time" in columns.at:
        del columns.at["time"]


def _need(columns: ColumnLayout, sample: Sequence[Sequence[str]], shut: set[str]) -> None:
    """Look for what is still needed in the columns' contents, and ask where that does not settle it."""
    unclear_roles = {unclear.role for unclear in columns.unclear}
    free = [place for place in range(len(columns.headers)) if place not in columns.at.values()]
    if not {"date", "start"} & (set(columns.at) | unclear_roles):
        dated = [place for place in free if _mostly_moments(_values(sample, place))]
        if len(dated) == 1 and not columns.header_line:
            columns.at["date" if _never_timed(_values(sample, dated[0])) else "start"] = dated[0]
        else:
            choices = dated or free
            columns.unclear.append(Unclear("start", tuple(columns.headers[place] for place in choices)))
    if "time" not in columns.at and "date" in columns.at and not columns.header_line and "time" not in shut:
        timed = [place for place in free if _mostly_times(_values(sample, place))]
        if len(timed) == 1:
            columns.at["time"] = timed[0]
    if not {"status"} & (set(columns.at) | unclear_roles):
        telling = [place for place in free if _values(sample, place) and _telling(sample, place) >= _MOST]
        if len(telling) == 1:
            columns.at["status"] = telling[0]
        else:
            choices = telling or [place for place in free if not _mostly_moments(_values(sample, place))]
            columns.unclear.append(Unclear("status", tuple(columns.headers[place] for place in choices)))
    if not {"reference", "name", "last_name", "first_name"} & (set(columns.at) | unclear_roles):
        taken = set(columns.at.values())
        choices = [
            place for place in free if place not in taken and not _mostly_moments(_values(sample, place))
        ]
        columns.unclear.append(Unclear("name", tuple(columns.headers[place] for place in choices)))


def _values(sample: Sequence[Sequence[str]], place: int) -> list[str]:
    return [row[place] for row in sample if place < len(row) and row[place].strip()]


def _looks_like_names(values: list[str]) -> bool:
    named = sum(
        1 for value in values if not _DIGIT.search(value) and any(letter.isalpha() for letter in value)
    )
    return named >= _MOST * len(values)


def _mostly_moments(values: list[str], share: float = _MOST) -> bool:
    read = sum(1 for value in values if is_moment(value) or read_moment(value, EXCEL) is not None)
    return bool(values) and max(read, date_order_of(values).read) >= share * len(values)


def _never_timed(values: list[str]) -> bool:
    return not any(
        moment is not None and moment.time is not None
        for moment in (read_moment(value, DAY_FIRST) for value in values)
    )


def _mostly_times(values: list[str], share: float = _MOST) -> bool:
    return bool(values) and sum(1 for value in values if read_time(value) is not None) >= share * len(values)


def _is_status(value: str) -> bool:
    known = meaning_of_status(value) if fold(value) else None
    return known is not None and known.outcome != "unknown"


def _telling(sample: Sequence[Sequence[str]], place: int) -> float:
    values = _values(sample, place)
    return sum(1 for value in values if _is_status(value)) / len(values) if values else 0.0
