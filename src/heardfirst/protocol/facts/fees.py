"""What a program charges for, and how much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..vocabulary.protocol import Protocol

__all__ = ["Fee", "fees_of"]


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
