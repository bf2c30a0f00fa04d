"""What a program charges for, and how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ..vocabulary.closed_lists import INTERVIEWS
from .sessions import Session

if TYPE_CHECKING:
    from ..vocabulary.protocol import Protocol

__all__ = ["Fee", "costs_of", "fees_of"]

_SAID_OTHERWISE = ("", "canceled", "canceled_late", "late")
"""Ways of losing a session that cost something by what else is known of it."""


@dataclass(frozen=True, slots=True)
class Fee:
    """One fee: when it arose, when that was known, and its cents, None where nobody says how much."""

    at: datetime
    known: datetime
    cents: int | None


def fees_of(
    costs: Iterable[tuple[datetime, datetime, set[str]]], protocol: Protocol, agreed: int | None
) -> list[Fee]:
    """
    The fees of what happened (when, when known, how it came out in words of ``[fees]``), in order. One thing
    costs one fee, the highest that it may; the n-th of a kind costs its n-th amount, and every later one the
    last. ``agreed`` are the cents of the order's agreement, for what the protocol gives no amount.
    """
    amounts, times, fees = dict(protocol.fee_cents), Counter[str](), list[Fee]()
    for at, known, ways in sorted(costs, key=lambda cost: cost[:2]):
        charged = [way for way in protocol.fees if way in ways]
        if not charged:
            continue
        times.update(charged)
        cents = [
            amounts[way][min(times[way], len(amounts[way])) - 1] if way in amounts else agreed
            for way in charged
        ]
        fees.append(Fee(at, known, max((one for one in cents if one is not None), default=None)))
    return fees


def costs_of(session: Session, edition: int) -> set[str]:
    """How a session came out, in the words of ``[fees]``, as read in that edition of the facts."""
    costs = set()
    called_off = session.called_off_by_client if edition >= 2 else _was_called_off(session)
    if session.counted:
        costs.add("missed")
        if session.purpose in INTERVIEWS:
            costs.add("interview")
        if session.absence not in _SAID_OTHERWISE:
            costs.add(session.absence)
    if session.outcome == "late" or (session.outcome == "attended" and session.late_minutes):
        costs.add("late")
    if session.outcome == "excused":
        costs.add("excused")
    if called_off and session.outcome in ("canceled", "missed"):
        costs.add("canceled_late" if session.outcome == "missed" else "canceled")
        if edition >= 2:
            costs.discard("missed")  # who calls off too late was no no-show, whatever the rules count it as
    return costs


def _was_called_off(session: Session) -> bool:
    """As the first edition asked: whether the client ever called it off, booked again at that time or not."""
    return any(
        entry.kind == "session.canceled" and entry.details.get("by") == "client" for entry in session.accounts
    )
