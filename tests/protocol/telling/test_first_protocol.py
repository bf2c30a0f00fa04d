"""Whatever somebody answers, the file that comes of it loads, is wired well, and passes its own scenario."""

from __future__ import annotations

import tomllib
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heardfirst.protocol import parse_protocol
from heardfirst.protocol.files.beside import Tried, folder_beside, try_scenarios
from heardfirst.protocol.proving.checking import broken_in, check, explore
from heardfirst.protocol.proving.deadlines import duties_on_plain_days
from heardfirst.protocol.proving.model import Grid, grids_of
from heardfirst.protocol.proving.number_floors import below_floors
from heardfirst.protocol.proving.wiring import wiring_faults
from heardfirst.protocol.telling.first_protocol import (
    AnswerError,
    first_protocol,
    first_scenario,
    questions,
    read_answers,
)
from tests.conftest import PROFILE, some_of
from tools.prove import ANSWERS, protocol_from

_WORDS = st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=60)
_SPANS = st.builds("{} {}".format, st.integers(1, 60), st.sampled_from(["hours", "days", "business days"]))


@st.composite
def answers_given(draw: st.DrawFn) -> dict[str, Any]:
    ordered, attempts = draw(st.booleans()), draw(st.integers(2, 10))
    told = ("court", "probation", "child_welfare", "order") if ordered else ("referrer", "nobody")
    return {
        "name": draw(_WORDS),
        "source": draw(_WORDS),
        "ordered": ordered,
        "told": draw(st.sampled_from(told)),
        "within": draw(_SPANS),
        "attempts": attempts,
        "days": draw(st.integers(2, attempts)),
        "channels": draw(st.integers(1, min(5, attempts))),
        "letter": draw(st.booleans()),
        "consult": draw(st.integers(1, 20)),
        "late": draw(st.integers(0, 180) | st.just("never")),
        "canceled": draw(st.sampled_from(["1 hour", "24 hours", "2 days", "never"])),
        "fees": draw(st.booleans()),
    }


def tried(answers: dict[str, Any], folder: Path, language: str) -> Tried:
    read = read_answers(answers, language)
    path = folder / "mine.toml"
    path.write_bytes(first_protocol(read, "mine.toml", language))
    folder_beside(path).mkdir(exist_ok=True)
    scenario = folder_beside(path) / "first.toml"
    rules = parse_protocol(path.read_bytes(), "mine.toml")
    scenario.write_bytes(first_scenario(read, rules, "mine.toml", language))
    (one,) = try_scenarios(rules, [scenario])
    return one


@given(answers_given(), st.sampled_from(["en", "es"]))
@settings(max_examples=60, deadline=None)
def test_any_answers_make_a_protocol_that_says_them(answers: dict[str, Any], language: str) -> None:
    protocol = protocol_from(answers, language)
    assert wiring_faults(protocol) == ()
    assert protocol.mandated is answers["ordered"]
    assert (protocol.report is not None) is (answers["told"] in ("court", "probation", "child_welfare"))
    assert ("letter" in protocol.places) is answers["letter"]
    assert ("bill" in protocol.places) is answers["fees"]
    assert protocol.missed.late_minutes == (None if answers["late"] == "never" else answers["late"])
    assert set(tomllib.loads(protocol.source)["atoms"]) <= {"tried", "referrer_told"}, "what was asked, only"
    assert (protocol.missed.canceled_within is None) is (answers["canceled"] == "never")
    assert getattr(protocol.thresholds["tried"], "days") == answers["days"]  # noqa: B009 (of one of many kinds)
    within = protocol.step("consult").within
    assert within is not None and within.span is not None and within.span.amount == answers["consult"]


