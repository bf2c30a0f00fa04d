"""One decision: all standings with reason codes from one packed case."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import zen

from heardfirst.protocol import Protocol, standings_of
from heardfirst.protocol.rules.deciding import NOW, OPEN

from .by_hand import by_hand
from .caseloads import default_protocol, patterns
from .measuring import Row, Section, duration, in_turn, noise_of, show, times
from .zen_graph import facts_for, graph_of, statuses_from

CASES = 4000
ZEN_CASES = 200


def measure() -> Section:
    """Time it first and again, beside a function written by hand and beside zen-engine."""
    protocol = default_protocol()
    cases = [
        int(pattern) for pattern in np.random.default_rng(7).choice(patterns(protocol), CASES, replace=False)
    ]
    hand = by_hand(protocol)
    graph = zen.ZenEngine().create_decision(graph_of(protocol))
    inputs = [facts_for(protocol, bits) for bits in cases[:ZEN_CASES]]
    _check(protocol, cases, hand, lambda facts: graph.evaluate(facts)["result"])

    def decide_again() -> None:
        for bits in cases:
            standings_of(protocol, bits)

    def first() -> None:
        standings_of.cache_clear()
        decide_again()

    def by_hand_all() -> None:
        for bits in cases:
            hand(bits)

    def with_zen() -> None:
        for facts in inputs:
            graph.evaluate(facts, {"trace": True})

    quick = in_turn({"first": first, "again": decide_again, "hand": by_hand_all}, runs=15)
    slow = in_turn({"first": first, "zen": with_zen}, runs=5)
    cold, warm, written = (quick[name].per_part(CASES).best for name in ("first", "again", "hand"))
    engine, beside_engine = slow["zen"].per_part(ZEN_CASES).best, slow["first"].per_part(CASES).best
    return Section(
        "One decision",
        f"All {len(protocol.steps)} standings of the default protocol from one packed case: the status of "
        "each step, which "
        'of its lines are open, which are waived, and what is next. "First" is a pattern of facts not '
        f'met before, "again" one that was. {CASES:,} different patterns, all possible; zen-engine gets the '
        "same facts as named booleans and an equivalent graph, and all three give the same standings.",
        (
            Row(
                "first",
                duration(beside_engine),
                "zen-engine 2, trace on",
                duration(engine),
                f"{engine / beside_engine:.0f} × as fast",
                "≥ 20 × as fast",
                engine / beside_engine >= 20,
            ),
            Row(
                "again",
                duration(warm),
                "zen-engine 2, trace on",
                duration(engine),
                f"{engine / warm:.0f} × as fast",
                "≥ 20 × as fast",
                engine / warm >= 20,
            ),
            Row(
                "again",
                duration(warm),
                "by hand, statuses only",
                duration(written),
                times(warm, written),
                "≤ 3 ×",
                warm <= 3 * written,
            ),
            Row(
                "first",
                duration(cold),
                "by hand, statuses only",
                duration(written),
                times(cold, written),
                "≤ 3 ×",
                cold <= 3 * written,
            ),
        ),
        noise_of({**quick, **slow}),
        (
            "The function by hand (`benchmarks/by_hand.py`) keeps no account of what is missing or waived "
            "and leaves out "
            "what cannot matter; the rules file is gone through line by line the first time, and "
            "remembered. A caseload "
            'meets few different patterns, so "again" is what a day of work is made of.',
        ),
    )


def _check(
    protocol: Protocol,
    cases: Sequence[int],
    hand: Callable[[int], tuple[tuple[int, ...], int]],
    engine: Callable[[dict[str, bool]], dict[str, object]],
) -> None:
    """All three agree, or there is nothing to compare."""
    for bits in cases:
        packed = standings_of(protocol, bits)
        assert hand(bits) == (packed.statuses, packed.next), "the function by hand differs"
    for bits in cases[:ZEN_CASES]:
        packed = standings_of(protocol, bits)
        before = tuple(OPEN if status == NOW else status for status in packed.statuses)
        found = statuses_from(engine(facts_for(protocol, bits)), protocol)
        assert found == (before, packed.open_lines), "zen-engine's graph differs"


if __name__ == "__main__":
    show(measure())
