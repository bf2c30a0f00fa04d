"""
A zip of tables (the tabular package of HSDS) to services with all that belongs to them within.

Nothing of the zip is ever written to disk, and no size that it states is believed.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from django.utils.translation import gettext as _

from .nodes import ROW, FileRefused

MOST_MEMBERS = 100
MEGABYTE = 1024 * 1024
MOST_BYTES = 100 * MEGABYTE
"""Of all tables together, unpacked."""
MOST_ROWS = 200_000
_PIECE = 64 * 1024
_LONGEST_LINE = 256 * 1024
_ENTRY = b"PK\x01\x02"  # how each name in the directory at a zip's end begins

Row = dict[str, Any]

# Every table we look at, under the names it has had in versions 3.0 to 3.2: `service.csv`, `services.csv`.
_TABLES = (
    "organization", "service", "location", "service_at_location", "phone", "address", "schedule", "language",
    "cost_option", "attribute", "taxonomy_term", "required_document",
)  # fmt: skip
_PLURALS = {"address": "addresses", "service_at_location": "service_at_locations"}
# Which column of a table names the row it belongs to, of which table, and under what it is found there.
_BELONGS = (
    ("address", "location_id", "location", "addresses"),
    ("language", "phone_id", "phone", "languages"),
    *(
        (child, f"{parent}_id", parent, under)
        for child, under in (("phone", "phones"), ("schedule", "schedules"), ("language", "languages"))
        for parent in ("location", "service_at_location", "service", "organization")
    ),
    ("cost_option", "service_id", "service", "cost_options"),
    ("required_document", "service_id", "service", "required_documents"),
    ("attribute", "link_id", "service", "attributes"),
    ("service_at_location", "service_id", "service", "service_at_locations"),
)
# Which column of a table names another row that stands within it.
_HAS = (
    ("attribute", "taxonomy_term_id", "taxonomy_term", "taxonomy_term"),
    ("service_at_location", "location_id", "location", "location"),
    ("service", "organization_id", "organization", "organization"),
)


def services_of_zip(content: bytes) -> Iterator[tuple[str, Row]]:
    """Each service with its file and line. Raises `FileRefused`."""
    tables = _tables_of(content)
    by_id = {name: {str(row["id"]): row for row in rows if row.get("id")} for name, rows in tables.items()}
    for table, column, parent, under in _HAS:
        for row in tables[table]:
            if found := by_id[parent].get(str(row.get(column, ""))):
                row[under] = found
    for table, column, parent, under in _BELONGS:
        for row in tables[table]:
            if owner := by_id[parent].get(str(row.get(column, ""))):
                owner.setdefault(under, []).append(row)
    yield from ((str(row[ROW]), row) for row in tables["service"])


def _tables_of(content: bytes) -> dict[str, list[Row]]:
    tables: dict[str, list[Row]] = defaultdict(list)
    left, rows = MOST_BYTES, 0
    # Counted before it is opened: a directory of a million names would be read whole.
    if content.count(_ENTRY) > MOST_MEMBERS:
        raise FileRefused(_("The zip has too many files."))
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for member in packed.infolist():
                name = _table_named(member)
                if name is None:
                    continue
                text = _unpacked(packed, member, left)
                left -= len(text)
                tables[name] += _rows_of(text, PurePosixPath(member.filename).name)
                rows += len(tables[name])
                if rows > MOST_ROWS:
                    raise FileRefused(_("The tables are too long. Ask for a smaller part of them."))
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError, ValueError):
        # RuntimeError is what a locked member raises, and one that is packed in a way nobody here knows.
        raise FileRefused(_("The zip is damaged or locked. Ask for a new copy.")) from None
    return tables


def _table_named(member: zipfile.ZipInfo) -> str | None:
    """Which table a member is, or None for what we do not look at. A path that leads out is refused."""
    path = PurePosixPath(member.filename)
    if path.is_absolute() or ".." in path.parts or "\\" in member.filename or ":" in member.filename:
        raise FileRefused(_("The zip has a file whose path points outside of it. It was not opened."))
    if path.suffix.casefold() != ".csv" or "__MACOSX" in path.parts:
        return None
    stem = path.stem.casefold()
    return next((table for table in _TABLES if stem in (table, _PLURALS.get(table, f"{table}s"))), None)


def _unpacked(packed: zipfile.ZipFile, member: zipfile.ZipInfo, most: int) -> bytes:
    found = bytearray()
    with packed.open(member) as stream:
        while piece := stream.read(_PIECE):
            found += piece
            if len(found) > most:
                most_megabytes = MOST_BYTES // MEGABYTE
                raise FileRefused(
                    _("Unzipped, the file is larger than %(most)s MB.") % {"most": most_megabytes}
                )
    return bytes(found)


def _rows_of(content: bytes, file: str) -> list[Row]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused(_("%(file)s is not in UTF-8.") % {"file": file[:60]}) from None
    if "\0" in text or any(len(line) > _LONGEST_LINE for line in io.StringIO(text)):
        raise FileRefused(_("%(file)s is not a table.") % {"file": file[:60]})
    rows: list[Row] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [header.strip().casefold() for header in next(reader, [])]
        line = reader.line_num + 1
        for cells in reader:
            if any(cells):
                row: Row = dict(zip(header, cells, strict=False))
                row[ROW] = f"{file}:{line}"
                rows.append(row)
                if len(rows) > MOST_ROWS:
                    raise FileRefused(_("The tables are too long. Ask for a smaller part of them."))
            line = reader.line_num + 1
    except csv.Error:
        raise FileRefused(
            _("%(file)s cannot be read after line %(line)s.") % {"file": file[:60], "line": reader.line_num}
        ) from None
    return rows
