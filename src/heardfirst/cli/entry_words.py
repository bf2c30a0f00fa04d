"""What somebody types for an entry or an order's terms, as ``name=value``, read as the record keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from heardfirst.protocol import EntryError
from heardfirst.protocol.vocabulary.errors import nearest, shown
from heardfirst.protocol.vocabulary.fields import Field
from heardfirst.protocol.vocabulary.terms import CLOCKS

__all__ = ["moment_typed", "pairs_of", "value_typed"]

_YES = ("yes", "true", "y", "1", "sí", "si")
_NO = ("no", "false", "n", "0")


def pairs_of(typed: Iterable[str], known: Mapping[str, Field], what: str) -> dict[str, str]:
    """
    ``name=value`` by the name that the field has now; one it had before is read as well. Raises EntryError on
    what is no pair or has no such name.
    """
    found = dict[str, str]()
    now = {name: name for name in known} | {
        before: name for name, field in known.items() for before in field.formerly
    }
    for text in typed:
        name, equals, value = text.partition("=")
        if not equals:
            raise EntryError(f'Write "{shown(text)}" as field=value.')
        if name not in now:
            raise EntryError(f'{what} has no "{shown(name)}".{nearest(name, known)}')
        found[now[name]] = value.strip()
    return found


def value_typed(field: Field, text: str, zone: ZoneInfo) -> Any:
    """
    The value of one field. Several values stand with commas between; a moment without an offset is read in
    ``zone``. An action of a plan is ``ride``, ``us:ride`` or ``us:ride:2026-03-10``. Raises EntryError.
    """
    if field.type == "flag":
        return _flag(text)
    if field.type in ("count", "number"):
        return int(text) if text.isdecimal() else text
    if field.type == "minutes":
        return int(text) if text.isdecimal() else text
    if field.type == "several":
        return [item.strip() for item in text.split(",") if item.strip()]
    if field.type == "moment":
        return moment_typed(text, zone)
    if field.type == "actions":
        return [_action(item.strip()) for item in text.split(",") if item.strip()]
    if field.type == "duty":
        return _duty(text)
    return text


def moment_typed(text: str, zone: ZoneInfo) -> datetime:
    """A moment such as 2026-03-02 14:30 in ``zone``, or with an offset of its own. Raises EntryError."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise EntryError(f'"{shown(text)}" is not a date and time such as 2026-03-02T14:30.') from None
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment


def _flag(text: str) -> bool:
    word = text.lower()
    if word not in (*_YES, *_NO):
        raise EntryError(f'say yes or no, not "{shown(text)}".')
    return word in _YES


def _action(text: str) -> Mapping[str, str]:
    parts = text.split(":")
    if len(parts) == 1:
        return {"what": parts[0]}
    return dict(zip(("by", "what", "until"), parts, strict=False))


def _duty(text: str) -> Any:
    """``no``, ``5 business days`` or ``5 business days of learned``."""
    if text.lower() in _NO:
        return False
    span, of, clock = text.partition(" of ")
    amount, _space, unit = span.strip().partition(" ")
    if not amount.isdecimal():
        raise EntryError(f'write no, or such as "5 business days of missed". Known: {", ".join(CLOCKS)}.')
    return {unit.strip().replace(" ", "_"): int(amount), **({"of": clock.strip()} if of else {})}
