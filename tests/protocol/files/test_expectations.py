"""What ``[expect]`` can test: what is next and by when, why, what is missing and what is offered."""

from __future__ import annotations

from pathlib import Path

import pytest

from heardfirst.cli.expecting import differences
from heardfirst.protocol import ScenarioError, load_protocol, parse_scenario
from heardfirst.protocol.files.beside import folder_beside, scenarios_in, try_scenarios
from heardfirst.protocol.files.expectations import EXPECT_KEYS

SITUATION = """
now = 2026-03-10T09:00:00-05:00
[order]
report_within = { business_days = 5, of = "missed" }
basis = "consent"
[[entry]]
kind = "session.missed"
at = 2026-03-02T10:00:00-05:00
"""
WAITING = SITUATION.replace('report_within = { business_days = 5, of = "missed" }', "") + "".join(
    f'[[entry]]\nkind = "{kind}"\nat = 2026-03-09T13:40:00-05:00\n{details}\n'
    for kind, details in (
        ("contact.made", 'channel = "phone"'),
        ("client.heard", 'barriers = ["childcare"]\nlimits_explained = true'),
        ("stakes.discussed", 'understood = "yes"'),
        ("plan.agreed", 'actions = [{ what = "childcare", by = "us" }]'),
        ("session.booked", "starts_at = 2026-03-13T17:40:00-05:00\nplan = true"),
        ("note.signed", ""),
    )
)


def found(expect: str, situation: str = SITUATION) -> list[str]:
    scenario = parse_scenario(f"{situation}[expect]\n{expect}\n".encode(), "mine.toml")
    return differences(scenario.decide(), scenario.table["expect"])


@pytest.mark.parametrize(
    "expect",
    [
        'next = "contact"\ndue = "2026-03-03T17:00"',
        'next = "contact"\ndue = 2026-03-03T17:00:00',
        "due = { contact = 2026-03-03T22:00:00Z, letter = false }",
        'next = "contact"\nbecause = ["missed", "not in_touch"]',
        'because = { notify_court = ["notice_owed"], protect = ["no:risk_open|risk_look_due"] }',
        'missing = { notify_court = ["documented", "consulted"], contact = [] }',
        'status = { contact = "now", notify_court = "not yet", protect = "not needed" }',
        'not_offered = ["notify_court", "letter"]',
    ],
)
def test_what_is_so_is_no_difference(expect: str) -> None:
    assert found(expect) == []


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        (
            'next = "contact"\ndue = "2026-03-03T16:00"',
            "contact is due at Tue, Mar 3 17:00, not Tue, Mar 3 16:00",
        ),
        ("due = { contact = false }", "contact is due at Tue, Mar 3 17:00, not no time"),
        ('because = { contact = ["heard"] }', "and heard is not among them"),
        ('missing = { contact = ["heard"] }', "contact still needs nothing, and heard is not among that"),
        ("missing = { notify_court = [] }", "notify_court still needs documented, consulted, and nothing"),
        ('status = { contact = "open" }', "contact is “now”, not “open”"),
        ('wait_until = "2026-03-13T17:40"', "next is contact, not a wait until Fri, Mar 13 17:40"),
        ('not_offered = ["contact"]', "contact is offered"),
    ],
)
def test_what_is_otherwise_is_said(expect: str, said: str) -> None:
    (difference,) = found(expect)
    assert said in difference


def test_a_wait_is_expected_by_its_end() -> None:
    assert found('wait_until = "2026-03-13T17:40"', WAITING) == []
    (difference,) = found('wait_until = "2026-03-14T09:00"', WAITING)
    assert difference == "the wait is until Fri, Mar 13 17:40, not Sat, Mar 14 09:00"


@pytest.mark.parametrize(
    ("expect", "line", "word"),
    [
        ('nxt = "contact"', 10, '"next"'),
        ('next = "contcat"', 10, '"contact"'),
        ('not_ofered = ["letter"]', 10, '"not_offered"'),
        ('not_offered = ["leter"]', 10, '"letter"'),
        ('due = "2026-03-03T17:00"', 10, "say of which step"),
        ('due = { contact = "tomorrow" }', 10, "2026-03-05T17:00"),
        ('because = { contact = ["mised"] }', 10, '"missed"'),
        ('because = { contcat = ["missed"] }', 10, '"contact"'),
        ('status = { contact = "soon" }', 10, "now"),
        ("wait_until = 3", 10, "2026-03-05T17:00"),
    ],
)
def test_an_expectation_that_no_decision_can_meet_is_refused(expect: str, line: int, word: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        found(expect)
    assert str(caught.value).startswith(f"mine.toml, line {line}: expect") and word in str(caught.value)


def test_scenarios_beside_a_file_are_decided_by_it(tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(
        '[protocol]\nextends = "court-mandated-treatment"\nname = "Mine"\nversion = "1"\n'
        'without = ["letter"]\n'
    )
    place = folder_beside(mine)
    place.mkdir()
    for name, text in (
        ("a-named", f'protocol = "../mine.toml"\n{SITUATION}[expect]\nnext = "contact"\n'),
        ("b-not-named", f'{SITUATION}[expect]\nnext = "listen"\n'),
        ("c-expects-nothing", SITUATION),
        ("d-of-a-step-left-out", f'{SITUATION}[expect]\nnot_offered = ["letter"]\n'),
        ("e-of-others", f'protocol = "campus-counseling"\n{SITUATION}'),
    ):
        (place / f"{name}.toml").write_text(text, "utf-8")
    rules = load_protocol(mine)
    tried = list(try_scenarios(rules, scenarios_in(place)))
    assert [one.passed for one in tried] == [True, False, False, False, False]
    assert [one.of for one in tried] == ["", "", "", "", "campus-counseling"]
    assert 'there is no step "letter"' in tried[3].error
    assert (tried[1].different[0].found, tried[2].expects) == ("contact", False)


def test_the_example_in_the_documentation_comes_out_as_it_says() -> None:
    page = (Path(__file__).parents[3] / "docs" / "protocols.md").read_text("utf-8")
    example = page.partition("### Scenarios beside it")[2].partition("```toml\n")[2].partition("```")[0]
    text = example.replace('protocol = "../mine.toml"\n', "").encode()
    scenario = parse_scenario(text, "example.toml", under=load_protocol("court-mandated-treatment"))
    assert differences(scenario.decide(), scenario.table["expect"]) == []
    table = page.partition("| key of `[expect]` |")[2].partition("\n\n")[0]
    assert all(f"`{key}`" in table for key in EXPECT_KEYS)
