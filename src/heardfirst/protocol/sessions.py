"""What became of each session: attended, lost through no fault of the client's, or missed by the client.

One session may have been told of several times, by several sources. Where they differ, the account most
favourable to the client stands: blame needs certainty, help does not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from .chronology import Fold
from .entries import Entry

if TYPE_CHECKING:
    from .calendar import Calendar
    from .protocol import CountsAsMissed

_OUTCOMES = (
    "session.attended", "session.missed", "session.excused", "session.cancelled", "session.turned_away",
    "session.disrupted", "session.moved",
)  # fmt: skip
AWAY = frozenset({"jail", "prison", "detention", "hospital", "detox", "residential_treatment"})
_OUR_FAILURE_REACHES = timedelta(hours=24)
_WHEREABOUTS_REACH_BACK = timedelta(days=7)


@dataclass(slots=True)
class Session:
    """One session of a requirement: when it starts, how it was booked, and what became of it.

    ``outcome`` is ``pending``, ``attended``, ``late`` (too late to count), ``missed``, ``cancelled`` (by the
    client, in time), ``excused``, ``lost`` (not the client's doing) or ``on_leave``. ``counted`` says whether it
    is a missed session of the client's. ``learned`` is when its outcome was first recorded.
    """

    start: datetime | None
    made: datetime | None = None
    with_plan: bool | None = None
    booked_by: str | None = None
    outcome: str = "pending"
    learned: datetime | None = None
    late_minutes: int = 0
    told: list[Entry] = field(default_factory=list)

    @property
    def counted(self) -> bool:
        return self.outcome in ("missed", "late")


def sessions_of(
    folded: Fold, requirement: str | None, rules: CountsAsMissed, calendar: Calendar
) -> list[Session]:
    """Every session of one requirement, by start; bookings whose start nobody said come last."""
    table = _gather(folded, requirement, calendar)
    for session in table:
        _judge(session, rules)
    _excuse_leave(table, folded, requirement, calendar)
    _excuse_absence_elsewhere(table, folded)
    _own_our_failures(table, folded)
    return table


def whereabouts_unsure(folded: Fold) -> bool:
    """Whether the last word on where the client is says locked up or in hospital, and nobody verified it."""
    told = folded.of("client.whereabouts")
    return bool(told) and told[-1].details.get("where") in AWAY and not told[-1].details.get("verified")


def belongs(entry: Entry, requirement: str | None) -> bool:
    """Whether an entry speaks of this requirement: its own, or none named."""
    return entry.requirement is None or requirement is None or entry.requirement == requirement


def _gather(folded: Fold, requirement: str | None, calendar: Calendar) -> list[Session]:
    by_start: dict[datetime, Session] = {}
    floating: list[Session] = []
    for entry in folded.of("session.booked"):
        if not belongs(entry, requirement):
            continue
        start = _moment(entry.details.get("starts_at"))
        session = by_start.setdefault(start, Session(start)) if start else Session(None)
        if start is None:
            floating.append(session)
        if session.made is None or entry.at >= session.made:
            session.made, session.with_plan = entry.at, entry.details.get("plan")
            session.booked_by = entry.details.get("by")
    told = [entry for entry in folded.of(*_OUTCOMES) if belongs(entry, requirement)]
    told.sort(key=lambda entry: entry.kind not in ("session.attended", "session.missed"))
    for entry in told:
        _attach(entry, by_start, floating, calendar)
    sessions = [by_start[start] for start in sorted(by_start)]
    return sessions + [session for session in floating if session.start is None]


def _attach(
    entry: Entry, by_start: dict[datetime, Session], floating: list[Session], calendar: Calendar
) -> None:
    """Put an account of a session to the session it speaks of: the one it names, the one at its time, the one of
    its day, or the one it must mean."""
    named = _moment(entry.details.get("starts_at"))
    start = named or entry.at
    session = by_start.get(start)
    if session is None and named is None and entry.kind not in ("session.attended", "session.missed"):
        session = _of_the_day(entry.at, by_start, calendar) or _meant(entry, by_start)
    if session is None:
        session = next(
            (each for each in floating if each.start is None and each.made and each.made <= start), None
        )
        if session is None:
            session = Session(start)
        session.start = start
        by_start[start] = session
    session.told.append(entry)


def _of_the_day(moment: datetime, by_start: dict[datetime, Session], calendar: Calendar) -> Session | None:
    day = calendar.local(moment).date()
    same = [session for start, session in by_start.items() if calendar.local(start).date() == day]
    return same[0] if len(same) == 1 else None


def _meant(entry: Entry, by_start: dict[datetime, Session]) -> Session | None:
    if entry.kind in ("session.cancelled", "session.moved"):
        ahead = [start for start, session in by_start.items() if start >= entry.at and not session.told]
        if ahead:
            return by_start[min(ahead)]
    missed = [
        start
        for start, session in by_start.items()
        if start <= entry.at and any(each.kind == "session.missed" for each in session.told)
    ]
    return by_start[max(missed)] if missed else None


def _judge(session: Session, rules: CountsAsMissed) -> None:
    if not session.told:
        return
    session.learned = min(entry.recorded for entry in session.told)
    verdicts = {_verdict(entry, session, rules) for entry in session.told}
    session.outcome = next(each for each in _FAVOUR if each in verdicts)


_FAVOUR = ("excused", "attended", "lost", "cancelled", "late", "missed")


def _verdict(entry: Entry, session: Session, rules: CountsAsMissed) -> str:
    details = entry.details
    if entry.kind == "session.attended":
        arrived = _moment(details.get("arrived_at"))
        late = int(details.get("late_minutes") or 0)
        if arrived is not None and session.start is not None:
            late = max(late, int((arrived - session.start).total_seconds() // 60))
        session.late_minutes = max(session.late_minutes, late)
        return "late" if rules.late_minutes is not None and late > rules.late_minutes else "attended"
    if entry.kind == "session.missed":
        return "missed" if rules.no_show else "attended"
    if entry.kind == "session.excused":
        return "excused"
    if entry.kind == "session.cancelled" and details.get("by") in (None, "client"):
        notice, enough = details.get("notice"), rules.cancelled_within
        too_late = notice is not None and enough is not None and int(notice) < enough
        return "missed" if too_late and details.get("by") == "client" else "cancelled"
    if entry.kind == "session.moved" and details.get("by") == "client":
        return "cancelled"
    return "lost"


def _excuse_leave(
    table: Iterable[Session], folded: Fold, requirement: str | None, calendar: Calendar
) -> None:
    leaves = [entry for entry in folded.of("leave.granted") if belongs(entry, requirement)]
    if not leaves:
        return
    ended = [entry.at for entry in folded.of("leave.ended") if belongs(entry, requirement)]
    for leave in leaves:
        first = _day_start(leave.details.get("from"), calendar) or leave.at
        last = _day_end(leave.details.get("until"), calendar)
        stop = min((moment for moment in ended if moment >= first), default=None)
        for session in table:
            if session.counted and session.start is not None and session.start >= first:
                if (last is None or session.start < last) and (stop is None or session.start < stop):
                    session.outcome = "on_leave"


def _excuse_absence_elsewhere(table: Iterable[Session], folded: Fold) -> None:
    told = folded.of("client.whereabouts")
    for place, entry in enumerate(told):
        if entry.details.get("where") not in AWAY or not entry.details.get("verified"):
            continue
        first = _moment(entry.details.get("since")) or entry.at - _WHEREABOUTS_REACH_BACK
        after = told[place + 1].at if place + 1 < len(told) else None
        last = _moment(entry.details.get("until")) or after
        for session in table:
            if (
                session.counted
                and session.start
                and first <= session.start
                and (last is None or session.start < last)
            ):
                session.outcome = "excused"


def _own_our_failures(table: list[Session], folded: Fold) -> None:
    for failure in folded.of("action.failed"):
        if failure.details.get("by") == "client":
            continue
        near = [
            session
            for session in table
            if session.counted and session.start and abs(session.start - failure.at) <= _OUR_FAILURE_REACHES
        ]
        if near:
            min(near, key=lambda session: abs((session.start or failure.at) - failure.at)).outcome = "lost"


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None


def _day_start(text: object, calendar: Calendar) -> datetime | None:
    moment = _moment(text)
    return moment if moment is None or moment.tzinfo else moment.replace(tzinfo=calendar.tz)


def _day_end(text: object, calendar: Calendar) -> datetime | None:
    moment = _day_start(text, calendar)
    return None if moment is None else moment + timedelta(days=1)
