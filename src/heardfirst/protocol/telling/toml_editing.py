"""TOML as text: values and tables written, and one part of a text brought into another."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from ..vocabulary.file_lines import Lines

__all__ = ["quoted", "table_written", "value_written", "with_part_added"]

_HEADER = re.compile(r"^\s*\[")
_AFTER = re.compile(r"^\s*after\s*=")
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def with_part_added(text: str, source: Any, section: str, which: str | int | None = None) -> str:
    """``text`` with one more part: the ``which``-th ``[[section]]`` or the whole ``[section]`` of the text
    ``source``, or, where ``which`` is a key, that key of ``[section]`` with ``source`` as its value."""
    if isinstance(which, str):
        return _with_key(text, section, f"{which} = {value_written(source)}")
    block = _block(source, section) if which is None else _block(source, section, which)
    if which is not None:
        # In its own text the step stands where the other has it; `after` would move it there once more.
        block = [line for line in block if not _AFTER.match(line)]
    return text.rstrip("\n") + "\n\n" + "\n".join(block) + "\n"


def quoted(text: str) -> str:
    """A TOML string."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def table_written(header: str, values: Mapping[str, Any], comment: str = "") -> str:
    """A table, such as ``[missed]``: its header with a comment beside it, and each key on a line."""
    head = f"{header}    # {comment}" if comment else header
    widest = max(map(len, values), default=0)
    return "\n".join(
        (head, *(f"{key:<{widest}} = {value_written(value)}" for key, value in values.items()), "")
    )


def value_written(value: Any) -> str:
    """A value as TOML on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, list):
        return f"[{', '.join(map(value_written, value))}]"
    if isinstance(value, dict):
        pairs = [
            f"{key if _BARE.fullmatch(key) else quoted(key)} = {value_written(part)}"
            for key, part in value.items()
        ]
        return f"{{ {', '.join(pairs)} }}"
    return str(value)


def _block(source: str, *path: str | int) -> list[str]:
    """The lines of a table, from its header to the next, without the blank and comment lines before that."""
    lines = source.splitlines()
    start = (Lines(source).of(*path) or 1) - 1
    end = next(
        (
            place
            for place in range(start + 1, len(lines))
            if _HEADER.match(lines[place]) and _closed(lines, start, place)
        ),
        len(lines),
    )
    while end > start + 1 and (not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#")):
        end -= 1
    return lines[start:end]


def _closed(lines: list[str], start: int, place: int) -> bool:
    """Whether no list that began before is still open, so that a bracket begins a table."""
    before = re.sub(r'"(?:[^"\\]|\\.)*"|#.*', "", "\n".join(lines[start:place]))
    return before.count("[") == before.count("]")


def _with_key(text: str, section: str, line: str) -> str:
    header = re.search(rf"^[ \t]*\[[ \t]*{re.escape(section)}[ \t]*\].*$", text, re.MULTILINE)
    if header is None:
        return f"{text.rstrip()}\n\n[{section}]\n{line}\n"
    return f"{text[: header.end()]}\n{line}{text[header.end() :]}"
