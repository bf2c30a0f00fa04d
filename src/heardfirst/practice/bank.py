"""
Where a question is found by its key.

=====================================================  =======================================================
``authored/<topic>/<name>``                            written by us, a file beside this one
``made/<level>/<seed>/<protocol's key>/<digest>``      made up from a protocol's own states
=====================================================  =======================================================
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from heardfirst.agency.models import Agency

from .items import TOPICS, Item, parse_item

__all__ = ["keys_of", "question_of"]

_AUTHORED = "authored"


def question_of(agency: Agency, key: str) -> Item:  # noqa: ARG001
    """The question of that key, as this agency knows it. Raises KeyError where it knows none."""
    return _authored()[key]


def keys_of(agency: Agency, topic: str | None = None) -> list[str]:  # noqa: ARG001
    """
    The keys of the questions that come back to an agency's people, all or those of one topic, in the order
    of the topics. What is made up from rules is new each time, and is not among them.
    """
    return [key for key, item in _authored().items() if topic is None or item.topic == topic]


@cache
def _authored() -> Mapping[str, Item]:
    """Every question that was written by us; they never change while a process runs."""
    folder = resources.files(__package__) / _AUTHORED
    found: dict[str, Item] = {}
    for topic in TOPICS:
        for file in sorted((folder / topic).iterdir(), key=lambda each: each.name):
            key = f"{_AUTHORED}/{topic}/{file.name.removesuffix('.toml')}"
            found[key] = parse_item(file.read_bytes(), file.name)
    return MappingProxyType(found)
