"""The proof: the shipped protocols keep their promises, and a broken rule is found and told as a story."""

# ruff: noqa: E501 (rules are quoted as they stand in the file)
from __future__ import annotations

from dataclasses import asdict
from functools import cache

import numpy as np
import pytest

from heardfirst.protocol import Protocol, ProtocolError, load_protocol, parse_protocol, shipped_protocols
from heardfirst.protocol.proving.checking import broken_in, check
from heardfirst.protocol.proving.deadlines import DEADLINES
from heardfirst.protocol.proving.exploring import explore
from heardfirst.protocol.proving.leaving_out import left_out_of, worth_leaving_out
from heardfirst.protocol.proving.model import Grid, Model, grids_of
from heardfirst.protocol.proving.proofs import as_stored, proof_of
from heardfirst.protocol.rules.effects import SIDES
from heardfirst.protocol.rules.promises import PROMISES
from heardfirst.protocol.vocabulary.atoms import MOST_ATOMS
from tests.protocol.tellings import DEFAULT, with_rules


def mended(old: str, new: str, *, all_of_them: bool = False) -> Protocol:
    """The default protocol with one rule written otherwise."""
    assert DEFAULT.source.count(old) >= 1, old
    text = DEFAULT.source.replace(old, new) if all_of_them else DEFAULT.source.replace(old, new, 1)
    return parse_protocol(text.encode(), "mutated.toml", {})  # read as kept: no gate before the checker


@pytest.mark.long
def test_the_default_protocol_keeps_every_promise() -> None:
    verdict = check(DEFAULT)
    assert verdict.broken == ()
    assert verdict.proved == PROMISES
    assert verdict.unreachable == ()
    assert verdict.good and not verdict.bounded
    assert verdict.states > 1_000_000
    kept = proof_of(DEFAULT)
    assert kept is not None and as_stored(verdict) == asdict(kept), "make prove keeps what was proved"
    assert verdict.duties.walks > 5_000 and verdict.duties.late is None
    assert verdict.duties.ends["told"] > 1_000 and verdict.duties.ends["waived"] > 1_000
    assert verdict.duties.ends["asked"] > 1_000 and verdict.duties.ends["late"] == 0


def test_every_kind_of_order_is_looked_at_with_every_side_condition() -> None:
    grids = grids_of(DEFAULT)
    assert {each.side for each in grids} == set(SIDES)
    assert {(each.notice, each.basis) for each in grids} == {
        (notice, basis) for notice in (True, False) for basis in ("consent", "court_order")
    }
    assert len(set(map(str, grids))) == len(grids) == 4 * len(SIDES)


PLAIN, TOLD = Grid(False, "court_order", "plain"), Grid(True, "court_order", "plain")
MUTATIONS = [
    ("contact-first", "letter", PLAIN, 'needs  = [{ any = ["tried", "stop_asked"] }, "documented", "letter_safe"]',
     'needs = ["letter_safe"]'),
    ("heard-before-court", "notify_court", TOLD,
     '    { any = ["heard", "tried"], unless = "report_due" },\n    { any = ["understood", "explained_twice", "tried"], unless = "report_due" },\n'
     '    "documented",\n    "consulted",\n    { any = ["forewarned", "tried", "forewarning_unsafe"], unless = "report_due" },\n',
     '    "documented",\n    "consulted",\n'),
    ("no-disclosure-without-basis", "supplement", Grid(True, "consent", "plain"),
     'wanted = ["told_unheard", "heard"]\nneeds  = ["lawful_basis"]', 'wanted = ["told_unheard", "heard"]'),
    ("no-disclosure-without-basis", "notify_court", Grid(True, "consent", "plain"),
     'needs  = [\n    "lawful_basis",\n    { any = ["not whereabouts', 'needs  = [\n    { any = ["not whereabouts'),
    ("plan-before-rebooking", "rebook", PLAIN, 'needs  = [{ any = ["planned", "lost"] }, {', "needs  = [{"),
    ("never-ended-for-absence", "close", PLAIN,
     'needs  = ["lawful_end"] ', 'needs  = ["tried"] '),
    ("never-a-dead-end", None, PLAIN, 'waits  = "quiet"', 'waits  = "repeated"'),
    ("never-a-dead-end", None, PLAIN, 'wanted = ["missed", "not understood", "not explained_twice"', 'wanted = ["missed", "not risk_open"'),
    ("never-out-of-sight", None, PLAIN,
     'wanted = [{ any = ["missed", "lost"] }, "not booked"', 'wanted = ["missed", "not booked"'),
    ("never-out-of-sight", None, Grid(False, "court_order", "limits"),
     'within = { business_days = 1, of = "whereabouts" }\n', ""),
    ("safe-contact", "letter", Grid(False, "court_order", "limits"),
     '"documented", "letter_safe"]', '"documented"]'),
    ("safety-first", None, Grid(False, "court_order", "safety"),
     'wanted = [{ any = ["risk_open", "risk_look_due"] }]', 'wanted = ["risk_open"]'),
]  # fmt: skip


