"""Deciding: from facts to what is next, by when, why, and why nothing harsher yet.

``standings_of`` is the whole rule, a pure function of the packed facts, remembered per bit pattern.
``decide`` adds the due times and the waits, which need the clock.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache, reduce
from operator import or_

from ..facts.facts import Facts
from ..facts.tries import attempts_for
from ..vocabulary.duration import Span
from ..vocabulary.overriding import never_overridden
from ..vocabulary.protocol import DeclaredException, Line, Protocol, Step
from ..vocabulary.statuses import OFFERED, StepStatus
from .reasons import Reason

__all__ = ["Decision", "Next", "Packed", "Standing", "decide", "next_of", "standings_of", "step_next"]

STATUSES = tuple(StepStatus)
NOT_NEEDED, DONE, NOT_YET, WAITING, OPEN, NOW = range(6)


@dataclass(frozen=True, slots=True)
class Standing:
    """One step's standing. ``due`` is aware, in the agency's zone. ``because`` says why the status is what it
    is; ``missing`` what would have to be true first."""

    step: str
    role: str
    status: StepStatus
    due: datetime | None
    because: tuple[Reason, ...]
    missing: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Next:
    """What is next: a step with its due time, or a wait. With neither, there is nothing to wait for."""

    step: str | None = None
    due: datetime | None = None
    wait_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """All standings of a response in the protocol's order, and the one thing that is next."""

    next: Next
    look_again_at: datetime | None
    steps: tuple[Standing, ...]
    exceptions: tuple[DeclaredException, ...]
    response_open: bool
    facts: Facts
    protocol: Protocol

    def standing(self, step: str) -> Standing:
        """The standing of one step; KeyError when the protocol has none of that name."""
        return self.steps[self.protocol.places[step]]

    def holds(self, atom: str) -> bool:
        """Whether this fact held when it was decided; False for one that the protocol does not know."""
        return bool(self.facts.bits & self.protocol.bits.get(atom, 0))

    @property
    def offered(self) -> tuple[str, ...]:
        """The steps that may be taken now."""
        return tuple(step.step for step in self.steps if step.status in OFFERED)


@dataclass(frozen=True, slots=True)
class Packed:
    """All standings for one bit pattern: a status code a step (see STATUSES), a mask of the lines of its
    needs that are open, a mask of those that are waived, and the place of the step that is next or -1."""

    statuses: tuple[int, ...]
    open_lines: tuple[int, ...]
    waived: tuple[int, ...]
    next: int


@lru_cache(maxsize=1 << 16)
def standings_of(protocol: Protocol, bits: int) -> Packed:
    """Every step's status from the packed facts, and which one is next."""
    statuses: list[int] = []
    open_lines: list[int] = []
    waived: list[int] = []
    best, best_position = -1, (len(protocol.steps) + 1) * 2
    for place, masks in enumerate(_masks_of(protocol)):
        missing = excused = 0
        if not masks.wanted.hold(bits):
            status = DONE if masks.done is not None and masks.done.hold(bits) else NOT_NEEDED
        else:
            for flag, off, either, own_off, own_either in masks.needs:
                if not (bits ^ off) & either:
                    missing |= flag
                elif own_either and not (bits ^ own_off) & own_either:
                    excused |= flag
            if missing:
                status = NOT_YET
            elif masks.waits and not bits & masks.waits:
                status = WAITING
            else:
                status = OPEN
                here = masks.moved if masks.when is not None and masks.when.hold(bits) else 2 * place
                if here < best_position:
                    best, best_position = place, here
        statuses.append(status)
        open_lines.append(missing)
        waived.append(excused)
    if best >= 0:
        statuses[best] = NOW
    return Packed(tuple(statuses), tuple(open_lines), tuple(waived), best)


def position(protocol: Protocol, place: int, bits: int) -> int:
    """Where a step stands in the order of precedence under these facts, moves taken into account."""
    moves = protocol.steps[place].moves
    if moves is not None and all(line.holds(bits) for line in moves.when):
        return 2 * protocol.places[moves.after] + 1
    return 2 * place


class _AllLines:
    """Lines that must all hold. Those of a single literal are one comparison together."""

    __slots__ = ("masks", "off", "several")

    def __init__(self, lines: tuple[Line, ...]) -> None:
        single = [line for line in lines if (line.on | line.off).bit_count() == 1]
        on, off = (reduce(or_, (getattr(line, name) for line in single), 0) for name in ("on", "off"))
        if on & off:  # a fact and its contrary: one comparison could not tell that both are asked for
            single, off = [], 0
        self.off = off
        self.masks = reduce(or_, (line.on | line.off for line in single), 0)
        self.several = tuple((line.off, line.on | line.off) for line in lines if line not in single)

    def hold(self, bits: int) -> bool:
        if (bits ^ self.off) & self.masks != self.masks:
            return False
        for off, either in self.several:  # noqa: SIM110 (a generator costs more than the lines it goes through)
            if not (bits ^ off) & either:
                return False
        return True


