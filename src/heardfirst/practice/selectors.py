"""Reading practice: what is due, what comes next, and how far somebody is. Each sees their own alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from heardfirst.agency.models import Person

from .models import Answered, Card
from .question_lookup import keys_by_topic

__all__ = [
    "PracticeStanding",
    "TopicStanding",
    "answered_or_none",
    "comes_back_at",
    "next_question",
    "standing_of",
]


@dataclass(frozen=True, slots=True)
class TopicStanding:
    """
    How far somebody is in one topic: how many questions there are, how many were answered at all, and right
    when they were last asked; how many are due now; and which comes next, empty when none does today.
    """

    topic: str
    questions: int
    asked: int
    right: int
    due: int
    next: str


@dataclass(frozen=True, slots=True)
class PracticeStanding:
    """How far somebody is: topic by topic, how many questions are due now in all, which one comes next
    (empty when none does today), and when the next of those that were answered comes back."""

    topics: tuple[TopicStanding, ...]
    due: int
    next: str
    back_at: datetime | None


def standing_of(person: Person, at: datetime) -> PracticeStanding:
    """
    How far somebody is at an aware moment.

    What is due comes before what is new, what is due longest first; of what is new, the topic that is known
    least leads, and within a topic the order of the bank.
    """
    cards = {card.item: card for card in Card.objects.filter(person=person).order_by("due_at", "pk")}
    keys = keys_by_topic(person.agency)
    topics = tuple(_topic(topic, theirs, cards, at) for topic, theirs in keys.items() if theirs)
    known = {key for theirs in keys.values() for key in theirs}
    there = [card for card in cards.values() if card.item in known]
    due = [card.item for card in there if card.due_at <= at]
    fresh = min(
        (topic for topic in topics if topic.asked < topic.questions),
        key=lambda topic: (topic.right / topic.questions, topic.asked / topic.questions),
        default=None,
    )
    following = due[0] if due else _new_in(keys[fresh.topic], cards) if fresh else ""
    later = [card.due_at for card in there if card.due_at > at]
    return PracticeStanding(topics, len(due), following, min(later, default=None))


def next_question(person: Person, at: datetime, topic: str | None = None) -> str:
    """The key of the question that comes next, of all or within a topic; empty when none does today."""
    standing = standing_of(person, at)
    if topic is None:
        return standing.next
    return next(
        (topic_standing.next for topic_standing in standing.topics if topic_standing.topic == topic), ""
    )


def answered_or_none(person: Person, public_id: UUID) -> Answered | None:
    """An answer of this person's own; None for anybody else's."""
    return Answered.objects.filter(person=person, public_id=public_id).first()


def comes_back_at(person: Person, item: str) -> datetime | None:
    """When a question comes back to somebody; None for one that does not."""
    return Card.objects.filter(person=person, item=item).values_list("due_at", flat=True).first()


def _topic(topic: str, keys: Sequence[str], cards: dict[str, Card], at: datetime) -> TopicStanding:
    theirs = set(keys)
    mine = [card for key, card in cards.items() if key in theirs]  # the one that is due longest leads
    due = [card.item for card in mine if card.due_at <= at]
    return TopicStanding(
        topic=topic,
        questions=len(keys),
        asked=len(mine),
        right=sum(card.right for card in mine),
        due=len(due),
        next=due[0] if due else _new_in(keys, cards),
    )


def _new_in(keys: Sequence[str], cards: dict[str, Card]) -> str:
    return next((key for key in keys if key not in cards), "")
