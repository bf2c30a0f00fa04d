"""
Living rules through: a made-up case in which staff do whatever the rules offer, watched by somebody who knows
entries only.

The watcher reads a protocol's own text and the entries of a life. It knows no role, no promise and nothing of
the checker: what it holds against the rules is what anybody could hold against the file of a case, that the
court was told before the client was heard or looked for, that somebody was told without a basis for telling
them, that a letter, a charge or an end came before its time.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from heardfirst.protocol import Calendar, Entry, Protocol, fold, normalized, read_facts
from heardfirst.protocol.proving.model import Grid
from heardfirst.protocol.rules.deciding import OPEN, standings_of

__all__ = ["Harm", "Life", "live"]

_MONDAY = datetime(2026, 3, 2, 14, tzinfo=UTC)
_CALENDAR = Calendar("America/New_York")
_COURT = ("court.reported", "court.supplemented", "court.corrected")
_CHANNELS = ("phone", "text", "visit", "email")
_A_DEADLINE_PRESSES = timedelta(days=4)  # nobody says that it leaves no time while more than this is left
_ATTEMPTS, _DAYS = 2, 2
_TALKS = ("contact.made", "client.heard", "client.declined", "client.declared", "stakes.discussed")
_OF_A_TALK = (*_TALKS[1:], "plan.agreed", "plan.adjusted")
_TASKS_OF_A_TALK = ("consequences_told", "hardship", "linked_to_care")
_OF_OTHERS = ("court.decided", "order.changed", "consent.given", "session.turned_away", "bill.paid")
_AUTHORITIES = ("court", "probation", "child_welfare", "other_state")
_UNREPEATED = 2  # misses again and again are a side condition of their own


@dataclass(frozen=True)
class Harm:
    """What a step that was offered would have done before its time."""

    step: str
    kind: str
    why: str


@dataclass
class Life:
    """One case from its first missed session on: what happened, and what an order wants of it."""

    protocol: Protocol
    grid: Grid
    draws: random.Random
    now: datetime = _MONDAY
    entries: list[Entry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.text = _whole(self.protocol)
        terms: dict[str, Any] = {"basis": "consent" if self.grid.basis == "consent" else "court_order"}
        terms["report_within"] = {"business_days": 5, "of": "missed"} if self.grid.notice else False
        if "scheduled" in self.grid.side:
            terms |= {"status_every": "30 days", "status_from": self.now.date() - timedelta(days=20)}
        terms["charges"] = "charges" in self.grid.side
        if self.grid.basis == "consent":
            terms["basis"] = "none"
        self.add("order.changed", {"terms": terms})
        self.now += timedelta(days=1)
        self.add("session.missed", {})

    def add(self, kind: str, details: Mapping[str, Any]) -> None:
        """One more entry, now."""
        number = len(self.entries) + 1
        clean = MappingProxyType(normalized(kind, dict(details)))
        self.entries.append(Entry(kind, self.now, self.now, clean, None, f"e{number}", number))

    def offered(self) -> list[str]:
        """The steps that may be taken now, as a real case decides it."""
        folded = fold(self.entries, at=self.now, known_at=self.now)
        facts = read_facts(folded, self.protocol, at=self.now, calendar=_CALENDAR)
        statuses = standings_of(self.protocol, facts.bits).statuses
        return [
            step.name for step, status in zip(self.protocol.steps, statuses, strict=True) if status >= OPEN
        ]

    # -- what the watcher reads in the entries

    def last(self, *kinds: str) -> Entry | None:
        """The latest entry of these kinds."""
        return next((entry for entry in reversed(self.entries) if entry.kind in kinds), None)

    def since_the_miss(self, *kinds: str) -> list[Entry]:
        """The entries of these kinds since the latest missed session."""
        missed = self.last("session.missed")
        return [
            entry
            for entry in self.entries
            if entry.kind in kinds and missed is not None and entry.seq >= missed.seq
        ]

    @property
    def heard(self) -> bool:
        """Whether the client told what happened, chose not to, or asked to be left alone and never came
        back."""
        return self.left_alone or bool(
            self.since_the_miss("client.heard", "client.declined", "contact.stop_asked")
        )

    @property
    def looked_for(self) -> bool:
        """Whether there were attempts on more than one day since the client was last in touch, and one of
        them since the latest miss."""
        met = self.last("contact.made", "session.attended", "contact.stop_asked")
        tries = [
            entry
            for entry in self.entries
            if entry.kind == "contact.tried" and (met is None or entry.seq > met.seq)
        ]
        if not self.since_the_miss("contact.tried"):
            return False
        return len(tries) >= _ATTEMPTS and len({_CALENDAR.local(entry.at).date() for entry in tries}) >= _DAYS

    @property
    def released(self) -> bool:
        """Whether the court let the client go, or the service was completed."""
        decided, ended = self.last("court.decided"), self.last("service.ended")
        return (decided is not None and decided.details.get("outcome") == "released") or (
            ended is not None and ended.details.get("reason") == "completed"
        )

    @property
    def left_alone(self) -> bool:
        """Whether the client asked to be left alone and has not come back."""
        latest = self.last("contact.stop_asked", "contact.made", "session.attended")
        return latest is not None and latest.kind == "contact.stop_asked"

    @property
    def in_touch(self) -> bool:
        """Whether the client talked with somebody since the latest miss."""
        return bool(self.since_the_miss(*_TALKS, "contact.stop_asked"))

    @property
    def missing(self) -> bool:
        """Whether the latest miss was followed by nothing that settles it."""
        latest = self.last(
            "session.missed", "session.attended", "court.decided", "service.ended", "case.closed"
        )
        return latest is not None and latest.kind == "session.missed"

    def may_tell(self, recipient: str) -> bool:
        """Whether the client's consent, for the court its own order, or for their own lawyer their presence
        lets this recipient be told now."""
        if recipient == "court" and self.grid.basis == "court_order":
            return True
        if recipient == "counsel" and self.in_touch and not self.left_alone:
            return True
        allowed = False
        for entry in self.entries:
            if entry.details.get("to") in (recipient, None):
                if entry.kind == "consent.given":
                    allowed = True
                elif entry.kind == "consent.withdrawn":
                    allowed = False
        return allowed

    @property
    def deadline_presses(self) -> bool:
        """Whether an order's deadline for telling of the first untold miss is close or past."""
        if not self.grid.notice:
            return False
        told = self.last("court.reported")
        misses = [entry for entry in self.entries if entry.kind == "session.missed"]
        untold = [entry for entry in misses if told is None or entry.seq > told.seq]
        return bool(untold) and self.now - untold[0].at > timedelta(days=7) - _A_DEADLINE_PRESSES

    def asked_for(self, kind: str) -> bool:
        """Whether somebody waits for exactly this: a scheduled report, an answer, what was left unsaid."""
        told = self.last("court.reported")
        if kind == "court.supplemented" or kind == "court.corrected":
            return told is not None
        return "scheduled" in self.grid.side or self._questions_open > 0

    @property
    def _questions_open(self) -> int:
        """How many questions nobody has answered: one answer settles one of them."""
        questions = 0
        for entry in self.entries:
            if entry.kind == "court.asked":
                questions += 1
            elif entry.kind == "court.reported" and entry.details.get("form") == "answer":
                questions = max(0, questions - 1)
        return questions

    def harms(self, step: str) -> Iterator[Harm]:
        """What taking this step now would do before its time."""
        table = self.text["step"][step]
        for kind in table.get("writes", []):
            for why in (*self._premature(kind, table), *self._untrue(kind, table)):
                yield Harm(step, kind, why)

    def _premature(self, kind: str, table: Mapping[str, Any]) -> Iterator[str]:
        in_touch = bool(self.since_the_miss("contact.made", "session.attended")) or self._came_back
        spoken_to = self.heard or self.looked_for or self.released
        if kind in ("letter.sent", "bill.sent") and not (spoken_to or in_touch):
            yield "before anybody spoke with the client or looked for them"
        own = self._own(kind, table)
        acts = {act for name in own for act in _BUILT_IN.get(name, self._said_of(name).get("acts", []))}
        if acts & {"charges", "writes"} and not (spoken_to or in_touch):
            yield "a sanction or a letter before anybody spoke with the client"
        if kind in ("case.closed", "service.ended", "case.transferred") or "ends" in acts:
            if not spoken_to:
                yield "an end before the client was heard or looked for"
            elif self.protocol.mandated and not self.released:
                yield "an end for absence"
        for recipient in self._recipients(kind, table):
            if not self.may_tell(recipient):
                yield f"no basis for telling {recipient}"
            if kind == "counsel.informed" or (self._answers(table) and not self.missing):
                continue
            if not (self.heard or self.looked_for or self.deadline_presses or self.asked_for(kind)):
                yield f"{recipient} told before the client was heard or looked for"

    def _untrue(self, kind: str, table: Mapping[str, Any]) -> Iterator[str]:
        tasks = self._own(kind, table) if kind == "step.done" else []
        if (kind in _OF_A_TALK or set(_TASKS_OF_A_TALK) & set(tasks)) and not (
            self.in_touch or self.last("session.attended")
        ):
            yield "recorded of somebody whom nobody reached"
        if kind == "client.forewarned" and not self.heard:
            yield "told what the court will hear before anybody heard them"
        if kind in _OF_OTHERS:
            yield "recorded as ours, and others do it"

    @property
    def _came_back(self) -> bool:
        return bool(self.since_the_miss("client.declared", "stakes.discussed", "plan.agreed"))

    def _recipients(self, kind: str, table: Mapping[str, Any]) -> list[str]:
        if kind == "counsel.informed":
            return ["counsel"]
        if kind == "court.reported" and (askers := self._answers(table)):
            return ["court" if asker in ("authority", *_AUTHORITIES) else asker for asker in askers]
        if kind in _COURT:
            return ["court"]
        if kind != "disclosure.made":
            tells = (self._said_of(name).get("tells") for name in self._own(kind, table))
            return [recipient for recipient in tells if recipient]
        facts = self.text["atoms"]
        return [facts[name]["told"] for name in _plain(table) if "told" in facts.get(name, {})] or ["nobody"]

    def _answers(self, table: Mapping[str, Any]) -> list[str]:
        """Whose questions the step answers, as its text says."""
        names = [
            name for line in table["wanted"] for name in ([line] if isinstance(line, str) else line["any"])
        ]
        asked = [self.text["atoms"].get(name, {}) for name in names]
        return [fact["asked_by"] for fact in asked if "asked_by" in fact]

    def _own(self, kind: str, table: Mapping[str, Any]) -> list[str]:
        """The tasks, or the events of the program's own, that such an entry of a step names."""
        word = {"step.done": "done", "program.event": "event"}.get(kind)
        facts = self.text["atoms"]
        return [facts[name][word] for name in _plain(table) if word in facts.get(name, {})]

    def _said_of(self, name: str) -> Mapping[str, Any]:
        """What the program declares of a task or an event of its own."""
        found: Mapping[str, Any] = self.text["own"].get(name, {})
        return found

    # -- what happens

    def take(self, step: str) -> None:
        """Staff take the step: one of the entries it writes, with whatever answer others give."""
        table = self.text["step"][step]
        if not table.get("writes"):
            return
        kind = self.draws.choice(table["writes"])
        details = dict(_DETAILS.get(kind, {}))
        if kind == "contact.tried":
            details |= {"channel": self.draws.choice(_CHANNELS), "outcome": "no_answer"}
        elif kind == "session.booked":
            details |= {"starts_at": self.now + timedelta(days=3)}
        elif kind == "disclosure.made":
            details |= {"to": self._recipients(kind, table)[0]}
        elif kind == "court.reported" and self._answers(table):
            details |= {"form": "answer"}
        elif kind in ("step.done", "program.event"):
            named = self._own(kind, table)
            details |= {"step" if kind == "step.done" else "event": named[0]} if named else {}
        self.add(kind, details)

    def let_happen(self) -> None:
        """Something that others do, of what this kind of order and side condition knows."""
        able = ["contact.made", "time", "time", "time", "contact.tried"]
        misses = sum(entry.kind == "session.missed" for entry in self.entries)
        if "repeats" in self.grid.side or misses < _UNREPEATED:
            able.append("session.missed")
        if self.grid.basis == "consent":
            able += ["consent.given", "consent.withdrawn"]
        for side in self.grid.side.split("+"):
            able += _HAPPENS_BESIDE.get(side, [])
        if self.released:  # nobody has to come any more, and nothing is decided again
            able = [what for what in able if what not in ("session.missed", "court.decided")]
        if "events" in self.grid.side.split("+"):
            able += [name for name, own in self.text["own"].items() if "by" in own]
        what = self.draws.choice(able)
        if what in self.text["own"]:
            self.add("program.event", {"event": what})
        elif what != "time":
            self.add(what, self._details_of(what))
        self.now += timedelta(hours=self.draws.choice((1, 5, 20, 30, 75)))

    def _details_of(self, what: str) -> Mapping[str, Any]:
        """How something that others do, or staff beside the steps, turns out."""
        if what == "court.decided":
            return {"outcome": self.draws.choice(("continued", "released"))}
        if what.startswith("consent."):
            others = ("victim", "counsel") if "releases" in self.grid.side else ()
            return {"to": self.draws.choice(("court", *others))}
        if what == "session.canceled":  # a session of its own, still days ahead
            ahead = self.now + timedelta(days=3, minutes=7 * len(self.entries))
            return {"by": "client", "notice": 3 * 24 * 60, "starts_at": ahead}
        if what == "court.asked":
            return {"by": self.draws.choice(("court", "counsel", "other"))}
        if what == "contact.tried":  # staff may try to reach the client whatever the rules offer
            return {"channel": self.draws.choice(_CHANNELS), "outcome": "no_answer"}
        return _OUTSIDE.get(what, {})


