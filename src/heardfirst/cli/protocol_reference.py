"""``protocol reference``: the language that protocol files are written in, from its own declarations."""

from __future__ import annotations

from dataclasses import asdict

import typer

from heardfirst.protocol.telling.reference import as_markdown, reference

from .output import Json, Language, print_json, spoken


def show_reference(as_json: Json = False, language: Language = None) -> None:
    """Everything that a protocol file may say: facts, clocks, kinds of entry, tasks, recipients, limits.

    It is printed as a Markdown page, such as docs/protocol-reference.md.
    """
    tongue = spoken(language)
    sections = reference(tongue)
    if as_json:
        print_json([asdict(section) for section in sections])
    else:
        typer.echo(as_markdown(sections, tongue), nl=False)
