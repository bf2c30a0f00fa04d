"""What a protocol lets an entry say: the words of its own facts, for the forms that record it."""

from __future__ import annotations

from typing import Any

from .acts import BUILT_IN_TASKS, TO_THEIR_LAWYER, events_of, tasks_of
from .closed_lists import INTERVIEWS, PLACES, PURPOSES
from .protocol import Protocol, Step
from .thresholds import (
    Agreed,
    Capacity,
    Done,
    FeeOwed,
    Gap,
    Happened,
    Inquiry,
    MakeUps,
    MakeUpsOverdue,
    Misses,
    Notified,
    OrderSays,
    Phase,
    Unpaid,
)

_SINCE_IN_TERMS = {"phase": "phase", "admission": "started"}
"""The terms of an order that say since when misses are counted."""

__all__ = ["booked_for", "start_of", "terms_known", "words_known"]


def start_of(protocol: Protocol, step: str) -> dict[str, str]:
    """The details that an entry written through this step most likely has: those that tick it. Empty when the
    protocol has no such step."""
    if step not in protocol.places:
        return {}
    taken = protocol.step(step)
    tasks = tasks_of(taken, protocol.thresholds)
    start = {"step": tasks[0]} if tasks else {}
    events = events_of(taken, protocol.thresholds)
    start |= {"event": events[0].name} if events else {}
    for disclosure in taken.disclosures:
        if disclosure.form == "disclosure":
            start["to"] = disclosure.to
        elif disclosure.form != TO_THEIR_LAWYER:
            start["form"] = disclosure.form
    for atom in taken.ticks:
        threshold = protocol.thresholds.get(atom)
        if isinstance(threshold, Agreed):
            start["agreed"] = threshold.on
    wanted_for = (protocol.thresholds.get(literal) for line in taken.wanted for literal in line.literals)
    for threshold in wanted_for:
        if isinstance(threshold, Inquiry) and threshold.by != "anyone" and "form" in start:
            start["asker"] = threshold.by
    return start


def booked_for(protocol: Protocol, step: Step) -> dict[str, Any]:
    """What a session booked through this step is marked as, where a fact that the step is wanted for asks for
    it: making up for another, for what and where one must that does, or beginning anew."""
    facts = {literal for line in step.wanted for literal in line.literals}
    own = [threshold for name, threshold in protocol.thresholds.items() if name in facts]
    marks = {
        "makes_up": any(isinstance(threshold, MakeUps | MakeUpsOverdue) for threshold in own),
        "anew": any(_since_restart(threshold) for threshold in own),
    }
    booked: dict[str, Any] = {name: True for name, marked in marks.items() if marked}
    if marks["makes_up"] and protocol.making_up is not None:
        named = {"purpose": protocol.making_up.purposes, "place": protocol.making_up.places}
        booked |= {name: words[0] for name, words in named.items() if words}
    return booked


