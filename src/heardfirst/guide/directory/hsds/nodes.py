"""One object of a file, with the place it stands at, so that what is wrong with it can be found."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

ROW = "\0row"  # under which a row of a table carries its file and line
MOST_PARTS = 100  # phones, locations and the like of one object that are looked at
_LONGEST_READ = 20_000


class FileRefused(Exception):  # noqa: N818 (it is the answer to a request, not a mishap)
    """A file that cannot be read at all. The message says why, and nothing of what the file says."""


@dataclass(frozen=True, slots=True)
class Problem:
    """
    Something in a file that was not taken as it stands: ``at`` which file and line or which object, in which
    ``field``, and why. ``refused`` when the whole service is left out for it.
    """

    at: str
    field: str
    reason: str
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Node:
    """An object of HSDS: what it says, and where it stands in its file."""

    fields: Mapping[str, Any]
    at: str
    problems: list[Problem]

    def text(self, name: str) -> str:
        """A text or number as text: without markup and what cannot be shown; empty where there is none."""
        value = self.fields.get(name)
        if value is None or value == "":
            return ""
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self.remark(name, _("This is not text."))
            return ""
        return _plain(str(value))

    def short(self, name: str, most: int) -> str:
        """The same, with its end cut off where it is longer."""
        text = self.text(name)
        if len(text) <= most:
            return text
        self.remark(name, _("It was shortened to %(most)s characters.") % {"most": most})
        return text[: most - 1].rstrip() + "…"

    def many(self, name: str) -> list[Node]:
        """The objects of a list."""
        value = self.fields.get(name)
        if value is None or value == "":
            return []
        if not isinstance(value, list):
            self.remark(name, _("This is not a list."))
            return []
        if len(value) > MOST_PARTS:
            self.remark(name, _("Only the first %(most)s were read.") % {"most": MOST_PARTS})
        return [
            self._child(part, f"{name}[{place}]")
            for place, part in enumerate(value[:MOST_PARTS])
            if isinstance(part, Mapping)
        ]

    def one(self, name: str) -> Node | None:
        """An object within this one."""
        value = self.fields.get(name)
        return self._child(value, name) if isinstance(value, Mapping) else None

    def remark(self, field: str, reason: str, *, refused: bool = False) -> None:
        """Put down that something was not taken as it stands."""
        self.problems.append(Problem(self.at, field, reason, refused))

    def _child(self, fields: Mapping[str, Any], name: str) -> Node:
        return Node(fields, str(fields.get(ROW) or f"{self.at}.{name}"), self.problems)


def _plain(text: str) -> str:
    """Markup gone, line ends kept, and nothing that a database or a page could not hold."""
    without = html.unescape(strip_tags(text[:_LONGEST_READ]))
    shown = "".join(letter for letter in without if letter.isprintable() or letter in "\n\t")
    lines = (" ".join(line.split()) for line in shown.split("\n"))
    return "\n".join(line for line in lines if line)
