"""The questions we wrote: each answers as it was meant, in both languages, and no label gives it away."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest

import heardfirst.practice
from heardfirst.practice.answering import answer, say_reasons
from heardfirst.practice.question_file import TOPICS, Item, load_item

AUTHORED = Path(heardfirst.practice.__file__).parent / "authored"
FILES = sorted(AUTHORED.glob("*/*.toml"))
INTENDED = tomllib.loads((Path(__file__).parent / "intended.toml").read_text("utf-8"))
ITEMS = {path: load_item(path) for path in FILES}


def right(item: Item) -> str:
    return answer(item).label


@pytest.mark.parametrize("topic", TOPICS)
def test_each_answers_as_it_was_meant(topic: str) -> None:
    mine = {path.stem: item for path, item in ITEMS.items() if path.parent.name == topic}
    assert {name: right(item) for name, item in mine.items()} == INTENDED[topic]
    assert len(mine) >= 5 and {item.topic for item in mine.values()} == {topic}


def test_there_are_eighty_and_more_and_every_one_is_meant_to_say_something() -> None:
    assert len(FILES) >= 80
    assert sum(map(len, INTENDED.values())) == len(FILES) and set(INTENDED) == set(TOPICS)


def test_each_is_told_in_both_languages_and_never_twice_alike() -> None:
    for language in ("en", "es"):
        stories = Counter(item.about[language] for item in ITEMS.values())
        assert max(stories.values()) == 1
    for path, item in ITEMS.items():
        for texts in (item.about, item.ask, *(each.text for each in item.options)):
            assert set(texts) == {"en", "es"} and texts["en"] != texts["es"], path.stem
            assert all(each == each.strip() and len(each) > 3 for each in texts.values()), path.stem
        assert all(item.ask[language].endswith("?") for language in ("en", "es")), path.stem


def test_why_and_why_not_are_said_for_every_option_in_both_languages() -> None:
    for path, item in ITEMS.items():
        derived = answer(item)
        assert set(derived.why_not) == {each.label for each in item.options} - {derived.label}
        for language in ("en", "es"):
            for reasons in (derived.because, *derived.why_not.values()):
                said = say_reasons(reasons, language)
                assert said and all(each.endswith(".") and "{" not in each for each in said), path.stem


def test_neither_the_label_nor_the_length_of_an_option_gives_the_answer_away() -> None:
    labels = Counter(right(item) for item in ITEMS.values())
    assert max(labels.values()) <= 0.3 * len(ITEMS)
    longest = sum(
        max(item.options, key=lambda each: len(each.text["en"])).label == right(item)
        for item in ITEMS.values()
    )
    assert longest <= 0.4 * len(ITEMS)


def test_every_rationale_argues_and_none_only_says_how_things_stand() -> None:
    """For each option there is a sentence on what it would do, beside the protocol's reasons or instead."""
    for path, item in ITEMS.items():
        derived = answer(item)
        for option in item.options:
            own = [each for each in derived.reasons(option.label) if each.kind == "practice"]
            assert derived.rationale[option.label] or own, (path.stem, option.label)
            for language in ("en", "es"):
                sentences = derived.sentences(option.label, language)
                assert len(sentences[0].split()) >= 7, (path.stem, option.label, sentences)


def test_no_key_breaks_the_law_or_a_code() -> None:
    never = {
        "blame", "pressure", "tell_others", "refer_away", "promise_secrecy", "say_all", "bill_falsely",
        "falsify_record", "end_without_notice",
    }  # fmt: skip
    for path, item in ITEMS.items():
        (key,) = [option for option in item.options if option.label == right(item)]
        assert not never & set(key.acts), path.stem


# What no worker would choose who knows the work: a test of patience with the reader, not of judgment.
STRAW = (
    "in a cell",
    "no excuse",
    "such a mother",
    "what he was thinking",
    "do not get arrested",
    "loses her children",
)


def test_no_option_is_made_of_straw() -> None:
    found = {
        path.stem: option.text["en"]
        for path, item in ITEMS.items()
        for option in item.options
        if any(each in option.text["en"] for each in STRAW) or set(option.acts) == {"blame"}
    }
    assert not found
