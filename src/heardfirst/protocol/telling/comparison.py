"""Two versions of a protocol compared: what differs, in words.

The sentences are those in which a protocol is read (``protocol_text``), so whatever can be read of one can be
compared; what differs in the compiled rules and cannot be read is named as well, so that no difference is
silent. ``replaying`` tells what it would have meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Any

from ..rules.replaying import Calendars, Change, replay
from ..rules.wording import say_list
from ..vocabulary.protocol import Protocol, Step
from ..vocabulary.texts import read_texts
from .phrases import frames_of
from .protocol_text import Section, ShownStep, has_numbers, show_text

__all__ = ["Calendars", "Change", "differences", "replay"]

_SECTIONS = {"missed": "missed", "numbers": "numbers", "own": "own", "exceptions": "except"}
_PLAIN_FIELDS = ("role_said", "who", "done", "waits", "due", "takes", "writes")
_WHEN_EMPTY = {"due": "whenever", "done": "never", "waits": "nothing", "writes": "nothing"}
# What a step's masks are made from, and where it stands in its file, is told by its lines or by nothing.
_NOT_COMPARED = frozenset({"label", "with_name", "at_line"})
_ONLY_TEXT = frozenset(
    {"key", "name", "version", "digest", "steps", "bits", "places", "feeders", "backwards", "source", "base"}
)


def differences(old: Protocol, new: Protocol, language: str) -> list[str]:
    """
    What differs in ``new``, a sentence each, in ``en`` or ``es``; empty only when the two are one text.

    First its name, what counts as missed, its numbers and its exceptions, then steps left out, added and
    moved, then what changed in each step.
    """
    if old == new:
        return []
    words = _words(language)
    before, after = show_text(old, language), show_text(new, language)
    sentences: list[str] = []
    if old.name[language] != new.name[language]:
        sentences.append(words["name"].format(old=old.name[language], new=new.name[language]))
    if old.facts != new.facts:
        sentences.append(words["facts"].format(old=old.facts, new=new.facts))
    for key, table in _SECTIONS.items():
        first, second = _sentences_of(before, key, language), _sentences_of(after, key, language)
        sentences += _sentences(first, second, table, words)
    # A number that is another one is told once, not again by every step that names its fact.
    alike = show_text(_with_numbers_of(new, old), language)
    steps = ({step.name: step for step in _steps(alike)}, {step.name: step for step in _steps(after)})
    sentences += _order(*steps, words)
    for name, step in steps[1].items():
        if name in steps[0]:
            sentences += _step(steps[0][name], step, words) or _unsaid_of_step(old, new, step, words)
    return sentences or _unsaid(old, new, words)


def _with_numbers_of(new: Protocol, old: Protocol) -> Protocol:
    numbers = {
        name: new.thresholds[name]
        for name, threshold in old.thresholds.items()
        if has_numbers(threshold) and type(new.thresholds.get(name)) is type(threshold)
    }
    return replace(old, thresholds={**old.thresholds, **numbers})


def _sentences_of(sections: Sequence[Section], key: str, language: str) -> list[str]:
    none = frames_of("show", language)["none"]
    return [
        sentences
        for section in sections
        if section.key == key
        for sentences in section.sentences
        if sentences != none
    ]


def _steps(sections: Sequence[Section]) -> list[ShownStep]:
    return [step for section in sections for step in section.steps]


def _sentences(old: Sequence[str], new: Sequence[str], table: str, words: Mapping[str, str]) -> Iterator[str]:
    """Sentences that are gone, new, or stand in another's place."""
    for what, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        gone, come = list(old[first:last]), list(new[start:end])
        for before, after in list(zip(gone, come, strict=False)):
            if _same_subject(before, after):
                yield words[f"{table}_was"].format(old=before.rstrip("."), new=after.rstrip("."))
                gone.remove(before)
                come.remove(after)
        yield from (words[f"{table}_less"].format(what=sentence) for sentence in gone)
        yield from (words[f"{table}_more"].format(what=sentence) for sentence in come)


