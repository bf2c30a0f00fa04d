"""What can be wrong with what somebody wrote, said so that they can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches

from .other_words import meant_by

_ALIKE = 0.6


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
    """The sentence that offers the right word: the one meant in the field's own words, else the nearest by
    its letters; else it lists the known ones when few, of a dotted word those of its family; else nothing."""
    choices = sorted({str(word) for word in known})
    right = meant_by(str(word)[:80], choices) or _alike(str(word)[:80], choices)
    if right:
        return f' Did you mean "{right}"?'
    family, dot, _last = str(word).partition(".")
    of_family = [choice for choice in choices if dot and choice.startswith(f"{family}.")]
    if 0 < len(of_family or choices) <= 16:
        return " Known: " + ", ".join(of_family or choices) + "."
    return ""


def _alike(word: str, choices: list[str]) -> str | None:
    """The choice nearest by its letters. Of dotted words what stands after the dot must be near as well, for
    a family that is the same makes any two of its words alike."""
    last = word.rpartition(".")[2]
    for close in get_close_matches(word, choices, n=8, cutoff=_ALIKE):
        if SequenceMatcher(None, last, close.rpartition(".")[2]).ratio() >= _ALIKE:
            return close
    by_last = {choice.rpartition(".")[2]: choice for choice in choices}
    return by_last.get(last)


def shown(value: object, limit: int = 60) -> str:
    """A value as an error may quote it: short, on one line."""
    text = " ".join(str(value).split())
    return text if len(text) <= limit else text[: limit - 1] + "…"
