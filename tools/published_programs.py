"""
How far the rules' language reaches: every attendance rule of published programs, as docs/published-programs/
has it, with the protocol that says it and the scenarios that come out otherwise without it.

`python -m tools.published_programs` writes docs/published-programs.md.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from heardfirst.protocol import Decision, Protocol, decide, load_protocol, parse_protocol
from heardfirst.protocol.files.expectations import mismatches
from heardfirst.protocol.files.loading import with_steps
from heardfirst.protocol.files.scenario import Scenario, load_scenario
from heardfirst.protocol.telling.toml_editing import table_written, value_written
from heardfirst.protocol.vocabulary.protocol import Step

DOCS = Path(__file__).parents[1] / "docs"
PROGRAMS = DOCS / "published-programs"
PAGE = DOCS / "published-programs.md"
SCENARIOS = DOCS / "scenarios"
EXPRESSED = ("exactly", "nearly", "not")
PARTS = ("step", "fact", "key", "instead")
Part = tuple[str, Any]
"""What a rule rests on: which sort of part, and its name, or the values that would be there instead."""


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One rule of a program: what it ``says``, and whether it is ``expressed`` exactly, nearly or not. What is,
    stands in a ``protocol``, shipped or a file below docs/scenarios, and rests on one ``part`` of it: a step,
    a fact, a key, or a key that would say something else ``instead``. ``why`` says what is lacking.
    Not every rule beside the others is about ``attendance``.
    """

    says: str
    expressed: str
    protocol: str = ""
    part: Part | None = None
    scenarios: tuple[str, ...] = ()
    why: str = ""
    attendance: bool = True


@dataclass(frozen=True, slots=True)
class Program:
    """A program as it was published: where, under which law, and on which day it was ``read``. ``remark``
    says what of the text was in reach, where that was a part."""

    name: str
    title: str
    jurisdiction: str
    source: str
    read: date
    citation: str = ""
    remark: str = ""
    rules: tuple[Rule, ...] = field(default=(), repr=False)


@cache
def programs() -> tuple[Program, ...]:
    """Every program, by its title."""
    found = [read_program(path) for path in sorted(PROGRAMS.glob("*.toml"))]
    return tuple(sorted(found, key=lambda program: program.title.casefold()))


def read_program(path: Path) -> Program:
    """One program. Raises ValueError, TypeError or KeyError when its file says too little or too much."""
    table = tomllib.loads(path.read_text("utf-8"))
    rules = tuple(_rule(path.name, rule) for rule in table.pop("rule"))
    return Program(name=path.stem, rules=rules, **table)


def _rule(file: str, table: dict[str, Any]) -> Rule:
    parts = [(key, table.pop(key)) for key in PARTS if key in table]
    rule = Rule(part=parts[0] if parts else None, scenarios=tuple(table.pop("scenarios", ())), **table)
    where = (rule.protocol, rule.scenarios, len(parts) == 1)
    complete = not any((*where, parts)) if rule.expressed == "not" else all(where)
    if rule.expressed not in EXPRESSED or not complete or (rule.expressed == "exactly") is bool(rule.why):
        raise ValueError(f"{file}: says too little or too much of: {rule.says}")
    return rule


@cache
def protocol_of(name: str) -> Protocol:
    """The protocol that a rule names: a shipped one, or a file below docs/scenarios."""
    return load_protocol(SCENARIOS / name if name.endswith(".toml") else name)


@cache
def scenario_of(name: str) -> Scenario:
    """A scenario by its path below docs/scenarios."""
    return load_scenario(SCENARIOS / name)


def comes_out(scenario: Scenario, without: Part | None = None) -> Decision:
    """What is decided in a scenario, under its protocol or ``without`` one part of it."""
    if without is None:
        return scenario.decide()
    kind, what = without
    if kind == "fact":
        decision = scenario.decide()
        bit = decision.protocol.bits[what]
        return decide(decision.protocol, replace(decision.facts, bits=decision.facts.bits & ~bit))
    return replace(scenario, protocol=_changed(scenario.protocol, kind, what)).decide()


def is_otherwise(scenario: Scenario, decision: Decision) -> bool:
    """Whether a decision is not what the scenario expects, or says another amount of money than it does."""
    expected = scenario.table["expect"]
    if any(name not in decision.protocol.places for name in _steps_named(expected)):
        return True
    return bool(list(mismatches(decision, expected))) or _money(decision) != _money(scenario.decide())


def _steps_named(expected: Mapping[str, Any]) -> Iterator[str]:
    for key in ("status", "due", "because", "missing"):
        if isinstance(expected.get(key), dict):
            yield from expected[key]


def _money(decision: Decision) -> Mapping[str, Any]:
    return {name: value for name, value in decision.facts.counts.items() if name.endswith("_cents")}


