"""Texts beside the code: what somebody reads, in both languages, as data files have it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from .errors import DeclarationError

__all__ = ["LANGUAGES", "Text", "first_small", "read_texts", "text_of"]

LANGUAGES = ("en", "es")


@dataclass(frozen=True, slots=True)
class Text:
    """One text in every language. It is false when it says nothing."""

    en: str
    es: str

    def in_language(self, code: str) -> str:
        """The text in the language of a code such as ``es-MX``; in English where it is another one."""
        return self.es if code.lower().partition("-")[0] == "es" else self.en

    def __getitem__(self, language: str) -> str:
        """The text in just that language. Raises KeyError when there is none."""
        if language not in LANGUAGES:
            raise KeyError(language)
        return self.in_language(language)

    def __bool__(self) -> bool:
        return bool(self.en)


def text_of(value: Any, where: str) -> Text:
    """A text from its table. Raises DeclarationError when a language is missing, or one too many is there."""
    if not isinstance(value, Mapping) or set(value) != set(LANGUAGES) or not all(value.values()):
        raise DeclarationError(f'{where}: a text is written {{ en = "…", es = "…" }}.')
    return Text(str(value["en"]), str(value["es"]))


def read_texts(package: str, name: str) -> dict[str, Any]:
    """A package's own TOML file, such as ``kinds/lists.toml`` of ``heardfirst.protocol``."""
    return tomllib.loads(resources.files(package).joinpath(name).read_text("utf-8"))


def first_small(sentence: str) -> str:
    """A sentence as it goes on inside another: without its capital, unless that is a name's."""
    return sentence if sentence[1:2].isupper() else sentence[:1].lower() + sentence[1:]
