"""
The next attempt: by which way and when, from those made before, and what is missing of reasonable attempts.

What counts as reasonable attempts is the protocol's to say (`heardfirst.protocol.facts.tries`); here is only
which attempt would bring the most towards it without wearing anybody out. Codes and moments, no sentences:
those are made where somebody reads them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from heardfirst.protocol import Calendar, Decision, Fold
from heardfirst.protocol.facts.reach import SafeContact
from heardfirst.protocol.facts.sessions import away_at
from heardfirst.protocol.facts.tries import BY, NEVER_ARRIVED, time_of_day
from heardfirst.protocol.vocabulary.protocol import Tries

__all__ = ["CHANNELS", "Measure", "NextAttempt", "Reaching", "reaching_of"]

CHANNELS = ("phone", "text", "visit", "email", "mail", "through_counsel", "collateral")
"""The ways that may be proposed, live voice first. Asking somebody else comes last."""
MEASURES = ("attempts", "days", "channels", "times_of_day")
_SOMEBODY_ELSE = frozenset({"answered_other", "answered_not_private"})
_BY_RULE = {
    "no_call": ("phone",),
    "no_text": ("text",),
    "no_email": ("email",),
    "no_letter": ("mail",),
    "no_visit": ("visit",),
    "no_message": ("text", "email"),
    # Their envelope and sender say who it is; to ask somebody else is to tell them.
    "do_not_say_who": ("email", "mail", "collateral"),
}
_BY_OTHERS = frozenset({"through_counsel", "collateral"})
_OUT_OF_REACH = ("phone", "text", "visit", "email", "mail")
_POLITE_HOURS = range(9, 20)
_MOST_A_DAY = 2
_WORN = 2
_LOOK_AHEAD = 21


@dataclass(frozen=True, slots=True)
class Measure:
    """One of the things that reasonable attempts are counted by: how many there are, of how many."""

    name: str
    have: int
    need: int


@dataclass(frozen=True, slots=True)
class NextAttempt:
    """
    A way, and a part of a day (``morning``, ``afternoon``, ``evening``) on the agency's clock. ``hours`` are
    the full hours of that part in which it may be begun; ``narrowed`` says that these are not all of it.
    """

    channel: str
    day: date
    part: str
    hours: tuple[int, ...]
    narrowed: bool = False


@dataclass(frozen=True, slots=True)
class Reaching:
    """
    What is known about reaching one client at a moment.

    ``closed`` gives for each way that is shut the code of why: an outcome, a contact rule, ``stop_asked``,
    ``no_number``, ``no_address``, ``away``, ``somebody_else`` or, for letters where contact is limited and
    nobody said that one is fine, ``not_said_safe``. ``measures`` is empty when no attempt is owed.
    ``also`` names what the law asks beside the counts (``visit``, ``tribe``). ``rests_until`` is set while
    reasonable attempts have been made and it is too early for the next. ``stuck`` names what no open way can
    still bring.
    """

    best: NextAttempt | None = None
    closed: Mapping[str, str] = field(default_factory=dict)
    measures: tuple[Measure, ...] = ()
    also: tuple[str, ...] = ()
    proper: bool = False
    stopped: bool = False
    rests_until: datetime | None = None
    stuck: tuple[str, ...] = ()


def reaching_of(
    folded: Fold,
    contact: SafeContact,
    decision: Decision | None,
    *,
    at: datetime,
    calendar: Calendar,
    phone: bool,
    email: bool,
) -> Reaching:
    """
    How to reach the client next, as far as ``contact`` lets anybody. ``decision`` is that of the response
    which leads, None when none is open; ``phone`` and ``email`` say whether a number and an address are
    known.
    """
    closed = closed_ways(folded, contact, at, phone=phone, email=email)
    if contact.stopped:
        return Reaching(closed=dict.fromkeys(CHANNELS, "stop_asked") | closed, stopped=True)
    if decision is None or not decision.response_open or decision.holds("in_touch"):
        return Reaching(closed=closed)
    measures = _measures(decision)
    missing = decision.facts.counts.get("attempts_missing", {})
    search = _Search(folded, contact, decision, at, calendar, closed)
    quiet = decision.facts.clocks.get("quiet") if search.proper and not search.presses else None
    rests_until = quiet if quiet is not None and quiet > at else None
    return Reaching(
        best=search.best(rests_until or at),
        closed=closed,
        measures=measures,
        also=tuple(name for name in ("visit", "tribe") if missing.get(name)),
        proper=search.proper,
        rests_until=rests_until,
        stuck=search.stuck(),
    )


def closed_ways(
    folded: Fold, contact: SafeContact, at: datetime, *, phone: bool, email: bool
) -> dict[str, str]:
    """The ways that are shut at that moment, each with the code of why."""
    closed: dict[str, str] = {}
    if away_at(folded, at) is not None:
        closed |= dict.fromkeys(_OUT_OF_REACH, "away")
    if not phone:
        closed |= {channel: "no_number" for channel in ("phone", "text") if channel not in closed}
    if not email:
        closed.setdefault("email", "no_address")
    for channel, outcome in _dead_ends(folded).items():
        closed[channel] = outcome
    if contact.limits and _somebody_else_answered(folded):
        closed |= dict.fromkeys(("text", "visit", "email", "mail"), "somebody_else")
    if not contact.may_write:
        closed["mail"] = "no_letter" if "no_letter" in contact.rules else "not_said_safe"
    # Until somebody has asked the client, not to say who calls is how one speaks, and shuts no way.
    shutting = contact.rules if contact.known else contact.rules - {"do_not_say_who"}
    for rule in sorted(shutting):
        closed |= dict.fromkeys(_BY_RULE.get(rule, ()), rule)
    return closed | dict.fromkeys(contact.stopped_channels, "stop_asked")


def _dead_ends(folded: Fold) -> dict[str, str]:
    """
    The ways whose latest outcome was that nothing can arrive. Phone and text share one number; a
    conversation, or a later attempt that came through, opens them again.
    """
    latest: dict[str, str] = {}
    for entry in folded.of("contact.tried", "contact.made"):
        channel = str(entry.details.get("channel", "phone"))
        outcome = str(entry.details.get("outcome", "")) if entry.kind == "contact.tried" else "talked"
        shared = ("phone", "text") if channel in ("phone", "text") else (channel,)
        if outcome == "wrong_number":
            latest |= dict.fromkeys(shared, outcome)
            continue
        latest[channel] = outcome
        for other in shared:
            if latest.get(other) == "wrong_number" and outcome not in NEVER_ARRIVED:
                latest[other] = outcome
    return {channel: outcome for channel, outcome in latest.items() if outcome in NEVER_ARRIVED}


def _somebody_else_answered(folded: Fold) -> bool:
    """Whether the last that we heard on any way was somebody else."""
    tried = [
        entry for entry in folded.of("contact.tried") if str(entry.details.get("outcome")) in _SOMEBODY_ELSE
    ]
    talked = folded.last("contact.made")
    return bool(tried) and (talked is None or talked < tried[-1].at)


def _measures(decision: Decision) -> tuple[Measure, ...]:
    """What is missing of reasonable attempts, by the protocol's own counts."""
    threshold = decision.protocol.thresholds["tried"]
    missing = decision.facts.counts.get("attempts_missing", {})
    if not isinstance(threshold, Tries):
        return ()
    return tuple(
        Measure(name, need - min(need, int(missing.get(name, 0))), need)
        for name in MEASURES
        if (need := int(getattr(threshold, name)))
    )


