"""What a protocol names itself, as a person reads it: its tasks and events, and what each does."""

from __future__ import annotations

from ..rules.wording import say_all
from ..vocabulary.acts import events_of, own_of
from ..vocabulary.closed_lists import LISTS
from ..vocabulary.kinds import KINDS
from ..vocabulary.protocol import Protocol, Step
from ..vocabulary.tasks_and_events import OwnEvent, OwnTask
from ..vocabulary.texts import first_small
from .phrases import word

__all__ = ["own_sentences", "say_recorded"]


def own_sentences(protocol: Protocol, language: str) -> list[str]:
    """Each task and event that the protocol declares: whose doing it is, and what it does to the client."""
    declared: list[OwnTask | OwnEvent] = [*protocol.tasks.values(), *protocol.events.values()]
    return [_sentence(own, language) for own in declared]


def say_recorded(kind: str, step: Step, protocol: Protocol, language: str) -> str:
    """How a rule says that a step records this kind; what the program names itself by its own words."""
    known = KINDS[kind]
    if kind in ("program.event", "step.done"):
        events = events_of(step, protocol.thresholds)
        tasks = [own for own in own_of(step, protocol.thresholds) if own not in events]
        named = events if kind == "program.event" else tasks
        if named:
            labels = say_all([f"“{own.label[language]}”" for own in named], language)
            return word("own", "records", language).format(labels)
    return known.writes[language] if known.writes else first_small(known.label[language])


def _sentence(own: OwnTask | OwnEvent, language: str) -> str:
    by = own.by if isinstance(own, OwnEvent) else "staff"
    frame = word("own", "event" if isinstance(own, OwnEvent) else "task", language)
    sentence = frame.format(label=own.label[language], who=word("own", by, language))
    return f"{sentence} {_does(own, language)}" if by == "staff" else sentence


def _does(own: OwnTask | OwnEvent, language: str) -> str:
    acts = [word("own", act, language) for act in own.acts]
    if own.tells:
        whom = first_small(LISTS["recipient"].labels[own.tells][language])
        acts.append(word("own", "tells", language).format(whom))
    if not acts:
        return word("own", "nothing", language)
    return word("own", "acts", language).format(say_all(acts, language))
