"""Telling a client's story in a few lines, by the office's days before today, and recording it as it went."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from heardfirst.protocol import Calendar

_WRITTEN_DOWN_AFTER = timedelta(minutes=12)
_OPENED_BEFORE, _OPENED_AT = 3, time(11)
_ABOUT_SESSIONS = ("session.attended", "session.missed")


@dataclass(frozen=True, slots=True)
class DemoEntry:
    """One entry of a story: when it occurred, when somebody wrote it down, and what it was."""

    at: datetime
    recorded: datetime
    kind: str
    details: dict[str, Any]
    words: str | None = None


@dataclass(slots=True)
class DemoStory:
    """
    A story being told. ``ago(3, "10:00")`` is ten o'clock on the third day before today on which the office
    was open: by the court calendar, as due times are counted.

    Today is the day that has yet to be worked: this one until the office closes, then the next on which it is
    open. So a story is the same in the morning, at night and on a Sunday. What happened on the day before has
    to have happened before the office closed, so that it has happened at whatever hour one looks.
    """

    now: datetime
    calendar: Calendar
    entries: list[DemoEntry] = field(default_factory=list)
    today: date = field(init=False)

    def __post_init__(self) -> None:
        here = self.calendar.local(self.now)
        closed = here.time() >= self.calendar.closes
        self.today = self.open_day(here.date() + timedelta(days=closed), 1)

    def open_day(self, day: date, direction: int) -> date:
        """The nearest day on which the office is open: this one, or one after it (1) or before it (-1)."""
        while not self.calendar.is_business_day(day):
            day += timedelta(days=direction)
        return day

    def ago(self, days: int, clock: str) -> datetime:
        """A moment so many days of the office before today, on the agency's clock."""
        return self._at(self._away(-days), clock)

    def ahead(self, days: int, clock: str) -> datetime:
        """A moment so many days of the office after today."""
        return self._at(self._away(days), clock)

    def weeks_ago(self, weeks: int, clock: str) -> datetime:
        """A moment so many weeks before today, or on the last day of the office before that."""
        return self._at(self.open_day(self.today - timedelta(weeks=weeks), -1), clock)

    def hearing(self, days: int) -> date:
        """A day on which the court sits, so many days ahead or as soon as it is open after that."""
        return self.open_day(self.today + timedelta(days=days), 1)

    def opened_at(self) -> datetime:
        """When the case was opened: a few days of the office before the first thing told of it."""
        first = min(entry.at for entry in self.entries)
        day = first.date()
        for _day in range(_OPENED_BEFORE):
            day = self.open_day(day - timedelta(days=1), -1)
        return datetime.combine(day, _OPENED_AT, self.calendar.tz)

    def _away(self, days: int) -> date:
        day, direction = self.today, 1 if days > 0 else -1
        for _count in range(abs(days)):
            day = self.open_day(day + timedelta(days=direction), direction)
        return day

    def _at(self, day: date, clock: str) -> datetime:
        return datetime.combine(day, time.fromisoformat(clock), self.calendar.tz)

    def say(self, at: datetime, kind: str, words: str | None = None, **details: Any) -> DemoStory:
        """One more entry. What the provider told of a session was written down the evening of that day."""
        recorded = at + _WRITTEN_DOWN_AFTER
        if kind in _ABOUT_SESSIONS:
            recorded = max(recorded, datetime.combine(at.date(), time(18, 30), self.calendar.tz))
        self.entries.append(DemoEntry(at, min(recorded, self.now), kind, details, words))
        return self

    def attended(self, before: datetime, weeks: int) -> DemoStory:
        """So many weekly sessions up to the week before a moment, all attended. A holiday has none."""
        day = before.date()
        for _session in range(weeks):
            day -= timedelta(weeks=1)
            while not self.calendar.is_business_day(day):
                day -= timedelta(weeks=1)
            self.say(datetime.combine(day, before.timetz()), "session.attended")
        return self

    def missed(self, days: int, clock: str, weeks: int = 0) -> DemoStory:
        """A missed session, after so many weeks attended."""
        at = self.ago(days, clock)
        if weeks:
            self.attended(at, weeks)
        return self.say(at, "session.missed")

    def tried(self, days: int, clock: str, channel: str = "phone", outcome: str = "no_answer") -> DemoStory:
        """One attempt to reach the client."""
        return self.say(self.ago(days, clock), "contact.tried", channel=channel, outcome=outcome)

    def talked(
        self, days: int, clock: str, *barriers: str, words: str | None = None, understood: str | None = "yes"
    ) -> DemoStory:
        """A call in which the client was heard and, unless None, what is at stake was said back."""
        at = self.ago(days, clock)
        self.say(at, "contact.made", channel="phone", by="worker")
        self.say(
            at + timedelta(minutes=4),
            "client.heard",
            words,
            barriers=list(barriers) or ["none_named"],
            limits_explained=True,
        )
        if understood:
            self.say(at + timedelta(minutes=12), "stakes.discussed", understood=understood)
        return self

    def planned(self, days: int, clock: str, *help_: str, words: str | None = None) -> DemoStory:
        """A plan: what the agency will do."""
        actions = [{"what": action, "by": "us"} for action in help_]
        return self.say(self.ago(days, clock), "plan.agreed", words, actions=actions)

    def booked(self, days: int, clock: str, start: datetime) -> DemoStory:
        """A session booked with the plan."""
        return self.say(self.ago(days, clock), "session.booked", starts_at=start.isoformat(), plan=True)