@cache
def broken_as_shipped(grid: Grid) -> set[tuple[str, str | None]]:
    """What the default protocol breaks under one kind of order, explored once for all mutations of it."""
    return {(each.promise, each.step) for each in broken_in(explore(DEFAULT, grid), grid)}


@pytest.mark.parametrize(
    ("promise", "step", "grid", "old", "new"), MUTATIONS, ids=[f"{each[0]}-{each[1]}" for each in MUTATIONS]
)
def test_a_broken_promise_is_found_with_a_story(
    promise: str, step: str | None, grid: Grid, old: str, new: str
) -> None:
    assert (promise, step) not in broken_as_shipped(grid)
    broken = {(each.promise, each.step): each for each in broken_in(explore(mended(old, new), grid), grid)}
    assert (promise, step) in broken
    assert broken[promise, step].way


@pytest.mark.parametrize(
    ("name", "old", "new", "promise", "grid"),
    [
        ("interstate-compact", ', { any = ["heard", "tried", "not missed"], unless = "report_due" }', "",
         ("heard-before-court", "answer_inquiry"), Grid(True, "court_order", "inquiries")),
        ("court-mandated-treatment", 'counsel_offered", "not stop_asked"]', 'counsel_offered"]',
         ("no-disclosure-without-basis", "offer_counsel"), Grid(False, "court_order", "stopping")),
        ("washington-dv", 'wanted = ["missed", "in_touch", "not told_before"]',
         'wanted = ["missed", "not told_before"]',
         ("contact-first", "tell_consequences"), Grid(True, "court_order", "plain")),
    ],
)  # fmt: skip
def test_telling_too_early_is_found(
    name: str, old: str, new: str, promise: tuple[str, str], grid: Grid
) -> None:
    source = load_protocol(name).source
    assert source.count(old) == 1
    broken, kept = (
        {(each.promise, each.step) for each in broken_in(explore(protocol, grid), grid)}
        for protocol in (
            parse_protocol(source.replace(old, new).encode(), "own.toml", {}),
            load_protocol(name),
        )
    )
    assert promise in broken and promise not in kept


def test_a_step_that_can_never_happen_breaks_the_promise_that_every_step_can() -> None:
    never = with_rules(
        '[[step]]\nname = "idle"\nrole = "record"\nlabel = "Idle"\nwanted = ["missed", "not missed"]\n'
    )
    happened = [explore(never, grid) for grid in grids_of(never) if grid.side == "plain"]
    assert not any(each.offered(never.places["idle"]).any() for each in happened)
    assert {each[0] for each in MUTATIONS} | {"one-next-step", "duty-kept"} == set(PROMISES)


def test_the_story_is_a_shortest_way() -> None:
    grid = PLAIN
    protocol = mended('needs  = [{ any = ["planned", "lost"] }, {', "needs  = [{")
    broken = next(
        each for each in broken_in(explore(protocol, grid), grid) if each.promise == "plan-before-rebooking"
    )
    assert [each.what for each in broken.way] == ["session.missed"]
    assert broken.way[0].brings >= {"missed"} and broken.way[0].through is None


