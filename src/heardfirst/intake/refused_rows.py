"""The file of refused rows: what was not taken in and why, to be mended at its source."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from django.utils.translation import gettext as _

from .errors import Refused
from .proposals import AttendanceReading

__all__ = ["refused_csv", "write_refused"]

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def refused_csv(reading: AttendanceReading, refused: Iterable[Refused]) -> bytes:
    """
    The refused rows as CSV in UTF-8 with a byte order mark: line, reason, then the row as it stood.

    Cells that a spreadsheet would run as a formula begin with an apostrophe.
    """
    why = {row.line: row for row in sorted(refused, key=lambda row: row.line, reverse=True)}
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_("rejected line"), _("why it was rejected"), *map(_harmless, reading.layout.headers)])
    for row in reading.originals(why):
        writer.writerow([row.line, why[row.line].reason, *map(_harmless, row.fields)])
    return text.getvalue().encode("utf-8-sig", "replace")


def write_refused(path: Path, reading: AttendanceReading, refused: Iterable[Refused]) -> int:
    """
    Put the refused rows into a file that only its owner can read: whole, or not at all. Returns how many
    there are.

    With none refused, no file is made, and one left by an earlier import of the same name is taken away:
    its rows are in by now. Raises OSError.
    """
    refused = list(refused)
    if not refused:
        path.unlink(missing_ok=True)
        return 0
    content = refused_csv(reading, refused)
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".refused-")  # made with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    return len(refused)


def _harmless(cell: str) -> str:
    return "'" + cell if cell.startswith(_FORMULA) else cell
