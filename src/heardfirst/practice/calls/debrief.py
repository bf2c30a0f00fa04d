"""
Looking back at a practice call: derived by deciding again at each moment, and never stored.

For each thing that the learner recorded it says what the protocol offered just before, and whether that was
among it. Beside that stands what the client told and what was put down, and what hurt. No score.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any

from heardfirst.protocol import KINDS, Decision, Protocol, Reason, Step, start_of
from heardfirst.protocol.vocabulary.closed_lists import NAMED_BARRIERS
from heardfirst.protocol.vocabulary.statuses import SHUT, STILL_OPEN
from heardfirst.record.models import Entry
from heardfirst.record.reading import CaseReading
from heardfirst.record.selectors import details_of

from ..models import PracticeCall
from .selectors import client_in, moves_of
from .simulated_client import HURTING, REACHING, CallMove

__all__ = ["Debrief", "DebriefEntry", "Turn", "debrief_of"]

_NO_ACT = ("protocol.changed", "case.opened", "order.changed")
_CONTACT = ("contact.tried", "contact.made")
_A_SESSION = ("comes", "misses", "misses_ours")
_IN_TIME = ("reach", "escalate", "report")
_NEVER_TOO_SOON = ("client.heard", "client.declined", "client.declared", "stakes.discussed")
# Which contact rule is broken by an attempt of this channel, with this outcome or with any.
_AGAINST = {
    ("phone", "message_left"): "no_voicemail",
    ("phone", ""): "no_call",
    ("text", ""): "no_text",
    ("mail", ""): "no_letter",
    ("visit", ""): "no_visit",
}


@dataclass(frozen=True, slots=True)
class DebriefEntry:
    """
    One thing that was recorded: at what moment, of what kind, and what was next just before, ``until`` when.

    ``in_order`` says whether the protocol offered it then; None where it has no place in the order.
    ``why`` are the reasons against it where it was too soon. ``breaks`` are the contact rules in force
    that it goes against. ``by_us`` is False for what the provider told; ``gone`` marks what was corrected
    afterwards.
    """

    at: datetime
    kind: str
    details: Mapping[str, Any]
    next_step: Step | None
    until: datetime | None
    in_order: bool | None
    step: Step | None = None
    why: tuple[Reason, ...] = ()
    breaks: tuple[str, ...] = ()
    by_us: bool = True
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """One line of the way back: something done on the panel (its ``place`` there), or something recorded."""

    at: datetime
    place: int = 0
    move: CallMove | None = None
    recorded: DebriefEntry | None = None


@dataclass(frozen=True, slots=True)
class Debrief:
    """
    What can be learned from one call. ``named_barriers`` is what the client said is in the way,
    ``recorded_barriers`` what the record says of that; ``unnamed_barriers`` is what was true and never came
    out. ``understood`` and ``understood_recorded`` are what the client last showed and what the record says;
    ``unsafe`` are the contact rules that were not kept. ``limits_explained`` is whether the limits of what
    stays private were explained before the client was asked anything (``asked_questions``),
    ``limits_recorded`` whether the record says so. ``not_done`` are channels that the record names more often
    than anybody tried them, ``not_forewarned`` whether it says that they were told first and they were not.
    ``stop_stated`` and ``stop_recorded`` are whether they said that they want to stop, and whether the record
    says so. ``passed`` are steps whose time went by, each with its time. ``promised`` is what we had promised
    for a session and not done by then.
    """

    turns: tuple[Turn, ...]
    named_barriers: tuple[str, ...]
    recorded_barriers: tuple[str, ...]
    unnamed_barriers: tuple[str, ...]
    understood: str
    understood_recorded: str
    hurt: tuple[str, ...]
    tries: int
    reached: int
    tries_recorded: int
    asked_questions: bool
    limits_explained: bool
    limits_recorded: bool
    over: bool
    court_first: bool
    unsafe: tuple[str, ...] = ()
    not_done: tuple[str, ...] = ()
    not_forewarned: bool = False
    stop_stated: bool = False
    stop_recorded: bool = False
    passed: tuple[tuple[Step, datetime], ...] = ()
    promised: tuple[str, ...] = ()
    tried_again: bool = False

    @property
    def unrecorded_barriers(self) -> tuple[str, ...]:
        """What the client told and the record does not say."""
        return tuple(barrier for barrier in self.named_barriers if barrier not in self.recorded_barriers)

    @property
    def barriers_only_recorded(self) -> tuple[str, ...]:
        """What the record says and the client never did."""
        return tuple(
            barrier
            for barrier in self.recorded_barriers
            if barrier in NAMED_BARRIERS and barrier not in self.named_barriers
        )

    @property
    def out_of_order(self) -> tuple[DebriefEntry, ...]:
        """What was done before its turn."""
        return tuple(
            turn.recorded for turn in self.turns if turn.recorded and turn.recorded.in_order is False
        )


def debrief_of(call: PracticeCall) -> Debrief:
    """Everything there is to look back at, up to the present of the call."""
    reading = CaseReading.of(call.case, at=call.now)
    moves, recorded = moves_of(call), list(_recorded(call, reading))
    named = tuple(dict.fromkeys(barrier for move in moves if move.got == "told" for barrier in move.told))
    standing = [entry for entry in recorded if not entry.gone]
    recorded_barriers = tuple(
        dict.fromkeys(
            barrier
            for one in standing
            if one.kind == "client.heard"
            for barrier in one.details.get("barriers", ())
        )
    )
    kinds = [entry.kind for entry in standing]
    heard = min(
        (kinds.index(kind) for kind in ("client.heard", "client.declined") if kind in kinds), default=None
    )
    court = kinds.index("court.reported") if "court.reported" in kinds else None
    last = reading.decision(reading.requirements[0])
    return Debrief(
        turns=tuple(_in_their_order(moves, recorded)),
        named_barriers=named,
        recorded_barriers=recorded_barriers,
        unnamed_barriers=tuple(barrier for barrier in client_in(call).barriers if barrier not in named),
        understood=next((move.got for move in reversed(moves) if move.do == "stakes"), ""),
        understood_recorded=next(
            (
                str(entry.details["understood"])
                for entry in reversed(standing)
                if entry.kind == "stakes.discussed"
            ),
            "",
        ),
        hurt=tuple(dict.fromkeys(move.do for move in moves if move.do in HURTING)),
        tries=sum(move.do in REACHING for move in moves),
        reached=sum(move.do in REACHING and move.got == "reached" for move in moves),
        tries_recorded=sum(entry.kind in _CONTACT for entry in standing) + _forewarned_tries(moves, standing),
        asked_questions=any(move.do == "ask" for move in moves),
        limits_explained=_limits_came_first(moves),
        limits_recorded=any(entry.details.get("limits_explained") is True for entry in recorded),
        over=not last.response_open,
        court_first=court is not None and (heard is None or court < heard),
        unsafe=tuple(dict.fromkeys(rule for entry in recorded for rule in entry.breaks)),
        not_done=tuple(_never_used(moves, standing)),
        not_forewarned=_forewarned_on_paper(moves, standing),
        stop_stated=any(move.got == "stop" for move in moves),
        stop_recorded=any(
            entry.kind == "client.declared" and entry.details.get("intends") == "stop" for entry in standing
        ),
        passed=tuple(_passed(last, call.begins, call.now)),
        promised=tuple(_promised(moves, standing)),
        tried_again=_tried_again(moves),
    )


def _tried_again(moves: Sequence[CallMove]) -> bool:
    """Whether somebody tried once more after nobody had answered."""
    tries = [move.got == "reached" for move in moves if move.do in REACHING]
    return False in tries[:-1]


def _promised(moves: Sequence[CallMove], recorded: Sequence[DebriefEntry]) -> Iterator[str]:
    """What was promised by us before the last session, and does not stand in the record as done by then."""
    days = [move.at for move in moves if move.got in _A_SESSION and move.at is not None]
    before = [entry for entry in recorded if days and entry.at <= days[-1]]
    done = [entry.details.get("what") for entry in before if entry.kind == "action.done"]
    if None in done:
        return
    promised = [
        action.get("what", "")
        for entry in before
        if entry.kind in ("plan.agreed", "plan.adjusted")
        for action in entry.details.get("actions", ())
        if action.get("by") == "us"
    ]
    yield from (help_key for help_key in dict.fromkeys(promised) if help_key and help_key not in done)


def _passed(last: Decision, begins: datetime, now: datetime) -> Iterator[tuple[Step, datetime]]:
    """
    The steps still asked for whose time has gone by: reaching somebody, and telling the court. What was
    late before the story begins is nobody's doing in it.
    """
    for step in last.steps:
        if step.role in _IN_TIME and step.status in STILL_OPEN and step.due and begins <= step.due < now:
            yield last.protocol.step(step.step), step.due


def _by_us(recorded: Sequence[DebriefEntry], *kinds: str) -> Iterator[tuple[DebriefEntry, str]]:
    """What the record says that we did to reach them, each with its channel."""
    for entry in recorded:
        if entry.kind in kinds and entry.details.get("by") != "client":
            yield entry, str(entry.details.get("channel", ""))


def _never_used(moves: Sequence[CallMove], recorded: Sequence[DebriefEntry]) -> Iterator[str]:
    """The channels that the record names more often than they were used."""
    used = Counter(REACHING[move.do] for move in moves if move.do in REACHING)
    named = Counter(channel for _entry, channel in _by_us(recorded, *_CONTACT) if channel)
    # Whoever was written to may ring back: that may be put down as a call, once for each.
    rang = sum(move.do == "text" and move.got == "reached" for move in moves)
    used["phone"] += rang
    # At the door is in person, and so is a session that they came to.
    used["in_person"] = used["visit"] + sum(move.got == "comes" for move in moves)
    for channel, times in named.items():
        if times > used[channel]:
            yield channel


def _forewarned_tries(moves: Sequence[CallMove], recorded: Sequence[DebriefEntry]) -> int:
    """How many attempts the record names only as the way in which they were forewarned."""
    tries = [move for move in moves if move.do in REACHING and move.at is not None]
    found = 0
    for attempt, until in zip_longest(tries, (one.at for one in tries[1:])):
        then = [
            one for one in recorded
            if attempt.at is not None and one.at >= attempt.at and (until is None or one.at < until)
        ]  # fmt: skip
        told_of = any(channel == REACHING[attempt.do] for _one, channel in _by_us(then, "client.forewarned"))
        found += told_of and not any(one.kind in _CONTACT for one in then)
    return found


def _forewarned_on_paper(moves: Sequence[CallMove], recorded: Sequence[DebriefEntry]) -> bool:
    """Whether the record has them forewarned in a talk, and no talk had it."""
    spoken = any(channel in ("phone", "visit") for _entry, channel in _by_us(recorded, "client.forewarned"))
    return spoken and not any(move.do == "forewarn" for move in moves)


def _limits_came_first(moves: Sequence[CallMove]) -> bool:
    """Whether, each time the learner asked, the limits of what stays private had been said before."""
    acts = [move.do for move in moves]
    return "ask" in acts and "limits" in acts and acts.index("limits") < acts.index("ask")


def _in_their_order(moves: Sequence[CallMove], recorded: Sequence[DebriefEntry]) -> Iterator[Turn]:
    turns = [Turn(move.at, place, move=move) for place, move in enumerate(moves) if move.at is not None]
    turns += [Turn(entry.at, recorded=entry) for entry in recorded]
    # What the provider told stands after the move by which time passed; all else in the order it was done.
    yield from sorted(turns, key=lambda turn: (turn.at, turn.recorded is not None))


def _recorded(call: PracticeCall, reading: CaseReading) -> Iterator[DebriefEntry]:
    """What was recorded in a call, each as the case stood just before it."""
    rows = Entry.objects.filter(case_id=call.case_id, recorded_at__gte=call.begins).order_by("seq")
    for row in rows:
        if row.present_kind in _NO_ACT:
            continue
        before = reading.up_to(row.seq - 1, row.recorded_at)
        decision = before.decision(before.requirements[0])
        next_step = decision.protocol.step(decision.next.step) if decision.next.step else None
        until = decision.next.due if next_step else decision.next.wait_until
        by_us = row.by_id is not None
        details = details_of(row)
        in_order, step, why = _in_order(decision, row.present_kind, details) if by_us else (None, None, ())
        in_force = before.safe_contact.rules
        breaks = tuple(rule for rule in _against(row.present_kind, details) if rule in in_force)
        yield DebriefEntry(
            at=row.recorded_at,
            kind=row.present_kind,
            details=details,
            next_step=next_step,
            until=until,
            in_order=in_order,
            step=step,
            why=why,
            breaks=breaks,
            by_us=by_us,
            gone=str(row.public_id) in reading.corrected,
        )


def _against(kind: str, details: Mapping[str, Any]) -> Iterator[str]:
    if kind in ("contact.tried", "letter.sent"):
        channel = details.get("channel", "mail")
        for outcome in (details.get("outcome", ""), ""):
            if (channel, outcome) in _AGAINST:
                yield _AGAINST[channel, outcome]


def _in_order(
    decision: Decision, kind: str, details: Mapping[str, Any]
) -> tuple[bool | None, Step | None, tuple[Reason, ...]]:
    """
    Whether such an entry was among what the protocol offered; which step it is of; what spoke against it.
    Reaching and listening are never out of place, whatever is next.
    """
    steps = _steps_of(decision.protocol, kind, details)
    offered = [step for step in steps if step.name in decision.offered]
    if offered:
        return True, next((step for step in offered if step.name == decision.next.step), offered[0]), ()
    if not steps:
        return None, None, ()
    early = [step for step in steps if decision.standing(step.name).status in SHUT]
    if not early and kind == "court.reported":
        # Told though nobody had asked: what it would have needed is missing all the same.
        missing = tuple(
            Reason(line.code, decision.facts.counts, "need", decision.protocol.thresholds)
            for line in steps[0].needs
            if not line.holds(decision.facts.bits)
        )
        return (False if missing else None), steps[0], missing
    if not early or early[0].role in ("reach", "protect") or kind in _NEVER_TOO_SOON:
        return None, steps[0], ()
    return False, early[0], decision.standing(early[0].name).missing


def _steps_of(protocol: Protocol, kind: str, details: Mapping[str, Any]) -> list[Step]:
    """The steps that such an entry is of: of those that write its kind, the ones its details name."""
    steps = [step for step in protocol.steps if kind in step.writes]
    if kind == "court.reported":
        form = details.get("form", "notice")
        return [step for step in steps if _form_of(step) == form] or steps
    named = []
    for step in steps:
        wanted = {
            name: value for name, value in start_of(protocol, step.name).items() if name in KINDS[kind].fields
        }
        if all(details.get(name, value) == value for name, value in wanted.items()):
            named.append(step)
    return named or steps


def _form_of(step: Step) -> str:
    """The form in which a step tells the court."""
    if "action_recommended" in step.ticks:
        return "recommendation"
    of = step.within.of if step.within else ""
    return of if of in ("notice", "status") else "answer"
