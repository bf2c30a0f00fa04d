"""Checking a protocol: every promise held against every reachable state, with the masks that run.

States are explored breadth first, so that the first one found to break a promise is one of the nearest; the
way there is told as a story.
"""

from __future__ import annotations

import copyreg
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import partial
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from ..rules.columns import decide_many
from ..rules.promises import PROMISES
from ..vocabulary.acts import ALLEGES, TO_THEIR_LAWYER
from ..vocabulary.acts import protects as protecting
from ..vocabulary.protocol import Protocol
from ..vocabulary.terms import ReportDuty
from .deadlines import deadlines_for, duties_of
from .exploring import STATES_AT_MOST, Explored, explore
from .leaving_out import LeftOut, left_out_of, worth_leaving_out
from .model import Bits, Effect, Grid, grids_of
from .number_floors import below_floors
from .verdicts import Duties, Happening, Verdict, Violation

__all__ = ["Happening", "Progress", "Verdict", "Violation", "broken_in", "check", "explore"]

_IN_SIGHT_BY = {
    "lost": frozenset({"session.booked"}),
    "stay_contact_due": frozenset({"contact.made"}),
    "whereabouts_unsure": frozenset({"client.whereabouts", "contact.made"}),
}
"""What brings a client back into sight: the entries of which a step, with a day by when it is due, must be
able to write one while this holds."""
_DOUBLINGS = 7  # ways of up to 128 moves are followed to their end
_ONLY_BY_CONVERSATION = "contact.made by the client"

Where = NDArray[np.bool_]
Has = Callable[..., Where]
Progress = Callable[[int, int, int], object]
Work = Callable[[], "_Found | Duties"]


def _read_only(table: dict[object, object]) -> MappingProxyType[object, object]:
    return MappingProxyType(table)


# A protocol goes to other processes as it is; its read-only tables only lack the knowledge of how.
copyreg.pickle(MappingProxyType, lambda table: (_read_only, (dict(table),)))


@dataclass(frozen=True, slots=True)
class _Found:
    """What one kind of order showed: how many states, which steps were ever offered, what is broken."""

    states: int
    offered: tuple[bool, ...]
    broken: tuple[Violation, ...]
    bounded: bool
    left_out: tuple[LeftOut, ...] = ()


def check(
    protocol: Protocol,
    *,
    states_at_most: int = STATES_AT_MOST,
    deadlines: Sequence[ReportDuty] | None = None,
    processes: int = 1,
    progress: Progress | None = None,
) -> Verdict:
    """Explore every reachable state of every kind of order, and hold each promise against all of them; then
    walk to every deadline, or to those of ``deadlines``.

    With more ``processes`` several parts are done at once. ``progress`` is told after each how many are done,
    of how many, and how many states were seen so far.
    """
    grids = grids_of(protocol)
    found, duties = list[_Found](), Duties(0, {})
    walks = deadlines_for(protocol) if deadlines is None else deadlines
    work = _work(protocol, grids, walks, states_at_most)
    for done, found_in_order in enumerate(_in_turn(work, processes), start=1):
        if isinstance(found_in_order, Duties):
            duties += found_in_order
        else:
            found.append(found_in_order)
        if progress is not None:
            progress(done, len(work), sum(one.states for one in found))
    bounded = any(exploration.bounded for exploration in found)
    broken = _plainest(violation for one in found for violation in one.broken)
    offered = [
        any(exploration.offered[place] for exploration in found) for place in range(len(protocol.steps))
    ]
    never = tuple(step.name for step, once in zip(protocol.steps, offered, strict=True) if not once)
    if not bounded:
        broken |= {("one-next-step", name): Violation("one-next-step", name, grids[0]) for name in never}
    for below in below_floors(protocol):
        broken.setdefault((below.promise, below.step), below)
    if duties.late is not None:
        broken["duty-kept", duties.late.step] = duties.late
    declared = {(exception.promise, exception.step): exception for exception in protocol.exceptions}
    left = tuple(broken[key] for key in broken if key not in declared)
    unproved = {violation.promise for violation in left}
    overridden = {promise for promise, step in declared if (promise, step) in broken}
    return Verdict(
        protocol,
        sum(exploration.states for exploration in found),
        () if bounded else tuple(promise for promise in PROMISES if promise not in unproved | overridden),
        tuple(sorted(left, key=lambda violation: PROMISES.index(violation.promise))),
        tuple(declared[key] for key in declared if key in broken),
        never,
        bounded,
        duties,
        worth_leaving_out([one.left_out for one in found if one.bounded]),
    )


