"""
The ledger of one case: entries are put at its end, each bound by its digest to the one before it.

A ledger lives inside one transaction that holds the case's row, so that of two people writing at once the
second continues where the first stopped.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from heardfirst.agency.models import Agency, Person
from heardfirst.protocol import KINDS, normalized
from heardfirst.vault import canonical_bytes, commitment_to, digest_of, key_store, keyed_token, new_id, seal
from heardfirst.vault.digests import SALT_BYTES

from . import fast_sql as rows
from .errors import RecordError
from .limits import encoded_words, is_ahead, is_too_long
from .models import Case, Client, Entry, Order, Requirement

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class NewEntry:
    """
    An entry about to be recorded. ``at`` is when it occurred (aware); ``words`` is whatever somebody typed.

    ``source_key`` is the caller's own stable name for it: the same key never makes a second entry in an
    agency. It may hold anything, since only a keyed token of it is stored. ``zone`` is where ``at`` was
    read off a clock, the agency's unless said.
    """

    case: Case
    kind: str
    at: datetime
    details: Mapping[str, Any] | None = None
    words: str | None = field(default=None, repr=False)
    requirement: Requirement | None = None
    order: Order | None = None
    source_key: str | None = field(default=None, repr=False)
    zone: str = ""


class Ledger:
    """The place where the entries of one locked case are added. Nothing is stored before
    `ledger_storage.close_ledgers`."""

    def __init__(self, case: Case, requirements: Iterable[Requirement], recorded_at: datetime) -> None:
        self.case = case
        self.requirements = list(requirements)
        self.recorded_at = recorded_at
        self.head_before = bytes(case.head)
        self.added: list[Entry] = []
        self._key: bytes | None = None

    def add(
        self, new: NewEntry, *, by: Person | None, source: str, source_token: bytes | None = None
    ) -> Entry:
        """
        Put an entry at the end. Raises EntryError on a kind, field or value not on the closed lists, and
        `RecordError` on a time to come or a requirement of another case.
        """
        details = normalized(new.kind, new.details)
        occurred = self._occurred(new.at)
        requirement = self._requirement(new)
        order = self._order(new)
        entry = Entry(
            public_id=new_id(),
            agency_id=self.case.agency_id,
            case_id=self.case.pk,
            requirement=requirement,
            order=order,
            seq=self.case.count + 1,
            kind=KINDS.name_of(new.kind),
            occurred_at=occurred,
            recorded_at=self.recorded_at,
            zone=new.zone or self.case.agency.zone,
            by=by,
            source=source,
            source_key=source_token,
            details=canonical_bytes(details),
        )
        if new.words is not None and new.words.strip():
            self._put_words(entry, new.words)
        entry.digest = entry_digest(
            bytes(self.case.head),
            entry,
            case_id=self.case.public_id,
            by=by.public_id if by else None,
            requirement=requirement.public_id if requirement else None,
            order=order.public_id if order else None,
        )
        self.case.head, self.case.count = entry.digest, entry.seq
        self.added.append(entry)
        return entry

    def _occurred(self, at: datetime) -> datetime:
        if at.tzinfo is None:
            raise RecordError(_("When it happened needs a time zone."))
        at = at.astimezone(UTC)
        if is_ahead(at, self.recorded_at):
            raise RecordError(_("This date is in the future. Check the date and time."))
        return min(at, self.recorded_at)

    def _requirement(self, new: NewEntry) -> Requirement | None:
        if new.requirement is not None:
            if new.requirement.case_id != self.case.pk:
                raise RecordError(_("This service belongs to another case."))
            return new.requirement
        if KINDS[new.kind].about_session:
            if len(self.requirements) == 1:
                return self.requirements[0]
            raise RecordError(_("Choose which ordered service the session belongs to."))
        return None

    def _order(self, new: NewEntry) -> Order | None:
        if new.order is not None and new.order.case_id != self.case.pk:
            raise RecordError(_("This order belongs to another case."))
        if new.order is None and new.kind == "order.changed" and new.requirement is None:
            raise RecordError(_("Choose which order changed."))
        return new.order

    def _put_words(self, entry: Entry, words: str) -> None:
        if is_too_long(words):
            raise RecordError(_("The text is too long for one entry. Split it into two entries."))
        text, salt = encoded_words(words), secrets.token_bytes(SALT_BYTES)
        if self._key is None:
            if not Case.client.is_cached(self.case):
                (self.case.client,) = rows.fetch(Client, "id", [self.case.client_id])
            self._key = key_store().key(self.case.client.key_id)
        entry.words = seal(salt + text, self._key, words_context(entry.public_id))
        entry.commitment = commitment_to(text, salt)


def refuse_special_kinds(kind: str) -> None:
    """Raise `RecordError` on kinds that say something of the record itself, which a service of theirs checks
    first."""
    if kind == "entry.corrected":
        raise RecordError(_("To correct an entry, use “Correct”. It asks for the reason."))
    if kind == "step.overridden":
        raise RecordError(_("To override a step, use the override form. It asks for the reason."))
    if kind in KINDS.that("names_rules"):
        raise RecordError(why_not_corrected(kind))


def why_not_corrected(kind: str) -> str:
    """What to do in place of correcting an entry that is never taken back."""
    if kind == "case.transferred":
        return _("A transfer cannot be undone with a correction. Transfer the case again instead.")
    return _("To change the rules of a case, use the form for it. It asks for the reason.")


def words_context(entry_id: UUID) -> bytes:
    """The place an entry's words are sealed for."""
    return b"words/" + entry_id.bytes


def source_token(agency: Agency, source_key: str) -> bytes:
    """What is stored of a source key."""
    return keyed_token("source", source_key, scope=agency.public_id.hex)


def first_digest(agency_id: UUID, case_id: UUID) -> bytes:
    """What the first entry of a case is bound to."""
    return digest_of(b"heardfirst.case.1", agency_id.bytes, case_id.bytes)


def entry_digest(
    previous: bytes,
    entry: Entry,
    *,
    case_id: UUID,
    by: UUID | None,
    requirement: UUID | None,
    order: UUID | None,
) -> bytes:
    """
    The digest of an entry: over the digest before it and every stored field but the sealed words, for which
    their commitment stands. It holds public ids, so a copy in another database has the same digests.
    """
    return digest_of(
        b"heardfirst.entry.1",
        previous,
        entry.public_id.bytes,
        case_id.bytes,
        entry.seq.to_bytes(8, "big"),
        entry.kind.encode(),
        _microseconds(entry.occurred_at),
        _microseconds(entry.recorded_at),
        entry.zone.encode(),
        by.bytes if by else b"",
        entry.source.encode(),
        bytes(entry.source_key or b""),
        requirement.bytes if requirement else b"",
        order.bytes if order else b"",
        bytes(entry.details),
        bytes(entry.commitment or b""),
    )


def _microseconds(moment: datetime) -> bytes:
    return ((moment - _EPOCH) // timedelta(microseconds=1)).to_bytes(8, "big", signed=True)
