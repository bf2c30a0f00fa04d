"""Reading the record: chronologies, words, and who a client is. Whether one may, `access` decides first."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from heardfirst.agency.models import Agency
from heardfirst.protocol import Decision, current, fold
from heardfirst.protocol import Entry as ToldEntry
from heardfirst.vault import (
    BrokenSealError,
    KeyDestroyedError,
    commitment_to,
    key_store,
    keyed_token,
    open_sealed,
)
from heardfirst.vault.digests import SALT_BYTES

from .case_rules import rules_at
from .chronology import about, told_by_case
from .deriving import decision_from
from .errors import WordsUnreadableError
from .identity import Identity, open_identity, open_label
from .ledger import words_context
from .models import Case, CaseReference, Entry, Order, Requirement


def chronology_of(
    case: Case, *, known_at: datetime | None = None, requirement: Requirement | None = None
) -> list[ToldEntry]:
    """
    The case's entries as the rules see them, in the order of recording; with ``known_at``, only what had been
    recorded by then; with ``requirement``, without what was said of other orders.
    """
    told = told_by_case([case.pk], case.requirements.all())[case.pk]
    entries = about(told, requirement) if requirement is not None else [each.entry for each in told]
    return [entry for entry in entries if known_at is None or entry.recorded <= known_at]


def decision_of(
    case: Case, requirement: Requirement, *, at: datetime, known_at: datetime | None = None
) -> Decision:
    """
    All standings of one requirement at a moment: what is next, by when, why, and why nothing harsher yet.

    With ``known_at`` it is the decision as it would have been made on what had been recorded by then. The
    rules are those that the case followed at ``at``, the court calendar is the agency's as it stood then.
    """
    told = told_by_case([case.pk], case.requirements.all())[case.pk]
    folded = fold(about(told, requirement), at=at, known_at=known_at)
    rules = rules_at(folded, (each.entry for each in told), case)
    return decision_from(folded, rules, case, requirement, at)


def details_of(entry: Entry) -> dict[str, Any]:
    """What a stored entry says in closed lists, numbers and times."""
    return dict(current(entry.kind, json.loads(bytes(entry.details)))[1])


def terms_of_order(case: Case, order: Order) -> dict[str, Any]:
    """What an order says now: the terms of the latest change of it that stands; empty before the first."""
    told = told_by_case([case.pk], case.requirements.all())[case.pk]
    gone = {entry.id for entry, _since in fold(each.entry for each in told).withdrawn}
    changes = [
        each.entry
        for each in told
        if each.entry.kind == "order.changed"
        and each.order_id in (None, order.pk)
        and each.entry.id not in gone
    ]
    latest = max(changes, key=lambda entry: (entry.at, entry.seq), default=None)
    return {} if latest is None else dict(latest.details.get("terms", {}))


def client_identity(case: Case) -> Identity:
    """Who the client of a case is. Raises `WordsUnreadableError` once the key is destroyed."""
    return open_identity(case.client.identity, _key_of(case), case.client.public_id)


def identities(cases: Iterable[Case]) -> dict[int, Identity]:
    """
    Who the clients of these cases are, by the case's primary key, with one look into the key store. A client
    whose key was destroyed is left out. Select ``client`` with the cases.
    """
    wanted = list(cases)
    keys = key_store().keys(case.client.key_id for case in wanted)
    return {
        case.pk: open_identity(case.client.identity, keys[case.client.key_id], case.client.public_id)
        for case in wanted
        if case.client.key_id in keys
    }


def words_of(entries: Sequence[Entry], case: Case) -> dict[UUID, str]:
    """
    What was typed with these entries of one case, by the entry's public id; entries without words are left
    out.

    Raises `WordsUnreadableError` once the client's key is destroyed, and the vault's BrokenSealError when
    words do not match their commitment.
    """
    with_words = [entry for entry in entries if entry.words is not None]
    if not with_words:
        return {}
    key = _key_of(case)
    return {entry.public_id: opened_words(entry, key) for entry in with_words}


def opened_words(entry: Entry, key: bytes) -> str:
    """The words of one entry, checked against its commitment. Raises the vault's BrokenSealError."""
    plain = open_sealed(entry.words or b"", key, words_context(entry.public_id))
    salt, text = plain[:SALT_BYTES], plain[SALT_BYTES:]
    if commitment_to(text, salt) != bytes(entry.commitment or b""):
        raise BrokenSealError
    return text.decode()


def labels_of(rows: Iterable[Order | Requirement], case: Case) -> dict[UUID, str]:
    """The typed names of orders and requirements of one case, by public id; nothing typed gives nothing."""
    labeled = [row for row in rows if row.label is not None]
    if not labeled:
        return {}
    key = _key_of(case)
    return {row.public_id: open_label(row.label, key, row.public_id) for row in labeled}


def cases_by_reference(agency: Agency, kind: str, names: Iterable[str]) -> Mapping[str, Case]:
    """The cases that another system knows by these names (of one kind), by name."""
    scope = agency.public_id.hex
    tokens = {keyed_token(f"case/{kind}", name, scope=scope): name for name in names}
    found: dict[str, Case] = {}
    wanted = list(tokens)
    for start in range(0, len(wanted), 500):
        rows = CaseReference.objects.filter(agency=agency, token__in=wanted[start : start + 500])
        for row in rows.select_related("case__client", "case__worker", "case__agency"):
            found[tokens[bytes(row.token)]] = row.case
    return found


def _key_of(case: Case) -> bytes:
    try:
        return key_store().key(case.client.key_id)
    except KeyDestroyedError:
        raise WordsUnreadableError(_("This client's record was made unreadable on purpose.")) from None