def _plainest(violations: Iterable[Violation]) -> dict[tuple[str, str | None], Violation]:
    """Of each promise that a step breaks the violation that is told best: one with no side condition before
    the others, then one with a short way."""
    found: dict[tuple[str, str | None], Violation] = {}
    for violation in sorted(violations, key=lambda one: (one.grid.side != "plain", len(one.way))):
        found.setdefault((violation.promise, violation.step), violation)
    return found


def _work(
    protocol: Protocol, grids: Sequence[Grid], deadlines: Sequence[ReportDuty], states_at_most: int
) -> list[Work]:
    """What there is to do, in parts that need not know of each other, the longest first."""
    walks = [partial(duties_of, protocol, (deadline,)) for deadline in deadlines]
    return [*(partial(_explored, protocol, states_at_most, grid) for grid in grids), *walks]


def _in_turn(work: Sequence[Work], processes: int) -> Iterator[_Found | Duties]:
    if processes < 2:
        yield from (part() for part in work)
        return
    with ProcessPoolExecutor(min(processes, len(work))) as several:
        for done in [several.submit(part) for part in work]:
            yield done.result()


def _explored(protocol: Protocol, states_at_most: int, grid: Grid) -> _Found:
    explored = explore(protocol, grid, states_at_most=states_at_most)
    offered = [bool(explored.offered(place).any()) for place in range(len(protocol.steps))]
    broken, left_out = tuple(broken_in(explored, grid)), left_out_of(explored) if explored.bounded else ()
    return _Found(len(explored.states), tuple(offered), broken, explored.bounded, left_out)


def broken_in(explored: Explored, grid: Grid) -> Iterator[Violation]:
    """Each promise that some explored state breaks, with the way to one of the nearest."""
    protocol, bits = explored.model.protocol, explored.atoms

    def has(*names: str) -> Where:
        wanted = np.uint64(sum(protocol.bits[name] for name in names))
        where: Where = (bits & wanted) == wanted
        return where

    for promise, place, wrong in _wrong(explored, has):
        if wrong.any():
            step = protocol.steps[place].name if place is not None else None
            yield _broken(promise, step, explored, grid, wrong)[1]
    stuck = _stuck(explored, has("missed"))
    if stuck.any():
        yield _broken("never-a-dead-end", None, explored, grid, stuck)[1]
    elif not explored.bounded and (found := _never_back(explored, has("missed"))) is not None:
        circling, one = found
        row, broken = _broken("never-a-dead-end", None, explored, grid, circling)
        yield replace(broken, circle=_circle_from(row, one, explored))


def _wrong(explored: Explored, has: Has) -> Iterator[tuple[str, int | None, Where]]:
    """Each promise as a mask of the states that break it, step by step."""
    protocol, ended = explored.model.protocol, has("lawful_end")
    looked_for = has("heard") | has("tried") | has("stop_asked")
    reached, heard = looked_for | has("in_touch") | ended, has("heard") | has("tried") | has("report_due")
    # Where no court ordered the service, it may end with somebody who was heard or looked for, in writing.
    may_end = ended if protocol.mandated else ended | (looked_for & has("documented", "consulted"))
    for place, step in enumerate(protocol.steps):
        offered = explored.offered(place)
        if step.acts & {"writes", "charges"}:
            yield "contact-first", place, offered & ~reached
        for disclosure in step.disclosures:
            basis = _any(has, disclosure.basis)
            if disclosure.presence:
                basis = basis | (has("in_touch") & ~has("stop_asked"))
            yield "no-disclosure-without-basis", place, offered & ~basis
            if disclosure.form == TO_THEIR_LAWYER:
                continue
            # A question about a miss waits until the client was heard of it, as a notice of it does.
            prompted = ~has("missed") if disclosure.form == "answer" else _any(has, disclosure.prompted)
            if disclosure.form in ALLEGES:
                yield "contact-first", place, offered & ~(reached | has("report_due"))
            yield "heard-before-court", place, offered & ~prompted & ~heard
        if "writes" in step.acts:
            handed = has("in_touch") & ("letter.sent" not in step.writes)
            yield "safe-contact", place, offered & ~(has("letter_safe") | handed)
        if "session.booked" in step.writes:
            yield "plan-before-rebooking", place, offered & has("missed") & ~has("planned")
        if "ends" in step.acts:
            yield "contact-first", place, offered & ~(looked_for | ended)  # also where a law wants the end
            yield "never-ended-for-absence", place, offered & ~may_end
    owed = has("told_unheard", "heard", "lawful_basis")
    for place, step in enumerate(protocol.steps):
        if "court.supplemented" in step.writes:
            owed &= ~explored.offered(place)
    yield "heard-before-court", None, owed  # what was told before she was heard is supplemented once she is
    yield "never-out-of-sight", None, _out_of_sight(explored, has)
    protects = np.array([*(protecting(step) for step in protocol.steps), False])
    yield (
        "safety-first",
        None,
        (has("risk_open") | has("risk_look_due") | has("abuse_report_owed")) & ~protects[explored.next],
    )
    yield "one-next-step", None, ~explored.one_next


