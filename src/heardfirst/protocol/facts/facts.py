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

from ..vocabulary.calendar import Calendar
from ..vocabulary.entries import Entry, moment_of
from ..vocabulary.overriding import asks_supervisor
from ..vocabulary.protocol import Protocol
from ..vocabulary.terms import Terms
from .chronology import Fold, fold
from .duty import Duty, duty_of
from .hearing import hearing_of
from .next_session import unbooked_since
from .promised_actions import promised_actions_of
from .reach import safe_contact_of
from .response import Response, closed_at
from .risks import read_risks
from .sessions import Session, away_at
from .stays import contact_due_since
from .threshold_facts import ThresholdFacts
from .tries import Trying

__all__ = ["Facts", "facts_of", "read_facts"]

_UNDATED_SESSION_LOOK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Facts:
    """The packed facts of one response at ``at``, and the moments and counts behind them.

    ``bits`` has one bit an atom (``Protocol.bits``). ``clocks`` are the moments that due times start from.
    ``look_again_at`` is the next moment at which a fact changes by time alone, or None. ``counts`` are the
    numbers that sentences mention. ``response`` and ``trying`` are what they were read off. ``overridden``
    are steps that a professional decided to take all the same, ``override_requested`` those for which that
    still waits for a supervisor. All moments are aware.
    """

    bits: int
    at: datetime
    clocks: Mapping[str, datetime]
    look_again_at: datetime | None
    counts: Mapping[str, Any]
    response_open: bool
    terms: Terms
    calendar: Calendar
    response: Response = field(compare=False)
    trying: Trying = field(compare=False)
    next_session: datetime | None = None
    overridden: frozenset[str] = field(default_factory=frozenset)
    override_requested: frozenset[str] = field(default_factory=frozenset)
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

    ``entries`` may come in any order. ``requirement`` chooses the response of one ordered service; without
    one every session belongs to it.
    """
    return read_facts(
        fold(entries, at=at, known_at=known_at), protocol, at=at, calendar=calendar, requirement=requirement
    )


def read_facts(
    folded: Fold, protocol: Protocol, *, at: datetime, calendar: Calendar, requirement: str | None = None
) -> Facts:
    """Read the facts off a fold whose entries had all occurred by ``at``."""
    return _Facts(folded, protocol, at, calendar, requirement).facts()


class _Facts(ThresholdFacts):
    """Every fact of one reading, group by group."""

    def facts(self) -> Facts:
        self._ending()
        read_risks(self)
        self._response()
        self._understanding()
        self._help()
        self._record()
        self._ways_of_writing()
        self._thresholds()
        self._telling_the_court()
        hearing = hearing_of(self.folded, self.terms, self.calendar, self.at, self.requirement)
        if hearing is not None:
            self.clock("hearing", hearing.at or self.calendar.day_begins(hearing.day.isoformat()))
        pending = self._next_session()
        bits = 0
        for atom in self.on:
            bits |= self.protocol.bits[atom]
        overridden, override_requested = self._overrides()
        return Facts(
            bits=bits,
            at=self.at,
            clocks=self.clocks,
            look_again_at=min((moment for moment in self.flips if moment > self.at), default=None),
            counts=self.counts,
            response_open=self.response.open,
            terms=self.terms,
            calendar=self.calendar,
            response=self.response,
            trying=self.trying,
            next_session=pending,
            overridden=overridden,
            override_requested=override_requested,
            requirement=self.requirement,
        )

    def _overrides(self) -> tuple[frozenset[str], frozenset[str]]:
        """Steps overridden in this response and not taken since; and those for which a worker asked what only
        a supervisor agrees to, while nobody has."""
        agreed, requested = set[str](), set[str]()
        for entry in self.all("step.overridden"):
            place = self.protocol.places.get(str(entry.details.get("step")))
            if place is None or not self.since_anchor(entry.at):
                continue
            step = self.protocol.steps[place]
            taken = self.folded.latest(*step.writes)
            if taken is not None and (taken.at, taken.seq) > (entry.at, entry.seq):
                continue
            holds = not asks_supervisor(step) or entry.details.get("agreed_by_supervisor") is True
            (agreed if holds else requested).add(step.name)
        return frozenset(agreed), frozenset(requested - agreed)

    # -- the case

    def _ending(self) -> None:
        self.say("lawful_end", self.response.lawful_end)
        self.clock("ended", self.response.ended_at)
        self.say("closed", closed_at(self.folded))
        dismissed = self.response.dismissed_at
        if self.say("dismissed", dismissed):
            self.clock("dismissed", dismissed)

    def _response(self) -> None:
        answer = self.response
        self.say("missed", answer.open)
        unbooked = self._unbooked()
        self.say("lost", unbooked)
        self.counts.update(
            missed=len(answer.misses_in_response),
            missed_dates=[self.calendar.local(start).isoformat() for start in answer.misses_in_response],
        )
        self.clock("missed", answer.anchor)
        self.clock("learned", answer.learned or answer.anchor)
        self.clock("learned", unbooked)
        self._stopping()
        self.say("counsel_offered", self._in_response(self.folded.last("counsel.informed")))
        self._reaching()

    def _unbooked(self) -> datetime | None:
        """Since when a session is to be booked that the client did not miss. The first two editions knew
        only of one that was lost, and forgot it after sixty days."""
        if self.protocol.facts >= 3:
            return unbooked_since(self)
        answer = self.response
        if not answer.lost or answer.open:
            return None
        self.flips += [answer.lost_until] if answer.lost_until else []
        return answer.lost_at

    def _stopping(self) -> None:
        declared = [entry for entry in self.all("client.declared") if self._in_response(entry.at)]
        stopping = bool(declared) and declared[-1].details.get("intends", "stop") == "stop"
        if self.say("declared_stop", stopping):
            stops = [entry.at for entry in declared if entry.details.get("intends", "stop") == "stop"]
            self.clock("declared", stops[0])
            again = self.calendar.add(stops[-1], self.protocol.timers.second_talk)
            self.clock("second_talk", again)
            apart = stops[-1] >= self.calendar.add(stops[0], self.protocol.timers.second_talk)
            if not apart:
                self.from_then_on("second_talk_due", again)
            offered = self._in_response(self.folded.last("counsel.informed"))
            self.say("informed_choice", apart and offered and self.last_since_anchor("supervisor.consulted"))

    def _reaching(self) -> None:
        self.say("stop_asked", self.trying.stop_asked)
        in_touch = self.trying.last_in_touch
        if self.say("in_touch", self.since_anchor(in_touch) or self._in_touch_about_fee(in_touch)):
            self.clock("in_touch", in_touch)
        self.say("tried", self.trying.proper)
        self.clock("last_try", self.trying.last_try)
        self.counts.update(self.trying.counts)
        if (
            self.response.open
            and self.trying.proper
            and not self.since_anchor(in_touch)
            and self.trying.last_try
        ):
            waits = self.protocol.timers.keep_trying
            quiet = self.calendar.add(self.trying.last_try, waits[min(self.trying.beyond, len(waits) - 1)])
            self.clock("quiet", quiet)
            self.from_then_on("quiet", quiet)

    def _in_touch_about_fee(self, in_touch: datetime | None) -> bool:
        """A session that was never missed may cost a fee: being in touch then counts since that session."""
        owed = self.fee_since() if self.response.anchor is None else None
        return in_touch is not None and owed is not None and in_touch >= owed

    def _in_response(self, moment: datetime | None) -> bool:
        began = self.response.began
        return moment is not None and began is not None and moment >= began

    # -- understanding and help

    def _understanding(self) -> None:
        heard = [moment for moment in self.heard() if self.since_anchor(moment)]
        if self.say("heard", heard):
            self.clock("heard", heard[-1])
        talks = [entry for entry in self.folded.of("stakes.discussed") if self._in_response(entry.at)]
        understood = bool(talks) and talks[-1].details.get("understood", "yes") == "yes"
        unclear = sum(entry.details.get("understood", "yes") != "yes" for entry in talks)
        self.say("understood", understood)
        self.say("explained", talks)
        self.say("explained_twice", unclear >= 2 and not self._needs_another_way(talks))
        self.counts["explained"] = len(talks)

    def _needs_another_way(self, talks: list[Entry]) -> bool:
        """Whether the client was not able to understand, and nothing was changed in how it is explained: two
        explanations are no answer to that (42 USC 12132; 28 CFR 35.130(b)(7))."""
        unable = any(entry.details.get("understood") == "unable" for entry in talks)
        changed = any(entry.details.get("way", "spoken") != "spoken" for entry in talks)
        return self.protocol.facts >= 4 and unable and not changed

    def _help(self) -> None:
        plans = self.all("plan.agreed", "plan.adjusted")
        since = [plan.at for plan in plans if self.since_anchor(plan.at)]
        if self.say("planned", since):
            starts = [session.start for session in self.response.sessions if session.start is not None]
            over = [start for start in starts if since[-1] <= start <= self.at]
            self.clock("planned", max([since[-1], *over]))
        anchor = self.response.anchor
        self.say("planned_before", anchor and any(plan.at < anchor for plan in plans))
        self.say("adjusted", self.last_since_anchor("plan.adjusted"))
        self.say("ours_done", self._our_actions_done(plans))
        booked = [session for session in self.response.sessions if self._is_booked_on_purpose(session, since)]
        self.say("booked", booked)
        for session in booked:
            begins = _begins(session, self.at)
            if begins > self.at:
                self.clock("session", min(begins, self.clocks.get("session", begins)))
        self._outcomes(booked)

    def _outcomes(self, booked: list[Session]) -> None:
        """Which sessions passed without a word. The first edition asked about those booked on purpose."""
        if self.protocol.facts >= 2:
            booked = [session for session in self.response.sessions if self._wants_outcome(session)]
            booked.sort(key=lambda session: _begins(session, self.at), reverse=True)
        for session in booked:
            known_by = self.calendar.add(_begins(session, self.at), self.protocol.timers.session_outcome)
            self.clock("outcome", known_by)
            self.from_then_on("outcome_unknown", known_by)

    def _wants_outcome(self, session: Session) -> bool:
        """Whether somebody must say how it went: booked by whomever, and not void because the case or the
        service had ended before."""
        ended_at = self.response.ended_at if self.response.lawful_end else None
        ends, begins = (
            (closed_at(self.folded), self.response.dismissed_at, ended_at),
            _begins(session, self.at),
        )
        return session.outcome == "pending" and not any(end is not None and end <= begins for end in ends)

    def _our_actions_done(self, plans: list[Entry]) -> bool:
        """No promise of ours is broken: none failed, and none fell due, without having been kept since."""
        settled = self.all("action.done", "action.failed")
        promised = promised_actions_of(plans[-1] if plans else None, settled, self.calendar)
        self.flips += [action.due for action in promised.planned if action.due is not None]
        return not promised.broken(self.at)

    def _is_booked_on_purpose(self, session: Session, plans: list[datetime]) -> bool:
        if session.outcome != "pending" or session.made is None:
            return False
        if self.response.anchor is not None and session.made < self.response.anchor:
            return False
        if "lost" in self.on:
            since = self.clocks.get("learned")
            return since is None or session.made >= since
        if session.with_plan or session.booked_by == "client":
            return True
        by_us = session.with_plan is None and session.booked_by in (None, "us")
        return by_us and any(plan <= session.made for plan in plans)

    def _record(self) -> None:
        signed = self.last_since_anchor("note.signed")
        self.say("documented", signed)
        self.clock("documented", signed)
        talked = [
            entry.at
            for entry in self.all("supervisor.consulted")
            if self.since_anchor(entry.at) and entry.details.get("about") not in ("basis", "safety")
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
                if group and not kind.startswith(("session.", "order.", "hearing.", "entry.", "protocol."))
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
        contact = safe_contact_of(self.folded)
        self.counts["contact_rules"] = sorted(contact.ordered)
        away = away_at(self.folded, self.at)
        until = moment_of(away.details.get("until")) if away else None
        self.flips += [until] if until else []
        unsure = away is not None and not away.details.get("verified")
        if self.say("whereabouts_unsure", unsure) and away is not None:
            self.clock("whereabouts", away.at)
        if self.protocol.facts >= 3:
            due = contact_due_since(self)
            self.say("stay_contact_due", due)
            self.clock("stay", due)
        self.say("letter_safe", not away and contact.may_write)
        self.say("safe_to_reach", not contact.limits or "in_touch" in self.on)
        self.say("letter_sent", self.trying.letter_sent)
        self.say("charges", self.terms.charges and not self.terms.medicaid)
        hardship = [entry.at for entry in self.all("step.done") if entry.details.get("step") == "hardship"]
        self.say("hardship_considered", hardship and self.since_anchor(hardship[-1]))
        self.say("billed", self.last_since_anchor("bill.sent"))

    # -- the court

    def _telling_the_court(self) -> None:
        duty: Duty = duty_of(self)
        for atom in duty.atoms:
            self.say(atom, True)
        self.clocks.update(duty.clocks)
        self.flips += duty.flips
        self.counts.update(duty.counts)
        self.say("forewarned", self.last_since_anchor("client.forewarned"))
        self.say("forewarning_unsafe", self.last_since_anchor("forewarning.unsafe"))

    def _next_session(self) -> datetime | None:
        ahead = [
            session.start
            for session in self.response.sessions
            if session.outcome == "pending" and session.start
        ]
        return min((start for start in ahead if start > self.at), default=None)


def _begins(session: Session, at: datetime) -> datetime:
    """When a session starts; of one that has no time yet, when to look for one."""
    return session.start or ((session.made or at) + _UNDATED_SESSION_LOOK)
