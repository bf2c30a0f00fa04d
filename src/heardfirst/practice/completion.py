"""
Who has gone through all of practice, and the certificate that says so.

What has to be done is derived from what somebody answered, never from a flag: in every topic so many
different questions answered right, of which each one's last answer counts, and one practice call walked to
its end. See docs/decisions/0028.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from heardfirst import clock
from heardfirst.agency.models import Agency, Person
from heardfirst.agency.selectors import day_in, protocol_in_force
from heardfirst.turns import writing

from .calls.selectors import calls_of, is_over
from .models import Answered, Completion
from .question_lookup import keys_by_topic

__all__ = [
    "EACH_TOPIC",
    "CompletionProgress",
    "NotYetCompleteError",
    "TopicDone",
    "complete",
    "completion_numbered",
    "completion_of",
    "completions_of",
    "progress_to",
]  # fmt: skip

EACH_TOPIC = 5
"""How many different questions of a topic have to be answered right."""
_CALLS_LOOKED_AT = 25
_NUMBER_LETTERS = 12
# Letters and figures that nobody takes for one another.
_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


class NotYetCompleteError(Exception):
    """Something of what has to be done is not done yet."""


@dataclass(frozen=True, slots=True)
class TopicDone:
    """How many questions of a topic are right, of how many that are wanted."""

    topic: str
    right: int
    wanted: int

    @property
    def done(self) -> bool:
        """Whether that is enough."""
        return self.right >= self.wanted


@dataclass(frozen=True, slots=True)
class CompletionProgress:
    """
    How far somebody is; whether they walked a call to its end; when they first answered a question, and when
    they last did, None before that.
    """

    topics: tuple[TopicDone, ...]
    called: bool
    first_at: datetime | None
    last_at: datetime | None

    @property
    def done(self) -> bool:
        """Whether all of it is done."""
        return self.called and bool(self.topics) and all(topic.done for topic in self.topics)


def progress_to(person: Person) -> CompletionProgress:
    """How far somebody is on the way to a certificate."""
    answers = Answered.objects.filter(person=person).order_by("at", "pk")
    rows = list(answers.values_list("item", "topic", "right", "at"))
    last = {item: (topic, right) for item, topic, right, _at in rows}
    right_in: dict[str, int] = {}
    for topic, right in last.values():
        right_in[topic] = right_in.get(topic, 0) + right
    topics = tuple(
        TopicDone(topic, right_in.get(topic, 0), min(EACH_TOPIC, len(keys)))
        for topic, keys in keys_by_topic(person.agency).items()
        if topic and keys
    )
    called = any(call.ended_at is not None and is_over(call) for call in calls_of(person)[:_CALLS_LOOKED_AT])
    return CompletionProgress(topics, called, rows[0][3] if rows else None, rows[-1][3] if rows else None)


def complete(*, person: Person) -> Completion:
    """
    Write down that somebody has done all of it, under the rules that are in force; once they have, the same
    is given back. Raises `NotYetCompleteError`.
    """
    rules = protocol_in_force(person.agency)
    with writing():
        Person.objects.select_for_update(no_key=True).only("pk").get(pk=person.pk)
        there = Completion.objects.filter(person=person, rules_digest=rules.digest).first()
        if there is not None:
            return there
        progress = progress_to(person)
        if not progress.done or progress.first_at is None or progress.last_at is None:
            raise NotYetCompleteError
        at = clock.now()
        agency = person.agency
        contents: dict[str, Any] = {
            "name": person.name,
            "agency": agency.name,
            "from": day_in(agency, progress.first_at).isoformat(),
            "until": day_in(agency, progress.last_at).isoformat(),
            "on": day_in(agency, at).isoformat(),
            "topics": [[topic.topic, topic.right] for topic in progress.topics],
            "rules": {"name": dict(rules.name), "version": rules.version},
        }
        return Completion.objects.create(
            agency=agency, person=person, number=_number(), rules_digest=rules.digest, said=contents, at=at
        )


def completion_of(person: Person) -> Completion | None:
    """Somebody's own, the last."""
    return Completion.objects.filter(person=person).order_by("-at", "-pk").first()


def completion_numbered(agency: Agency, number: str) -> Completion | None:
    """The completion of that number in an agency, however somebody copied it; of people who left, too."""
    letters = "".join(letter for letter in number.upper() if letter.isalnum())
    there = Completion.objects.filter(agency=agency, number=_grouped(letters[:_NUMBER_LETTERS]))
    return there.select_related("person").first()


def completions_of(people: Sequence[Person]) -> dict[int, Completion]:
    """The last of each of these people, by the person's primary key."""
    there = Completion.objects.filter(person__in=[person.pk for person in people]).order_by("at", "pk")
    return {completion.person_id: completion for completion in there}


def _number() -> str:
    """Drawn anew, so that no number says how many there are. Of thirty letters to the twelfth power."""
    return _grouped("".join(secrets.choice(_LETTERS) for _ in range(_NUMBER_LETTERS)))


def _grouped(letters: str) -> str:
    return "-".join(letters[start : start + 4] for start in range(0, _NUMBER_LETTERS, 4))
