"""The facts that a protocol names itself: each kind of threshold, read off counts and dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from ..vocabulary.duration import Span
from ..vocabulary.entries import Entry
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
from .fact_reader import Reading
from .leaves import gap_began, leaves_of, requested_leaves
from .response import closed_at
from .sessions import Session, costs_of
from .tries import IN_PERSON

__all__ = ["ThresholdFacts"]

_A_MINUTE = timedelta(minutes=1)


class ThresholdFacts(Reading):
    """One reading's named facts. A fact that holds sets the clock of its own name to when it came to hold."""

    def _thresholds(self) -> None:
        for name, threshold in self.protocol.thresholds.items():
            _READ[type(threshold)](self, name, threshold)

    def _true_since(self, name: str, moment: datetime | None) -> None:
        """The fact holds if there is such a moment, and its clock starts there."""
        if self.say(name, moment):
            self.clock(name, moment)

    # -- counts

    def _tries(self, name: str, threshold: Tries) -> None:
        if threshold.per is not None and self.trying.attempts:
            self.flips.append(self.calendar.end_of_period(self.at, threshold.per) + _A_MINUTE)
        if name != "tried":
            self.say(name, self.trying.reaches(threshold))

    def _misses(self, name: str, threshold: Misses) -> None:
        number, restarted = threshold.number(self.terms.program_months), self.response.restarted_at
        counted = self.response.counted
        if threshold.since_restart and restarted is not None:
            counted = [start for start in counted if start >= restarted]
        if threshold.in_a_row:
            counted = counted[len(counted) - self.response.in_a_row :] if self.response.in_a_row else []
        if threshold.within is not None or (threshold.per is not None and not threshold.in_a_row):
            self._in_windows(name, threshold, number, counted)
        elif number is not None and len(counted) >= number:
            self._true_since(name, counted[number - 1])

    def _in_windows(self, name: str, threshold: Misses, number: int | None, counted: list[datetime]) -> None:
        """
        A count in a window or a calendar period. What the open response rests on was settled at its misses,
        and the window moving on takes nothing from it. Without one, or in the first edition, it ends now.
        """
        settled = self.response.misses_in_response if self.response.open and self.protocol.facts >= 2 else []
        inside = [self._inside(counted, threshold, moment) for moment in settled or [self.at]]
        enough = [misses for misses in inside if number is not None and len(misses) >= number]
        if number is not None and enough:
            self._true_since(name, enough[0][number - 1])
        if not settled:
            self._window_moves_on(threshold, number, inside[-1])
        if name == "repeated":
            self.counts["repeated"] = len([*inside, *enough][-1])

    def _inside(self, counted: list[datetime], threshold: Misses, at: datetime) -> list[datetime]:
        """Those of the misses that are in the window, or the calendar period, which ``at`` lies in."""
        inside = [start for start in counted if start <= at]
        if threshold.within is not None:
            inside = [start for start in inside if self.calendar.add(start, threshold.within) > at]
        if threshold.per is not None and not threshold.in_a_row:
            ends = self.calendar.end_of_period(at, threshold.per)
            inside = [start for start in inside if self.calendar.end_of_period(start, threshold.per) == ends]
        return inside

    def _window_moves_on(self, threshold: Misses, number: int | None, inside: list[datetime]) -> None:
        """When time alone will take a miss that the count rests on out of the window or the period."""
        if threshold.per is not None and inside:
            self.flips.append(self.calendar.end_of_period(self.at, threshold.per) + _A_MINUTE)
        if threshold.within is not None and number is not None and len(inside) >= number:
            leaving = sorted(self.calendar.add(start, threshold.within) for start in inside)
            self.flips.append(leaving[len(inside) - number])

    def _responses(self, name: str, threshold: Responses) -> None:
        begun = self.response.begun
        if threshold.within is not None and self.response.began is not None:
            first = self.response.began
            begun = [start for start in begun if self.calendar.add(start, threshold.within) > first]
        if len(begun) >= threshold.responses:
            self._true_since(name, self.response.began)

    def _make_ups(self, name: str, threshold: MakeUps) -> None:
        sessions = self.response.sessions
        owed = [
            session.start
            for session in sessions
            if session.start is not None
            and (
                ("excused" in threshold.of and session.outcome == "excused")
                or ("missed" in threshold.of and session.counted)
            )
        ]
        made = sum(session.makes_up and session.outcome in ("attended", "pending") for session in sessions)
        if self.response.in_service and len(owed) - made >= threshold.number:
            self._true_since(name, owed[made + threshold.number - 1])

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
        moments = [self.response.attended_at or self._admitted_at(), self.folded.last("case.reopened")]
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
        self._true_since(name, self.fee_since())

    def fee_since(self) -> datetime | None:
        """The first session that costs a fee which was neither billed nor waived since; None when the order
        does not charge, Medicaid pays, or the client has died."""
        if not self.protocol.fees or not self.terms.charges or self.terms.medicaid or self.response.died:
            return None
        waived = [entry.at for entry in self.all("step.done") if entry.details.get("step") == "fee_waived"]
        settled = max([*waived, *(entry.at for entry in self.all("bill.sent"))], default=None)
        owed = [
            session.start
            for session in self.response.sessions
            if session.start is not None
            and costs_of(session, self.protocol.facts) & set(self.protocol.fees)
            and (settled is None or max(session.start, session.learned or session.start) > settled)
        ]
        return min(owed, default=None)

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
            question
            for question in questions
            if threshold.by in ("anyone", question.details.get("by", "court"))
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
        moments = [entry.at for entry in entries]
        starts: dict[str, datetime | None] = {
            "miss": self.response.anchor,
            "response": self.response.began,
            "restart": self.response.restarted_at,
            "fee": self.fee_since() if since == "fee" else None,
            "dismissal": self.response.dismissed_at,
        }
        start = starts.get(since)
        if since not in ("start", "restart") and start is None:
            return
        self._true_since(
            name, max((moment for moment in moments if start is None or moment >= start), default=None)
        )

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
    MakeUps: ThresholdFacts._make_ups,
    AsksBack: ThresholdFacts._asks_back,
}
