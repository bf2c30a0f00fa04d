"""Checking other numbers for a protocol: what would be different, and what it would break, as stories."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from heardfirst.protocol import Protocol, ProtocolError, parse_protocol
from heardfirst.protocol.checking import Broken
from heardfirst.protocol.comparing import differences
from heardfirst.protocol.numbers import Path, with_numbers
from heardfirst.protocol.phrases import word
from heardfirst.protocol.proofs import check_numbers
from heardfirst.protocol.stories import say_when, tell

from .reasons import language


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a story: when, in words (empty for the last), and what happened."""

    when: str
    at: datetime | None
    text: str


@dataclass(frozen=True, slots=True)
class Told:
    """One promise that would be broken: which, how it comes about, the lines that allow it, and a hint."""

    promise: str
    title: str
    lines: tuple[Line, ...]
    allowed_by: tuple[tuple[int, str], ...]
    hint: str


@dataclass(frozen=True, slots=True)
class Check:
    """What other numbers come to: the differences in words, what they break, and the text they make."""

    differences: list[str] = field(default_factory=list)
    stories: list[Told] = field(default_factory=list)
    refused: str = ""
    text: bytes = b""

    @property
    def good(self) -> bool:
        """Whether there is something to put in force, and nothing in its way."""
        return bool(self.text) and not self.stories and not self.refused


def check_of(protocol: Protocol, changes: Mapping[Path, int], version: str) -> Check:
    """Hold a protocol with these numbers against its promises; under a second."""
    if not changes:
        return Check()
    try:
        text = with_numbers(protocol, changes, version)
        changed = parse_protocol(text, f"{protocol.key}.toml")
    except ProtocolError as problem:
        return Check(refused=str(problem))
    broken = check_numbers(changed)
    return Check(differences(protocol, changed, language()), stories_of(broken, changed), text=text)


def stories_of(broken: Iterable[Broken], protocol: Protocol) -> list[Told]:
    """Broken promises as a screen tells them."""
    tongue, told = language(), []
    for found in broken:
        story = tell(found, protocol, tongue)
        lines = tuple(
            Line(say_when(line.when, tongue) if line.when else "", line.when, line.text)
            for line in story.lines
        )
        name = word("promise_name", found.promise, tongue)
        told.append(Told(name, story.title, lines, story.allowed_by, story.hint))
    return told