def _changed(protocol: Protocol, kind: str, what: Any) -> Protocol:
    """A protocol without one of its steps, written or inherited, without a key, or with other values."""
    if kind == "step":
        return _without_step(protocol, what)
    table = tomllib.loads(protocol.source)
    if kind == "key":
        section, _, key = what.partition(".")
        if key:
            _leave_out(table[section], key)
        else:
            del table[section]
    else:
        for place, value in what.items():
            section, _, key = place.partition(".")
            table.setdefault(section, {})[key] = value
    return parse_protocol(_written(table).encode(), f"{protocol.key}.toml")


def _leave_out(table: dict[str, Any], key: str) -> None:
    """Take one key out of a section, or one value out of a key's list or table, such as ``on.canceled``."""
    key, _, value = key.partition(".")
    if not value:
        del table[key]
    elif isinstance(table[key], dict):
        del table[key][value]
    else:
        table[key].remove(value)


def _without_step(protocol: Protocol, name: str) -> Protocol:
    """The other steps; one that moves behind it moves behind the one before."""
    before = protocol.steps[protocol.places[name] - 1].name

    def moved(step: Step) -> Step:
        if step.moves is None or step.moves.after != name:
            return step
        return replace(step, moves=replace(step.moves, after=before))

    steps = [moved(step) for step in protocol.steps if step.name != name]
    return with_steps(protocol, steps, f"{protocol.digest} without {name}")


def _written(table: Mapping[str, Any]) -> str:
    parts = []
    for section, value in table.items():
        tables = value if isinstance(value, list) else [value]
        header = f"[[{section}]]" if isinstance(value, list) else f"[{section}]"
        parts += [table_written(header, one) for one in tables]
    return "\n".join(parts)


# -- the page

_BEGINS = "<!-- told by python -m tools.published_programs -->"


def page() -> str:
    """The page docs/published-programs.md: what it says itself, then the counts and every program."""
    everything = programs()
    before = PAGE.read_text("utf-8").partition(_BEGINS)[0]
    parts = [before + _BEGINS, _counts(everything), *map(_told, everything)]
    return "\n\n".join(parts) + "\n"


def counts(rules: Iterable[Rule]) -> Counter[str]:
    """How many rules are expressed exactly, nearly and not."""
    return Counter(rule.expressed for rule in rules)


def _counts(several: Sequence[Program]) -> str:
    everything = [rule for program in several for rule in program.rules]
    attendance = counts(rule for rule in everything if rule.attendance)
    together = counts(everything)
    heads = (f"{len(several)} programs", "rules about attendance", "of 100", "others beside them", "together")
    lines = [f"| {' | '.join(heads)} |", "| --- | --- | --- | --- | --- |"]
    for how in EXPRESSED:
        share = f"{100 * attendance[how] / attendance.total():.0f}"
        others = together[how] - attendance[how]
        lines.append(f"| {how} | {attendance[how]} | {share} | {others} | {together[how]} |")
    others = together.total() - attendance.total()
    lines.append(f"| all | {attendance.total()} | 100 | {others} | {together.total()} |")
    lines += ["", "| program | exactly | nearly | not |", "| --- | --- | --- | --- |"]
    for program in several:
        numbers = " | ".join(str(counts(program.rules)[how]) for how in EXPRESSED)
        lines.append(f"| [{program.title}](#{program.name}) | {numbers} |")
    return "\n".join(lines)


def _told(program: Program) -> str:
    citation = f" {program.citation}." if program.citation else ""
    remark = f" {program.remark}" if program.remark else ""
    source = f"[{urlsplit(program.source).netloc}]({program.source})"
    read = f"read on {program.read:%B} {program.read.day}, {program.read.year}"
    where = f"{program.jurisdiction}.{citation} {source}, {read}.{remark}"
    head = f'<a id="{program.name}"></a>\n\n## {program.title}\n\n{where}'
    rows = ["| rule | said | how | what is lacking | scenarios |", "| --- | --- | --- | --- | --- |"]
    for rule in program.rules:
        how = f"`{rule.protocol}`: {_part(rule.part)}" if rule.part else ""
        links = ", ".join(f"[{_short(name)}](scenarios/{name})" for name in rule.scenarios)
        says = rule.says if rule.attendance else f"{rule.says} *(not about attendance)*"
        cells = (says, f"**{rule.expressed}**", how, rule.why, links)
        rows.append(f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |")
    return "\n\n".join([head, "\n".join(rows)])


def _part(part: Part) -> str:
    kind, what = part
    if kind == "instead":
        return ", ".join(f"not `{place} = {value_written(value)}`" for place, value in what.items())
    return f"{kind} `{what}`"


def _short(name: str) -> str:
    return Path(name).stem


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
