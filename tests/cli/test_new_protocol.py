"""``protocol new``: a file and a scenario from answers that are typed, given or left at their defaults."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from heardfirst.cli import output
from heardfirst.cli.main import main
from heardfirst.protocol import load_protocol
from tests.cli.conftest import Run


def typed(
    lines: list[str], *words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[int | str | None, str, str]:
    """What the command prints, and how it ends, with these lines typed."""
    monkeypatch.setattr(output._Printed, "document", False)
    monkeypatch.setattr(output._Printed, "complaints", [])
    monkeypatch.setattr(sys, "argv", ["heardfirst", "protocol", "new", *words])
    monkeypatch.setattr(sys, "stdin", io.StringIO("\n".join(lines) + "\n"))
    with pytest.raises(SystemExit) as ended:
        main()
    printed = capsys.readouterr()
    return ended.value.code, printed.out, printed.err


def test_with_defaults_it_writes_what_passes_its_test(
    heardfirst: Run, tmp_path: Path, data_dir: Path
) -> None:
    ended = heardfirst("protocol", "new", "--defaults", "--output", "mine.toml")
    assert ended.code == 0 and "heardfirst protocol check mine.toml" in ended.out
    assert (tmp_path / "mine-scenarios" / "nobody-called-yet.toml").exists()
    assert heardfirst("protocol", "test", "mine.toml").code == 0
    assert heardfirst("decide", "mine-scenarios/nobody-called-yet.toml").code == 0
    assert heardfirst("protocol", "show", "mine.toml").code == 0
    assert not data_dir.exists(), "it needs no data directory"


def test_questions_are_asked_until_they_are_answered(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    answers = [
        "Oak House",
        "Ohio",
        "no",
        "nobody",
        "2",
        "9",
        "2",
        "1",
        "no",
        "3",
        "never",
        "x",
        "never",
        "yes",
    ]
    code, out, err = typed(answers, monkeypatch=monkeypatch, capsys=capsys)
    assert code == 0 and "oak-house.toml" in out
    assert "Did a court order the service?" in err and "days: answer a whole number from 2 to 2." in err
    rules = load_protocol(tmp_path / "oak-house.toml")
    assert (rules.name["en"], rules.mandated, rules.missed.late_minutes) == ("Oak House", False, None)
    assert "bill" in rules.places and "letter" not in rules.places


def test_the_questions_are_asked_in_spanish(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = typed([""] * 13, "--language", "es", monkeypatch=monkeypatch, capsys=capsys)
    assert code == 0 and "¿Una corte ordenó el servicio?" in err and "[sí]" in err
    assert "Se escribió: faltas-en-nuestro-programa.toml" in out
    assert (tmp_path / "faltas-en-nuestro-programa.toml").exists()


def test_answers_from_a_file_and_from_options(heardfirst: Run, tmp_path: Path) -> None:
    (tmp_path / "answers.toml").write_text(
        'name = "Ours"\nattempts = 4\nfees = true\nwithin = { days = 7 }\n'
    )
    ended = heardfirst("protocol", "new", "--answers", "answers.toml", "--answer", "days=2", "--json")
    document = ended.document
    assert (ended.code, document["good"], document["file"]) == (0, True, "ours.toml")
    assert document["answers"]["within"] == {"days": 7} and document["answers"]["days"] == 2
    assert load_protocol(tmp_path / "ours.toml").thresholds["tried"].attempts == 4  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "file"), [("Años & Niños", "anos-ninos.toml"), ("Программа", "protocol.toml")]
)
def test_the_file_is_called_after_the_program(heardfirst: Run, tmp_path: Path, name: str, file: str) -> None:
    assert heardfirst("protocol", "new", "--answer", f"name={name}").code == 0
    assert load_protocol(tmp_path / file).name["es"] == name


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--answers", "nowhere.toml"), "nowhere.toml: this file cannot be read."),
        (("--answers", "wrong.toml"), "wrong.toml: not valid TOML"),
        (("--answer", "attempts"), "attempts=3"),
        (("--answer", "attempts=1"), "from 2 to 10"),
        (("--answer", "told=mayor"), "told: answer one of"),
        (("--defaults", "--output", "there.toml"), "is there already"),
        (("--defaults", "--output", "nowhere/mine.toml"), "cannot be written"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    heardfirst: Run, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    (tmp_path / "wrong.toml").write_text("attempts =")
    (tmp_path / "there.toml").write_text("# mine")
    before = sorted(path.name for path in tmp_path.iterdir())
    ended = heardfirst("protocol", "new", *words, "--json")
    assert (ended.code, said in json.loads(ended.out)["error"]["message"]) == (2, True)
    assert said in ended.err
    assert sorted(path.name for path in tmp_path.iterdir()) == before
    assert (tmp_path / "there.toml").read_text() == "# mine"
