"""What became of each session: attended, lost through no fault of the client's, or missed by the client.

One session may have been told of several times, by several sources. Where they differ, the account most
favorable to the client stands: blame needs certainty, help does not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from ..vocabulary.entries import KINDS, Entry, belongs, moment_of
from ..vocabulary.granting import together
from ..vocabulary.thresholds import ABSENCES
from .chronology import Fold
from .leaves import leaves_of

if TYPE_CHECKING:
    from ..vocabulary.calendar import Calendar
    from ..vocabulary.protocol import CountsAsMissed, Protocol

__all__ = ["AWAY", "Session", "away_at", "blames", "sessions_of"]

AWAY = frozenset({"jail", "prison", "detention", "hospital", "detox", "residential_treatment"})
_CALLED_OFF = ("session.canceled", "session.moved")
_SAME_SESSION = timedelta(hours=2)
_OUR_FAILURE_REACHES = timedelta(hours=24)
_WHEREABOUTS_REACH_BACK = timedelta(days=7)
_FAVOR = ("excused", "attended", "lost", "canceled", "late", "missed")


@dataclass(slots=True)
class Session:
    """One session of a requirement: when it starts, how it was booked, and what became of it.

    ``outcome`` is ``pending``, ``attended``, ``late`` (too late to count), ``missed``, ``canceled`` (by
    the client, in time), ``excused``, ``lost`` (not the client's doing) or ``on_leave``. ``counted`` says
    whether it is a missed session of the client's. ``learned`` is when its outcome was first recorded,
    ``blamed`` when an account that made it one of the client's was, and ``cleared`` when what took that back
    was. ``absence`` is the way in which the client lost it (``ABSENCES``), whether or not that counts as
    missed; empty where they did not. ``lacking`` is what keeps an excuse, asked for since ``requested_at``,
    from being granted. ``anew`` says that the program begins again with it; ``called_off_by_client`` that it
    was the client who called it off, and it was not booked again at that time.
    """

    start: datetime | None
    made: datetime | None = None
    with_plan: bool | None = None
    booked_by: str | None = None
    outcome: str = "pending"
    absence: str = ""
    learned: datetime | None = None
    blamed: datetime | None = None
    cleared: datetime | None = None
    late_minutes: int = 0
    purpose: str = "session"
    place: str | None = None
    makes_up: bool = False
    anew: bool = False
    called_off_by_client: bool = False
    requested_at: datetime | None = None
    lacking: frozenset[str] = frozenset()
    accounts: list[Entry] = field(default_factory=list)

    @property
    def counted(self) -> bool:
        return self.outcome in ("missed", "late")

    def clear(self, outcome: str, recorded: datetime) -> None:
        """It was no missed session after all, as was recorded then."""
        self.outcome, self.absence = outcome, ""
        self.cleared = recorded if self.cleared is None else max(self.cleared, recorded)


def sessions_of(
    folded: Fold, requirement: str | None, protocol: Protocol, calendar: Calendar
) -> list[Session]:
    """Every session of one requirement, by start; bookings whose start nobody said come last."""
    table, rules = _gather(folded, requirement, calendar), protocol.missed
    for session in table:
        _judge(session, rules, calendar)
    if protocol.facts >= 4 and rules.rescheduled_within is None:
        _excuse_another_hour(table, calendar)
    _excuse_leave(table, folded, requirement, rules, calendar)
    _excuse_absence_elsewhere(table, folded)
    _own_our_failures(table, folded, requirement)
    return table


def away_at(folded: Fold, at: datetime) -> Entry | None:
    """The entry that says where the client is at that moment, when that is locked up or in hospital."""
    accounts = folded.of("client.whereabouts")
    if not accounts or accounts[-1].details.get("where") not in AWAY:
        return None
    until = moment_of(accounts[-1].details.get("until"))
    return accounts[-1] if until is None or until > at else None


# -- which account speaks of which session


def _gather(folded: Fold, requirement: str | None, calendar: Calendar) -> list[Session]:
    by_start: dict[datetime, Session] = {}
    floating: list[Session] = []
    bookings = folded.of("session.booked", "session.moved")
    for entry in bookings:
        if belongs(entry, requirement):
            _book(entry, by_start, floating)
    accounts = [entry for entry in folded.of(*KINDS.that("outcome")) if belongs(entry, requirement)]
    left = [entry for entry in accounts if not _attach_exactly(entry, by_start)]
    for entry in sorted(left, key=lambda entry: not KINDS[entry.kind].seen_there):
        _attach(entry, by_start, floating, calendar)
    sessions = [by_start[start] for start in sorted(by_start)]
    return sessions + [session for session in floating if session.start is None]


def _book(entry: Entry, by_start: dict[datetime, Session], floating: list[Session]) -> None:
    """A booking, or the new time of a session that was moved."""
    moved = entry.kind == "session.moved"
    start = moment_of(entry.details.get("to" if moved else "starts_at"))
    if start is None:
        if not moved:
            floating.append(Session(None, entry.at, entry.details.get("plan"), entry.details.get("by")))
        return
    session = by_start.setdefault(start, Session(start))
    if session.made is None or entry.at >= session.made:
        session.made, session.with_plan = entry.at, entry.details.get("plan")
        session.booked_by = entry.details.get("by")
        session.anew = bool(entry.details.get("anew"))
        session.makes_up = bool(entry.details.get("makes_up"))
        session.place = entry.details.get("place") or session.place
        session.purpose = entry.details.get("purpose") or session.purpose


def _attach_exactly(entry: Entry, by_start: dict[datetime, Session]) -> bool:
    """Put an account to the session it names, or to the one at its very time, if there is one."""
    session = by_start.get(moment_of(entry.details.get("starts_at")) or entry.at)
    if session is None:
        return False
    session.accounts.append(entry)
    return True


def _attach(
    entry: Entry, by_start: dict[datetime, Session], floating: list[Session], calendar: Calendar
) -> None:
    """Put an account to the session it must mean: one of that hour or day, one booked without a time, or one
    that nobody had spoken of."""
    named = moment_of(entry.details.get("starts_at"))
    start = named or entry.at
    session = by_start.get(start)
    if session is None and named is None:
        if KINDS[entry.kind].seen_there:
            session = _of_the_hour(entry, by_start)
        else:
            session = _of_the_day(entry.at, by_start, calendar) or _session_of(entry, by_start)
    if session is None:
        waiting = (
            session
            for session in floating
            if session.start is None and session.made and session.made <= start
        )
        session = next(waiting, None) or Session(start)
        session.start = start
        by_start[start] = session
    session.accounts.append(entry)


def _of_the_hour(entry: Entry, by_start: dict[datetime, Session]) -> Session | None:
    """The one session booked about then that nobody has spoken of."""
    near = [
        session
        for start, session in by_start.items()
        if abs(start - entry.at) <= _SAME_SESSION
        and session.made is not None and session.made < entry.at and not session.accounts
    ]  # fmt: skip
    return near[0] if len(near) == 1 else None


def _of_the_day(moment: datetime, by_start: dict[datetime, Session], calendar: Calendar) -> Session | None:
    day = calendar.local(moment).date()
    same = [session for start, session in by_start.items() if calendar.local(start).date() == day]
    return same[0] if len(same) == 1 else None


def _session_of(entry: Entry, by_start: dict[datetime, Session]) -> Session | None:
    """What was called off is the next session ahead; what was excused is the last one missed."""
    if entry.kind in _CALLED_OFF:
        ahead = [start for start, session in by_start.items() if start >= entry.at and not session.accounts]
        return by_start[min(ahead)] if ahead else None
    if entry.kind != "session.excused":
        return None
    missed = [
        start
        for start, session in by_start.items()
        if start <= entry.at and any(account.kind == "session.missed" for account in session.accounts)
    ]
    return by_start[max(missed)] if missed else None


# -- what became of it


def _judge(session: Session, rules: CountsAsMissed, calendar: Calendar) -> None:
    accounts = _accounts(session, rules, calendar)
    if not accounts:
        return
    session.learned = min(entry.recorded for entry in accounts)
    session.called_off_by_client = any(
        entry.kind == "session.canceled" and entry.details.get("by") == "client" for entry in accounts
    )
    judged = [(_verdict(entry, session, rules), entry) for entry in accounts]
    verdicts = [(verdict, entry.recorded) for verdict, entry in judged]
    session.outcome = next(
        outcome for outcome in _FAVOR if any(outcome == verdict for verdict, _ in verdicts)
    )
    session.absence = _absence([entry for verdict, entry in judged if verdict == session.outcome], session)
    session.blamed = min((at for verdict, at in verdicts if verdict in ("missed", "late")), default=None)
    if session.blamed is not None and not session.counted:
        session.cleared = min(at for verdict, at in verdicts if verdict == session.outcome)


def _accounts(session: Session, rules: CountsAsMissed, calendar: Calendar) -> list[Entry]:
    """What was told of the session and stands. Of what was said to excuse it only the last word stands,
    once it meets the program's rules; until then it is asked for and not granted."""
    accounts = [entry for entry in session.accounts if not _overtaken(entry, session)]
    for entry in accounts:
        session.purpose = entry.details.get("purpose") or session.purpose
        session.place = entry.details.get("place") or session.place
        session.makes_up |= bool(entry.details.get("makes_up"))
    requests = [entry for entry in accounts if entry.kind == "session.excused"]
    request = together(requests)
    if request is not None and rules.excuse is not None:
        details, session.requested_at, _ = request
        starts = session.start or session.requested_at
        session.lacking = rules.excuse.lacks(details, session.requested_at, starts, calendar)
    granted = requests if request is not None and not session.lacking else []
    standing = granted[-1:] if rules.excuse is not None else granted
    return [entry for entry in accounts if entry.kind != "session.excused" or entry in standing]


def _overtaken(entry: Entry, session: Session) -> bool:
    """Whether a session that was called off was booked at the same time again."""
    return entry.kind in _CALLED_OFF and session.made is not None and entry.at < session.made


def blames(entry: Entry, rules: CountsAsMissed) -> bool:
    """Whether this account alone would make its session one that the client missed."""
    alone = Session(moment_of(entry.details.get("starts_at")) or entry.at)
    alone.purpose = entry.details.get("purpose") or alone.purpose
    return _verdict(entry, alone, rules) in ("missed", "late")


def _verdict(entry: Entry, session: Session, rules: CountsAsMissed) -> str:
    details = entry.details
    if entry.kind == "session.attended":
        arrived = moment_of(details.get("arrived_at"))
        late = int(details.get("late_minutes") or 0)
        if arrived is not None and session.start is not None:
            late = max(late, int((arrived - session.start).total_seconds() // 60))
        session.late_minutes = max(session.late_minutes, late)
        grace, least = rules.grace(session.purpose), rules.least(session.purpose)
        stayed = _stayed(entry, session)
        if least is not None and stayed is not None and stayed < least:
            return "missed"
        return "late" if grace is not None and late > grace else "attended"
    if entry.kind == "session.missed":
        return "missed" if rules.no_show else "attended"
    if entry.kind == "session.excused":
        return "excused"
    if entry.kind == "session.canceled" and details.get("by") in (None, "client"):
        too_late = _too_late(details.get("notice"), rules.canceled_within)
        return "missed" if too_late and details.get("by") == "client" else "canceled"
    if entry.kind == "session.moved" and details.get("by") == "client":
        return "missed" if _too_late(details.get("notice"), rules.rescheduled_within) else "canceled"
    return "lost"


def _too_late(notice: Any, enough: int | None) -> bool:
    """Whether that many minutes of notice were too few; where nobody said how many, they were enough."""
    return notice is not None and enough is not None and int(notice) < enough


def _absence(accounts: Iterable[Entry], session: Session) -> str:
    """The way in which the client lost a session, by the accounts that its outcome goes by; where they tell
    of several, the one held against them least."""
    ways = {_way_lost(entry, session.outcome) for entry in accounts}
    return next((way for way in ("", *ABSENCES) if way in ways), "")


def _stayed(entry: Entry, session: Session) -> int | None:
    """How many minutes the client stayed, as the account says it; None where it does not."""
    minutes = entry.details.get("stayed_minutes")
    if minutes is not None:
        return int(minutes)
    came = moment_of(entry.details.get("arrived_at")) or session.start
    left = moment_of(entry.details.get("left_at"))
    return None if came is None or left is None else int((left - came).total_seconds() // 60)


def _way_lost(entry: Entry, outcome: str) -> str:
    """The way in which one account says the client lost the session; empty where it says no such thing."""
    if entry.kind == "session.turned_away":
        return "late" if entry.details.get("why") == "late" else ""
    if outcome == "canceled":
        by_client = entry.kind == "session.canceled" and entry.details.get("by") == "client"
        return "canceled" if by_client else ""
    if outcome == "late":
        return "late"
    ways = {
        "session.canceled": "canceled_late",
        "session.moved": "rescheduled_late",
        "session.attended": "left_early",
    }
    return ways.get(entry.kind, "no_show") if outcome == "missed" else ""


# -- what excuses it


def _excuse_another_hour(table: Iterable[Session], calendar: Calendar) -> None:
    """Who calls a session off too late and comes to one like it at another hour of that day missed none."""
    came = {
        (calendar.local(session.start).date(), session.purpose)
        for session in table
        if session.outcome == "attended" and session.start is not None
    }
    for session in table:
        late = session.counted and session.absence == "canceled_late"
        if late and session.start and (calendar.local(session.start).date(), session.purpose) in came:
            session.clear("canceled", session.learned or session.start)


def _excuse_leave(
    table: Iterable[Session], folded: Fold, requirement: str | None, rules: CountsAsMissed, calendar: Calendar
) -> None:
    for leave in leaves_of(folded, requirement, calendar, rules.leave):
        for session in table:
            if not session.absence or session.start is None or not leave.covers(session.start):
                continue
            if session.counted:
                session.clear("on_leave", leave.granted)
            session.absence = ""


def _excuse_absence_elsewhere(table: Iterable[Session], folded: Fold) -> None:
    whereabouts = folded.of("client.whereabouts")
    for place, entry in enumerate(whereabouts):
        if entry.details.get("where") not in AWAY or not entry.details.get("verified"):
            continue
        first = moment_of(entry.details.get("since")) or entry.at - _WHEREABOUTS_REACH_BACK
        after = whereabouts[place + 1].at if place + 1 < len(whereabouts) else None
        last = moment_of(entry.details.get("until")) or after
        for session in table:
            start = session.start
            if session.absence and start and first <= start and (last is None or start < last):
                if session.counted:
                    session.clear("excused", entry.recorded)
                session.absence = ""


def _own_our_failures(table: list[Session], folded: Fold, requirement: str | None) -> None:
    for failure in folded.of("action.failed"):
        if failure.details.get("by") == "client" or not belongs(failure, requirement):
            continue
        near = [
            (abs(session.start - failure.at), place)
            for place, session in enumerate(table)
            if session.counted and session.start and abs(session.start - failure.at) <= _OUR_FAILURE_REACHES
        ]
        if near:
            table[min(near)[1]].clear("lost", failure.recorded)
