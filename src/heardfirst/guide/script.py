"""
Words to say: five stages of a conversation, and what may be left behind when nobody answers.

The lines adapt to what is known and are only a proposal; a worker says them in their own way. What is for the
client is in the client's language, what is for the worker (`ScriptLine.why`, `ScriptLine.translation`) in the
worker's. For a client whose language is not written here the worker says them in their own, through an
interpreter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from heardfirst.protocol.vocabulary.texts import Text, text_of

from .call_situation import CONDITIONS, Situation, conditions_of
from .spoken_dates import blanks_of
from .texts import spoken, table_of, written

__all__ = ["MESSAGES", "STAGES", "ScriptLine", "lines_for", "visit_cautions"]

STAGES = ("open", "listen", "stakes", "plan", "book")
"""The stages of a conversation, in their order."""
MESSAGES = ("voicemail", "text", "letter", "answered_other")
"""What may be left behind, or said to somebody else who answers."""
_VISIT = "visit"
_NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """
    One thing to say, in ``language``. ``text`` is empty where nothing may be said, and ``why`` then tells the
    worker so. ``translation`` is the same in the worker's language, where that is another one. ``tone`` is
    ``hello``, ``concern``, ``limits``, ``question``, ``consequence``, ``help`` or ``silence``.
    """

    key: str
    text: str
    tone: str
    why: str = ""
    language: str = "en"
    translation: str = ""


@dataclass(frozen=True, slots=True)
class _LineTemplate:
    """A line as the file has it."""

    stage: str
    key: str
    tone: str
    holds: frozenset[str]
    lacks: frozenset[str]
    text: Text
    why: Text


def lines_for(stage: str, situation: Situation, reader: str = "en") -> list[ScriptLine]:
    """
    What to say in one stage, in order; ``reader`` is the worker's language. Raises KeyError for a stage that
    is neither in `STAGES` nor in `MESSAGES`.
    """
    so = conditions_of(situation)
    reads = spoken(reader)
    says = spoken(situation.language) if written(situation.language) else reads
    blanks, blanks_for_reader = blanks_of(situation, says), blanks_of(situation, reads)
    return [
        ScriptLine(
            line.key,
            line.text.in_language(says).format_map(blanks),
            line.tone,
            line.why.in_language(reads),
            says,
            line.text.in_language(reads).format_map(blanks_for_reader) if says != reads else "",
        )
        for line in _script()[stage]
        if line.holds <= so and not line.lacks & so
    ]


def visit_cautions(reader: str = "en") -> list[str]:
    """What a worker should do before and at a home visit, in their own language."""
    return [line.why.in_language(spoken(reader)) for line in _script()[_VISIT]]


@cache
def _script() -> Mapping[str, tuple[_LineTemplate, ...]]:
    """The file, by stage. Raises ValueError where a line asks for a condition that there is not."""
    lines = [
        _LineTemplate(
            stage=row["stage"],
            key=row["key"],
            tone=row["tone"],
            holds=frozenset(one for one in row.get("when", ()) if not one.startswith("not ")),
            lacks=frozenset(one[4:] for one in row.get("when", ()) if one.startswith("not ")),
            text=_text(row, "text"),
            why=_text(row, "why"),
        )
        for row in table_of("script.toml")["line"]
    ]
    strange = {one for line in lines for one in line.holds | line.lacks} - CONDITIONS
    if strange:
        raise ValueError(f"the script asks for what no situation knows: {', '.join(sorted(strange))}")
    return {
        stage: tuple(line for line in lines if line.stage == stage) for stage in (*STAGES, *MESSAGES, _VISIT)
    }


def _text(row: Mapping[str, Any], name: str) -> Text:
    """One text of a line; a line may say nothing, and only tell why."""
    texts = row.get(name, {})
    return text_of(texts, f"script.toml, {name}") if any(texts.values()) else _NOTHING
