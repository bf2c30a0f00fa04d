"""
Every rule of the published programs is said as docs/published-programs.md has it: each scenario comes out as
it says, and otherwise without the part of the protocol that the rule rests on.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from heardfirst.protocol.files.expectations import mismatches
from tools import published_programs
from tools.published_programs import (
    PAGE,
    PROGRAMS,
    SCENARIOS,
    Program,
    Rule,
    comes_out,
    is_otherwise,
    page,
    programs,
    protocol_of,
    scenario_of,
)

ALL = programs()
SAID = [(program, rule) for program in ALL for rule in program.rules if rule.part]
NAMES = [f"{program.name}-{number}" for number, (program, _) in enumerate(SAID)]


def test_the_page_in_the_documentation_is_the_one_that_is_made() -> None:
    assert PAGE.read_text("utf-8") == page(), "write it again: python -m tools.published_programs"


def test_the_page_counts_what_the_files_have() -> None:
    tables = [tomllib.loads(path.read_text("utf-8")) for path in PROGRAMS.glob("*.toml")]
    rules = [rule for table in tables for rule in table["rule"]]
    attendance = [rule for rule in rules if rule.get("attendance", True)]
    text = PAGE.read_text("utf-8")
    assert f"| {len(tables)} programs |" in text and len(tables) >= 32
    for how in ("exactly", "nearly", "not"):
        several, all_of_it = (sum(rule["expressed"] == how for rule in part) for part in (attendance, rules))
        share = round(100 * several / len(attendance))
        assert f"| {how} | {several} | {share} | {all_of_it - several} | {all_of_it} |" in text
        assert text.count(f"| **{how}** |") == all_of_it
    assert f"| all | {len(attendance)} | 100 | {len(rules) - len(attendance)} | {len(rules)} |" in text


@pytest.mark.parametrize("program", ALL, ids=lambda program: program.name)
def test_a_program_says_where_it_was_read(program: Program) -> None:
    assert program.source.startswith(("https://", "http://")) and program.jurisdiction and program.rules
    assert len({rule.says for rule in program.rules}) == len(program.rules)


@pytest.mark.parametrize(("program", "rule"), SAID, ids=NAMES)
def test_a_rule_is_said_where_it_is_said_to_be(program: Program, rule: Rule) -> None:
    for name in rule.scenarios:
        scenario = scenario_of(name)
        assert scenario.protocol == protocol_of(rule.protocol), name
        decision = comes_out(scenario)
        assert list(mismatches(decision, scenario.table["expect"])) == [], name
        assert not is_otherwise(scenario, decision)
        assert is_otherwise(scenario, comes_out(scenario, rule.part)), (rule.says, rule.part, name)


@pytest.mark.parametrize(("scenario", "part"), [
    ("36-a-fee-of-twenty-dollars.toml", ("step", "letter")),
    ("36-a-fee-of-twenty-dollars.toml", ("fact", "lost")),
    ("36-a-fee-of-twenty-dollars.toml", ("key", "fees.cents.canceled")),
    ("36-a-fee-of-twenty-dollars.toml", ("instead", {"fees.cents": {"missed": 2000}})),
])  # fmt: skip
def test_a_part_that_says_something_else_changes_nothing(
    scenario: str, part: published_programs.Part
) -> None:
    """So a rule cannot rest on any part that one likes."""
    assert not is_otherwise(scenario_of(scenario), comes_out(scenario_of(scenario), part))


def test_another_amount_is_otherwise_although_the_steps_are_the_same() -> None:
    scenario = scenario_of("36-a-fee-of-twenty-dollars.toml")
    dearer = comes_out(scenario, ("instead", {"fees.cents": {"missed": 2500}}))
    assert list(mismatches(dearer, scenario.table["expect"])) == [] and is_otherwise(scenario, dearer)


COMPLETE = """title = "T"
jurisdiction = "J"
source = "https://example.org"
read = 2026-12-01
[[rule]]
says = "S"
expressed = "exactly"
protocol = "california-dui"
fact = "long_gap"
scenarios = ["28-the-law-demands-the-dismissal.toml"]
"""


@pytest.mark.parametrize(("old", "new"), [
    ('"exactly"', '"mostly"'), ('"exactly"', '"nearly"'), ('"exactly"', '"not"'),
    ('fact = "long_gap"', ""), ('protocol = "california-dui"', ""),
    ('fact = "long_gap"', 'fact = "long_gap"\nstep = "dismiss"'),
    ('scenarios = ["28-the-law-demands-the-dismissal.toml"]', ""),
    ('says = "S"', 'says = "S"\nwhy = "W"'),
    ('"exactly"\nprotocol = "california-dui"\nfact = "long_gap"\nscenarios', '"not"\nwhy = "W"\nscenarios'),
    ('"exactly"\nprotocol = "california-dui"\nfact = "long_gap"\n', '"not"\nwhy = "W"\nprotocol = "x"\n#'),
])  # fmt: skip
def test_a_file_that_says_too_little_or_too_much_is_refused(tmp_path: Path, old: str, new: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(COMPLETE, "utf-8")
    assert published_programs.read_program(path).rules[0].part == ("fact", "long_gap")
    path.write_text(COMPLETE.replace(old, new), "utf-8")
    with pytest.raises(ValueError, match=r"own\.toml"):
        published_programs.read_program(path)


def test_every_scenario_and_rule_file_is_some_program_s() -> None:
    named = {name for _, rule in SAID for name in rule.scenarios}
    there = {f"published/{path.name}" for path in (SCENARIOS / "published").glob("*.toml")}
    assert there <= named
    rules = {f"rules/{path.name}" for path in (SCENARIOS / "rules").glob("*.toml")}
    assert rules == {rule.protocol for _, rule in SAID if rule.protocol.startswith("rules/")}
