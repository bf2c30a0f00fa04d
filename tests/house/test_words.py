"""The words people read are plain American English: what was once written otherwise does not come back."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tools.check_translations import strings

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "heardfirst"

# Spellings of British English, as patterns of whole words.
SPELLINGS = (
    r"programmes?", r"cancell(?:ed|ing)", r"licences?", r"behaviours?", r"colours?",
    r"favours?", r"honours?", r"neighbours?", r"centres?", r"counsell(?:or|ors|ing)", r"organis\w+",
    r"recognis\w+", r"sanitis\w+", r"apologis\w+", r"dialled", r"dialling", r"travell(?:ed|ing)", r"enrol",
    r"fulfil", r"judgement", r"practis(?:e|ed|es|ing)", r"cheques?", r"grey", r"whilst", r"fortnights?",
    r"e-mail(?:s|ed)?", r"timetables?", r"in hospital", r"to hospital", r"working days?",
    r"registered post", r"rang", r"any more",
)  # fmt: skip

# What no worker in Ohio would say: phrases of our own, translated, old or poetic.
PHRASES = (
    r"proper(?:ly)? tr(?:y|ied)", r"put down", r"put away", r"put right", r"all the same", r"out of turn",
    r"what stands above", r"stands? in for", r"comes? in no more", r"works here no more",
    r"at hand", r"call(?:s|ed|ing)? (?:it )?off", r"called-off", r"open the door", r"lies ahead",
    r"what came of it", r"take it in", r"hand(?:ed|s|ing)? over", r"hand-over", r"let them go",
    r"lawful basis", r"makes? (?:it |telling )?lawful", r"run out", r"can be borne", r"bear the fee",
    r"open-door", r"hangs? on it", r"anew", r"to mend", r"mend it", r"worked out by", r"in force",
    r"the papers", r"goes by this name", r"is no (?:text|list|json|table|topic|license)",
    r"keep it shut", r"a light hand", r"graduated answers?", r"motor vehicles", r"a word to the court",
    r"made up from",
)  # fmt: skip

# Real exceptions: a text that has to quote a law, a person or another system, each with the reason beside it.
ALLOWED: frozenset[str] = frozenset()

FOUND = re.compile(rf"\b(?:{'|'.join((*SPELLINGS, *PHRASES))})\b", re.IGNORECASE)
CODE = re.compile(
    r"```.*?```|`[^`]*`|\]\([^)]*\)|<img [^>]*>|<!-- stories.*?<!-- end of stories[^>]*>", re.DOTALL
)


def faults(text: str) -> list[str]:
    """What of the lists stands in a text that people read."""
    return [] if text in ALLOWED else sorted({each.group().lower() for each in FOUND.finditer(text)})


def english_of(table: Any) -> Iterator[str]:
    """The English of a table of texts: whatever stands under ``en``, however deep."""
    if isinstance(table, dict):
        for key, value in table.items():
            yield from (leaves_of(value) if key == "en" else english_of(value))
    elif isinstance(table, list):
        for value in table:
            yield from english_of(value)


def leaves_of(value: Any) -> Iterator[str]:
    """Every text in a value."""
    if isinstance(value, str):
        yield value
    else:
        for part in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            yield from leaves_of(part)


def test_what_screens_mails_and_errors_say() -> None:
    wrong = {
        text: faults(text) for (_, text), plural, _ in strings() for text in (text, plural) if faults(text)
    }
    assert not wrong


TEXTS = sorted(SOURCE.rglob("*.toml"))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(SOURCE)))
def test_what_the_texts_beside_the_code_say(path: Path) -> None:
    wrong = {
        text: faults(text) for text in english_of(tomllib.loads(path.read_text("utf-8"))) if faults(text)
    }
    assert not wrong


# What each language calls itself, which is no text in two languages.
LANGUAGE_NAMES = {"en": "English", "es": "Español"}


def texts_in_code(code: str) -> list[int]:
    """The lines with a text in both languages: those belong beside the code, where the lists look at them."""
    nodes = (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.expr))
    return [node.lineno for node in nodes if is_text_in_both(node)]


def is_text_in_both(node: ast.expr) -> bool:
    """Whether it is a table with a text in each language, or a text that is made of them there."""
    if isinstance(node, ast.Dict):
        keys = [key.value if isinstance(key, ast.Constant) else None for key in node.keys]
        named = ast.unparse(node) == repr(LANGUAGE_NAMES)
        return keys == ["en", "es"] and not named and not is_code(node.values[1])
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "Text" and len(node.args) == 2:
        return all(isinstance(text, ast.Constant) and text.value for text in node.args)
    return False


def is_code(value: ast.expr) -> bool:
    """Whether it is worked out, or the code of a language."""
    if isinstance(value, ast.Constant):
        return value.value in ("en", "es")
    return not isinstance(value, ast.Dict | ast.List | ast.Tuple)


CODED = [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]


@pytest.mark.parametrize("path", CODED, ids=lambda path: str(path.relative_to(SOURCE)))
def test_texts_in_both_languages_stand_beside_the_code(path: Path) -> None:
    assert texts_in_code(path.read_text("utf-8")) == []


@pytest.mark.parametrize("path", sorted((SOURCE / "cli").rglob("*.py")), ids=lambda path: path.name)
def test_what_the_commands_say(path: Path) -> None:
    texts = {
        node.value
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value
    }
    wrong = {text: faults(text) for text in texts if faults(text)}
    assert not wrong


PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")])


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_what_the_pages_say(path: Path) -> None:
    text = CODE.sub(" ", path.read_text("utf-8"))
    assert not faults(" ".join(text.split()))


SCENARIOS = sorted((ROOT / "docs" / "scenarios").glob("*.toml"))


def test_no_scenario_speaks_of_a_trial() -> None:
    """In a courtroom “properly tried” is a trial; what was done to reach someone are reasonable attempts."""
    trial = re.compile(r"\bproper(?:ly)? tr(?:y|ied)\b", re.IGNORECASE)
    assert [path.name for path in SCENARIOS if trial.search(path.read_text("utf-8"))] == []


def test_the_lists_find_what_they_are_for() -> None:
    assert faults("The programme was cancelled.") == ["cancelled", "programme"]
    assert faults("The client was properly tried.") == ["properly tried"]
    assert faults("We haven’t made reasonable attempts to reach the client.") == []


def test_a_text_in_the_code_is_found() -> None:
    assert texts_in_code('WORDS = {"en": {"or": "or"}, "es": {"or": "o"}}') == [1]
    assert texts_in_code('AND = {"en": "and", "es": "y"}') == [1]
    assert texts_in_code('TITLE = Text("Appointment", "Cita")') == [1]
    assert texts_in_code('NOTHING = Text("", "")\nMADE = {"en": made("en"), "es": made("es")}') == []
