"""What is owed to the court, by when, on what basis, and what it was told already."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from ..vocabulary.closed_lists import BASES
from ..vocabulary.duration import Span
from ..vocabulary.entries import Entry, belongs, moment_of
from ..vocabulary.protocol import Line, Protocol, Step
from ..vocabulary.roles import TALKING_ROLES
from ..vocabulary.terms import ReportDuty
from ..vocabulary.thresholds import Inquiry
from .consents import ends_of_consents
from .hearing import hearing_of
from .response import COURT_ENDS
from .sessions import Session, blames
from .tries import attempts_left

if TYPE_CHECKING:
    from .fact_reader import Reading

__all__ = ["Duty", "duty_of"]

_TELLS_OF_MISSES = (None, "notice", "recommendation", "discharge")
_ABOUT_A_MISS = ("session.missed", "session.attended", "session.canceled", "session.moved")
_BEFORE_IT_IS_DUE = Span(14, "days")
_SOUGHT_WITH = (None, "basis", "misses", "action")


@dataclass(slots=True)
class Duty:
    """The atoms about telling the court that hold, with the clocks, coming changes and counts behind them."""

    atoms: set[str] = field(default_factory=set)
    clocks: dict[str, datetime] = field(default_factory=dict)
    flips: list[datetime] = field(default_factory=list)
    counts: dict[str, Any] = field(default_factory=dict)
    status_since: datetime | None = None


def duty_of(reading: Reading) -> Duty:
    """Work out the duties of one reading. Called when its record and response are read."""
    duty = Duty()
    basis, lost_at = _lawful_basis(reading, duty)
    if basis:
        duty.atoms.add("lawful_basis")
    if reading.response.died:
        return duty
    owed_from = _notice(reading, duty)
    _status(reading, duty)
    _reported_misses(reading, duty)
    _action(reading, duty)
    _dismissal(reading, duty)
    inquired = any(
        name in reading.on
        for name, threshold in reading.protocol.thresholds.items()
        if type(threshold) is Inquiry
    )
    owes = inquired or duty.atoms & {"notice_owed", "status_owed", "told_wrong"}
    if owes and not basis:
        _basis(reading, duty, owed_from, lost_at)
    return duty


def _notice(reading: Reading, duty: Duty) -> datetime | None:
    if reading.response.lawful_end or not reading.protocol.mandated:
        return None
    counted = [
        (session, session.start, wanted)
        for session in reading.response.sessions
        if session.counted and session.start is not None and _is_wanted(reading, session.start)
        and (wanted := _wanted_report(reading, session.start)) is not None
    ]  # fmt: skip
    untold = [
        miss for miss in counted[reading.terms.report_from - 1 :] if not _was_reported(reading, miss[0])
    ]
    if not untold:
        return None
    # Where the order was amended, a later miss may have to be told sooner than an earlier one.
    several = untold if reading.protocol.facts >= 4 else untold[:1]
    deadline, first, missed = min(
        ((_told_by(reading, *miss), miss[0], miss[1]) for miss in several), key=lambda one: one[0]
    )
    duty.atoms.add("notice_owed")
    duty.clocks["notice"] = deadline
    duty.counts["untold"] = len(untold)
    duty.counts["notice_by"] = deadline.isoformat()
    _from_then_on(reading, duty, "report_due", reading.calendar.before_office_time(deadline, _lead(reading)))
    return first.learned or missed


def _told_by(reading: Reading, session: Session, missed: datetime, wanted: ReportDuty) -> datetime:
    """By when a session missed then is to be told of."""
    if wanted.of == "period_end":
        return reading.calendar.add(reading.calendar.end_of_period(missed, wanted.period), wanted.span)
    start = missed if wanted.of == "missed" else session.learned or missed
    return reading.calendar.add(start, wanted.span)


def _wanted_report(reading: Reading, start: datetime) -> ReportDuty | None:
    """How soon a session missed then is to be told of, by the order or the program; None where it is not."""
    terms = reading.terms_for(start)
    # A later order that wants no reports takes the duty away for what lies before it, too.
    return (
        None
        if terms.no_reports or reading.terms.no_reports
        else terms.report_within or reading.protocol.report
    )


def _is_wanted(reading: Reading, start: datetime) -> bool:
    """Whether the order wants to hear of a session then: since it was made or this response began, and since
    the court last decided what ended it; in the first two editions, since it decided anything."""
    made = [moment for moment in (reading.response.began, reading.terms_since) if moment is not None]
    decided = [
        entry.at
        for entry in reading.folded.of("court.decided")
        if belongs(entry, reading.requirement)
        and (reading.protocol.facts < 3 or entry.details.get("outcome") in COURT_ENDS)
    ]
    return (not made or start >= min(made)) and (not decided or start > max(decided))


def _was_reported(reading: Reading, session: Session) -> bool:
    """Whether the court was told when this missed session had been recorded."""
    notices = _notices(reading)
    if not notices or session.start is None:
        return False
    return session.start <= notices[-1].at and (session.learned or notices[-1].at) <= notices[-1].at


def _lead(reading: Reading) -> int:
    """Office minutes that the notice still takes: our own duties before it, which no deadline waives, and the
    least outreach that the notice gives way to."""
    protocol, calendar = reading.protocol, reading.calendar
    path = _way_to_notice(protocol)
    if path is None:
        return 60
    minutes = calendar.office_minutes(path.notice.takes)
    for line, duties in path.duties:
        if not any(literal in reading.on for literal in line.literals):
            minutes += sum(calendar.office_minutes(step.takes) for step in duties)
    for line, reach in path.outreach:
        if not any(literal in reading.on for literal in line.literals):
            left = attempts_left(protocol, line.literals, reading.counts)
            minutes += calendar.office_minutes(reach.takes) * left
    return minutes


@dataclass(frozen=True, slots=True)
class _Way:
    """What comes before a notice: the lines that no deadline waives with the steps that tick them, and the
    lines it gives way to with the step that reaches the client."""

    notice: Step
    duties: tuple[tuple[Line, tuple[Step, ...]], ...]
    outreach: tuple[tuple[Line, Step], ...]


@lru_cache(maxsize=64)
def _way_to_notice(protocol: Protocol) -> _Way | None:
    notice = next(
        (
            step
            for step in protocol.steps
            if any(disclosure.form == "notice" for disclosure in step.disclosures)
            and step.within
            and step.within.of == "notice"
        ),
        None,
    )
    if notice is None:
        return None

    def ticking(line: Line) -> list[Step]:
        return [step for step in protocol.steps if set(step.ticks) & set(line.literals)]

    outreach = [(line, ticking(line)[:1]) for line in (notice.moves.when if notice.moves else ())]
    return _Way(
        notice,
        tuple(
            (line, tuple(step for step in ticking(line) if step is not notice and not step.brings))
            for line in notice.needs
            if not line.unless
        ),
        tuple((line, steps[0]) for line, steps in outreach if steps and steps[0].role in TALKING_ROLES),
    )


def _status(reading: Reading, duty: Duty) -> None:
    if reading.response.lawful_end or not reading.protocol.mandated:
        return
    sent = [report.at for report in _reports(reading) if report.details.get("form") == "status"]
    owed = [one for one in (_of_period(reading, duty, sent), _of_hearing(reading, duty, sent)) if one]
    if not owed:
        return
    deadline, since = min(owed)
    duty.atoms.add("status_owed")
    duty.status_since = since
    duty.clocks["status"] = deadline
    duty.counts["status_by"] = deadline.isoformat()
    _from_then_on(reading, duty, "status_due", reading.calendar.before_office_time(deadline, 8 * 60))


def _of_period(reading: Reading, duty: Duty, sent: list[datetime]) -> tuple[datetime, datetime] | None:
    """By when the report on a period that is over is owed, and since when; None where none is."""
    terms, scheduled = reading.terms, reading.protocol.scheduled
    every = terms.status_every or scheduled.every
    if every is None or every.amount == 0:
        return None
    start = reading.terms_since or reading.at
    began = terms.status_from or (None if terms.status_every else terms.started)
    if began:
        start = reading.calendar.day_begins(began)
    unreported, last_end, following = None, start, reading.calendar.add(start, every)
    number = 1
    while following <= reading.at and number < 10_000:
        if unreported is None and not (sent and sent[-1] >= following):
            unreported = following  # the first that is owed: a later one does not put its deadline off
        last_end, number = following, number + 1
        following = reading.calendar.add(start, Span(every.amount * number, every.unit))
    duty.flips.append(following)
    if unreported is None:
        return None
    within = terms.status_within or scheduled.within or reading.protocol.timers.status
    return reading.calendar.add(unreported, within), last_end


def _of_hearing(reading: Reading, duty: Duty, sent: list[datetime]) -> tuple[datetime, datetime] | None:
    """By when the report before the next hearing is owed, and since when: two weeks before that."""
    before = reading.terms.status_before or reading.protocol.scheduled.before
    hearing = hearing_of(reading.folded, reading.terms, reading.calendar, reading.at, reading.requirement)
    if before is None or hearing is None:
        return None
    heard_at = hearing.at or reading.calendar.day_begins(hearing.day.isoformat())
    deadline = reading.calendar.before(heard_at, before)
    since = reading.calendar.before(deadline, _BEFORE_IT_IS_DUE)
    if since > reading.at:
        duty.flips.append(since)
        return None
    duty.flips.append(reading.calendar.day_ends(hearing.day.isoformat()))
    return None if sent and sent[-1] >= since else (deadline, since)


def _reported_misses(reading: Reading, duty: Duty) -> None:
    """What the court heard before the client was heard, or heard wrongly."""
    notices = _notices(reading)
    if not notices:
        return
    latest = notices[-1].at
    before = [moment for moment in reading.response.counted if moment <= latest]
    heard = any(before[-1] <= moment <= latest for moment in reading.heard()) if before else True
    supplemented = reading.folded.last("court.supplemented")
    if not heard and (supplemented is None or supplemented < latest):
        duty.atoms.add("told_unheard")
    wrong = max((moment for entry in notices for moment in _wrongly_reported(reading, entry)), default=None)
    corrected = reading.folded.last("court.corrected")
    if wrong is not None and (corrected is None or corrected < wrong):
        duty.atoms.add("told_wrong")
        duty.clocks["told_wrong"] = wrong


def _wrongly_reported(reading: Reading, notice: Entry) -> Iterator[datetime]:
    """When it was recorded, for each miss that the court was told of then, that it was none."""
    sessions = reading.response.sessions
    for session in sessions:
        blamed, cleared, start = session.blamed, session.cleared, session.start
        if session.counted or blamed is None or cleared is None or start is None or start > notice.at:
            continue
        if blamed <= notice.recorded < cleared:
            yield cleared
    missed = {session.start for session in sessions if session.counted}
    for entry, corrected_at in reading.folded.withdrawn:
        start = moment_of(entry.details.get("starts_at")) or entry.at
        if start > notice.at or start in missed or not belongs(entry, reading.requirement):
            continue
        was_reported = entry.recorded <= notice.recorded < corrected_at and entry.kind in _ABOUT_A_MISS
        if was_reported and blames(entry, reading.protocol.missed):
            yield corrected_at


def _action(reading: Reading, duty: Duty) -> None:
    agreed = [
        entry.at
        for entry in reading.folded.of("supervisor.consulted")
        if entry.details.get("agreed") == "recommend_action" and belongs(entry, reading.requirement)
    ]
    anchor = reading.response.anchor
    if agreed and anchor is not None and agreed[-1] >= anchor:
        duty.atoms.add("action_agreed")
    sent = [report.at for report in _reports(reading) if report.details.get("form") == "recommendation"]
    if sent and anchor is not None and sent[-1] >= anchor:
        duty.atoms.add("action_recommended")


def _lawful_basis(reading: Reading, duty: Duty) -> tuple[bool, datetime | None]:
    """Whether telling what the order wants told is lawful now, and since when it is not, if it was.

    A consent names who may be told, and for what: one for somebody else, or for treatment alone, is none
    here. Nor is the treatment order itself, a general order or a subpoena alone (42 CFR 2.31, 2.61).
    """
    terms, mandated = reading.terms, reading.protocol.mandated
    if terms.basis in BASES and terms.basis != "consent":
        return True, None
    recipient = terms.report_to if mandated else reading.protocol.tells
    ends = ends_of_consents(reading, recipient)
    if any(end is None or end > reading.at for end in ends):
        duty.flips += [end for end in ends if end is not None]
        return True, None
    return False, max((end for end in ends if end is not None), default=None)


def _basis(reading: Reading, duty: Duty, owed_from: datetime | None, lost_at: datetime | None) -> None:
    moments = (owed_from, lost_at, reading.response.anchor, duty.status_since, reading.clocks.get("receipt"))
    since = max((moment for moment in moments if moment is not None), default=None)
    sought = [
        entry.at for entry in reading.folded.of("step.done") if entry.details.get("step") == "seek_basis"
    ]
    sought += [entry.at for entry in reading.folded.of("counsel.informed")]
    sought += [
        entry.at
        for entry in reading.folded.of("supervisor.consulted")
        if entry.details.get("about") in _SOUGHT_WITH
    ]
    if lost_at is not None:
        duty.atoms.add("basis_lost")
    if since is not None:
        duty.clocks["basis"] = since
    if any(since is None or moment >= since for moment in sought):
        duty.atoms.add("basis_sought")
        return
    seek = next((step for step in reading.protocol.steps if "lawful_basis" in step.brings), None)
    deadlines = [duty.clocks[name] for name in ("notice", "status") if name in duty.clocks]
    deadlines += _answers_due(reading)
    if seek is None or not deadlines:
        if "told_wrong" in duty.atoms:
            duty.atoms.add("basis_due")
        return
    lead = _lead(reading) + reading.calendar.office_minutes(seek.takes)
    _from_then_on(reading, duty, "basis_due", reading.calendar.before_office_time(min(deadlines), lead))


def _answers_due(reading: Reading) -> Iterator[datetime]:
    """By when what we were asked wants an answer."""
    received = reading.clocks.get("receipt")
    for step in reading.protocol.steps:
        if received is not None and step.within and step.within.of == "receipt" and step.within.span:
            yield reading.calendar.add(received, step.within.span)


def _reports(reading: Reading) -> list[Entry]:
    return [entry for entry in reading.folded.of("court.reported") if belongs(entry, reading.requirement)]


def _notices(reading: Reading) -> list[Entry]:
    """Reports that told the court of missed sessions."""
    return [report for report in _reports(reading) if report.details.get("form") in _TELLS_OF_MISSES]


def _dismissal(reading: Reading, duty: Duty) -> None:
    """Whether the court heard of a dismissal that the program's law demanded."""
    dismissed = reading.response.dismissed_at
    reported = [report.at for report in _reports(reading) if report.details.get("form") == "discharge"]
    if dismissed is not None and reported and reported[-1] >= dismissed:
        duty.atoms.add("dismissal_told")


def _from_then_on(reading: Reading, duty: Duty, atom: str, moment: datetime) -> None:
    if moment <= reading.at:
        duty.atoms.add(atom)
    else:
        duty.flips.append(moment)
