"""A protocol's rules as sentences: facts, lines of a checklist, due times, sources, in English and Spanish.

What a fact says is what every reason says of it; here it is said of the rule, with no case in view.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..rules.reasons import Reason, say, say_need
from ..rules.threshold_sentences import sentences_of
from ..rules.wording import say_list, say_span
from ..vocabulary.closed_lists import LISTS
from ..vocabulary.protocol import LANGUAGES, Line, Protocol, Within
from ..vocabulary.texts import first_small, read_texts

__all__ = [
    "Need", "cited", "condition", "decider", "due", "fact", "frames_of", "in_both", "need", "reason", "word",
]  # fmt: skip

_STATUTE = re.compile(r"^(\d+)(cfr|ccr|usc)([0-9][\w.()-]*)$")
_SECTION = re.compile(r"^([\d.]+)([a-z])?$")


@dataclass(frozen=True, slots=True)
class Need:
    """One line of what must be true first, and what outweighs it (empty when nothing does)."""

    text: str
    unless: str = ""

    @property
    def waivable(self) -> bool:
        """Whether something outweighs the line."""
        return bool(self.unless)


def word(table: str, key: str, language: str) -> str:
    """A word of ``phrases.toml``; a key that has none is read as written."""
    found = _words().get(table, {}).get(key, {})
    return str(found.get(language) or key.replace("_", " ").replace(".", " "))


def frames_of(table: str, language: str) -> Mapping[str, str]:
    """A whole table of ``phrases.toml`` in one language."""
    return {key: str(phrase[language]) for key, phrase in _words()[table].items()}


def reason(name: str, language: str) -> str:
    """Why a session may be excused or a leave granted, inside a sentence."""
    label = LISTS["reason"].labels.get(name)
    return label[language] if label else name.replace("_", " ")


def decider(name: str, language: str) -> str:
    """Who may excuse a session or grant a leave, inside a sentence; our own side is the worker."""
    return word("by", "worker", language) if name == "us" else LISTS["decider"].labels[name][language]


def in_both(table: str, key: str) -> Mapping[str, str]:
    """The same in each language."""
    return {language: word(table, key, language) for language in LANGUAGES}


def fact(literal: str, protocol: Protocol, language: str) -> str:
    """What a fact says, or says when it does not hold, as a sentence about any case."""
    if literal == "missed":  # of a case it lists the days
        return word("frame", literal, language)
    return say(Reason(literal, {}, own=protocol.thresholds), language)


def condition(line: Line, protocol: Protocol, language: str) -> str:
    """A line of which one fact must hold, as one sentence; its waiver counts as one more of them."""
    return _one_of([*line.literals, *line.unless], protocol, language)


def need(line: Line, protocol: Protocol, language: str) -> Need:
    """A line of what must be true first: what to bring about, else the facts that have to hold."""
    phrases = {literal: say_need(literal, protocol.thresholds, language) for literal in line.literals}
    wanted = [phrase for phrase in phrases.values() if phrase]
    facts = [literal for literal, phrase in phrases.items() if not phrase]
    frames = frames_of("frame", language)
    text = say_list(wanted, frames["or"])
    if facts and wanted:
        text += f"; {frames['aside']} {_one_of(facts, protocol, language, small=True)}"
    elif facts:
        text = _one_of(facts, protocol, language)
    unless = _one_of(list(line.unless), protocol, language, small=True).rstrip(".") if line.unless else ""
    return Need(text.rstrip("."), unless)


def due(within: Within, protocol: Protocol, language: str) -> str:
    """By when a step is due, and when again."""
    frames = frames_of("frame", language)
    own = protocol.thresholds.get(within.of)
    sentences = sentences_of(own, language) if own is not None else None
    clock = sentences.moment if sentences else word("clock", within.of, language)
    if within.before and within.span is not None:
        phrase = frames["before"].format(span=say_span(within.span, language), clock=clock)
    elif within.period and within.span is not None:
        period = word("period", within.period, language)
        phrase = frames["within_period"].format(
            span=say_span(within.span, language), clock=clock, period=period
        )
    elif within.span is not None:
        phrase = frames["within"].format(span=say_span(within.span, language), clock=clock)
    elif sentences:
        phrase = sentences.deadline or clock
    else:
        phrase = frames_of("deadline", language).get(within.of, clock)
    if within.known:
        phrase += frames["known"]
    if within.again:
        phrase += f"; {frames['again'].format(span=say_span(within.again, language))}"
    return phrase


def cited(source: str, language: str) -> str:
    """A source as people cite it: ``42cfr2.31`` is 42 CFR 2.31."""
    known = _words()["source"].get(source)
    if known:
        return str(known[language])
    if statute := _STATUTE.match(source):
        return f"{statute[1]} {statute[2].upper()} {statute[3]}"
    house, _, section = source.partition("-")
    if house in _words()["source"] and (parts := _SECTION.match(section)):
        return f"{_words()['source'][house][language]} {parts[1]}" + (f"({parts[2]})" if parts[2] else "")
    return source.replace("-", " ").replace("_", " ")


def _one_of(literals: list[str], protocol: Protocol, language: str, *, small: bool = False) -> str:
    phrase = [fact(literal, protocol, language).rstrip(".") for literal in literals]
    joined = word("frame", "or_that", language).join([*phrase[:1], *map(first_small, phrase[1:])])
    return f"{first_small(joined) if small else joined}."


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Any]:
    return read_texts(__package__, "phrases.toml")
