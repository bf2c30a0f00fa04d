"""
Everything that writes the record. Each function is one transaction (`append_batch` a series of short ones):
when it returns, what it wrote is on disk, the chain is whole, and sessions and standings are derived.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.utils.translation import gettext as _

from heardfirst.agency.models import Agency, Person
from heardfirst.protocol import KINDS
from heardfirst.turns import writing
from heardfirst.vault import key_store, new_id

from .batches import BatchResult, append_batch
from .deriving import derive
from .errors import AlreadyCorrectedError, RecordError
from .identity import Identity, seal_label
from .ledger import Ledger, NewEntry, refuse_special_kinds, source_token, why_not_corrected
from .ledger_storage import close_ledger, open_ledger
from .models import Case, Entry, Order, Requirement
from .opening import NewCase, NewRequirement, OpenedCase, known_service, open_cases, opened_before
from .reading import readings_of
from .selectors import details_of
from .ticking import tick
from .transferring import transfer_case, transfer_cases
from .version_changes import move_case, move_cases

__all__ = [
    "BatchResult",
    "Identity",
    "NewCase",
    "NewEntry",
    "NewRequirement",
    "OpenedCase",
    "add_requirement",
    "append",
    "append_batch",
    "change_order",
    "correct",
    "move_case",
    "move_cases",
    "open_case",
    "open_cases",
    "opened_before",
    "tick",
    "transfer_case",
    "transfer_cases",
]


def open_case(
    *,
    agency: Agency,
    by: Person | None,
    worker: Person | None,
    identity: Identity,
    requirements: Sequence[NewRequirement | str] = ("other",),
    terms: Mapping[str, Any] | None = None,
    references: Mapping[str, str] | None = None,
    source: str = "typed",
    source_key: str | None = None,
    at: datetime | None = None,
) -> Case:
    """
    Open one case with its client and what was ordered; writes ``case.opened``, and ``order.changed`` if terms
    are given. With a source key seen before, the case it opened is returned.
    """
    new = NewCase(identity, requirements, source_key, at, terms, references or {})
    return open_cases(agency=agency, by=by, worker=worker, cases=[new], source=source)[0].case


def append(
    *,
    case: Case,
    by: Person | None,
    kind: str,
    at: datetime,
    details: Mapping[str, Any] | None = None,
    words: str | None = None,
    requirement: Requirement | None = None,
    order: Order | None = None,
    source: str = "typed",
    source_key: str | None = None,
    zone: str = "",
    decide: bool = True,
) -> Entry:
    """
    Record one entry. ``at`` is when it occurred; when it was recorded is the clock's word. With a source key
    seen before, nothing is added and the entry it made is returned.

    Raises EntryError (a kind, field or value not on the closed lists) or `RecordError`.
    """
    refuse_special_kinds(kind)
    new = NewEntry(case, kind, at, details, words, requirement, order, source_key, zone)
    token = None if source_key is None else source_token(case.agency, source_key)
    try:
        with writing():
            ledger = open_ledger(case, by)
            if token is not None and (there := _by_token(case, token)) is not None:
                return there
            entry = ledger.add(new, by=by, source=source, source_token=token)
            close_ledger(ledger, decide=decide)
    except IntegrityError:
        # Somebody recorded the same source key in another case of the agency between our look and our insert.
        if token is None or (there := _by_token(case, token)) is None:
            raise
        return there
    case.head, case.count = ledger.case.head, ledger.case.count
    return entry


def correct(
    *,
    entry: Entry,
    by: Person | None,
    reason: str,
    replacement: NewEntry | None = None,
    source: str = "typed",
) -> Entry:
    """
    Say that an entry was wrong, why, and what is right instead. Both stay; the wrong one no longer counts.

    Returns the ``entry.corrected`` entry. Raises `AlreadyCorrectedError`, or `RecordError` without a reason
    and for an entry that is never taken back: a transfer to another worker, and the opening of a case.
    """
    if not reason.strip():
        raise RecordError(_("Explain in a few words why you are correcting this entry."))
    kind = KINDS[entry.kind]
    # A move to other rules can be taken back, though no form offers it.
    if kind.is_kept(details_of(entry)) and kind.name != "protocol.changed":
        raise RecordError(why_not_corrected(kind.name))
    with writing():
        ledger = open_ledger(entry.case, by)
        _check_uncorrected(entry, ledger)
        now = ledger.recorded_at
        details = {"entry": str(entry.public_id)}
        if replacement is not None:
            if replacement.case.pk != entry.case_id:
                raise RecordError(_("A replacement must belong to the same case as the entry it replaces."))
            right = ledger.add(replacement, by=by, source=source, source_token=_token_of(replacement))
            details["replacement"] = str(right.public_id)
        wrong = NewEntry(entry.case, "entry.corrected", now, details, reason)
        correction = ledger.add(wrong, by=by, source=source)
        close_ledger(ledger)
    return correction


def change_order(
    *,
    case: Case,
    by: Person | None,
    order: Order,
    terms: Mapping[str, Any],
    at: datetime,
    words: str | None = None,
) -> Entry:
    """Record what an order now asks, in full, from ``at`` on. Raises EntryError on an unknown term."""
    return append(
        case=case, by=by, kind="order.changed", at=at, details={"terms": terms}, order=order, words=words
    )


def add_requirement(
    *, case: Case, by: Person | None, kind: str, label: str = "", order: Order | None = None
) -> Requirement:
    """Add a service to an order of the case, or to a new order when none is given."""
    kind = known_service(kind)
    if order is not None and order.case_id != case.pk:
        raise RecordError(_("This order belongs to another case."))
    key = key_store().key(case.client.key_id)
    with writing():
        ledger = open_ledger(case, by)
        if order is None:
            order = Order.objects.create(agency_id=case.agency_id, case=case)
        requirement = Requirement(
            public_id=new_id(), agency_id=case.agency_id, case=case, order=order, kind=kind
        )
        requirement.label = seal_label(label, key, requirement.public_id)
        requirement.save(force_insert=True)
        derive([ledger.case], [*ledger.requirements, requirement], ledger.recorded_at)
    return requirement


def _by_token(case: Case, token: bytes) -> Entry | None:
    return Entry.objects.filter(agency_id=case.agency_id, source_key=token).first()


def _token_of(new: NewEntry) -> bytes | None:
    return None if new.source_key is None else source_token(new.case.agency, new.source_key)


def _check_uncorrected(entry: Entry, ledger: Ledger) -> None:
    [reading] = readings_of([ledger.case], ledger.requirements, at=ledger.recorded_at)
    if str(entry.public_id) in reading.corrected:
        raise AlreadyCorrectedError(
            _("Someone has already corrected this entry. Look at the chronology again.")
        )
