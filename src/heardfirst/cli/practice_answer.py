"""``practice``: questions whose answers are derived."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from heardfirst.practice.answering import Answer, answer
from heardfirst.practice.question_file import Item, load_item

from .output import Json, Language, console, print_json, spoken


def answer_question(
    item: Annotated[Path, typer.Argument(metavar="ITEM.toml", help="A situation with its options.")],
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Show which option is correct and why, and why the others are not.

    The answer is derived by deciding the situation. An item with no answer, or with two, is refused.
    """
    tongue = spoken(language)
    question = load_item(item)
    derived = answer(question)
    if as_json:
        print_json(_as_json(derived, tongue))
    else:
        show_answered(question, derived, tongue)


def _as_json(derived: Answer, language: str) -> dict[str, Any]:
    """Reasons as codes, and the same as sentences under ``says``."""
    return {
        "answer": derived.label,
        "because": [str(reason) for reason in derived.because],
        "why_not": {label: [str(reason) for reason in reasons] for label, reasons in derived.why_not.items()},
        "says": {
            "because": derived.sentences(derived.label, language),
            "why_not": {label: derived.sentences(label, language) for label in derived.why_not},
        },
    }


def show_answered(item: Item, derived: Answer, language: str) -> None:
    """The options of a question, the right one marked, each with what speaks for it or against it."""
    screen = console()
    for option in item.options:
        right = option.label == derived.label
        mark, style = ("→", "bold") if right else (" ", "")
        screen.print(f"{mark} {escape(option.label)}  {escape(option.text[language])}", style=style)
        for reason in derived.sentences(option.label, language):
            screen.print(f"      {escape(reason)}", style="" if right else "dim")
