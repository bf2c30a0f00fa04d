"""One compiled form: one case, a caseload and the checker decide alike."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from heardfirst.protocol import Protocol, load_protocol, shipped_protocols, standings_of
from heardfirst.protocol.proving.exploring import explore
from heardfirst.protocol.proving.model import Grid, Model
from heardfirst.protocol.rules.columns import decide_many, holds, offers_of
from heardfirst.protocol.rules.deciding import DONE, NOT_NEEDED, NOT_YET, NOW, OPEN, WAITING
from heardfirst.protocol.vocabulary.protocol import Line

PROTOCOLS = [load_protocol(name) for name in shipped_protocols()]


def by_the_letter(protocol: Protocol, true: set[str]) -> list[int]:
    """Every step's status read off the words of its rules, without a mask: slow, and plain to see."""

    def literal(word: str) -> bool:
        return word.removeprefix("not ") in true if not word.startswith("not ") else word[4:] not in true

    def line(each: Line) -> bool:
        return any(map(literal, each.literals + each.unless))

    statuses = []
    for step in protocol.steps:
        if not all(map(line, step.wanted)):
            statuses.append(DONE if step.done and all(map(line, step.done)) else NOT_NEEDED)
        elif not all(map(line, step.needs)):
            statuses.append(NOT_YET)
        else:
            statuses.append(WAITING if step.waits and step.waits not in true else OPEN)
    ready = []
    for place, step in enumerate(protocol.steps):
        moved = step.moves and all(map(line, step.moves.when))
        after = protocol.places[step.moves.after] if moved and step.moves else place
        if statuses[place] == OPEN:
            ready.append((after, bool(moved), place))
    if ready:
        statuses[min(ready)[2]] = NOW
    return statuses


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda each: each.key)
@given(seed=st.integers(0, 2**32), part=st.floats(0.1, 0.9))
@settings(max_examples=15)
def test_one_case_a_caseload_and_the_letter_agree(protocol: Protocol, seed: int, part: float) -> None:
    chance = np.random.default_rng(seed)
    rows = chance.integers(1, 200)
    on = chance.random((rows, len(protocol.bits))) < part
    bits = (on.astype(np.uint64) << np.arange(len(protocol.bits), dtype=np.uint64)).sum(
        axis=1, dtype=np.uint64
    )
    many = decide_many(protocol, bits)
    for row, packed in enumerate(bits.tolist()):
        one = standings_of(protocol, packed)
        assert (
            list(one.statuses)
            == many.statuses[:, row].tolist()
            == by_the_letter(protocol, protocol.unpack(packed))
        )
        assert list(one.open_lines) == many.open_lines[:, row].tolist()
        assert one.next == many.next[row]
    offers, offered = offers_of(protocol, bits), many.statuses >= OPEN
    assert (np.unpackbits(offers.packed, axis=0, bitorder="little")[: len(offered)] == offered).all()
    for some in (slice(0, 64), slice(64, 128), slice(128, 200)):
        assert all((offers.of(place, some) == here[some]).all() for place, here in enumerate(offered))
    assert (offers.next == many.next).all() and offers.one_next.all()


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda each: each.key)
def test_the_checker_decides_with_the_same_masks(protocol: Protocol) -> None:
    grid = Grid(True, "court_order", "plain")
    explored = explore(protocol, grid)
    atoms = explored.atoms.tolist()
    for row in range(0, len(atoms), max(1, len(atoms) // 300)):
        one = standings_of(protocol, atoms[row])
        offered = [bool(explored.offered(place)[row]) for place in range(len(protocol.steps))]
        assert [status >= OPEN for status in one.statuses] == offered
        assert one.next == explored.next[row]
        assert explored.one_next[row]


def test_a_line_holds_when_one_literal_does_or_it_is_waived() -> None:
    protocol = PROTOCOLS[0]
    line = next(
        each for each in protocol.step("notify_court").needs if each.unless and "heard" in each.literals
    )
    for true, held in ((set(), False), ({"heard"}, True), ({"tried"}, True), ({"report_due"}, True)):
        bits = protocol.pack(true)
        assert line.holds(bits) is held
        assert bool(holds(line, np.array([bits], np.uint64))[0]) is held
        assert line.ticked(bits) is (held and true != {"report_due"})


def test_packing_and_unpacking_are_each_others_inverse() -> None:
    protocol = PROTOCOLS[0]
    assert protocol.unpack(protocol.pack(set(protocol.bits))) == set(protocol.bits)
    assert protocol.pack({"heard": True, "tried": False}) == protocol.bits["heard"]
    with pytest.raises(KeyError):
        protocol.pack({"herad"})


def test_the_search_finds_what_a_plain_search_finds() -> None:
    """The vectorised search beside the obvious one, on the smallest grid."""
    protocol, grid = PROTOCOLS[0], Grid(False, "court_order", "plain")
    model = Model(protocol, grid)
    moves = [(-1, each) for each in model.outside]
    moves += [(place, each) for place, several in enumerate(model.steps) for each in several]
    known = set(model.initial.tolist())
    frontier = sorted(known)
    while frontier:
        states = np.array(frontier, np.uint64)
        offered = [
            [status >= OPEN for status in standings_of(protocol, atoms).statuses]
            for atoms in model.atoms(states).tolist()
        ]
        found = set()
        for state, open_steps in zip(frontier, offered, strict=True):
            for place, effect in moves:
                able = state & effect.on == effect.on and not state & effect.off
                if able and (place < 0 or open_steps[place]):
                    found.add(state & ~effect.clear | effect.set)
        frontier = sorted(found - known)
        known |= found
    assert set(explore(protocol, grid).states.tolist()) == known
