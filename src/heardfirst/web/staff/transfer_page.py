"""Who carries a case, who stands in for them, and what they were told when it was handed to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from heardfirst import access
from heardfirst.agency.models import Cover, Person
from heardfirst.agency.selectors import covers_touching
from heardfirst.protocol import KINDS
from heardfirst.record import selectors
from heardfirst.record.errors import WordsUnreadableError
from heardfirst.record.models import Case, Entry

from ..wording.dates import day_text, moment_text


@dataclass(frozen=True, slots=True)
class CaseWorkerLine:
    """
    Who carries a case, as its page says it: a sentence, where to hand it over if one may, and whether nobody
    carries it, which is for somebody to mend.
    """

    sentence: str
    href: str
    nobody: bool


@dataclass(frozen=True, slots=True)
class TransferNote:
    """The note that came with a case, until whoever got it has recorded something."""

    title: str
    words: str
    until: str


def case_worker_line(case: Case, person: Person) -> CaseWorkerLine:
    """Who carries a case, for somebody who looks at it."""
    worker = case.worker
    if case.agency.practice_of_id is not None:
        return CaseWorkerLine("", "", False)  # it is practiced by one person, and nobody else's to take
    nobody = case.status == Case.Status.OPEN and (worker is None or not worker.carries_cases)
    sentence = (
        _("This case is assigned to you.") if case.worker_id == person.pk else worker.name if worker else ""
    )
    if nobody:
        sentence = _("This case is not assigned to anyone.")
        if worker is not None:
            sentence += " " + _("It was assigned to %(name)s.") % {"name": worker.name}
    may = case.status == Case.Status.OPEN and access.may_transfer(person, case)
    return CaseWorkerLine(sentence, reverse("hand-over", args=[case.public_id]) if may else "", nobody)


def transfer_note_of(case: Case, person: Person) -> TransferNote | None:
    """What was written for the worker of a case when it was handed to them, while it is still new to them."""
    transferred = Entry.objects.filter(case=case, kind__in=KINDS.stored_names("case.transferred"))
    newest_first = transferred.select_related("by").order_by("-seq")
    to_workers = (entry for entry in newest_first if selectors.details_of(entry).get("to") == "worker")
    entry = next(to_workers, None)
    if entry is None or case.worker is None:
        return None
    if Entry.objects.filter(case=case, by_id=case.worker_id, seq__gt=entry.seq).exists():
        return None
    try:
        words = selectors.words_of([entry], case).get(entry.public_id, "")
    except WordsUnreadableError:
        return None
    when = moment_text(entry.occurred_at)
    if entry.by_id == person.pk:
        title = _("You transferred this case, %(when)s") % {"when": when}
    elif entry.by is not None:
        title = _("Transferred by %(name)s, %(when)s") % {"name": entry.by.name, "when": when}
    else:
        title = _("Transferred, %(when)s") % {"when": when}
    if not case.worker.carries_cases:
        until = ""
    elif case.worker_id == person.pk:
        until = _("This note stays here until you record something.")
    else:
        until = _("This note stays here until %(name)s records something.") % {"name": case.worker.name}
    return TransferNote(title, words, until)


def cover_sentences(person: Person, now: datetime, *, case: Case | None = None) -> list[str]:
    """
    For whom somebody stands in, or who stands in for them, and until when; with ``case``, only what is so for
    that case. ``now`` is aware.
    """
    covers = covers_touching(person, now)
    if case is not None:
        covers = [
            cover for cover in covers if cover.instead_id == person.pk and cover.absent_id == case.worker_id
        ]
    return [_cover_sentence(cover, person) for cover in covers]


def _cover_sentence(cover: Cover, person: Person) -> str:
    day = day_text(cover.last_day)
    if cover.instead_id == person.pk:
        sentence = _("You’re covering for %(name)s through %(day)s. Your entries carry your name.")
        return sentence % {"name": cover.absent.name, "day": day}
    sentence = _("%(name)s is covering for you through %(day)s.")
    return sentence % {"name": cover.instead.name, "day": day}
