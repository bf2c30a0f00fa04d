"""The facts that a protocol names itself and that are counts: of attempts, misses, responses and make-ups."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from ..vocabulary.duration import Span
from ..vocabulary.terms import read_terms
from ..vocabulary.thresholds import MakeUps, MakeUpsOverdue, Misses, Responses, Tries
from .fact_reader import Reading
from .making_up import Owed, owed_sessions

__all__ = ["CountFacts"]

_A_MINUTE = timedelta(minutes=1)


class CountFacts(Reading):
    """What is counted. A fact that holds sets the clock of its own name to when it came to hold."""

    def _true_since(self, name: str, moment: datetime | None) -> None:
        """The fact holds if there is such a moment, and its clock starts there."""
        if self.say(name, moment):
            self.clock(name, moment)

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
        at_misses = [self._inside(counted, threshold, moment) for moment in settled]
        now = self._inside(counted, threshold, self.at)
        enough = [misses for misses in (*at_misses, now) if number is not None and len(misses) >= number]
        if number is not None and enough:
            self._true_since(name, enough[0][number - 1])
        if not settled or enough == [now]:
            self._window_moves_on(threshold, number, now)
        if name == "repeated":
            self.counts["repeated"] = len((enough or at_misses or [now])[-1])

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
