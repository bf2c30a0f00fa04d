"""
Who a client is, and the typed names of orders and requirements: sealed on the way in, opened on the way out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from heardfirst.vault import canonical_bytes, open_sealed, seal

from .errors import RecordError

PRONOUNS = ("", "she", "he", "they")


@dataclass(frozen=True, slots=True)
class Identity:
    """
    Who a client is. ``language`` is the one to speak with them (``en``, ``es`` or another code);
    ``pronoun`` is ``she``, ``he``, ``they`` or nothing said. It prints as nothing, so that no log or
    traceback can hold it.
    """

    name: str
    phone: str = ""
    email: str = ""
    language: str = ""
    pronoun: str = ""
    born: date | None = None

    def __post_init__(self) -> None:
        if not self.name.strip():
            raise RecordError(_("Enter a name for the client, even if it is only what they go by."))
        if self.pronoun not in PRONOUNS:
            raise RecordError(_("Choose she, he or they as the pronoun, or leave it empty."))

    def __repr__(self) -> str:
        return "Identity(…)"

    __str__ = __repr__


def seal_identity(identity: Identity, key: bytes, client_id: UUID) -> bytes:
    """An identity sealed for its client's row."""
    typed = asdict(identity) | {"born": identity.born.isoformat() if identity.born else None}
    return seal(canonical_bytes(typed), key, b"identity/" + client_id.bytes)


def open_identity(sealed: bytes | memoryview, key: bytes, client_id: UUID) -> Identity:
    """The identity in a client's row. Raises the vault's BrokenSealError."""
    typed = json.loads(open_sealed(sealed, key, b"identity/" + client_id.bytes))
    born = date.fromisoformat(typed["born"]) if typed.get("born") else None
    known = {field.name for field in fields(Identity)}
    return Identity(
        **{name: value for name, value in typed.items() if name in known and name != "born"}, born=born
    )


def seal_label(label: str, key: bytes, owner: UUID) -> bytes | None:
    """The typed name of an order or requirement, sealed for its row; None when nothing was typed."""
    return seal(label.strip().encode(), key, b"label/" + owner.bytes) if label.strip() else None


def open_label(sealed: bytes | memoryview | None, key: bytes, owner: UUID) -> str:
    """What was typed, or nothing."""
    return open_sealed(sealed, key, b"label/" + owner.bytes).decode() if sealed is not None else ""


def unique(ids: Iterable[UUID]) -> list[UUID]:
    """Each id once, in order."""
    return list(dict.fromkeys(ids))
