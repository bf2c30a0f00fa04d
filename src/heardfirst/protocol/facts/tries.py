"""How far a proper try has come: attempts, days, channels and times of day, and what is still missing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from ..vocabulary.calendar import Calendar
from ..vocabulary.protocol import Protocol, Tries
from ..vocabulary.thresholds import THROUGH_OTHERS
from .chronology import Fold
from .conversations import asks_for_no_contact, conversations
from .reach import SafeContact, safe_contact_of
from .response import Response

__all__ = [
    "BY", "IN_PERSON", "NEVER_ARRIVED", "Attempt", "Trying", "attempts_for", "attempts_left", "time_of_day",
    "trying_of",
]  # fmt: skip


NEVER_ARRIVED = frozenset({"wrong_number", "undeliverable", "returned_mail", "unsafe_to_continue"})
"""Outcomes of a try that could have reached nobody."""
BY = "by_"
"""Before a channel, the name of what is missing of attempts while none went by it."""
IN_PERSON = frozenset({"visit", "in_person"})
"""Channels by which one sees the client."""


class Attempt(NamedTuple):
    """A try that still counts: when (aware, in the agency's zone), by which way, in which part of the day."""

    at: datetime
    channel: str
    part: str


@dataclass(frozen=True, slots=True)
class Trying:
    """The attempts since the response began or the last conversation, whichever is later.

    ``attempts`` are those, the oldest first; ``counting`` the ones of them that the protocol's threshold
    counts, which may be those of one week or month alone. ``proper`` is the protocol's ``tried``, ``beyond``
    counts attempts after that, ``counts`` go into sentences.
    """

    attempts: tuple[Attempt, ...]
    counting: tuple[Attempt, ...]
    since_latest_miss: bool
    proper: bool
    beyond: int
    last_try: datetime | None
    last_in_touch: datetime | None
    stop_asked: bool
    letter_sent: bool
    counts: dict[str, Any]
    at: datetime
    calendar: Calendar

    def reaches(self, threshold: Tries) -> bool:
        """Whether these attempts meet another threshold of the same form."""
        counting = _counting(self.attempts, threshold, self.calendar, self.at)
        return self.since_latest_miss and not any(_missing(counting, threshold).values())


def attempts_left(protocol: Protocol, facts: Collection[str], counts: Mapping[str, Any]) -> int:
    """How many attempts it still takes, at least one, until one of these facts may hold, after the
    ``attempts`` that were counted."""
    return max(1, attempts_for(protocol, facts) - int(counts.get("attempts", 0)))


def attempts_for(protocol: Protocol, facts: Collection[str]) -> int:
    """How many attempts there must be until one of these facts may hold: that of them whose threshold asks
    for the fewest; one where none counts attempts."""
    attempts = [
        threshold.attempts
        for name, threshold in protocol.thresholds.items()
        if isinstance(threshold, Tries) and name in facts
    ]
    return min(attempts, default=1)


def time_of_day(local: datetime) -> str:
    """Morning before noon, evening from five, afternoon between, on the agency's clock."""
    return part_of_day(local.hour)


def part_of_day(hour: int) -> str:
    """The part of the day that an hour from 0 to 23 lies in."""
    return "morning" if hour < 12 else "evening" if hour >= 17 else "afternoon"


def trying_of(
    folded: Fold, protocol: Protocol, response: Response, calendar: Calendar, at: datetime, *, icwa: bool
) -> Trying:
    """Read the tries off a fold. With ``icwa`` no count of calls is enough: it takes a visit and word to the
    Tribe (active efforts, 25 CFR 23.2)."""
    in_touch = _last_in_touch(folded)
    began = response.began
    since = max((moment for moment in (began, in_touch) if moment is not None), default=None)
    attempts: list[Attempt] = []
    if began is not None and since is not None:
        for entry in folded.of("contact.tried", "collateral.asked"):
            if entry.details.get("outcome") in NEVER_ARRIVED or entry.at < since or entry.at == in_touch:
                continue
            channel = (
                THROUGH_OTHERS
                if entry.kind == "collateral.asked"
                else str(entry.details.get("channel", "phone"))
            )
            local = calendar.local(entry.at)
            attempts.append(Attempt(local, channel, time_of_day(local)))
    threshold = _proper(protocol)
    counting = _counting(tuple(attempts), threshold, calendar, at)
    fitting = [one for one in attempts if not threshold.by or one.channel in threshold.by]
    missing = _missing(counting, threshold)
    if protocol.facts >= 4:
        missing = _without_what_is_unsafe(missing, counting, safe_contact_of(folded))
    if protocol.facts >= 3 and attempts:
        missing["directly"] = int(all(channel == THROUGH_OTHERS for _, channel, _ in attempts))
    if icwa:
        missing["visit"] = int(not any(channel in IN_PERSON for _, channel, _ in attempts))
        missing["tribe"] = int(not folded.of("tribe.informed"))
    fresh = bool(attempts) and response.anchor is not None and attempts[-1][0] >= response.anchor
    proper = fresh and not any(missing.values())
    stops = [entry for entry in folded.of("contact.stop_asked") if asks_for_no_contact(entry, protocol.facts)]
    stop = stops[-1].at if stops else None
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
        attempts=tuple(attempts), counting=counting, since_latest_miss=fresh, proper=proper,
        beyond=max(0, len(fitting) - _needed(fitting, threshold)) if proper else 0,
        last_try=attempts[-1][0] if attempts else None, last_in_touch=in_touch,
        stop_asked=stop is not None and (reached_after is None or reached_after <= stop),
        letter_sent=letter is not None and since is not None and letter >= since, counts=counts,
        at=at, calendar=calendar,
    )  # fmt: skip


