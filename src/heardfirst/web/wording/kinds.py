"""Entry kinds as a person reads them, and one entry as a line of the chronology."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from heardfirst import clock
from heardfirst.protocol import KINDS, Kind
from heardfirst.protocol.vocabulary.fields import Field

from .choices import label_of
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


def entry_line(kind: str, details: Mapping[str, Any]) -> EntryLine:
    """The entry in the reader's language and in the zone in force; ``details`` as the record keeps them."""
    known = KINDS.get(kind)
    fields = known.fields if known else {}
    current = known.current(details) if known else details
    parts = [
        _part(known, field, current[name])
        for name, field in fields.items()
        if known and name in current and field.in_line
    ]
    # A field that is not known any more is shown as it stands, so that nothing is ever hidden.
    parts += [str(value).replace("_", " ") for name, value in current.items() if name not in fields]
    return EntryLine(kind_label(kind), " · ".join(part for part in parts if part))


def _part(kind: Kind, field: Field, value: Any) -> str:
    if value is False and field.name == "agreed_by_supervisor":
        return _("requested, not approved yet")
    if value is None or value == [] or value is False:
        return ""
    if value is True:
        return in_language(field.yes) if field.yes else field.name.replace("_", " ")
    if field.type == "minutes" and isinstance(value, int):
        return _notice(value)
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


def dated(value: str) -> str:
    """A stored day or moment, as it is said."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    return day_text(moment.date()) if len(value) <= 10 or moment.tzinfo is None else moment_text(moment)


def today_here() -> date:
    """The day it is now in the zone in force."""
    return timezone.localtime(clock.now()).date()


def day_text(day: date, *, year: bool | None = None) -> str:
    """A day as it is said: with its weekday, and with its year when that is not this one."""
    with_year = day.year != today_here().year if year is None else year
    return date_format(day, _("D, M j, Y") if with_year else _("D, M j"))


def moment_text(moment: datetime, *, year: bool | None = None) -> str:
    """A moment in the zone in force: day and time. What is read in other years wants the ``year``."""
    local = timezone.localtime(moment)
    return _("%(day)s, %(time)s") % {"day": day_text(local.date(), year=year), "time": time_text(local)}


def time_text(moment: datetime) -> str:
    """The time of day of a moment in the zone in force, short: 5 pm, 10:20 am."""
    local = timezone.localtime(moment)
    return date_format(local, _("g a") if local.minute == 0 else _("g:i a")).replace(".", "")
