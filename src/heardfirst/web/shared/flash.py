"""The word that is said once after something was recorded, with the way to take it back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heardfirst import access, clock
from heardfirst.agency.models import Person
from heardfirst.protocol import KINDS
from heardfirst.record.models import Entry
from heardfirst.record.own_names import OwnNames
from heardfirst.record.reading import CaseReading
from heardfirst.record.selectors import details_of

from ..wording.kinds import entry_line
from ..wording.labels import Label
from .colleagues_entries import others_since
from .disputes import KIND as DISPUTED
from .disputes import correct_next
from .missed_session_changes import COUNTS, changes_by


@dataclass(frozen=True, slots=True)
class Flash:
    """What was done, in words, and where it can be undone."""

    text: str
    undo_href: str = ""
    next_href: str = ""
    meanwhile: Sequence[str] = ()
    changes: Sequence[str] = ()


# What was done where no single entry says it, by the word that stands for it in the address.
MESSAGES: dict[str, Label] = {
    "handed-over": gettext_lazy("Transferred. The case is now on the new worker’s Today page."),
    "team-made": gettext_lazy("Added. Now choose who is in it."),
    "team-changed": gettext_lazy("Saved. It applies from now on."),
    "team-removed": gettext_lazy("Team removed. Its members are not on any team now."),
    "died": gettext_lazy("This client has died. Nobody should contact them."),
    "noted": gettext_lazy("Recorded."),
    "cover-made": gettext_lazy("Scheduled. It starts and ends automatically."),
    "cover-ended": gettext_lazy("Ended. Nobody is covering these cases now."),
    "help-added": gettext_lazy("Added. Everyone here can find it now."),
    "help-changed": gettext_lazy("Saved. It applies from now on."),
    "help-checked": gettext_lazy("Saved: verified today."),
    "help-away": gettext_lazy("Archived. It is no longer offered."),
    "help-again": gettext_lazy("It is offered again."),
    "topic-again": gettext_lazy("Its questions are new to you again. Your past answers still count."),
    "own-added": gettext_lazy("Saved. They will be asked from now on."),
    "own-away": gettext_lazy("Archived. It is no longer asked."),
    "own-again": gettext_lazy("It is being asked again."),
    "rules-ahead": gettext_lazy("Saved. Everyone here can practice with them; no case follows them."),
    "given": gettext_lazy("Assigned. They are now on that worker’s Today page."),
}


def with_message(href: str, word: str) -> str:
    """The page to go on to, told what was just done; ``word`` is one of `MESSAGES`."""
    return f"{href}?{urlencode({'told': word})}"


def with_recorded(href: str, entry: Entry, *, begun: int | None = None) -> str:
    """
    The page to go on to, told which entry was just recorded, and how many there were when it was ``begun`` if
    others recorded something since. Only ids and this count go into the address.
    """
    case = entry.case
    query = {"told": f"{case.public_id}.{entry.public_id}"}
    if begun is not None:
        between = Entry.objects.filter(case=case, seq__gt=begun, seq__lt=entry.seq)
        query |= {"since": str(begun)} if between.exclude(by=entry.by).exists() else {}
    return f"{urlsplit(href).path}?{urlencode(query)}"


def flash_of(request: HttpRequest, person: Person, reading: CaseReading | None = None) -> Flash | None:
    """
    What the address says was just recorded, if this person may know of it. Reading it changes nothing.
    ``reading`` is that of the case whose page it is.
    """
    if word := MESSAGES.get(request.GET.get("told", "")):
        return Flash(str(word))
    if _talked_of(request, person):
        sentence = _("Your conversation was recorded. You can correct each part below.")
        counts = COUNTS.get(request.GET.get("counts", ""))
        return Flash(f"{counts} {sentence}" if counts else sentence)
    case_id, _dot, entry_id = request.GET.get("told", "").partition(".")
    try:
        case = access.case_or_none(person, UUID(case_id))
        entry = None if case is None else Entry.objects.filter(case=case, public_id=UUID(entry_id)).first()
    except ValueError:
        return None
    if case is None or entry is None:
        return None
    labels = OwnNames(case).labels(entry)
    line = entry_line(entry.kind, json.loads(bytes(entry.details)), labels)
    sentence = f"{line.title} · {line.what}" if line.what else line.title
    since = request.GET.get("since", "")
    known = since.isascii() and since.isdigit() and len(since) < 9
    meanwhile = others_since(case, person, int(since), until=entry.seq) if known else []
    if reading is None or reading.case.pk != case.pk:
        reading = CaseReading.of(case, at=clock.now())
    changes = changes_by(entry, reading)
    if entry.present_kind == "entry.corrected":
        return Flash(_("Corrected. Both entries stay in the record."), meanwhile=meanwhile, changes=changes)
    undo = reverse("undo-entry", args=[case.public_id, entry.public_id])
    # Which rules were followed, and who carried the case, is never taken back: it moves on, or moves back.
    may_undo = access.may_write(person, case) and not KINDS[entry.kind].is_kept(details_of(entry))
    next_href = correct_next(entry) if may_undo and entry.present_kind == DISPUTED else ""
    text = _("Recorded: %(what)s.") % {"what": sentence}
    return Flash(text, undo if may_undo else "", next_href, meanwhile, changes)


def _talked_of(request: HttpRequest, person: Person) -> bool:
    """Whether the address says that a conversation was just recorded, in a case that is theirs."""
    case_id = request.GET.get("talked", "")
    return bool(case_id) and access.case_or_none(person, case_id) is not None
