"""The agency's own questions: kept once, asked like all others, and archived."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.db import Error, transaction

from heardfirst.practice import own_questions
from heardfirst.practice.errors import ItemError
from heardfirst.practice.exchange.checking import Checked, checked
from heardfirst.practice.exchange.scenario_files import QuestionFile
from heardfirst.practice.exchange.shipped import shipped_texts
from heardfirst.practice.models import OwnItem
from heardfirst.practice.question_lookup import keys_by_topic, keys_of, question_of
from heardfirst.practice.services import give_answer
from heardfirst.vault import new_id
from tests.practice.conftest import Cast, at_once
from tests.practice.test_exchange import QUESTION

pytestmark = pytest.mark.usefixtures("now")

OTHER = QUESTION.replace("nobody called", "it rained")


def brought(*texts: str) -> Iterable[Checked]:
    return checked([QuestionFile(f"{place}.toml", text.encode()) for place, text in enumerate(texts)])


def test_what_is_right_is_kept_once_and_asked_in_its_topic(cast: Cast) -> None:
    bad = QUESTION.replace("notify_court", "contact")
    (kept,) = own_questions.add_own_items(by=cast.supervisor, found=brought(QUESTION, bad))
    assert own_questions.add_own_items(by=cast.supervisor, found=brought(QUESTION)) == []
    key = own_questions.key_of(OwnItem.objects.get())
    assert keys_of(cast.agency, "first_response")[-1] == key and key in keys_of(cast.agency)
    assert question_of(cast.agency, key).ask["es"] == "¿Qué va primero?"
    given = give_answer(person=cast.worker, item=key, chosen="call", asked=new_id())
    assert given.right and given.topic == "first_response"
    assert kept.text == QUESTION and kept.added_by == cast.supervisor


def test_what_came_with_the_product_is_here_already(cast: Cast) -> None:
    shipped = shipped_texts()["authored/first_response/she-calls-back"].decode()
    assert own_questions.add_own_items(by=cast.supervisor, found=brought(shipped)) == []
    (changed,) = own_questions.add_own_items(by=cast.supervisor, found=brought(f"# ours\n{shipped}"))
    assert changed.topic == "first_response"


def test_what_was_put_away_is_asked_nobody_and_stays_readable(cast: Cast) -> None:
    first, second = own_questions.add_own_items(by=cast.supervisor, found=brought(QUESTION, OTHER))
    own_questions.put_away(own=first)
    assert own_questions.key_of(first) not in keys_of(cast.agency) and own_questions.key_of(
        second
    ) in keys_of(cast.agency)
    assert question_of(cast.agency, own_questions.key_of(first)).options
    assert [each.pk for each in own_questions.own_items(cast.agency, away=True)] == [first.pk]
    own_questions.take_out_again(own=first)
    assert len(own_questions.own_items(cast.agency)) == 2 and own_questions.key_of(first) in keys_of(
        cast.agency
    )


def test_nobody_elses_agency_knows_of_them(cast: Cast) -> None:
    (kept,) = own_questions.add_own_items(by=cast.supervisor, found=brought(QUESTION))
    elsewhere = cast.stranger.agency
    assert (
        own_questions.own_items(elsewhere) == []
        and own_questions.own_item_of(elsewhere, kept.public_id) is None
    )
    assert own_questions.key_of(kept) not in keys_of(elsewhere)
    for key in (own_questions.key_of(kept), "own/none", f"own/{new_id()}"):
        with pytest.raises(KeyError):
            question_of(elsewhere, key)
    with pytest.raises(Error), transaction.atomic():
        at_once(lambda: OwnItem.objects.filter(pk=kept.pk).update(added_by=cast.stranger))


def test_one_that_has_no_answer_any_more_is_not_asked(cast: Cast) -> None:
    (kept,) = own_questions.add_own_items(by=cast.supervisor, found=brought(QUESTION))
    OwnItem.objects.filter(pk=kept.pk).update(
        text=QUESTION.replace("notify_court", "contact"), digest="by other rules"
    )
    assert own_questions.key_of(kept) not in keys_of(cast.agency)
    with pytest.raises(KeyError):
        question_of(cast.agency, own_questions.key_of(kept))


def test_the_bank_asks_the_database_once_and_an_agency_keeps_so_many(
    cast: Cast, django_assert_num_queries: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    own_questions.add_own_items(by=cast.supervisor, found=brought(QUESTION))
    keys_by_topic(cast.agency)  # what has an answer is worked out once
    with django_assert_num_queries(1):  # type: ignore[operator]
        assert sum(map(len, keys_by_topic(cast.agency).values())) > 80
    monkeypatch.setattr(own_questions, "MOST_OWN", 1)
    with pytest.raises(ItemError, match="at most 1"):
        own_questions.add_own_items(by=cast.supervisor, found=brought(OTHER))
    assert OwnItem.objects.count() == 1
