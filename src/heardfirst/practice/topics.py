"""What the topics of questions are called."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from heardfirst.protocol.vocabulary.texts import read_texts

__all__ = ["topic_label"]


def topic_label(topic: str, language: str = "en") -> str:
    """A topic in words, in ``en`` or ``es``; the empty one too. KeyError on what is not a topic."""
    return str(_labels()[topic][language])


@cache
def _labels() -> Mapping[str, Any]:
    return read_texts(__package__, "topics.toml")
