"""Bytes to text: the encodings that exports really come in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .errors import IntakeError

__all__ = ["LARGEST_FILE", "Decoded", "bytes_of", "decode"]

_MEGABYTE = 1024 * 1024
LARGEST_FILE = 256 * _MEGABYTE
"""In bytes. A file is read whole before a row of it is committed, so it must fit in memory. What a browser
may bring is less (``FILE_UPLOAD_MAX_MEMORY_SIZE`` in the settings)."""

_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_OTHERS = (b"%PDF", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"{\\rtf", b"SQLite format 3")
ENCODINGS = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "windows-1252")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text and the encoding it came in. Nothing of the text shows in its representation."""

    text: str
    encoding: str

    def __repr__(self) -> str:
        return f"Decoded({len(self.text)} characters, {self.encoding})"


def bytes_of(path: Path) -> bytes:
    """The bytes of a file; raises IntakeError where it is too large, and OSError where it cannot be read."""
    if path.stat().st_size > LARGEST_FILE:
        raise IntakeError("too_big", limit=LARGEST_FILE // _MEGABYTE)
    return path.read_bytes()


def decode(data: bytes, encoding: str | None = None) -> Decoded:
    """The text of a file. ``encoding`` overrides what would be found out.

    Raises IntakeError when the file is empty, of another kind (a workbook, a PDF), or in no
    encoding that is known here. Letters that were already lost in UTF-8 arrive as U+FFFD, for the row to be
    refused.
    """
    if not data.strip(b" \t\r\n\x00\xef\xbb\xbf\xff\xfe"):
        raise IntakeError("empty")
    if data.startswith(_WORKBOOKS):
        raise IntakeError("workbook")
    if data.startswith(_OTHERS) or data[:512].lstrip(b"\xef\xbb\xbf \t\r\n")[:9].lower().startswith(
        (b"<html", b"<!doctype", b"<table", b"<?xml")
    ):
        raise IntakeError("not_a_table")
    if encoding is not None:
        return _strict(data, encoding)
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _strict(data, name)
    wide = _wide_without_mark(data)
    if wide is not None:
        return _strict(data, wide)
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        pass
    mended = data.decode("utf-8", "replace")
    # A few lost bytes in a UTF-8 file must not turn every García in it into mojibake by a change of encoding.
    whole = sum(1 for letter in mended if letter > "\x7f" and letter != "\ufffd")
    if whole > 2 * mended.count("\ufffd"):
        return Decoded(mended, "utf-8")
    return _strict(data, "windows-1252")


def _strict(data: bytes, encoding: str) -> Decoded:
    try:
        text = data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        raise IntakeError("encoding") from None
    return Decoded(text.removeprefix("\ufeff"), "utf-8" if encoding == "utf-8-sig" else encoding)


def _wide_without_mark(data: bytes) -> str | None:
    """UTF-16 whose byte order mark was lost: Latin text then has a zero in every other byte."""
    start = data[:4096]
    if len(start) < 8:
        return None
    low, high = start[1::2].count(0) / (len(start) // 2), start[0::2].count(0) / (len(start) // 2)
    if low > 0.6 and high < 0.1:
        return "utf-16-le"
    if high > 0.6 and low < 0.1:
        return "utf-16-be"
    return None
