"""Replaying a past chronology under two versions of the rules: when would something else have been next?

Each moment at which something was recorded, or at which time alone changed a fact, is decided under both as
it was known then. What came later, and what was recorded later, plays no part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from functools import lru_cache
from itertools import groupby, pairwise

from ..facts.chronology import fold
from ..facts.facts import read_facts
from ..vocabulary.calendar import Calendar
from ..vocabulary.entries import KINDS, Entry, belongs, moment_of
from ..vocabulary.protocol import Protocol, Step
from ..vocabulary.thresholds import (
    Agreed,
    AsksBack,
    Capacity,
    Done,
    FeeOwed,
    Gap,
    Inquiry,
    Lacking,
    MakeUps,
    MakeUpsOverdue,
    Misses,
    Notified,
    OrderSays,
    Phase,
    Release,
    Responses,
    Tries,
    Unpaid,
    Unseen,
)
from .deciding import step_next

__all__ = ["Calendars", "Change", "replay"]

Calendars = Calendar | Callable[[datetime], Calendar]
"""The agency's calendar, or what gives it as it stood at a moment."""

# Kinds of facts that read the same without sessions that were simply attended. A kind that comes to the
# vocabulary later is not among them until somebody has thought it through.
_SHORTENED_WITH = frozenset(
    {
        Tries, Misses, Responses, Gap, FeeOwed, Unpaid, Lacking, Inquiry, Notified, Release, Done, Agreed,
        Phase, Capacity, OrderSays, MakeUps, MakeUpsOverdue, AsksBack, Unseen,
    }
)  # fmt: skip
_ORDINARY = {"starts_at", "plan", "by"}
_PLAIN = ("session.booked", "session.attended")
_NO_BOOKING = datetime.max.replace(tzinfo=UTC)
_ONLY_NAMES = frozenset(
    {"key", "name", "version", "digest", "steps", "exceptions", "feeders", "backwards", "source", "base"}
)


@dataclass(frozen=True, slots=True)
class Change:
    """From ``at`` until ``until`` (None when that goes on to the end) another step would have been next; None
    for a step is a wait, or nothing to do. Moments are those of the chronology."""

    at: datetime
    until: datetime | None
    old_next: str | None
    new_next: str | None


def replay(
    chronology: Iterable[Entry],
    old: Protocol,
    new: Protocol,
    calendar: Calendars,
    *,
    requirement: str | None = None,
    until: datetime | None = None,
) -> list[Change]:
    """
    Where the two versions part in one case's past, in order; up to ``until``, or the last entry without it.

    ``requirement`` chooses the response of one ordered service. An entry counts from when it had both
    occurred and been recorded.
    """
    walk = _Walk(old, new, calendar, requirement)
    in_order = sorted(chronology, key=lambda entry: (_counts_from(entry), entry.seq))
    for moment, entries in groupby(in_order, key=_counts_from):
        if until is not None and moment > until:
            break
        walk.let_time_pass(moment)
        walk.hear(moment, list(entries))
    if until is not None:
        walk.let_time_pass(until)
        walk.decide(until)
    return walk.changes()


def _counts_from(entry: Entry) -> datetime:
    return max(entry.at, entry.recorded)


@lru_cache(maxsize=32)
def _read_alike(old: Protocol, new: Protocol) -> bool:
    """Whether facts read under the one are those read under the other, so that they need reading once."""
    named = [field.name for field in fields(Protocol) if field.name not in _ONLY_NAMES]
    if any(getattr(old, name) != getattr(new, name) for name in named):
        return False
    return [_as_facts_read(step) for step in old.steps] == [_as_facts_read(step) for step in new.steps]


def _as_facts_read(step: Step) -> Step:
    return replace(step, wanted=(), waits=None, label={}, with_name=None, by=None, cites=(), at_line=0)


@lru_cache(maxsize=32)
def _unsettling(protocol: Protocol) -> int:
    """The facts that a session which was simply attended can turn off."""
    gaps = [name for name, threshold in protocol.thresholds.items() if isinstance(threshold, Gap)]
    return protocol.pack({"booked", "outcome_unknown", "lost", "stay_contact_due", *gaps})


