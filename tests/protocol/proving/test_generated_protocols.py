"""
The language itself: whatever somebody writes, rules that pass the check do no harm when they are lived
through.

Protocols are made up with any role, any entries, any needs and any exception. Those that are read and pass
the check of what is told, written, charged and ended are then lived through (`lives`), by somebody who knows
neither roles nor promises. A thorough run makes a hundred thousand of them.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count, islice

import pytest

from heardfirst.protocol import Protocol, load_protocol, parse_protocol
from heardfirst.protocol.files import act_reading, loading
from heardfirst.protocol.proving import checking
from heardfirst.protocol.proving.checking import broken_in, explore
from heardfirst.protocol.proving.model import Grid, grids_of
from heardfirst.protocol.vocabulary.errors import ProtocolError
from tests.conftest import PROFILE
from tests.protocol.proving.lives import Harm, live

MANY = 100_000 if PROFILE == "thorough" else 250
LIVES = 3
ABOUT_ACTS = ("contact-first", "heard-before-court", "no-disclosure-without-basis", "never-ended-for-absence")
STATES = 200_000

_ROLES = (
    "reach",
    "understand",
    "support",
    "record",
    "write",
    "charge",
    "report",
    "escalate",
    "end",
    "protect",
)
_HARSH = (
    "letter.sent", "bill.sent", "case.closed", "service.ended", "case.transferred", "court.reported",
    "court.supplemented", "court.corrected", "disclosure.made", "step.done", "report.made",
    "counsel.informed", "program.event",
)  # fmt: skip
_CLAIMS = ("client.heard", "client.declined", "plan.agreed", "client.forewarned")
_MILD = (
    *_CLAIMS, "note.signed", "supervisor.consulted", "contact.tried", "session.booked", "contact.made",
    "court.decided", "session.missed", "consent.given",
)  # fmt: skip
_FITTING = {
    "letter.sent": "write", "bill.sent": "charge", "case.closed": "end", "service.ended": "end",
    "case.transferred": "end", "court.reported": "escalate", "court.supplemented": "report",
    "court.corrected": "report", "disclosure.made": "escalate", "step.done": "charge",
    "counsel.informed": "support", "client.heard": "understand", "client.declined": "understand",
    "plan.agreed": "support", "client.forewarned": "understand",
    "program.event": "charge",
}  # fmt: skip
_NEEDS = (
    "heard", "tried", "in_touch", "documented", "consulted", "lawful_basis", "victim_basis", "lawful_end",
    "planned", "forewarned", "not heard", "not missed", "report_due", "stop_asked", "notice_owed",
    "status_owed",
    "told_unheard", "understood", "inquiry", "called_off", "in_phase", "counsel_basis", "not stop_asked",
    "visited", "curfew_open", "not curfew_open",
)  # fmt: skip
_TICKS = (
    "victim_told", "sanctioned", "court_told", "billed", "letter_sent", "closed", "dismissed", "papers",
    "rules_told", "own_done", "own_event",
)  # fmt: skip
_ACTS = ("[]", '["charges"]', '["writes"]', '["ends"]')
_FACTS = """
[protocol]
name = "Made up"
version = "1"
[order]
mandated = {mandated}
[atoms]
tried = {{ attempts = 3, days = 3, channels = 2, times_of_day = 2 }}
repeated = {{ missed = 3, within = "90 days" }}
victim_told = {{ told = "victim", since = "miss" }}
court_told = {{ told = "court", since = "miss" }}
victim_basis = {{ release_for = "victim" }}
sanctioned = {{ done = "graduated_answer", since = "miss" }}
papers = {{ done = "papers_asked", since = "miss" }}
rules_told = {{ done = "consequences_told", since = "start" }}
counsel_basis = {{ release_for = "counsel" }}
inquiry = {{ asked_by = "{asker}" }}
called_off = {{ missed = 3, of = ["canceled", "no_show"], within = "30 days" }}
in_phase = {{ missed = 3, since = "phase" }}
visited = {{ attempts = 2, days = 2, by = ["visit"] }}
own_done = {{ done = "own_task", since = "miss" }}
own_event = {{ event = "own_doing", since = "miss" }}
curfew_open = {{ event = "curfew_broken", until = "curfew_kept" }}
[tasks.own_task]
label = "A task"
acts = {task_acts}
{task_tells}
[events.own_doing]
label = "Something done"
by = "staff"
acts = {event_acts}
[events.curfew_broken]
label = "Curfew was broken"
by = "client"
[events.curfew_kept]
label = "Curfew was kept"
by = "client"
"""
_EVERYDAY = """
[[step]]
name = "call"
role = "reach"
label = "Call"
wanted = ["missed", "not in_touch", "not tried"]
writes = ["contact.tried", "contact.made"]
[[step]]
name = "listen"
role = "understand"
label = "Listen"
wanted = ["missed", "not heard"]
needs = ["in_touch"]
done = ["heard"]
writes = ["client.heard", "client.declined"]
[[step]]
name = "note"
role = "record"
label = "Sign the note"
wanted = ["missed", "not documented"]
done = ["documented"]
writes = ["note.signed"]
[[step]]
name = "consult"
role = "record"
label = "Talk with the supervisor"
wanted = ["missed", "not consulted"]
done = ["consulted"]
writes = ["supervisor.consulted"]
"""


def made_up(draws: random.Random, harsh: Sequence[str] = _HARSH) -> str:
    """The text of a protocol in which anything may be written, most of it of a ``harsh`` kind, and some of it
    by somebody who means well."""
    facts = _FACTS.format(
        mandated=draws.choice(("true", "true", "true", "false")),
        asker=draws.choice(("authority", "authority", "court", "counsel", "anyone")),
        task_acts=draws.choice(_ACTS),
        task_tells=draws.choice(("", "", 'tells = "victim"')),
        event_acts=draws.choice(_ACTS),
    )
    names = [f"step_{number}" for number in range(draws.randint(1, 3))]
    steps = _EVERYDAY + "".join(_step(name, draws, harsh) for name in names)
    if draws.random() < 0.2:
        steps += _exception(draws.choice(names), draws)
    return _named_in(steps, facts) + steps


def _named_in(steps: str, facts: str) -> str:
    """The head of a protocol with those facts of its own that its steps name: there is room for a few."""
    lines = facts.splitlines(keepends=True)
    return "".join(
        line
        for line in lines
        if " = { " not in line
        or line.startswith(("tried", "repeated"))
        or f'"{line.split()[0]}"' in steps
        or f"'{line.split()[0]}'" in steps
        or f"not {line.split()[0]}" in steps
    )


def _step(name: str, draws: random.Random, harsh: Sequence[str]) -> str:
    writes = [draws.choice(harsh if draws.random() < 0.8 else _CLAIMS)] + (
        [draws.choice((*harsh, *_MILD))] if draws.random() < 0.2 else []
    )
    role = _FITTING.get(writes[0], "protect") if draws.random() < 0.7 else draws.choice(_ROLES)
    needs = [_line(draws) for _ in range(draws.randint(0, 3))]
    if draws.random() < 0.7:  # somebody who means well
        needs.append('{ any = ["heard", "tried"] }')
        needs += {
            "disclosure.made": [draws.choice(('"victim_basis"', '"victim_basis"', '"lawful_basis"'))],
            "case.closed": ['"lawful_end"'],
            "service.ended": ['"lawful_end"'],
            "counsel.informed": draws.choice((['"in_touch"', '"not stop_asked"'], ['"counsel_basis"'])),
            **{claim: [draws.choice(('"in_touch"', '"heard"'))] for claim in _CLAIMS},
        }.get(writes[0], ['"lawful_basis"'] if writes[0].startswith("court.") else [])
    fitting = {
        "disclosure.made": "victim_told",
        "step.done": draws.choice(("sanctioned", "own_done", "rules_told")),
        "program.event": "own_event",
    }
    ticks = fitting.get(writes[0], draws.choice(_TICKS))
    ticks = draws.choice(_TICKS) if draws.random() < 0.2 else ticks
    wanted = draws.choice(
        (
            '"missed"',
            '"notice_owed"',
            '"status_owed"',
            '"missed", "repeated"',
            '"inquiry"',
            '"called_off"',
            "",
            '"curfew_open"',
        )
    )
    return (
        f'[[step]]\nname = "{name}"\nrole = "{role}"\nlabel = "Whatever"\nwanted = [{wanted}]\n'
        f"needs = [{', '.join(needs)}]\nwrites = {writes!r}\n"
        + (f'done = ["{ticks}"]\n' if draws.random() < 0.8 else "")
    )


def _line(draws: random.Random) -> str:
    facts = draws.sample(_NEEDS, draws.randint(1, 2))
    unless = ', unless = "report_due"' if draws.random() < 0.15 else ""
    return f"{{ any = {facts!r}{unless} }}"


def _exception(step: str, draws: random.Random) -> str:
    citation = draws.choice(("9 CCR 9886", "our board wants it", "Board policy 7", "42 USC 675(5)"))
    return (
        f'[[exception]]\npromise = "{draws.choice((*ABOUT_ACTS, "safety-first", "duty-kept"))}"\n'
        f'step = "{step}"\nbecause = "Because"\njurisdiction = "Ohio"\ncitation = "{citation}"\n'
        'confirmed = 2026-11-30\nconfirmed_by = "Counsel"\n'
    )


def _passes(protocol: Protocol, grid: Grid) -> bool:
    """Whether the check finds nothing wrong with what the rules tell, write, charge and end."""
    explored = explore(protocol, grid, states_at_most=STATES)
    if explored.bounded:
        return False
    found = {violation.promise for violation in broken_in(explored, grid)}
    return found.isdisjoint(ABOUT_ACTS)


def lived(seeds: Iterator[int], counts: Counter[str], harsh: Sequence[str] = _HARSH) -> Harm | None:
    """Make up protocols of these kinds, live through those that pass; the first harm done."""
    for seed in seeds:
        draws = random.Random(seed)
        try:
            protocol = parse_protocol(made_up(draws, harsh).encode(), "made-up.toml")
        except ProtocolError:
            counts["refused as they are read"] += 1
            continue
        if protocol.exceptions:
            counts["with an exception that a law demands"] += 1
            continue  # it may do what the law wants done
        grid = draws.choice(grids_of(protocol))
        if not _passes(protocol, grid):
            counts["refused by the check"] += 1
            continue
        counts["passed"] += 1
        for life in range(LIVES):
            harm = live(protocol, grid, seed=seed + life)
            if harm is not None:
                return harm
    return None


@pytest.mark.long
def test_no_rules_that_pass_do_harm() -> None:
    counts: Counter[str] = Counter()
    seeds = count(random.randrange(1 << 40))
    # One in fifty is refused by the check. A run in which none is would show nothing, and goes on.
    while not counts["refused by the check"]:
        start = next(seeds)
        harm = lived(islice(seeds, MANY), counts)
        assert harm is None, f"{harm} in the protocol made up from one of {start}…"
    assert counts["passed"] > MANY / 20 and counts["refused as they are read"] > MANY / 20, counts


def _the_courts_basis(has: checking.Has, names: Sequence[str]) -> checking.Where:
    return has("lawful_basis") if names else has() & False


@contextmanager
def _broken_gate(name: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        if name == "acts are what the role says":
            patch.setattr(loading, "faults_in_acts", lambda _protocol, _step: [])
            patch.setattr(loading, "with_acts", lambda step, _facts, **_service: step)
        elif name == "one basis for everybody":
            patch.setattr(act_reading, "_faults_in_disclosure", lambda _protocol, _step, _disclosure: [])
            patch.setattr(checking, "_any", _the_courts_basis)
        elif name == "whatever is recorded is so":
            patch.setattr(act_reading, "_faults_in_claims", lambda _protocol, _step: [])
        elif name == "being in touch once is being heard":
            patch.setattr(checking, "_wrong", lambda explored, has: iter(()))
        yield


@pytest.mark.parametrize(
    ("gate", "harsh"),
    [
        ("acts are what the role says", _HARSH),
        ("one basis for everybody", ("disclosure.made",)),  # most of what is made up tells nobody else
        ("being in touch once is being heard", _HARSH),
        ("whatever is recorded is so", _HARSH),
    ],
)
def test_a_broken_gate_is_found(gate: str, harsh: Sequence[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with _broken_gate(gate, monkeypatch):
        assert lived(iter(range(12_000)), Counter(), harsh) is not None
    assert lived(iter(range(60)), Counter(), harsh) is None, "nothing is wrong with it whole"


@pytest.mark.parametrize("name", ["court-mandated-treatment", "washington-dv", "new-jersey-idrc"])
def test_shipped_rules_do_no_harm(name: str) -> None:
    protocol = load_protocol(name)
    for seed in range(12):
        grid = random.Random(seed).choice(grids_of(protocol))
        assert live(protocol, grid, seed=seed) is None