class _Masks:
    """One step as ``standings_of`` runs it. A need line is its flag, its two masks, and the two that tell a
    waived line from a ticked one, which are 0 where nothing waives it."""

    __slots__ = ("done", "moved", "needs", "waits", "wanted", "when")

    def __init__(self, step: Step, protocol: Protocol) -> None:
        self.wanted = _AllLines(step.wanted)
        self.done = _AllLines(step.done) if step.done else None
        self.needs = tuple(
            (
                1 << number,
                line.off,
                line.on | line.off,
                line.own_off if line.unless else 0,
                line.own_on | line.own_off if line.unless else 0,
            )
            for number, line in enumerate(step.needs)
        )
        self.waits = 0 if step.waits is None else protocol.bits[step.waits]
        self.when = None if step.moves is None else _AllLines(step.moves.when)
        self.moved = 0 if step.moves is None else 2 * protocol.places[step.moves.after] + 1


@lru_cache(maxsize=64)
def _masks_of(protocol: Protocol) -> tuple[_Masks, ...]:
    return tuple(_Masks(step, protocol) for step in protocol.steps)


def decide(protocol: Protocol, facts: Facts) -> Decision:
    """Decide one response. The same facts and protocol always give the same decision."""
    packed = _packed(protocol, facts)
    due = _due_times(protocol, facts, packed)
    steps = tuple(
        Standing(
            step.name, step.role, STATUSES[packed.statuses[place]], due[place], _because(step, place, packed,
            facts, protocol),
            tuple(Reason(line.code, facts.counts, "need", protocol.thresholds) for number,
            line in enumerate(step.needs) if packed.open_lines[place] >> number & 1),
        )
        for place, step in enumerate(protocol.steps)
    )  # fmt: skip
    if packed.next >= 0:
        following = Next(protocol.steps[packed.next].name, due[packed.next])
    else:
        following = Next(wait_until=_wait(facts))
    return Decision(
        following, facts.look_again_at, steps, protocol.exceptions, facts.response_open, facts, protocol
    )


def next_of(protocol: Protocol, facts: Facts) -> Next:
    """What is next, without the reasons and the other steps: for whoever asks thousands of times."""
    packed = _packed(protocol, facts)
    if packed.next < 0:
        return Next(wait_until=_wait(facts))
    return Next(protocol.steps[packed.next].name, _due_times(protocol, facts, packed)[packed.next])


def step_next(protocol: Protocol, facts: Facts) -> str | None:
    """The step that is next, without its due time, which costs more than all else; None for a wait."""
    place = _packed(protocol, facts).next
    return protocol.steps[place].name if place >= 0 else None


def _packed(protocol: Protocol, facts: Facts) -> Packed:
    packed = standings_of(protocol, facts.bits)
    return _override(protocol, facts, packed) if facts.overridden else packed


def _wait(facts: Facts) -> datetime | None:
    session = facts.clocks.get("session") or facts.next_session
    moments = [
        moment for moment in (session, facts.look_again_at) if moment is not None and moment > facts.at
    ]
    return min(moments, default=None)


def _override(protocol: Protocol, facts: Facts, packed: Packed) -> Packed:
    """Open the steps a professional overrode, as long as they are part of the answer at all, but never past
    what nobody may override."""
    statuses, open_lines = list(packed.statuses), list(packed.open_lines)
    for name in facts.overridden:
        place = protocol.places.get(name)
        if place is None or statuses[place] not in (NOT_YET, WAITING):
            continue
        if not never_overridden(protocol.steps[place], facts.bits):
            statuses[place], open_lines[place] = OPEN, 0
    chosen = min(
        (place for place, status in enumerate(statuses) if status in (OPEN, NOW)),
        key=lambda place: position(protocol, place, facts.bits), default=-1,
    )  # fmt: skip
    statuses = [OPEN if status == NOW else status for status in statuses]
    if chosen >= 0:
        statuses[chosen] = NOW
    return Packed(tuple(statuses), tuple(open_lines), packed.waived, chosen)


