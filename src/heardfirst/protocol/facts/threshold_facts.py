"""The facts that a protocol names itself: each kind of threshold, read off counts and dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from ..vocabulary.duration import Span
from ..vocabulary.entries import Entry
from ..vocabulary.tasks_and_events import OwnEvent
from ..vocabulary.thresholds import (
    Agreed,
    AsksBack,
    Capacity,
    Done,
    FeeOwed,
    Gap,
    Happened,
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
from .consents import ends_of_consents
from .count_facts import CountFacts
from .fact_reader import Reading
from .fees import Fee, costs_of, fees_of
from .leaves import gap_began, leaves_of, requested_leaves
from .response import closed_at
from .sessions import Session
from .tries import IN_PERSON

__all__ = ["ThresholdFacts"]

_A_MINUTE = timedelta(minutes=1)


class ThresholdFacts(CountFacts):
    """One reading's named facts. A fact that holds sets the clock of its own name to when it came to hold."""

    def _thresholds(self) -> None:
        for name, threshold in self.protocol.thresholds.items():
            _READ[type(threshold)](self, name, threshold)

    # -- days

    def _gap(self, name: str, threshold: Gap) -> None:
        """Days without service; towards the end of a long program they may not count."""
        last = self._served_until()
        if last is None:
            return
        if threshold.anew_after_transfer:
            over = [
                entry.at for entry in self.all("case.transferred") if entry.details.get("to") == "program"
            ]
            last = max([last, *over])
        leaves = leaves_of(self.folded, self.requirement, self.calendar, self.protocol.missed.leave)
        began, coming = gap_began(last, threshold.days, leaves, self.calendar, self.at)
        self.flips += coming
        if began is None:
            return
        due, exempt = self.calendar.add(began, Span(threshold.days, "days")), self._exempt_from(threshold)
        if exempt is not None:
            self.flips.append(exempt)
        if exempt is None or max(due, self.at) < exempt:
            self.clock("gap", due)
            self.clock(name, due)
            self.from_then_on(name, due)

    def _served_until(self) -> datetime | None:
        """
        Since when there was no service: the last session attended, or the admission of somebody who never
        came to one. None when nobody is in service. The first edition began with the first session there was.
        """
        if self.protocol.facts < 2:
            return self.response.last_service if self.response.in_service else None
        if self._is_over():
            return None
        moments = [self.response.seen_at or self._admitted_at(), self.folded.last("case.reopened")]
        return max((moment for moment in moments if moment is not None), default=None)

    def _admitted_at(self) -> datetime | None:
        """When the program began by the order, or the case was opened, whichever is later, as nobody could
        come before; where neither is known, when the order was entered, or the first session."""
        opened = [entry.at for entry in self.folded.of("case.opened")][:1]
        started = [self.calendar.day_begins(self.terms.started)] if self.terms.started else []
        ordered = [entry.at for entry in self.all("order.changed")][:1]
        first = [session.start for session in self.response.sessions if session.start is not None][:1]
        return max([*opened, *started], default=None) or next(iter([*ordered, *first]), None)

    def _exempt_from(self, threshold: Gap) -> datetime | None:
        """When the last months begin in which the gap does not count, by the terms of the order."""
        last = dict(threshold.exempt_last).get(self.terms.program_months or 0)
        if last is None or self.terms.program_months is None or self.terms.started is None:
            return None
        ahead = Span(self.terms.program_months - last, "months")
        return self.calendar.add(self.calendar.day_begins(self.terms.started), ahead)

    def _unseen(self, name: str, threshold: Unseen) -> None:
        """Since the last visit, or since the case was opened when there was none."""
        if self._is_over():
            return
        channels = frozenset({"visit"}) if threshold.at_home else IN_PERSON
        seen = [
            entry.at for entry in self.folded.of("contact.made") if entry.details.get("channel") in channels
        ]
        since = seen[-1:] or [entry.at for entry in self.folded.of("case.opened")]
        if since:
            due = self.calendar.add(since[0], threshold.span)
            self.clock(name, due)
            self.from_then_on(name, due)

    def _unpaid(self, name: str, threshold: Unpaid) -> None:
        billed, paid = self.last("bill.sent"), self.last("bill.paid")
        if billed is not None and (paid is None or paid < billed) and not self._is_over():
            due = self.calendar.add(billed, threshold.span)
            self.clock(name, due)
            self.from_then_on(name, due)

    # -- states of things

    def _fee(self, name: str, _threshold: FeeOwed) -> None:
        fees = self._fees_owed()
        self._true_since(name, fees[0].at if fees else None)
        cents = [fee.cents for fee in fees if fee.cents is not None]
        if fees and len(cents) == len(fees):
            self.counts[f"{name}_cents"] = sum(cents)

    def fee_since(self) -> datetime | None:
        """Since when a fee is owed that was neither billed nor waived since; None when the order does not
        charge, Medicaid pays, or the client has died."""
        fees = self._fees_owed()
        return fees[0].at if fees else None

    def _fees_owed(self) -> list[Fee]:
        if not self.protocol.fees or not self.terms.charges or self.terms.medicaid or self.response.died:
            return []
        waived = [entry.at for entry in self.all("step.done") if entry.details.get("step") == "fee_waived"]
        settled = max([*waived, *(entry.at for entry in self.all("bill.sent"))], default=None)
        leaves = leaves_of(self.folded, self.requirement, self.calendar, self.protocol.missed.leave)
        costs = [
            (session.start, session.learned or session.start, costs_of(session, self.protocol.facts))
            for session in self.response.sessions
            if session.start is not None
            and (not self.protocol.fee_purposes or session.purpose in self.protocol.fee_purposes)
        ]
        costs += [(leave.granted, leave.granted, {"leave"}) for leave in leaves]
        agreed = self.terms.fee_dollars
        fees = fees_of(costs, self.protocol, agreed * 100 if agreed else None)
        return [fee for fee in fees if settled is None or max(fee.at, fee.known) > settled]

    def _lacking(self, name: str, threshold: Lacking) -> None:
        if self._is_over():
            return
        requests: list[tuple[datetime, frozenset[str]]] = []
        if threshold.of == "leave":
            rules = self.protocol.missed.leave
            leaves = requested_leaves(self.folded, self.requirement, self.calendar, rules)
            requests = [(leave.requested_at, leave.lacking) for leave in leaves if leave.lacking]
        else:
            requests = [
                (session.requested_at, session.lacking)
                for session in self.response.sessions
                if session.lacking and session.requested_at is not None and self._still_matters(session)
            ]
        since = [
            moment for moment, what in requests if threshold.what == "anything" or threshold.what in what
        ]
        self._true_since(name, min(since, default=None))

    def _still_matters(self, session: Session) -> bool:
        if session.counted and session.start is not None:
            return self.response.open and session.start in self.response.misses_in_response
        return session.outcome == "pending" and (session.start is None or session.start > self.at)

    def _inquiry(self, name: str, threshold: Inquiry) -> None:
        questions = [] if self.response.died else _unanswered(self)
        concerned = [
            question for question in questions if threshold.is_from(question.details.get("by", "court"))
        ]
        since = min((question.at for question in concerned), default=None)
        self._true_since(name, since)
        if since is not None:
            self.clock("receipt", min(since, self.clocks.get("receipt", since)))
        if concerned and self.protocol.facts >= 2:
            self.counts["askers"] = [question.details.get("by", "court") for question in questions]

    def _notified(self, name: str, threshold: Notified) -> None:
        notices = self.all("disclosure.made", "report.made")
        self._done_since(
            name, threshold.since, (entry for entry in notices if entry.details.get("to") == threshold.to)
        )

    def _release(self, name: str, threshold: Release) -> None:
        if self.terms.report_to == threshold.to and self.terms.basis in ("court_order", "statute"):
            self.say(name, True)
            return
        for end in ends_of_consents(self, threshold.to):
            if end is None or end > self.at:
                self.say(name, True)
                self.flips += [end] if end else []

    def _done(self, name: str, threshold: Done) -> None:
        done = (entry for entry in self.all("step.done") if entry.details.get("step") == threshold.task)
        self._done_since(name, threshold.since, done)

    def _agreed(self, name: str, threshold: Agreed) -> None:
        talked = self.all("supervisor.consulted")
        self._done_since(
            name, "miss", (entry for entry in talked if entry.details.get("agreed") == threshold.on)
        )

    def _done_since(self, name: str, since: str, entries: Iterable[Entry]) -> None:
        self._true_since(name, max((entry.at for entry in self._counting(since, entries)), default=None))

    def _counting(self, since: str, entries: Iterable[Entry]) -> list[Entry]:
        """Those of the entries that count since that moment; none where it has not come."""
        starts: dict[str, datetime | None] = {
            "miss": self.response.anchor,
            "response": self.response.began,
            "restart": self.response.restarted_at,
            "fee": self.fee_since() if since == "fee" else None,
            "dismissal": self.response.dismissed_at,
        }
        start = starts.get(since)
        if since not in ("start", "restart") and start is None:
            return []
        return [entry for entry in entries if start is None or entry.at >= start]

    def _happened(self, name: str, threshold: Happened) -> None:
        if self.response.died:
            return
        entries = self._counting(threshold.since, self._events(threshold.event))
        ended = [(entry.at, entry.seq) for entry in self._ends_of(threshold)]
        moments = [entry.at for entry in entries if not ended or (entry.at, entry.seq) > max(ended)]
        if threshold.per is not None:
            moments = self._of_this_period(moments, threshold.per)
        self._reached(name, threshold.number(self.terms.program_months), moments, threshold.within)

    def _events(self, event: OwnEvent) -> list[Entry]:
        return [entry for entry in self.all("program.event") if entry.details.get("event") == event.name]

    def _ends_of(self, threshold: Happened) -> list[Entry]:
        """What ends it, whenever that was."""
        until = threshold.until
        if isinstance(until, OwnEvent):
            return self._events(until)
        if isinstance(until, Done):
            return [entry for entry in self.all("step.done") if entry.details.get("step") == until.task]
        notices = self.all("disclosure.made", "report.made") if until is not None else []
        return [entry for entry in notices if until is not None and entry.details.get("to") == until.to]

    def _phase(self, name: str, threshold: Phase) -> None:
        self.say(name, self.terms.phase in threshold.phases)

    def _capacity(self, name: str, threshold: Capacity) -> None:
        self.say(name, self.terms.capacity in threshold.capacities)

    def _order_says(self, name: str, threshold: OrderSays) -> None:
        self.say(name, getattr(self.terms, threshold.term))

    def _asks_back(self, name: str, _threshold: AsksBack) -> None:
        ends = (closed_at(self.folded), self.response.dismissed_at)
        gone = max((moment for moment in ends if moment is not None), default=None)
        in_touch = self.trying.last_in_touch
        if gone is not None and in_touch is not None and in_touch > gone and not self.response.died:
            self._true_since(name, in_touch)

    def _is_over(self) -> bool:
        gone = closed_at(self.folded) or self.response.dismissed_at
        return self.response.lawful_end or gone is not None