class _Walk:
    """One case on its way through its past, under both versions at once."""

    def __init__(self, old: Protocol, new: Protocol, calendar: Calendars, requirement: str | None) -> None:
        self.old, self.new, self.alike = old, new, _read_alike(old, new)
        self.calendar, self.requirement = calendar, requirement
        self.known = _Known(
            requirement,
            _may_shorten(old) and _may_shorten(new),
            asks_how_all_went=max(old.facts, new.facts) >= 2,
            counts_attended=max(old.facts, new.facts) >= 3,
        )
        self.unsettling = _unsettling(old), _unsettling(new)
        self.settled, self.bits = False, (0, 0)
        self.look_again_at: datetime | None = None
        self.pairs: list[tuple[datetime, str | None, str | None]] = []

    def let_time_pass(self, until: datetime) -> None:
        """Decide again at each moment before ``until`` at which time alone changes a fact."""
        while self.look_again_at is not None and self.look_again_at < until:
            self.decide(self.look_again_at)

    def hear(self, at: datetime, entries: list[Entry]) -> None:
        """Take in what was recorded at one moment, and decide what is next then."""
        self.known.add(entries)
        settled = self.settled and (self.look_again_at is None or self.look_again_at > at)
        if settled and self.known.only_came(entries, at):
            self.known.shorten()  # and every fact is what it was
        else:
            self.decide(at)

    def decide(self, at: datetime) -> None:
        """What is next under both, and when to look again."""
        folded = fold(self.known.entries)
        calendar = self.calendar if isinstance(self.calendar, Calendar) else self.calendar(at)
        before = read_facts(folded, self.old, at=at, calendar=calendar, requirement=self.requirement)
        after = before
        if not self.alike:
            after = read_facts(folded, self.new, at=at, calendar=calendar, requirement=self.requirement)
        looks = [decision.look_again_at for decision in (before, after) if decision.look_again_at is not None]
        self.look_again_at = min(looks, default=None)
        following = step_next(self.old, before), step_next(self.new, after)
        if not self.pairs or self.pairs[-1][1:] != following:
            self.pairs.append((at, *following))
        self.bits = before.bits, after.bits
        closed = not before.response_open and not after.response_open
        self.settled = closed and not any(
            bits & mask for bits, mask in zip(self.bits, self.unsettling, strict=True)
        )
        if closed:
            self.known.shorten()

    def changes(self) -> list[Change]:
        """The spans in which the two differed."""
        ends = [pair[0] for pair in self.pairs[1:]]
        return [
            Change(at, end, old, new)
            for (at, old, new), end in zip(self.pairs, [*ends, None], strict=True)
            if old != new
        ]


# -- what is known by now, without what no longer matters


def _may_shorten(protocol: Protocol) -> bool:
    """Whether all that the rules count is of the kinds for which ``_Known.shorten`` was thought through."""
    return all(type(threshold) in _SHORTENED_WITH for threshold in protocol.thresholds.values())


