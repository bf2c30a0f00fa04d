"""The twelve broken edits of docs/broken-edits.toml: made, found broken, and told in docs/protocols.md."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from difflib import ndiff
from pathlib import Path
from typing import Any

from heardfirst.protocol import Protocol, load_protocol, parse_protocol
from heardfirst.protocol.checking import broken_in, check
from heardfirst.protocol.exploring import explore
from heardfirst.protocol.model import grids_of
from heardfirst.protocol.proofs import check_numbers
from heardfirst.protocol.stories import say_order, say_when, tell
from heardfirst.protocol.verdicts import Broken

ROOT = Path(__file__).parents[1]
EDITS = ROOT / "docs" / "broken-edits.toml"
PAGE = ROOT / "docs" / "protocols.md"
MUTANTS = ROOT / "tests" / "protocol" / "mutants.json"
BEGINS, ENDS = "<!-- told by make prove -->", "<!-- end of what make prove tells -->"


def edits() -> list[Mapping[str, Any]]:
    """The edits as the file has them."""
    return list(tomllib.loads(EDITS.read_text("utf-8"))["edit"])


def edited(edit: Mapping[str, Any]) -> Protocol:
    """The default protocol with one edit made. Raises ValueError when its text does not stand there once."""
    text = load_protocol("court-mandated-treatment").source
    if text.count(edit["old"]) != 1:
        raise ValueError(f"cannot make the edit: {edit['why']}")
    return parse_protocol(text.replace(edit["old"], edit["new"]).encode(), "edited.toml")


def broken_by(edit: Mapping[str, Any]) -> Broken:
    """The promise an edit breaks, as soon as it is found. Raises LookupError when it does not break it."""
    for broken in _found(edited(edit)):
        if broken.promise == edit["promise"]:
            return broken
    raise LookupError(f"{edit['promise']} is not broken by: {edit['why']}")


def told(number: int, edit: Mapping[str, Any]) -> str:
    """One edit as docs/protocols.md tells it."""
    return "\n".join(_told(number, edit))


def _found(protocol: Protocol) -> Iterator[Broken]:
    yield from check_numbers(protocol)
    for grid in grids_of(protocol):
        yield from broken_in(explore(protocol, grid), grid)
    yield from check(protocol, deadlines=()).broken


def write_stories() -> None:
    """Tell all of them in docs/protocols.md, with how the checker did with mutants."""
    page = PAGE.read_text("utf-8")
    before, _, rest = page.partition(BEGINS)
    after = rest.partition(ENDS)[2] if rest else "\n"
    told = "\n".join(
        [*_mutants_told(), *(line for number, each in enumerate(edits(), 1) for line in _told(number, each))]
    )
    PAGE.write_text(f"{before}{BEGINS}\n{told}\n{ENDS}{after}", "utf-8")


def _told(number: int, edit: Mapping[str, Any]) -> Iterator[str]:
    broken = broken_by(edit)
    story = tell(broken, edited(edit))
    surprise = ", a surprise" if edit.get("surprise") else ""
    yield f"\n### {number}. {broken.promise}{surprise}\n"
    yield f"{edit['why']} **{story.title}** ({say_order(broken, 'en')}).\n"
    yield "```diff"
    yield from _changed(edit["old"].strip("\n").splitlines(), edit["new"].strip("\n").splitlines())
    yield "```\n"
    for line in story.lines:
        yield f"- **{say_when(line.when, 'en')}** {line.text}" if line.when else f"- **→ {line.text}**"
    if story.allowed_by:
        number, text = story.allowed_by[0]
        yield f"\nAllowed by line {number}: `{text}`. {story.hint}"


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    """What changes between two texts, and the lines around it."""
    for line in ndiff(old, new):
        if not line.startswith("?"):
            yield line.rstrip()


def _mutants_told() -> Iterator[str]:
    yield "| protocol | mutants | killed by a promise | held by a scenario | differ nowhere | alive |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for name, fates in json.loads(MUTANTS.read_text("utf-8")).items():
        ends = Counter(fate[0] for fate in fates.values())
        counts = " | ".join(str(ends[end]) for end in ("killed", "held", "same", "alive"))
        yield f"| `{name}` | {len(fates)} | {counts} |"
