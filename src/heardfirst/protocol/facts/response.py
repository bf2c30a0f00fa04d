"""The response: what runs for one requirement from a missed session until the client is back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ..vocabulary.calendar import Calendar
from ..vocabulary.entries import KINDS, Entry, belongs
from ..vocabulary.protocol import CountsAsMissed, Protocol
from .chronology import Fold
from .sessions import Session, away_at, sessions_of

__all__ = ["COURT_ENDS", "LAWFUL_ENDS", "Response", "closed_at", "has_died", "response_of"]

LAWFUL_ENDS = frozenset(
    {"completed", "court_released", "order_expired", "order_vacated", "moved_accepted", "died"}
)
COURT_ENDS = frozenset({"released", "completed", "vacated", "expired", "terminated", "reunified"})
_LOST_STAYS = timedelta(days=60)


@dataclass(slots=True)
class Response:
    """Where one response stands.

    ``began`` is its first unresolved miss (or the word that the client will stop) and stays that of the last
    response once the client is back, because a duty to report outlives it; ``anchor`` is the latest counted
    miss, from which being in touch, heard, planned and rebooked count. ``learned`` is when that miss was
    recorded. ``absences`` are the sessions that the client lost, counted as missed or not, and
    ``attended_at`` is when the last that they attended was; ``seen_at`` is that of the last they came to,
    however late, and ``last_service`` that, or the first session of all. ``begun`` lists when each response
    began, this one last; ``restarted_at`` is when the service was reopened or the program begun anew,
    ``let_go_at`` when the case was closed because nobody was reached. ``dismissed_at`` is forgotten once the
    client is back, ``last_dismissed_at`` is not.
    """

    sessions: list[Session]
    open: bool = False
    began: datetime | None = None
    anchor: datetime | None = None
    learned: datetime | None = None
    counted: list[datetime] = field(default_factory=list)
    absences: list[Session] = field(default_factory=list)
    attended_at: datetime | None = None
    misses_in_response: list[datetime] = field(default_factory=list)
    lost: bool = False
    lost_at: datetime | None = None
    lost_until: datetime | None = None
    lawful_end: bool = False
    ended_at: datetime | None = None
    died: bool = False
    away: bool = False
    seen_at: datetime | None = None
    last_service: datetime | None = None
    in_service: bool = False
    dismissed_at: datetime | None = None
    last_dismissed_at: datetime | None = None
    let_go_at: datetime | None = None
    restarted_at: datetime | None = None
    begun: list[datetime] = field(default_factory=list)


def response_of(
    folded: Fold, protocol: Protocol, calendar: Calendar, requirement: str | None, at: datetime
) -> Response:
    """Walk the sessions, what the client declared and what the court decided, in order. After a lawful end
    there is no order to miss a session of, until the case is reopened."""
    sessions = sessions_of(folded, requirement, protocol, calendar)
    response = Response(sessions)
    _count_lates(sessions, protocol.missed, calendar)
    heard = [entry.at for entry in folded.of("client.heard", "client.declined")]
    for moment, _, what, session in _events(folded, sessions, requirement):
        if session is not None:
            _meet(response, session, what, moment, heard)
        elif what == "stop" and not response.open and not response.lawful_end:
            response.open, response.began, response.anchor, response.learned = True, moment, moment, moment
            response.misses_in_response = []
            response.begun.append(moment)
        elif what == "continue" and response.open and not response.misses_in_response:
            response.open = False
        elif what == "decided" and protocol.facts >= 3:
            response.dismissed_at = None  # the court lets it go on, and what was open is open still
        elif what in ("ended", "decided"):
            response.open, response.lawful_end = False, what == "ended"
            response.ended_at, response.dismissed_at = moment, None
        elif what == "dismissed" and not response.lawful_end:
            response.dismissed_at = response.last_dismissed_at = moment
        elif what == "let go":
            response.open, response.let_go_at = False, moment
        elif what == "reopened":
            response.lawful_end, response.ended_at, response.dismissed_at = False, None, None
            response.let_go_at, response.restarted_at = None, moment
    response.died = has_died(folded)
    if response.died:
        response.open, response.lawful_end = False, True
        for session in sessions:
            # What was booked is void: nobody waits for it, and nobody asks afterwards how it went.
            session.outcome = "lost" if session.outcome == "pending" else session.outcome
    response.away = away_at(folded, at) is not None
    _lost(response, at)
    anew = [session.made for session in sessions if session.anew and session.made is not None]
    response.restarted_at = max(
        (moment for moment in (response.restarted_at, *anew) if moment is not None), default=None
    )
    starts = [session.start for session in sessions if session.start is not None]
    response.in_service = bool(starts) and not response.lawful_end and response.dismissed_at is None
    response.seen_at = response.last_service
    response.last_service = response.last_service or min(starts, default=None)
    return response


def has_died(folded: Fold) -> bool:
    """Whether the client has died, by any entry that stands."""
    ends = folded.of("service.ended", "case.closed")
    return any(entry.details.get("reason") == "died" for entry in ends)


def closed_at(folded: Fold) -> datetime | None:
    """When the case was closed; None while it is open, or again. What closes and reopens a case, the kinds
    declare (``file``)."""
    turn = folded.latest(*KINDS.that("closes_case"), *KINDS.that("reopens_case"))
    return turn.at if turn is not None and KINDS[turn.kind].closes_case else None


def _meet(response: Response, session: Session, what: str, moment: datetime, heard: list[datetime]) -> None:
    """One session came: missed, attended, attended so late that it counts as missed, or lost without that."""
    if session.absence and not response.lawful_end:
        response.absences.append(session)
    if what == "absent":
        return
    if what != "missed" or session.outcome == "late":
        response.last_service = moment
    if what == "missed":
        if not response.lawful_end:
            _miss(response, moment, session.learned)
        return
    response.dismissed_at, response.attended_at = None, moment
    if response.open and _is_back(session, response, heard, moment):
        response.open = False


def _miss(response: Response, moment: datetime, learned: datetime | None) -> None:
    if not response.open:
        response.open, response.began, response.misses_in_response = True, moment, []
        response.begun.append(moment)
    response.anchor, response.learned = moment, learned
    response.counted.append(moment)
    response.misses_in_response.append(moment)


def _is_back(session: Session, response: Response, heard: list[datetime], moment: datetime) -> bool:
    """Back is attending a session that was booked after the miss. Where nobody recorded a booking, any later
    session counts; and so does one booked long before, once the client was heard about the miss."""
    anchor = response.anchor
    if anchor is None or session.made is None or session.made >= anchor:
        return True
    return any(anchor <= heard_at <= moment for heard_at in heard)


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
        elif session.absence:
            events.append((session.start, 0, "absent", session))
    events += [(moment.at, place, what, None) for moment, place, what in _turns(folded, requirement)]
    events.sort(key=lambda event: event[:2])
    return events


def _turns(folded: Fold, requirement: str | None) -> Iterator[tuple[Entry, int, str]]:
    """What opens, ends or takes up a response beside sessions; the number orders what came at one moment."""
    for entry in folded.of("client.declared"):
        if belongs(entry, requirement):
            yield entry, 2, "stop" if entry.details.get("intends", "stop") == "stop" else "continue"
    for entry in folded.of("court.decided"):
        if belongs(entry, requirement):
            yield entry, 3, "ended" if entry.details.get("outcome") in COURT_ENDS else "decided"
    for entry in folded.of("service.ended"):
        reason = entry.details.get("reason")
        if belongs(entry, requirement) and reason in LAWFUL_ENDS:
            yield entry, 3, "ended"
        elif belongs(entry, requirement) and reason == "discharged":
            yield entry, 3, "dismissed"
    for entry in folded.of("case.closed"):
        if entry.details.get("reason") == "not_engaged":
            yield entry, 3, "let go"
        elif entry.details.get("reason") in LAWFUL_ENDS:
            yield entry, 3, "ended"
    for entry in folded.of("case.reopened"):
        yield entry, 4, "reopened"


def _count_lates(sessions: list[Session], rules: CountsAsMissed, calendar: Calendar) -> None:
    """Turn every n-th tolerated lateness into a missed session; a converted one starts the count anew."""
    every, within, lates = rules.lates_make, rules.lates_within, list[datetime]()
    for session in sessions:
        if (
            every is None
            or session.start is None
            or session.outcome != "attended"
            or not session.late_minutes
        ):
            continue
        lates = [late for late in lates if within is None or calendar.add(late, within) > session.start]
        lates.append(session.start)
        if len(lates) >= every:
            session.outcome, session.absence, lates = "late", "late", []
            session.blamed = session.learned


def _lost(response: Response, at: datetime) -> None:
    """Whether the latest session was lost through no fault of the client's."""
    over = [
        session for session in response.sessions if session.start is not None and session.outcome != "pending"
    ]
    if response.lawful_end or response.away or not over or over[-1].outcome != "lost":
        return
    start = over[-1].start
    if start is not None and at < start + _LOST_STAYS:
        response.lost_until = start + _LOST_STAYS
        response.lost, response.lost_at = True, min([start, *(entry.at for entry in over[-1].accounts)])
