"""One way to compare what different systems and people spell differently."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

__all__ = ["display_name", "fold"]

_AFTER_THE_COMMA = frozenset({"jr", "sr", "ii", "iii", "iv", "phd", "md"})


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Text without case, accents and punctuation, its words one space apart.

    ``"No-Show "``, ``"NO SHOW"`` and ``"no_show"`` fold alike, and so do ``"Asistió"`` and ``"asistio"``.
    Letters of any script are kept. camelCase is not split here: ``NoShow`` folds to ``noshow``.
    """
    decomposed = unicodedata.normalize("NFKD", text)
    letters: list[str] = []
    for letter in decomposed:
        if unicodedata.combining(letter) or letter in "'’`´":
            continue
        letters.append(letter if letter.isalnum() else " ")
    return " ".join("".join(letters).casefold().split())


@lru_cache(maxsize=65536)
def display_name(text: str) -> str:
    """A name as it is said: ``"Lopez, Maria"`` becomes ``"Maria Lopez"``; nothing else is changed."""
    plain = " ".join(text.split())
    if plain.count(",") == 1:
        last, first = (part.strip() for part in plain.split(","))
        if first and last and fold(first) not in _AFTER_THE_COMMA:
            return f"{first} {last}"
    return plain
