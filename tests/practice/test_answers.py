"""What somebody answered is kept once, and the question comes back when it is due."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import Error, transaction

from heardfirst import clock
from heardfirst.agency.models import Person
from heardfirst.practice.answering import answer
from heardfirst.practice.models import Answered, Card
from heardfirst.practice.question_file import TOPICS
from heardfirst.practice.question_lookup import keys_of, question_of
from heardfirst.practice.selectors import answered_or_none, comes_back_at, next_question, standing_of
from heardfirst.practice.services import NOT_SURE, NoSuchOptionError, begin_again, give_answer
from tests.practice.conftest import Cast, at_once

FIRST, SECOND = "authored/first_response/five-days-to-report", "authored/first_response/he-has-begun-to-skip"
DAY = timedelta(days=1)

pytestmark = pytest.mark.usefixtures("now")


def right_of(person: Person, key: str) -> str:
    return answer(question_of(person.agency, key)).label


def wrong_of(person: Person, key: str) -> str:
    right = right_of(person, key)
    return next(each.label for each in question_of(person.agency, key).options if each.label != right)


def answers(person: Person, key: str, *, right: bool = True, at: datetime | None = None) -> Answered:
    chosen = right_of(person, key) if right else wrong_of(person, key)
    with clock.standing_at(at or clock.now()):
        return give_answer(person=person, item=key, chosen=chosen, asked=uuid4())


def test_every_topic_has_its_questions_and_an_unknown_key_has_none(cast: Cast) -> None:
    every = keys_of(cast.agency)
    assert len(every) == len(set(every)) >= 80
    assert [key for topic in TOPICS for key in keys_of(cast.agency, topic)] == every
    for key in ("authored/first_response/none", "authored/../secret", "own/1", "", "made/1"):
        with pytest.raises(KeyError):
            question_of(cast.agency, key)


def test_a_right_answer_and_a_wrong_one_are_told_apart(cast: Cast) -> None:
    good, bad = answers(cast.worker, FIRST), answers(cast.worker, SECOND, right=False)
    unsure = give_answer(person=cast.colleague, item=FIRST, chosen=NOT_SURE, asked=uuid4())
    assert (good.right, bad.right, unsure.right) == (True, False, False)
    assert good.topic == "first_response" and good.level is None and good.at == clock.now()
    with pytest.raises(NoSuchOptionError):
        give_answer(person=cast.worker, item=FIRST, chosen="z", asked=uuid4())
    assert Answered.objects.count() == 3


def test_a_form_sent_twice_is_one_answer_the_first(cast: Cast) -> None:
    asked, right = uuid4(), right_of(cast.worker, FIRST)
    first = give_answer(person=cast.worker, item=FIRST, chosen=wrong_of(cast.worker, FIRST), asked=asked)
    due = comes_back_at(cast.worker, FIRST)
    again = give_answer(person=cast.worker, item=FIRST, chosen=right, asked=asked)
    assert again.pk == first.pk and not again.right
    assert comes_back_at(cast.worker, FIRST) == due


def test_what_is_known_comes_back_ever_later_and_what_is_not_tomorrow(cast: Cast) -> None:
    gaps, at = [], clock.now()
    for _turn in range(4):
        answers(cast.worker, FIRST, at=at)
        back = comes_back_at(cast.worker, FIRST)
        assert back is not None
        gaps.append(back - at)
        at = back
    assert gaps == sorted(gaps) and gaps[0] >= DAY and gaps[-1] > 7 * gaps[0]
    answers(cast.worker, FIRST, right=False, at=at)
    back = comes_back_at(cast.worker, FIRST)
    assert back is not None and 0.8 * DAY <= back - at < gaps[-1] and back.day != at.day


def test_right_at_last_comes_back_sooner_than_right_at_once(cast: Cast) -> None:
    at = clock.now()
    answers(cast.worker, FIRST, right=False, at=at - DAY)
    answers(cast.worker, FIRST, at=at)
    answers(cast.colleague, FIRST, at=at)
    hard, good = comes_back_at(cast.worker, FIRST), comes_back_at(cast.colleague, FIRST)
    assert hard is not None and good is not None and hard < good


def test_what_is_due_comes_first_then_the_topic_known_least(cast: Cast) -> None:
    at = clock.now()
    assert standing_of(cast.worker, at).next == keys_of(cast.agency)[0]
    answers(cast.worker, FIRST, at=at)
    assert next_question(cast.worker, at).split("/")[1] == TOPICS[1]
    assert next_question(cast.worker, at, TOPICS[0]) == SECOND
    answers(cast.worker, SECOND, right=False, at=at - DAY)
    standing = standing_of(cast.worker, at + 30 * DAY)
    assert standing.due == 2 and standing.next == SECOND
    topic = standing.topics[0]
    assert (topic.asked, topic.right, topic.due) == (2, 1, 2)
    assert standing_of(cast.colleague, at + 30 * DAY).due == 0


def test_once_all_is_answered_nothing_is_left_for_today(cast: Cast) -> None:
    at = clock.now()
    for key in keys_of(cast.agency, "safety"):
        answers(cast.worker, key)
    assert next_question(cast.worker, at, "safety") == ""
    back = standing_of(cast.worker, at).back_at
    assert (
        back is not None and next_question(cast.worker, back, "safety") == keys_of(cast.agency, "safety")[0]
    )


def test_a_topic_begun_again_is_new_and_what_was_answered_stays(cast: Cast) -> None:
    answers(cast.worker, FIRST)
    answers(cast.colleague, FIRST)
    assert begin_again(person=cast.worker, topic="first_response") == 1
    assert next_question(cast.worker, clock.now(), "first_response") == FIRST
    assert Answered.objects.filter(person=cast.worker).count() == 1
    assert Card.objects.filter(person=cast.colleague).count() == 1


def test_answers_are_ones_own(cast: Cast) -> None:
    mine = answers(cast.worker, FIRST)
    assert answered_or_none(cast.worker, mine.public_id) == mine
    assert answered_or_none(cast.colleague, mine.public_id) is None


def test_the_database_keeps_answers_within_an_agency(cast: Cast) -> None:
    mine = answers(cast.worker, FIRST)
    mine.agency = cast.elsewhere
    with pytest.raises(Error), transaction.atomic():
        at_once(mine.save)
