"""Fields of an entry and terms of an order: how one is declared, read and asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from .closed_lists import LISTS, read_list
from .errors import DeclarationError, nearest
from .field_types import TYPES, Reader, reader_of
from .texts import Text, text_of

__all__ = ["Field", "FieldQuestion", "read_field"]

_KEYS = (
    "aliases", "ask", "formerly", "hint", "in_line", "in_note", "like", "list", "only", "optional", "own",
    "said", "start", "type", "values", "widget", "yes",
)  # fmt: skip
_WIDGETS = {
    "actions": "actions", "choice": "one", "count": "number", "day": "day", "duty": "duty", "flag": "yes",
    "moment": "moment", "number": "number", "several": "many", "span": "span",
}  # fmt: skip
"""How a field of each type is asked for unless its declaration says otherwise."""
_OTHER_WIDGETS = ("session",)
_OWN = ("tasks", "events")


@dataclass(frozen=True, slots=True)
class FieldQuestion:
    """How a form asks for a field: with what words, whether it must be answered, which of the choices it
    offers (none named: all), and what stands there to begin with."""

    ask: Text
    widget: str
    hint: Text | None = None
    required: bool = True
    only: tuple[str, ...] = ()
    start: Any = None


@dataclass(frozen=True, slots=True)
class Field:
    """
    One field: how its value is read, from which choices with which labels, and how a form asks for it (None:
    no form does).

    ``phrase`` is how a line of the chronology says the value ("by {}"), ``yes`` what it says of a flag that
    is on. ``in_line`` and ``in_note`` tell whether a line and a drafted note speak of it at all.
    ``own`` is the table of a protocol whose names it may hold as well: ``tasks`` or ``events``.
    ``formerly`` are its own names before, ``renamed`` those of its values.
    """

    name: str
    type: str
    read: Reader
    choices: tuple[str, ...] = ()
    labels: Mapping[str, Text] = field(default_factory=dict)
    question: FieldQuestion | None = None
    phrase: Text | None = None
    yes: Text | None = None
    in_line: bool = True
    in_note: bool = True
    own: str = ""
    formerly: tuple[str, ...] = ()
    renamed: Mapping[str, str] = field(default_factory=dict)


def read_field(
    name: str, table: Mapping[str, Any], where: str, more: Mapping[str, Reader] = MappingProxyType({})
) -> Field:
    """A field from its table; ``more`` are types known to the caller alone. Raises DeclarationError."""
    strange = [key for key in table if key not in _KEYS]
    if strange:
        raise DeclarationError(f'{where}: a field has no "{strange[0]}".{nearest(strange[0], _KEYS)}')
    kind_of_field = str(table.get("type", ""))
    renamed, formerly = _formerly(table)
    own = str(table.get("own", ""))
    if own not in ("", *_OWN):
        raise DeclarationError(f"{where}: own is one of {', '.join(_OWN)}.")
    values = None
    if kind_of_field in ("choice", "several"):
        labels = table.get("values", {})
        if "list" in table:
            values = LISTS.get(table["list"])
            if values is None:
                raise DeclarationError(f'{where}: no list "{table["list"]}".{nearest(table["list"], LISTS)}')
            renamed = {**values.formerly, **renamed}
        else:
            values = read_list(
                where,
                {"values": labels, "aliases": table.get("aliases", {}), "formerly": renamed},
            )
        shown = {**values.labels, **{key: text_of(text, f"{where}.{key}") for key, text in labels.items()}}
        if set(shown) != set(values.labels) or not (shown or own):
            raise DeclarationError(f"{where}: labels what is not on its list, or has no list.")
        reader = reader_of(kind_of_field, values, own=bool(own))
    else:
        shown = {
            help_key: text for help_key, text in LISTS["help"].labels.items() if kind_of_field == "actions"
        }
        if kind_of_field not in more and kind_of_field not in TYPES:
            known = ("choice", "several", *TYPES, *more)
            raise DeclarationError(f'{where}: no type "{kind_of_field}".{nearest(kind_of_field, known)}')
        reader = more[kind_of_field] if kind_of_field in more else reader_of(kind_of_field)
    return Field(
        name=name,
        type=kind_of_field,
        read=reader,
        choices=tuple(shown),
        labels=MappingProxyType(shown),
        question=_question(kind_of_field, table, tuple(shown), where),
        phrase=text_of(table["said"], f"{where}.said") if "said" in table else None,
        yes=text_of(table["yes"], f"{where}.yes") if "yes" in table else None,
        in_line=bool(table.get("in_line", True)),
        in_note=bool(table.get("in_note", True)),
        own=own,
        formerly=formerly,
        renamed=MappingProxyType(renamed),
    )


def _formerly(table: Mapping[str, Any]) -> tuple[dict[str, str], tuple[str, ...]]:
    """What a field's values were stored as before, and what it was called itself: a table, or a list."""
    names = table.get("formerly", ())
    return (dict(names), ()) if isinstance(names, Mapping) else ({}, tuple(names))


def _question(
    kind_of_field: str, table: Mapping[str, Any], choices: tuple[str, ...], where: str
) -> FieldQuestion | None:
    if table.get("ask", False) is False:
        return None
    widget = str(table.get("widget", _WIDGETS.get(kind_of_field, "")))
    if widget not in (*_WIDGETS.values(), *_OTHER_WIDGETS):
        raise DeclarationError(f'{where}: nothing asks for a "{kind_of_field}" in a form.')
    only, start = tuple(table.get("only", ())), table.get("start")
    for value in (*only, *([start] if choices and isinstance(start, str) else [])):
        if value not in choices:
            raise DeclarationError(f'{where}: "{value}" is not on its list.{nearest(str(value), choices)}')
    return FieldQuestion(
        text_of(table["ask"], f"{where}.ask"),
        widget,
        text_of(table["hint"], f"{where}.hint") if "hint" in table else None,
        not table.get("optional", False),
        only,
        start,
    )
