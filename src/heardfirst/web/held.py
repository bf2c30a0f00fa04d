"""
An uploaded file between its preview and the word to take it in.

It lies sealed in the data directory under a key that is nowhere but in the page of the person who sent it: who
finds the file cannot read it, and who forges the page has no file. It is gone once it was taken in or dropped,
and otherwise after an hour.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path

from heardfirst import home
from heardfirst.agency.models import Person
from heardfirst.vault import BrokenSealError, open_sealed, seal

KEPT_FOR = 60 * 60
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Held:
    """Which file is held (``place``) and the key that opens it, both as a page carries them."""

    place: str
    key: str = field(repr=False)


class NothingHeldError(Exception):
    """There is no such file any more, or not for this person."""


def hold(content: bytes, person: Person) -> Held:
    """Seal and keep a file for this person, and clear away those that were left lying."""
    _clear()
    place, key = secrets.token_hex(16), secrets.token_bytes(_KEY_BYTES)
    path = _path(place)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as held:
        held.write(seal(content, key, _context(place, person)))
    return Held(place, base64.urlsafe_b64encode(key).decode())


def taken_up(held: Held, person: Person) -> bytes:
    """The file's bytes. Raises `NothingHeldError` when it is gone, too old, or somebody else's."""
    try:
        path = _path(held.place)
        if time.time() - path.stat().st_mtime > KEPT_FOR:
            raise NothingHeldError
        key = base64.urlsafe_b64decode(held.key.encode())
        if len(key) != _KEY_BYTES:
            raise NothingHeldError
        return open_sealed(path.read_bytes(), key, _context(held.place, person))
    except (OSError, ValueError, binascii.Error, BrokenSealError):
        raise NothingHeldError from None


def let_go(held: Held) -> None:
    """Remove a file; one that is gone already is as good."""
    try:
        _path(held.place).unlink(missing_ok=True)
    except ValueError:
        return


def _path(place: str) -> Path:
    if len(place) != 32 or not set(place) <= set("0123456789abcdef"):
        raise ValueError("not a place of ours")
    directory = home.data_dir() / "held"
    directory.mkdir(mode=0o700, exist_ok=True)
    return directory / place


def _clear() -> None:
    directory = home.data_dir() / "held"
    if not directory.is_dir():
        return
    for left in directory.iterdir():
        try:
            if time.time() - left.stat().st_mtime > KEPT_FOR:
                left.unlink()
        except OSError:
            continue


def _context(place: str, person: Person) -> bytes:
    return b"held/" + place.encode() + b"/" + person.public_id.bytes
