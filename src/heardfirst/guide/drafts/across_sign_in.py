"""
Carrying what was typed past the end of a session.

What somebody sends who is signed in no more cannot be stored: it is nobody's. So it goes back to the page
that asks them to sign in, sealed under the client's key, and comes along with the sign-in. Every form brings
a token that says, signed by us, whose page it was; what was typed opens for that person alone.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass, field
from uuid import UUID

from django.core import signing

from heardfirst import access
from heardfirst.agency.models import Person
from heardfirst.record.models import Case
from heardfirst.vault import BrokenSealError, KeyDestroyedError, canonical_bytes, key_store, open_sealed, seal

from .draft_sealing import MOST_FIELDS, MOST_LETTERS, Typed

GOOD_FOR = 24 * 60 * 60
"""Seconds that a page may lie open and still bring along what is typed in it."""
_SALT = "heardfirst.guide.drafts"


@dataclass(frozen=True, slots=True)
class TokenOwner:
    """Whose page a form was on, and which form of which case; ids only."""

    person: UUID
    case: UUID
    form: str


@dataclass(frozen=True, slots=True)
class RestoredDraft:
    """What came along, for somebody who may write in the case."""

    case: Case
    form: str
    begun: int
    path: str
    typed: dict[str, list[str]] = field(repr=False)


def token_for(person: Person, case: Case, form: str) -> str:
    """What a form brings along so that it is known whose it was."""
    return signing.dumps([person.public_id.hex, case.public_id.hex, form], salt=_SALT)


def token_owner(token: str) -> TokenOwner | None:
    """What a token says, if it is ours and not older than a day."""
    try:
        person, case, form = signing.loads(token, salt=_SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    return TokenOwner(UUID(person), UUID(case), form)


def pack(token: str, *, typed: Typed, begun: int, path: str) -> str:
    """A ticket for what was typed and the page to go back to; nothing where the token is none of ours."""
    owner = token_owner(token)
    case = Case.objects.select_related("client").filter(public_id=owner.case).first() if owner else None
    letters = sum(len(name) + len(value) for name, values in typed.items() for value in values)
    if case is None or letters > MOST_LETTERS or len(typed) > MOST_FIELDS:
        return ""
    contents = {"typed": {name: list(values) for name, values in typed.items()}, "begun": begun, "path": path}
    try:
        sealed = seal(canonical_bytes(contents), key_store().key(case.client.key_id), _context(token))
    except KeyDestroyedError:
        return ""
    return f"{token}~{base64.urlsafe_b64encode(sealed).decode('ascii')}"


def unpack(ticket: str, person: Person) -> RestoredDraft | None:
    """What a ticket holds, to the one who typed it and may still write in the case; else None."""
    token, _mark, packed = ticket.partition("~")
    owner = token_owner(token)
    if owner is None or owner.person != person.public_id:
        return None
    case = access.case_or_none(person, owner.case)
    if case is None or not access.may_write(person, case):
        return None
    try:
        sealed = base64.urlsafe_b64decode(packed.encode("ascii"))
        contents = json.loads(open_sealed(sealed, key_store().key(case.client.key_id), _context(token)))
    except (ValueError, binascii.Error, BrokenSealError, KeyDestroyedError):
        return None
    return RestoredDraft(case, owner.form, contents["begun"], contents["path"], contents["typed"])


def _context(token: str) -> bytes:
    return b"typed/" + token.encode()
