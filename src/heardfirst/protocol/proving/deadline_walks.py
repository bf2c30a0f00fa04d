"""Walking: one made-up case, day by day, decided with the functions that decide real cases."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from ..facts.chronology import fold
from ..facts.facts import Facts, read_facts
from ..rules.deciding import next_of, standings_of
from ..rules.wording import last_moment
from ..vocabulary.calendar import Calendar
from ..vocabulary.entries import KINDS, Entry, normalized
from ..vocabulary.entry_defaults import booked_for, start_of
from ..vocabulary.protocol import Protocol, Step, Tries
from ..vocabulary.roles import TALKING_ROLES
from ..vocabulary.terms import ReportDuty
from .verdicts import Happening

__all__ = ["DeadlineSituation", "Walk", "Walker", "due_of", "telling_steps", "walk"]

_MOST_MOVES = 120
_MORNING = 11
_CHANNELS = ("phone", "text", "phone", "visit")
_ANSWERS: Mapping[str, Mapping[str, Any]] = {
    "stakes.discussed": {"understood": "yes"},
    "supervisor.consulted": {"about": "misses"},
    "client.declared": {"intends": "continue"},
    "session.booked": {"plan": True},
    "service.ended": {"reason": "discharged"},
}
_STAFF_EVENT_KEYS = {
    "stakes.discussed": "stakes.discussed, understood",
    "client.declared": "client.declared continue",
}
_CLIENT_EVENT_KEYS = {"session.attended": "session.attended by themselves"}


@dataclass(frozen=True, slots=True)
class DeadlineSituation:
    """One walk: a deadline, the moment of the miss, the days on which nobody works, and how others act.
    ``known_after`` is how long nobody told us of the miss. A ``scheduled`` report has no miss: then the
    moment is when its period ended."""

    deadline: ReportDuty
    missed: datetime
    calendar: Calendar
    client: str
    basis: str
    known_after: timedelta = timedelta(0)
    scheduled: bool = False


@dataclass(frozen=True, slots=True)
class Walk:
    """How a situation ended (see `Duties`, and ``late``), what happened, the facts at the end, and the step
    that the deadline asks for."""

    outcome: str
    way: tuple[Happening, ...]
    facts: Facts
    step: str | None


def walk(protocol: Protocol, situation: DeadlineSituation) -> Walk:
    """Walk until the court was told, a missing basis was asked about, or the deadline has passed."""
    return _ToDeadline(protocol, situation).walk()


def telling_steps(protocol: Protocol, situation: DeadlineSituation) -> tuple[Step, ...]:
    """The steps that keep this duty: those that send the scheduled report, or the notice."""
    form = "status" if situation.scheduled else "notice"
    return tuple(
        step for step in protocol.steps if any(disclosure.form == form for disclosure in step.disclosures)
    )


def due_of(
    deadline: ReportDuty, missed: datetime, calendar: Calendar, learned: datetime | None = None
) -> datetime:
    """When the notice is due, worked out here once more, beside what the facts say."""
    start = missed
    if deadline.of == "period_end":
        start = calendar.end_of_period(missed, deadline.period)
    elif deadline.of != "missed":
        start = learned or missed
    return calendar.add(start, deadline.span)


class Walker:
    """A made-up case: the entries so far, the clock, and how the story goes. ``answers`` says whether the
    client does."""

    def __init__(self, protocol: Protocol, calendar: Calendar, now: datetime, *, answers: bool) -> None:
        self.protocol, self.calendar, self.now, self.answers = protocol, calendar, now, answers
        self.entries: list[Entry] = []
        self.way: list[Happening] = []
        self._tries = 0
        self._booked: datetime | None = None

    def facts(self) -> Facts:
        """What is so now, as far as we know."""
        folded = fold(self.entries, at=self.now, known_at=self.now)
        return read_facts(folded, self.protocol, at=self.now, calendar=self.calendar)

    def add(
        self, kind: str, at: datetime, details: Mapping[str, Any], *, recorded: datetime | None = None
    ) -> None:
        """One more entry."""
        number = len(self.entries) + 1
        clean = MappingProxyType(normalized(kind, details))
        self.entries.append(Entry(kind, at, recorded or at, clean, None, f"e{number}", number))

    def tell(self, what: str, by: str, at: datetime, through: str | None = None) -> None:
        """One more line of the story."""
        self.way.append(Happening(what, by, through, through, frozenset(), self.calendar.local(at)))

    def when(self, step: Step, due: datetime | None) -> datetime:
        """When a step is done: by its due time, or as soon as its work allows when that leaves no time. To
        ask about a basis takes none: it is the answer that does. Every second try comes at another time of
        day."""
        asks = "lawful_basis" in step.brings
        work = timedelta(minutes=0 if asks else self.calendar.office_minutes(step.takes))
        soonest = self.now + work
        if due is None or due < soonest:
            return soonest
        morning = due.replace(hour=_MORNING, minute=0)
        return morning if step.role == "reach" and self._tries % 2 and morning > soonest else due

    def take(self, step: Step, at: datetime) -> None:
        """Take a step: what the client answers is what this client does."""
        kind = self._writes(step)
        details = dict(_ANSWERS.get(kind, {}))
        if kind == "contact.tried":
            ways = _channels(self.protocol)
            details = {"channel": ways[self._tries % len(ways)], "outcome": "no_answer"}
            self._tries += 1
        elif kind == "session.booked":
            self._booked = details["starts_at"] = at + timedelta(days=3)
            details |= booked_for(self.protocol, step)
        elif kind == "session.attended" and self._booked is not None:
            details["starts_at"] = self._booked
        elif kind in ("step.done", "program.event", "disclosure.made", "court.reported"):
            details |= start_of(self.protocol, step.name)
            details = {name: detail for name, detail in details.items() if name in KINDS[kind].fields}
        self.now = at
        self.add(kind, at, details)
        self.tell(_STAFF_EVENT_KEYS.get(kind, kind), "staff", at, step.name)

    def _writes(self, step: Step) -> str:
        if (
            "session.attended" in step.writes
        ):  # whoever was there tells, and a walk has one miss and no second
            return "session.attended"
        if not self.answers and step.role in TALKING_ROLES:
            return "contact.tried"
        if "contact.made" in step.writes:
            return "contact.made"
        return step.writes[0] if step.writes else "step.done"


class _ToDeadline(Walker):
    """A walk to one deadline: staff as late as the due times allow, others as the situation says."""

    def __init__(self, protocol: Protocol, situation: DeadlineSituation) -> None:
        begins = situation.missed + situation.known_after
        super().__init__(protocol, situation.calendar, begins, answers=situation.client == "answers")
        self.situation = situation
        self.deadline = due_of(situation.deadline, situation.missed, self.calendar, begins)
        self.telling = telling_steps(protocol, situation)
        self.coming: list[tuple[datetime, str]] = []
        if situation.basis == "withdrawn":
            self.coming.append((situation.missed + timedelta(hours=2), "consent.withdrawn"))
        if situation.scheduled:
            self._begin_scheduled()
        else:
            self._begin_missed()

    def walk(self) -> Walk:
        for _ in range(_MOST_MOVES):
            self._let_happen(self.now)
            facts = self.facts()
            if self.now > self.deadline:
                return self._ended("late", facts)
            if facts.bits & self.protocol.bits["basis_sought"]:
                return self._ended("asked", facts)
            following = next_of(self.protocol, facts)
            ahead = self._ahead(facts, following.wait_until)
            if following.step is None:
                if ahead is None:
                    return self._ended("late", facts)
                self.now = ahead
                continue
            step, overdue = (
                self.protocol.step(following.step),
                following.due is None or following.due <= self.now,
            )
            at = self.when(step, following.due)
            if ahead is not None and ahead < at and not overdue:
                self.now = ahead  # something changes before the step is due: look again then
                continue
            if step in self.telling:
                waived = standings_of(self.protocol, facts.bits).waived[self.protocol.places[step.name]]
                self.tell("court.reported", "staff", at, step.name)
                return self._ended("late" if at > self.deadline else "waived" if waived else "told", facts)
            self._let_happen(at)
            self.take(step, at)
        return self._ended("late", self.facts())

    def _begin_missed(self) -> None:
        duty, missed = self.situation.deadline, self.situation.missed
        within = {**duty.span.as_json(), "of": duty.of} | (
            {"period": duty.period} if duty.of == "period_end" else {}
        )
        ordered = missed - timedelta(days=1)
        self.add("order.changed", ordered, {"terms": {"report_within": within, "basis": self._basis}})
        self.add("session.missed", missed, {}, recorded=self.now)
        what_is_ordered = f"the order wants misses told within {duty.span.amount} {duty.span.unit}"
        self.tell(
            what_is_ordered if duty.of == "missed" else f"{what_is_ordered} of {duty.of}", "outside", ordered
        )
        self.tell("session.missed", "client", missed)
        if self.situation.known_after:
            self.tell("the miss becomes known", "time", self.now)
        if self.situation.client == "returns":
            self.coming.append((missed + timedelta(hours=20), "session.attended"))

    def _begin_scheduled(self) -> None:
        """A status report every thirty days, of which the first period has just ended."""
        span, first = self.situation.deadline.span, self.situation.missed - timedelta(days=30)
        terms = {"status_every": "30 days", "status_from": first.date(), "status_within": span.as_json()}
        self.add("order.changed", first, {"terms": {**terms, "basis": self._basis, "report_within": False}})
        what_is_ordered = f"the order wants a report within {span.amount} {span.unit} of each period"
        self.tell(what_is_ordered, "outside", first)
        self.tell("a scheduled report falls due", "time", self.now)

    @property
    def _basis(self) -> str:
        return {"there": "court_order", "never": "none", "withdrawn": "consent"}[self.situation.basis]

    def _ended(self, outcome: str, facts: Facts) -> Walk:
        if outcome == "late" and self.situation.missed + self.situation.known_after >= self.deadline:
            outcome = "unknown"
        if outcome == "late":
            self.tell("the deadline passes", "time", last_moment(self.deadline))
        way = sorted(self.way, key=lambda event: event.at or self.now)
        return Walk(outcome, tuple(way), facts, self.telling[0].name if self.telling else None)

    def _ahead(self, facts: Facts, until: datetime | None) -> datetime | None:
        """The next moment at which something changes without staff."""
        moments = (until, facts.look_again_at, *(at for at, _ in self.coming))
        return min((moment for moment in moments if moment is not None and moment > self.now), default=None)

    def _let_happen(self, until: datetime) -> None:
        """What others do by then."""
        for at, kind in [event for event in self.coming if event[0] <= until]:
            self.add(kind, at, {})
            self.tell(_CLIENT_EVENT_KEYS.get(kind, kind), "client", at)
        self.coming = [event for event in self.coming if event[0] > until]


def _channels(protocol: Protocol) -> tuple[str, ...]:
    """By which channels staff try, one after the other: all that the protocol names, else the usual ones."""
    named = [
        way
        for threshold in protocol.thresholds.values()
        if isinstance(threshold, Tries)
        for way in (*threshold.must, *threshold.by)
    ]
    return tuple(dict.fromkeys(named)) or _CHANNELS
