"""
How a group practices, so that one can talk about what is hard, and never about who is slow.

Nothing here says how one person answers. What is said of a topic or a question stands on the last answers of
at least `FEWEST` people, and in three rough shares, of which the first and the last do not tell all from most
and none from few. See docs/decisions/0027.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Exists, Max, OuterRef

from heardfirst.agency.models import Person
from heardfirst.agency.selectors import day_in
from heardfirst.record.models import Session

from .completion import completions_of
from .models import Answered, Completion, PracticeCall
from .question_file import TOPICS

__all__ = ["FEWEST", "GroupProgress", "Member", "MissedQuestion", "Share", "TopicOfGroup", "group_of"]

FEWEST = 4
"""Of how many people at least something is said together."""
_MOST_MISSED = 8
_ONE_THIRD, _TWO_THIRDS = 1 / 3, 2 / 3


class Share(StrEnum):
    """How much of a topic was right, or how often a question was missed, roughly."""

    FEW = "few"
    ABOUT_HALF = "about_half"
    MOST = "most"


@dataclass(frozen=True, slots=True)
class TopicOfGroup:
    """How many people practiced a topic, and how much was right; None where too few did to say."""

    topic: str
    people: int
    right: Share | None


@dataclass(frozen=True, slots=True)
class MissedQuestion:
    """A question that several missed when they were last asked, of at least `FEWEST`."""

    item: str
    topic: str
    missed: Share


@dataclass(frozen=True, slots=True)
class Member:
    """One of the group: on which day they last practiced, and what they hold."""

    person: Person
    last_on: date | None
    completion: Completion | None


@dataclass(frozen=True, slots=True)
class GroupProgress:
    """A group taken together: ``members`` by name, and in how many practice ``calls`` somebody came back."""

    members: tuple[Member, ...]
    topics: tuple[TopicOfGroup, ...]
    missed: tuple[MissedQuestion, ...]
    calls: int

    @property
    def practiced(self) -> int:
        """How many have answered anything at all."""
        return sum(member.last_on is not None for member in self.members)

    @property
    def certified(self) -> int:
        """How many hold a certificate."""
        return sum(member.completion is not None for member in self.members)


def group_of(people: Sequence[Person]) -> GroupProgress:
    """
    These people of one agency taken together. Whose practice somebody may see is for `access.trained_by` to
    say.
    """
    keys = [person.pk for person in people]
    answers = Answered.objects.filter(person__in=keys)
    last_at = dict(answers.values("person_id").annotate(last=Max("at")).values_list("person_id", "last"))
    rows = answers.order_by("at", "pk").values_list("person_id", "item", "topic", "right")
    last = {(person, item): (topic, right) for person, item, topic, right in rows}
    completions = completions_of(people)
    members = tuple(
        Member(
            person,
            day_in(people[0].agency, last_at[person.pk]) if person.pk in last_at else None,
            completions.get(person.pk),
        )
        for person in sorted(people, key=lambda person: person.name.casefold())
    )
    came = Session.objects.filter(
        case=OuterRef("case"), outcome=Session.Outcome.ATTENDED, starts_at__gt=OuterRef("begins")
    )
    calls = PracticeCall.objects.filter(Exists(came), person__in=keys, ended_at__isnull=False).count()
    return GroupProgress(members, _topics(last), _missed(last), calls)


def _topics(last: dict[tuple[int, str], tuple[str, bool]]) -> tuple[TopicOfGroup, ...]:
    people, right = defaultdict[str, set[int]](set), defaultdict[str, list[bool]](list)
    for (person, _item), (topic, was_right) in last.items():
        people[topic].add(person)
        right[topic].append(was_right)
    return tuple(
        TopicOfGroup(
            topic, len(people[topic]), _share(right[topic]) if len(people[topic]) >= FEWEST else None
        )
        for topic in TOPICS
    )


def _missed(last: dict[tuple[int, str], tuple[str, bool]]) -> tuple[MissedQuestion, ...]:
    by_item = defaultdict[tuple[str, str], list[bool]](list)
    for (_person, item), (topic, right) in last.items():
        by_item[item, topic].append(not right)
    found = [
        (sum(missed) / len(missed), MissedQuestion(item, topic, _share(missed)))
        for (item, topic), missed in by_item.items()
        if len(missed) >= FEWEST and _share(missed) != Share.FEW
    ]
    found.sort(key=lambda pair: (-pair[0], pair[1].item))
    # The order within the list is the bank's: a place in it would say more than the rough shares do.
    return tuple(sorted((missed for _, missed in found[:_MOST_MISSED]), key=lambda missed: missed.item))


def _share(misses: Sequence[bool]) -> Share:
    part = sum(misses) / len(misses)
    return Share.FEW if part <= _ONE_THIRD else Share.MOST if part >= _TWO_THIRDS else Share.ABOUT_HALF
