"""How the value of each type of field is read, into the one form in which it is stored."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from .closed_lists import LISTS, ClosedList
from .dates import in_range, read_day
from .duration import read_span
from .errors import EntryError, shown
from .tasks_and_events import NAME

__all__ = ["LONGEST_VERSION", "TYPES", "VERSION", "Reader", "reader_of"]

Reader = Callable[[Any], Any]
LONGEST_VERSION = 40
"""In characters."""
VERSION = re.compile(rf"[A-Za-z0-9][A-Za-z0-9.+_-]{{0,{LONGEST_VERSION - 1}}}")
"""How a version that cases follow may be written."""
_DIGEST = re.compile(r"[0-9a-f]{64}")


def reader_of(kind_of_field: str, values: ClosedList | None = None, *, own: bool = False) -> Reader:
    """What reads a field of this type; ``values`` is the closed list of one that chooses from a list, or with
    ``own`` holds what a program names itself."""
    if values is None:
        return TYPES[kind_of_field]
    one = _or_named(values) if own else values.read
    if kind_of_field == "several":
        return lambda value: [one(item) for item in (value if isinstance(value, (list, tuple)) else [value])]
    return one


def _flag(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise EntryError(f"must be true or false, not {shown(value)}.")


def _count(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 100_000:
        raise EntryError(f"must be a whole number from 0, not {shown(value)}.")
    return value


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 10_000:
        raise EntryError(f"must be a whole number from 1, not {shown(value)}.")
    return value


def _moment(value: Any) -> str:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise EntryError(f'"{shown(value)}" is not a date and time.') from None
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise EntryError("must be a date and time with its offset, such as 2026-03-02T10:00:00-05:00.")
    return in_range(value).isoformat()


def _minutes(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        if 0 <= value <= 10_000_000:
            return value
        raise EntryError("must be minutes from 0, or plain time such as 3 hours.")
    minutes = read_span(value).plain_minutes
    if minutes is None:
        raise EntryError("must be plain time, such as 3 hours.")
    return minutes


def _or_named(values: ClosedList) -> Reader:
    """A value of the list, or whatever may be the name of something in the rules that a case follows."""

    def read(value: Any) -> str:
        named = isinstance(value, str) and NAME.fullmatch(value) is not None
        if named and value not in {*values.aliases, *values.formerly}:
            return str(value)
        return values.read(value)

    return read


def _reference(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int)) or len(str(value)) > 64:
        raise EntryError("must name one entry.")
    return str(value)


def _written(form: re.Pattern[str], what: str) -> Reader:
    """Text that leaves no room for words, such as a digest."""

    def read(value: Any) -> str:
        if isinstance(value, str) and form.fullmatch(value):
            return value
        raise EntryError(f"must be {what}.")

    return read


def _actions(value: Any) -> list[dict[str, Any]]:
    actions = []
    for listed_action in value if isinstance(value, (list, tuple)) else [value]:
        table = listed_action if isinstance(listed_action, Mapping) else {"what": listed_action}
        strange = set(table) - {"what", "by", "until"}
        if strange:
            raise EntryError(f'an action has no "{shown(min(strange))}". Known: by, until, what.')
        action: dict[str, Any] = {
            "what": LISTS["help"].read(table.get("what", "other")),
            "by": LISTS["doer"].read(table.get("by", "us")),
        }
        if table.get("until") is not None:
            action["until"] = read_day(table["until"])
        actions.append(action)
    return actions


TYPES: Mapping[str, Reader] = MappingProxyType(
    {
        "actions": _actions,
        "count": _count,
        "day": read_day,
        "digest": _written(_DIGEST, "the digest of a protocol"),
        "flag": _flag,
        "minutes": _minutes,
        "moment": _moment,
        "number": _number,
        "reference": _reference,
        "span": read_span,
        "step_of_rules": _or_named(LISTS["step"]),
        "version": _written(VERSION, "a version such as 2026.1"),
    }
)
"""The types of field that need no list. ``choice`` and ``several`` choose from one."""
