"""
The copy of a plan for the client: what each side does by when, when we meet, and whom to call, in plain words
and in the client's language. What got in the way, the court and the treatment are not in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.utils.text import capfirst

from heardfirst.protocol import Calendar
from heardfirst.protocol.telling.days import day_words
from heardfirst.protocol.vocabulary.texts import text_of

from .texts import spoken, table_of

__all__ = ["PlanCopy", "PlanLine", "plan_copy"]

_REPEATED = ("by", "at")  # filled in once for each deed and each meeting


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One thing that somebody does, and by when, in words; ``blank`` leaves room to write what it is."""

    what: str
    by: str = ""
    blank: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class PlanCopy:
    """All the words on the paper, in one ``language``, ``en`` or ``es``. It holds a name and prints none."""

    language: str
    words: Mapping[str, str]
    our_actions: tuple[PlanLine, ...]
    provider_actions: tuple[PlanLine, ...]
    client_actions: tuple[PlanLine, ...]
    meetings: tuple[str, ...]

    def __repr__(self) -> str:
        return "PlanCopy(…)"


def plan_copy(
    actions: Iterable[Mapping[str, Any]],
    *,
    made: datetime | None,
    meetings: Iterable[tuple[datetime, str]],
    name: str,
    worker: str,
    language: str,
    calendar: Calendar,
) -> PlanCopy:
    """
    The copy of a plan with these ``actions``, made at an aware moment; with none, of no plan yet.
    ``meetings`` are the sessions to come, each with its time of day in words. In another language than the
    guide's it is in English.
    """
    tongue = spoken(language)
    blanks = {"name": name, "worker": worker, "day": _day(made, calendar, tongue) if made else ""}
    listed = list(actions)
    return PlanCopy(
        language=tongue,
        words={
            key: text.format(**blanks) for key, text in _texts("text", tongue).items() if key not in _REPEATED
        },
        our_actions=_deeds(listed, "us", tongue),
        provider_actions=_deeds(listed, "provider", tongue),
        client_actions=_deeds(listed, "client", tongue),
        meetings=tuple(
            _texts("text", tongue)["at"].format(day=capfirst(_day(at, calendar, tongue)), time=time)
            for at, time in meetings
        ),
    )


def _day(moment: datetime, calendar: Calendar, tongue: str) -> str:
    return day_words(calendar.local(moment).date(), tongue)


def _deeds(actions: Iterable[Mapping[str, Any]], by: str, tongue: str) -> tuple[PlanLine, ...]:
    says, until = _texts("own" if by == "client" else "help", tongue), _texts("text", tongue)["by"]
    return tuple(
        PlanLine(
            says.get(str(action.get("what")), says["other"]),
            until.format(day=day_words(date.fromisoformat(str(action["until"])[:10]), tongue))
            if action.get("until")
            else "",
            blank=action.get("what") == "other",
        )
        for action in actions
        if action.get("by", "us") == by
    )


@cache
def _texts(section: str, tongue: str) -> Mapping[str, str]:
    return {
        key: text_of(text, f"plan_copy.toml, {key}").in_language(tongue)
        for key, text in table_of("plan_copy.toml")[section].items()
    }
