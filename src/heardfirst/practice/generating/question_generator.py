"""Making questions: one by its seed, or several of which no two are alike."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from random import Random

from heardfirst.protocol import Decision, Protocol

from ..answering import answer
from ..errors import ItemError
from ..question_file import Item
from .answer_options import options_for
from .case_generator import GeneratedCase, generate_case
from .case_story import ask, cannot_tell, story
from .first_names import NAMES
from .topics import topic_of

__all__ = ["LEVELS", "MadeQuestion", "generated", "several"]

LEVELS = (1, 2, 3)
"""How hard: by how much has happened, and by how near the other options come to the answer."""
_MOVES = {1: (0, 2), 2: (2, 4), 3: (4, 7)}
_TRIES_A_SEED = 60
_ALIKE_IN_A_ROW = 400


@dataclass(frozen=True, slots=True)
class MadeQuestion:
    """A question and its seed. ``likeness`` is what it is about without names and days: two of the same
    likeness are the same question."""

    item: Item
    seed: int
    likeness: tuple[object, ...]


def generated(protocol: Protocol, *, level: int, seed: int) -> MadeQuestion:
    """
    The question of that seed at a level of ``LEVELS``. The same rules, level and seed make the same question.

    Raises ItemError when the rules offer no situation to ask about.
    """
    if level not in LEVELS:
        raise ItemError(f"A level is one of {', '.join(map(str, LEVELS))}, not {level}.")
    chance = Random(f"{protocol.key}/{level}/{seed}")  # noqa: S311 (a made-up story, nothing to keep secret)
    for _ in range(_TRIES_A_SEED):
        item = _made(protocol, level, chance, f"made/{level}/{seed}")
        if item is not None:
            return MadeQuestion(item, seed, _likeness(item))
    raise ItemError(f"{protocol.key}: these rules lead to no situation that a question could be made of.")


def several(protocol: Protocol, *, level: int, count: int, seed: int = 0) -> Iterator[MadeQuestion]:
    """
    ``count`` questions from ``seed`` on, no two alike; fewer when the rules hold no more of that level.

    Raises ItemError as ``generated`` does.
    """
    seen: set[tuple[object, ...]] = set()
    alike = 0
    while len(seen) < count and alike < _ALIKE_IN_A_ROW:
        made = generated(protocol, level=level, seed=seed)
        seed += 1
        if made.likeness in seen:
            alike += 1
            continue
        seen.add(made.likeness)
        alike = 0
        yield made


def _made(protocol: Protocol, level: int, chance: Random, called: str) -> Item | None:
    """One try at a question; None where the walk ended in nothing to ask about."""
    walked = generate_case(protocol, chance, moves=chance.randint(*_MOVES[level]))
    decision = walked.scenario.decide()
    if not _worth_asking(walked, decision, level):
        return None
    name = chance.choice(NAMES)
    options, right = options_for(walked, decision, chance, level=level, name=name)
    if len(options) <= level:
        return None
    item = Item(
        walked.scenario, options, called, topic_of(decision, right), story(walked, chance, name), ask(chance)
    )
    try:
        return item if answer(item).label == right.label else None
    except ItemError:
        return None


def _worth_asking(walked: GeneratedCase, decision: Decision, level: int) -> bool:
    if not decision.response_open and decision.next.step is None:
        return False
    if "closed" in decision.protocol.unpack(decision.facts.bits):
        return False
    if decision.next.step is None and (decision.next.wait_until is None or level == 1):
        return False
    return not cannot_tell(walked)


def _likeness(item: Item) -> tuple[object, ...]:
    scenario = item.scenario
    happened = tuple((entry.kind, _settled(entry.details)) for entry in scenario.entries)
    offered = frozenset(option.acts for option in item.options)
    return happened, offered, scenario.decide().facts.bits


def _settled(details: Mapping[str, object]) -> str:
    """Details without the days in them."""
    timeless = {key: value for key, value in details.items() if key not in ("starts_at", "until")}
    return repr(sorted(timeless.items(), key=lambda pair: pair[0]))
