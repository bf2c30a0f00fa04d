"""The questions that are shipped, as the files they are written in."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from ..question_file import Item, parse_item

__all__ = ["shipped_digests", "shipped_items", "shipped_texts"]


@cache
def shipped_texts() -> Mapping[str, bytes]:
    """Each question's file by its key, ``authored/<topic>/<name>``, in the order of the keys."""
    found: dict[str, bytes] = {}
    for topic in resources.files("heardfirst.practice").joinpath("authored").iterdir():
        if topic.is_dir():
            for file in topic.iterdir():
                if file.name.endswith(".toml"):
                    key = f"authored/{topic.name}/{file.name.removesuffix('.toml')}"
                    found[key] = file.read_bytes()
    return MappingProxyType(dict(sorted(found.items())))


@cache
def shipped_digests() -> frozenset[str]:
    """By which each of these files is known again."""
    return frozenset(hashlib.sha256(text).hexdigest() for text in shipped_texts().values())


@cache
def shipped_items() -> Mapping[str, Item]:
    """The same, read."""
    return MappingProxyType(
        {key: parse_item(text, f"{key.rsplit('/', 1)[1]}.toml") for key, text in shipped_texts().items()}
    )