class _Known:
    """
    The entries known by now. Reading facts costs as much as there are sessions, so of a row of sessions that
    were simply attended only the last stays: it says of the service all that those before it said.

    That holds only for plain ones that nothing else can speak of. Whatever might (a correction, an account of
    a day long past, an account that names no session) brings every entry back, for good; and so does an order
    that asks for a number of sessions, where those are counted.
    """

    def __init__(
        self, requirement: str | None, may_shorten: bool, *, asks_how_all_went: bool, counts_attended: bool
    ) -> None:
        self.requirement, self._asks_how_all_went = requirement, asks_how_all_went
        self._counts_attended = counts_attended
        self.entries: list[Entry] = []
        self._all: list[Entry] = []
        self._may_shorten = may_shorten
        self._horizon: datetime | None = None
        self._last_came: datetime | None = None
        self._planned = False

    def add(self, entries: list[Entry]) -> None:
        self._all += entries
        self.entries += entries
        self._planned |= any(entry.kind.startswith("plan.") for entry in entries)
        if self._counts_attended and any("required_sessions" in _terms_of(entry) for entry in entries):
            self._may_shorten, self.entries = False, list(self._all)
        if self._may_shorten and not all(self._leaves_the_past(entry) for entry in entries):
            self._may_shorten = False
            if self._horizon is not None:
                self.entries = list(self._all)

    def shorten(self) -> None:
        """Leave out what the sessions after it make needless to know, while no response is open."""
        if not self._may_shorten:
            return
        accounts, by_name = self._sessions()
        starts = sorted(accounts)
        needless: set[int] = set()
        for start, following in pairwise(starts):
            made = _made_if_plain(accounts[start], by_name=by_name)
            after = _made_if_plain(accounts[following], by_name=by_name)
            if made is not None and after is not None and made <= after:
                needless.update(id(entry) for entry in accounts[start])
                self._horizon = following
        came = [start for start in starts if any(one.kind != "session.booked" for one in accounts[start])]
        plain = came and _made_if_plain(accounts[came[-1]], by_name=by_name) is not None
        self._last_came = came[-1] if plain else None
        if needless:
            self.entries = [entry for entry in self.entries if id(entry) not in needless]

    def only_came(self, entries: list[Entry], at: datetime) -> bool:
        """
        Whether these entries, just taken in, only say that the client came to sessions after the last one
        they simply came to, or that some to come were booked by others and with no plan.
        """
        if not self._may_shorten or self._last_came is None:
            return False
        accounts, by_name = self._sessions()
        for entry in entries:
            if entry.kind not in _PLAIN or not belongs(entry, self.requirement):
                return False
            if entry.kind == "session.booked" and self._asks_how_all_went:
                return False  # from when it is over on, somebody must say how it went
            start = _start_of(entry)
            if entry.kind == "session.attended":
                if start <= self._last_came or _made_if_plain(accounts[start], by_name=by_name) is None:
                    return False
            elif start <= at or not _is_plain_booking(entry) or entry.details.get("plan", self._planned):
                return False
        return True

    def _sessions(self) -> tuple[dict[datetime, list[Entry]], bool]:
        """What was said of each session by its start, and whether any was booked."""
        accounts: dict[datetime, list[Entry]] = {}
        booked = False
        for entry in self.entries:
            if entry.kind.startswith("session.") and belongs(entry, self.requirement):
                accounts.setdefault(_start_of(entry), []).append(entry)
                booked |= entry.kind == "session.booked"
        return accounts, booked

    def _leaves_the_past(self, entry: Entry) -> bool:
        """Whether it speaks of nothing that was left out, nor could."""
        if KINDS[entry.kind].turns:
            return False
        if not entry.kind.startswith("session.") or not belongs(entry, self.requirement):
            return True
        named = moment_of(entry.details.get("starts_at"))
        if named is None and entry.kind not in ("session.attended", "session.missed"):
            return False
        return self._horizon is None or (named or entry.at) > self._horizon


def _terms_of(entry: Entry) -> Mapping[str, object]:
    """The terms that the entry says of an order; empty where it says none."""
    terms = entry.details.get("terms")
    return terms if isinstance(terms, Mapping) else {}


def _start_of(entry: Entry) -> datetime:
    return moment_of(entry.details.get("starts_at")) or entry.at


def _made_if_plain(accounts: list[Entry], *, by_name: bool) -> datetime | None:
    """
    When a session that was simply attended was booked (the end of time when nobody said); None when it was
    not plainly so. ``by_name`` asks that its account names it, as where others were booked.
    """
    booked = [entry for entry in accounts if entry.kind == "session.booked"]
    came = [entry for entry in accounts if entry.kind == "session.attended"]
    if len(came) != 1 or len(booked) > 1 or len(accounts) != len(came) + len(booked):
        return None
    if came[0].details.keys() - {"starts_at"} or (by_name and not booked and not came[0].details):
        return None
    if not booked:
        return _NO_BOOKING
    return booked[0].at if _is_plain_booking(booked[0]) else None


def _is_plain_booking(entry: Entry) -> bool:
    """Not the client's own, which is being in touch, nor one that makes up for another or begins anew."""
    return entry.details.get("by") != "client" and not entry.details.keys() - _ORDINARY
