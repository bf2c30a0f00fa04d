"""
Whether nobody has booked a client's next session, while the order lives and asks for sessions.

A session is asked for at once when the last one fell away without the client's doing, was excused or called
off in time, when the court let the treatment go on, and when the client comes home from a stay; after one
that was attended, and at the beginning of an order, once ``[timers] next_session`` is over.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from ..vocabulary.entries import belongs
from .leaves import Leave, leaves_of
from .stays import latest_stay

if TYPE_CHECKING:
    from .fact_reader import Reading

__all__ = ["unbooked_since"]

_THEIR_OWN = ("attended", "late", "missed")


def unbooked_since(reading: Reading) -> datetime | None:
    """
    Since when a next session has been missing; None while one is booked, while none is asked for, and while a
    response, a stay or a leave goes on. Sets when time alone will change that.
    """
    response, at = reading.response, reading.at
    if response.open or response.lawful_end or response.away or response.dismissed_at is not None:
        return None
    leaves = _leaves(reading)
    reading.flips += [edge for leave in leaves for edge in (leave.first, leave.last) if edge is not None]
    if any(leave.covers(at) for leave in leaves) or _is_complete(reading):
        return None
    over = [session for session in response.sessions if session.start and session.outcome != "pending"]
    last = over[-1] if over else None
    if any(session.outcome == "pending" for session in response.sessions):
        # What fell away is booked anew, whatever else stands in the calendar.
        return response.lost_at if last is not None and last.outcome == "lost" else None
    turns = sorted(_turns(reading))
    if not turns:
        return None
    since, waits = turns[-1]
    if waits:
        since = reading.calendar.add(since, reading.protocol.timers.next_session)
    if since > at:
        reading.flips.append(since)
        return None
    return since


def _turns(reading: Reading) -> Iterator[tuple[datetime, bool]]:
    """The moments after which a next session was to be booked, and whether there is a while for that."""
    mandated = reading.protocol.mandated
    for session in reading.response.sessions:
        if session.start is None or session.outcome == "pending":
            continue
        if session.outcome not in _THEIR_OWN:
            yield min([session.start, *(entry.at for entry in session.accounts)]), False
        elif mandated:
            yield session.start, True
    if mandated:  # else nobody has to come
        yield from _turns_of_the_order(reading)


def _turns_of_the_order(reading: Reading) -> Iterator[tuple[datetime, bool]]:
    for decision in reading.folded.of("court.decided", "case.reopened"):
        if belongs(decision, reading.requirement):
            yield decision.at, False
    for leave in _leaves(reading):
        if leave.last is not None:
            yield leave.last, False
    stay = latest_stay(reading.folded, reading.at)
    if stay is not None and stay.home_at is not None:
        yield stay.home_at, False
    began = [entry.at for entry in reading.folded.of("order.changed", "case.opened")[:1]]
    if reading.terms_since is not None or began:
        yield min([moment for moment in (reading.terms_since, *began) if moment is not None]), True


def _leaves(reading: Reading) -> list[Leave]:
    rules = reading.protocol.missed.leave
    return leaves_of(reading.folded, reading.requirement, reading.calendar, rules)


def _is_complete(reading: Reading) -> bool:
    """Whether the order asks for no more sessions: its number was attended, or its last day is over."""
    terms = reading.terms
    attended = sum(session.outcome == "attended" for session in reading.response.sessions)
    if terms.required_sessions is not None and attended >= terms.required_sessions:
        return True
    if terms.ends is None:
        return False
    last = reading.calendar.day_ends(terms.ends)
    reading.flips.append(last)
    return last <= reading.at
