"""Days as one says them aloud, in English and Spanish, whatever language the process speaks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from ..vocabulary.texts import read_texts

__all__ = ["date_words", "day_words"]


def date_words(day: date, language: str) -> str:
    """``March 2, 2026`` or, where ``language`` is ``es``, ``2 de marzo de 2026``."""
    words = _words()
    month = words["months"][language][day.month - 1]
    return str(words["date"][language].format(month=month, day=day.day, year=day.year))


def day_words(day: date, language: str) -> str:
    """``Monday, March 2`` or, where ``language`` is ``es``, ``lunes 2 de marzo``; the year is left out."""
    words = _words()
    weekday, month = words["weekdays"][language][day.weekday()], words["months"][language][day.month - 1]
    return str(words["day"][language].format(weekday=weekday, month=month, day=day.day))


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Any]:
    return read_texts(__package__, "days.toml")