_BUILT_IN = {"graduated_answer": ["charges"], "referred_back": ["ends"], "consequences_told": ["writes"]}
_HAPPENS_BESIDE = {
    "stopping": ["contact.stop_asked", "client.declared"],
    "safety": ["risk.raised"],
    "inquiries": ["court.asked"],
    "repeats": ["session.canceled"],
    "releases": ["consent.given"],
    "plain": ["court.decided"],
}
_OUTSIDE: Mapping[str, Mapping[str, Any]] = {
    "contact.made": {"channel": "phone", "by": "client"},
    "client.declared": {"intends": "stop"},
    "risk.raised": {"risk": "overdose"},
}
_DETAILS: Mapping[str, Mapping[str, Any]] = {
    "contact.made": {"channel": "phone", "by": "worker"},
    "stakes.discussed": {"understood": "yes"},
    "supervisor.consulted": {"about": "misses"},
    "session.booked": {"plan": True},
    "service.ended": {"reason": "discharged"},
    "case.closed": {"reason": "discharged"},
    "court.reported": {"form": "notice"},
}


def live(protocol: Protocol, grid: Grid, *, seed: int, moves: int = 30) -> Harm | None:
    """Live these rules through once, under one kind of order; the first harm that a step offered could do."""
    life = Life(protocol, grid, random.Random(seed))
    for _ in range(moves):
        offered = life.offered()
        for step in offered:
            for harm in life.harms(step):
                return harm
        if offered and life.draws.random() < 0.6:
            life.take(life.draws.choice(offered))
            life.now += timedelta(minutes=40)
        else:
            life.let_happen()
    return None


def _plain(table: Mapping[str, Any]) -> list[str]:
    """The facts that a step ticks, as its text says."""
    return _named([*table.get("done", []), *table.get("brings", [])])


def _named(lines: list[Any]) -> list[str]:
    """The facts that lines ask for."""
    names = [name for line in lines for name in ([line] if isinstance(line, str) else line.get("any", []))]
    return [name for name in names if not name.startswith("not ")]


def _whole(protocol: Protocol) -> dict[str, Any]:
    """The text of a protocol and of those it extends: its facts, and its steps by name."""
    below = _whole(protocol.base) if protocol.base else {"atoms": {}, "step": {}, "own": {}}
    text = tomllib.loads(protocol.source)
    steps = {table["name"]: table for table in text.get("step", [])}
    own = below["own"] | text.get("tasks", {}) | text.get("events", {})
    return {"atoms": below["atoms"] | text.get("atoms", {}), "step": below["step"] | steps, "own": own}
