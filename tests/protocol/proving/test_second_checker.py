"""The proof, asked of somebody else: two checkers that share only the table of happenings agree."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
import z3

from heardfirst.protocol import load_protocol, parse_protocol, shipped_protocols
from heardfirst.protocol.proving.checking import broken_in
from heardfirst.protocol.proving.exploring import Explored, explore
from heardfirst.protocol.proving.model import Grid, grids_of
from heardfirst.protocol.rules.effects import SIDES
from tests.conftest import some_of
from tests.protocol.essays import ESSAYS
from tests.protocol.proving.test_checking import MUTATIONS, mended
from tests.protocol.second_checker import Key, SecondOpinion, rules_of
from tests.protocol.tellings import DEFAULT, with_rules

GRIDS = grids_of(DEFAULT)
WHERE_STEPS_HAPPEN = [
    Grid(True, "court_order", "plain"),
    Grid(True, "court_order", "corrections"),
    *(
        Grid(False, "consent", side)
        for side in ("repeats", "stopping", "safety", "limits", "charges", "scheduled")
    ),
]


def first_says(explored: Explored, grid: Grid) -> set[Key]:
    """What the first checker finds broken, but for the game, which the second one does not play."""
    assert not explored.bounded
    return {(each.promise, each.step) for each in broken_in(explored, grid) if not each.circle}


def second_says(opinion: SecondOpinion) -> set[Key]:
    wrongs = opinion.wrongs()
    if not opinion.can_be(z3.Or(*wrongs.values())):
        return set()
    return {key for key, wrong in wrongs.items() if opinion.can_be(wrong)}


def states_of(explored: Explored) -> list[frozenset[str]]:
    """The explored states as the names that are on."""
    at = explored.model.at
    return [frozenset(name for name, bit in at.items() if state & bit) for state in explored.states.tolist()]


@pytest.mark.parametrize("name", shipped_protocols())
def test_both_read_the_same_steps_in_the_same_order(name: str) -> None:
    protocol = load_protocol(name)
    assert [rule["name"] for rule in rules_of(protocol)] == [step.name for step in protocol.steps]


@pytest.mark.parametrize("side", SIDES)
def test_both_find_the_default_sound_under_every_kind_of_order(side: str) -> None:
    for grid in some_of([each for each in GRIDS if each.side == side], 1):
        assert first_says(explore(DEFAULT, grid), grid) == second_says(SecondOpinion(DEFAULT, grid)) == set()


@pytest.mark.parametrize(
    ("promise", "step", "grid", "old", "new"), MUTATIONS, ids=[f"{each[0]}-{each[1]}" for each in MUTATIONS]
)
def test_both_find_the_same_broken_promises(
    promise: str, step: str | None, grid: Grid, old: str, new: str
) -> None:
    protocol = mended(old, new)
    explored = explore(protocol, grid)
    found = first_says(explored, grid)
    assert found == second_says(SecondOpinion(protocol, grid))
    circles = {(each.promise, each.step) for each in broken_in(explored, grid) if each.circle}
    assert (promise, step) in found | circles


PROGRAMS = [name for name in shipped_protocols() if load_protocol(name) != DEFAULT]


def test_both_say_the_same_of_a_program() -> None:
    """Beside the side condition that is its own, or that repeated misses are."""
    for name in some_of(PROGRAMS, 3):
        protocol = load_protocol(name)
        grids = [each for each in grids_of(protocol) if each.basis == "court_order" or not protocol.mandated]
        own = [each.side for each in grids if each.side not in SIDES and "+" not in each.side]
        grid = next(each for each in grids if each.side == (own[0] if own else "repeats"))
        found = first_says(explore(protocol, grid), grid)
        assert found == second_says(SecondOpinion(protocol, grid)), name
        assert found <= {(each.promise, each.step) for each in protocol.exceptions}, name


RULES = sorted((Path(__file__).parents[3] / "docs" / "scenarios" / "rules").glob("*.toml"))
PARTS = 8


@pytest.mark.parametrize("part", range(PARTS))
def test_both_say_the_same_of_the_rules_of_scenarios(part: int) -> None:
    """Of each part one file, another one each run; in a thorough run all. Beside a side condition that the
    rules' own facts come under, and with a guard left out."""
    for path in some_of(RULES[part::PARTS], 1):
        protocol = load_protocol(path)
        weaker = parse_protocol(
            path.read_bytes().replace(b'{ any = ["heard", "tried"] }', b'"missed"'), path.name
        )
        grid = next(each for each in grids_of(protocol) if each.side == "repeats")
        found = first_says(explore(protocol, grid), grid)
        assert found == second_says(SecondOpinion(protocol, grid)), path.name
        assert found <= {(each.promise, each.step) for each in protocol.exceptions}, path.name
        assert first_says(explore(weaker, grid), grid) == second_says(SecondOpinion(weaker, grid)), path.name


OWN = {
    "as it is": ("", "", set()),
    "a sanction unheard": ('needs = ["heard"]\n', "", {("contact-first", "assign")}),
    "a task that charges": (
        'role = "support"\nlabel = { en = "Read',
        'role = "charge"\nlabel = { en = "Read',
        {("contact-first", "check_it")},
    ),
}


