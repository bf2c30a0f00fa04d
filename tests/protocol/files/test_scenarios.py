"""Every scenario in the docs is decided as it says."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from heardfirst.cli.expecting import differences
from heardfirst.protocol import load_protocol, load_scenario
from heardfirst.protocol.proving.proofs import check_numbers

PLACE = Path(__file__).parents[3] / "docs" / "scenarios"
SCENARIOS = [*sorted(PLACE.glob("*.toml")), *sorted((PLACE / "published").glob("*.toml"))]
NAMES = [path.stem for path in SCENARIOS]


@pytest.mark.parametrize("path", SCENARIOS, ids=NAMES)
def test_a_scenario_is_decided_as_it_says(path: Path) -> None:
    scenario = load_scenario(path)
    expected, decision = scenario.table["expect"], scenario.decide()
    steps = {standing.step for standing in decision.steps}
    assert steps.issuperset([*expected.get("offered", []), *expected.get("not_offered", [])])
    assert decision.next.step == expected.get("next", decision.next.step)
    assert set(expected.get("offered", [])) <= set(decision.offered)
    assert set(expected.get("not_offered", [])).isdisjoint(decision.offered)
    assert set(expected["offered_only"]) == set(decision.offered)
    assert differences(decision, expected) == []


def test_the_ten_situations_and_both_openings_are_there() -> None:
    assert {name[:2] for name in NAMES if name[0].isdigit()} >= {f"{number:02}" for number in range(1, 11)}
    assert {"mother-children-return", "man-ordered-treatment"} <= set(NAMES)


@pytest.mark.parametrize("path", SCENARIOS, ids=NAMES)
def test_a_scenario_says_what_it_is_about_and_all_that_is_offered(path: Path) -> None:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    assert len(table["about"]) > 20
    assert "offered_only" in table["expect"]


@pytest.mark.parametrize("path", sorted((PLACE / "rules").glob("*.toml")), ids=lambda path: path.stem)
def test_the_rules_of_scenarios_are_used_and_their_numbers_keep_the_promises(path: Path) -> None:
    assert check_numbers(load_protocol(path)) == ()
    assert any(f'rules/{path.name}"' in scenario.read_text("utf-8") for scenario in SCENARIOS)


def test_an_offer_that_was_not_expected_is_a_difference() -> None:
    decision = load_scenario(SCENARIOS[0]).decide()
    assert differences(decision, {"offered_only": list(decision.offered)}) == []
    (told,) = differences(decision, {"offered_only": [*decision.offered, "bill"]})
    assert "bill" in told
