"""Days, spans of time and lists, as sentences in English and Spanish have them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from ..vocabulary.duration import Span
from ..vocabulary.texts import LANGUAGES, read_texts

__all__ = [
    "last_moment", "say_all", "say_day", "say_list", "say_money", "say_span", "say_unit", "say_weekday",
    "words_in",
]  # fmt: skip


def last_moment(end: datetime) -> datetime:
    """
    The last minute before an end that is the midnight after a day, in the zone it comes in: what is due by
    the 10th is due on the 10th, never on the 11th at midnight. Any other moment is itself.
    """
    midnight = (end.hour, end.minute, end.second, end.microsecond) == (0, 0, 0, 0)
    return end - timedelta(minutes=1) if midnight else end


def say_day(moment: datetime, language: str = "en") -> str:
    """A day as people write it: Mar 3, in Spanish 3 mar."""
    month = _short("months", language)[moment.month - 1]
    return words_in(language)["day"].format(day=moment.day, month=month)


def say_weekday(moment: datetime, language: str = "en") -> str:
    """The day of the week, short: Mon, in Spanish lun."""
    return _short("weekdays", language)[moment.weekday()]


def say_span(value: Span, language: str) -> str:
    """``2 business days``, ``1 hora``."""
    return f"{value.amount} {say_unit(value.unit, value.amount, language)}"


def say_money(cents: int) -> str:
    """An amount in dollars, as both languages write it in the United States: ``$25``, ``$7.50``."""
    dollars, rest = divmod(cents, 100)
    return f"${dollars:,}.{rest:02}" if rest else f"${dollars:,}"


def say_unit(name: str, amount: int, language: str) -> str:
    """What so many of a unit are called."""
    one, more = _words_of_all()["unit"][name][language]
    return str(one if amount == 1 else more)


def say_list(words: Sequence[str], joiner: str) -> str:
    """``a, b or c``."""
    return words[0] if len(words) == 1 else ", ".join(words[:-1]) + f" {joiner} {words[-1]}" if words else ""


def say_all(words: Sequence[str], language: str) -> str:
    """``a, b and c``, in Spanish ``a, b y c``."""
    return say_list(words, words_in(language)["and"])


@lru_cache
def words_in(language: str) -> Mapping[str, str]:
    """The words of ``reason_words.toml`` in a language; in English where it is not one of ours."""
    language = language if language in LANGUAGES else "en"
    return {key: str(text[language]) for key, text in _words_of_all()["word"].items()}


def _short(names: str, language: str) -> Sequence[str]:
    found: Mapping[str, Sequence[str]] = _words_of_all()["short"][names]
    return found[language if language in LANGUAGES else "en"]


@lru_cache(maxsize=1)
def _words_of_all() -> Mapping[str, Any]:
    return read_texts(__package__, "reason_words.toml")
