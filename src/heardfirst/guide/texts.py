"""Text in the languages we speak with clients, as the guide's files hold it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

__all__ = ["LANGUAGES", "Text", "spoken", "table_of", "text_of", "written"]

LANGUAGES = ("en", "es")
"""What the guide can say. A client who speaks another language is spoken with through an interpreter."""


@dataclass(frozen=True, slots=True)
class Text:
    """One piece of text in every language of the guide."""

    en: str
    es: str

    def in_language(self, language: str) -> str:
        """The text in that language; in English where it is another one."""
        return self.es if spoken(language) == "es" else self.en


def spoken(language: str) -> str:
    """The language of the guide for a language code such as ``es-MX``; English for any other."""
    return "es" if language.lower().partition("-")[0] == "es" else "en"


def written(language: str) -> bool:
    """Whether the guide has words in the language of this code."""
    return language.lower().partition("-")[0] in LANGUAGES


def text_of(table: Mapping[str, str]) -> Text:
    """A text from its table. Raises TypeError when a language is missing, or one too many is there."""
    return Text(**table)


def table_of(name: str) -> dict[str, Any]:
    """One of the guide's own files."""
    return tomllib.loads((resources.files(__package__) / name).read_text("utf-8"))
