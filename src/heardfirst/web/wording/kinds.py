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
from heardfirst.protocol import KINDS

from .choices import FLAGS, label_of
from .labels import Label
from .reasons import step_named

KIND_LABELS: dict[str, Label] = {
    "session.booked": gettext_lazy("Session booked"),
    "session.confirmed": gettext_lazy("Session confirmed"),
    "session.attended": gettext_lazy("Came to the session"),
    "session.missed": gettext_lazy("Missed the session"),
    "session.excused": gettext_lazy("Missed session excused"),
    "session.cancelled": gettext_lazy("Session cancelled"),
    "session.turned_away": gettext_lazy("Turned away at the session"),
    "session.disrupted": gettext_lazy("Session could not take place"),
    "session.moved": gettext_lazy("Session moved"),
    "contact.tried": gettext_lazy("Tried to reach"),
    "contact.made": gettext_lazy("In touch"),
    "contact.stop_asked": gettext_lazy("Asked us to stop contacting"),
    "contact_rule.set": gettext_lazy("Contact rule set"),
    "client.heard": gettext_lazy("Heard"),
    "client.declined": gettext_lazy("Chose not to explain"),
    "client.declared": gettext_lazy("Said what they want"),
    "client.whereabouts": gettext_lazy("Where the client is"),
    "stakes.discussed": gettext_lazy("Talked about what is at stake"),
    "plan.agreed": gettext_lazy("Plan made"),
    "plan.adjusted": gettext_lazy("Plan changed"),
    "action.done": gettext_lazy("Promised help delivered"),
    "action.failed": gettext_lazy("Promised help failed"),
    "barrier.eased": gettext_lazy("A barrier is out of the way"),
    "client.forewarned": gettext_lazy("Told first what the court will hear"),
    "forewarning.unsafe": gettext_lazy("Forewarning is not safe"),
    "counsel.informed": gettext_lazy("Their lawyer informed"),
    "collateral.asked": gettext_lazy("Asked somebody who may know"),
    "tribe.informed": gettext_lazy("Tribe informed"),
    "note.signed": gettext_lazy("Note signed"),
    "supervisor.consulted": gettext_lazy("Talked with the supervisor"),
    "letter.sent": gettext_lazy("Open-door letter sent"),
    "bill.sent": gettext_lazy("Fee charged"),
    "bill.paid": gettext_lazy("Fee paid"),
    "step.done": gettext_lazy("Something else done"),
    "step.overridden": gettext_lazy("Step overridden"),
    "disclosure.made": gettext_lazy("Disclosure made"),
    "court.reported": gettext_lazy("Told the court"),
    "court.supplemented": gettext_lazy("Told the court what the client said"),
    "court.corrected": gettext_lazy("Corrected what the court was told"),
    "court.asked": gettext_lazy("Something was asked of us"),
    "court.decided": gettext_lazy("The court decided"),
    "hearing.set": gettext_lazy("Hearing set"),
    "order.changed": gettext_lazy("Order’s terms entered"),
    "risk.raised": gettext_lazy("Risk raised"),
    "risk.acted": gettext_lazy("Acted on a risk"),
    "risk.watched": gettext_lazy("Watching a risk"),
    "report.made": gettext_lazy("Report made"),
    "leave.granted": gettext_lazy("Leave granted"),
    "leave.ended": gettext_lazy("Leave ended"),
    "consent.given": gettext_lazy("Consent given"),
    "consent.withdrawn": gettext_lazy("Consent withdrawn"),
    "legal_hold.set": gettext_lazy("Legal hold set"),
    "case.opened": gettext_lazy("Case opened"),
    "case.transferred": gettext_lazy("Case handed over"),
    "protocol.changed": gettext_lazy("Moved to other rules"),
    "service.ended": gettext_lazy("Service ended"),
    "case.closed": gettext_lazy("Case closed"),
    "case.reopened": gettext_lazy("Case reopened"),
    "entry.corrected": gettext_lazy("Entry corrected"),
    "entry.disputed": gettext_lazy("Entry disputed"),
}
SOURCES: dict[str, Label] = {
    "typed": gettext_lazy("entered by hand"),
    "import": gettext_lazy("from an attendance file"),
    "demo": gettext_lazy("made up for the demo"),
}
# What a line of the chronology leaves to the screen around it: an entry pointed at has a place of its own.
_NOT_IN_A_LINE = {"entry", "replacement", "terms", "digest", "before"}


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it is read: what kind of thing, and what exactly."""

    title: str
    what: str


def kind_label(kind: str) -> str:
    """What this kind of entry is called."""
    label = KIND_LABELS.get(kind)
    return str(label) if label is not None else kind


def source_label(source: str) -> str:
    """Where an entry came from."""
    label = SOURCES.get(source)
    return str(label) if label is not None else source


def line_of(kind: str, details: Mapping[str, Any]) -> Line:
    """The entry in the reader's language and in the zone in force; ``details`` as the record keeps them."""
    known = KINDS.get(kind)
    order = list(known.fields) if known else []
    names = [name for name in order if name in details] + [name for name in details if name not in order]
    parts = [
        part for name in names if name not in _NOT_IN_A_LINE and (part := _part(kind, name, details[name]))
    ]
    return Line(kind_label(kind), " · ".join(parts))


