"""
Sealing: AES-256 in Galois/Counter Mode (NIST SP 800-38D) with a random nonce for every message.

The context, such as the identity of the row a value belongs to, is authenticated with it: a sealed value
copied into another row does not open there.
"""

from __future__ import annotations

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .errors import BrokenSealError

KEY_BYTES = 32
_NONCE_BYTES = 12
_FORM = b"\x01"


def seal(plaintext: bytes, key: bytes, context: bytes) -> bytes:
    """Seal bytes under a 32-byte key for one place: a form byte, the nonce, then ciphertext and tag."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return _FORM + nonce + AESGCM(key).encrypt(nonce, plaintext, _FORM + context)


def open_sealed(sealed: bytes | memoryview, key: bytes, context: bytes) -> bytes:
    """The bytes that were sealed. Raises `BrokenSealError` unless they, key and place are as they were."""
    raw = bytes(sealed)
    if raw[:1] != _FORM:
        raise BrokenSealError
    try:
        return AESGCM(key).decrypt(raw[1 : 1 + _NONCE_BYTES], raw[1 + _NONCE_BYTES :], _FORM + context)
    except (InvalidTag, ValueError):
        raise BrokenSealError from None
