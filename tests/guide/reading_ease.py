"""
How hard a text is to read: Flesch-Kincaid's school grade for English (Kincaid and others, 1975), and the ease
of Fernández Huerta (1959) for Spanish, where 70 to 80 is about sixth grade and more is easier.

Syllables are counted by rule. Spanish spelling says them exactly; for English, groups of vowels without a
silent e come close.
"""

from __future__ import annotations

import re
from functools import cache

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_END = re.compile(r"[.!?:;…]+(?=\s|$)")
_SPANISH = re.compile(r"[iuü]?[aeoáéó][iuy]?(?![aeoáéíóú])|[iuü]?[aeoáéó]|[íú]|[iuü]+y?|y\b")


def grade(*texts: str) -> float:
    """The school grade at which an English text is read; of several, all of them together."""
    words, sentences, syllables = _counts(texts, "en")
    return 0.39 * words / sentences + 11.8 * syllables / words - 15.59


def ease(*texts: str) -> float:
    """How easily a Spanish text is read, from 0 to about 100; of several, all of them together."""
    words, sentences, syllables = _counts(texts, "es")
    return 206.84 - 60 * syllables / words - 1.02 * words / sentences


def _counts(texts: tuple[str, ...], language: str) -> tuple[int, int, int]:
    counted = [_counted(text, language) for text in texts]
    return (
        sum(each[0] for each in counted),
        sum(each[1] for each in counted),
        sum(each[2] for each in counted),
    )


@cache
def _counted(text: str, language: str) -> tuple[int, int, int]:
    words = words_of(text)
    syllables = english_syllables if language == "en" else spanish_syllables
    return len(words), sentences_in(text), sum(syllables(word) for word in words)


def words_of(text: str) -> list[str]:
    return _WORD.findall(text)


def sentences_in(text: str) -> int:
    return max(1, len(_END.findall(text)))


def english_syllables(word: str) -> int:
    word = word.lower().replace("’", "'")
    if word.isdigit():
        return 1 if len(word) == 1 else 2
    word = re.sub(r"(?<=[^aeiouy])(?:es|ed)$", lambda end: "" if not _said(word, end.group()) else "id", word)
    groups = re.findall(r"[aeiouy]+", word)
    silent = word.endswith("e") and not word.endswith("le") and len(groups) > 1
    return max(1, len(groups) - silent)


def _said(word: str, end: str) -> bool:
    before = word[: -len(end)]
    return (
        before.endswith(("t", "d")) if end == "ed" else before.endswith(("s", "x", "z", "ch", "sh", "c", "g"))
    )


def spanish_syllables(word: str) -> int:
    word = re.sub(r"([qg])u(?=[eiéí])", r"\1", word.lower())
    return max(1, len(_SPANISH.findall(word)))
