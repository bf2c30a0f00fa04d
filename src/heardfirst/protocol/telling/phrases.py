"""A protocol's rules as sentences: facts, lines of a checklist, due times, sources, in English and Spanish.

What a fact says is taken from ``sentences.toml``, as in every reason; here it is said of the rule, with no
case in view. A program's own threshold that has no sentence is said by its number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..rules.reasons import Reason, say, say_list
from ..vocabulary.closed_lists import LISTS
from ..vocabulary.duration import Span
from ..vocabulary.protocol import LANGUAGES, Gap, Line, Misses, Protocol, Tries, Within
from ..vocabulary.texts import first_small, read_texts
from .threshold_words import say_period, say_threshold

__all__ = [
    "Need", "cited", "condition", "decider", "due", "fact", "frames_of", "in_both", "need", "reason", "span",
    "threshold", "unit", "word",
]  # fmt: skip

# Sentences that tell of one case's sessions; said of a rule they need words of their own.
_OF_A_CASE = ("missed", "repeated")
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


def span(value: Span, language: str) -> str:
    """``2 business days``, ``1 hora``."""
    return f"{value.amount} {unit(value.unit, value.amount, language)}"


def unit(name: str, amount: int, language: str) -> str:
    """What so many of a unit are called."""
    one, more = _words()["unit"][name][language]
    return str(one if amount == 1 else more)


def fact(literal: str, protocol: Protocol, language: str) -> str:
    """What a fact says, or says when it does not hold, as a sentence about any case."""
    atom = literal.removeprefix("not ")
    if atom in _OF_A_CASE and not literal.startswith("not "):
        return word("frame", atom, language)
    phrase = say(Reason(literal, {}), language)
    own = protocol.thresholds.get(atom)
    if own is not None and phrase.startswith(f"{atom.replace('_', ' ')}: "):
        frame = "not_held" if literal.startswith("not ") else "held"
        return word("frame", frame, language).format(what=threshold(own, language))
    return phrase


def condition(line: Line, protocol: Protocol, language: str) -> str:
    """A line of which one fact must hold, as one sentence; its waiver counts as one more of them."""
    return _one_of([*line.literals, *line.unless], protocol, language)


def need(line: Line, protocol: Protocol, language: str) -> Need:
    """A line of what must be true first: what to bring about, else the facts that have to hold."""
    wanted, facts = [], []
    for literal in line.literals:
        phrase = say(Reason(literal, {}, "need"), language)
        thing = phrase.split(": ", 1)[-1].rstrip(".")
        # Reasons fall back on the bare name where a fact is not ours to bring about.
        if thing == literal.replace("_", " "):
            facts.append(literal)
        else:
            wanted.append(thing)
    frames = frames_of("frame", language)
    text = say_list(wanted, frames["or"])
    if facts and wanted:
        text += f"; {frames['aside']} {_one_of(facts, protocol, language, small=True)}"
    elif facts:
        text = _one_of(facts, protocol, language)
    unless = _one_of(list(line.unless), protocol, language, small=True).rstrip(".") if line.unless else ""
    return Need(text.rstrip("."), unless)


def due(within: Within, language: str) -> str:
    """By when a step is due, and when again."""
    frames = frames_of("frame", language)
    if within.span is None:
        phrase = word("deadline", within.of, language)
        if phrase == within.of.replace("_", " "):
            phrase = word("clock", within.of, language)
    else:
        clock = word("clock", within.of, language)
        phrase = frames["within"].format(span=span(within.span, language), clock=clock)
    if within.known:
        phrase += frames["known"]
    if within.again:
        phrase += f"; {frames['again'].format(span=span(within.again, language))}"
    return phrase


def threshold(value: object, language: str) -> str:
    """What a named threshold counts, without its name. A kind without words here is told by its numbers."""
    frames = frames_of("frame", language)
    if isinstance(value, Tries):
        phrase = frames["tries"].format(
            attempts=_count("attempts", value.attempts, language),
            days=_count("days", value.days, language),
            channels=_count("channels", value.channels, language),
            times=_count("times_of_day", value.times_of_day, language),
        )
        return phrase + (f" ({say_period(value.per, language)})" if value.per else "")
    if isinstance(value, Misses) and value.missed is not None and not (value.by_months or value.per):
        phrase = frames["misses"].format(count=_count("missed", value.missed, language))
        phrase += frames["in_row"] if value.in_a_row else ""
        return phrase + (frames["in_span"].format(span=span(value.within, language)) if value.within else "")
    if isinstance(value, Gap):
        phrase = frames["gap"].format(span=span(Span(value.days, "days"), language))
        exempt = [
            frames["exempt"].format(last=span(Span(last, "months"), language), months=months)
            for months, last in value.exempt_last
        ]
        return phrase + (frames["but"].format(exempt=say_list(exempt, frames["or"])) if exempt else "")
    return say_threshold(value, language, span) or _by_its_numbers(value, language)


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


def _count(what: str, number: int, language: str) -> str:
    one, more = _words()["counted"][what][language]
    return str(one if number == 1 else more.format(number))


def _by_its_numbers(value: object, language: str) -> str:
    parts = []
    for name in getattr(value, "__dataclass_fields__", {}):
        value_given = getattr(value, name)
        if value_given in (None, False, (), ""):
            continue
        phrase = (
            span(value_given, language)
            if isinstance(value_given, Span)
            else ""
            if value_given is True
            else str(value_given)
        )
        parts.append(f"{name.replace('_', ' ')} {phrase}".strip())
    return ", ".join(parts)


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Any]:
    return read_texts(__package__, "phrases.toml")