def _out_of_sight(explored: Explored, has: Has) -> Where:
    """Where nothing that could bring the client back into sight is offered by a day."""
    lost = has() & False
    for state, kinds in _IN_SIGHT_BY.items():
        here = has(state) & ~has("closed")
        if state == "lost":
            here &= ~has("booked")
        for place, step in enumerate(explored.model.protocol.steps):
            if kinds & set(step.writes) and step.within is not None:
                here &= ~explored.offered(place)
        lost |= here
    return lost


def _any(has: Has, names: Sequence[str]) -> Where:
    """Where at least one of these facts holds; nowhere when there are none."""
    where: Where = has() & False
    for name in names:
        where = where | has(name)
    return where


def _stuck(explored: Explored, open_: Where) -> Where:
    """Open states in which no step is offered and no time alone brings one."""
    idle = open_ & (explored.next < 0)
    waits = explored.model.has(explored.states, "booked")
    for effect in explored.model.outside:
        if effect.by == "time":
            waits |= effect.where(explored.states)
    return idle & ~waits


def _never_back(explored: Explored, open_: Where) -> tuple[Where, NDArray[np.int32]] | None:
    """The open states from which following what is next, with a client who cooperates, never ends the
    response, and the row that each state goes on to. None when every open state ends well.

    Staff take the step that is next and others give the cooperating answer; where there is none to take, the
    client comes to the booked session, or time passes.
    """
    rows = np.flatnonzero(open_)
    one = np.arange(len(explored.states), dtype=np.int32)  # a response that has ended stays where it is
    one[rows] = explored.rows_of(_one_good_move(explored, rows))
    ahead = one
    for _ in range(_DOUBLINGS):
        ahead = ahead[ahead]
    circling = open_ & open_[ahead]
    return (circling, one) if circling.any() else None


def _circle_from(row: int, one: NDArray[np.int32], explored: Explored) -> tuple[str, ...]:
    """The steps that come back again and again after a state, going on from each to the row that ``one``
    says."""
    at, passed = row, list[int]()
    while at not in passed:
        passed.append(at)
        at = int(one[at])
    names = [step.name for step in explored.model.protocol.steps]
    places = [int(explored.next[state]) for state in passed[passed.index(at) :]]
    return tuple(dict.fromkeys(names[place] for place in places if place >= 0))


def _one_good_move(explored: Explored, rows: NDArray[np.intp]) -> Bits:
    """The state after one move of each of these states, all of them open."""
    model, states, following = explored.model, explored.states[rows], explored.next[rows]
    result, moved = states.copy(), np.zeros(len(states), bool)

    def take(effect: Effect, where: Where) -> None:
        here = np.flatnonzero(where & ~moved)
        here = here[effect.where(states[here])]
        result[here] = effect.apply(states[here])
        moved[here] = True

    for place, effects in enumerate(model.steps):
        for effect in sorted(effects, key=lambda effect: not effect.good):
            take(effect, following == place)
    waiting = following < 0
    comes = [move for move in model.outside if move.label == "session.attended as booked"]
    calls = [move for move in model.outside if move.label == _ONLY_BY_CONVERSATION]
    for effect in comes:
        take(effect, waiting)
    for effect in calls:  # who asked for no contact may still come back
        take(effect, waiting & model.has(states, "stop_asked"))
    rest = np.flatnonzero(waiting & ~moved)
    for effect in model.outside:  # where there is nothing to do, time brings all that it can bring
        if effect.by == "time" or effect.label == "action.done, ours":
            here = rest[effect.where(result[rest])]
            result[here] = effect.apply(result[here])
    return result


def _broken(
    promise: str, step: str | None, explored: Explored, grid: Grid, wrong: Where
) -> tuple[int, Violation]:
    """A broken promise with one of the shortest ways to a state that breaks it, and that state's row."""
    model, (row, way) = explored.model, explored.way_to(wrong)
    names = [step.name for step in model.protocol.steps]
    states = np.array([state for state, _, _ in way], np.uint64)
    following = decide_many(model.protocol, model.atoms(states)).next.tolist() if way else []
    happened = tuple(
        Happening(
            effect.label,
            effect.by,
            through,
            names[place] if place >= 0 else None,
            frozenset(name for name, bit in model.at.items() if effect.set & ~int(state) & bit),
        )
        for (state, through, effect), place in zip(way, following, strict=True)
    )
    last = int(explored.next[row])
    following_last = names[last] if last >= 0 else None
    (facts,) = model.atoms(explored.states[row : row + 1]).tolist()
    return row, Violation(promise, step, grid, happened, facts, following_last)
