"""Writing down what somebody answered, and keeping rules to practice on."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from heardfirst import clock
from heardfirst.agency.models import Person
from heardfirst.protocol import parse_protocol
from heardfirst.turns import writing

from .answering import answer
from .made_questions import level_of
from .models import Answered, Card, RulesAhead
from .question_lookup import question_of
from .scheduling import reviewed

__all__ = ["NOT_SURE", "NoSuchOptionError", "begin_again", "give_answer", "keep_ahead"]

NOT_SURE = ""


class NoSuchOptionError(Exception):
    """The question has no option of that label."""


def give_answer(*, person: Person, item: str, chosen: str, asked: UUID) -> Answered:
    """
    Write down what somebody answered to the question of that key, and when it comes back to them. ``chosen``
    is the label of an option, or `NOT_SURE`. ``asked`` names the form it was answered on: the same form sent
    twice is one answer, the first.

    Raises KeyError where the agency has no such question, `NoSuchOptionError`, and ItemError where the
    question has no one answer any more; nothing is written then.
    """
    question = question_of(person.agency, item)
    if chosen != NOT_SURE and all(option.label != chosen for option in question.options):
        raise NoSuchOptionError
    right = answer(question).label == chosen
    with writing():
        answered, new = Answered.objects.get_or_create(
            person=person,
            asked=asked,
            defaults={
                "agency_id": person.agency_id,
                "item": item,
                "topic": question.topic,
                "chosen": chosen,
                "right": right,
                "level": level_of(item),
                "at": clock.now(),
            },
        )
        if new and answered.level is None:
            _come_back(answered)
    return answered


def begin_again(*, person: Person, topic: str) -> int:
    """
    Begin a topic anew: its questions are new to this person again. What was answered stays on record.
    Returns how many questions it were.
    """
    with writing():
        gone, _by_kind = Card.objects.filter(person=person, topic=topic).delete()
    return gone


def keep_ahead(*, by: Person, text: bytes, key: str) -> RulesAhead:
    """
    Keep rules under a protocol's name so that the agency's people can practice on them. Nothing else follows
    them; whether they keep their promises is asked before they are put in force, not here.

    Raises ProtocolError when the text cannot be read.
    """
    protocol = parse_protocol(text, f"{key}.toml")
    bases, below = {}, protocol.base
    while below is not None:
        bases[below.key], below = below.source, below.base
    with writing():
        ahead, _new = RulesAhead.objects.update_or_create(
            agency_id=by.agency_id,
            key=key,
            defaults={
                "digest": protocol.digest,
                "text": text,
                "bases": bases,
                "kept_by": by,
                "kept_at": clock.now(),
            },
        )
    return ahead


def _morning_of(moment: datetime, person: Person) -> datetime:
    """The beginning of that day where the person works: whoever comes a little earlier than the last time
    finds the question all the same."""
    zone = ZoneInfo(person.agency.zone)
    return datetime.combine(moment.astimezone(zone).date(), time(0), zone)


def _come_back(answered: Answered) -> None:
    mine = Card.objects.select_for_update().filter(person_id=answered.person_id, item=answered.item).first()
    state, due_at = reviewed(
        mine.state if mine else None,
        right=answered.right,
        right_before=mine is None or mine.right,
        at=answered.at,
    )
    Card.objects.update_or_create(
        person_id=answered.person_id,
        item=answered.item,
        defaults={
            "agency_id": answered.agency_id,
            "topic": answered.topic,
            "right": answered.right,
            "state": state,
            "due_at": _morning_of(due_at, answered.person),
        },
    )
