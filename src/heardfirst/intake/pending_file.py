"""
A file between its preview and the word to take it in.

It waits sealed under a key that is nowhere on this machine: the key travels in the ticket, which only the
page of the person who brought the file holds. Whoever copies the disk copies noise. After an hour no ticket
opens it, and the next file to come, or `forget_old_files`, takes it away.
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
import tempfile
from contextlib import suppress
from pathlib import Path

from heardfirst import clock, home
from heardfirst.agency.models import Person
from heardfirst.vault import BrokenSealError, open_sealed, seal

from .errors import IntakeError

__all__ = ["KEPT_FOR", "forget_old_files", "forget_pending_file", "pending_file", "store_pending_file"]

KEPT_FOR = 60 * 60
"""Seconds that a file waits."""
_NAME_BYTES = 16
_KEY_BYTES = 32


def store_pending_file(content: bytes, *, by: Person) -> str:
    """
    Keep a file for an hour; returns the ticket for it. The ticket is a secret: it belongs into the body of a
    form, not into an address or a log.
    """
    forget_old_files()
    name, key = secrets.token_bytes(_NAME_BYTES), secrets.token_bytes(_KEY_BYTES)
    handle, draft = tempfile.mkstemp(dir=_place(), prefix=".held-")  # made with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(seal(content, key, _context(name, by)))
        # By our clock, as its age is told: a disk across a network stamps by another.
        os.utime(draft, times=(clock.seconds(), clock.seconds()))
        Path(draft).replace(_place() / name.hex())
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    return base64.urlsafe_b64encode(name + key).decode("ascii")


def pending_file(ticket: str, *, by: Person) -> bytes:
    """
    The file a ticket stands for, to the person who brought it. Raises IntakeError when it waited too long,
    was let go, or the ticket is somebody else's.
    """
    name, key = _read(ticket)
    path = _place() / name.hex()
    try:
        if clock.seconds() - path.stat().st_mtime > KEPT_FOR:
            raise IntakeError("held_too_long")
        return open_sealed(path.read_bytes(), key, _context(name, by))
    except (OSError, BrokenSealError):
        raise IntakeError("held_too_long") from None


def forget_pending_file(ticket: str, *, by: Person) -> None:
    """Forget a file. Nothing happens when the ticket stands for none, or for somebody else's."""
    with suppress(IntakeError):
        pending_file(ticket, by=by)
        (_place() / _read(ticket)[0].hex()).unlink(missing_ok=True)


def forget_old_files() -> None:
    """Take away what waited longer than an hour. Safe to call at any time, from anywhere."""
    oldest = clock.seconds() - KEPT_FOR
    for path in _place().iterdir():
        with suppress(OSError):
            if path.stat().st_mtime < oldest:
                path.unlink()


def _read(ticket: str) -> tuple[bytes, bytes]:
    try:
        raw = base64.urlsafe_b64decode(ticket.encode("ascii"))
    except (ValueError, binascii.Error):
        raise IntakeError("held_too_long") from None
    if len(raw) != _NAME_BYTES + _KEY_BYTES:
        raise IntakeError("held_too_long")
    return raw[:_NAME_BYTES], raw[_NAME_BYTES:]


def _context(name: bytes, by: Person) -> bytes:
    return b"held/" + name + by.public_id.bytes


def _place() -> Path:
    place = home.data_dir() / "held"
    place.mkdir(mode=home.PRIVATE_DIRECTORY, exist_ok=True)
    return place