def _presses(decision: Decision) -> bool:
    """Whether somebody may be in danger: then the next attempt is now, another way."""
    name = decision.next.step
    return name is not None and decision.protocol.step(name).role == "protect"


class _Search:
    """Looks through the coming days for the attempt that brings the most, the soonest."""

    def __init__(
        self,
        folded: Fold,
        contact: SafeContact,
        decision: Decision,
        at: datetime,
        calendar: Calendar,
        closed: Mapping[str, str],
    ) -> None:
        self.calendar, self.tz = calendar, calendar.tz
        self.proper, self.presses = decision.holds("tried"), _presses(decision)
        missing = decision.facts.counts.get("attempts_missing", {})
        self.missing = {name for name in MEASURES if missing.get(name)}
        self.wanted = {name.removeprefix(BY) for name in missing if name.startswith(BY)}
        self.wanted |= {"visit"} if missing.get("visit") else set()
        threshold = decision.protocol.thresholds["tried"]
        self.counted = threshold.by if isinstance(threshold, Tries) else ()
        self.hours = contact.hours
        away = away_at(folded, at) is not None
        ways = ("through_facility", *CHANNELS) if away else CHANNELS
        self.open = [way for way in ways if way not in closed and self._in_order(way)]
        self.due = _due(decision, at)
        self.made = decision.facts.trying.counting
        ever = [calendar.local(entry.at) for entry in folded.of("contact.tried")]
        self.cells = Counter((when.weekday(), when.hour) for when in ever)
        self.parts_a_day = {(when.date(), time_of_day(when)) for when in ever}
        self.days = Counter(when.date() for when in ever)

    def best(self, earliest: datetime) -> NextAttempt | None:
        """The attempt to make next; without one that helps, the soonest that harms nothing; None if all ways
        are shut."""
        candidates = list(self._candidates(self.calendar.local(earliest)))
        helping = [candidate for candidate in candidates if self.proper or self._brings(candidate)]
        return min(helping or candidates, key=self._rank, default=None)

    def stuck(self) -> tuple[str, ...]:
        """What is still missing and no open way can bring."""
        if self.proper:
            return ()
        without = "channels" in self.missing and not set(self.open) - {
            attempt.channel for attempt in self.made
        }
        unseen = "visit" in self.wanted and "visit" not in self.open
        return (("channels",) if without else ()) + (("visit",) if unseen else ())

    def _in_order(self, channel: str) -> bool:
        """A letter comes after reasonable attempts (*contact-first*), never as one of them."""
        return channel != "mail" or self.proper

    def _candidates(self, earliest: datetime) -> Iterator[NextAttempt]:
        day = earliest.date()
        for _ in range(_LOOK_AHEAD):
            if self.presses or self.calendar.is_business_day(day):
                for part, hours, narrowed in self._parts(day, earliest):
                    for channel in self.open:
                        yield NextAttempt(channel, day, part, hours, narrowed)
            day += timedelta(days=1)

    def _parts(self, day: date, earliest: datetime) -> Iterator[tuple[str, tuple[int, ...], bool]]:
        if self.days[day] >= _MOST_A_DAY and not self.presses:
            return
        usual = range(24) if self.presses else _POLITE_HOURS
        allowed = frozenset(usual) if self.hours is None else self.hours
        left = range(earliest.hour if day == earliest.date() else 0, 24)
        for part in ("morning", "afternoon", "evening"):
            if (day, part) in self.parts_a_day and not self.presses:
                continue
            whole = [hour for hour in left if self._part_of(day, hour) == part]
            hours = tuple(hour for hour in whole if hour in allowed and not self._worn(day, hour))
            if hours:
                yield part, hours, list(hours) != [hour for hour in whole if hour in usual]

    def _worn(self, day: date, hour: int) -> bool:
        """Whether this hour of this weekday was tried so often already that once more would teach nothing."""
        return not self.presses and self.cells[day.weekday(), hour] >= _WORN

    def _brings(self, candidate: NextAttempt) -> int:
        """How many of the things still missing this attempt would bring forward."""
        fresh = {
            "attempts": True,
            "days": candidate.day not in {attempt.at.date() for attempt in self.made},
            "channels": self._new_channel(candidate),
            "times_of_day": self._new_part(candidate),
        }
        if self.counted and candidate.channel not in self.counted:
            return 0
        return sum(fresh[name] for name in self.missing) + (candidate.channel in self.wanted)

    def _new_channel(self, candidate: NextAttempt) -> bool:
        return candidate.channel not in {attempt.channel for attempt in self.made}

    def _new_part(self, candidate: NextAttempt) -> bool:
        return candidate.part not in {attempt.part for attempt in self.made}

    def _rank(self, candidate: NextAttempt) -> tuple[int, ...]:
        """
        The client before others, in time for what is due, sooner first, then what brings most; ways not used
        before, live voice before writing. Where somebody may be in danger, only now and another way matter.
        """
        last = self.made[-1].channel if self.made else ""
        brings = (-self._brings(candidate), not self._new_part(candidate))
        return (
            candidate.channel in _BY_OTHERS,
            self.due is not None and self._begins(candidate) >= self.due,
            candidate.day.toordinal(),
            *((candidate.hours[0], 0) if self.presses else brings),
            candidate.channel == "visit" and not self.proper,
            not self._new_channel(candidate),
            candidate.channel == last,
            self.open.index(candidate.channel),
        )

    def _begins(self, candidate: NextAttempt) -> datetime:
        return datetime.combine(candidate.day, time(candidate.hours[0]), self.tz)

    def _part_of(self, day: date, hour: int) -> str:
        return time_of_day(datetime.combine(day, time(hour), self.tz))


def _due(decision: Decision, at: datetime) -> datetime | None:
    """By when the client should be reached, while that lies ahead."""
    name, due = decision.next.step, decision.next.due
    reaches = name is not None and decision.protocol.step(name).role == "reach"
    return due if reaches and due is not None and due > at else None
