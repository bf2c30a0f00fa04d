"""What can be wrong with what somebody wrote, said so that they can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class ProtocolRoomError(ValueError):
    """Anything the protocol room refuses. Its text is fit to show to the person who wrote the input."""


class EntryError(ProtocolRoomError):
    """An entry of an unknown kind, or with a field or value its kind does not have."""


class DeclarationError(ProtocolRoomError):
    """A kind of entry, a closed list or a term that is declared wrongly. Its text names the place."""


class ProtocolError(ProtocolRoomError):
    """A protocol file that cannot be used. Its text names the file, the line and the key."""


class ScenarioError(ProtocolRoomError):
    """A scenario file that cannot be read. Its text names the file, the line and the key."""


def nearest(word: str, known: Iterable[str]) -> str:
    """The sentence that offers the nearest right word, or lists the known ones when few; else nothing."""
    choices = sorted({str(word) for word in known})
    close = get_close_matches(str(word)[:80], choices, n=1, cutoff=0.6)
    if close:
        return f' Did you mean "{close[0]}"?'
    if 0 < len(choices) <= 16:
        return " Known: " + ", ".join(choices) + "."
    return ""


def shown(value: object, limit: int = 60) -> str:
    """A value as an error may quote it: short, on one line."""
    text = " ".join(str(value).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
