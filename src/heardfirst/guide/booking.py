"""
A time for the next session, held against what the record knows: what to think of before it is booked, and
times that went well before.

All of it is advice. Nobody is kept from booking, and a time that the client chose is theirs to choose.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from heardfirst.protocol import Calendar, Fold
from heardfirst.protocol.facts.leaves import Leave, leaves_of
from heardfirst.protocol.facts.sessions import away_at
from heardfirst.record.models import Session
from heardfirst.record.reading import CaseReading

from .known_barriers import barriers_heard

__all__ = ["AT_ANY_HOUR", "CONCERNS", "Concern", "Diary", "diary_of"]

CONCERNS = (
    "past", "far", "night", "same_time", "near", "hearing", "holiday", "weekend", "leave", "away",
    "missed_then", "work", "childcare", "caregiving", "conflicting_duties", "safe_hours", "interpreter",
)  # fmt: skip
"""Everything there may be to think of, what weighs most first."""
AT_ANY_HOUR = frozenset({"childcare", "caregiving", "conflicting_duties", "interpreter"})
"""What is asked whatever the time, since it speaks against none."""

_NEAR = timedelta(hours=1)
_FAR = timedelta(days=90)
_DAYTIME = range(6, 22)
_LOOKS_BACK = timedelta(days=90)
_OFTEN = 2  # so many missed at one hour of one weekday are no accident
_ANY_HOUR = ("childcare", "caregiving", "conflicting_duties")
_ANSWERED_BY = {
    "childcare": "childcare",
    "work": "employer_letter",
}  # a plan with this help has thought of it already
_SOON = timedelta(hours=12)
_AHEAD = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Concern:
    """
    One thing to think of: a code of `CONCERNS`, and what it speaks of: a moment (aware), how often, a place
    of the closed list.
    """

    code: str
    at: datetime | None = None
    count: int = 0
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    """
    What bears on when a client can come, as it is known ``now``. Moments are aware; days are those of the
    agency's ``calendar``.
    """

    now: datetime
    calendar: Calendar
    booked: Sequence[datetime] = ()
    past: Sequence[tuple[datetime, str]] = ()
    hearings: frozenset[date] = frozenset()
    leaves: Sequence[Leave] = ()
    away: tuple[str, datetime | None] | None = None
    barriers: frozenset[str] = frozenset()
    safe: frozenset[int] | None = None
    interpreter: bool = False

    def concerns(self, start: datetime, *, instead_of: datetime | None = None) -> list[Concern]:
        """What to think of before a session at ``start``; ``instead_of`` is the one that it replaces."""
        found = [
            *self._of_the_calendar(start),
            *self._of_sessions(start, instead_of),
            *self._of_the_client(start),
        ]
        return sorted(found, key=lambda concern: CONCERNS.index(concern.code))

    def usual(self, most: int = 3) -> list[datetime]:
        """
        The next times at the weekday and hour at which the client came most often, lately rather than long
        ago, without any against which something speaks. Empty while they never came.
        """
        came = [
            _on_the_clock(self.calendar.local(at))
            for at, outcome in self.past
            if outcome == Session.Outcome.ATTENDED
        ]
        if not came:
            return []
        often = Counter((start.weekday(), start.time()) for start in came)
        weekday, hour = max(
            often, key=lambda slot: (often[slot], max(at for at in came if (at.weekday(), at.time()) == slot))
        )
        offered, first = [], self.now + _SOON
        for start in self._every(weekday, hour):
            if start < first or any(concern.code not in AT_ANY_HOUR for concern in self.concerns(start)):
                continue
            offered.append(start)
            if len(offered) == most:
                break
        return offered

    def _every(self, weekday: int, hour: time) -> Iterable[datetime]:
        """That hour of that weekday in the weeks to come."""
        today = self.calendar.local(self.now).date()
        for ahead in range(_AHEAD.days + 1):
            day = today + timedelta(days=ahead)
            if day.weekday() == weekday:
                yield datetime.combine(day, hour, self.calendar.tz)

    def _of_the_calendar(self, start: datetime) -> Iterable[Concern]:
        day = self.calendar.local(start).date()
        if start <= self.now:
            yield Concern("past", start)
        elif start > self.now + _FAR:
            yield Concern("far", start)
        if self.calendar.local(start).hour not in _DAYTIME:
            yield Concern("night", start)
        if day in self.hearings:
            yield Concern("hearing", start)
        if day in self.calendar.holidays:
            yield Concern("holiday", start)
        elif not self.calendar.is_business_day(day):
            yield Concern("weekend", start)

    def _of_sessions(self, start: datetime, instead_of: datetime | None) -> Iterable[Concern]:
        others = [start for start in self.booked if start != instead_of]
        if start in others:
            yield Concern("same_time", start)
        else:
            near = [other for other in others if abs(other - start) <= _NEAR]
            if near:
                yield Concern("near", min(near, key=lambda neighbor: abs(neighbor - start)))
        local = self.calendar.local(start)
        then = [
            outcome
            for at, outcome in self.past
            if (was := self.calendar.local(at)).weekday() == local.weekday() and was.hour == local.hour
        ]
        missed = sum(outcome in (Session.Outcome.MISSED, Session.Outcome.LATE) for outcome in then)
        if missed >= _OFTEN and missed > sum(outcome == Session.Outcome.ATTENDED for outcome in then):
            yield Concern("missed_then", start, count=missed)

    def _of_the_client(self, start: datetime) -> Iterable[Concern]:
        local = self.calendar.local(start)
        on_leave = next((leave for leave in self.leaves if leave.covers(start)), None)
        if on_leave is not None:
            yield Concern("leave", on_leave.last)
        if self.away is not None and (self.away[1] is None or start < self.away[1]):
            yield Concern("away", self.away[1], place=self.away[0])
        in_office = self.calendar.opens <= local.time() < self.calendar.closes
        if "work" in self.barriers and self.calendar.is_business_day(local.date()) and in_office:
            yield Concern("work", start)
        for barrier in _ANY_HOUR:
            if barrier in self.barriers:
                yield Concern(barrier, start)
        if self.safe is not None and local.hour not in self.safe:
            yield Concern("safe_hours", start)
        if self.interpreter:
            yield Concern("interpreter", start)


def diary_of(reading: CaseReading, *, whole: bool) -> Diary:
    """
    The diary of a case at the moment of its reading. Without ``whole``, for somebody who only books: sessions
    and the court's days off, and nothing that was said by the client or about them.
    """
    now, rows = reading.at, list(reading.case.sessions.all())
    diary = Diary(
        now=now,
        calendar=reading.calendar,
        booked=[
            row.starts_at
            for row in rows
            if row.outcome == Session.Outcome.PENDING and row.starts_at > now - _NEAR
        ],
        past=[(row.starts_at, row.outcome) for row in rows if now - _LOOKS_BACK <= row.starts_at <= now],
    )
    return _with_the_rest(diary, reading) if whole else diary


def _with_the_rest(diary: Diary, reading: CaseReading) -> Diary:
    folded, contact = reading.folded, reading.safe_contact
    leaves = [
        leave
        for requirement in reading.requirements
        for leave in leaves_of(
            reading.folded_for(requirement),
            str(requirement.public_id),
            diary.calendar,
            reading.rules.missed.leave,
        )
    ]
    hearings = (reading.hearing(requirement) for requirement in reading.requirements)
    away = away_at(folded, diary.now)
    until = away.details.get("until") if away else None
    return replace(
        diary,
        hearings=frozenset(hearing.day for hearing in hearings if hearing is not None),
        leaves=leaves,
        away=(str(away.details["where"]), datetime.fromisoformat(until) if until else None) if away else None,
        barriers=frozenset(barriers_heard(reading)) - _answered(folded),
        safe=contact.hours,
        interpreter=contact.with_interpreter,
    )


def _on_the_clock(moment: datetime) -> datetime:
    """
    The time at which a session was likely set: an odd minute is when somebody wrote it down, a quarter of an
    hour or less off.
    """
    if moment.minute % 5 == 0 and moment.second == 0:
        return moment.replace(microsecond=0)
    return moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)


def _answered(folded: Fold) -> frozenset[str]:
    """Barriers for which the plan in force already holds what answers them."""
    plan = folded.latest("plan.agreed", "plan.adjusted")
    actions: Sequence[Mapping[str, str]] = plan.details.get("actions", ()) if plan else ()
    helps = {action.get("what") for action in actions}
    return frozenset(barrier for barrier, answer in _ANSWERED_BY.items() if answer in helps)
