"""The fifteen broken edits of docs/broken-edits.toml: made, found broken, and told in docs/protocols.md."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import ndiff
from functools import cache
from pathlib import Path
from typing import Any

from heardfirst.protocol import Protocol, load_protocol, parse_protocol, shipped_protocols
from heardfirst.protocol.proving.checking import broken_in
from heardfirst.protocol.proving.exploring import explore
from heardfirst.protocol.proving.model import grids_of
from heardfirst.protocol.proving.proofs import STORED_IN, check_numbers
from heardfirst.protocol.proving.stories import tell
from heardfirst.protocol.proving.verdicts import Violation
from tools.doc_tables import between

ROOT = Path(__file__).parents[1]
EDITS = ROOT / "docs" / "broken-edits.toml"
REASONS = ROOT / "docs" / "alive-mutants.toml"
PAGE = ROOT / "docs" / "protocols.md"
MUTANTS = ROOT / "tests" / "protocol" / "proving" / "mutants.json"
PROOFS = ROOT / "src" / "heardfirst" / "protocol" / "proving" / STORED_IN


def edits() -> list[Mapping[str, Any]]:
    """The edits as the file has them."""
    return list(tomllib.loads(EDITS.read_text("utf-8"))["edit"])


def edited(edit: Mapping[str, Any]) -> Protocol:
    """The default protocol with one edit made. Raises ValueError when its text does not stand there once."""
    text = load_protocol("court-mandated-treatment").source
    if text.count(edit["old"]) != 1:
        raise ValueError(f"cannot make the edit: {edit['why']}")
    return parse_protocol(text.replace(edit["old"], edit["new"]).encode(), "edited.toml")


def broken_by(edit: Mapping[str, Any]) -> Violation:
    """The promise an edit breaks, as soon as it is found. Raises LookupError when it does not break it."""
    broken = _first_broken(edited(edit), edit["promise"])
    if broken is None:
        raise LookupError(f"{edit['promise']} is not broken by: {edit['why']}")
    return broken


def story_of(number: int, edit: Mapping[str, Any]) -> str:
    """One edit as docs/protocols.md tells it."""
    return "\n".join(_proof_line(number, edit))


@cache
def _first_broken(protocol: Protocol, promise: str) -> Violation | None:
    return next((broken for broken in _found(protocol) if broken.promise == promise), None)


def _found(protocol: Protocol) -> Iterator[Violation]:
    """What is broken: by the numbers, then under each kind of order, then by all of them together."""
    yield from check_numbers(protocol)
    never = set(range(len(protocol.steps)))
    for grid in sorted(grids_of(protocol), key=lambda grid: grid.side != "plain"):
        explored = explore(protocol, grid)
        never = {place for place in never if not explored.offered(place).any()}
        yield from broken_in(explored, grid)
    for place in sorted(never):
        yield Violation("one-next-step", protocol.steps[place].name, grids_of(protocol)[0])


def write_page() -> None:
    """Tell in docs/protocols.md what was proved, how the checker did with mutants, and all broken edits."""
    page = PAGE.read_text("utf-8")
    page = between(page, "proofs told by make prove", [*_proof_lines()])
    stories = [story_of(number, edit) for number, edit in enumerate(edits(), start=1)]
    page = between(page, "stories told by make prove", [*_mutant_lines(), *stories])
    PAGE.write_text(page, "utf-8")


def _proof_lines() -> Iterator[str]:
    yield "| protocol | states | walks to a deadline | exceptions |"
    yield "| --- | --- | --- | --- |"
    proofs = {proof["protocol"]: proof for proof in json.loads(PROOFS.read_text("utf-8")).values()}
    for name in (protocol for protocol in shipped_protocols() if protocol in proofs):
        proof = proofs[name]
        excepted = ", ".join(f"{promise} (`{step}`)" for promise, step in proof["excepted"]) or "none"
        yield f"| `{name}` | {proof['states']:,} | {proof['walks']:,} | {excepted} |"


def _proof_line(number: int, edit: Mapping[str, Any]) -> Iterator[str]:
    broken = broken_by(edit)
    story = tell(broken, edited(edit))
    surprise = ", a surprise" if edit.get("surprise") else ""
    yield f"\n### {number}. {broken.promise}{surprise}\n"
    yield f"{edit['why']} **{story.title}.**\n"
    yield "```diff"
    yield from _changed(edit["old"].strip("\n").splitlines(), edit["new"].strip("\n").splitlines())
    yield "```\n"
    yield f"{story.order}\n"
    for line in story.lines:
        yield f"- **{line.when}** {line.text}" if line.when else f"- **→ {line.text}**"
    if story.allowed_by:
        numbers, text = _first_rule(story.allowed_by)
        yield f"\nAllowed by {numbers}: `{text}`. {story.hint}"


def _first_rule(quoted: Sequence[tuple[int, str]]) -> tuple[str, str]:
    """The first rule among quoted lines, up to its last bracket, with the numbers of its lines."""
    texts, depth = list[str](), 0
    for _, text in quoted:
        texts.append(text)
        depth += text.count("[") - text.count("]")
        if depth <= 0:
            break
    first, last = quoted[0][0], quoted[len(texts) - 1][0]
    text = " ".join(texts).split("  #", 1)[0].rstrip()
    return (f"line {first}" if first == last else f"lines {first} to {last}"), text


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    """What changes between two texts, and the lines around it."""
    for line in ndiff(old, new):
        if not line.startswith("?"):
            yield line.rstrip()


def _mutant_lines() -> Iterator[str]:
    yield "| protocol | mutants | killed by a promise | held by a scenario | differ nowhere | alive |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for name, fates in json.loads(MUTANTS.read_text("utf-8")).items():
        ends = Counter(fate[0] for fate in fates.values())
        counts = " | ".join(str(ends[end]) for end in ("killed", "held", "same", "alive"))
        yield f"| `{name}` | {len(fates)} | {counts} |"
    yield "\nWhy the default's live ones may live:\n"
    yield "| step | alive | why no promise minds |"
    yield "| --- | --- | --- |"
    reasons = tomllib.loads(REASONS.read_text("utf-8"))
    for step, number in Counter(alive_steps("court-mandated-treatment")).items():
        yield f"| `{step}` | {number} | {reasons[step]} |"


def alive_steps(name: str) -> list[str]:
    """The step that each mutant alive of a protocol changes; ``order`` for two that changed places."""
    fates = json.loads(MUTANTS.read_text("utf-8"))[name]
    alive = [mutant for mutant, fate in fates.items() if fate[0] == "alive"]
    return ["order" if " before " in mutant else mutant.split(".")[0] for mutant in alive]
