"""Made-up cases of the programs stay among the states their checker explores, beside what is theirs."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from heardfirst.protocol import Protocol, load_protocol, start_of
from heardfirst.protocol.proving.exploring import explore
from heardfirst.protocol.proving.model import Grid
from tests.protocol.proving.test_model import TAKEN, _pending
from tests.protocol.tellings import Case, on

Doing = Callable[[], object]

EXCUSES = (
    {"by": "us", "reason": "health_emergency"},
    {"by": "us", "reason": "vacation", "evidence": True},
    {"by": "director", "reason": "health_emergency", "evidence": True},
    {"refused": True},
)
PROGRAMS: list[tuple[str, str, dict[str, Any]]] = [
    ("new-jersey-idrc", "excuses", {"basis": "court_order"}),
    ("interstate-compact", "inquiries", {"basis": "court_order"}),
    ("san-diego-dui", "charges", {"basis": "court_order", "charges": True, "report_within": "5 days"}),
    ("los-angeles-mental-health", "plain", {}),
    ("campus-counseling", "plain", {}),
]


def _outside(case: Case, now: datetime, side: str, chance: random.Random) -> Iterator[Doing]:
    """What the client and others may do at that moment."""
    pending = _pending(case, now)
    if pending is None and "closed" not in case.true(now):
        yield lambda: case.tell("session.missed", now)
        yield lambda: case.tell("session.attended", now)
    yield lambda: case.tell("contact.made", now, by="client")
    anchor = [each.at for each in case.entries if each.kind == "session.missed"]
    if side == "excuses" and case.facts(now).response_open and len(anchor) == 1:
        yield lambda: case.tell("session.excused", now, starts=anchor[0], **chance.choice(EXCUSES))
    if side == "inquiries":
        yield lambda: case.tell("court.asked", now, by=chance.choice(["court", "other_state"]))


def _through(case: Case, step: str, now: datetime, side: str, chance: random.Random) -> bool:
    """Take a step as its forms would; False when this test does not know how."""
    if step in TAKEN:
        chance.choice(TAKEN[step])(case, now, chance)
        return True
    rules = case.protocol.step(step)
    kind = chance.choice(rules.writes)
    said = start_of(case.protocol, step)
    if kind == "step.done":
        case.tell(kind, now, step=said["step"])
    elif kind == "disclosure.made":
        case.tell(kind, now, to=said.get("to", "other"), what="attendance", basis="statute")
    elif kind == "court.reported":
        case.tell(kind, now, form="answer" if step == "answer_inquiry" else "notice")
    elif kind == "case.closed" and not case.facts(now).terms.charges:
        case.tell(kind, now, reason="not_engaged")
    elif kind in ("case.reopened", "bill.sent"):
        case.tell(kind, now)
    else:
        return False
    return True


@pytest.mark.parametrize(("name", "side", "terms"), PROGRAMS, ids=[each[0] for each in PROGRAMS])
def test_what_happens_is_among_the_explored_states(name: str, side: str, terms: dict[str, Any]) -> None:
    protocol = load_protocol(name)
    notice = protocol.report is not None or "report_within" in terms
    basis = "court_order" if "basis" in terms else "consent"
    # Counts over many sessions and quiet weeks are compared where they are explored.
    elsewhere = protocol.pack({"review_due"})
    explored = explore(protocol, Grid(notice, basis, side))
    reachable = {atoms & ~elsewhere for atoms in explored.atoms.tolist()}
    seen = set()
    for number in range(60):
        seen |= _one_case(protocol, side, terms, reachable, elsewhere, random.Random(f"{name} {number}"))
    assert len(seen) > 40


def _one_case(
    protocol: Protocol,
    side: str,
    terms: dict[str, Any],
    reachable: set[int],
    elsewhere: int,
    chance: random.Random,
) -> set[int]:
    case, now, seen, story = Case(protocol, **terms), on(2, 9), set(), list[str]()
    for _ in range(25):
        now += timedelta(hours=chance.choice([1, 2, 5, 20, 30, 80, 200]))
        pending = _pending(case, now)
        if pending is not None and pending <= now:
            now = pending
            case.tell(chance.choice(["session.attended", "session.missed"]), now)
        facts = case.facts(now).bits
        if facts & protocol.bits["repeated"]:
            break  # misses that repeat are a side condition of their own
        assert facts & ~elsewhere in reachable, (story, sorted(protocol.unpack(facts)))
        seen.add(facts)
        offered = list(case.decide(now).offered)
        taken = bool(offered) and chance.random() < 0.7
        if not (taken and _through(case, chance.choice(offered), now, side, chance)):
            chance.choice(list(_outside(case, now, side, chance)))()
        story.append(f"{now:%d %b %H} {case.entries[-1].kind} {dict(case.entries[-1].details)}")
    return seen