def _same_subject(before: str, after: str) -> bool:
    """Whether one sentence is the other with another number: more alike than not."""
    return SequenceMatcher(None, before.split(), after.split(), autojunk=False).ratio() > 0.5


def _order(
    old: Mapping[str, ShownStep], new: Mapping[str, ShownStep], words: Mapping[str, str]
) -> Iterator[str]:
    for name, step in old.items():
        if name not in new:
            yield words["out"].format(step=step.label)
    names = list(new)
    kept_before, kept_after = [step for step in old if step in new], [step for step in new if step in old]
    still = SequenceMatcher(None, kept_before, kept_after, autojunk=False).get_matching_blocks()
    stayed = {name for block in still for name in kept_before[block.a : block.a + block.size]}
    for place, (name, step) in enumerate(new.items()):
        what = "added" if name not in old else "moved" if name not in stayed else None
        if what is None:
            continue
        if place == 0:
            yield words[f"{what}_first"].format(step=step.label)
        else:
            yield words[what].format(step=step.label, after=new[names[place - 1]].label)


def _step(old: ShownStep, new: ShownStep, words: Mapping[str, str]) -> list[str]:
    sentences = [] if old.label == new.label else [words["label"].format(old=old.label, new=new.label)]
    for name in _PLAIN_FIELDS:
        before, after = (
            getattr(rule, name) or words[_WHEN_EMPTY.get(name, "nothing")] for rule in (old, new)
        )
        if before != after:
            sentences.append(words[name].format(step=new.label, old=before, new=after))
    for table, before, after in (
        ("wanted", old.wanted, new.wanted),
        ("needs", _needs(old, words), _needs(new, words)),
    ):
        sentences += [
            words[f"{table}_less"].format(step=new.label, what=_ended(line))
            for line in before
            if line not in after
        ]
        sentences += [
            words[f"{table}_more"].format(step=new.label, what=_ended(line))
            for line in after
            if line not in before
        ]
    for name, before, after in (
        ("moves", _moves(old, words), _moves(new, words)),
        ("sources", *(say_list(list(rule.sources), words["and"]) or words["nothing"] for rule in (old, new))),
    ):
        if before != after:
            sentences.append(words[name].format(step=new.label, old=before, new=after))
    return sentences


def _needs(step: ShownStep, words: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(
        words["unless"].format(need=need.text, what=need.unless) if need.unless else need.text
        for need in step.needs
    )


def _moves(step: ShownStep, words: Mapping[str, str]) -> str:
    return f"{step.moves}: {' '.join(step.moves_when)}" if step.moves else words["never"]


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith(".") else f"{sentence}."


def _unsaid_of_step(old: Protocol, new: Protocol, step: ShownStep, words: Mapping[str, str]) -> list[str]:
    """What a step's sentences do not tell, such as the facts it says it brings about."""
    before, after = old.step(step.name), new.step(step.name)
    named = [
        field.name.replace("_", " ")
        for field in fields(Step)
        if field.name not in _NOT_COMPARED
        and _bare(getattr(before, field.name)) != _bare(getattr(after, field.name))
    ]
    return [words["other"].format(step=step.label, what=", ".join(named))] if named else []


def _bare(value: Any) -> Any:
    """Lines as they are written: their masks differ with every new threshold."""
    if isinstance(value, tuple):
        return tuple(_bare(part) for part in value)
    if hasattr(value, "literals"):
        return value.literals, value.unless
    if hasattr(value, "when"):
        return _bare(value.when), value.after
    return value


def _unsaid(old: Protocol, new: Protocol, words: Mapping[str, str]) -> list[str]:
    named = [
        field.name.replace("_", " ")
        for field in fields(Protocol)
        if field.name not in _ONLY_TEXT and getattr(old, field.name) != getattr(new, field.name)
    ]
    return [words["other_rules"].format(what=", ".join(named))] if named else [words["only_text"]]


@lru_cache(maxsize=2)
def _words(language: str) -> Mapping[str, str]:
    table = read_texts(__package__, "comparing.toml")
    return {key: str(sentences[language]) for key, sentences in table["change"].items()}
