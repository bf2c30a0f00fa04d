"""The forty cases as they are to be recorded: known before anything is, since telling needs no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from heardfirst.protocol import Calendar

from .people import PEOPLE, Someone
from .stories import stories
from .story_builder import DemoEntry, DemoStory
from .terms import Telling

_HEARINGS_IN = (9, 16, 23, 30, 44)  # days ahead, in turn


@dataclass(frozen=True, slots=True)
class Life:
    """A client, what was ordered, and what happened since, in the order in which it was written down."""

    someone: Someone
    service: str
    terms: dict[str, Any]
    opened_at: datetime
    entries: tuple[DemoEntry, ...]


def lives(now: datetime, calendar: Calendar) -> list[Life]:
    """
    Everybody's, around an aware moment and on that calendar. Nothing lies in the night, on a weekend or on a
    day on which the court is closed; a hearing is always in the future.
    """
    return [
        _life(place, someone, telling, DemoStory(now, calendar))
        for place, (someone, telling) in enumerate(zip(PEOPLE, stories(), strict=True))
    ]


def _life(place: int, someone: Someone, telling: Telling, story: DemoStory) -> Life:
    service, terms, tell = telling
    tell(story)
    if terms:
        hearing = story.hearing(_HEARINGS_IN[place % len(_HEARINGS_IN)])
        terms = {**terms, "hearing": hearing.isoformat()}
    entries = tuple(sorted(story.entries, key=lambda entry: (entry.recorded, entry.at)))
    return Life(someone, service, terms, story.opened_at(), entries)
