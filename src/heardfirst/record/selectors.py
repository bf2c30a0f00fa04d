"""Reading words, names and who a client is. Whether one may, `access` decides first."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from heardfirst.agency.models import Agency
from heardfirst.protocol import current
from heardfirst.vault import (
    BrokenSealError,
    KeyDestroyedError,
    commitment_to,
    key_store,
    keyed_token,
    open_sealed,
)
from heardfirst.vault.digests import SALT_BYTES

from .errors import WordsUnreadableError
from .identity import Identity, open_identity, open_label
from .ledger import words_context
from .models import Case, CaseReference, Entry, Order, Requirement


def details_of(entry: Entry) -> dict[str, Any]:
    """What a stored entry says in closed lists, numbers and times."""
    return dict(current(entry.kind, json.loads(bytes(entry.details)))[1])


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


def cases_by_reference(agency: Agency, kind: str, names: Iterable[str]) -> Mapping[str, list[Case]]:
    """The cases that another system knows by these names (of one kind), by name, the first opened first."""
    scope = agency.public_id.hex
    tokens = {keyed_token(f"case/{kind}", name, scope=scope): name for name in names}
    found: dict[str, list[Case]] = {}
    wanted = list(tokens)
    for start in range(0, len(wanted), 500):
        rows = CaseReference.objects.filter(agency=agency, token__in=wanted[start : start + 500])
        for row in rows.select_related("case__client", "case__worker", "case__agency").order_by("pk"):
            found.setdefault(tokens[bytes(row.token)], []).append(row.case)
    return found


def _key_of(case: Case) -> bytes:
    try:
        return key_store().key(case.client.key_id)
    except KeyDestroyedError:
        raise WordsUnreadableError(_("This client’s record was permanently sealed.")) from None
