"""What a scenario expects of its decision: the table ``[expect]``, and where a decision is otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..rules.deciding import Decision, Standing
from ..vocabulary.calendar import Calendar
from ..vocabulary.errors import nearest, shown
from ..vocabulary.protocol import Protocol
from ..vocabulary.statuses import StepStatus
from .reading import TableReader

__all__ = ["EXPECT_KEYS", "Mismatch", "check_expectations", "mismatches"]

EXPECT_KEYS = (
    "next", "wait_until", "due", "status", "because", "missing", "offered", "not_offered", "offered_only",
)  # fmt: skip
_LISTS = ("offered", "not_offered", "offered_only")
_REASONS = ("because", "missing")


@dataclass(frozen=True, slots=True)
class Mismatch:
    """
    One thing that was decided otherwise: which key of ``[expect]`` it is, of which step where it is of one,
    what was found and what expected: a word, a moment, reason codes; None for nothing.
    """

    key: str
    step: str | None
    found: Any
    expected: Any


def check_expectations(reader: TableReader, table: Any, protocol: Protocol, calendar: Calendar) -> None:
    """Raise the reader's error, with its line, for what no decision under this protocol could be held to."""
    if not isinstance(table, dict):
        raise reader.wrong('must be a table: [expect], with next = "contact".', "expect")
    reader.known(table, EXPECT_KEYS, "expect")
    if table.get("next") is not None:
        _step(reader, table["next"], protocol, "expect", "next")
    for key in _LISTS:
        for name in reader.words(table.get(key, []), "expect", key):
            _step(reader, name, protocol, "expect", key)
    if "wait_until" in table and _moment(table["wait_until"], calendar) is None:
        raise reader.wrong(_WRITE_A_MOMENT, "expect", "wait_until")
    for key in ("due", "status", *_REASONS):
        if key not in table:
            continue
        if not isinstance(table[key], dict) and "next" not in table:
            raise reader.wrong(
                f'say of which step: {key} = {{ contact = … }}, or beside it next = "contact".', "expect", key
            )
        for name, value in _by_step(table, key).items():
            _step(reader, name, protocol, "expect", key)
            _value(reader, key, value, calendar, protocol)


def mismatches(decision: Decision, table: Mapping[str, Any]) -> Iterator[Mismatch]:
    """Where a decision differs from what an ``[expect]`` table says of it."""
    if "next" in table and decision.next.step != table["next"]:
        yield Mismatch("next", None, decision.next.step, table["next"])
    calendar = decision.facts.calendar
    if "wait_until" in table:
        expected = _moment(table["wait_until"], calendar)
        if decision.next.step is not None or decision.next.wait_until != expected:
            yield Mismatch("wait_until", decision.next.step, decision.next.wait_until, expected)
    for name, value in _by_step(table, "due").items():
        standing, expected = decision.standing(name), _moment(value, calendar) if value else None
        if standing.due != expected:
            yield Mismatch("due", name, standing.due, expected)
    for name, value in _by_step(table, "status").items():
        if decision.standing(name).status != value:
            yield Mismatch("status", name, decision.standing(name).status, value)
    for key in _REASONS:
        for name, codes in _by_step(table, key).items():
            found = _codes(decision.standing(name), key)
            lacking = [code for code in codes if code not in found]
            if lacking or (not codes and found):
                yield Mismatch(key, name, found, lacking)
    yield from _offers(decision, table)


def _offers(decision: Decision, table: Mapping[str, Any]) -> Iterator[Mismatch]:
    for step in table.get("offered", []):
        if step not in decision.offered:
            yield Mismatch("offered", step, None, None)
    for step in table.get("not_offered", []):
        if step in decision.offered:
            yield Mismatch("not_offered", step, None, None)
    only = table.get("offered_only")
    if only is not None and set(only) != set(decision.offered):
        yield Mismatch("offered_only", None, list(decision.offered), list(only))


_WRITE_A_MOMENT = 'must be a date and time on the agency\'s clock, such as "2026-03-05T17:00".'


def _by_step(table: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """What is expected of each step; a value without a step is of the one that is next."""
    if key not in table:
        return {}
    value = table[key]
    return value if isinstance(value, dict) else {str(table.get("next")): value}


def _codes(standing: Standing, key: str) -> list[str]:
    return [str(reason) for reason in (standing.because if key == "because" else standing.missing)]


def _step(reader: TableReader, name: Any, protocol: Protocol, *path: str | int) -> None:
    if name not in protocol.places:
        raise reader.wrong(f'there is no step "{shown(name)}".{nearest(str(name), protocol.places)}', *path)


def _value(reader: TableReader, key: str, value: Any, calendar: Calendar, protocol: Protocol) -> None:
    if key == "due" and value is not False and _moment(value, calendar) is None:
        raise reader.wrong(f"{_WRITE_A_MOMENT[:-1]}, or false where nothing is due.", "expect", key)
    if key == "status" and value not in list(StepStatus):
        raise reader.wrong(
            f'"{shown(value)}" is no status of a step.{nearest(str(value), StepStatus)}', "expect", key
        )
    if key in _REASONS:
        for code in reader.words(value, "expect", key):
            for literal in code.removeprefix("no:").removeprefix("waived:").split("|"):
                name = literal.removeprefix("not ")
                if name not in protocol.bits and name != "overridden":
                    raise reader.wrong(
                        f'"{shown(literal)}" is not a fact.{nearest(name, protocol.bits)}', "expect", key
                    )


def _moment(value: Any, calendar: Calendar) -> datetime | None:
    """A moment as an author writes it: without an offset it is on the agency's clock."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return value.replace(tzinfo=calendar.tz) if value.tzinfo is None else value
