"""What a protocol lets an entry say: the words of its own facts, for the forms that record it."""

from __future__ import annotations

from .acts import tasks_of
from .closed_lists import PURPOSES
from .protocol import Protocol, Step
from .thresholds import (
    Agreed,
    Capacity,
    Done,
    FeeOwed,
    Gap,
    Inquiry,
    MakeUps,
    Misses,
    Notified,
    OrderSays,
    Phase,
    Unpaid,
)

__all__ = ["booked_for", "start_of", "terms_known", "words_known"]


def start_of(protocol: Protocol, step: str) -> dict[str, str]:
    """The details that an entry written through this step most likely has: those that tick it. Empty when the
    protocol has no such step."""
    if step not in protocol.places:
        return {}
    taken = protocol.step(step)
    tasks = tasks_of(taken, protocol.thresholds)
    start = {"step": tasks[0]} if tasks else {}
    for disclosure in taken.disclosures:
        start |= {"to": disclosure.to} if disclosure.to else {"form": disclosure.form}
    for atom in taken.ticks:
        threshold = protocol.thresholds.get(atom)
        if isinstance(threshold, Agreed):
            start["agreed"] = threshold.on
    wanted_for = (protocol.thresholds.get(literal) for line in taken.wanted for literal in line.literals)
    for threshold in wanted_for:
        if isinstance(threshold, Inquiry) and threshold.by != "anyone" and "form" in start:
            start["asker"] = threshold.by
    return start


def booked_for(protocol: Protocol, step: Step) -> dict[str, bool]:
    """What a session booked through this step is marked as: making up for another, or beginning anew, where a
    fact that the step is wanted for asks for such a booking."""
    facts = {literal for line in step.wanted for literal in line.literals}
    own = [threshold for name, threshold in protocol.thresholds.items() if name in facts]
    marks = {
        "makes_up": any(isinstance(threshold, MakeUps) for threshold in own),
        "anew": any(_since_restart(threshold) for threshold in own),
    }
    return {name: True for name, marked in marks.items() if marked}


def words_known(protocol: Protocol) -> dict[str, tuple[str, ...]]:
    """For a field whose words depend on the protocol, those that this one knows: what may be agreed on with
    the supervisor, which tasks have no kind of entry of their own, and, by kind and field, what a booking,
    an excuse or a leave is asked about. None at all means that the field bears on nothing."""
    thresholds = protocol.thresholds.values()
    tasks = [
        "seek_basis",
        "hardship",
        *(threshold.task for threshold in thresholds if isinstance(threshold, Done)),
    ]
    if any(isinstance(threshold, FeeOwed) for threshold in thresholds):
        tasks.append("fee_waived")
    agreed = ["recommend_action"] if _asks("action_agreed", protocol) else []
    agreed += [threshold.on for threshold in thresholds if isinstance(threshold, Agreed)]
    words = {"step": tuple(dict.fromkeys(tasks)), "agreed": tuple(agreed)}
    for kind in ("session.booked", "session.attended", "session.missed"):
        words[f"{kind}.purpose"] = PURPOSES if "interview" in protocol.fees else ()
    if protocol.facts < 2 or not any(isinstance(threshold, Inquiry) for threshold in thresholds):
        words["court.reported.asker"] = ()
    if not any(isinstance(threshold, MakeUps) for threshold in thresholds):
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
        elif isinstance(threshold, Misses) and threshold.by_months:
            known.append("program_months")
        elif isinstance(threshold, Gap) and threshold.exempt_last:
            known += ["program_months", "started"]
        elif isinstance(threshold, FeeOwed | Unpaid):
            known += ["charges", "medicaid"]
    if any("bill.sent" in step.writes for step in protocol.steps):
        known += ["charges", "medicaid"]
    return tuple(dict.fromkeys(known))


def _asks(atom: str, protocol: Protocol) -> bool:
    """Whether a step is wanted for this fact, or needs it."""
    return any(atom in line.literals for step in protocol.steps for line in (*step.wanted, *step.needs))


def _since_restart(threshold: object) -> bool:
    """Whether a fact counts from when the program began anew."""
    if isinstance(threshold, Misses):
        return threshold.since_restart
    return isinstance(threshold, Notified | Done) and threshold.since == "restart"
