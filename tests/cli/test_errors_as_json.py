"""What is wrong with a command is one JSON document as well, for the program that asked for JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

from heardfirst.cli import output
from heardfirst.cli.main import app, main
from tests.cli.conftest import Run


def commands(group: Any, before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*before, name))
        elif any("--json" in option.opts for option in command.params):
            yield *before, name


EVERY_COMMAND = sorted(commands(typer.main.get_command(app)))


@pytest.mark.parametrize("words", EVERY_COMMAND, ids=" ".join)
def test_a_word_that_is_no_option(
    words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(output._Printed, "document", False)
    monkeypatch.setattr(output._Printed, "complaints", [])
    monkeypatch.setattr(sys, "argv", ["heardfirst", *words, "--nonsense", "--json"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    printed = capsys.readouterr()
    error = json.loads(printed.out)["error"]
    assert error["code"] == 2 and "--nonsense" in error["message"]
    assert error["message"] in printed.err


@pytest.mark.parametrize(
    "words",
    [
        ("decide", "nowhere.toml"),
        ("protocol", "check", "nowhere"),
        ("protocol", "show", "nowhere"),
        ("practice", "answer", "nowhere.toml"),
    ],
    ids=" ".join,
)
def test_a_file_that_is_not_there(words: tuple[str, ...], heardfirst: Run) -> None:
    ended = heardfirst(*words, "--json")
    assert ended.code == 2
    assert ended.document["error"]["code"] == 2
    assert "nowhere" in ended.document["error"]["message"] and ended.err.strip()


def test_a_case_that_is_not_there(prepared: Path, heardfirst: Run) -> None:
    ended = heardfirst("case", "show", "nobody", "--json", "--language", "es")
    assert (ended.code, ended.document["error"]["message"]) == (2, "Este caso no existe.")


def test_without_json_nothing_is_printed_for_programs(heardfirst: Run) -> None:
    ended = heardfirst("decide", "nowhere.toml")
    assert (ended.code, ended.out) == (2, "")
