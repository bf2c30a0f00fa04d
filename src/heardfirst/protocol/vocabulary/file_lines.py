"""Where a key stands in a TOML text, so that an error can name the line."""

from __future__ import annotations

import re

_TABLE = re.compile(r"^\s*(\[\[?)\s*([A-Za-z0-9_.\-\"']+)\s*\]\]?\s*(#.*)?$")
_KEY = re.compile(r"^\s*([A-Za-z0-9_\-]+|\"[^\"]*\")\s*(\.[^=]*)?=")


class Lines:
    """The lines of one TOML text. ``of("step", 3, "needs")`` is the 1-based line of that key, the line of the
    table when the key is not there, or None when the table is not there either."""

    def __init__(self, text: str) -> None:
        self._places: dict[tuple[str | int, ...], int] = {}
        here: tuple[str | int, ...] = ()
        counts: dict[str, int] = {}
        for number, line in enumerate(text.splitlines(), start=1):
            if table := _TABLE.match(line):
                name = table[2].strip("\"'")
                if table[1] == "[[":
                    here = (name, counts.get(name, 0))
                    self._places.setdefault((name,), number)
                    counts[name] = counts.get(name, 0) + 1
                else:
                    here = tuple(name.split("."))
                self._places.setdefault(here, number)
            elif key := _KEY.match(line):
                self._places.setdefault((*here, key[1].strip('"')), number)

    def of(self, *path: str | int) -> int | None:
        while path:
            if path in self._places:
                return self._places[path]
            path = path[:-1]
        return None
