"""A question written out as the file it could have been read from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, tzinfo
from typing import Any

from heardfirst.protocol import Entry, shipped_protocols

from .question_file import Item

__all__ = ["toml_of"]


def toml_of(item: Item) -> str:
    """
    The item in the scenario format, in English and Spanish; read again it is the same question.

    Its protocol is named, not carried along: where it is an agency's own, the file asks for a file of that
    name beside it. What an earlier reader of the file wrote in comments is not kept.
    """
    scenario = item.scenario
    zone = scenario.calendar.tz
    lines = [f"topic = {_quoted(item.topic)}"] if item.topic else []
    name = scenario.protocol.key
    lines.append(f"protocol = {_quoted(name if name in shipped_protocols() else f'{name}.toml')}")
    lines.append(f"now = {_moment(scenario.now, zone)}")
    if item.request:
        lines.append(f"request = {_value(item.request)}")
    for key, texts in (("about", item.about), ("ask", item.ask)):
        if texts:
            lines += ["", f"[{key}]", *_texts(texts)]
    lines += ["", "[calendar]", *_calendar(item)]
    orders = [entry for entry in scenario.entries if entry.kind == "order.changed"]
    first = orders[0] if orders and orders[0].id == "order" else None
    if first is not None:
        terms: Mapping[str, Any] = first.details["terms"]
        lines += ["", "[order]", *(f"{key} = {_value(value)}" for key, value in terms.items())]
    for entry in scenario.entries:
        if entry is not first:
            lines += ["", "[[entry]]", *_entry(entry, zone)]
    for option in item.options:
        lines += ["", "[[option]]", f"label = {_quoted(option.label)}", f"acts = {_value(list(option.acts))}"]
        lines += [f"text.{language} = {_quoted(text)}" for language, text in option.text.items()]
    return "\n".join(lines) + "\n"


def _calendar(item: Item) -> Iterator[str]:
    calendar = item.scenario.calendar
    if isinstance(calendar.zone, str):
        yield f"zone = {_quoted(calendar.zone)}"
    yield f"opens = {calendar.opens.isoformat()}"
    yield f"closes = {calendar.closes.isoformat()}"
    if calendar.holidays:
        yield f"holidays = [{', '.join(sorted(holiday.isoformat() for holiday in calendar.holidays))}]"


def _entry(entry: Entry, zone: tzinfo) -> Iterator[str]:
    yield f"kind = {_quoted(entry.kind)}"
    yield f"at = {_moment(entry.at, zone)}"
    if entry.recorded != entry.at:
        yield f"recorded = {_moment(entry.recorded, zone)}"
    yield f"id = {_quoted(entry.id)}"
    if entry.requirement is not None:
        yield f"requirement = {_quoted(entry.requirement)}"
    if entry.details:
        yield f"details = {_value(entry.details)}"


def _texts(texts: Mapping[str, str]) -> Iterable[str]:
    return (f"{language} = {_quoted(text)}" for language, text in texts.items())


def _moment(moment: datetime, zone: tzinfo) -> str:
    return moment.astimezone(zone).isoformat()


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_value(part)}" for key, part in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(_value(part) for part in value) + "]"
    return _quoted(value) if isinstance(value, str) else json.dumps(value)


def _quoted(text: str) -> str:
    """A basic string of TOML: the escapes of JSON, and the one letter that JSON leaves as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
