"""How far a proper try has come: attempts, days, channels and times of day, and what is still missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..vocabulary.calendar import Calendar
from ..vocabulary.entries import KINDS, Entry
from ..vocabulary.protocol import Protocol, Tries
from .chronology import Fold
from .response import Response

__all__ = ["Trying", "time_of_day", "trying_of"]

_NEVER_ARRIVED = frozenset({"wrong_number", "undeliverable", "returned_mail", "unsafe_to_continue"})
_IN_PERSON = frozenset({"visit", "in_person"})


@dataclass(frozen=True, slots=True)
class Trying:
    """The attempts since the response began or the last conversation, whichever is later.

    ``proper`` is the protocol's ``tried``, ``beyond`` counts attempts after that, ``counts`` go into
    sentences.
    """

    attempts: tuple[tuple[datetime, str, str], ...]
    since_latest_miss: bool
    proper: bool
    beyond: int
    last_try: datetime | None
    last_told: datetime | None
    stop_asked: bool
    letter_sent: bool
    counts: dict[str, Any]
    at: datetime
    calendar: Calendar

    def reaches(self, threshold: Tries) -> bool:
        """Whether these attempts meet another threshold of the same form."""
        counting = _of_period(self.attempts, threshold, self.calendar, self.at)
        return self.since_latest_miss and not any(_missing(counting, threshold).values())


def time_of_day(local: datetime) -> str:
    """Morning before noon, evening from five, afternoon between, on the agency's clock."""
    return "morning" if local.hour < 12 else "evening" if local.hour >= 17 else "afternoon"


def trying_of(
    folded: Fold, protocol: Protocol, response: Response, calendar: Calendar, at: datetime, *, icwa: bool
) -> Trying:
    """Read the tries off a fold. With ``icwa`` no count of calls is enough: it takes a visit and word to the
    Tribe (active efforts, 25 CFR 23.2)."""
    told = _last_told(folded)
    began = response.began
    since = max((each for each in (began, told) if each is not None), default=None)
    attempts: list[tuple[datetime, str, str]] = []
    if began is not None and since is not None:
        for entry in attempts_of(folded.of("contact.tried", "collateral.asked")):
            if entry.at < since or entry.at == told:
                continue
            channel = (
                "collateral"
                if entry.kind == "collateral.asked"
                else str(entry.details.get("channel", "phone"))
            )
            attempts.append((calendar.local(entry.at), channel, time_of_day(calendar.local(entry.at))))
    threshold = _proper(protocol)
    missing = _missing(_of_period(tuple(attempts), threshold, calendar, at), threshold)
    if icwa:
        missing["visit"] = int(not any(channel in _IN_PERSON for _, channel, _ in attempts))
        missing["tribe"] = int(not folded.of("tribe.informed"))
    fresh = bool(attempts) and response.anchor is not None and attempts[-1][0] >= response.anchor
    proper = fresh and not any(missing.values())
    stop = folded.last("contact.stop_asked")
    reached_after = folded.last("contact.made")
    letter = folded.last("letter.sent")
    counts: dict[str, Any] = {
        "attempts": len(attempts),
        "days": len({when.date() for when, _, _ in attempts}),
        "channels": sorted({channel for _, channel, _ in attempts}),
        "times_of_day": sorted({part for _, _, part in attempts}),
        "attempts_missing": {key: number for key, number in missing.items() if number},
    }
    return Trying(
        attempts=tuple(attempts), since_latest_miss=fresh, proper=proper,
        beyond=max(0, len(attempts) - _needed(attempts, threshold)) if proper else 0,
        last_try=attempts[-1][0] if attempts else None, last_told=told,
        stop_asked=stop is not None and (reached_after is None or reached_after <= stop),
        letter_sent=letter is not None and since is not None and letter >= since, counts=counts,
        at=at, calendar=calendar,
    )  # fmt: skip


def _of_period(
    attempts: tuple[tuple[datetime, str, str], ...], threshold: Tries, calendar: Calendar, at: datetime
) -> tuple[tuple[datetime, str, str], ...]:
    """Those of the attempts that were made in the calendar period that ``at`` lies in, if only those
    count."""
    if threshold.per is None:
        return attempts
    ends = calendar.end_of_period(at, threshold.per)
    return tuple(each for each in attempts if calendar.end_of_period(each[0], threshold.per) == ends)


def _proper(protocol: Protocol) -> Tries:
    threshold = protocol.thresholds["tried"]
    return threshold if isinstance(threshold, Tries) else Tries()  # the reader lets no other kind through


def _last_told(folded: Fold) -> datetime | None:
    own_bookings = [each.at for each in folded.of("session.booked") if each.details.get("by") == "client"]
    told = folded.last(*KINDS.that("in_touch"))
    return max((moment for moment in (told, *own_bookings[-1:]) if moment), default=None)


def _missing(attempts: tuple[tuple[datetime, str, str], ...], threshold: Tries) -> dict[str, int]:
    return {
        "attempts": max(0, threshold.attempts - len(attempts)),
        "days": max(0, threshold.days - len({when.date() for when, _, _ in attempts})),
        "channels": max(0, threshold.channels - len({channel for _, channel, _ in attempts})),
        "times_of_day": max(0, threshold.times_of_day - len({part for _, _, part in attempts})),
    }


def _needed(attempts: list[tuple[datetime, str, str]], threshold: Tries) -> int:
    """After how many of these attempts the threshold was first met."""
    for number in range(1, len(attempts) + 1):
        if not any(_missing(tuple(attempts[:number]), threshold).values()):
            return number
    return len(attempts)


def attempts_of(entries: list[Entry]) -> list[Entry]:
    """Those of these entries that were attempts that could have reached somebody."""
    return [each for each in entries if each.details.get("outcome") not in _NEVER_ARRIVED]
