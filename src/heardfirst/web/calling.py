"""The conversation on one page: five moves in their order, each with words to say and what to put down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heardfirst.agency.models import Person
from heardfirst.guide.script import MESSAGES, MOVES, Line, lines_for
from heardfirst.guide.situation import Situation, situation_of
from heardfirst.protocol import Entry, fold
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case

from .forms.talked import TalkedForm
from .reaching import leading_decision
from .reasons import language

# What each move is called, and what of the form is filled in at it.
_MOVES: dict[str, tuple[str | Promise, tuple[str, ...]]] = {
    "open": (_("Open"), ("channel", "by", "limits")),
    "listen": (_("Listen"), ("heard", "barriers", "words")),
    "stakes": (_("What is at stake"), ("understood",)),
    "plan": (_("Plan"), ("actions_us", "actions_provider", "actions_client")),
    "book": (_("Book"), ("session_at", "requirement", "when")),
}
_MESSAGES: dict[str, str | Promise] = {
    "voicemail": _("If it goes to voicemail"),
    "answered_other": _("If somebody else answers"),
    "text": _("If you write a text"),
    "letter": _("If you write a letter"),
}


@dataclass(frozen=True, slots=True)
class Move:
    """One move: what it is called, words to say, and the fields that belong to it."""

    key: str
    title: str | Promise
    lines: Sequence[Line]
    fields: Sequence[BoundField]


@dataclass(frozen=True, slots=True)
class Message:
    """What may be left behind when nobody answers; a line without text says that nothing may be."""

    title: str | Promise
    lines: Sequence[Line]


def moves_of(form: TalkedForm, situation: Situation | None) -> list[Move]:
    """The five moves in their order; without a situation, only what to put down."""
    moves = []
    for key in MOVES:
        title, names = _MOVES[key]
        lines = lines_for(key, situation, language()) if situation is not None else []
        moves.append(Move(key, title, lines, [form[name] for name in names if name in form.fields]))
    return moves


def messages_of(situation: Situation | None) -> list[Message]:
    """What may be said or written when it comes to no conversation."""
    if situation is None:
        return []
    return [Message(_MESSAGES[key], lines_for(key, situation, language())) for key in MESSAGES]


def situation_for(
    case: Case, identity: Identity, told: Sequence[Entry], person: Person, now: datetime
) -> Situation | None:
    """What is known before somebody calls; None where no response is open."""
    decision = leading_decision(case, now)
    if decision is None:
        return None
    return situation_of(
        decision=decision,
        terms=decision.facts.terms,
        identity=identity,
        folded=fold(told, at=now),
        worker=person.name,
        agency=case.agency.name,
    )
