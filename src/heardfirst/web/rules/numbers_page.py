"""Checking other numbers for a protocol: what would be different, and what it would break, as stories."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext as _

from heardfirst.protocol import Protocol, ProtocolError, parse_protocol
from heardfirst.protocol.proving.proofs import check_numbers
from heardfirst.protocol.proving.stories import StoryLine, tell
from heardfirst.protocol.proving.verdicts import Violation
from heardfirst.protocol.rules.wording import say_list
from heardfirst.protocol.telling.numbers import Path, changed_numbers, line_of, numbers_of, with_numbers
from heardfirst.protocol.telling.phrases import word

from ..wording.reasons import language

_MOST_TRIALS = 6


@dataclass(frozen=True, slots=True)
class BrokenPromiseStory:
    """One promise that would be broken: which, how it comes about, the lines that allow it, and a hint."""

    promise: str
    title: str
    lines: tuple[StoryLine, ...]
    allowed_by: tuple[tuple[int, str], ...]
    hint: str


@dataclass(frozen=True, slots=True)
class Check:
    """What other numbers come to: the differences in words, what they break, and the text they make. Where
    they break something, ``lines`` are those of the text that write them; ``mend`` says what to set back."""

    differences: list[str] = field(default_factory=list)
    stories: list[BrokenPromiseStory] = field(default_factory=list)
    refused: str = ""
    text: bytes = b""
    lines: list[tuple[int, str]] = field(default_factory=list)
    mend: str = ""

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
    check = Check(changed_numbers(protocol, changed, language()), stories_of(broken, changed), text=text)
    if not broken:
        return check
    quoted = {line for story in check.stories for line in story.allowed_by}
    lines = {line_of(text, path) for path in changes} - quoted
    return replace(check, lines=sorted(lines), mend=_mend(protocol, changes, version))


def _mend(protocol: Protocol, changes: Mapping[Path, int], version: str) -> str:
    """Which of the numbers to set back so that every promise is kept: one if one is enough, else the first so
    many. Empty when a few trials do not find it."""
    paths = list(changes)[:_MOST_TRIALS]
    trials = [[path] for path in paths] + [paths[:count] for count in range(2, len(paths) + 1)]
    numbers, tongue = {number.path: number for number in numbers_of(protocol)}, language()
    for back in trials[:_MOST_TRIALS]:
        left = {path: value for path, value in changes.items() if path not in back}
        try:
            tried = parse_protocol(with_numbers(protocol, left, version), f"{protocol.key}.toml")
        except ProtocolError:
            continue
        if not check_numbers(tried):
            number_changes = [
                _("“%(number)s” to %(value)s")
                % {"number": numbers[path].label[tongue], "value": numbers[path].value}
                for path in back
            ]
            listed = say_list(number_changes, word("frame", "and", tongue))
            return _("Set %(numbers)s to keep every promise.") % {"numbers": listed}
    return ""


def stories_of(broken: Iterable[Violation], protocol: Protocol) -> list[BrokenPromiseStory]:
    """Broken promises as a screen tells them."""
    tongue, broken_stories = language(), []
    for found in broken:
        story = tell(found, protocol, tongue)
        name = word("promise_name", found.promise, tongue)
        broken_stories.append(
            BrokenPromiseStory(name, story.title, story.lines, story.allowed_by, story.hint)
        )
    return broken_stories