def _due_times(protocol: Protocol, facts: Facts, packed: Packed) -> list[datetime | None]:
    """Each wanted step's own due time, then one pass back: a later deadline pulls the steps it still needs
    forward by what it takes itself. What a step gives way to until it may move up in the order is needed
    too: a deadline that waives the calling still leaves two tries, and they must come in time."""
    due: list[datetime | None] = [
        _own_due(step, packed.statuses[place], facts) if packed.statuses[place] > DONE else None
        for place, step in enumerate(protocol.steps)
    ]
    learned = facts.clocks.get("learned") or facts.clocks.get("missed")
    made, calendar = int(facts.counts.get("attempts", 0)), facts.calendar
    for place, takes, feeders in _still_needed(protocol, facts.bits, packed):
        later = due[place]
        if later is None:
            continue
        own_work = calendar.office_minutes(takes)
        for feeder, each_takes, attempts in feeders:
            again = max(1, attempts - made) - 1  # beyond the first, for what it brings about by repetition
            work = own_work + again * calendar.office_minutes(each_takes)
            latest = calendar.before_office_time(later, work)
            if learned is not None and latest < learned:
                latest = learned  # nobody is late for what they could not know: then it is due at once
            own = due[feeder]
            due[feeder] = latest if own is None or latest < own else own
    return due


@lru_cache(maxsize=1 << 14)
def _still_needed(
    protocol: Protocol, bits: int, packed: Packed
) -> tuple[tuple[int, Span, tuple[tuple[int, Span, int], ...]], ...]:
    """Each step, the last first, with what it takes and the steps that it still needs: those that can tick an
    open line of it, or a line that keeps it from moving up. Each of these with what it takes, and the
    attempts that are asked for until it brings about what it is to bring about."""
    found = []
    for place in protocol.backwards:
        needed = [
            (feeder, protocol.steps[feeder].takes, attempts_for(protocol, protocol.steps[feeder].brings))
            for feeder in _feeders(protocol, place, bits, packed)
            if packed.statuses[feeder] > DONE
        ]
        if needed:
            found.append((place, protocol.steps[place].takes, tuple(needed)))
    return tuple(found)


def _feeders(protocol: Protocol, place: int, bits: int, packed: Packed) -> Iterator[int]:
    """The steps that a step still needs, each once."""
    lines = [
        feeders
        for number, feeders in enumerate(protocol.feeders[place])
        if packed.open_lines[place] >> number & 1
    ]
    moves = protocol.steps[place].moves
    if moves is not None and protocol.steps[place].within is not None:
        lines += [
            feeders
            for line, feeders in zip(moves.when, protocol.makes_room[place], strict=True)
            if not line.holds(bits)
        ]
    yield from dict.fromkeys(feeder for feeders in lines for feeder in feeders)


def _own_due(step: Step, status: int, facts: Facts) -> datetime | None:
    within = step.within
    if within is None:
        return None
    last_try = facts.clocks.get("last_try")
    if within.again is not None and last_try is not None and last_try >= facts.clocks.get("missed", last_try):
        return facts.calendar.add(last_try, within.again)
    if within.before:
        ahead = facts.clocks.get(within.of)
        return None if ahead is None or within.span is None else facts.calendar.before(ahead, within.span)
    start = facts.clocks.get(within.of) or (facts.clocks.get("learned") if status >= OPEN else None)
    if start is None:
        return None
    if within.known and (learned := facts.clocks.get(within.known)) is not None:
        start = max(start, learned)
    if within.period is not None:
        start = facts.calendar.end_of_period(start, within.period)
    return start if within.span is None else facts.calendar.add(start, within.span)


def _because(step: Step, place: int, packed: Packed, facts: Facts, protocol: Protocol) -> tuple[Reason, ...]:
    status, counts, own = packed.statuses[place], facts.counts, protocol.thresholds
    if status == NOT_NEEDED:
        return tuple(
            Reason(line.code, counts, "no", own) for line in step.wanted if not line.holds(facts.bits)
        )
    lines = step.done if status == DONE else step.wanted
    reasons = [Reason(atom, counts, own=own) for line in lines for atom in _true(line, facts.bits, protocol)]
    if status == DONE:
        return tuple(reasons)
    for number, line in enumerate(step.needs):
        if packed.waived[place] >> number & 1:
            reasons.append(Reason(line.code, counts, "waived", own))
    if step.name in facts.overridden and status >= OPEN:
        reasons.append(Reason("overridden", counts))
    return tuple(reasons)


def _true(line: Line, bits: int, protocol: Protocol) -> list[str]:
    """The literals of a line that hold."""
    return [
        literal
        for literal in line.literals
        if bool(bits & protocol.bits[literal.removeprefix("not ")]) != literal.startswith("not ")
    ]