def _part(kind: str, name: str, value: Any) -> str:
    if value is False and name == "agreed_by_supervisor":
        return _("asked for, not agreed to yet")
    if value is None or value == [] or value is False:
        return ""
    if value is True:
        return str(FLAGS.get(name, name.replace("_", " ")))
    if isinstance(value, int):
        return _number(name, value)
    if isinstance(value, list):
        return listed(
            _action(each) if isinstance(each, Mapping) else label_of(name, str(each), kind) for each in value
        )
    if name in {"starts_at", "arrived_at", "left_at", "until", "since", "on", "from", "asked_at"} or (
        kind == "session.moved" and name == "to"
    ):
        return _dated(name, str(value))
    label = step_named(str(value)) if kind == "step.overridden" else label_of(name, str(value), kind)
    if name == "by" and kind != "contact.made":
        return _("by %(whom)s") % {"whom": label}
    if name == "version":
        return _("rules %(version)s") % {"version": value}
    if name == "basis":
        return _("basis: %(basis)s") % {"basis": label}
    return label


def listed(labels: Iterable[str]) -> str:
    """Labels in a row: only the first keeps its capital."""
    return ", ".join(each if not place else each[:1].lower() + each[1:] for place, each in enumerate(labels))


def _number(name: str, value: int) -> str:
    patterns = {
        "late_minutes": _("%(count)s minutes late"),
        "notice": _("%(count)s minutes’ notice"),
        "from_hour": _("from %(count)s h"),
        "until_hour": _("until %(count)s h"),
    }
    if name == "notice" and value % 60 == 0:
        return _("%(count)s hours’ notice") % {"count": value // 60}
    return patterns.get(name, "%(count)s") % {"count": value}


def _action(action: Mapping[str, Any]) -> str:
    what = label_of("what", str(action.get("what", "other")))
    who = label_of("by", str(action.get("by", "us")))
    if action.get("until"):
        return pgettext(
            "an action of a plan, who does it and until when", "%(what)s (%(who)s, %(until)s)"
        ) % {
            "what": what,
            "who": who,
            "until": _dated("until", str(action["until"])),
        }
    return pgettext("an action of a plan and who does it", "%(what)s (%(who)s)") % {"what": what, "who": who}


def _dated(name: str, value: str) -> str:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    said = day_said(moment.date()) if len(value) <= 10 or moment.tzinfo is None else moment_said(moment)
    patterns = {
        "arrived_at": _("arrived %(when)s"),
        "left_at": _("left %(when)s"),
        "until": _("until %(when)s"),
        "since": _("since %(when)s"),
        "asked_at": _("asked %(when)s"),
        "from": _("from %(when)s"),
        "to": _("to %(when)s"),
    }
    return patterns.get(name, "%(when)s") % {"when": said}


def today_here() -> date:
    """The day it is now in the zone in force."""
    return timezone.localtime(clock.now()).date()


def day_said(day: date, *, year: bool | None = None) -> str:
    """A day as it is said: with its weekday, and with its year when that is not this one."""
    with_year = day.year != today_here().year if year is None else year
    return date_format(day, _("D j M Y") if with_year else _("D j M"))


def moment_said(moment: datetime) -> str:
    """A moment in the zone in force: day and time."""
    local = timezone.localtime(moment)
    return _("%(day)s, %(time)s") % {"day": day_said(local.date()), "time": time_said(local)}


def time_said(moment: datetime) -> str:
    """The time of day of a moment in the zone in force, short: 5 pm, 10:20 am."""
    local = timezone.localtime(moment)
    return date_format(local, _("g a") if local.minute == 0 else _("g:i a")).replace(".", "")
