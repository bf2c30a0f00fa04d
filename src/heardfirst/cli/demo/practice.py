"""What the made-up people have practiced over the past weeks, so that there is progress to look at."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid5

from heardfirst import clock
from heardfirst.agency.models import Person
from heardfirst.practice.answering import answer
from heardfirst.practice.question_lookup import question_of
from heardfirst.practice.selectors import next_question
from heardfirst.practice.services import NOT_SURE, give_answer
from heardfirst.turns import writing

from .story_builder import DemoStory

# How many questions were answered in one sitting a week, from eight weeks ago until last week.
_A_WEEK = (5, 9, 7, 0, 12, 11, 8, 14)
_NOW_AND_THEN = (0, 0, 0, 0, 0, 8, 0, 6)
_OVER_LUNCH = "12:20"
_EVERY = 10
_SURE_FROM, _SURER_EACH_WEEK = 4, 0.6


def practice(person: Person, past: DemoStory, *, often: bool = True) -> None:
    """Answer what would have come next, week after week, a little surer each time."""
    count, weeks = 0, _A_WEEK if often else _NOW_AND_THEN
    with writing():
        for place, many in enumerate(weeks):
            for turn in range(many):
                at = past.weeks_ago(len(weeks) - place, _OVER_LUNCH) + timedelta(minutes=turn * 2)
                with clock.standing_at(at):
                    _answer(person, count, sure=_SURE_FROM + place * _SURER_EACH_WEEK, at=at)
                count += 1


def _answer(person: Person, count: int, *, sure: float, at: datetime) -> None:
    item = next_question(person, at)
    question = question_of(person.agency, item)
    right = answer(question).label
    others = [option.label for option in question.options if option.label != right]
    drawn = count * 7 % _EVERY  # every tenth, in an order that looks like none
    chosen = right if drawn < sure else NOT_SURE if drawn == _EVERY - 1 else others[count % len(others)]
    give_answer(person=person, item=item, chosen=chosen, asked=uuid5(person.public_id, str(count)))
