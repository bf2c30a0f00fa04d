"""What the topics of questions are called."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from heardfirst.protocol.vocabulary.texts import read_texts

__all__ = ["NO_TOPIC", "topic_label"]

NO_TOPIC = {"en": "Other questions", "es": "Otras preguntas"}
"""Where a question stands that names no topic."""


def topic_label(topic: str, language: str = "en") -> str:
    """A topic in words, in ``en`` or ``es``; the empty one too. KeyError on what is not a topic."""
    return NO_TOPIC[language] if not topic else str(_labels()[topic][language])


@cache
def _labels() -> Mapping[str, Any]:
    return read_texts(__package__, "topics.toml")
