"""Stays: when a client is held or treated somewhere, and whether anybody is in touch with them about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ..vocabulary.entries import moment_of
from .chronology import Fold
from .conversations import conversations
from .sessions import AWAY
from .tries import NEVER_ARRIVED

if TYPE_CHECKING:
    from .fact_reader import Reading

__all__ = ["Stay", "contact_due_since", "latest_stay"]

_ATTEMPTS_AFTERWARDS = 3
"""So many attempts after a stay without an answer are followed by what the rules do about anybody who has no
next session."""


@dataclass(frozen=True, slots=True)
class Stay:
    """The latest stay in jail, hospital, detox or residential treatment: when somebody recorded it, whether
    it was verified, and when it ended, None while it goes on."""

    recorded_at: datetime
    verified: bool
    home_at: datetime | None


def latest_stay(folded: Fold, at: datetime) -> Stay | None:
    """The latest stay that was recorded by then."""
    accounts = folded.of("client.whereabouts")
    places = [number for number, entry in enumerate(accounts) if entry.details.get("where") in AWAY]
    if not places:
        return None
    stay, later = accounts[places[-1]], accounts[places[-1] + 1 :]
    until = moment_of(stay.details.get("until"))
    ends = [until] if until is not None and until <= at else []
    ends += [entry.at for entry in later[:1]]
    return Stay(stay.at, bool(stay.details.get("verified")), min(ends, default=None))


def contact_due_since(reading: Reading) -> datetime | None:
    """
    Since when somebody should be in touch about a verified stay; None while nobody has to. During the stay
    that is at once and again after each ``[timers] review``, by way of the facility; afterwards until the
    client was reached or came to a session, or three attempts were made. Sets when time alone changes it.
    """
    stay = latest_stay(reading.folded, reading.at)
    if stay is None or not stay.verified or reading.response.lawful_end:
        return None
    attempts = [
        entry.at
        for entry in reading.folded.of("contact.tried", "collateral.asked")
        if entry.details.get("outcome") not in NEVER_ARRIVED
    ]
    reached = max((entry.at for entry in conversations(reading.folded)), default=None)
    if stay.home_at is None:
        last = max((moment for moment in (reached, *attempts) if moment is not None), default=None)
        if last is None or last < stay.recorded_at:
            return stay.recorded_at
        again = reading.calendar.add(last, reading.protocol.timers.review)
        if again > reading.at:
            reading.flips.append(again)
            return None
        return again
    seen = [moment for moment in (reached, reading.response.attended_at) if moment is not None]
    if any(moment >= stay.home_at for moment in seen):
        return None
    since_home = [moment for moment in attempts if moment >= stay.home_at]
    if len(since_home) >= _ATTEMPTS_AFTERWARDS:
        return None
    return since_home[-1] if since_home else stay.home_at
