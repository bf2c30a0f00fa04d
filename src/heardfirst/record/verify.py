"""
Verifying: does the stored record still say what was recorded?

It finds an entry altered, taken out, put in, exchanged with another or cut off the end. Somebody who may
write the database and knows this program could forge a whole chain anew; against that, a head must be kept
elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from heardfirst.vault import BrokenSealError, key_store

from .identity import open_identity
from .ledger import entry_digest, first_digest
from .models import Case, Entry
from .selectors import opened_words

_CASES_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class RecordFault:
    """
    One thing wrong with the record of a case. ``code`` is ``altered``, ``missing``, ``cut_off``, ``beyond``,
    ``head``, ``words``, ``identity`` or ``unknown_key``; ``seq`` is the place in the chronology, where there
    is one.
    """

    case: UUID
    code: str
    seq: int | None = None

    @property
    def sentence(self) -> str:
        """What is wrong, in words fit to show."""
        return {
            "altered": _("Entry %(seq)s was changed after it was recorded, or is out of place."),
            "missing": _("Entry %(seq)s is missing."),
            "cut_off": _("Entries from %(seq)s to the end are missing."),
            "beyond": _("Entry %(seq)s was added after the last recorded entry."),
            "head": _("The last entry is not the last one recorded for this case."),
            "words": _("The text of entry %(seq)s is not the text that was recorded."),
            "unknown_key": _(
                "The key store never held this client's key, so nothing written about them can be read. "
                "Restore keys/ from your backup."
            ),
            "identity": _("The client's name and contact details cannot be opened with the client's key."),
        }[self.code] % {"seq": self.seq}


def verify(case: Case) -> list[RecordFault]:
    """What is wrong with one case; nothing, if it is whole."""
    return verify_all(Case.objects.filter(pk=case.pk))


def verify_all(
    cases: QuerySet[Case] | None = None, *, progress: Callable[[int], None] | None = None
) -> list[RecordFault]:
    """
    What is wrong with these cases, or with all there are. ``progress`` is told how many cases are behind it.

    What was sealed under a destroyed key is left alone: the chain binds a commitment to it, not the text.
    """
    wanted = (
        (Case.objects.all() if cases is None else cases).order_by("pk").select_related("client", "agency")
    )
    faults: list[RecordFault] = []
    done = 0
    for portion in _portions(wanted.iterator(chunk_size=_CASES_AT_ONCE)):
        entries: dict[int, list[Entry]] = {case.pk: [] for case in portion}
        rows = Entry.objects.filter(case_id__in=list(entries)).select_related("by", "requirement", "order")
        for entry in rows.order_by("case_id", "seq"):
            entries[entry.case_id].append(entry)
        key_ids = {case.client.key_id for case in portion}
        keys = key_store().keys(key_ids)
        unknown = key_store().unknown(key_ids - keys.keys()) if len(keys) < len(key_ids) else set()
        for case in portion:
            key = keys.get(case.client.key_id)
            faults += _chain_faults(case, entries[case.pk])
            if case.client.key_id in unknown:
                faults.append(RecordFault(case.public_id, "unknown_key"))
            if key is not None:
                faults += _seal_faults(case, entries[case.pk], key)
        done += len(portion)
        if progress is not None:
            progress(done)
    return faults


def _chain_faults(case: Case, entries: Sequence[Entry]) -> Iterator[RecordFault]:
    links = {first_digest(case.agency.public_id, case.public_id)}
    expected = 1
    for entry in entries:
        if entry.seq > case.count:
            yield RecordFault(case.public_id, "beyond", entry.seq)
            continue
        for gap in range(expected, entry.seq):
            yield RecordFault(case.public_id, "missing", gap)
        stored = bytes(entry.digest)
        computed = {_digest(case, entry, link) for link in links}
        # What follows a missing entry has lost the link by which it could be checked.
        if entry.seq == expected and (stored not in computed or not _in_its_case(case, entry)):
            yield RecordFault(case.public_id, "altered", entry.seq)
        # An entry whose own digest was overwritten must not cast doubt on the next, nor must one whose
        # content was: the next is bound to one of the two.
        links = {stored, *computed}
        expected = entry.seq + 1
    if expected <= case.count:
        yield RecordFault(case.public_id, "cut_off", expected)
    elif bytes(case.head) not in links:
        yield RecordFault(case.public_id, "head")


def _digest(case: Case, entry: Entry, previous: bytes) -> bytes:
    return entry_digest(
        previous,
        entry,
        case_id=case.public_id,
        by=entry.by.public_id if entry.by else None,
        requirement=entry.requirement.public_id if entry.requirement else None,
        order=entry.order.public_id if entry.order else None,
    )


def _in_its_case(case: Case, entry: Entry) -> bool:
    return entry.agency_id == case.agency_id


def _seal_faults(case: Case, entries: Sequence[Entry], key: bytes) -> Iterator[RecordFault]:
    try:
        open_identity(case.client.identity, key, case.client.public_id)
    except BrokenSealError:
        yield RecordFault(case.public_id, "identity")
    for entry in entries:
        if entry.words is None:
            continue
        try:
            opened_words(entry, key)
        except BrokenSealError:
            yield RecordFault(case.public_id, "words", entry.seq)


def _portions(cases: Iterable[Case]) -> Iterator[list[Case]]:
    portion: list[Case] = []
    for case in cases:
        portion.append(case)
        if len(portion) == _CASES_AT_ONCE:
            yield portion
            portion = []
    if portion:
        yield portion
