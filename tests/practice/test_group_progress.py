"""A group taken together says what is hard, and about no one person how they answer."""

from __future__ import annotations

from uuid import uuid4

import pytest

from heardfirst import clock
from heardfirst.agency.models import Person, Role
from heardfirst.agency.services import add_person
from heardfirst.practice.calls.services import act, stop
from heardfirst.practice.group_progress import FEWEST, Share, group_of
from heardfirst.practice.models import Answered
from tests.practice.conftest import Cast
from tests.practice.test_calls import good_talk, records, started

pytestmark = pytest.mark.usefixtures("now")
HARD, EASY = "authored/safety/a", "authored/safety/b"


@pytest.fixture
def people(cast: Cast) -> list[Person]:
    more = [
        add_person(agency=cast.agency, email=f"{name}@example.org", name=name, roles=[Role.WORKER])
        for name in ("zoe", "Abel", "Mira")
    ]
    return [cast.worker, cast.colleague, *more]


def gave(person: Person, item: str, *, right: bool) -> None:
    Answered.objects.create(
        agency_id=person.agency_id, person=person, item=item, topic="safety", chosen="a", right=right,
        asked=uuid4(), at=clock.now(),
    )  # fmt: skip


def test_nothing_is_said_of_fewer_than_four(people: list[Person]) -> None:
    for person in people[: FEWEST - 1]:
        gave(person, HARD, right=False)
    group = group_of(people)
    safety = next(each for each in group.topics if each.topic == "safety")
    assert (safety.people, safety.right, group.missed, group.practiced) == (3, None, (), 3)
    gave(people[3], EASY, right=True)
    group = group_of(people)
    safety = next(each for each in group.topics if each.topic == "safety")
    assert (safety.people, safety.right) == (4, Share.FEW)
    assert group.missed == (), "four met the topic, but only three the question"


def test_what_is_missed_by_many_is_said_roughly_and_the_last_answer_counts(people: list[Person]) -> None:
    for person in people[:4]:
        gave(person, HARD, right=False)
        gave(person, EASY, right=True)
    (missed,) = group_of(people).missed
    assert (missed.item, missed.missed) == (HARD, Share.MOST)
    gave(people[0], HARD, right=True)  # three of four is said as four of four is
    assert group_of(people).missed == (missed,)
    for person in people[1:4]:
        gave(person, HARD, right=True)
    assert group_of(people).missed == ()
    assert {each.right for each in group_of(people).topics if each.people} == {Share.MOST}


def test_people_stand_by_name_whatever_they_answered(people: list[Person], cast: Cast) -> None:
    gave(cast.worker, HARD, right=True)
    members = group_of(people).members
    assert [each.person.name for each in members] == ["Abel", "Colin", "Mira", "Wanda", "zoe"]
    assert [each.last_on is not None for each in members] == [False, False, False, True, False]
    assert group_of([]).members == () and group_of(people).calls == group_of(people).certified == 0


def test_a_call_counts_once_the_client_came_back(people: list[Person]) -> None:
    stop(call=started(people[0]))
    assert group_of(people).calls == 0
    call = started(people[1])
    good_talk(call)
    records(call, "action.done", by="us", what="ride")
    act(call=call, do="session")
    assert group_of(people).calls == 0
    stop(call=call)
    assert group_of(people).calls == 1


def test_nobody_elses_answers_come_in(people: list[Person], cast: Cast) -> None:
    for _ in range(FEWEST):
        gave(cast.stranger, HARD, right=False)
    assert group_of(people).practiced == 0 and not any(each.people for each in group_of(people).topics)
