"""What an entry may hold at most, asked by the ledger and by every form for it."""

from __future__ import annotations

from datetime import datetime, timedelta

__all__ = ["LONGEST_WORDS", "encoded_words", "is_ahead", "is_too_long"]

LONGEST_WORDS = 20_000
"""Bytes of UTF-8: in Spanish, and more so in other scripts, fewer characters."""
# A clock that runs a little ahead must not keep anybody from recording what just happened.
_CLOCKS_DIFFER = timedelta(minutes=5)


def encoded_words(words: str) -> bytes:
    """Words as they are sealed: UTF-8, with a question mark for half of a character pair."""
    return words.encode("utf-8", "replace")


def is_too_long(words: str) -> bool:
    """Whether words are too long for one entry."""
    return len(encoded_words(words)) > LONGEST_WORDS


def is_ahead(moment: datetime, now: datetime) -> bool:
    """Whether a moment lies ahead of ``now``, by more than clocks may differ (both aware)."""
    return moment > now + _CLOCKS_DIFFER
