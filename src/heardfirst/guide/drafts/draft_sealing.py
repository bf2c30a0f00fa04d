"""What was typed, as it is sealed: the names of a form's fields, each with the values as they came."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from uuid import UUID

from heardfirst.vault import canonical_bytes, open_sealed, seal

Typed = Mapping[str, Sequence[str]]

MOST_LETTERS = 60_000
MOST_FIELDS = 100


class DraftTooLongError(Exception):
    """More than any form of ours asks for. Nothing of it is repeated."""


def says_something(typed: Typed) -> bool:
    """Whether any field holds anything."""
    return any(value.strip() for values in typed.values() for value in values)


def seal_typed(typed: Typed, key: bytes, context: bytes) -> bytes:
    """Sealed under a client's key for one place. Raises `DraftTooLongError`."""
    letters = sum(len(name) + len(value) for name, values in typed.items() for value in values)
    if letters > MOST_LETTERS or len(typed) > MOST_FIELDS:
        raise DraftTooLongError
    return seal(canonical_bytes({name: list(values) for name, values in typed.items()}), key, context)


def open_typed(sealed: bytes | memoryview, key: bytes, context: bytes) -> dict[str, list[str]]:
    """What was typed. Raises the vault's BrokenSealError."""
    opened: dict[str, list[str]] = json.loads(open_sealed(sealed, key, context))
    return opened


def draft_context(draft_id: UUID) -> bytes:
    """The place of a draft: what is sealed in one row opens in no other."""
    return b"draft/" + draft_id.bytes
