"""What a protocol's own facts are about, in words: every value of every list they choose from has its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from heardfirst.protocol.telling.phrases import span
from heardfirst.protocol.telling.threshold_words import say_period, say_threshold
from heardfirst.protocol.vocabulary.closed_lists import ASKERS, LISTS, RECIPIENTS, TASKS
from heardfirst.protocol.vocabulary.granting import LACKS
from heardfirst.protocol.vocabulary.terms import CAPACITIES, FLAGS, PERIODS
from heardfirst.protocol.vocabulary.thresholds import (
    SINCE,
    Agreed,
    Capacity,
    Done,
    Inquiry,
    Lacking,
    Notified,
    OrderSays,
    Release,
)
from tests.house.test_words import faults


def each_of() -> Iterator[object]:
    yield from (Notified(recipient, since) for recipient in RECIPIENTS for since in SINCE)
    yield from (Release(recipient) for recipient in RECIPIENTS)
    yield from (Inquiry(asker) for asker in ("anyone", *ASKERS))
    yield from (Done(task) for task in TASKS)
    yield from (Agreed(step) for step in ("dismiss", "close", "recommend_action", *TASKS))
    yield from (Lacking(of, what) for of in ("excuse", "leave") for what in LACKS)
    yield from (OrderSays(term) for term in FLAGS)
    yield Capacity(CAPACITIES)


@pytest.mark.parametrize("value", list(each_of()), ids=str)
def test_every_value_is_said_in_both_languages(value: object) -> None:
    english, spanish = (say_threshold(value, language, span) for language in ("en", "es"))
    assert english and spanish and english != spanish
    assert faults(english) == []
    for sentence in (english, spanish):
        assert not re.search(r"[{}_]|  |\b(a|de) el\b", sentence), sentence


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_words_are_the_labels_of_the_lists(language: str) -> None:
    for recipient in RECIPIENTS:
        label = LISTS["recipient"].labels[recipient][language][1:]
        said = str(say_threshold(Notified(recipient), language, span))
        assert label.removeprefix("l ") in said
    assert len({say_period(period, language) for period in PERIODS}) == len(PERIODS)


def test_some_of_them() -> None:
    def said(value: object) -> tuple[str | None, ...]:
        return tuple(say_threshold(value, language, span) for language in ("en", "es"))

    assert said(Notified("motor_vehicles", "response")) == (
        "the DMV was told, since this began",
        "se informó al DMV, desde que esto empezó",
    )
    assert said(Inquiry("other_state")) == (
        "a question from the other state, not answered yet",
        "una pregunta del otro estado, sin responder",
    )
    assert said(Agreed("fee_waived")) == (
        "the supervisor agreed on “Waived the fee”, since the last missed session",
        "la supervisión acordó “Se condonó la tarifa”, desde la última falta",
    )
