"""``practice make``: questions made from a protocol's own states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from heardfirst.practice.answering import answer
from heardfirst.practice.errors import ItemError
from heardfirst.practice.generating import LEVELS, MadeQuestion, several
from heardfirst.practice.question_text import toml_of
from heardfirst.protocol import load_protocol

from .output import Json, Language, complain, console, print_json, spoken
from .practice_answer import show_answered
from .translation import gettext as _

_MOST = 100_000


def make_questions(
    count: Annotated[int, typer.Option(min=1, max=_MOST, help="How many, all different.")] = 1,
    level: Annotated[int, typer.Option(help="1 easy, 2 medium, 3 hard.")] = LEVELS[0],
    seed: Annotated[int, typer.Option(min=0, help="The same seed makes the same questions.")] = 0,
    protocol: Annotated[
        str, typer.Option(help="A shipped name, or a file; the rules need not be in effect.")
    ] = "court-mandated-treatment",
    into: Annotated[
        Path | None, typer.Option("--into", metavar="FOLDER", help="Write each question to its own file.")
    ] = None,
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Generate questions from a protocol's own rules.

    Each has one right answer, derived by deciding. Exit code 1 when the rules hold fewer than asked for.
    """
    tongue = spoken(language)
    made = list(
        _watched(
            several(load_protocol(protocol), level=level, count=count, seed=seed),
            count,
            _("Making questions"),
        )
    )
    if into is not None:
        _write(made, into, level)
    if as_json:
        print_json([_as_json(question, level, tongue) for question in made])
    elif into is not None:
        console().print(escape(_("{made} questions are in {folder}.").format(made=len(made), folder=into)))
    else:
        _show(made, tongue)
    if len(made) < count:
        complain(
            _("These rules have only {made} different questions at level {level}.").format(
                made=len(made), level=level
            )
        )
        raise typer.Exit(1)


def _watched(made: Iterable[MadeQuestion], count: int, says: str) -> Iterator[MadeQuestion]:
    """Let somebody see how far it is, where it takes a while and somebody looks."""
    columns = (TextColumn(says), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True, disable=count < 100) as progress:
        yield from progress.track(made, total=count)


def _write(made: Iterable[MadeQuestion], into: Path, level: int) -> None:
    """Write each question as a file, and none over another one's."""
    named = {into / f"made-{level}-{question.seed}.toml": question for question in made}
    try:
        into.mkdir(parents=True, exist_ok=True)
        there = next((path for path in named if path.exists()), None)
        if there is not None:
            raise ItemError(
                f"{there.name} already exists; nothing was written. Choose another folder or seed."
            )
        for path, question in named.items():
            path.write_text(toml_of(question.item), "utf-8")
    except OSError:
        raise ItemError(f"{into} is not writable. Choose another folder.") from None


def _as_json(made: MadeQuestion, level: int, language: str) -> dict[str, Any]:
    item, derived = made.item, answer(made.item)
    return {
        "seed": made.seed,
        "level": level,
        "topic": item.topic,
        "about": item.about[language],
        "ask": item.ask[language],
        "options": [
            {"label": option.label, "text": option.text[language], "acts": list(option.acts)}
            for option in item.options
        ],
        "answer": derived.label,
        "because": derived.sentences(derived.label, language),
        "why_not": {label: derived.sentences(label, language) for label in derived.why_not},
    }


def _show(made: Iterable[MadeQuestion], language: str) -> None:
    screen = console()
    for number, question in enumerate(made):
        item, derived = question.item, answer(question.item)
        screen.print(f"{'' if not number else chr(10)}{escape(item.about[language])}")
        screen.print(escape(item.ask[language]), style="bold")
        show_answered(item, derived, language)
