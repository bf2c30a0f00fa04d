"""Text to rows: delimiters, quotation marks, and everything exports do to them."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from .errors import IntakeError

__all__ = ["DELIMITERS", "TableRow", "TableRows", "likely_delimiters"]

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
LONGEST_FIELD = 128 * 1024
"""In characters; the csv module refuses longer ones too."""
_LONGEST_ROW = 100  # lines; more is a quotation mark that nobody closed, not a note
_MOST_FAULTS = 1000
_LOOKED_AT = 60  # rows that are looked at to find a delimiter


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row: the line it begins on (from 1), its fields, and the code of what is wrong with it, if
    anything."""

    line: int
    fields: list[str]
    fault: str | None = None

    def __repr__(self) -> str:
        return f"Row(line {self.line}, {len(self.fields)} fields, fault {self.fault})"


class TableRows:
    """The rows of a text, blank ones left out. May be gone through more than once; the text is kept, the
    rows are not."""

    def __init__(self, text: str, delimiter: str, *, columns: int | None = None) -> None:
        self._lines = io.StringIO(text, newline="").readlines()
        self._first = 1 if _excel_hint(self._lines) else 0
        self._delimiter = delimiter
        self._nul = "\x00" in text
        self.columns = columns
        """How many columns the header has, once it is known."""

    def __iter__(self) -> Iterator[TableRow]:
        feed = _Feed(self._lines, self._first)
        faults = 0
        reader = csv.reader(feed, delimiter=self._delimiter, strict=True)
        while True:
            first = feed.begin()
            fault = None
            fields: list[str] = []
            try:
                fields = next(reader)
            except StopIteration:
                return
            except csv.Error as problem:
                fault = "too_long" if "limit" in str(problem) else "quotes"
            except _RunawayError:
                fault = "quotes"
            if fault is None and feed.at - first > 1 and self._swallowed(first, feed.at):
                fault = "quotes"
            if fault is not None:
                # Only the line with the stray mark is refused; what it swallowed is read again, row by row.
                faults += 1
                if faults > _MOST_FAULTS:
                    raise IntakeError("quotes_everywhere")
                feed.at = first + 1
                reader = csv.reader(feed, delimiter=self._delimiter, strict=True)
                yield TableRow(first + 1, [self._lines[first].rstrip("\r\n")[:LONGEST_FIELD]], fault)
                continue
            if not "".join(fields).strip():
                continue
            if self._nul and any("\x00" in field for field in fields):
                fault = "nul"
            yield TableRow(first + 1, fields, fault)

    def _swallowed(self, first: int, after: int) -> bool:
        """Whether a quoted field runs over lines that look like rows of their own."""
        if self.columns is None or self.columns < 3:
            return False
        return any(
            self._lines[at].count(self._delimiter) == self.columns - 1 for at in range(first + 1, after - 1)
        )


def likely_delimiters(text: str) -> list[str]:
    """The delimiters that make a table of this text, the likeliest first: most rows of one width, then the
    widest.

    Raises IntakeError when none does.
    """
    sample = text[: 256 * 1024]
    found: list[tuple[float, int, str]] = []
    hint = _excel_hint(io.StringIO(sample, newline="").readlines(1))
    if hint:
        return [hint]
    for delimiter in DELIMITERS.values():
        widths: Counter[int] = Counter()
        for count, row in enumerate(TableRows(sample, delimiter)):
            if count >= _LOOKED_AT:
                break
            if row.fault is None:
                widths[len(row.fields)] += 1
        if not widths:
            continue
        width, often = max(widths.items(), key=_likelier)
        if width > 1:
            found.append((often / widths.total(), width, delimiter))
    if not found:
        raise IntakeError("one_column")
    return [delimiter for _share, _width, delimiter in sorted(found, reverse=True)]


def _likelier(width_and_count: tuple[int, int]) -> tuple[bool, int, int]:
    width, count = width_and_count
    return width > 1, count, width


class _RunawayError(Exception):
    pass


class _Feed:
    """Gives the csv reader one line at a time, and knows where it is."""

    def __init__(self, lines: list[str], at: int) -> None:
        self._lines, self.at, self._begun = lines, at, at

    def begin(self) -> int:
        self._begun = self.at
        return self.at

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        at = self.at
        if at >= len(self._lines):
            raise StopIteration
        if at - self._begun >= _LONGEST_ROW:
            raise _RunawayError
        self.at = at + 1
        return self._lines[at]


def _excel_hint(lines: list[str]) -> str | None:
    """The delimiter that a first line such as ``sep=;`` announces."""
    if lines and lines[0][:4].lower() == "sep=" and lines[0].rstrip("\r\n")[4:] in DELIMITERS.values():
        return lines[0][4]
    return None
