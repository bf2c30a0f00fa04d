"""A scenario file: one made-up or real situation to decide, in TOML."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..facts.facts import facts_of
from ..rules.deciding import Decision, decide
from ..vocabulary.calendar import Calendar
from ..vocabulary.entries import KINDS, Entry
from ..vocabulary.errors import ProtocolRoomError, ScenarioError, nearest, shown
from ..vocabulary.protocol import Protocol
from ..vocabulary.terms import terms_as_json
from .expectations import check_expectations
from .loading import load_protocol
from .reading import TableReader, read_file, read_toml
from .scenario_values import as_recorded

__all__ = ["Scenario", "load_scenario", "parse_scenario"]

_KEYS = (
    "protocol", "now", "order", "entry", "calendar", "requirement", "known_at", "title", "about", "option",
    "expect", "topic", "ask", "request",
)  # fmt: skip
_ENTRY_KEYS = ("kind", "at", "recorded", "recorded_at", "id", "requirement", "details", "words")
_LARGEST = 4_000_000
_DEFAULT_PROTOCOL = "court-mandated-treatment"
_BEFORE_EVERYTHING = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A situation: its entries, the moment to decide at, the calendar and the protocol."""

    protocol: Protocol
    now: datetime
    entries: tuple[Entry, ...]
    calendar: Calendar
    requirement: str | None = None
    known_at: datetime | None = None
    table: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def requirements(self) -> list[str | None]:
        """The ordered services the entries name; ``[None]`` when none is named."""
        named = sorted({entry.requirement for entry in self.entries if entry.requirement is not None})
        return list(named) or [None]

    def decide(self, requirement: str | None = None) -> Decision:
        """Decide the situation: one requirement's response when named, else the most pressing one's."""
        chosen_one = requirement if requirement is not None else self.requirement
        chosen = [chosen_one] if chosen_one is not None else self.requirements()
        decisions = [
            decide(
                self.protocol,
                facts_of(
                    self.entries, self.protocol, at=self.now, known_at=self.known_at, calendar=self.calendar,
                    requirement=name,
                ),
            )
            for name in chosen
        ]  # fmt: skip
        return min(decisions, key=_pressing)


def load_scenario(path: str | Path, under: Protocol | None = None) -> Scenario:
    """Read a scenario file. A ``protocol`` that is a path is looked up beside the scenario too; a scenario
    that names none is decided ``under`` this protocol, by default the default one.

    Raises ScenarioError, or ProtocolError for its protocol, in words for the person who wrote the file.
    """
    path = Path(path)
    try:
        raw = read_file(path, _LARGEST, "a scenario", ScenarioError)
    except ScenarioError:
        raise
    except (OSError, ValueError):
        raise ScenarioError(f"{shown(path.name)}: the file does not exist or cannot be read.") from None
    return parse_scenario(raw, path.name, beside=path.parent, under=under)


def parse_scenario(
    raw: bytes, file: str, *, beside: Path | None = None, under: Protocol | None = None
) -> Scenario:
    """Read the text of a scenario; ``file`` is the name that errors use."""
    table, text = read_toml(raw, file, ScenarioError)
    return _ScenarioReader(table, text, file, beside, under).read()


def _pressing(decision: Decision) -> tuple[bool, int, float]:
    step, following = decision.next.step, decision.next
    if step is None:
        return True, 0, following.wait_until.timestamp() if following.wait_until else float("inf")
    urgent = decision.standing(step).role != "protect"
    return False, int(urgent), following.due.timestamp() if following.due else float("inf")


