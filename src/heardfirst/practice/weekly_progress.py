"""How somebody came along: what they answered week by week, topic by topic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from heardfirst.agency.models import Person

from .models import Answered

__all__ = ["WEEKS", "Week", "WeeklyProgress", "progress_of"]

WEEKS = 12
_A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Week:
    """One week: its Monday, how many questions were answered in it, and how many of them right."""

    monday: date
    answered: int = 0
    right: int = 0


@dataclass(frozen=True, slots=True)
class WeeklyProgress:
    """The last `WEEKS` weeks, the present one last: of all topics together, and of each that was met."""

    weeks: tuple[Week, ...]
    topics: Mapping[str, tuple[Week, ...]]


def progress_of(person: Person, at: datetime) -> WeeklyProgress:
    """What somebody answered in the weeks up to an aware moment, counted in their agency's zone."""
    zone = ZoneInfo(person.agency.zone)
    this_monday = _monday(at.astimezone(zone).date())
    mondays = [this_monday - _A_WEEK * before for before in range(WEEKS - 1, -1, -1)]
    start = datetime.combine(mondays[0], datetime.min.time(), zone)
    rows = Answered.objects.filter(person=person, at__gte=start, at__lte=at).values_list(
        "topic", "right", "at"
    )
    answered: Counter[tuple[str, date]] = Counter()
    right: Counter[tuple[str, date]] = Counter()
    for topic, was_right, moment in rows:
        place = topic, _monday(moment.astimezone(zone).date())
        answered[place] += 1
        right[place] += was_right
    topics = {
        topic: tuple(Week(monday, answered[topic, monday], right[topic, monday]) for monday in mondays)
        for topic in sorted({topic for topic, _monday_of in answered})
    }
    together = tuple(
        Week(
            monday,
            sum(weeks[place].answered for weeks in topics.values()),
            sum(weeks[place].right for weeks in topics.values()),
        )
        for place, monday in enumerate(mondays)
    )
    return WeeklyProgress(together, topics)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
