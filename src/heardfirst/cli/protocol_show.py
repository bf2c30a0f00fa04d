"""``protocol show`` and ``protocol draw``: a protocol as a person reads it, in words and as a picture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from heardfirst.protocol import load_protocol
from heardfirst.protocol.telling.drawing import draw
from heardfirst.protocol.telling.protocol_text import (
    Section,
    ShownStep,
    as_document,
    heading,
    show_text,
    unless_sentence,
)

from .output import Json, Language, complain, console, print_json, spoken
from .remembered_checks import promises_found
from .translation import gettext as _

Which = Annotated[str, typer.Argument(metavar="PROTOCOL", help="A shipped name, or a file.")]


def show_protocol(protocol: Which, as_json: Json = False, language: Language = None) -> None:
    """Show a protocol in words: what counts, its numbers, and each step in order."""
    tongue = spoken(language)
    rules = load_protocol(protocol)
    if as_json:
        print_json(as_document(rules, tongue, promises_found(rules)))
        return
    screen = console()
    sections = show_text(rules, tongue, promises_found(rules))
    for section in sections:
        _show_section(screen, section, sections[-1].steps, tongue)


def draw_protocol(
    protocol: Which,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE.svg", help="Where to write the diagram.")
    ] = None,
    text: Annotated[bool, typer.Option("--text", help="The diagram as text.")] = False,
    language: Language = None,
) -> None:
    """The diagram of a protocol as SVG: the steps in order, what makes each possible, and what is waived.

    Without a file it goes to standard output. --text prints its twin, which says the same in words.
    """
    tongue = spoken(language)
    drawing = draw(load_protocol(protocol), tongue)
    drawn = drawing.text if text else drawing.svg
    if output is None:
        typer.echo(drawn)
        return
    try:
        output.write_text(drawn + "\n", "utf-8")
    except OSError:
        complain(_("{file} cannot be written. Nothing was changed.").format(file=output.name))
        raise typer.Exit(2) from None


def _show_section(screen: Console, section: Section, steps: tuple[ShownStep, ...], language: str) -> None:
    screen.print(f"\n[bold]{section.title}[/bold]")
    mark = "! " if section.key == "exceptions" and any(other.excepted for other in steps) else ""
    for sentence in section.sentences:
        screen.print(Padding(Text(f"{mark}{sentence}"), (0, 0, 0, 2)))
    for step in section.steps:
        _show_step(screen, step, language)


def _show_step(screen: Console, step: ShownStep, language: str) -> None:
    title = Text(f"\n{step.number:>2}. {step.label}", "bold")
    screen.print(title.append(f"  {step.role_said} · {step.who}", "not bold dim"))
    for text, indent in _lines_of(step, language):
        screen.print(Padding(Text(text), (0, 0, 0, indent)))


def _lines_of(step: ShownStep, language: str) -> Iterator[tuple[str, int]]:
    """A step's lines and how far each stands in."""
    needs = [_with_waiver(need.text, unless_sentence(need, language)) for need in step.needs]
    yield from ((f"! {promise}", 4) for promise in step.excepted)
    for name, sentences in (
        (heading("wanted", language), step.wanted),
        (heading("needs", language), needs),
        (heading("waits", language), [step.waits]),
        (heading("due", language), [step.due]),
        (heading("takes", language), [step.takes]),
        (heading("done", language), [step.done]),
        (heading("writes", language), [step.writes]),
        (step.moves, step.moves_when),
        (heading("sources", language), ["; ".join(step.sources)]),
    ):
        written = [sentence.rstrip(".") + "." for sentence in sentences if sentence]
        if len(written) == 1:
            yield f"{name}: {written[0]}", 4
        elif written:
            yield f"{name}:", 4
            yield from ((f"- {sentence}", 6) for sentence in written)


def _with_waiver(text: str, unless: str) -> str:
    return f"{text} ({unless})" if unless else text