def _unanswered(reading: Reading) -> list[Entry]:
    """
    The questions that nobody has answered. One answer settles one question: the oldest that is open of
    whoever it went to, or of anybody where that was not said. In the first edition it settled all there were.
    """
    questions = reading.all("court.asked")
    answers = [entry for entry in reading.all("court.reported") if entry.details.get("form") == "answer"]
    if reading.protocol.facts < 2:
        return [entry for entry in questions if not (answers and answers[-1].at >= entry.at)]
    unanswered = list(questions)
    for answer in answers:
        to = answer.details.get("asker")
        candidates = (
            question
            for question in unanswered
            if question.at <= answer.at and to in (None, question.details.get("by", "court"))
        )
        if (settled := next(candidates, None)) is not None:
            unanswered.remove(settled)
    return unanswered


_READ: dict[type, Callable[[ThresholdFacts, str, Any], None]] = {
    Tries: ThresholdFacts._tries,
    Misses: ThresholdFacts._misses,
    Responses: ThresholdFacts._responses,
    Gap: ThresholdFacts._gap,
    Unseen: ThresholdFacts._unseen,
    FeeOwed: ThresholdFacts._fee,
    Unpaid: ThresholdFacts._unpaid,
    Lacking: ThresholdFacts._lacking,
    Inquiry: ThresholdFacts._inquiry,
    Notified: ThresholdFacts._notified,
    Release: ThresholdFacts._release,
    Done: ThresholdFacts._done,
    Agreed: ThresholdFacts._agreed,
    Phase: ThresholdFacts._phase,
    Capacity: ThresholdFacts._capacity,
    OrderSays: ThresholdFacts._order_says,
    Happened: ThresholdFacts._happened,
    MakeUps: ThresholdFacts._make_ups,
    MakeUpsOverdue: ThresholdFacts._make_ups_overdue,
    AsksBack: ThresholdFacts._asks_back,
}
