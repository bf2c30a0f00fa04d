"""The facts that a protocol names itself: each kind of threshold, read off counts and dates."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from ..vocabulary.closed_lists import INTERVIEWS
from ..vocabulary.duration import Span
from ..vocabulary.entries import Entry
from ..vocabulary.tasks_and_events import OwnEvent
from ..vocabulary.terms import read_terms
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
from .fact_reader import Reading
from .fees import Fee, fees_of
from .leaves import gap_began, leaves_of, requested_leaves
from .making_up import Owed, owed_sessions
from .response import closed_at
from .sessions import Session
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
        number = threshold.number(self.terms.program_months)
        counted = self._absences(threshold) if threshold.of or threshold.purposes else self.response.counted
        if threshold.since is not None:
            since = self._misses_since(threshold.since)
            counted = [start for start in counted if since is not None and start >= since]
        if threshold.in_a_row:
            attended = self.response.attended_at
            counted = [start for start in counted if attended is None or start > attended]
        elif threshold.per is not None:
            counted = self._of_this_period(counted, threshold.per)
        self._reached(name, number, counted, threshold.within)
        if name == "repeated" and threshold.within is not None:
            self.counts["repeated"] = sum(
                self.calendar.add(moment, threshold.within) > self.at for moment in counted
            )

    def _reached(self, name: str, number: int | None, counted: list[datetime], within: Span | None) -> None:
        """The fact holds if there are so many, within a rolling window where one is given."""
        if within is not None:
            self._rolling(name, number, counted, within)
        elif number is not None and len(counted) >= number:
            self._true_since(name, counted[number - 1])

    def _absences(self, threshold: Misses) -> list[datetime]:
        """When the sessions were that the threshold counts, by how they were lost and what they were for."""
        return [
            session.start
            for session in self.response.absences
            if session.start is not None
            and (session.absence in threshold.of if threshold.of else session.counted)
            and (not threshold.purposes or session.purpose in threshold.purposes)
        ]

    def _misses_since(self, since: str) -> datetime | None:
        """From when on misses count; None where none do yet."""
        ever = datetime.min.replace(tzinfo=UTC)
        if since == "dismissal":
            return self.response.last_dismissed_at
        if since == "phase":
            return self._phase_began() or ever
        if since == "admission":
            return self.calendar.day_begins(self.terms.started) if self.terms.started else ever
        return self.response.restarted_at or ever

    def _phase_began(self) -> datetime | None:
        """When the order came to put the client into the present phase; None where it names none."""
        began = None
        for entry in reversed(self.all("order.changed")):
            if read_terms(entry.details.get("terms", {})).phase != self.terms.phase:
                break
            began = entry.at
        return began if self.terms.phase is not None else None

    def _rolling(self, name: str, number: int | None, counted: list[datetime], within: Span) -> None:
        leaving = [self.calendar.add(moment, within) for moment in counted]
        inside = [pair for pair in zip(leaving, counted, strict=True) if pair[0] > self.at]
        if number is not None and len(inside) >= number:
            self._true_since(name, inside[number - 1][1])
            self.flips.append(sorted(leaves for leaves, _ in inside)[len(inside) - number])

    def _of_this_period(self, moments: list[datetime], per: str) -> list[datetime]:
        """Those in the calendar period that it is now."""
        ends = self.calendar.end_of_period(self.at, per)
        inside = [moment for moment in moments if self.calendar.end_of_period(moment, per) == ends]
        self.flips += [ends + _A_MINUTE] if inside else []
        return inside

    def _responses(self, name: str, threshold: Responses) -> None:
        begun = self.response.begun
        if threshold.within is not None and self.response.began is not None:
            first = self.response.began
            begun = [start for start in begun if self.calendar.add(start, threshold.within) > first]
        if len(begun) >= threshold.responses:
            self._true_since(name, self.response.began)

    def _make_ups(self, name: str, threshold: MakeUps) -> None:
        owed = self._owed(threshold.of)
        waiting = [one for one in owed if not one.made_up and (one.by is None or one.by > self.at)]
        if len(waiting) >= threshold.number:
            self._true_since(name, waiting[threshold.number - 1].start)
            deadlines = [one.by for one in waiting if one.by is not None]
            self.flips += deadlines
            if deadlines:
                self.counts[f"{name}_by"] = min(deadlines).isoformat()

    def _make_ups_overdue(self, name: str, threshold: MakeUpsOverdue) -> None:
        left = [one.start for one in self._owed(threshold.of) if not one.attended]
        if len(left) >= threshold.number:
            due = self.calendar.add(left[threshold.number - 1], threshold.after)
            self.clock(name, due)
            self.from_then_on(name, due)

    def _owed(self, of: tuple[str, ...]) -> list[Owed]:
        """The sessions to be made up, while somebody is in the service."""
        if not self.response.in_service:
            return []
        return owed_sessions(self.response.sessions, of, self.protocol.making_up, self.calendar)

    # -- days

    def _gap(self, name: str, threshold: Gap) -> None:
        """Days without service; towards the end of a long program they may not count."""
        last = self.response.last_service
        if last is None or not self.response.in_service:
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
            (session.start, session.learned or session.start, costs_of(session))
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
        since = inquiry_since(self, threshold)
        self._true_since(name, since)
        if since is not None:
            self.clock("receipt", min(since, self.clocks.get("receipt", since)))

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


def costs_of(session: Session) -> set[str]:
    """How a session came out, in the words of ``[fees]``."""
    costs = set()
    if session.counted:
        costs.add("missed")
        if session.purpose in INTERVIEWS:
            costs.add("interview")
        if session.absence in ("no_show", "rescheduled_late", "left_early"):
            costs.add(session.absence)
    if session.outcome == "late" or (session.outcome == "attended" and session.late_minutes):
        costs.add("late")
    if session.outcome == "excused":
        costs.add("excused")
    called_off = any(
        entry.kind == "session.canceled" and entry.details.get("by") == "client" for entry in session.accounts
    )
    if called_off and session.outcome in ("canceled", "missed"):
        costs.add("canceled_late" if session.outcome == "missed" else "canceled")
    return costs


def inquiry_since(reading: Reading, threshold: Inquiry) -> datetime | None:
    """When the first question came that nobody has answered."""
    if reading.response.died:
        return None
    answered = [entry.at for entry in reading.all("court.reported") if entry.details.get("form") == "answer"]
    inquiries = [
        entry.at
        for entry in reading.all("court.asked")
        if threshold.is_from(entry.details.get("by", "court")) and not (answered and answered[-1] >= entry.at)
    ]
    return min(inquiries, default=None)


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
