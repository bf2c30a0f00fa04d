"""The chronology as a screen shows it: a row for each entry, with its corrections and disputes."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from heardfirst.access import Sight
from heardfirst.agency.models import Person
from heardfirst.protocol import KINDS
from heardfirst.protocol import Entry as EntryForRules
from heardfirst.record import selectors
from heardfirst.record.errors import WordsUnreadableError
from heardfirst.record.ledger import why_not_corrected
from heardfirst.record.models import Case, Entry
from heardfirst.record.own_names import OwnNames
from heardfirst.record.reading import CaseReading

from ..wording.dates import moment_text
from ..wording.kinds import entry_line, source_label
from .disputes import Dispute, dispute_href, dispute_of, disputes_by_entry, may_be_disputed

SHOWN_AT_FIRST = 30
# Later than this after it happened, an entry says when it was recorded.
_AT_ONCE = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Correction:
    """Who corrected an entry and what they said."""

    who: str
    words: str


@dataclass(frozen=True, slots=True)
class ChronologyRow:
    """One entry of the chronology as it is read."""

    key: str
    title: str
    what: str
    at: datetime
    when: str
    who: str
    source: str = ""
    requirement: str = ""
    late: str = ""
    words: str = ""
    copies: bool = False
    corrected: bool = False
    correction: Correction | None = None
    correct_href: str = ""
    not_corrected: str = ""
    dispute_href: str = ""
    disputes: Sequence[Dispute] = ()


@dataclass(frozen=True, slots=True)
class Chronology:
    """Rows newest first, how many there are in all, and why words are missing if they are."""

    rows: list[ChronologyRow]
    total: int
    unreadable: str = ""


def chronology_for(
    reading: CaseReading,
    person: Person | None,
    labels: Mapping[int, str],
    *,
    sight: Sight,
    most: int | None,
) -> Chronology:
    """
    The newest ``most`` entries of a case, or all of them, as far as somebody's sight of it goes. A correction
    stands with what it corrects, and so does what somebody disputes.
    """
    case, entries, gone = reading.case, reading.entries, reading.corrected
    corrections = {
        str(entry.details.get("entry")): entry.id
        for entry in entries
        if entry.kind == "entry.corrected" and entry.id not in gone
    }
    disputes = disputes_by_entry(entries)
    attached = {*corrections.values(), *(dispute for several in disputes.values() for dispute in several)}
    shown = sorted(
        (entry for entry in entries if entry.id not in attached),
        key=lambda entry: (entry.at, entry.seq),
        reverse=True,
    )
    wanted = [entry.id for entry in shown[:most]]
    wanted += [dispute for about in tuple(wanted) for dispute in disputes.get(about, ())]
    wanted += [corrections[entry_id] for entry_id in wanted if entry_id in corrections]
    stored = {
        str(row.public_id): row
        for row in Entry.objects.filter(case=case, public_id__in=wanted).select_related("by", "requirement")
    }
    unreadable, words, names = "", {}, OwnNames(case)
    try:
        words = selectors.words_of(list(stored.values()), case)
    except WordsUnreadableError as gone_for_good:
        unreadable = str(gone_for_good)
    rows = []
    for entry in shown[:most]:
        if KINDS[entry.kind].guarded and not sight.guarded:
            rows.append(_guarded_row(stored[entry.id], corrected=entry.id in gone))
            continue
        correction = stored.get(corrections.get(entry.id, ""))
        rows.append(
            row_of(
                stored[entry.id],
                person,
                names=names,
                words=words.get(UUID(entry.id), ""),
                requirement=labels.get(stored[entry.id].requirement_id or 0, "") if len(labels) > 1 else "",
                corrected=entry.id in gone,
                correction=Correction(_who(correction, person), words.get(correction.public_id, ""))
                if correction
                else None,
                correct_href=_correct_href(case, entry, correction) if sight.write else "",
                not_corrected=_not_corrected(entry) if sight.write else "",
                dispute_href=dispute_href(case, entry.id)
                if sight.write and entry.id not in gone and may_be_disputed(entry.kind)
                else "",
                disputes=[
                    dispute_of(
                        stored[one],
                        case,
                        words,
                        gone,
                        stored.get(corrections.get(one, "")),
                        may_write=sight.write,
                        who=_who(stored[one], person),
                    )
                    for one in disputes.get(entry.id, ())
                ],
            )
        )
    return Chronology(rows, len(shown), unreadable)


def _guarded_row(entry: Entry, *, corrected: bool) -> ChronologyRow:
    """That there is an entry and when, for somebody who is not to know what it says or who wrote it."""
    return ChronologyRow(
        key=str(entry.public_id),
        title=entry_line(entry.kind, {}).title,
        what="",
        at=entry.occurred_at,
        when=moment_text(entry.occurred_at),
        who=_("only for staff who work with the client"),
        corrected=corrected,
    )


def row_of(
    entry: Entry, person: Person | None, *, names: OwnNames | None = None, **more: Any
) -> ChronologyRow:
    """One stored entry as it is read by this person; ``names`` are those of its case, for many at once."""
    labels = (names or OwnNames(entry.case)).labels(entry)
    line = entry_line(entry.kind, json.loads(bytes(entry.details)), labels)
    late = ""
    if entry.recorded_at - entry.occurred_at > _AT_ONCE:
        late = _("recorded %(when)s") % {"when": moment_text(entry.recorded_at)}
    return ChronologyRow(
        key=str(entry.public_id),
        title=line.title,
        what=line.what,
        at=entry.occurred_at,
        when=moment_text(entry.occurred_at),
        who=_who(entry, person),
        source="" if entry.source == "typed" else source_label(entry.source),
        late=late,
        copies=entry.kind == "note.signed",
        **more,
    )


def _who(entry: Entry, person: Person | None) -> str:
    if entry.by_id is None or entry.by is None:
        return ""
    return _("you") if person is not None and entry.by_id == person.pk else entry.by.name


def _correct_href(case: Case, entry: EntryForRules, correction: Entry | None) -> str:
    """Where an entry is put right; for one already corrected, where that correction is."""
    if KINDS[entry.kind].is_kept(entry.details):
        return ""
    target = correction.public_id if correction else entry.id
    return reverse("correct-entry", args=[case.public_id, target])


def _not_corrected(entry: EntryForRules) -> str:
    """What to do in place of correcting a transfer to another worker; nothing of any other entry."""
    if entry.kind != "case.transferred" or not KINDS[entry.kind].is_kept(entry.details):
        return ""
    return why_not_corrected(entry.kind)
