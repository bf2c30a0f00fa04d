"""``practice list``, ``check``, ``export`` and ``import``, as a person runs them."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from typer.testing import CliRunner, Result

from heardfirst.cli.main import app
from heardfirst.practice.models import OwnItem
from tests.cli.conftest import Run
from tests.practice.test_exchange import QUESTION
from tests.record.conftest import Cast, make_cast


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to stand in, with a question that can be asked and one that cannot."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "good.toml").write_text(QUESTION, "utf-8")
    (tmp_path / "two.toml").write_text(QUESTION.replace("notify_court", "contact"), "utf-8")
    return tmp_path


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def practice(*words: str) -> Result:
    """The command in this process, which is much faster than one of its own."""
    return CliRunner().invoke(app, ["practice", *words, "--language", "en"], env={"COLUMNS": "140"})


def document(*words: str) -> Any:
    said = practice(*words, "--json")
    assert said.exit_code == 0, said.output
    return json.loads(said.stdout)


def test_questions_go_out_without_a_data_directory(heardfirst: Run, data_dir: Path, tmp_path: Path) -> None:
    said = heardfirst("practice", "export", "--format", "moodle", "--topic", "safety", "--json", "q.xml")
    assert said.document["questions"] > 5 and (tmp_path / "q.xml").stat().st_size > 10_000
    assert not data_dir.exists()


def test_questions_are_listed_written_out_and_checked(files: Path) -> None:
    listed = document("list", "--topic", "safety")
    assert listed and {each["topic_label"] for each in listed} == {"Safety"}
    assert document("export", "--format", "moodle", "--topic", "safety", "q.xml")["questions"] == len(listed)
    quiz = ET.parse(files / "q.xml").getroot()
    assert {each.findtext("idnumber") for each in quiz[1:]} == {each["key"] for each in listed}
    assert practice("export", "--format", "scenario", "--topic", "safety", "q.zip").exit_code == 0
    with zipfile.ZipFile(files / "q.zip") as file:
        assert len(file.namelist()) == len(listed) and file.namelist()[0].startswith("safety/")
    assert all(each["answer"] and not each["wrong"] for each in document("check", "q.zip"))
    assert "authored/leave/" in practice("list").stdout
    (files / "[bold].toml").write_text(QUESTION.replace('"call"', '"[i]"'), "utf-8")
    shown = CliRunner().invoke(app, ["practice", "check", "[bold].toml", "--language", "es"])
    assert "Archivo" in shown.stdout and "[bold].toml" in shown.stdout and "[i]" in shown.stdout


def test_questions_made_up_from_rules_go_out_too(files: Path) -> None:
    made = practice("make", "--count", "3", "--seed", "7", "--into", "made")
    assert made.exit_code == 0, made.output
    words = [word for path in sorted((files / "made").iterdir()) for word in ("--from", f"made/{path.name}")]
    assert document("export", "--format", "moodle", *words, "m.xml")["questions"] == 3
    quiz = ET.parse(files / "m.xml").getroot()
    assert [str(each.findtext("idnumber"))[:10] for each in quiz if each.find("name") is not None]
    refused = practice("export", "--format", "moodle", "--from", "two.toml", "--from", "good.toml", "n.xml")
    assert refused.exit_code == 2 and not (files / "n.xml").exists()


def test_what_cannot_be_asked_and_what_cannot_be_read(files: Path) -> None:
    said = practice("check", "good.toml", "two.toml")
    assert said.exit_code == 1 and "good.toml" in said.stdout and "not unique: tell, call" in said.stderr
    (files / "q.pdf").write_bytes(b"%PDF")
    for words in (
        ("check", "good.toml", "none.toml"),
        ("check", "q.pdf"),
        ("list", "--topic", "safty"),
        ("export", "--format", "pdf", "x.pdf"),
        ("export", "--format", "moodle", "none/q.xml"),
    ):
        assert practice(*words).exit_code == 2, words


def test_an_agencys_own_questions_come_in_once_and_go_out_with_the_others(files: Path, cast: Cast) -> None:
    trainer = ("--as", cast.supervisor.email)
    would = document("import", "good.toml", "--dry-run", *trainer)
    assert (would["new"], would["kept"]) == (1, 0) and not OwnItem.objects.exists()
    some = practice("import", "good.toml", "two.toml", "--json", *trainer)
    assert some.exit_code == 1 and json.loads(some.stdout)["kept"] == 1
    again = practice("import", "good.toml", *trainer)
    assert again.exit_code == 0 and "0 saved, 1 already there, 0 left out" in again.stdout
    assert practice("import", "two.toml", *trainer).exit_code == 2
    listed = document("list", "--own", "--topic", "first_response", *trainer)
    (own,) = [each for each in listed if each["key"].startswith("own/")]
    assert own["ask"] == "What comes first?"
    document("export", "--format", "scenario", "--own", "--topic", "first_response", "o.zip", *trainer)
    with zipfile.ZipFile(files / "o.zip") as file:
        assert file.read(f"{own['key']}.toml").decode() == QUESTION


def test_they_are_for_those_who_train_alone(files: Path, cast: Cast) -> None:
    for words in (("import", "good.toml"), ("list", "--own")):
        said = practice(*words, "--as", cast.worker.email)
        assert said.exit_code == 2 and "Only trainers and supervisors" in said.stderr
    assert not OwnItem.objects.exists()
