"""``protocol test``: the scenarios that lie beside a protocol file, decided by it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from heardfirst.protocol import Protocol, load_protocol, shipped_protocols
from heardfirst.protocol.files.beside import Tried, folder_beside, scenarios_in, try_scenarios

from .expecting import say_mismatch
from .installation import BAD_INPUT
from .output import Json, Language, complain, console, print_json, spoken, table
from .protocol_list import protocol_as_json
from .translation import gettext as _


def run_scenarios(
    protocol: Annotated[str, typer.Argument(metavar="PROTOCOL", help="A protocol file, or a shipped name.")],
    scenarios: Annotated[
        Path | None,
        typer.Option(
            "--scenarios",
            metavar="PLACE",
            help="A folder of scenarios, or one of them; by default mine-scenarios beside mine.toml.",
        ),
    ] = None,
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Decide every scenario that lies beside a protocol file, and say which come out as they expect.

    The scenarios of mine.toml are the files in the folder mine-scenarios beside it. Exit code 1 when one
    comes out otherwise, or expects nothing; 2 when one cannot be read.
    """
    tongue = spoken(language)
    rules = load_protocol(protocol)
    place = scenarios or folder_beside(Path(protocol))
    paths = [] if scenarios is None and protocol in shipped_protocols() else scenarios_in(place)
    if not paths:
        complain(
            _(
                "There are no scenarios in “{place}”. Put them there, one file each, or name another folder "
                "with --scenarios."
            ).format(place=place.name)
        )
        raise typer.Exit(BAD_INPUT)
    tried = list(try_scenarios(rules, paths))
    decided = [one for one in tried if not one.of]
    if as_json:
        print_json(_as_json(rules, tried, tongue))
    else:
        _show(rules, tried, tongue)
    for one in decided:
        if one.error:
            complain(one.error)
    if not decided:
        complain(_("None of these scenarios is about {name}.").format(name=rules.key))
    if not decided or any(one.error for one in decided):
        raise typer.Exit(BAD_INPUT)
    if not all(one.passed for one in decided):
        raise typer.Exit(1)


def _as_json(rules: Protocol, tried: list[Tried], language: str) -> dict[str, Any]:
    decided = [one for one in tried if not one.of]
    return {
        **protocol_as_json(rules, language),
        "good": bool(decided) and all(one.passed for one in decided),
        "scenarios": [
            {
                "file": one.file,
                "about": _about(one, language) or None,
                "passed": None if one.of else one.passed,
                "differences": _differences(one, language),
                "error": one.error or None,
                "other_protocol": one.of or None,
            }
            for one in tried
        ],
    }


def _show(rules: Protocol, tried: list[Tried], language: str) -> None:
    screen = console()
    screen.print(f"[bold]{escape(rules.name[language])}[/bold] {escape(rules.version)}")
    shown = table(_("Scenario"), _("Result"), _("What it is about"))
    for one in tried:
        shown.add_row(escape(one.file), _result(one), escape(_about(one, language)))
        for difference in _differences(one, language):
            shown.add_row("", "", f"→ {escape(difference)}")
    screen.print(shown)
    decided = [one for one in tried if not one.of]
    passed = sum(one.passed for one in decided)
    screen.print(_("{passed} of {number} as expected.").format(passed=passed, number=len(decided)))


def _result(one: Tried) -> str:
    if one.error:
        return _("cannot be read")
    if one.of:
        return _("about other rules: {name}").format(name=one.of)
    return _("as expected") if one.passed else _("OTHERWISE")


def _differences(one: Tried, language: str) -> list[str]:
    if one.error or one.of or one.decision is None:
        return []
    if not one.expects:
        return [_("it expects nothing: add an [expect] table")]
    return [say_mismatch(mismatch, one.decision, language) for mismatch in one.different]


def _about(one: Tried, language: str) -> str:
    """What the scenario says that it is about: one text, or one in each language."""
    about = one.scenario.table.get("about", "") if one.scenario is not None else ""
    if isinstance(about, dict):
        about = about.get(language) or about.get("en") or ""
    return str(about)
