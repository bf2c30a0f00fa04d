"""Telling a client's story in a few lines, by working days before today, and recording it as it went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

_WRITTEN_DOWN_AFTER = timedelta(minutes=12)
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
    """A story being told. ``ago(3, "10:00")`` is ten o'clock on the third working day before today."""

    now: datetime
    zone: ZoneInfo
    entries: list[DemoEntry] = field(default_factory=list)

    def ago(self, days: int, clock: str) -> datetime:
        """A moment so many working days before today, on the agency's clock."""
        day = self.now.astimezone(self.zone).date()
        left = days
        while left:
            day -= timedelta(days=1)
            left -= day.weekday() < 5
        return datetime.combine(day, time.fromisoformat(clock), self.zone)

    def ahead(self, days: int, clock: str) -> datetime:
        """A moment so many working days after today."""
        day = self.now.astimezone(self.zone).date()
        left = days
        while left:
            day += timedelta(days=1)
            left -= day.weekday() < 5
        return datetime.combine(day, time.fromisoformat(clock), self.zone)

    def say(self, at: datetime, kind: str, words: str | None = None, **details: Any) -> DemoStory:
        """One more entry. What the provider told of a session was written down the evening of that day."""
        recorded = at + _WRITTEN_DOWN_AFTER
        if kind in _ABOUT_SESSIONS:
            recorded = max(recorded, datetime.combine(at.date(), time(18, 30), self.zone))
        self.entries.append(DemoEntry(at, min(recorded, self.now), kind, details, words))
        return self

    def attended(self, before: datetime, weeks: int, missing: Sequence[int] = ()) -> DemoStory:
        """Weekly sessions up to the week before a moment, all attended but for the weeks listed."""
        for week in range(weeks, 0, -1):
            at = datetime.combine(before.date() - timedelta(weeks=week), before.timetz())
            self.say(at, "session.missed" if week in missing else "session.attended")
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