def _counting(
    attempts: tuple[Attempt, ...], threshold: Tries, calendar: Calendar, at: datetime
) -> tuple[Attempt, ...]:
    """Those of the attempts that count: by the channels that do, and in the calendar period that ``at`` lies
    in."""
    if threshold.by:
        attempts = tuple(attempt for attempt in attempts if attempt.channel in threshold.by)
    if threshold.per is None:
        return attempts
    ends = calendar.end_of_period(at, threshold.per)
    return tuple(attempt for attempt in attempts if calendar.end_of_period(attempt[0], threshold.per) == ends)


def _proper(protocol: Protocol) -> Tries:
    threshold = protocol.thresholds["tried"]
    return threshold if isinstance(threshold, Tries) else Tries()  # the reader lets no other kind through


def _last_in_touch(folded: Fold) -> datetime | None:
    own_bookings = [entry.at for entry in folded.of("session.booked") if entry.details.get("by") == "client"]
    talks = conversations(folded)
    in_touch = talks[-1].at if talks else None
    return max((moment for moment in (in_touch, *own_bookings[-1:]) if moment), default=None)


def _missing(attempts: Sequence[Attempt], threshold: Tries) -> dict[str, int]:
    return {
        "attempts": max(0, threshold.attempts - len(attempts)),
        "days": max(0, threshold.days - len({when.date() for when, _, _ in attempts})),
        "channels": max(0, threshold.channels - len({channel for _, channel, _ in attempts})),
        "times_of_day": max(0, threshold.times_of_day - len({part for _, _, part in attempts})),
        **{f"{BY}{way}": 1 for way in threshold.must if way not in {channel for _, channel, _ in attempts}},
    }


def _without_what_is_unsafe(
    missing: dict[str, int], attempts: Sequence[Attempt], contact: SafeContact
) -> dict[str, int]:
    """What is missing without that which the client's own safety shuts: nobody has to be called at an hour,
    or by a way, that is not safe for them. How many attempts it takes, on how many days, stays as it is."""
    hours = contact.hours or frozenset(range(24))
    parts = {part_of_day(hour) for hour in hours} - {part for _, _, part in attempts}
    ways = contact.open_ways
    left = None if ways is None else ways - {channel for _, channel, _ in attempts}
    return missing | {
        "times_of_day": min(missing["times_of_day"], len(parts)),
        "channels": missing["channels"] if left is None else min(missing["channels"], len(left)),
    }


def _needed(attempts: Sequence[Attempt], threshold: Tries) -> int:
    """After how many of these attempts the threshold was first met."""
    for number in range(1, len(attempts) + 1):
        if not any(_missing(attempts[:number], threshold).values()):
            return number
    return len(attempts)
