"""Facts: what the chronology says at one moment, for the response of one requirement.

Each atom is read off counts and dates by a rule stated here, and each says since when it counts. Whatever the
client told us is being in touch. Being in touch, heard, planned and rebooked count since the latest miss;
attempts since the response began or the last conversation, and a proper try needs one after the latest miss;
what was explained counts for the response; safety, contact rules and leave belong to the case.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from .calendar import Calendar
from .chronology import Fold, fold
from .duty import Duty, duty_of
from .entries import Entry
from .protocol import Gap, Misses, Protocol, Tries
from .response import Response, response_of
from .sessions import Session, belongs, whereabouts_unsure
from .terms import Terms, read_terms
from .tries import Trying, trying_of

__all__ = ["Facts", "facts_of", "read_facts"]

_NO_LIMIT_ON_LETTERS = frozenset({"interpreter", "safe_hours", "safe_number", "lifted"})
_SECOND_TALK_APART = timedelta(days=2)
_UNDATED_SESSION_LOOK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Facts:
    """The packed facts of one response at ``at``, and the moments and counts behind them.

    ``bits`` has one bit an atom (``Protocol.bits``). ``clocks`` are the moments that due times start from.
    ``look_again_at`` is the next moment at which a fact changes by time alone, or None. ``counts`` are the
    numbers that sentences mention. All moments are aware.
    """

    bits: int
    at: datetime
    clocks: Mapping[str, datetime]
    look_again_at: datetime | None
    counts: Mapping[str, Any]
    response_open: bool
    terms: Terms
    calendar: Calendar
    next_session: datetime | None = None
    overridden: frozenset[str] = field(default_factory=frozenset)
    requirement: str | None = None


def facts_of(
    entries: Iterable[Entry],
    protocol: Protocol,
    *,
    at: datetime,
    known_at: datetime | None = None,
    calendar: Calendar,
    requirement: str | None = None,
) -> Facts:
    """What the chronology says at ``at``; with ``known_at``, what we could know of it then.

    ``entries`` may come in any order. ``requirement`` chooses the response of one ordered service; without one
    every session belongs to it.
    """
    return read_facts(
        fold(entries, at=at, known_at=known_at), protocol, at=at, calendar=calendar, requirement=requirement
    )


def read_facts(
    folded: Fold, protocol: Protocol, *, at: datetime, calendar: Calendar, requirement: str | None = None
) -> Facts:
    """Read the facts off a fold whose entries had all occurred by ``at``."""
    return _Reading(folded, protocol, at, calendar, requirement).facts()


class _Reading:
    """One reading of a fold: collects the atoms that are on, the clocks, and when time alone will change one."""

    def __init__(
        self, folded: Fold, protocol: Protocol, at: datetime, calendar: Calendar, requirement: str | None
    ) -> None:
        self.folded, self.protocol, self.at, self.calendar, self.requirement = (
            folded,
            protocol,
            at,
            calendar,
            requirement,
        )
        self.on: set[str] = set()
        self.clocks: dict[str, datetime] = {}
        self.flips: list[datetime] = []
        self.counts: dict[str, Any] = {}
        self.terms, self.terms_since = _terms(folded, requirement)
        self.response: Response = response_of(folded, protocol, calendar, requirement, at)
        self.trying: Trying = trying_of(folded, protocol, self.response, calendar, icwa=self.terms.icwa)

    def facts(self) -> Facts:
        self._ending()
        self._safety()
        self._response()
        self._understanding()
        self._help()
        self._record()
        self._ways_of_writing()
        self._thresholds()
        self._telling_the_court()
        pending = self._next_session()
        bits = 0
        for atom in self.on:
            bits |= self.protocol.bits[atom]
        return Facts(
            bits=bits, at=self.at, clocks=self.clocks, look_again_at=min(self.flips, default=None), counts=self.counts,
            response_open=self.response.open, terms=self.terms, calendar=self.calendar, next_session=pending,
            overridden=frozenset(
                each.details["step"]
                for each in self.folded.of("step.overridden")
                if self._since_anchor(each.at) and each.details.get("step")
            ),
            requirement=self.requirement,
        )  # fmt: skip

    # -- the small grammar of facts

    def say(self, atom: str, holds: object) -> bool:
        if holds:
            self.on.add(atom)
        return bool(holds)

    def clock(self, name: str, moment: datetime | None) -> None:
        if moment is not None:
            self.clocks[name] = moment

    def from_then_on(self, atom: str, moment: datetime | None) -> bool:
        """The atom holds once ``moment`` has come; until then time alone will turn it on."""
        if moment is None:
            return False
        if moment > self.at:
            self.flips.append(moment)
            return False
        return self.say(atom, True)

    def _since_anchor(self, moment: datetime | None) -> bool:
        return moment is not None and self.response.anchor is not None and moment >= self.response.anchor

    def _last_since_anchor(self, *kinds: str) -> datetime | None:
        moment = self.folded.last(*kinds)
        return moment if self._since_anchor(moment) else None

    # -- the case

    def _ending(self) -> None:
        self.say("lawful_end", self.response.lawful_end)
        self.clock("ended", self.response.ended_at)
        self.say("order_lives", not self.response.lawful_end)
        closed, reopened = self.folded.last("case.closed"), self.folded.last("case.reopened")
        self.say("closed", closed and (reopened is None or reopened < closed))

    def _safety(self) -> None:
        raised = self.folded.last("risk.raised")
        acted = self.folded.last("risk.acted", "risk.watched")
        if self.response.died:
            return
        if self.say("risk_open", raised and (acted is None or acted < raised)):
            self.clock("risk", raised)
            return
        self.say("risk_acted", raised)
        watches = self.folded.of("risk.watched")
        until = _moment(watches[-1].details.get("until")) if watches else None
        if until is not None and acted == watches[-1].at and self.from_then_on("risk_look_due", until):
            self.clock("risk", until)

    def _response(self) -> None:
        answer = self.response
        self.say("missed", answer.open)
        self.say("lost", answer.lost and not answer.open)
        self.counts.update(
            missed=len(answer.misses_in_response),
            missed_dates=[each.isoformat() for each in answer.misses_in_response],
        )
        self.clock("missed", answer.anchor)
        self.clock("learned", answer.learned or answer.anchor)
        if answer.anchor is None and answer.lost:
            self.clock("learned", answer.lost_at)
        declared = [each for each in self.folded.of("client.declared") if self._in_response(each.at)]
        stopping = bool(declared) and declared[-1].details.get("intends", "stop") == "stop"
        if self.say("declared_stop", stopping):
            stops = [each.at for each in declared if each.details.get("intends", "stop") == "stop"]
            self.clock("declared", stops[0])
            again = self.calendar.add(stops[-1], self.protocol.timers.second_talk)
            self.clock("second_talk", again)
            apart = stops[-1] - stops[0] >= _SECOND_TALK_APART
            if not apart:
                self.from_then_on("second_talk_due", again)
            offered = self._in_response(self.folded.last("counsel.informed"))
            self.say("informed_choice", apart and offered and self._last_since_anchor("supervisor.consulted"))
        self.say("counsel_offered", self._in_response(self.folded.last("counsel.informed")))
        self.say("stop_asked", self.trying.stop_asked)
        told = self.trying.last_told
        if self.say("in_touch", self._since_anchor(told)):
            self.clock("in_touch", told)
        self.say("tried", self.trying.proper)
        self.clock("last_try", self.trying.last_try)
        self.counts.update(self.trying.counts)
        if (
            self.response.open
            and self.trying.proper
            and not self._since_anchor(told)
            and self.trying.last_try
        ):
            waits = self.protocol.timers.keep_trying
            quiet = self.calendar.add(self.trying.last_try, waits[min(self.trying.beyond, len(waits) - 1)])
            self.clock("quiet", quiet)
            self.from_then_on("quiet", quiet)

    def _in_response(self, moment: datetime | None) -> bool:
        began = self.response.began
        return moment is not None and began is not None and moment >= began

    # -- understanding and help

    def _understanding(self) -> None:
        heard = [
            each.at
            for each in self.folded.of("client.heard", "client.declined", "contact.stop_asked")
            if each.details.get("limits_explained") is not False and self._since_anchor(each.at)
        ]
        if self.say("heard", heard):
            self.clock("heard", heard[-1])
        said = [each for each in self.folded.of("stakes.discussed") if self._in_response(each.at)]
        understood = bool(said) and said[-1].details.get("understood", "yes") == "yes"
        unclear = sum(each.details.get("understood", "yes") != "yes" for each in said)
        self.say("understood", understood)
        self.say("explained", said)
        self.say("explained_twice", unclear >= 2)
        self.counts["explained"] = len(said)

    def _help(self) -> None:
        plans = self.folded.of("plan.agreed", "plan.adjusted")
        since = [each.at for each in plans if self._since_anchor(each.at) and belongs(each, self.requirement)]
        if self.say("planned", since):
            over = [each.start for each in self.response.sessions if each.start and since[-1] <= each.start <= self.at]
            self.clock("planned", max([since[-1], *over]))
        anchor = self.response.anchor
        self.say(
            "planned_before",
            anchor and any(each.at < anchor for each in plans if belongs(each, self.requirement)),
        )
        self.say("adjusted", self._last_since_anchor("plan.adjusted"))
        self.say("ours_done", self._ours_done())
        booked = [session for session in self.response.sessions if self._is_booked_on_purpose(session, since)]
        self.say("booked", booked)
        for session in booked:
            begins = session.start or ((session.made or self.at) + _UNDATED_SESSION_LOOK)
            known_by = self.calendar.add(begins, self.protocol.timers.session_outcome)
            if begins > self.at:
                self.clock("session", min(begins, self.clocks.get("session", begins)))
            self.clock("outcome", known_by)
            self.from_then_on("outcome_unknown", known_by)

    def _ours_done(self) -> bool:
        """No promise of ours is broken: none failed that was not made good since, none fell due before the miss
        undone."""
        done = self.folded.of("action.done")
        for failed in self.folded.of("action.failed"):
            if failed.details.get("by") != "client" and not any(each.at > failed.at for each in done):
                return False
        return True

    def _is_booked_on_purpose(self, session: Session, plans: list[datetime]) -> bool:
        if session.outcome != "pending" or session.made is None:
            return False
        if self.response.anchor is not None and session.made < self.response.anchor:
            return False
        if self.response.lost and not self.response.open:
            return self.response.lost_at is None or session.made >= self.response.lost_at
        if session.with_plan or session.booked_by == "client":
            return True
        ours = session.with_plan is None and session.booked_by in (None, "us")
        return ours and any(plan <= session.made for plan in plans)

    def _record(self) -> None:
        signed = self._last_since_anchor("note.signed")
        self.say("documented", signed)
        self.clock("documented", signed)
        talked = [
            each.at
            for each in self.folded.of("supervisor.consulted")
            if self._since_anchor(each.at) and each.details.get("about") not in ("basis", "safety")
        ]
        if self.say("consulted", talked):
            self.clock("consulted", talked[-1])
        self.clock(
            "spoken",
            max((self.clocks[name] for name in ("heard", "last_try") if name in self.clocks), default=None),
        )
        if self.response.open and self.response.anchor is not None:
            acts = [
                group[-1].at
                for kind, group in self.folded.by_kind.items()
                if group and not kind.startswith(("session.", "order.", "hearing."))
            ]
            latest = max([self.response.anchor, *acts])
            pending = [
                session.start
                for session in self.response.sessions
                if session.outcome == "pending" and session.start
            ]
            review = self.calendar.add(max([latest, *pending]), self.protocol.timers.review)
            self.clock("review", review)
            self.from_then_on("review_due", review)

    def _ways_of_writing(self) -> None:
        rules: set[str] = set()
        for each in self.folded.of("contact_rule.set"):
            named = [
                *each.details.get("rules", []),
                *([each.details["rule"]] if "rule" in each.details else []),
            ] or ["no_message"]
            rules = set() if "lifted" in named else rules | set(named)
        limits = rules - _NO_LIMIT_ON_LETTERS - {"letter_ok"}
        self.counts["contact_rules"] = sorted(rules)
        unsure = whereabouts_unsure(self.folded)
        self.say("whereabouts_unsure", unsure)
        self.say(
            "letter_safe",
            not unsure
            and not self.response.away
            and (not limits or "letter_ok" in rules)
            and "no_letter" not in rules,
        )
        self.say("safe_to_reach", not limits or "in_touch" in self.on)
        self.say("letter_sent", self.trying.letter_sent)
        self.say("charges", self.terms.charges and not self.terms.medicaid)
        hardship = [each.at for each in self.folded.of("step.done") if each.details.get("step") == "hardship"]
        self.say("hardship_considered", hardship and self._since_anchor(hardship[-1]))
        self.say("billed", self._last_since_anchor("bill.sent"))

    # -- the court

    def _telling_the_court(self) -> None:
        duty: Duty = duty_of(self)
        for atom in duty.atoms:
            self.say(atom, True)
        self.clocks.update(duty.clocks)
        self.flips.extend(moment for moment in duty.flips if moment > self.at)
        self.counts.update(duty.counts)
        self.say("forewarned", self._last_since_anchor("client.forewarned"))
        self.say("forewarning_unsafe", self._last_since_anchor("forewarning.unsafe"))

    # -- a protocol's own thresholds

    def _thresholds(self) -> None:
        for name, threshold in self.protocol.thresholds.items():
            if isinstance(threshold, Misses):
                self._misses(name, threshold)
            elif isinstance(threshold, Gap):
                self._gap(name, threshold)
            elif isinstance(threshold, Tries) and name != "tried":
                self.say(name, self.trying.reaches(threshold))

    def _misses(self, name: str, threshold: Misses) -> None:
        counted = self.response.counted
        if threshold.in_a_row:
            self.say(name, self.response.in_a_row >= threshold.missed)
            return
        if threshold.within is None:
            self.say(name, len(counted) >= threshold.missed)
            return
        leaving = [self.calendar.add(moment, threshold.within) for moment in counted]
        inside = [moment for moment in leaving if moment > self.at]
        if self.say(name, len(inside) >= threshold.missed):
            self.flips.append(sorted(inside)[len(inside) - threshold.missed])
        if name == "repeated":
            self.counts["repeated"] = len(inside)

    def _gap(self, name: str, threshold: Gap) -> None:
        """Days since the last service; a leave stops the clock and its end starts it again."""
        last = self.response.last_service
        if last is None or not self.response.in_service:
            return
        self.clock("gap", last + timedelta(days=threshold.days))
        self.from_then_on(name, last + timedelta(days=threshold.days))

    def _next_session(self) -> datetime | None:
        ahead = [
            session.start
            for session in self.response.sessions
            if session.outcome == "pending" and session.start
        ]
        return min((start for start in ahead if start > self.at), default=None)


def _terms(folded: Fold, requirement: str | None) -> tuple[Terms, datetime | None]:
    changes = [each for each in folded.of("order.changed") if belongs(each, requirement)]
    if not changes:
        return Terms(), None
    return read_terms(changes[-1].details.get("terms", {})), changes[-1].at


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(text) if isinstance(text, str) else None
