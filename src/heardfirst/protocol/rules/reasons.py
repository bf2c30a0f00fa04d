"""Reasons: codes with arguments when they are made, sentences in English or Spanish when somebody reads them.

A code is a literal (``missed``, ``not in_touch``) or a checklist line (``heard|tried``). Its kind says how it
is meant: a fact that holds, why a step is not wanted (``no``), what would tick an open line (``need``), or a
line that something outweighs (``waived``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from ..vocabulary.texts import LANGUAGES, read_texts

__all__ = ["Reason", "say", "say_all", "say_day", "say_list", "say_weekday"]

_MOST_DATES = 4


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: a code, the numbers and dates its sentence mentions, and how it is meant."""

    code: str
    args: Mapping[str, Any]
    kind: str = ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.code}" if self.kind in ("no", "waived") else self.code


def say(reason: Reason, language: str = "en") -> str:
    """The sentence of a reason, in ``en`` or ``es`` (any other language reads English)."""
    language = language if language in LANGUAGES else "en"
    literals = reason.code.split("|")
    if reason.kind in ("need", "waived"):
        frame = _words(language)["still" if reason.kind == "need" else "waived"]
        return frame.format(_needed(literals, reason.args, language))
    return _fill(_plain(literals[0], language, holds=reason.kind != "no"), reason.args, language)


def say_day(moment: datetime, language: str = "en") -> str:
    """A day as people write it: Mar 3, in Spanish 3 mar."""
    month = _short("months", language)[moment.month - 1]
    return _words(language)["day"].format(day=moment.day, month=month)


def say_weekday(moment: datetime, language: str = "en") -> str:
    """The day of the week, short: Mon, in Spanish lun."""
    return _short("weekdays", language)[moment.weekday()]


def say_list(words: list[str], joiner: str) -> str:
    """``a, b or c``."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + f" {joiner} {words[-1]}" if words else ""


def say_all(words: list[str], language: str) -> str:
    """``a, b and c``, in Spanish ``a, b y c``."""
    return say_list(words, _words(language)["and"])


@lru_cache
def _words(language: str) -> Mapping[str, str]:
    """The words of ``reason_words.toml`` in a language; in English where it is not one of ours."""
    language = language if language in LANGUAGES else "en"
    return {key: str(text[language]) for key, text in _words_of_all()["word"].items()}


def _short(names: str, language: str) -> Sequence[str]:
    found: Mapping[str, Sequence[str]] = _words_of_all()["short"][names]
    return found[language if language in LANGUAGES else "en"]


@lru_cache(maxsize=1)
def _words_of_all() -> Mapping[str, Any]:
    return read_texts(__package__, "reason_words.toml")


@lru_cache(maxsize=1)
def _sentences() -> Mapping[str, Any]:
    return read_texts(__package__, "sentences.toml")


def _plain(literal: str, language: str, *, holds: bool) -> str:
    """The yes or no sentence of a literal that holds, or does not."""
    negated = literal.startswith("not ")
    atom = literal.removeprefix("not ")
    sentences = _sentences().get(atom, {}).get(language)
    if sentences is None:
        named = atom.replace("_", " ")
        return _words(language)["holds_not" if holds == negated else "holds"].format(named)
    return str(sentences["yes" if holds != negated else "no"])


def _needed(literals: list[str], args: Mapping[str, Any], language: str) -> str:
    """What would tick a line. Facts that nobody can bring about are without a ``need`` and left out."""
    phrases = [
        str(sentences["need"])
        for literal in literals
        if (sentences := _sentences().get(literal, {}).get(language)) and "need" in sentences
    ] or [literal.replace("_", " ") for literal in literals]
    return _fill(say_list(phrases, _words(language)["or"]), args, language)


def _fill(sentence: str, args: Mapping[str, Any], language: str) -> str:
    if "{" not in sentence:
        return sentence
    return sentence.format_map(_Arguments(args, language))


class _Arguments(dict[str, str]):
    """The phrases that sentences have gaps for, made when asked for."""

    def __init__(self, args: Mapping[str, Any], language: str) -> None:
        super().__init__()
        self.args, self.language, self.words = args, language, _words(language)

    def __missing__(self, key: str) -> str:
        made = getattr(self, f"_{key}", None)
        return str(made() if made else self.args.get(key, ""))

    def _missed_sessions(self) -> str:
        dates = [datetime.fromisoformat(text) for text in self.args.get("missed_dates", [])]
        if not dates:
            return self.words["none"]
        days = [say_day(date, self.language) for date in dates[-_MOST_DATES:]]
        listed = say_all(days, self.language)
        if len(dates) > _MOST_DATES:
            listed = "… " + listed
        return (
            self.words["one"].format(listed)
            if len(dates) == 1
            else self.words["many"].format(len(dates), listed)
        )

    def _tries_so_far(self) -> str:
        number = int(self.args.get("attempts", 0))
        return (
            ""
            if not number
            else self.words["tries_one"]
            if number == 1
            else self.words["tries"].format(number)
        )

    def _tries_missing(self) -> str:
        missing = self.args.get("attempts_missing", {})
        parts = [
            self.words.get(f"{key}_one" if number == 1 else key, self.words[key]).format(number)
            for key, number in missing.items()
            if key in self.words
        ]
        return f" ({', '.join(parts)})" if parts else ""

    def _notice_deadline(self) -> str:
        return self._by("notice_by")

    def _status_deadline(self) -> str:
        return self._by("status_by")

    def _by(self, key: str) -> str:
        moment = self.args.get(key)
        if not moment:
            return ""
        day = say_day(datetime.fromisoformat(str(moment)), self.language)
        return self.words["by"].format(day)
