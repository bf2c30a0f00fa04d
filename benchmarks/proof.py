"""Proving the default protocol: every state that can come about, every promise held against it."""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Callable
from functools import reduce
from operator import or_
from typing import NamedTuple

from heardfirst.protocol import Protocol, standings_of
from heardfirst.protocol.proving.checking import check
from heardfirst.protocol.proving.deadlines import duties_of
from heardfirst.protocol.proving.exploring import explore
from heardfirst.protocol.proving.model import Grid, Model, grids_of
from heardfirst.protocol.rules.deciding import OPEN
from heardfirst.protocol.rules.effects import MEMORY
from heardfirst.protocol.rules.promises import PROMISES

from .caseloads import default_protocol
from .measuring import Row, Section, duration, in_turn, memory, noise_of, show

SMALL = Grid(notice=True, basis="court_order")
GOAL_A_SECOND = 2_000_000  # on two processors
GOAL_SECONDS = 10.0
PROCESSES = os.cpu_count() or 1


def measure() -> Section:
    """Time the whole check, and the exploration of one grid beside a plain search of the same."""
    protocol = default_protocol()
    whole, alone, walks = _checked(protocol, PROCESSES), _checked(protocol, 1), _walked(protocol)
    found = explore(protocol, SMALL)
    assert plain_search(protocol) == set(found.states.tolist()), "the plain search differs"
    taken = in_turn(
        {
            "explore": lambda: explore(protocol, SMALL),
            "plain": lambda: plain_search(protocol),
        },
        runs=3,
    )
    exploring, plain = taken["explore"].best, taken["plain"].best
    small, slow = len(found.states) / exploring, len(found.states) / plain
    return Section(
        "The default proof",
        f"`check` of the default protocol: {whole.states:,} states under {len(grids_of(protocol))} kinds of "
        f"order and side condition, {len(PROMISES)} promises held against each of them, dead ends looked for "
        f"as a game, on {PROCESSES} processors and on one; then the walks to deadlines, which decide with "
        f"dates. Beside it, the exploration alone of one kind of order ({len(found.states):,} states), and a "
        "breadth-first search in plain Python that finds the same states; it decides each one with "
        "`standings_of`, which remembers, and judges no promise.",
        (
            Row(
                f"check, {PROCESSES} processors",
                duration(whole.seconds),
                "goal alone",
                "",
                f"{whole.speed / 1e3:,.0f} k states/s",
                f"≥ {GOAL_A_SECOND / 1e3:,.0f} k states/s",
                whole.speed >= GOAL_A_SECOND,
            ),
            Row(
                "check, one processor",
                duration(alone.seconds),
                "goal alone",
                "",
                f"{alone.speed / 1e3:,.0f} k states/s",
                f"≥ {GOAL_A_SECOND / 2e3:,.0f} k states/s",
                alone.speed >= GOAL_A_SECOND / 2,
            ),
            Row(
                "check, all states",
                duration(whole.seconds),
                "goal alone",
                "",
                f"{whole.seconds:.1f} s",
                "seconds",
                whole.seconds <= GOAL_SECONDS,
            ),
            Row(
                "explore one",
                f"{duration(exploring)} ({small / 1e3:,.0f} k states/s)",
                "plain Python, the same states",
                f"{duration(plain)} ({slow / 1e3:,.0f} k states/s)",
                f"{plain / exploring:.1f} × as fast",
            ),
            Row("walk to every deadline", duration(walks.seconds), "", "", f"{walks.states:,} walks"),
        ),
        f"the better of two runs of each check; the others {noise_of(taken)}",
        (f"{memory()} at most.",),
    )


class _Taken(NamedTuple):
    """How many states (or walks) were gone through, and in how many seconds."""

    states: int
    seconds: float

    @property
    def speed(self) -> float:
        return self.states / self.seconds


def _checked(protocol: Protocol, processes: int) -> _Taken:
    best = float("inf")
    for _ in range(2):
        start = time.perf_counter()
        verdict = check(protocol, deadlines=(), processes=processes)
        best = min(best, time.perf_counter() - start)
        assert verdict.good and verdict.proved == PROMISES, "the default protocol is not proved"
    return _Taken(verdict.states, best)


def _walked(protocol: Protocol) -> _Taken:
    start = time.perf_counter()
    duties = duties_of(protocol)
    assert duties.late is None, "a deadline passed"
    return _Taken(duties.walks, time.perf_counter() - start)


def plain_search(protocol: Protocol) -> set[int]:
    """Every state that can come about under ``SMALL``, found one by one."""
    model = Model(protocol, SMALL)
    facts_of = _plain_facts(model, protocol)
    seen = {int(state) for state in model.initial}
    waiting = deque(seen)
    while waiting:
        state = waiting.popleft()
        statuses = standings_of(protocol, facts_of(state)).statuses
        able = [*model.outside]
        for place, effects in enumerate(model.steps):
            if statuses[place] >= OPEN:
                able += effects
        for effect in able:
            if state & effect.on == effect.on and not state & effect.off:
                after = state & ~effect.clear | effect.set
                if after not in seen:
                    seen.add(after)
                    waiting.append(after)
    return seen


def _plain_facts(model: Model, protocol: Protocol) -> Callable[[int], int]:
    """``Model.atoms`` for one state: what is carried over, and what follows from it."""
    bit = protocol.bits
    never = 1 << 64  # what this kind of order never brings about has no place in its states
    at = {name: model.at.get(name, never) for name in (*bit, *MEMORY)}
    free = reduce(or_, (model.at[name] for name in bit if name in model.at))
    notice = at["notice_owed"] | at["status_owed"] | at["told_wrong"]
    choice = at["declared_stop"] | at["talked_twice"] | at["counsel_offered"] | at["consulted"]

    def facts(state: int) -> int:
        bits = state & free
        limits, away = state & at["limits"], state & at["away"]
        ended = state & at["lawful_end"]
        lacking = state & notice and not state & at["lawful_basis"]
        if not limits or state & at["in_touch"]:
            bits |= bit["safe_to_reach"]
        if not limits and not away:
            bits |= bit["letter_safe"]
        if state & choice == choice:
            bits |= bit["informed_choice"]
        if lacking and state & at["asked"]:
            bits |= bit["basis_sought"]
        elif lacking and state & (at["near"] | at["told_wrong"]):
            bits |= bit["basis_due"]
        if state & at["missed"] or ended or away:
            bits &= ~bit["lost"]
        if not lacking:
            bits &= ~bit["basis_lost"]
        return bits

    return facts


if __name__ == "__main__":
    show(measure())
