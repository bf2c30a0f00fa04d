"""Which sessions are to be made up, which were, and by when."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ..vocabulary.calendar import Calendar
from ..vocabulary.protocol import MakingUp
from .sessions import Session

__all__ = ["Owed", "owed_sessions"]

_FREE = MakingUp()


@dataclass(slots=True)
class Owed:
    """A session to be made up: when it was, by when it can be (None where any time will do), whether one that
    makes up for it was held or is booked (``made_up``), and whether the client came to it."""

    start: datetime
    by: datetime | None
    made_up: bool = False
    attended: bool = False


def owed_sessions(
    sessions: Iterable[Session], of: Iterable[str], rules: MakingUp | None, calendar: Calendar
) -> list[Owed]:
    """
    The sessions of these outcomes (as ``MakeUps.of`` names them), the earliest first, and whether they are
    made up: each session that makes up for one does so for the first that it can. ``sessions`` are in their
    order. Where the rules say nothing of
    making up, any session so marked makes up for one, whenever it is.
    """
    every, ways = list(sessions), set(of)
    terms = rules or _FREE
    lost = [session for session in every if _is_owed(session, ways)]
    starts = sorted(session.start for session in lost if session.start is not None)
    owed = [
        Owed(start, calendar.add(start, terms.within) if terms.within else None)
        for start in starts[: terms.most]
    ]
    making = [session for session in every if session.makes_up and session.outcome in ("attended", "pending")]
    for session in making:
        if not _fits(session, terms):
            continue
        able = [one for one in owed if not one.made_up and _in_time(session, one, rules)]
        if able:
            able[0].made_up = True
            able[0].attended = session.outcome == "attended"
    return owed


def _is_owed(session: Session, ways: set[str]) -> bool:
    return bool(
        ("excused" in ways and session.outcome == "excused")
        or ("missed" in ways and session.counted)
        or session.absence in ways
    )


def _fits(session: Session, terms: MakingUp) -> bool:
    """Whether a session is for what, and where, one must be that makes up for another."""
    return (not terms.purposes or session.purpose in terms.purposes) and (
        not terms.places or session.place in terms.places
    )


def _in_time(session: Session, owed: Owed, rules: MakingUp | None) -> bool:
    """Whether a session comes after the one it makes up for, and not too late."""
    if rules is None or session.start is None:
        return True
    return session.start > owed.start and (owed.by is None or session.start <= owed.by)
