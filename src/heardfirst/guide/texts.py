"""Text in the languages we speak with clients, as the guide's files hold it."""

from __future__ import annotations

from typing import Any

from heardfirst.protocol.vocabulary.texts import LANGUAGES, read_texts

__all__ = ["LANGUAGES", "spoken", "table_of", "written"]


def spoken(language: str) -> str:
    """The language of the guide for a language code such as ``es-MX``; English for any other."""
    return "es" if language.lower().partition("-")[0] == "es" else "en"


def written(language: str) -> bool:
    """Whether the guide has words in the language of this code."""
    return language.lower().partition("-")[0] in LANGUAGES


def table_of(name: str) -> dict[str, Any]:
    """One of the guide's own files."""
    return read_texts(__package__, name)