def test_several_processes_say_the_same_as_one() -> None:
    broken = mended('needs  = ["lawful_end"] ', 'needs  = ["tried"] ')
    seen = list[tuple[int, int, int]]()
    one = check(broken, states_at_most=2000, deadlines=DEADLINES[:2])
    two = check(
        broken, states_at_most=2000, deadlines=DEADLINES[:2], processes=2,
        progress=lambda *told: seen.append(told),
    )  # fmt: skip
    assert one == two and one.duties.walks > 0
    assert [done for done, _, _ in seen] == list(range(1, len(grids_of(broken)) + 3))
    assert seen[-1][2] == two.states


def test_a_bound_that_was_hit_proves_nothing() -> None:
    verdict = check(DEFAULT, states_at_most=100, deadlines=())
    assert verdict.bounded and not verdict.good and verdict.proved == ()


def test_a_bound_that_was_hit_says_which_facts_to_leave_out() -> None:
    """Without the fact that it names, as many states are left as it says."""
    rules = """
[atoms]
twice_in_a_row = { missed = 2, in_a_row = true }
[[step]]
name   = "weigh"
role   = "record"
label  = "Weigh"
wanted = ["missed", "twice_in_a_row", "not documented"]
takes  = "1 hour"
done   = ["documented"]
writes = ["note.signed"]
"""
    verdict = check(with_rules(rules), states_at_most=100, deadlines=())
    assert verdict.bounded and {one.fact for one in verdict.left_out} <= {"twice_in_a_row"}
    grid = next(grid for grid in grids_of(DEFAULT) if grid.side == "repeats" and grid.notice)
    explored = explore(with_rules(rules), grid, states_at_most=100_000)
    told = {one.fact: one for one in left_out_of(explored)}["twice_in_a_row"]
    there = explored.states & ~np.uint64(explored.model.at["twice_in_a_row"])
    assert told.left == len(set(there.tolist())) and told.states == len(explored.states)
    assert [one.steps for one in worth_leaving_out([[told]])] == [("weigh",)]


def test_as_many_thresholds_as_a_file_may_name_can_be_checked() -> None:
    room = MOST_ATOMS - len(DEFAULT.bits)
    atoms = [f"more_{number} = {{ attempts = {number + 2} }}\n" for number in range(room)]
    protocol = with_rules("[atoms]\n" + "".join(atoms))
    for grid in grids_of(protocol):
        assert len(set(Model(protocol, grid).at.values())) == len(Model(protocol, grid).at) <= 64
    with pytest.raises(ProtocolError, match="room for"):
        with_rules("[atoms]\nlast = { attempts = 30 }\n" + "".join(atoms))


def test_the_default_comes_first_among_the_shipped() -> None:
    assert shipped_protocols()[0] == "court-mandated-treatment"
    assert all(load_protocol(name).key == name for name in shipped_protocols())


PROGRAMS = ["california-dui", "washington-sud", "oklahoma-sex-offender"]


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_breaks_no_promise_but_those_it_declares(name: str) -> None:
    """On the grids where its own rules bear; `heardfirst protocol check` explores them all."""
    protocol = load_protocol(name)
    declared = {(each.promise, each.step) for each in protocol.exceptions}
    found = set()
    for side in ("plain", "repeats", "safety", "limits"):
        grid = Grid(True, "court_order", side)
        found |= {(each.promise, each.step) for each in broken_in(explore(protocol, grid), grid)}
    assert found == declared
    assert all(each.cites and each.because["en"] != each.because["es"] for each in protocol.exceptions)


def test_an_exception_that_is_not_declared_is_a_broken_promise() -> None:
    source = load_protocol("california-dui").source
    silent = parse_protocol(source[: source.index("[[exception]]")].encode(), "silent.toml")
    grid = Grid(True, "court_order", "repeats")
    assert ("never-ended-for-absence", "dismiss") in {
        (each.promise, each.step) for each in broken_in(explore(silent, grid), grid)
    }
