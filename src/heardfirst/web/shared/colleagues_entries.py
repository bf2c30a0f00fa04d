"""What others recorded in a case while somebody had it open."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from heardfirst import access, clock
from heardfirst.agency.models import Person
from heardfirst.protocol import KINDS
from heardfirst.record.models import Case, Entry

from ..wording.dates import moment_text, time_text
from ..wording.kinds import entry_line, source_label
from .chronology_rows import row_of

_AT_MOST = 5


def others_since(case: Case, person: Person, since: int, *, until: int | None = None) -> list[str]:
    """
    The latest entries that others made after the case's ``since`` first ones (and before number ``until``),
    as far as somebody's sight of the case goes; the newest first.
    """
    sight = access.sight_of(case, person)
    if not sight.content:
        return []
    new = Entry.objects.filter(case=case, seq__gt=since).exclude(by=person).select_related("by")
    if until is not None:
        new = new.filter(seq__lt=until)
    return [
        _("Recorded: %(what)s · %(when)s")
        % {"what": entry_line(entry.kind, {}).title, "when": when_text(entry.recorded_at)}
        if KINDS[entry.kind].guarded and not sight.guarded
        else entry_sentence(entry, person)
        for entry in new.order_by("-seq")[:_AT_MOST]
    ]


def entry_sentence(entry: Entry, person: Person) -> str:
    """One entry in a line: who, what, and when it was recorded."""
    row, when = row_of(entry, person), when_text(entry.recorded_at)
    what = f"{row.title} · {row.what}" if row.what else row.title
    if entry.by_id == person.pk:
        return _("You recorded: %(what)s · %(when)s") % {"what": what, "when": when}
    who = entry.by.name if entry.by is not None else source_label(entry.source)
    return _("%(who)s recorded: %(what)s · %(when)s") % {"who": who, "what": what, "when": when}


def when_text(moment: datetime) -> str:
    """A moment of today by its time, any other with its day."""
    today = timezone.localtime(moment).date() == timezone.localtime(clock.now()).date()
    return time_text(moment) if today else moment_text(moment)
