"""
A practice item: a scenario file with options. Its answer is never stored; see `answering`.

    topic = "first_response"                       # one of TOPICS; may be left out, as may the next two
    about = { en = "…", es = "…" }                 # the story, as the learner reads it
    ask   = { en = "What should she do first?", es = "…" }
    request = { by = "employer", holds = "nothing" }   # only where somebody asks about the client

    [[option]]
    label = "a"
    text  = "Call her and ask what happened."      # or { en = "…", es = "…" }
    acts  = ["contact", "listen"]                  # steps of the protocol, and acts outside it (`OUTSIDE`)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from heardfirst.protocol import Scenario, load_scenario, parse_scenario
from heardfirst.protocol.files.reading import TableReader
from heardfirst.protocol.vocabulary.errors import nearest, shown

from .acts_outside_protocol import OUTSIDE
from .errors import ItemError

__all__ = ["REQUESTS", "TOPICS", "Item", "Option", "load_item", "parse_item"]

TOPICS = (
    "first_response", "unreachable", "mandated_unwilling", "wants_to_stop", "stakes", "planning",
    "letters_and_bills", "telling_the_court", "safety", "closing", "supervision", "provider_at_fault",
    "leave", "repeated",
)  # fmt: skip
"""What an item may be about, a closed list."""

REQUESTS: Mapping[str, tuple[str, ...]] = {
    "by": (
        "employer", "family", "attorney", "court", "probation", "child_welfare", "police", "insurer",
        "school", "other",
    ),
    "holds": ("nothing", "subpoena", "consent", "court_order"),
}  # fmt: skip
"""Who asks about a client, and what they hold: a lawyer's subpoena, the client's consent, a judge's order."""
_LEAST, _MOST = 2, 12
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Option:
    """One option: its label, its text by language, and what it does."""

    label: str
    text: Mapping[str, str]
    acts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """
    A question: the situation, and the options to choose from in their order. ``request`` says who asks about
    the client and what they hold, where somebody does (`REQUESTS`).
    """

    scenario: Scenario
    options: tuple[Option, ...]
    file: str = ""
    topic: str = ""
    about: Mapping[str, str] = field(default_factory=dict)
    ask: Mapping[str, str] = field(default_factory=dict)
    request: Mapping[str, str] = field(default_factory=dict)


def load_item(path: str | Path) -> Item:
    """
    Read an item's file. Raises ScenarioError where the situation cannot be read and ItemError where the
    options cannot, naming file, line and key.
    """
    path = Path(path)
    scenario = load_scenario(path)
    return _item(scenario, path.read_text("utf-8-sig"), path.name)


def parse_item(raw: bytes, file: str, *, beside: Path | None = None) -> Item:
    """Read the text of an item; ``file`` is the name that errors use. Raises as ``load_item`` does."""
    return _item(parse_scenario(raw, file, beside=beside), raw.decode("utf-8-sig"), file)


def _item(scenario: Scenario, text: str, file: str) -> Item:
    reader = _ItemReader(scenario, text, file)
    return Item(
        scenario,
        reader.options(),
        file,
        reader.topic(),
        reader.optional("about"),
        reader.optional("ask"),
        reader.request(),
    )


class _ItemReader(TableReader):
    """Reads the options of one item."""

    error = ItemError

    def __init__(self, scenario: Scenario, text: str, file: str) -> None:
        super().__init__(dict(scenario.table), text, file)
        self.steps = tuple(scenario.protocol.places)

    def options(self) -> tuple[Option, ...]:
        tables = self.tables("option")
        if not _LEAST <= len(tables) <= _MOST:
            raise ItemError(
                f"{self.file}: a question has {_LEAST} to {_MOST} options, each an [[option]] table with "
                f"label, text and acts; this file has {len(tables)}."
            )
        found = [self.option(number, table) for number, table in enumerate(tables)]
        for number, option in enumerate(found):
            if option.label in [option.label for option in found[:number]]:
                raise self.wrong(
                    f'two options are called "{shown(option.label)}".', "option", number, "label"
                )
        return tuple(found)

    def topic(self) -> str:
        topic = self.table.get("topic", "")
        if topic and topic not in TOPICS:
            raise self.wrong(f'"{shown(topic)}" is not a topic.{nearest(str(topic), TOPICS)}', "topic")
        return str(topic)

    def request(self) -> Mapping[str, str]:
        if "request" not in self.table:
            return {}
        table = self.section("request")
        self.known(table, tuple(REQUESTS), "request")
        for key, values in REQUESTS.items():
            if table.get(key) not in values:
                raise self.wrong(
                    f'"{shown(table.get(key))}" is none of {", ".join(values)}.'
                    f"{nearest(str(table.get(key)), values)}",
                    "request",
                    key,
                )
        return {key: str(table[key]) for key in REQUESTS}

    def optional(self, key: str) -> Mapping[str, str]:
        return self.text(self.table[key], key) if key in self.table else {}

    def option(self, number: int, table: dict[str, Any]) -> Option:
        here: tuple[str | int, ...] = ("option", number)
        self.known(table, ("label", "text", "acts"), *here)
        label = str(table.get("label", "")).strip()
        if not label or len(label) > 40:
            raise self.wrong('must be a short name, such as "a".', *here, "label")
        text = self.text(table.get("text"), *here, "text")
        if max(len(sentence) for sentence in text.values()) > _LONGEST:
            raise self.wrong(f"must not be longer than {_LONGEST} characters.", *here, "text")
        acts = self.words(table.get("acts"), *here, "acts")
        if not acts:
            raise self.wrong("the option has no acts; say what it does.", *here, "acts")
        known = (*self.steps, *OUTSIDE)
        for act in acts:
            if act not in known:
                raise self.wrong(self._unknown(act, known), *here, "acts")
        return Option(label, text, tuple(dict.fromkeys(acts)))

    def _unknown(self, act: str, known: tuple[str, ...]) -> str:
        hint = (
            nearest(act, known)
            or f" Acts are steps of the protocol ({', '.join(self.steps)}) and {', '.join(OUTSIDE)}."
        )
        return f'"{shown(act)}" is neither a step of this protocol nor one of the other acts.{hint}'
