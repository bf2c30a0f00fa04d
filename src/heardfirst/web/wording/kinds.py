"""Entry kinds as a person reads them, and one entry as a line of the chronology."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from heardfirst.protocol import KINDS, Kind
from heardfirst.protocol.vocabulary.fields import Field
from heardfirst.protocol.vocabulary.texts import Text

from .choices import label_of
from .dates import dated
from .labels import Label, in_language
from .reasons import step_named

SOURCES: dict[str, Label] = {
    "typed": gettext_lazy("entered manually"),
    "import": gettext_lazy("from an attendance file"),
    "demo": gettext_lazy("made up for the demo"),
}


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One entry as it is read: what kind of thing, and what exactly."""

    title: str
    what: str


def kind_label(kind: str) -> str:
    """What this kind of entry is called."""
    known = KINDS.get(kind)
    return in_language(known.label) if known is not None else kind


def source_label(source: str) -> str:
    """Where an entry came from."""
    label = SOURCES.get(source)
    return str(label) if label is not None else source


def entry_line(
    kind: str, details: Mapping[str, Any], named: Mapping[str, Text] = MappingProxyType({})
) -> EntryLine:
    """The entry in the reader's language and in the zone in force; ``details`` as the record keeps them.
    ``named`` are the labels of what a program names itself, by name."""
    known = KINDS.get(kind)
    fields = known.fields if known else {}
    current = known.current(details) if known else details
    parts = [
        _part(known, field, current[name], named)
        for name, field in fields.items()
        if known and name in current and field.in_line and name != known.titled
    ]
    # A field that is not known any more is shown as it stands, so that nothing is ever hidden.
    parts += [str(value).replace("_", " ") for name, value in current.items() if name not in fields]
    title = kind_label(kind)
    if known is not None and current.get(known.titled):
        title = capfirst(_of_ones_own(str(current[known.titled]), named))
    return EntryLine(title, " · ".join(part for part in parts if part))


def _of_ones_own(name: str, named: Mapping[str, Text]) -> str:
    """What a program calls it; the name in words where nobody knows that any more."""
    return in_language(named[name]) if name in named else name.replace("_", " ")


def _part(kind: Kind, field: Field, value: Any, named: Mapping[str, Text]) -> str:
    if value is False and field.name == "agreed_by_supervisor":
        return _("requested, not approved yet")
    if value is None or value == [] or value is False:
        return ""
    if value is True:
        return in_language(field.yes) if field.yes else field.name.replace("_", " ")
    if field.type == "minutes" and isinstance(value, int):
        return _notice(value)
    if field.own and value not in field.labels:
        return _framed(field, _of_ones_own(str(value), named))
    return _framed(field, _plain(kind, field, value))


def _plain(kind: Kind, field: Field, value: Any) -> str:
    if isinstance(value, list):
        return listed(
            _action(item) if isinstance(item, Mapping) else label_of(field.name, str(item), kind.name)
            for item in value
        )
    if field.type in ("day", "moment"):
        return dated(str(value))
    if field.type == "step_of_rules":
        return step_named(str(value))
    return label_of(field.name, str(value), kind.name)


def _framed(field: Field, value: str) -> str:
    return in_language(field.phrase).replace("{}", value) if field.phrase else value


def listed(labels: Iterable[str]) -> str:
    """Labels in a row: only the first keeps its capital."""
    return ", ".join(
        label if not place else label[:1].lower() + label[1:] for place, label in enumerate(labels)
    )


def _notice(minutes: int) -> str:
    if minutes % 60 == 0:
        return _("%(count)s hours’ notice") % {"count": minutes // 60}
    return _("%(count)s minutes’ notice") % {"count": minutes}


def _action(action: Mapping[str, Any]) -> str:
    what = label_of("what", str(action.get("what", "other")))
    who = label_of("by", str(action.get("by", "us")))
    if action.get("until"):
        return pgettext(
            "an action of a plan, who does it and until when", "%(what)s (%(who)s, %(until)s)"
        ) % {
            "what": what,
            "who": who,
            "until": _("until %(when)s") % {"when": dated(str(action["until"]))},
        }
    return pgettext("an action of a plan and who does it", "%(what)s (%(who)s)") % {"what": what, "who": who}
