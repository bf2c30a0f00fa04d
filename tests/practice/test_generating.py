"""Questions made from a protocol's own states: one right answer each, no two alike, sentences to be read."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path

import pytest

from heardfirst.practice.answering import answer, say_reasons
from heardfirst.practice.errors import ItemError
from heardfirst.practice.generating import LEVELS, MadeQuestion, generated, several
from heardfirst.practice.question_file import TOPICS, parse_item
from heardfirst.practice.question_text import toml_of
from heardfirst.protocol import Protocol, load_protocol, parse_protocol, shipped_protocols
from tests.conftest import PROFILE

DEFAULT = load_protocol("court-mandated-treatment")
# Ten thousand in a thorough run.
COUNT = 3_400 if PROFILE == "thorough" else 60
LANGUAGES = ("en", "es")


def texts_of(made: MadeQuestion, language: str) -> list[str]:
    return [
        made.item.about[language],
        made.item.ask[language],
        *(each.text[language] for each in made.item.options),
    ]


@pytest.mark.parametrize("level", LEVELS)
def test_each_has_one_right_answer_and_no_two_are_alike(level: int) -> None:
    made = list(several(DEFAULT, level=level, count=COUNT))
    assert len(made) == COUNT
    assert len({each.likeness for each in made}) == COUNT
    for language in LANGUAGES:
        assert len({tuple(texts_of(each, language)) for each in made}) == COUNT
    for each in made:
        derived = answer(each.item)  # refuses an item without one answer
        others = {option.label for option in each.item.options} - {derived.label}
        assert set(derived.why_not) == others and all(derived.why_not.values())
        assert each.item.topic in TOPICS


@pytest.mark.parametrize("name", shipped_protocols())
def test_any_protocol_can_be_asked_about_in_sentences_that_can_be_read(name: str) -> None:
    protocol = load_protocol(name)
    for level in LEVELS:
        for made in islice(several(protocol, level=level, count=8, seed=level * 1000), 8):
            for language in LANGUAGES:
                for text in texts_of(made, language):
                    assert text[0].isupper() or text[0] == "¿", text
                    assert text[-1] in ".?" and not re.search(r"[{}_]|\bNone\b|  |\.\.", text), text
                derived = answer(made.item)
                for reasons in (derived.because, *derived.why_not.values()):
                    assert all(
                        each.endswith(".") and "{" not in each for each in say_reasons(reasons, language)
                    )


def test_a_higher_level_tells_of_more_and_offers_what_is_nearer() -> None:
    told = {
        level: [len(made.item.scenario.entries) for made in several(DEFAULT, level=level, count=20)]
        for level in LEVELS
    }
    assert sum(told[1]) < sum(told[2]) < sum(told[3])
    offered = {level: len(generated(DEFAULT, level=level, seed=1).item.options) for level in LEVELS}
    assert offered[1] < offered[2] < offered[3]


def test_the_same_seed_makes_the_same_question_and_another_one_another() -> None:
    one, again, other = (generated(DEFAULT, level=2, seed=seed) for seed in (5, 5, 6))
    assert toml_of(one.item) == toml_of(again.item) != toml_of(other.item)


@pytest.mark.parametrize("level", LEVELS)
def test_written_out_and_read_again_it_is_the_same_question(level: int) -> None:
    for made in several(DEFAULT, level=level, count=10, seed=300):
        again = parse_item(toml_of(made.item).encode(), "made.toml")
        assert again.options == made.item.options and again.about == made.item.about
        assert again.scenario.entries == made.item.scenario.entries
        assert answer(again) == answer(made.item)
        assert toml_of(again) == toml_of(made.item)


RULE = """[protocol]
extends = "court-mandated-treatment"
name    = { en = "Ours, from Monday", es = "Las nuestras, desde el lunes" }
version = "2027.1"
[[step]]
name   = "greet"
role   = "reach"
after  = "protect"
label  = { en = "Send a kind word", es = "Enviar unas palabras amables" }
wanted = ["missed", "not in_touch", "not tried"]
writes = ["contact.tried"]
"""


def own_rules() -> Protocol:
    return parse_protocol(RULE.encode(), "own.toml")


def test_a_rule_that_is_not_in_force_yet_is_asked_about_the_day_before() -> None:
    asked = [generated(own_rules(), level=1, seed=seed).item for seed in range(30)]
    right = [next(each for each in item.options if each.label == answer(item).label) for item in asked]
    assert any(each.acts == ("greet",) for each in right)
    assert any(each.text["es"] == "Enviar unas palabras amables." for each in right)


def test_written_out_a_question_of_ones_own_rules_names_their_file(tmp_path: Path) -> None:
    item = generated(own_rules(), level=1, seed=1).item
    (tmp_path / f"{own_rules().key}.toml").write_text(RULE, "utf-8")
    again = parse_item(toml_of(item).encode(), "made.toml", beside=tmp_path)
    assert answer(again) == answer(item)


@pytest.mark.parametrize("level", [0, 4])
def test_there_is_no_other_level(level: int) -> None:
    with pytest.raises(ItemError, match=r"one of 1, 2, 3, not"):
        generated(DEFAULT, level=level, seed=1)
