"""The drafted note in words, in the language of whoever signs it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from heardfirst.guide.notes import DraftNote, draft_note
from heardfirst.guide.open_actions import open_actions_of
from heardfirst.record.models import Case, Entry, Session
from heardfirst.record.own_names import OwnNames
from heardfirst.record.reading import CaseReading

from ..wording.choices import label_of
from ..wording.dates import moment_text
from ..wording.kinds import entry_line


def note_for(reading: CaseReading) -> str:
    """The text that stands in the note's field when it is opened; nothing when there is nothing to tell."""
    case = reading.case
    draft = draft_note(reading.standing, open_actions_of(reading.folded, reading.calendar))
    if not draft.facts:
        return ""
    lines = [*_facts(draft, case)]
    coming = case.sessions.filter(outcome=Session.Outcome.PENDING, starts_at__gt=reading.at)
    session = coming.order_by("starts_at").first()
    lines.append(
        _("Next session: %(when)s.") % {"when": moment_text(session.starts_at, year=True)}
        if session
        else _("No session is booked.")
    )
    if draft.open_actions:
        promised = [label_of("what", action.what) for action in draft.open_actions]
        lines.append(_("We still have to do: %(what)s.") % {"what": "; ".join(promised)})
    return "\n".join(lines)


def _facts(draft: DraftNote, case: Case) -> list[str]:
    wrote = {
        str(entry.public_id): entry.by.name if entry.by else ""
        for entry in Entry.objects.filter(
            case=case, public_id__in=[fact.id for fact in draft.facts]
        ).select_related("by")
    }
    lines, names = [], OwnNames(case)
    for fact in draft.facts:
        line = entry_line(fact.kind, fact.details, names.labels_at(fact.kind, fact.details, case.count))
        text = f"{line.title} · {line.what}" if line.what else line.title
        by = f" ({wrote[fact.id]})" if wrote.get(fact.id) else ""
        lines.append(f"{moment_text(fact.at, year=True)}: {text}{by}.")
    return lines
