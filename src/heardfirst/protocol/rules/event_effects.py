"""What the events of a program's own do to its facts, as rows for the checker (see effects.py)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from ..vocabulary.acts import events_of, tasks_of
from ..vocabulary.protocol import Protocol, Step
from ..vocabulary.tasks_and_events import OwnEvent
from ..vocabulary.thresholds import Done, Happened, Notified
from .effect_row import EffectRow

__all__ = ["events_beside", "events_of_step", "over_by_step", "ticked_events"]


def events_beside(protocol: Protocol) -> Iterator[EffectRow]:
    """What this program alone records, whoever does it and whether or not a step asks for it; and what ends a
    fact about it, noted outside of any step."""
    for event in protocol.events.values():
        by = event.by if event.by in ("client", "staff") else "outside"
        for then in _after_event(event, _happened(protocol)):
            yield EffectRow(f"program.event {event.name}", by, "", then, False)
    for name, threshold in protocol.thresholds.items():
        if isinstance(threshold, Happened) and isinstance(threshold.until, Done | Notified):
            noted = "step.done" if isinstance(threshold.until, Done) else "disclosure.made"
            yield EffectRow(noted, "staff", name, f"-{name} -review_due", False)


def events_of_step(protocol: Protocol, step: Step, *, beside: bool) -> Iterator[EffectRow]:
    """
    The events that a step records: the facts that it ticks hold then, whatever they count. What else follows
    from them is explored ``beside`` the side condition of such events alone.
    """
    happened = _happened(protocol)
    able = happened if beside else {name: happened[name] for name in ticked_events(protocol)}
    ticked = [f"+{name}" for name in step.ticks if name in happened]
    for event in events_of(step, protocol.thresholds):
        for then in _after_event(event, able):
            changes = " ".join(dict.fromkeys((*then.split(), *ticked)))
            yield EffectRow(f" {event.name}", "staff", "", changes)


def over_by_step(protocol: Protocol, step: Step, ended_by: type) -> list[str]:
    """What the tasks of a step (`Done`), or its tellings (`Notified`), end of what happened."""
    tasks = tasks_of(step, protocol.thresholds)
    recipients = {disclosure.to for disclosure in step.disclosures}
    over = []
    for name, fact in _happened(protocol).items():
        match fact.until:
            case Done(task=task) if ended_by is Done and task in tasks:
                over.append(f"-{name}")
            case Notified(to=to) if ended_by is Notified and to in recipients:
                over.append(f"-{name}")
    return over


def ticked_events(protocol: Protocol) -> frozenset[str]:
    """The facts about events that some step brings about."""
    happened = _happened(protocol)
    return frozenset(name for step in protocol.steps for name in step.ticks if name in happened)


def _happened(protocol: Protocol) -> dict[str, Happened]:
    return {name: fact for name, fact in protocol.thresholds.items() if isinstance(fact, Happened)}


def _after_event(event: OwnEvent, own: Mapping[str, Happened]) -> Iterator[str]:
    """What one more event of a program's own may change among these facts: those that it ends, those it
    brings, and of those that count any number."""
    over = [f"-{name}" for name, fact in own.items() if fact.until == event]
    about = {name: fact for name, fact in own.items() if fact.event == event}
    sure = [f"+{name}" for name, fact in about.items() if not fact.counted]
    counting = [f"+{name}" for name, fact in about.items() if fact.counted]
    for size in range(len(counting), -1, -1):
        for reached in combinations(counting, size):
            yield " ".join((*over, *sure, *reached, "-review_due"))