COMBINATIONS = [
    {"ordered": ordered, "told": told, "letter": letter, "fees": fees, "late": late, "canceled": canceled}
    for ordered, whom in (
        (True, ("court", "probation", "child_welfare", "order")),
        (False, ("referrer", "nobody")),
    )
    for told, letter, fees, late, canceled in product(
        whom, (True, False), (True, False), ("15", "never"), ("24 hours", "never")
    )
]


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_combination_passes_its_own_scenario(tmp_path: Path, language: str) -> None:
    assert len(COMBINATIONS) == 96
    for answers in COMBINATIONS:
        one = tried(answers, tmp_path, language)
        assert one.passed, (answers, one)
        assert one.scenario is not None and one.scenario.table["expect"]["next"] == "contact"


@pytest.mark.long
@pytest.mark.parametrize("answers", ANSWERS.values(), ids=list(ANSWERS))
def test_it_keeps_every_promise(answers: dict[str, Any]) -> None:
    """Beside every side condition, and to every deadline. Under every kind of order with each of them, and
    with every pattern of holidays, `make prove` and a thorough run do it."""
    protocol = protocol_from(answers)
    if PROFILE == "thorough":
        verdict = check(protocol)
        assert verdict.good and verdict.broken == () and verdict.states > 100_000
    basis = "court_order" if protocol.mandated else "consent"
    grids = grids_of(protocol)
    here = [grid for grid in grids if grid.notice == protocol.mandated and grid.basis == basis]
    here += [Grid(protocol.mandated, "consent"), *some_of([grid for grid in grids if grid not in here], 1)]
    explored = [explore(protocol, grid) for grid in here]
    assert {grid.side for grid in here} == {grid.side for grid in grids}
    assert not any(each.bounded for each in explored) and sum(len(each.states) for each in explored) > 100_000
    assert [
        broken for each, grid in zip(explored, here, strict=True) for broken in broken_in(each, grid)
    ] == []
    never = [
        step.name
        for place, step in enumerate(protocol.steps)
        if not any(each.offered(place).any() for each in explored)
    ]
    assert never == []
    assert below_floors(protocol) == () and duties_on_plain_days(protocol).late is None


@pytest.mark.parametrize(
    ("answers", "english", "spanish"),
    [
        ({"atempts": "3"}, "There is no question “atempts”", "No hay ninguna pregunta “atempts”"),
        ({"attempts": "1"}, "from 2 to 10", "de 2 a 10"),
        ({"attempts": "2", "days": "3"}, "days: answer a whole number from 2 to 2", "days: responda"),
        ({"ordered": "perhaps"}, "yes or no", "sí o no"),
        ({"told": "the mayor"}, "court, probation, child_welfare, order", "court, probation"),
        ({"ordered": "no", "told": "court"}, "referrer, nobody", "referrer, nobody"),
        ({"within": "soon"}, "such as 5 business days", "por ejemplo 5 días hábiles"),
        ({"within": "0 days"}, "longer than zero", "mayor que cero"),
        ({"canceled": "2 business days"}, "in minutes, hours or days", "en minutos, horas o días"),
        ({"name": ""}, "name: write it in words", "name: escríbalo"),
        ({"name": "x" * 201}, "at most 200 letters", "200 letras"),
    ],
)
def test_an_answer_that_is_none_is_refused_in_either_language(
    answers: dict[str, Any], english: str, spanish: str
) -> None:
    for language, said in (("en", english), ("es", spanish)):
        with pytest.raises(AnswerError) as caught:
            read_answers(answers, language)
        assert said in str(caught.value)


def test_answers_may_be_typed_in_spanish() -> None:
    answers = read_answers({"ordered": "Sí", "within": "3 días hábiles", "late": "nunca"}, "es")
    assert (answers["ordered"], answers["late"]) == (True, None)
    assert answers["within"].as_json() == {"business_days": 3}


@pytest.mark.parametrize("language", ["en", "es"])
def test_what_stands_there_to_begin_with_is_an_answer(language: str) -> None:
    assert set(read_answers({}, language)) == {question.key for question in questions()}
    assert set(read_answers({"ordered": "no"}, language)) == {question.key for question in questions()}
