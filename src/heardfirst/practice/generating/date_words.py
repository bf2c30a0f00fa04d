"""Days and hours as a story says them, in English and Spanish."""

from __future__ import annotations

from datetime import datetime

from heardfirst.protocol.telling.days import day_words

__all__ = ["day_and_hour", "hour_alone", "just_day"]


def just_day(at: datetime, language: str, *, of: bool = False) -> str:
    """``Monday, March 2`` or ``lunes 2 de marzo``; with ``of``, the Spanish of a day: ``del lunes …``."""
    return f"{'del ' if of and language == 'es' else ''}{day_words(at, language)}"


def day_and_hour(at: datetime, language: str, *, begins: bool = False, bare: bool = False) -> str:
    """``Monday, March 2, at 10 am``; with ``begins`` as a sentence begins, ``bare`` as a clock shows it."""
    day, hour = just_day(at, language), _hour(at, language)
    if language == "en":
        return f"{'On ' if begins else ''}{day}, {'' if bare else 'at '}{hour}"
    return f"{day}, {hour}" if bare else f"el {day} a {_article(at)} {hour}"


def hour_alone(at: datetime, language: str) -> str:
    """``The same day, at 3 pm``."""
    if language == "en":
        return f"The same day, at {_hour(at, language)}"
    return f"Ese mismo día, a {_article(at)} {_hour(at, language)}"


def _hour(at: datetime, language: str) -> str:
    if language == "es":
        return f"{at.hour}:{at.minute:02}"
    half = "am" if at.hour < 12 else "pm"
    clock = (at.hour - 1) % 12 + 1
    return f"{clock} {half}" if not at.minute else f"{clock}:{at.minute:02} {half}"


def _article(at: datetime) -> str:
    return "la" if at.hour == 1 else "las"