class _ScenarioReader(TableReader):
    """Reads one scenario file's table; ``beside`` is the folder a protocol's path may be relative to."""

    error = ScenarioError

    def __init__(
        self, table: dict[str, Any], text: str, file: str, beside: Path | None, under: Protocol | None
    ) -> None:
        super().__init__(table, text, file)
        self.beside, self.under = beside, under

    def read(self) -> Scenario:
        self.known(self.table, _KEYS)
        now = self.moment(self.table.get("now"), "now")
        calendar = self.calendar(now)
        entries = self.entries(now, calendar)
        if "order" in self.table:
            self.section("order")
            entries.insert(0, self.order(now, entries))
        requirement = self.table.get("requirement")
        known_at = self.moment(self.table["known_at"], "known_at") if "known_at" in self.table else None
        protocol = self.protocol()
        if "expect" in self.table:
            check_expectations(self, self.table["expect"], protocol, calendar)
        return Scenario(
            protocol=protocol, now=now, entries=tuple(entries), calendar=calendar,
            requirement=str(requirement) if requirement is not None else None, known_at=known_at,
            table=MappingProxyType(self.table),
        )  # fmt: skip

    def protocol(self) -> Protocol:
        if self.under is not None and "protocol" not in self.table:
            return self.under
        name = self.table.get("protocol", _DEFAULT_PROTOCOL)
        if not isinstance(name, str):
            raise self.wrong("must be the name of a shipped protocol, or a path.", "protocol")
        if self.beside is not None and ("/" in name or name.endswith(".toml")):
            near = self.beside / name
            try:
                is_near = near.is_file()
            except (OSError, ValueError):  # a name that no file can have
                is_near = False
            if is_near:
                return load_protocol(near)
        return load_protocol(name)

    def calendar(self, now: datetime) -> Calendar:
        table = self.section("calendar")
        self.known(table, ("zone", "opens", "closes", "holidays"), "calendar")
        try:
            return Calendar(
                zone=str(table["zone"]) if "zone" in table else now.tzinfo or UTC,
                opens=_time(table.get("opens", time(9))), closes=_time(table.get("closes", time(17))),
                holidays=frozenset(_date(day) for day in table.get("holidays", [])),
            )  # fmt: skip
        except ProtocolRoomError as problem:
            raise self.wrong(str(problem), "calendar") from None
        except (ValueError, TypeError):
            raise self.wrong(
                "write opens = 09:00:00, closes = 17:00:00, holidays = [2026-05-25].", "calendar"
            ) from None

    def order(self, now: datetime, entries: list[Entry]) -> Entry:
        try:
            terms = terms_as_json(self.table["order"])
        except ProtocolRoomError as problem:
            wrong_part = str(problem).split(":")[0]
            key = wrong_part.split('"')[1] if '"' in wrong_part else wrong_part
            raise self.wrong(str(problem), "order", key) from None
        first = min([now, *(entry.at for entry in entries)]) - _BEFORE_EVERYTHING
        return Entry("order.changed", first, first, MappingProxyType({"terms": terms}), id="order")

    def entries(self, now: datetime, calendar: Calendar) -> list[Entry]:
        found = [
            self.entry(number, table, now, calendar) for number, table in enumerate(self.tables("entry"))
        ]
        ids = {entry.id for entry in found}
        for number, entry in enumerate(found):
            for key in ("entry", "replacement"):
                named = entry.details.get(key)
                if named is not None and named not in ids:
                    raise self.wrong(
                        f'no entry has the id "{shown(named)}".{nearest(named, ids)}', "entry", number, key
                    )
        return found

    def entry(self, number: int, table: dict[str, Any], now: datetime, calendar: Calendar) -> Entry:
        here: tuple[str | int, ...] = ("entry", number)
        kind = table.get("kind")
        if not isinstance(kind, str) or kind not in KINDS:
            raise self.wrong(
                f'"{shown(kind)}" is not a kind of entry.{nearest(str(kind), KINDS)}', *here, "kind"
            )
        kind = KINDS.name_of(kind)
        at = self.moment(table.get("at"), *here, "at")
        details_table = table.get("details", {})
        if not isinstance(details_table, dict):
            raise self.wrong("must be a table.", *here, "details")
        plain = {key: value for key, value in table.items() if key not in _ENTRY_KEYS} | details_table
        plain = {
            key: value.replace(tzinfo=calendar.tz)
            if isinstance(value, datetime) and value.tzinfo is None
            else value
            for key, value in plain.items()
        }
        named = "recorded_at" if "recorded_at" in table else "recorded"
        recorded = self.moment(table[named], *here, named) if named in table else at
        if kind == "session.booked" and at > now and "starts_at" not in plain:
            plain["starts_at"], at = at, min(now, recorded)
        try:
            details = as_recorded(kind, plain)
        except ProtocolRoomError as problem:
            wrong = next(
                (key for key in plain if f'"{key}"' in str(problem) or f", {key}:" in str(problem)), "kind"
            )
            raise self.wrong(str(problem), *here, wrong) from None
        requirement = table.get("requirement")
        return Entry(
            kind, at, recorded, MappingProxyType(details),
            requirement=str(requirement) if requirement is not None else None,
            id=str(table.get("id", number + 1)), seq=number + 1,
        )  # fmt: skip


def _time(value: Any) -> time:
    return value if isinstance(value, time) else time.fromisoformat(str(value))


def _date(value: Any) -> date:
    return (
        value
        if isinstance(value, date) and not isinstance(value, datetime)
        else date.fromisoformat(str(value)[:10])
    )
