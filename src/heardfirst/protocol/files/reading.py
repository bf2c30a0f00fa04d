"""Reading a TOML table somebody wrote: complaints name the file, the line, the key and the right word."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..vocabulary.duration import EARLIEST, LATEST, Span, read_span
from ..vocabulary.errors import ProtocolRoomError, nearest, shown
from ..vocabulary.file_lines import Lines
from ..vocabulary.protocol import LANGUAGES

__all__ = ["TableReader", "read_file", "read_toml"]


def read_toml(raw: bytes, file: str, error: type[ProtocolRoomError]) -> tuple[dict[str, Any], str]:
    """The table and the text of a TOML file; raises ``error`` when it is not UTF-8 or not TOML."""
    try:
        text = raw.decode("utf-8-sig")
        return tomllib.loads(text), text
    except UnicodeDecodeError:
        raise error(f"{file}: the file is not UTF-8 text. Save it as UTF-8 and try again.") from None
    except tomllib.TOMLDecodeError as problem:
        raise error(f"{file}: not valid TOML: {problem}.") from None
    except RecursionError:
        raise error(f"{file}: not valid TOML: it is nested too deeply.") from None
    except ValueError as problem:
        raise error(f"{file}: not valid TOML: {shown(problem)}.") from None


def read_file(path: Path, largest: int, what: str, error: type[ProtocolRoomError]) -> bytes:
    """
    The bytes of a file that may have so many; ``what`` is what such a file is called in an error.

    Raises ``error`` where it is larger, and OSError or ValueError where it cannot be read.
    """
    size = path.stat().st_size
    if size > largest:
        has = f"{size / 1_000_000:,.1f}"
        raise error(
            f"{shown(path.name)}: the file is too large: {what} has at most {largest // 1_000_000} MB, "
            f"and this one has {has} MB."
        )
    return path.read_bytes()


class TableReader:
    """One file's table, and where each of its keys stands. ``error`` is what it raises. A text that was kept
    (``is_kept``) is read as it was written, though a new one would have to say more."""

    error: type[ProtocolRoomError] = ProtocolRoomError
    is_kept = False

    def __init__(self, table: dict[str, Any], text: str, file: str) -> None:
        self.table, self.lines, self.file = table, Lines(text), file

    def wrong(self, message: str, *path: str | int) -> ProtocolRoomError:
        """The error for what stands at ``path``."""
        at = self.lines.of(*path)
        where = f"{self.file}, line {at}" if at else self.file
        named = ".".join(str(part) for part in path if isinstance(part, str))
        return self.error(f"{where}: {named + ': ' if named else ''}{message}")

    def known(self, table: Mapping[str, Any], names: Iterable[str], *path: str | int) -> None:
        """Refuse any key that is not one of ``names``."""
        names = tuple(names)
        for key in table:
            if key not in names:
                raise self.wrong(f'there is no "{shown(key)}" here.{nearest(key, names)}', *path, key)

    def section(self, name: str) -> dict[str, Any]:
        """The table ``[name]``, empty when there is none."""
        section = self.table.get(name, {})
        if not isinstance(section, dict):
            raise self.wrong(f"must be a table: [{name}].", name)
        return section

    def tables(self, name: str) -> list[dict[str, Any]]:
        """The tables ``[[name]]``."""
        found = self.table.get(name, [])
        if not isinstance(found, list) or not all(isinstance(table, dict) for table in found):
            raise self.wrong(f"must be tables of their own: [[{name}]].", name)
        return found

    def span(self, value: Any, *path: str | int) -> Span:
        """A span of time."""
        try:
            return read_span(value)
        except ProtocolRoomError as problem:
            raise self.wrong(str(problem), *path) from None

    def number(self, value: Any, least: int, most: int, *path: str | int) -> int:
        """A whole number in a range."""
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise self.wrong(f"must be a whole number from {least} to {most}, not {shown(value)}.", *path)
        return value

    def flag(self, value: Any, *path: str | int) -> bool:
        """True or false."""
        if not isinstance(value, bool):
            raise self.wrong(f"must be true or false, not {shown(value)}.", *path)
        return value

    def text(self, value: Any, *path: str | int) -> Mapping[str, str]:
        """Words in each language: one text for all, or ``{ en = "…", es = "…" }``."""
        if isinstance(value, str) and value:
            return MappingProxyType(dict.fromkeys(LANGUAGES, value))
        if isinstance(value, dict) and isinstance(value.get("en"), str):
            self.known(value, LANGUAGES, *path)
            return MappingProxyType(
                {language: str(value.get(language) or value["en"]) for language in LANGUAGES}
            )
        raise self.wrong('write it in words: { en = "…", es = "…" }.', *path)

    def words(self, value: Any, *path: str | int) -> tuple[str, ...]:
        """A list of names."""
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise self.wrong("must be a list of names.", *path)
        return tuple(value)

    def moment(self, value: Any, *path: str | int) -> datetime:
        """A date and time with its offset."""
        if isinstance(value, str):
            try:
                value = datetime.fromisoformat(value)
            except ValueError:
                value = None
        if not isinstance(value, datetime) or value.tzinfo is None:
            raise self.wrong(
                "must be a date and time with its offset, such as 2026-03-10T09:00:00-05:00.", *path
            )
        if not EARLIEST <= value.year <= LATEST:
            raise self.wrong(f"must be between {EARLIEST} and {LATEST}.", *path)
        return value
