"""
Digests, and the one byte form they are taken over.

A database may hand JSON back with its keys in another order, so nothing is ever hashed that was not stored
as these very bytes.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from .errors import VaultError
from .rootkey import derived_key

SALT_BYTES = 32


def canonical_bytes(value: Any) -> bytes:
    """
    The one byte form of a JSON value: keys sorted, no spaces, UTF-8.

    Takes None, booleans, whole numbers, strings, lists, tuples and mappings with string keys. Raises
    `VaultError` on anything else; fractions are refused because programs differ in how they write them.
    """
    _check(value)
    try:
        return json.dumps(
            value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=dict
        ).encode()
    except UnicodeEncodeError:
        raise VaultError("A text holds half of a character pair and cannot be written as UTF-8.") from None
    except RecursionError:
        raise VaultError("A value is nested too deeply to be stored.") from None


def digest_of(*parts: bytes) -> bytes:
    """SHA-256 over the parts, each led by its length so that no two lists of parts give the same bytes."""
    return hashlib.sha256(b"".join([len(part).to_bytes(8, "big") + part for part in parts])).digest()


def keyed_digest(purpose: str, *parts: bytes) -> bytes:
    """
    HMAC-SHA-256 over the parts, each led by its length, under the installation's key for this purpose, which
    is not in the database: whoever reads a digest learns nothing of what it is of, and whoever can write one
    cannot make the one that belongs to a text of theirs.
    """
    led = b"".join([len(part).to_bytes(8, "big") + part for part in parts])
    return hmac.digest(derived_key(f"digest/{purpose}"), led, "sha256")


def commitment_to(text: bytes, salt: bytes) -> bytes:
    """
    A commitment to a text: it binds the text, and says nothing about it to whoever lacks the salt.

    The salt must be 32 random bytes kept sealed with the text; once its key is destroyed not even a guess
    at a short text can be confirmed.
    """
    if len(salt) != SALT_BYTES:
        raise VaultError("A commitment needs a salt of 32 bytes.")
    return hmac.digest(salt, text, "sha256")


def _check(value: Any, depth: int = 0) -> None:
    if value is None or isinstance(value, (bool, int, str)):
        return
    if depth > 32:
        raise VaultError("A value is nested too deeply to be stored.")
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise VaultError("The keys of a stored value are texts.")
            _check(inner, depth + 1)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            _check(inner, depth + 1)
    else:
        raise VaultError(f"A {type(value).__name__} cannot be stored in a record.")
