"""Entries that somebody says are wrong: both accounts stand side by side, neither in place of the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heardfirst.protocol import KINDS
from heardfirst.protocol import Entry as EntryForRules
from heardfirst.record import selectors
from heardfirst.record.models import Case, Entry

from ..wording.dates import moment_text
from ..wording.labels import Label

KIND = "entry.disputed"
BY: dict[str, Label] = {
    "client": gettext_lazy("Disputed by the client"),
    "counsel": gettext_lazy("Disputed by their lawyer"),
    "staff": gettext_lazy("Disputed by staff"),
    "provider": gettext_lazy("Disputed by the provider"),
}


@dataclass(frozen=True, slots=True)
class Dispute:
    """What somebody says is wrong with an entry. ``taken_back`` says why, once it was itself corrected."""

    title: str
    when: str
    who: str
    words: str
    corrected: bool = False
    taken_back: str = ""
    correct_href: str = ""


def disputes_by_entry(entries: Sequence[EntryForRules]) -> dict[str, list[str]]:
    """The ids of the disputes of each entry, by the entry's id, in the order in which they were recorded."""
    found: dict[str, list[str]] = defaultdict(list)
    known = {entry.id for entry in entries}
    for entry in entries:
        about = str(entry.details.get("entry"))
        if entry.kind == KIND and about in known:
            found[about].append(entry.id)
    return found


def may_be_disputed(kind: str) -> bool:
    """Whether there is something in such an entry that can be wrong. What stands with another is answered
    there."""
    return not KINDS[kind].about_entry


def dispute_href(case: Case, entry: str) -> str:
    """Where a dispute of this entry is written down."""
    return reverse("dispute-entry", args=[case.public_id, entry])


def dispute_of(
    row: Entry,
    case: Case,
    words: Mapping[UUID, str],
    gone: Collection[str],
    correction: Entry | None,
    *,
    may_write: bool,
    who: str,
) -> Dispute:
    """One dispute as it stands with its entry. ``gone`` are the ids of what no longer counts."""
    details = selectors.details_of(row)
    corrected = str(row.public_id) in gone
    return Dispute(
        title=str(BY.get(str(details.get("by", "client")), BY["client"])),
        when=moment_text(row.occurred_at),
        who=_("recorded by %(name)s") % {"name": who} if who else "",
        words=words.get(row.public_id, ""),
        corrected=corrected,
        taken_back=words.get(correction.public_id, "") if correction is not None and corrected else "",
        correct_href=reverse("correct-entry", args=[case.public_id, row.public_id])
        if may_write and not corrected
        else "",
    )


def correct_next(entry: Entry) -> str:
    """Where the entry that a dispute is about can be put right; empty where nothing can."""
    about = selectors.details_of(entry).get("entry", "")
    found = Entry.objects.filter(case_id=entry.case_id, public_id=about).first()
    if found is None or KINDS[found.kind].is_kept(selectors.details_of(found)):
        return ""
    return reverse("correct-entry", args=[entry.case.public_id, found.public_id])
