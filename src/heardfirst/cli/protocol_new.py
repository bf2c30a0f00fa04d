"""``protocol new``: a first protocol file from a few plain questions, with a scenario beside it."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from pathlib import Path
from typing import Annotated, Any

import typer

from heardfirst.protocol import Protocol, parse_protocol
from heardfirst.protocol.files.beside import folder_beside, try_scenarios
from heardfirst.protocol.telling.first_protocol import (
    AnswerError,
    FirstQuestion,
    asks,
    first_protocol,
    first_scenario,
    questions,
    read_answers,
    word_of,
)
from heardfirst.protocol.vocabulary.duration import Span
from heardfirst.protocol.vocabulary.errors import shown

from .installation import BAD_INPUT
from .output import Json, Language, complain, console, print_json, spoken
from .protocol_list import protocol_as_json
from .translation import gettext as _

_LARGEST = 100_000
_FIRST_SCENARIO = "nobody-called-yet.toml"


def new_protocol(
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", metavar="FILE.toml", help="Where to write it; by default after the name."
        ),
    ] = None,
    answers_file: Annotated[
        Path | None,
        typer.Option("--answers", metavar="FILE", help="A TOML file of answers, such as attempts = 3."),
    ] = None,
    answer: Annotated[
        list[str] | None,
        typer.Option("--answer", metavar="KEY=VALUE", help="One answer; may be given several times."),
    ] = None,
    defaults: Annotated[
        bool, typer.Option("--defaults", help="Ask nothing: take the default of every other answer.")
    ] = False,
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Write a first protocol file, and one scenario beside it, from about ten plain questions.

    Enter takes the answer in brackets. With --answers, --answer, --defaults or --json it asks nothing that
    was not answered, and takes the defaults.
    """
    tongue = spoken(language)
    typed = {**_from_file(answers_file), **_from_options(answer or [])}
    if output is not None:
        _refuse_to_replace(output)
    if answers_file is None and not answer and not defaults and not as_json:
        answers = _typed_answers(tongue)
    else:
        answers = read_answers(typed, tongue)
    path = output or Path(f"{_file_name(answers['name'])}.toml")
    text = first_protocol(answers, path.name, tongue)
    rules = parse_protocol(text, path.name)
    scenario = folder_beside(path) / _FIRST_SCENARIO
    _refuse_to_replace(path, scenario)
    try:
        scenario.parent.mkdir(exist_ok=True)
        path.write_bytes(text)
        scenario.write_bytes(first_scenario(answers, rules, path.name, tongue))
    except OSError:
        complain(_("{file} cannot be written. Nothing was changed.").format(file=path.name))
        raise typer.Exit(BAD_INPUT) from None
    _show(rules, path, scenario, answers, as_json=as_json, language=tongue)


def _show(
    rules: Protocol, path: Path, scenario: Path, answers: dict[str, Any], *, as_json: bool, language: str
) -> None:
    """What was written, and what to do next."""
    from heardfirst.protocol.proving.wiring import wiring_faults  # NumPy only when it is needed

    good = not wiring_faults(rules) and all(one.passed for one in try_scenarios(rules, [scenario]))
    if as_json:
        print_json(
            {
                **protocol_as_json(rules, language),
                "file": str(path),
                "scenario": str(scenario),
                "answers": {key: _plain(value) for key, value in answers.items()},
                "good": good,
            }
        )
        return
    screen = console()
    for sentence in (
        _("Written: {file}, and a first scenario in {folder}.").format(
            file=path, folder=scenario.parent.name
        ),
        _("Next: read it, check its promises (about a minute), and try its scenarios:"),
    ):
        screen.print(sentence, markup=False)
    for command in ("show", "check", "test"):
        screen.print(f"  heardfirst protocol {command} {path}", markup=False, soft_wrap=True)


def _typed_answers(language: str) -> dict[str, Any]:
    """The answers that somebody types, each asked for until it is one."""
    answers: dict[str, Any] = {}
    for question in questions():
        start = question.begins_with(answers, language)
        if not asks(question, answers):
            answers[question.key] = question.read(start, answers, language)
            continue
        while question.key not in answers:
            typed = typer.prompt(_wording(question, answers, language), default=start, err=True)
            try:
                answers[question.key] = question.read(typed, answers, language)
            except AnswerError as wrong:
                complain(str(wrong))
    return answers


def _wording(question: FirstQuestion, answers: dict[str, Any], language: str) -> str:
    """A question with what may be answered."""
    choices = [f"  {choice}: {question.choices[choice][language]}" for choice in question.offered(answers)]
    lines = [question.ask[language], *choices]
    asides = [question.hint[language]] if question.hint else []
    if question.never:
        asides.append(word_of("or_never", language))
    if asides:
        lines[0] += f" ({'; '.join(asides)})"
    return "\n".join(lines)


def _from_file(path: Path | None) -> dict[str, Any]:
    """The answers of a TOML file; leaves with exit code 2 when it cannot be read."""
    if path is None:
        return {}
    try:
        if path.stat().st_size > _LARGEST:
            raise ValueError
        return {key: _typed(value) for key, value in tomllib.loads(path.read_text("utf-8")).items()}
    except tomllib.TOMLDecodeError as problem:
        complain(_("{file}: not valid TOML: {problem}").format(file=path.name, problem=shown(problem)))
    except (OSError, ValueError):
        complain(_("{file}: this file cannot be read.").format(file=path.name))
    raise typer.Exit(BAD_INPUT)


def _from_options(written: list[str]) -> dict[str, Any]:
    found = {}
    for pair in written:
        key, sign, value = pair.partition("=")
        if not sign:
            raise typer.BadParameter(_("Write it as attempts=3."), param_hint="--answer")
        found[key.strip()] = value.strip()
    return found


def _typed(value: Any) -> str:
    """A value of a TOML file as one would type it."""
    if isinstance(value, dict) and len(value) == 1:
        ((unit, amount),) = value.items()
        return f"{amount} {unit}"
    return str(value)


def _plain(value: Any) -> Any:
    return value.as_json() if isinstance(value, Span) else value


def _file_name(name: str) -> str:
    """The name of a file for a program of this name."""
    bare = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:60] or "protocol"


def _refuse_to_replace(*paths: Path) -> None:
    for path in paths:
        if path.exists():
            complain(
                _("{file} is there already, and was left as it is. Name another with --output.").format(
                    file=path.name
                )
            )
            raise typer.Exit(BAD_INPUT)
