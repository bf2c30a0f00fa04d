"""Steps and facts that can never meet are found without exploring a single state."""

from __future__ import annotations

import pytest

from heardfirst.protocol import Protocol, load_protocol, parse_protocol, shipped_protocols
from heardfirst.protocol.proving.checking import check
from heardfirst.protocol.proving.wiring import say_wiring, wiring_faults

HEAD = '[protocol]\nextends = "court-mandated-treatment"\nname = "Own"\nversion = "1"\n'
STEP = '[[step]]\nname = "more"\nrole = "support"\nlabel = "More"\n'
INFORMS = 'writes = ["counsel.informed"]\n'
VICTIM = '[atoms]\nvictim_told = { told = "victim" }\n'
PAPERS = '[atoms]\npapers = { done = "papers_asked" }\n'


def own(text: str) -> Protocol:
    return parse_protocol((HEAD + text).encode(), "own.toml", {})  # as kept: no gate before the wiring


def faults(text: str) -> list[tuple[str, str | None, tuple[str, ...], int]]:
    return [(fault.kind, fault.step, fault.facts, fault.at_line) for fault in wiring_faults(own(text))]


@pytest.mark.parametrize("name", shipped_protocols())
def test_what_is_shipped_is_wired_well(name: str) -> None:
    assert wiring_faults(load_protocol(name)) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            STEP + 'wanted = ["missed", "not missed"]\n' + INFORMS,
            [("never_wanted", "more", ("missed", "not missed"), 9)],
        ),
        (
            STEP + 'wanted = ["missed", "lost"]\n' + INFORMS,
            [("never_wanted", "more", ("missed", "lost"), 9)],
        ),
        (
            STEP + 'wanted = ["missed", "not heard"]\nneeds = ["heard"]\n' + INFORMS,
            [("never_opened", "more", ("not heard", "heard"), 10)],
        ),
        (
            STEP + 'wanted = ["missed", "not counsel_offered"]\nneeds = ["victim_told"]\n' + INFORMS + VICTIM,
            [("never_opened", "more", ("victim_told",), 10), ("never_true", None, ("victim_told",), 13)],
        ),
        (  # the only step that asks for the papers waits for the papers
            STEP
            + 'wanted = ["missed", "not papers"]\nneeds = ["papers"]\n'
            + 'done = ["papers"]\nwrites = ["step.done"]\n'
            + PAPERS,
            [("never_opened", "more", ("papers",), 10), ("never_true", None, ("papers",), 14)],
        ),
        (
            STEP + 'wanted = ["missed", { any = ["not counsel_offered", "papers"] }]\n' + INFORMS + PAPERS,
            [("never_true", None, ("papers",), 12)],
        ),
        (  # a deadline whose clock never starts
            STEP
            + 'wanted = ["missed", "not counsel_offered"]\nwithin = { days = 2, of = "papers" }\n'
            + INFORMS
            + PAPERS,
            [("never_true", None, ("papers",), 13)],
        ),
        (STEP + 'wanted = ["missed"]\n', [("never_ends", "more", (), 9)]),
        (STEP + 'wanted = ["missed"]\n' + INFORMS, [("never_ends", "more", (), 9)]),
        (STEP + 'wanted = ["missed", "not counsel_offered"]\n' + INFORMS, []),
        (
            STEP + 'wanted = ["missed", "not counsel_offered"]\nbrings = ["heard"]\n' + INFORMS,
            [("never_brings", "more", ("heard",), 10)],
        ),
        ("[atoms]\npressed = { missed = 1 }\n", [("never_brings", "contact", ("pressed",), 0)]),
    ],
)
def test_what_can_never_meet(text: str, found: list[tuple[str, str | None, tuple[str, ...], int]]) -> None:
    assert faults(text) == found


def test_what_never_opens_here_is_never_offered_in_any_state() -> None:
    protocol = own(STEP + 'wanted = ["missed", "not heard"]\nneeds = ["heard"]\n' + INFORMS)
    assert check(protocol, states_at_most=20_000, deadlines=()).unreachable == ("more",)


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_is_said_with_its_step_its_fact_and_what_to_do(language: str) -> None:
    protocol = own(
        STEP + 'wanted = ["missed", "not counsel_offered"]\nneeds = ["victim_told"]\n' + INFORMS + VICTIM
    )
    first, second = (say_wiring(fault, protocol, language) for fault in wiring_faults(protocol))
    assert "“More”" in first[0] and "`victim_told`" in first[0] and "more" in first[1]
    assert "`victim_told`" in second[0] and 'writes = ["disclosure.made"]' in second[1]
    assert not any("{" in text for text in (*first, *second))
    victim = {"en": "the victim has been notified", "es": "se informó a la víctima"}[language]
    assert victim in second[0]