@pytest.mark.parametrize("what", OWN)
def test_both_judge_what_a_program_names_itself(what: str) -> None:
    old, new, broken = OWN[what]
    text = ESSAYS.replace(old, new, 1) if old else ESSAYS
    if what == "a task that charges":
        text = text.replace("acts = []", 'acts = ["charges"]', 1)
    protocol = parse_protocol(text.encode(), "essays.toml")
    grid = Grid(False, "consent", "events")
    found = first_says(explore(protocol, grid), grid)
    assert found == second_says(SecondOpinion(protocol, grid)) == broken


def test_both_judge_telling_and_ending_by_a_task_of_ones_own() -> None:
    tells = ESSAYS.replace("acts = []", 'acts = []\ntells = "probation"', 1)
    tells = tells.replace("[atoms]\n", '[atoms]\nprobation_basis = { release_for = "probation" }\n')
    tells = tells.replace(
        'wanted = ["essay_unread"]', 'wanted = ["essay_unread"]\nneeds = ["probation_basis"]'
    )
    ends = ESSAYS.replace("acts = []", 'acts = ["ends"]', 1)
    of_reading = 'name = "check_it"\nrole = "'
    for text, role, side in ((tells, "report", "events+releases"), (ends, "end", "events")):
        changed = text.replace(f"{of_reading}support", of_reading + role)
        protocol = parse_protocol(changed.encode(), "essays.toml")
        grid = Grid(False, "consent", side)
        found = first_says(explore(protocol, grid), grid)
        assert found == second_says(SecondOpinion(protocol, grid)) and found, role


def test_both_find_what_a_program_declares_as_an_exception() -> None:
    protocol, grid = load_protocol("california-dui"), Grid(True, "court_order", "plain")
    declared = {("never-ended-for-absence", "dismiss")}
    assert first_says(explore(protocol, grid), grid) == second_says(SecondOpinion(protocol, grid)) == declared


def test_both_find_a_court_that_is_never_told_what_the_client_said() -> None:
    never = mended('writes = ["court.supplemented"]', "writes = []")
    grid = Grid(True, "court_order", "plain")
    found = first_says(explore(never, grid), grid)
    assert ("heard-before-court", None) in found
    assert found == second_says(SecondOpinion(never, grid))


def test_every_step_can_be_offered_under_some_order_and_one_that_cannot_is_found() -> None:
    protocol = with_rules(
        '[[step]]\nname = "idle"\nrole = "record"\nlabel = "Idle"\nwanted = ["booked", "closed"]\n'
    )
    opinions = {grid: SecondOpinion(protocol, grid) for grid in WHERE_STEPS_HAPPEN}
    explored = {grid: explore(protocol, grid) for grid in WHERE_STEPS_HAPPEN}
    never = []
    for place, step in enumerate(protocol.steps):
        first = [grid for grid, each in explored.items() if each.offered(place).any()]
        for grid in first[:1]:
            assert opinions[grid].can_be(opinions[grid].offered[step.name]), step.name
        if not first:
            never.append(step.name)
            assert not any(each.can_be(each.offered[step.name]) for each in opinions.values()), step.name
    assert never == ["idle"]


def test_both_reach_the_same_combinations_of_facts() -> None:
    """Four facts on or off, drawn at random: six combinations that some state shows, six that none does."""
    for grid in some_of(GRIDS[1::12], 1):
        _reach_the_same(grid)


def _reach_the_same(grid: Grid) -> None:
    chance, explored, opinion = random.Random(str(grid)), explore(DEFAULT, grid), SecondOpinion(DEFAULT, grid)
    has = {name: explored.model.has(explored.states, name) for name in opinion.names}
    moving = [name for name, where in has.items() if where.any() and not where.all()]
    asked: dict[bool, int] = {True: 6, False: 6}
    while any(asked.values()):
        drawn = {name: chance.random() < 0.6 for name in chance.sample(moving, 4)}
        reached = bool(np.logical_and.reduce([has[name] == on for name, on in drawn.items()]).any())
        if asked[reached]:
            asked[reached] -= 1
            assert opinion.can_be(opinion.facts(drawn)) == reached, drawn


@pytest.mark.parametrize("side", ["plain", "corrections"])
def test_one_entry_leads_from_explored_states_to_explored_states_alone(side: str) -> None:
    """The second reading of the rows gives the first one's states, neither more nor less.

    Of states drawn at random none leads out of what was explored, so that a neighbor that was not explored
    cannot be reached from them; and each but the beginning follows from one that is a move nearer to it. (To
    derive one whole state of fifty facts from the beginning, or to refute it, takes Spacer minutes.)
    """
    grid = Grid(False, "court_order", side)
    explored, opinion = explore(DEFAULT, grid), SecondOpinion(DEFAULT, grid)
    states, levels = states_of(explored), explored.levels
    assert len(states) < 12_000 and set(states[: levels[1]]) == set(map(frozenset, opinion.starts))
    chance = random.Random(str(grid))
    leaving = z3.SolverFor("QF_FD")
    leaving.add(opinion.happens, *(z3.Not(opinion.state(each, then=True)) for each in states))
    for each in chance.sample(states, 40):
        assert leaving.check(*opinion.literals(each)) == z3.unsat, sorted(each)
    for place in chance.sample(range(1, len(levels) - 1), 5):
        arriving = z3.SolverFor("QF_FD")
        nearer, here = (states[levels[each] : levels[each + 1]] for each in (place - 1, place))
        arriving.add(opinion.happens, z3.Or([opinion.state(each) for each in nearer]))
        for each in chance.sample(here, min(10, len(here))):
            assert arriving.check(*opinion.literals(each, then=True)) == z3.sat, sorted(each)
