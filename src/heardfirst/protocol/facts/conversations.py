"""Conversations: which entries mean that we talked with the client, and in which the client was heard."""

from __future__ import annotations

from collections.abc import Iterator

from ..vocabulary.entries import KINDS, Entry
from .chronology import Fold

__all__ = ["asks_for_no_contact", "conversations", "hearings_of"]

_FOR_THEM = "others"
"""Who told us, where it was somebody else in the client's place."""
_NO_INTERPRETER = "child"
"""Who interpreted, where it was nobody whom a client can speak through: a child is none."""


def conversations(folded: Fold) -> list[Entry]:
    """Every entry in which the client was in touch with us. What others told in their place is none."""
    entries = folded.of(*KINDS.that("in_touch"))
    return [entry for entry in entries if entry.details.get("through") != _FOR_THEM]


def hearings_of(folded: Fold, edition: int) -> Iterator[Entry]:
    """
    Every entry in which the client was heard, or was asked and chose not to explain: themselves or through
    their lawyer, in their language through an adult, once the limits of confidentiality were said.

    ``edition`` is that of the facts: before the fourth, asking us to leave one way of contact alone was taken
    for it.
    """
    for entry in folded.of("client.heard", "client.declined", "contact.stop_asked"):
        details = entry.details
        if details.get("limits_explained") is False or details.get("through") == _FOR_THEM:
            continue
        if details.get("interpreted_by") == _NO_INTERPRETER:
            continue
        if entry.kind == "contact.stop_asked" and not asks_for_no_contact(entry, edition):
            continue
        yield entry


def asks_for_no_contact(entry: Entry, edition: int) -> bool:
    """Whether this asks for no contact at all. Before the fourth edition, one way was taken for all."""
    return edition < 4 or not entry.details.get("channel")
