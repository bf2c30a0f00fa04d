"""The response: what runs for one requirement from its first unresolved missed session until the client is back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .calendar import Calendar
from .chronology import Fold
from .protocol import Protocol
from .sessions import AWAY, Session, belongs, sessions_of

__all__ = ["COURT_ENDS", "LAWFUL_ENDS", "Response", "response_of"]

LAWFUL_ENDS = frozenset(
    {"completed", "court_released", "order_expired", "order_vacated", "moved_accepted", "died"}
)
COURT_ENDS = frozenset({"released", "completed", "vacated", "expired", "terminated", "reunified"})
_LOST_STAYS = timedelta(days=60)


@dataclass(slots=True)
class Response:
    """Where one response stands.

    ``began`` is its first unresolved miss (or the word that the client will stop) and stays that of the last
    response once the client is back, because a duty to report outlives it; ``anchor`` is the latest counted miss,
    from which being in touch, heard, planned and rebooked count. ``learned`` is when that miss was recorded.
    """

    sessions: list[Session]
    open: bool = False
    began: datetime | None = None
    anchor: datetime | None = None
    learned: datetime | None = None
    counted: list[datetime] = field(default_factory=list)
    misses_in_response: list[datetime] = field(default_factory=list)
    in_a_row: int = 0
    lost: bool = False
    lost_at: datetime | None = None
    lawful_end: bool = False
    ended_at: datetime | None = None
    died: bool = False
    away: bool = False
    last_service: datetime | None = None
    in_service: bool = False


def response_of(
    folded: Fold, protocol: Protocol, calendar: Calendar, requirement: str | None, at: datetime
) -> Response:
    """Walk the sessions, what the client declared and what the court decided, in order."""
    sessions = sessions_of(folded, requirement, protocol.missed, calendar)
    response = Response(sessions)
    _count_lates(sessions, protocol.missed.lates_make)
    heard = [each.at for each in folded.of("client.heard", "client.declined")]
    for moment, _, what, session in _events(folded, sessions, requirement):
        if what == "missed" and session is not None:
            _miss(response, moment, session.learned)
        elif what == "attended" and session is not None:
            response.in_a_row, response.last_service = 0, moment
            if response.open and _is_back(session, response, heard, moment):
                response.open = False
        elif what == "stop" and not response.open:
            response.open, response.began, response.anchor, response.learned = True, moment, moment, moment
            response.misses_in_response = []
        elif what == "continue" and response.open and not response.misses_in_response:
            response.open = False
        elif what in ("ended", "decided"):
            response.open, response.lawful_end = False, what == "ended"
            response.ended_at = moment
        elif what == "reopened":
            response.lawful_end, response.ended_at = False, None
    response.died = any(
        each.details.get("reason") == "died" for each in folded.of("service.ended", "case.closed")
    )
    if response.died:
        response.open, response.lawful_end = False, True
    places = folded.of("client.whereabouts")
    response.away = bool(places) and places[-1].details.get("where") in AWAY
    _lost(response, at)
    _service(response, folded, requirement, calendar)
    return response


def _miss(response: Response, moment: datetime, learned: datetime | None) -> None:
    if not response.open:
        response.open, response.began, response.misses_in_response = True, moment, []
    response.anchor, response.learned = moment, learned
    response.counted.append(moment)
    response.misses_in_response.append(moment)
    response.in_a_row += 1


def _is_back(session: Session, response: Response, heard: list[datetime], moment: datetime) -> bool:
    """Back is attending a session that was booked after the miss. Where nobody recorded a booking, any later
    session counts; and so does one booked long before, once the client was heard about the miss."""
    anchor = response.anchor
    if anchor is None or session.made is None or session.made >= anchor:
        return True
    return any(anchor <= each <= moment for each in heard)


def _events(
    folded: Fold, sessions: list[Session], requirement: str | None
) -> list[tuple[datetime, int, str, Session | None]]:
    events: list[tuple[datetime, int, str, Session | None]] = []
    for session in sessions:
        if session.start is None:
            continue
        if session.counted:
            events.append((session.start, 0, "missed", session))
        elif session.outcome == "attended":
            events.append((session.start, 1, "attended", session))
    for each in folded.of("client.declared"):
        if belongs(each, requirement):
            events.append(
                (each.at, 2, "stop" if each.details.get("intends", "stop") == "stop" else "continue", None)
            )
    for each in folded.of("court.decided"):
        if belongs(each, requirement):
            events.append(
                (each.at, 3, "ended" if each.details.get("outcome") in COURT_ENDS else "decided", None)
            )
    for each in folded.of("service.ended"):
        if belongs(each, requirement) and each.details.get("reason") in LAWFUL_ENDS:
            events.append((each.at, 3, "ended", None))
    for each in folded.of("case.reopened"):
        events.append((each.at, 4, "reopened", None))
    events.sort(key=lambda event: event[:2])
    return events


def _count_lates(sessions: list[Session], every: int | None) -> None:
    if not every:
        return
    lates = [session for session in sessions if session.outcome == "attended" and session.late_minutes > 0]
    for place, session in enumerate(lates, start=1):
        if place % every == 0:
            session.outcome = "late"


def _lost(response: Response, at: datetime) -> None:
    """Whether the latest session was lost through no fault of the client's and nothing was booked in its place."""
    told = [
        session for session in response.sessions if session.start is not None and session.outcome != "pending"
    ]
    if response.lawful_end or response.away or not told or told[-1].outcome != "lost":
        return
    start = told[-1].start
    if start is None or at - start > _LOST_STAYS:
        return
    response.lost, response.lost_at = True, min(start, told[-1].learned or start)


def _service(response: Response, folded: Fold, requirement: str | None, calendar: Calendar) -> None:
    """The start of the present gap in service: the last session attended, the end of a leave, or the first
    session booked or missed when none was ever attended."""
    starts = [session.start for session in response.sessions if session.start is not None]
    response.in_service = bool(starts) and not response.lawful_end
    last = response.last_service or min(starts, default=None)
    for leave in folded.of("leave.granted"):
        until = leave.details.get("until")
        if not belongs(leave, requirement) or until is None:
            continue
        end = datetime.fromisoformat(str(until))
        end = end if end.tzinfo else end.replace(tzinfo=calendar.tz)
        if last is None or end > last:
            last = end
    response.last_service = last