def words_known(protocol: Protocol) -> dict[str, tuple[str, ...]]:
    """For a field whose words depend on the protocol, those that this one knows: what may be agreed on with
    the supervisor, which tasks have no kind of entry of their own, which events it names, and, by kind and
    field, what a booking, an excuse or a leave is asked about. None at all means that the field bears on
    nothing."""
    thresholds = protocol.thresholds.values()
    tasks = [
        *(built_in.task for built_in in BUILT_IN_TASKS),
        *(threshold.task for threshold in thresholds if isinstance(threshold, Done)),
    ]
    tasks += [
        threshold.until.task
        for threshold in thresholds
        if isinstance(threshold, Happened) and isinstance(threshold.until, Done)
    ]
    tasks += protocol.tasks
    if any(isinstance(threshold, FeeOwed) for threshold in thresholds):
        tasks.append("fee_waived")
    agreed = ["recommend_action"] if _asks("action_agreed", protocol) else []
    agreed += [threshold.on for threshold in thresholds if isinstance(threshold, Agreed)]
    words = {"step": tuple(dict.fromkeys(tasks)), "agreed": tuple(agreed), "event": tuple(protocol.events)}
    for kind in ("session.booked", "session.attended"):
        words[f"{kind}.place"] = PLACES if protocol.making_up and protocol.making_up.places else ()
    for kind in ("session.booked", "session.attended", "session.missed"):
        words[f"{kind}.purpose"] = _purposes_known(protocol)
    if protocol.missed.least_minutes is None and not protocol.missed.least_minutes_for:
        words["session.attended.stayed_minutes"] = ()
    if protocol.facts < 2 or not any(isinstance(threshold, Inquiry) for threshold in thresholds):
        words["court.reported.asker"] = ()
    if not any(isinstance(threshold, MakeUps | MakeUpsOverdue) for threshold in thresholds):
        words["session.booked.makes_up"] = words["session.attended.makes_up"] = ()
    if not any(_since_restart(threshold) for threshold in thresholds):
        words["session.booked.anew"] = ()
    for kind, rules in (
        ("session.excused", protocol.missed.excuse),
        ("leave.granted", protocol.missed.leave),
    ):
        asks_when = rules is not None and (
            rules.notice is not None or not rules.afterwards or bool(rules.afterwards_for)
        )
        if rules is None or not rules.reasons:
            words[f"{kind}.reason"] = ()
        else:
            words[f"{kind}.reason"] = (*rules.reasons, *(["other"] if "other" not in rules.reasons else []))
        if rules is None or not rules.not_older:
            words[f"{kind}.on"] = ()
        if not asks_when:
            words[f"{kind}.asked_at"] = ()
    return words


def terms_known(protocol: Protocol) -> tuple[str, ...]:
    """The terms of an order that this protocol's own facts ask about, beside those that every one reads."""
    known: list[str] = []
    for threshold in protocol.thresholds.values():
        if isinstance(threshold, Phase):
            known.append("phase")
        elif isinstance(threshold, Capacity):
            known.append("capacity")
        elif isinstance(threshold, OrderSays):
            known.append(threshold.term)
        elif isinstance(threshold, Misses | Happened):
            known += ["program_months"] if threshold.by_months else []
            known += [_SINCE_IN_TERMS[threshold.since]] if threshold.since in _SINCE_IN_TERMS else []
        elif isinstance(threshold, Gap) and threshold.exempt_last:
            known += ["program_months", "started"]
        elif isinstance(threshold, FeeOwed | Unpaid):
            known += ["charges", "medicaid"]
            known += [] if protocol.fee_cents else ["fee_dollars"]
    if protocol.scheduled.every is not None:
        known.append("started")
    if any("bill.sent" in step.writes for step in protocol.steps):
        known += ["charges", "medicaid"]
    return tuple(dict.fromkeys(known))


def _purposes_known(protocol: Protocol) -> tuple[str, ...]:
    """What a session may be for, where the rules count or charge by it: what they name, and a session."""
    named = {*(protocol.making_up.purposes if protocol.making_up else ())}
    named |= {one for one, _ in (*protocol.missed.late_minutes_for, *protocol.missed.least_minutes_for)}
    named |= {*protocol.fee_purposes, *(INTERVIEWS if "interview" in protocol.fees else ())}
    for threshold in protocol.thresholds.values():
        if isinstance(threshold, Misses):
            named |= {*threshold.purposes}
    return tuple(one for one in PURPOSES if one in {"session", *named}) if named else ()


def _asks(atom: str, protocol: Protocol) -> bool:
    """Whether a step is wanted for this fact, or needs it."""
    return any(atom in line.literals for step in protocol.steps for line in (*step.wanted, *step.needs))


def _since_restart(threshold: object) -> bool:
    """Whether a fact counts from when the program began anew."""
    if isinstance(threshold, Misses):
        return threshold.since == "restart"
    return isinstance(threshold, Notified | Done | Happened) and threshold.since == "restart"
