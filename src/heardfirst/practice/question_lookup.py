"""
Where a question is found by its key.

=====================================================  =======================================================
``authored/<topic>/<name>``                            written by us, a file beside this one
``own/<public id>``                                    the agency's own, brought in by somebody who trains
``made/<level>/<seed>/<protocol's key>/<digest>``      made up from a protocol's own states
=====================================================  =======================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from heardfirst.agency.models import Agency

from .exchange.shipped import shipped_items
from .made_questions import MADE, made_question
from .own_questions import OWN, own_keys, own_question
from .question_file import TOPICS, Item

__all__ = ["keys_by_topic", "keys_of", "question_of"]


def question_of(agency: Agency, key: str) -> Item:
    """The question of that key, as this agency knows it. Raises KeyError where it knows none."""
    if key.startswith(f"{MADE}/"):
        return made_question(agency, key)
    return own_question(agency, key) if key.startswith(f"{OWN}/") else shipped_items()[key]


def keys_of(agency: Agency, topic: str | None = None) -> list[str]:
    """
    The keys of the questions that come back to an agency's people, all or those of one topic, in the order
    of the topics. What is made up from rules is new each time, and is not among them.
    """
    there = keys_by_topic(agency)
    return [key for name, keys in there.items() if topic in (None, name) for key in keys]


def keys_by_topic(agency: Agency) -> dict[str, list[str]]:
    """The same by topic; last, those that name none. Asks the database once."""
    found = {topic: list(_authored().get(topic, ())) for topic in (*TOPICS, "")}
    for key, topic in own_keys(agency).items():
        found[topic].append(key)
    return found


@cache
def _authored() -> Mapping[str, tuple[str, ...]]:
    """The keys of every question that was written by us, by topic."""
    found: dict[str, list[str]] = {}
    for key, item in shipped_items().items():
        found.setdefault(item.topic, []).append(key)
    return MappingProxyType({topic: tuple(keys) for topic, keys in found.items()})
