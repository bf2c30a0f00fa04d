"""The conversation on one page: five stages in their order, each with words to say and what to put down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heardfirst.agency.models import Person
from heardfirst.guide.call_situation import Situation, situation_of
from heardfirst.guide.script import MESSAGES, STAGES, ScriptLine, lines_for
from heardfirst.guide.stakes import stakes_lines
from heardfirst.record.identity import Identity
from heardfirst.record.reading import CaseReading

from ..wording.phones import as_written
from ..wording.reasons import language

# What each stage is called, and its one word for the bar that leads through them.
_STAGES: dict[str, tuple[str | Promise, str | Promise]] = {
    "open": (_("Start"), _("Start")),
    "listen": (_("Listen"), _("Listen")),
    "stakes": (_("What is at stake"), _("At stake")),
    "plan": (_("Plan"), _("Plan")),
    "book": (_("Book"), _("Book")),
}
_MESSAGES: dict[str, str | Promise] = {
    "voicemail": _("If it goes to voicemail"),
    "answered_other": _("If somebody else answers"),
    "text": _("If you send a text"),
    "letter": _("If you send a letter"),
}


@dataclass(frozen=True, slots=True)
class ScriptStage:
    """One stage: what it is called, what draws it, and words to say."""

    key: str
    title: str | Promise
    short: str | Promise
    lines: Sequence[ScriptLine] = ()

    @property
    def template(self) -> str:
        return f"call/parts/stage_{self.key}.html"


@dataclass(frozen=True, slots=True)
class Message:
    """What may be left behind when nobody answers; a line without text says that nothing may be."""

    title: str | Promise
    lines: Sequence[ScriptLine]


@dataclass(frozen=True, slots=True)
class CallScript:
    """
    All there is to say: by stage, then what only comes up. ``again`` is another way to explain what is at
    stake, ``enough`` what follows when that was not clear either, ``stop`` and ``unsure`` what is said to
    somebody who wants to stop or is not sure.
    """

    stages: list[ScriptStage]
    messages: list[Message] = field(default_factory=list)
    again: Sequence[ScriptLine] = ()
    enough: Sequence[ScriptLine] = ()
    stop: Sequence[ScriptLine] = ()
    unsure: Sequence[ScriptLine] = ()


def call_script(situation: Situation | None) -> CallScript:
    """The words for one conversation; without a situation, only the stages to put things down at."""
    if situation is None:
        return CallScript([ScriptStage(key, *_STAGES[key]) for key in STAGES])
    reader = language()
    lines = {key: lines_for(key, situation, reader) for key in STAGES}
    explaining = stakes_lines(situation, reader)
    lines["stakes"] = explaining.now
    usual = {text for texts in lines.values() for text in texts}

    def besides(stopping: str) -> list[ScriptLine]:
        then = replace(situation, stopping=stopping)
        texts = [line for key in ("listen", "stakes", "plan") for line in lines_for(key, then, reader)]
        return [line for line in texts if line not in usual]

    return CallScript(
        [ScriptStage(key, *_STAGES[key], lines[key]) for key in STAGES],
        [Message(_MESSAGES[key], lines_for(key, situation, reader)) for key in MESSAGES],
        explaining.again,
        explaining.enough,
        besides("stop"),
        besides("unsure"),
    )


def situation_for(reading: CaseReading, identity: Identity, person: Person) -> Situation:
    """
    What is known before somebody calls, by the decision of the response that leads. Where none is open, the
    case's first service stands for it, since one may talk at any time.
    """
    agency = reading.case.agency
    service = reading.leading or reading.requirements[0]
    decision = reading.decision(service)
    return situation_of(
        decision=decision,
        terms=decision.facts.terms,
        identity=identity,
        folded=reading.folded,
        contact=reading.safe_contact,
        hearing=reading.hearing(service),
        worker=person.name,
        agency=agency.name,
        capacity=agency.capacity,
        office=agency.message_name,
        number=as_written(agency.callback_number),
    )
