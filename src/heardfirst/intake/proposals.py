"""What an attendance file proposes: its rows as sessions of clients, before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from .columns import ColumnLayout
from .delimited_text import TableRow, TableRows
from .errors import Refused
from .text_folding import fold

__all__ = ["AttendanceReading", "ClientInFile", "ProposedAttendance", "Question", "answered"]


@dataclass(slots=True)
class ClientInFile:
    """Who a row is about, as the file says. None of it shows when it is printed.

    ``key`` tells the clients of a file apart: the provider's own number where there is one, else name and
    birth.
    """

    reference: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    born: date | None = field(default=None, repr=False)
    phone: str = field(default="", repr=False)
    language: str = ""

    @property
    def key(self) -> str:
        """Stable from one export to the next, and only ever stored as a keyed token."""
        if self.reference:
            return "number/" + self.reference.casefold()
        return f"name/{fold(self.name)}/{self.born.isoformat() if self.born else ''}"


@dataclass(slots=True)
class ProposedAttendance:
    """One row as it would be recorded.

    ``starts_at`` is aware, in the file's zone; ``whole_day`` says that the file gave no time, and midday
    stands for the day. ``kind`` and ``details`` are those of an entry; ``kind`` is None where there is
    nothing to record: nobody wrote down an outcome, or the row was never a session. ``occurred_at`` is None
    where only the moment of the import is known. ``outcome`` is a key of ``statuses.OUTCOMES``.
    """

    line: int
    client: ClientInFile
    requirement: str | None
    label: str = field(repr=False)
    starts_at: datetime
    whole_day: bool
    outcome: str
    kind: str | None
    details: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    occurred_at: datetime | None = None
    words: str | None = field(default=None, repr=False)
    updated: datetime | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """Something the file does not settle, and a person can.

    ``kind`` says what is asked:

    - ``column``: which column is for ``subject`` (a role of ``mapping.ROLES``); the choices are headers.
    - ``dates``: how the dates of this file are written.
    - ``clock``: whether its times are of a 24-hour clock or office hours.
    - ``status``: what ``subject``, a status as the file has it, means; the choices are outcomes.
    - ``requirement``: which kind of service ``subject`` is.
    - ``contradiction``, ``reference``: rows that were refused because only the provider can say what is
    right.

    ``count`` is how many rows it concerns. A ``blocking`` question must be answered before anything is
    taken in.
    """

    kind: str
    subject: str = field(repr=False)
    count: int
    suggestions: tuple[str, ...] = field(repr=False)
    blocking: bool = True


@dataclass(slots=True)
class AttendanceReading:
    """A file of attendance, read and checked whole. Nothing has been written.

    ``read`` counts its rows; each is in ``rows`` (proposed), ``refused``, or among the ``repeated`` ones
    that say again what another row says. ``statuses`` has each status as the file writes it, what it was
    taken for, and how often it stands there. ``assumed`` counts the rows for which something was taken for
    granted, by code (``no_time``: midday stands for the day; ``late_notice``: a late cancellation came just
    under the limit).
    """

    encoding: str
    zone: str
    table: TableRows = field(repr=False)
    layout: ColumnLayout = field(repr=False)
    read: int = 0
    repeated: int = 0
    rows: list[ProposedAttendance] = field(default_factory=list, repr=False)
    refused: list[Refused] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    statuses: list[tuple[str, str, int]] = field(default_factory=list, repr=False)
    assumed: Counter[str] = field(default_factory=Counter)

    @property
    def columns(self) -> dict[str, str]:
        """The header that each role was found under."""
        return self.layout.names

    @property
    def blocked(self) -> bool:
        """Whether a question must be answered before the file can be taken in."""
        return any(question.blocking for question in self.questions)

    @property
    def outcomes(self) -> dict[str, int]:
        """How many proposed rows have each outcome."""
        return dict(Counter(row.outcome for row in self.rows))

    @property
    def clients(self) -> int:
        """How many different clients the proposed rows name."""
        return len({row.client.key for row in self.rows})

    def originals(self, lines: Iterable[int]) -> Iterable[TableRow]:
        """The rows that begin on these lines, as they stand in the file."""
        wanted = set(lines)
        return (row for row in self.table if row.line in wanted)


def answered(tables: Mapping[str, Any] | None, answers: Sequence[tuple[Question, str]]) -> dict[str, Any]:
    """A mapping's tables with these answers put in, ready to read the file again with.

    Raises KeyError for a question that a mapping cannot answer (a contradiction is the provider's to clear
    up).
    """
    place = {
        "column": "columns",
        "status": "statuses",
        "requirement": "requirements",
        "dates": "formats",
        "clock": "formats",
    }
    merged: dict[str, Any] = {
        name: dict(value) if isinstance(value, Mapping) else value for name, value in (tables or {}).items()
    }
    for question, answer in answers:
        table = merged.setdefault(place[question.kind], {})
        table[question.kind if question.kind in ("dates", "clock") else question.subject] = answer
    return merged
