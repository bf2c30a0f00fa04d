"""Choosing what a question offers: the answer, and others as far from it or as near to it as is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from random import Random
from typing import Any

from heardfirst.protocol import Decision, Protocol, Standing
from heardfirst.protocol.vocabulary.roles import HARSH_ROLES
from heardfirst.protocol.vocabulary.statuses import StepStatus
from heardfirst.protocol.vocabulary.texts import read_texts

from ..acts_outside_protocol import WAIT
from ..carrying_out import after
from ..question_file import Option
from .case_generator import GeneratedCase

__all__ = ["options_for"]

_LABELS = "abcdefgh"
_AMOUNT = {1: 3, 2: 4, 3: 5}
_TEMPTING = ("blame", "pressure", "tell_others", "refer_away", "promise_secrecy")
_FURTHEST = 6.0
_NOISE = 1.6
# How often a question of a level joins two acts into one option.
_JOINED = {1: 0.0, 2: 0.15, 3: 0.35}
_Acts = tuple[str, ...]


def options_for(
    walked: GeneratedCase, decision: Decision, chance: Random, *, level: int, name: str
) -> tuple[tuple[Option, ...], Option]:
    """The options in a drawn order, and the one among them that is meant to be right."""
    protocol, right = decision.protocol, _right(decision)
    others = _others(decision, right, chance, level)
    if chance.random() < _JOINED[level]:
        right, others = _join(walked, right, others, chance)
    texts: dict[_Acts, Mapping[str, str]] = {}
    for acts in (right, *others):
        text = _text(protocol, acts, chance, name)
        if text not in texts.values():  # two steps may have one label
            texts[acts] = text
        if len(texts) == _AMOUNT[level]:
            break
    drawn = list(texts)
    chance.shuffle(drawn)
    options = tuple(Option(_LABELS[place], texts[acts], acts) for place, acts in enumerate(drawn))
    return options, next(option for option in options if option.acts == right)


def _right(decision: Decision) -> _Acts:
    return (WAIT,) if decision.next.step is None else (decision.next.step,)


def _others(decision: Decision, right: _Acts, chance: Random, level: int) -> list[_Acts]:
    """What else may be offered, by how well it fits the level."""
    distance: dict[_Acts, float] = {
        (step.step,): _distance(step) for step in decision.steps if (step.step,) != right
    }
    if level < max(_AMOUNT):
        distance = {acts: far for acts, far in distance.items() if far > 0}
    distance |= {(act,): 4.0 for act in chance.sample(_TEMPTING, 2)}
    if right != (WAIT,):
        distance[(WAIT,)] = 3.0
    near = {1: -1.0, 2: 0.0, 3: 1.0}[level]
    return sorted(distance, key=lambda acts: near * distance[acts] + _NOISE * chance.random())


def _distance(standing: Standing) -> float:
    """How far a step is from being the answer: what may be taken now is nearest, what is harsh and far from
    being called for is furthest."""
    harsh = 2.0 if standing.role in HARSH_ROLES else 0.0
    near = {
        StepStatus.OPEN: 0.0, StepStatus.NOW: 0.0, StepStatus.WAITING: 1.0,
        StepStatus.NOT_YET: 0.5 + len(standing.missing), StepStatus.DONE: 2.0,
    }  # fmt: skip
    return min(near.get(standing.status, 2.5) + harsh, _FURTHEST)


def _join(
    walked: GeneratedCase, right: _Acts, others: list[_Acts], chance: Random
) -> tuple[_Acts, list[_Acts]]:
    """Let the answer go on to what is next after it, and another option begin like it and go on too soon."""
    if right == (WAIT,) or "session.attended" in walked.scenario.protocol.step(right[0]).writes:
        return right, others  # what comes after it hangs on what is found out
    later = after(walked.scenario, right[0]).decide()
    too_soon = [
        step.step for step in later.steps if step.status is StepStatus.NOT_YET and step.role in HARSH_ROLES
    ]
    if later.next.step is None or not too_soon:
        return right, others
    hasty = (right[0], chance.choice(too_soon))
    return (right[0], later.next.step), [hasty, *others]


def _text(protocol: Protocol, acts: _Acts, chance: Random, name: str) -> Mapping[str, str]:
    if len(acts) == 1:
        act = acts[0]
        if act in protocol.places:
            return {language: f"{protocol.step(act).label[language]}." for language in ("en", "es")}
        return _drawn(act, chance, {"name": name})
    first, second = (protocol.step(act).label for act in acts)
    drawn = chance.choice(_table()["joined"]["texts"])
    return {
        language: str(drawn[language]).format(first=first[language], second=_lower(second[language]))
        for language in ("en", "es")
    }


def _drawn(act: str, chance: Random, filled: Mapping[str, str]) -> Mapping[str, str]:
    drawn = chance.choice(_table()[act]["texts"])
    return {language: str(drawn[language]).format_map(filled) for language in ("en", "es")}


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


@cache
def _table() -> Mapping[str, Any]:
    return read_texts(__package__, "options.toml")
