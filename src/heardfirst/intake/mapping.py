"""The mapping: what a person has answered once about a provider's export, kept in a small TOML file.

.. code-block:: toml

    zone = "America/New_York"        # where the provider's clock hangs

    [columns]                        # a header's text, its number from 1, or "" for "has none"
    reference = "Pt #"
    time = ""

    [statuses]                       # the export's word = what it means (see statuses.OUTCOMES)
    "X3" = "missed"

    [requirements]                   # the export's service = the kind of requirement it belongs to
    "IND 45" = "therapy"

    [formats]
    dates = "day first"              # or "month first", "excel"
    clock = "office hours"           # or "24 hours": times of a twelve-hour clock without am and pm
    delimiter = "semicolon"          # or "comma", "tab", "bar"
    encoding = "windows-1252"
    header = true                    # false: the first row is a row already
    late_notice = "24 hours"         # a "late cancel" came with less notice than this
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from heardfirst.protocol import KINDS
from heardfirst.protocol.vocabulary.duration import read_span
from heardfirst.protocol.vocabulary.errors import ProtocolRoomError
from heardfirst.record.models import Requirement

from .dates_and_times import DAY_FIRST, EXCEL, MONTH_FIRST, OFFICE_HOURS, WHOLE_DAY
from .decoding import ENCODINGS
from .delimited_text import DELIMITERS
from .errors import IntakeError
from .statuses import OUTCOMES, meaning_of_status
from .text_folding import fold

__all__ = ["REQUIREMENT_KINDS", "ROLES", "AttendanceMapping", "load_mapping", "mapping_toml"]

ROLES = (
    "reference", "name", "first_name", "last_name", "born", "phone", "language", "start", "date", "time",
    "status", "canceled_by", "cancel_reason", "canceled_at", "notice", "arrived", "left", "requirement",
    "booked_on", "updated", "moved_to",
)  # fmt: skip
"""What a column can be for."""
_ROLES_FORMERLY = {"cancelled_by": "canceled_by", "cancelled_at": "canceled_at"}

REQUIREMENT_KINDS = tuple(Requirement.Service.values)
_CHOICES: Mapping[str, tuple[str, ...]] = {
    "dates": (DAY_FIRST, MONTH_FIRST, EXCEL),
    "clock": (WHOLE_DAY, OFFICE_HOURS),
    "delimiter": tuple(DELIMITERS),
    "encoding": ENCODINGS,
}
# A kind alone says neither whose doing it was nor how late it came: it means the outcome without details.
_PLAIN_FIRST = sorted(OUTCOMES.items(), key=lambda named: bool(named[1].details))
_ENTRY_KINDS = {outcome.kind: name for name, outcome in reversed(_PLAIN_FIRST) if outcome.kind}


@dataclass(frozen=True, slots=True)
class AttendanceMapping:
    """A mapping, checked. Columns are held as written, statuses and requirements by `normalized`."""

    columns: Mapping[str, str | int] = field(default_factory=lambda: MappingProxyType({}))
    statuses: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    requirements: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}), repr=False)
    zone: ZoneInfo | None = None
    dates: str | None = None
    clock: str | None = None
    delimiter: str | None = None
    encoding: str | None = None
    header: bool | None = None
    late_notice: int = 24 * 60
    """In minutes."""

    @classmethod
    def of(cls, tables: Mapping[str, Any] | None) -> AttendanceMapping:
        """A mapping from TOML's tables, as ``load_mapping`` gives them. Raises IntakeError on a key or
        value not known."""
        tables = {} if tables is None else tables
        if not isinstance(tables, Mapping):
            raise IntakeError("mapping_value", key="mapping", known="[columns], [statuses]")
        _known(tables, ("columns", "formats", "requirements", "statuses", "zone"), "")
        columns = {
            _ROLES_FORMERLY.get(str(role), role): column for role, column in _table(tables, "columns").items()
        }
        _known(columns, ROLES, "columns.")
        formats = _table(tables, "formats")
        _known(formats, (*_CHOICES, "header", "late_notice"), "formats.")
        header = formats.get("header")
        if header is not None and not isinstance(header, bool):
            raise IntakeError("mapping_value", key="formats.header", known="true, false")
        for role, column in columns.items():
            if isinstance(column, bool) or not isinstance(column, (str, int)):
                raise IntakeError("mapping_value", key=f"columns.{role}", known="a header, a number from 1")
        return cls(
            columns=dict(columns),
            statuses={
                normalized(str(label)): _outcome(value) for label, value in _table(tables, "statuses").items()
            },
            requirements={
                normalized(str(label)): _service(value)
                for label, value in _table(tables, "requirements").items()
            },
            zone=zone_named(tables["zone"]) if tables.get("zone") else None,
            header=header,
            late_notice=_minutes(formats["late_notice"]) if "late_notice" in formats else 24 * 60,
            **{
                key: _one_of(f"formats.{key}", formats[key], choices) if key in formats else None
                for key, choices in _CHOICES.items()
            },
        )


def load_mapping(source: bytes | str) -> dict[str, Any]:
    """The tables of a mapping file. Raises IntakeError when it is not TOML, or says something that is not
    known."""
    try:
        tables = tomllib.loads(source.decode("utf-8-sig") if isinstance(source, bytes) else source)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as problem:
        line = str(problem).rpartition("line ")[2].split(",")[0] if "line " in str(problem) else "?"
        raise IntakeError("mapping_toml", line=line) from None
    AttendanceMapping.of(tables)
    return tables


def mapping_toml(tables: Mapping[str, Any]) -> str:
    """The mapping as TOML text, to be kept for the next file of the same provider."""
    AttendanceMapping.of(tables)
    lines = [f"zone = {_toml(tables['zone'])}"] if tables.get("zone") else []
    for name in ("columns", "statuses", "requirements", "formats"):
        table = tables.get(name) or {}
        if table:
            lines += [
                "",
                f"[{name}]",
                *(f"{_toml(str(key))} = {_toml(value)}" for key, value in table.items()),
            ]
    return "\n".join(lines).strip() + "\n"


def zone_named(name: object) -> ZoneInfo:
    """A time zone by its name in the tz database. Raises IntakeError when there is none of that name."""
    try:
        return ZoneInfo(str(name))
    except (ValueError, OSError, LookupError):
        raise IntakeError("mapping_zone") from None


def normalized(text: str) -> str:
    """What a status or service is looked up by in a mapping: without capitals and needless space, and
    otherwise as the file has it. ``C+`` and ``C-`` are two answers."""
    return " ".join(text.casefold().split())


def _toml(value: object) -> str:
    # A basic TOML string is written as JSON writes one, but that it may not hold a DEL as it is.
    plain = value if isinstance(value, (str, bool, int)) else str(value)
    return json.dumps(plain, ensure_ascii=False).replace("\x7f", "\\u007f")


def _known(table: Mapping[str, Any], known: tuple[str, ...], before: str) -> None:
    for key in table:
        if key not in known:
            raise IntakeError("mapping_key", key=before + str(key)[:60], known=", ".join(known))


def _table(tables: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = tables.get(name, {})
    if not isinstance(table, Mapping):
        raise IntakeError("mapping_value", key=name, known=f"[{name}]")
    return table


def _one_of(key: str, value: object, known: tuple[str, ...]) -> str:
    for known_value in known:
        if fold(str(value)) == fold(known_value):
            return known_value
    raise IntakeError("mapping_value", key=key, known=", ".join(known))


def _service(value: object) -> str:
    return _one_of("requirements", Requirement.Service.present_name(fold(str(value))), REQUIREMENT_KINDS)


def _outcome(value: object) -> str:
    text = str(value)
    if text in OUTCOMES:
        return text
    if KINDS.name_of(text) in _ENTRY_KINDS:
        return _ENTRY_KINDS[KINDS.name_of(text)]
    if fold(text) == "ignore":
        return "not a session"
    known = meaning_of_status(text) if text.strip() else None
    if known is None:
        raise IntakeError("mapping_value", key="statuses", known=", ".join(OUTCOMES))
    return known.outcome


def _minutes(span: object) -> int:
    try:
        minutes = read_span(span).plain_minutes
    except (ProtocolRoomError, TypeError, AttributeError):
        minutes = None
    if not minutes:
        raise IntakeError("mapping_value", key="formats.late_notice", known="24 hours, 2 days")
    return minutes
