"""Reasons: codes with arguments when they are made, sentences in English or Spanish when somebody reads them.

A code is a literal (``missed``, ``not in_touch``) or a checklist line (``heard|tried``). What a built-in fact
says stands in ``sentences.toml``; what a protocol's own fact says is made from its threshold. The kind of a
reason says how it is meant: a fact that holds, why a step is not wanted (``no``), what would tick an open
line (``need``), or a line that something outweighs (``waived``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from ..vocabulary.atoms import THRESHOLDS_BUILT_IN
from ..vocabulary.closed_lists import LISTS
from ..vocabulary.texts import LANGUAGES, first_small, read_texts
from ..vocabulary.thresholds import Inquiry, Threshold
from .threshold_sentences import ThresholdSentences, sentences_of
from .wording import last_moment, say_all, say_day, say_list, say_money, say_weekday, words_in

__all__ = ["Reason", "say", "say_all", "say_day", "say_need", "say_weekday"]

_MOST_DATES = 4
_NONE: Mapping[str, Threshold] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: a code, the numbers and dates its sentence mentions, and how it is meant. ``own`` has the
    thresholds of the protocol that gave it, by the names the code may use; it is no part of the reason."""

    code: str
    args: Mapping[str, Any]
    kind: str = ""
    own: Mapping[str, Threshold] = field(default_factory=lambda: _NONE, compare=False, repr=False)

    def __str__(self) -> str:
        return f"{self.kind}:{self.code}" if self.kind in ("no", "waived") else self.code


def say(reason: Reason, language: str = "en") -> str:
    """The sentence of a reason, in ``en`` or ``es`` (any other language reads English)."""
    language = language if language in LANGUAGES else "en"
    literals = reason.code.split("|")
    if reason.kind in ("need", "waived"):
        frame = words_in(language)["still" if reason.kind == "need" else "waived"]
        return frame.format(_needed(literals, reason, language))
    sentence = _plain(literals[0], reason.own, language, holds=reason.kind != "no")
    sentence = _with_number(_fill(sentence, reason.args, language), literals[0], reason, language)
    askers = [LISTS["asker"].labels[asker][language] for asker in reason.args.get("askers", ())]
    if askers and reason.kind != "no" and reason.own.get(literals[0]) == Inquiry("anyone"):
        return words_in(language)["asked_by"].format(sentence, "; ".join(askers))
    return sentence


def _with_number(sentence: str, literal: str, reason: Reason, language: str) -> str:
    """The sentence of a protocol's own fact with the day by which it asks for something, or the amount, if
    the case has one."""
    by, cents = reason.args.get(f"{literal}_by"), reason.args.get(f"{literal}_cents")
    if literal not in reason.own or reason.kind == "no":
        return sentence
    if cents:
        return f"{sentence.rstrip('.')}: {say_money(int(cents))}."
    if not by:
        return sentence
    day = say_day(datetime.fromisoformat(str(by)), language)
    return f"{sentence.rstrip('.')}{words_in(language)['by'].format(day)}."


def say_need(literal: str, own: Mapping[str, Threshold], language: str) -> str:
    """What would bring a literal about, as a phrase without a case in view; empty when nobody can."""
    return _fill(_need(literal, own, language), {}, language)


@lru_cache(maxsize=1)
def _sentences() -> Mapping[str, Any]:
    return read_texts(__package__, "sentences.toml")


def _own(atom: str, own: Mapping[str, Threshold], language: str) -> ThresholdSentences | None:
    """The sentences of a protocol's own fact; None for a built-in one, whatever its numbers."""
    named = atom in own and atom not in THRESHOLDS_BUILT_IN
    return sentences_of(own[atom], language) if named else None


def _plain(literal: str, own: Mapping[str, Threshold], language: str, *, holds: bool) -> str:
    """The yes or no sentence of a literal that holds, or does not."""
    negated = literal.startswith("not ")
    atom = literal.removeprefix("not ")
    if found := _own(atom, own, language):
        return found.yes if holds != negated else found.no
    sentences = _sentences().get(atom, {}).get(language)
    if sentences is None:  # stored by rules that are no longer there
        named = atom.replace("_", " ")
        return words_in(language)["holds_not" if holds == negated else "holds"].format(named)
    return str(sentences["yes" if holds != negated else "no"])


def _need(literal: str, own: Mapping[str, Threshold], language: str) -> str:
    if found := _own(literal.removeprefix("not "), own, language):
        return found.need_not if literal.startswith("not ") else found.need
    return str(_sentences().get(literal, {}).get(language, {}).get("need", ""))


def _needed(literals: list[str], reason: Reason, language: str) -> str:
    """What would tick a line. Facts that nobody can bring about are left out, unless there are no others."""
    words, args, own = words_in(language), reason.args, reason.own
    phrases = [
        _fill(phrase, args, language) for literal in literals if (phrase := _need(literal, own, language))
    ] or [
        words["must_hold"].format(first_small(_fill(sentence, args, language).rstrip(".")))
        for literal in literals
        if (sentence := _plain(literal, own, language, holds=True))
    ]
    return say_list(phrases, words["or"])


def _fill(sentence: str, args: Mapping[str, Any], language: str) -> str:
    if "{" not in sentence:
        return sentence
    return sentence.format_map(_Arguments(args, language))


def _channels_missing(missing: Mapping[str, Any]) -> list[str]:
    """The channels by which an attempt must still go."""
    ways = LISTS["channel"].values
    return [way for key in missing if (way := key.removeprefix("by_")) != key and way in ways]


class _Arguments(dict[str, str]):
    """The phrases that sentences have gaps for, made when asked for."""

    def __init__(self, args: Mapping[str, Any], language: str) -> None:
        super().__init__()
        self.args, self.language, self.words = args, language, words_in(language)

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

    def _repeated_recently(self) -> str:
        number = self.args.get("repeated")
        return self.words["recently"].format(number) if number is not None else ""

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
        parts += [
            self.words["by_channel"].format(first_small(LISTS["channel"].labels[way][self.language]))
            for way in _channels_missing(missing)
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
        day = say_day(last_moment(datetime.fromisoformat(str(moment))), self.language)
        return self.words["by"].format(day)
