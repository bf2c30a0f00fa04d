"""What happens in made-up cases is among what the model can reach: nothing is proved about too few states."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import pytest

from benchmarks.proof import SMALL, plain_search
from heardfirst.protocol import load_protocol
from heardfirst.protocol.proving.exploring import explore
from heardfirst.protocol.proving.model import Grid
from heardfirst.protocol.rules import effects
from tests.protocol.tellings import DEFAULT, Case, on

Move = Callable[[Case, datetime, random.Random], object]
_CHANNELS = ("phone", "text", "email", "visit")


def _told(kind: str, **details: Any) -> Move:
    return lambda case, now, chance: case.tell(kind, now, **details)


def _booking(plan: bool) -> Move:
    def book(case: Case, now: datetime, chance: random.Random) -> None:
        details = {"plan": True} if plan else {"by": "client"}
        case.tell("session.booked", now, starts=now + timedelta(days=chance.randint(1, 6)), **details)

    return book


def _trying(case: Case, now: datetime, chance: random.Random) -> None:
    case.tell("contact.tried", now, channel=chance.choice(_CHANNELS), outcome="no_answer")


def _stakes(case: Case, now: datetime, chance: random.Random) -> None:
    case.tell("stakes.discussed", now, understood=chance.choice(["yes", "partly", "no"]))


TAKEN: dict[str, tuple[Move, ...]] = {
    "contact": (_trying, _told("contact.made")),
    "keep_trying": (_trying, _told("contact.made")),
    "listen": (_told("client.heard"), _told("client.declined")),
    "stakes": (_stakes,),
    "plan": (_told("plan.agreed"),),
    "adjust": (_told("plan.adjusted"),),
    "rebook": (_booking(plan=True),),
    "document": (_told("note.signed"),),
    "consult": (_told("supervisor.consulted", about="misses"),),
    "seek_basis": (_told("step.done", step="seek_basis"),),
    "letter": (_told("letter.sent"),),
    "forewarn": (_told("client.forewarned"), _told("forewarning.unsafe")),
    "notify_court": (_told("court.reported", form="notice"),),
    "supplement": (_told("court.supplemented"),),
    "protect": (_told("risk.acted"), lambda case, now, chance: case.tell("risk.watched", now,
    until=now + timedelta(days=2))),
}  # fmt: skip


def _pending(case: Case, now: datetime) -> datetime | None:
    """The booked session that comes next, or that nobody has spoken of yet."""
    told = {entry.at for entry in case.entries if entry.kind in ("session.attended", "session.missed")}
    booked = [entry.details["starts_at"] for entry in case.entries if entry.kind == "session.booked"]
    return next((start for start in map(datetime.fromisoformat, booked) if start not in told), None)


def _happenings(
    case: Case, now: datetime, side: str, chance: random.Random
) -> Iterator[Callable[[], object]]:
    """What the client and the outside may do at that moment, of what this side condition knows."""
    pending = _pending(case, now)
    if pending is None:
        yield lambda: case.tell("session.missed", now)
        yield lambda: case.tell("session.attended", now)
        if case.facts(now).response_open:
            yield lambda: _booking(plan=False)(case, now, chance)
    yield lambda: case.tell("contact.made", now, by="client")
    yield lambda: _trying(case, now, chance)  # staff may try whatever the rules offer
    if side == "safety":
        yield lambda: case.tell("risk.raised", now, risk="threat")
    if side == "limits":
        yield lambda: case.tell("contact_rule.set", now, rules=["no_letter"])
        yield lambda: case.tell("contact_rule.set", now, rules=["lifted"])


@pytest.mark.parametrize("side", ["plain", "safety", "limits"])
@pytest.mark.parametrize("notice", [False, True])
def test_what_happens_in_made_up_cases_is_among_the_explored_states(notice: bool, side: str) -> None:
    grid = Grid(notice, "court_order", side)
    # What another side condition is about, or counts over years, is compared where it is explored.
    elsewhere = DEFAULT.pack({"review_due"})
    reachable = {atoms & ~elsewhere for atoms in explore(DEFAULT, grid).atoms.tolist()}
    seen = set()
    for number in range(60):
        chance = random.Random(f"{grid} {number}")
        terms: dict[str, Any] = {"basis": "court_order"}
        if notice:
            terms["report_within"] = chance.choice(["2 days", "5 business days", "20 days"])
        case, now = Case(**terms), on(2, 9)
        story: list[str] = []
        for _ in range(25):
            now += timedelta(hours=chance.choice([1, 2, 5, 20, 30, 80, 200]))
            pending = _pending(case, now)
            if pending is not None and pending <= now:  # a miss learned of late is outside the model
                now = pending
                case.tell(chance.choice(["session.attended", "session.missed"]), now)
            facts = case.facts(now).bits
            if facts & DEFAULT.bits["repeated"]:
                break  # misses that repeat are a side condition of their own
            assert facts & ~elsewhere in reachable, (story, sorted(DEFAULT.unpack(facts)))
            seen.add(facts)
            offered = [step for step in case.decide(now).offered if step in TAKEN]
            if offered and chance.random() < 0.7:
                step = chance.choice(offered)
                chance.choice(TAKEN[step])(case, now, chance)
            else:
                chance.choice(list(_happenings(case, now, side, chance)))()
            story.append(f"{now:%d %b %H} {case.entries[-1].kind}")
    assert len(seen) > 60


@pytest.mark.parametrize("name", ["court-mandated-treatment", "interstate-compact"])
@pytest.mark.parametrize("side", ["plain", "scheduled"])
def test_what_the_model_forgets_of_a_basis_loses_no_facts(
    name: str, side: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    protocol, grid = load_protocol(name), Grid(True, "consent", side)
    short = explore(protocol, grid)
    monkeypatch.setattr(effects, "_as_far_as_it_matters", lambda row: iter((row,)))
    whole = explore(protocol, grid)
    assert len(short.states) < len(whole.states)
    assert np.isin(whole.atoms, short.atoms).all()


def test_a_search_one_state_at_a_time_finds_the_same_states() -> None:
    assert plain_search(DEFAULT) == set(explore(DEFAULT, SMALL).states.tolist())
