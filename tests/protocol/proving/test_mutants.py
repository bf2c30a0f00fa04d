"""The checker tried with broken rules: the default protocol's mutants, as `make prove` found them."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

from heardfirst.protocol import load_protocol, shipped_protocols
from heardfirst.protocol.proving.model import Grid
from heardfirst.protocol.proving.mutants import Mutant, fate_of, killed_under, mutants_of, reachable_facts
from tests.conftest import some_of
from tests.protocol.tellings import DEFAULT
from tools.broken_edits import REASONS, alive_steps

FATES = json.loads((Path(__file__).parent / "mutants.json").read_text("utf-8"))
OURS = FATES[DEFAULT.key]
MUTANTS = {each.name: each for each in mutants_of(DEFAULT)}
KILLED = [name for name, fate in OURS.items() if fate[0] == "killed"]
SMALL = Grid(notice=False, basis="court_order")


def _grid(name: str) -> Grid | None:
    return Grid(*OURS[name][2]) if len(OURS[name]) > 2 else None


def test_every_guard_was_dropped_weakened_and_turned_round() -> None:
    assert set(OURS) == set(MUTANTS), "the rules changed since make prove tried the checker"
    for step in DEFAULT.steps:
        lines = len(step.wanted) + len(step.needs) + (len(step.moves.when) if step.moves else 0)
        mine = [name for name in MUTANTS if name.startswith(f"{step.name}.")]
        assert len(mine) >= 3 * lines
    assert set(FATES) == set(shipped_protocols())


def test_no_mutant_is_as_its_original() -> None:
    for mutant in MUTANTS.values():
        assert mutant.protocol != DEFAULT and mutant.protocol.steps != DEFAULT.steps


def test_most_mutants_that_differ_are_found_out() -> None:
    ends = [fate[0] for fate in OURS.values()]
    found, alive = ends.count("killed") + ends.count("held"), ends.count("alive")
    assert set(ends) <= {"killed", "held", "same", "alive"}
    assert found > alive, "of the mutants that decide anything otherwise, most break a promise or a scenario"


def test_why_the_others_may_live_is_written_down() -> None:
    reasons = tomllib.loads(REASONS.read_text("utf-8"))
    for name in FATES:
        assert set(alive_steps(name)) <= set(reasons), name
    steps = {step.name for name in shipped_protocols() for step in load_protocol(name).steps}
    assert set(reasons) <= steps | {"order"}


@pytest.mark.parametrize("part", range(8))
def test_mutants_break_the_promise_they_are_said_to_break(part: int) -> None:
    for name in some_of(KILLED[part::8], 6):
        fate = killed_under(MUTANTS[name], _grid(name))
        assert fate is not None and fate.by == OURS[name][1], name


def test_the_protocol_itself_is_killed_by_nothing() -> None:
    itself = Mutant("itself", DEFAULT)
    assert killed_under(itself, None) is None
    assert killed_under(itself, SMALL) is None
    assert fate_of(itself, DEFAULT, reachable_facts(DEFAULT, [SMALL])).end == "same"
