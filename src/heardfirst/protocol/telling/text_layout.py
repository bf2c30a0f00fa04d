"""How wide a text will be, before anything draws it: wide enough for the common sans-serif faces."""

from __future__ import annotations

import unicodedata

__all__ = ["legible", "text_width", "wrapped"]

# Widths in ems, a little above those of Inter and DejaVu Sans, so that a reader's own face fits too.
_NARROW, _SMALL, _BROAD, _FULL = "iljI.,:;'’|!()[] ", 'tfr-"“”/', "mwMW@%—…", 1.05
_BOLD = 1.07


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """The width of a line, in the unit of ``size``."""
    return sum(map(_em, text)) * size * (_BOLD if bold else 1)


def wrapped(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """The text in lines no wider than that. A word that is wider by itself is broken."""
    lines: list[str] = []
    for word in legible(text).split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(joined, size, bold=bold) <= width:
            lines[-1] = joined
            continue
        *full, rest = _pieces(word, width, size, bold=bold)
        lines += [*full, rest]
    return lines


def legible(text: str) -> str:
    """The text without what no picture or page can hold: control characters, lone surrogates."""
    return "".join(
        letter if unicodedata.category(letter) not in ("Cc", "Cs", "Cn") else " " for letter in text
    )


def _pieces(word: str, width: float, size: float, *, bold: bool) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and text_width(pieces[-1] + letter, size, bold=bold) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def _em(letter: str) -> float:
    if letter in _NARROW:
        return 0.34
    if letter in _SMALL:
        return 0.45
    if letter in _BROAD:
        return 1.0
    if unicodedata.east_asian_width(letter) in "WF":
        return _FULL
    return 0.74 if letter.isupper() else 0.64
