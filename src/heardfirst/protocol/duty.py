"""What is owed to the court, by when, on what basis, and what it was told already."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from .duration import Span
from .entries import BASES
from .sessions import belongs
from .terms import ReportDuty

if TYPE_CHECKING:
    from .facts import _Reading

__all__ = ["Duty", "duty_of"]

_TELLS_OF_MISSES = (None, "notice", "recommendation", "discharge")


@dataclass(slots=True)
class Duty:
    """The atoms about telling the court that hold, with the clocks, coming changes and counts behind them."""

    atoms: set[str] = field(default_factory=set)
    clocks: dict[str, datetime] = field(default_factory=dict)
    flips: list[datetime] = field(default_factory=list)
    counts: dict[str, Any] = field(default_factory=dict)


def duty_of(reading: _Reading) -> Duty:
    """Work out the duties of one reading. Called when its record and response are read."""
    duty = Duty()
    basis, lost_at = _lawful_basis(reading)
    if basis:
        duty.atoms.add("lawful_basis")
    if reading.response.died:
        return duty
    owed_from = _notice(reading, duty)
    _status(reading, duty)
    _told(reading, duty)
    _action(reading, duty)
    owes = duty.atoms & {"notice_owed", "status_owed", "told_wrong"}
    if owes and not basis:
        _basis(reading, duty, owed_from, lost_at)
    return duty


def _notice(reading: _Reading, duty: Duty) -> datetime | None:
    wanted: ReportDuty | None = reading.terms.report_within or reading.protocol.report
    if wanted is None or reading.response.lawful_end:
        return None
    told = max(
        (each.at for each in _reports(reading) if each.details.get("form") in _TELLS_OF_MISSES), default=None
    )
    decisions = [each.at for each in reading.folded.of("court.decided") if belongs(each, reading.requirement)]
    decided = max(decisions, default=None)
    since = min(
        (each for each in (reading.response.began, reading.terms_since) if each is not None), default=None
    )
    untold = [
        session
        for session in reading.response.sessions
        if session.counted and session.start is not None
        and (since is None or session.start >= since) and (decided is None or session.start > decided)
        and (told is None or session.start > told or (session.learned or told) > told)
    ]  # fmt: skip
    if len(untold) < reading.terms.report_from:
        return None
    first = untold[reading.terms.report_from - 1]
    assert first.start is not None
    start = first.start if wanted.of == "missed" else first.learned or first.start
    if wanted.of == "period_end":
        start = reading.calendar.end_of_period(first.start, wanted.period)
    deadline = reading.calendar.add(start, wanted.span)
    duty.atoms.add("notice_owed")
    duty.clocks["notice"] = deadline
    duty.counts["untold"] = len(untold)
    duty.counts["notice_by"] = deadline.isoformat()
    _from_then_on(reading, duty, "report_due", reading.calendar.before_office_time(deadline, _lead(reading)))
    return first.learned or first.start


def _lead(reading: _Reading) -> int:
    """Office minutes that the notice still takes: our own duties before it, which no deadline waives, and the
    least outreach that the notice gives way to."""
    protocol, minutes = reading.protocol, 0
    notice = next(
        (
            each
            for each in protocol.steps
            if each.role == "escalate" and each.within and each.within.of == "notice"
        ),
        None,
    )
    if notice is None:
        return 60
    minutes += reading.calendar.office_minutes(notice.takes)
    for line in notice.needs:
        if line.unless or any(literal in reading.on for literal in line.literals):
            continue
        for step in protocol.steps:
            if step is not notice and not step.brings and set(step.ticks) & set(line.literals):
                minutes += reading.calendar.office_minutes(step.takes)
    for line in notice.moves.when if notice.moves else ():
        if not any(literal in reading.on for literal in line.literals):
            reach = next((step for step in protocol.steps if set(step.ticks) & set(line.literals)), None)
            if reach is not None and reach.role in ("reach", "understand"):
                minutes += reading.calendar.office_minutes(reach.takes)
    return minutes


def _status(reading: _Reading, duty: Duty) -> None:
    every = reading.terms.status_every
    if every is None or every.amount == 0 or reading.response.lawful_end:
        return
    start = reading.terms_since or reading.at
    if reading.terms.status_from:
        start = datetime.fromisoformat(reading.terms.status_from)
        start = start if start.tzinfo else start.replace(tzinfo=reading.calendar.tz)
    sent = [each.at for each in _reports(reading) if each.details.get("form") == "status"]
    last_end, following = None, reading.calendar.add(start, every)
    number = 1
    while following <= reading.at and number < 10_000:
        last_end, number = following, number + 1
        following = reading.calendar.add(start, Span(every.amount * number, every.unit))
    duty.flips.append(following)
    if last_end is None or (sent and sent[-1] >= last_end):
        return
    deadline = reading.calendar.add(last_end, reading.terms.status_within or reading.protocol.timers.status)
    duty.atoms.add("status_owed")
    duty.clocks["status"] = deadline
    duty.counts["status_by"] = deadline.isoformat()
    _from_then_on(reading, duty, "status_due", reading.calendar.before_office_time(deadline, 8 * 60))


def _told(reading: _Reading, duty: Duty) -> None:
    """What the court heard before the client was heard, or heard wrongly."""
    began = reading.response.began
    notices = [each for each in _reports(reading) if each.details.get("form") in _TELLS_OF_MISSES]
    if not notices:
        return
    latest = notices[-1]
    heard = [each.at for each in reading.folded.of("client.heard", "client.declined", "contact.stop_asked")]
    before = [moment for moment in reading.response.counted if moment <= latest.at]
    if began is not None and latest.at >= began and before:
        supplemented = reading.folded.last("court.supplemented")
        if not any(before[-1] <= moment <= latest.at for moment in heard) and not (
            supplemented and supplemented >= latest.at
        ):
            duty.atoms.add("told_unheard")
    wrong = _told_wrongly(reading, latest.at, latest.recorded)
    corrected = reading.folded.last("court.corrected")
    if wrong is not None and (corrected is None or corrected < wrong):
        duty.atoms.add("told_wrong")
        duty.clocks["told_wrong"] = wrong


def _told_wrongly(reading: _Reading, told: datetime, told_recorded: datetime) -> datetime | None:
    """When it became known that a miss the court was told of was none, or None."""
    moments = []
    for session in reading.response.sessions:
        missed = [
            each
            for each in session.told
            if each.kind == "session.missed" and each.at <= told and each.recorded <= told_recorded
        ]
        if missed and not session.counted:
            after = [each.recorded for each in session.told if each.recorded > told_recorded]
            if after:
                moments.append(max(after))
    for entry, corrected_at in reading.folded.withdrawn:
        if (
            entry.kind == "session.missed"
            and belongs(entry, reading.requirement)
            and entry.at <= told < corrected_at
        ):
            if not any(
                session.counted and session.start == entry.at for session in reading.response.sessions
            ):
                moments.append(corrected_at)
    return max(moments, default=None)


def _action(reading: _Reading, duty: Duty) -> None:
    agreed = [
        each.at
        for each in reading.folded.of("supervisor.consulted")
        if each.details.get("agreed") == "recommend_action"
    ]
    anchor = reading.response.anchor
    if agreed and anchor is not None and agreed[-1] >= anchor:
        duty.atoms.add("action_agreed")
    sent = [each.at for each in _reports(reading) if each.details.get("form") == "recommendation"]
    if sent and anchor is not None and sent[-1] >= anchor:
        duty.atoms.add("action_recommended")


def _lawful_basis(reading: _Reading) -> tuple[bool, datetime | None]:
    """Whether telling this court is lawful now, and since when it is not, if consent was taken back.

    A consent to another recipient is none for the court; the treatment order itself, a general order or a
    subpoena alone is none at all (42 CFR 2.31, 2.61).
    """
    basis = reading.terms.basis
    if basis in BASES and basis != "consent":
        return True, None
    given = [
        each
        for each in reading.folded.of("consent.given")
        if each.details.get("to") in (None, "court", "probation")
    ]
    withdrawn = [
        each
        for each in reading.folded.of("consent.withdrawn")
        if each.details.get("to") in (None, "court", "probation")
    ]
    since = given[-1].at if given else reading.terms_since if basis == "consent" else None
    if since is None:
        return False, None
    if withdrawn and withdrawn[-1].at >= since:
        return False, withdrawn[-1].at
    until = given[-1].details.get("until") if given else None
    if until is not None:
        end = datetime.fromisoformat(str(until))
        end = end if end.tzinfo else end.replace(hour=23, minute=59, tzinfo=reading.calendar.tz)
        return end >= reading.at, end
    return True, None


def _basis(reading: _Reading, duty: Duty, owed_from: datetime | None, lost_at: datetime | None) -> None:
    since = max(
        (each for each in (owed_from, lost_at, reading.response.anchor) if each is not None), default=None
    )
    asked = [each.at for each in reading.folded.of("step.done") if each.details.get("step") == "seek_basis"]
    asked += [each.at for each in reading.folded.of("counsel.informed")]
    asked += [
        each.at
        for each in reading.folded.of("supervisor.consulted")
        if each.details.get("about") in (None, "basis", "misses", "action")
    ]
    if lost_at is not None:
        duty.atoms.add("basis_lost")
    if since is not None and any(moment >= since for moment in asked):
        duty.atoms.add("basis_sought")
        return
    seek = next((each for each in reading.protocol.steps if "lawful_basis" in each.brings), None)
    deadlines = [duty.clocks[name] for name in ("notice", "status") if name in duty.clocks]
    if seek is None or not deadlines:
        if "told_wrong" in duty.atoms:
            duty.atoms.add("basis_due")
        return
    lead = _lead(reading) + reading.calendar.office_minutes(seek.takes)
    _from_then_on(reading, duty, "basis_due", reading.calendar.before_office_time(min(deadlines), lead))


def _reports(reading: _Reading) -> list[Any]:
    return [each for each in reading.folded.of("court.reported") if belongs(each, reading.requirement)]


def _from_then_on(reading: _Reading, duty: Duty, atom: str, moment: datetime) -> None:
    if moment <= reading.at:
        duty.atoms.add(atom)
    else:
        duty.flips.append(moment)
