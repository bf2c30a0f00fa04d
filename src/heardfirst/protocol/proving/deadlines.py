"""Deadlines: whether whoever takes each step by the time the screen says keeps every duty to report.

This promise needs clocks, so it is not proved over states without dates but walked through: for every
deadline from four hours to sixty days, in hours, calendar days and business days, a miss on every weekday,
with every pattern of holidays near its beginning and its end, a client who keeps silent, answers, or comes
back before the deadline, and a basis that is there, never was, or is taken back. The walk decides with the
functions that decide real cases. Staff take the step that is next as late as its due time allows, or, when
that is past, at once. A duty is kept when the court was told, or a missing basis was brought to somebody who
can find one, before the deadline; a notice that the deadline pressed out is counted apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import product

from ..vocabulary.calendar import Calendar
from ..vocabulary.duration import Span
from ..vocabulary.protocol import Protocol
from ..vocabulary.terms import ReportDuty
from .deadline_walks import DeadlineSituation, Walk, due_of, telling_steps, walk
from .model import Grid
from .verdicts import Duties, Violation

__all__ = [
    "DEADLINES",
    "deadlines_for",
    "duties_at_a_glance",
    "duties_of",
    "duties_on_plain_days",
    "situations",
    "walked",
]

_AMOUNTS = {
    "hours": (4, 8, 24, 48, 72),
    "days": (1, 2, 3, 5, 7, 10, 14, 21, 30, 60),
    "business_days": (1, 2, 3, 5, 10, 20, 30, 42),
}
DEADLINES: tuple[ReportDuty, ...] = (
    *(ReportDuty(Span(amount, unit)) for unit, amounts in _AMOUNTS.items() for amount in amounts),
    ReportDuty(Span(5, "business_days"), "learned"),
    ReportDuty(Span(10, "business_days"), "period_end", "month"),
    ReportDuty(Span(3, "days"), "period_end", "week"),
)
"""What orders may ask: so long after the miss, after learning of it, or after the reporting period."""

BASES = ("there", "never", "withdrawn")
HOURS = (time(10), time(16, 30))
_AT_A_GLANCE = ((4, "hours"), (24, "hours"), (2, "days"), (1, "business_days"), (5, "business_days"))
_ZONE = "America/New_York"
_MONDAY = date(2026, 3, 2)


def deadlines_for(protocol: Protocol) -> tuple[ReportDuty, ...]:
    """The deadlines a protocol is held against: those that orders may ask, and its own."""
    own = () if protocol.report is None or protocol.report in DEADLINES else (protocol.report,)
    return DEADLINES + own


def duties_of(protocol: Protocol, deadlines: Sequence[ReportDuty] | None = None) -> Duties:
    """Walk to these deadlines, or to all, in every situation."""
    chosen = deadlines_for(protocol) if deadlines is None else deadlines
    return walked(protocol, (situation for deadline in chosen for situation in situations(deadline)))


def duties_at_a_glance(protocol: Protocol) -> Duties:
    """Walk to the deadlines that press most, in a fraction of a second: for whoever waits for an answer."""
    pressing = [
        deadline
        for deadline in deadlines_for(protocol)
        if (deadline.span.amount, deadline.span.unit) in _AT_A_GLANCE
    ]
    return walked(protocol, (day for day in _plain_days(pressing) if day.missed.weekday() in (0, 3, 4)))


def duties_on_plain_days(protocol: Protocol) -> Duties:
    """Walk to every deadline from every weekday, on days without holidays: a few seconds."""
    return walked(protocol, _plain_days(deadlines_for(protocol)))


def _plain_days(deadlines: Iterable[ReportDuty]) -> Iterator[DeadlineSituation]:
    for deadline in deadlines:
        for situation in situations(deadline):
            if not situation.calendar.holidays and situation.missed.time() != HOURS[1]:
                yield situation


def walked(protocol: Protocol, chosen: Iterable[DeadlineSituation]) -> Duties:
    """Walk these situations and count how they end."""
    counts: dict[str, Counter[str]] = {}
    first, walks = None, 0
    for situation in chosen:
        if not protocol.mandated and not telling_steps(protocol, situation):
            continue  # nobody ordered the service, and nothing is owed
        ended = walk(protocol, situation)
        walks += 1
        counts.setdefault(_kind(situation), Counter())[ended.outcome] += 1
        if ended.outcome == "late" and first is None:
            first = _late(situation, ended)
    return Duties(walks, {kind: dict(count) for kind, count in counts.items()}, first)


def situations(deadline: ReportDuty) -> Iterator[DeadlineSituation]:
    """Every situation of one deadline: weekdays with every pattern of holidays, and with every hour, client
    and basis."""
    open_ = Calendar(_ZONE)
    for weekday in range(7):
        day = _MONDAY + timedelta(days=weekday)
        patterns = _holidays_near(
            day, due_of(deadline, datetime.combine(day, HOURS[0], open_.tz), open_).date()
        )
        for (client, basis), hour, holidays in product(_BEHAVIORS, HOURS, patterns):
            rare = (client, basis) not in _EVERY_HOLIDAY or hour != HOURS[0]
            if rare and holidays not in patterns[:2]:
                continue
            calendar = replace(open_, holidays=holidays)
            yield DeadlineSituation(
                deadline, datetime.combine(day, hour, calendar.tz), calendar, client, basis
            )
        missed = datetime.combine(day, time(16), open_.tz)
        if deadline.of == "missed":  # a file that comes in the next morning tells of it
            yield DeadlineSituation(deadline, missed, open_, "silent", "there", timedelta(hours=17))
            for basis, holidays in product(BASES, patterns[:2]):
                ends = datetime.combine(day, time(0), open_.tz)
                calendar = replace(open_, holidays=holidays)
                yield DeadlineSituation(deadline, ends, calendar, "silent", basis, scheduled=True)


_BEHAVIORS = (
    ("silent", "there"), ("answers", "there"), ("returns", "there"), ("silent", "never"),
    ("silent", "withdrawn"), ("answers", "withdrawn"),
)  # fmt: skip
_EVERY_HOLIDAY = (("silent", "there"), ("answers", "there"), ("silent", "withdrawn"))


def _holidays_near(first: date, last: date) -> list[frozenset[date]]:
    """No holiday; one on the day of the deadline or the days before it, or on one of the first days; a long
    weekend; a week in which all is shut. The first two are tried with everything else."""
    near = [last, last - timedelta(days=1), first, first + timedelta(days=1), first + timedelta(days=2)]
    single = [frozenset({day}) for day in near if day.weekday() < 5]
    friday = last - timedelta(days=(last.weekday() - 4) % 7)
    pair = frozenset({friday - timedelta(days=1), friday})
    week = frozenset(last - timedelta(days=back) for back in range(7))
    return [frozenset(), *dict.fromkeys([*single, pair, week])]


def _kind(situation: DeadlineSituation) -> str:
    if situation.scheduled:
        return "scheduled"
    deadline = situation.deadline
    return deadline.span.unit if deadline.of == "missed" else deadline.of


def _late(situation: DeadlineSituation, ended: Walk) -> Violation:
    basis = "court_order" if situation.basis == "there" else "consent"
    return Violation(
        "duty-kept", ended.step, Grid(notice=True, basis=basis), ended.way, ended.facts.bits, None
    )
