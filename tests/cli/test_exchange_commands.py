"""``practice list``, ``check``, ``export``, as a person runs them."""

from __future__ import annotations

import zipfile
from pathlib import Path
from xml.etree import ElementTree as ET

from tests.cli.conftest import Run
from tests.practice.test_exchange import QUESTION


def test_questions_are_listed_written_out_and_checked(
    heardfirst: Run, data_dir: Path, tmp_path: Path
) -> None:
    listed = heardfirst("practice", "list", "--topic", "safety", "--json", "--language", "es").document
    assert listed and {each["topic_label"] for each in listed} == {"Seguridad"}
    said = heardfirst("practice", "export", "--format", "moodle", "--topic", "safety", "--json", "q.xml")
    assert said.document == {"file": "q.xml", "format": "moodle", "questions": len(listed)}
    quiz = ET.parse(tmp_path / "q.xml").getroot()
    assert {each.findtext("idnumber") for each in quiz[1:]} == {each["key"] for each in listed}
    assert heardfirst("practice", "export", "--format", "scenario", "--topic", "safety", "q.zip").code == 0
    with zipfile.ZipFile(tmp_path / "q.zip") as file:
        assert len(file.namelist()) == len(listed) and file.namelist()[0].startswith("safety/")
    checked = heardfirst("practice", "check", "q.zip", "--json")
    assert checked.code == 0 and all(each["answer"] and not each["wrong"] for each in checked.document)
    assert not data_dir.exists(), "none of this needs a data directory"


def test_what_cannot_be_asked_and_what_cannot_be_read(heardfirst: Run, tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text(QUESTION, "utf-8")
    (tmp_path / "two.toml").write_text(QUESTION.replace("notify_court", "contact"), "utf-8")
    said = heardfirst("practice", "check", "good.toml", "two.toml")
    assert said.code == 1 and "good.toml" in said.out and "not unique: tell, call" in said.err
    assert heardfirst("practice", "check", "good.toml", "none.toml").code == 2
    assert heardfirst("practice", "list", "--topic", "safty").code == 2
    assert heardfirst("practice", "export", "--format", "pdf", "x.pdf").code == 2
    assert heardfirst("practice", "export", "--format", "moodle", "none/q.xml").code == 2


def test_an_agencys_own_questions_come_in_once_and_go_out_with_the_others(
    heardfirst: Run, prepared: Path, tmp_path: Path
) -> None:
    (tmp_path / "good.toml").write_text(QUESTION, "utf-8")
    (tmp_path / "two.toml").write_text(QUESTION.replace("notify_court", "contact"), "utf-8")
    would = heardfirst("practice", "import", "good.toml", "--dry-run", "--json")
    assert (would.code, would.document["new"], would.document["kept"]) == (0, 1, 0)
    said = heardfirst("practice", "import", "good.toml", "two.toml", "--json")
    assert (said.code, said.document["kept"], said.document["already"]) == (1, 1, 0)
    again = heardfirst("practice", "import", "good.toml")
    assert again.code == 0 and "0 kept, 1 there already, 0 left out" in again.out
    assert heardfirst("practice", "import", "two.toml").code == 2
    listed = heardfirst("practice", "list", "--own", "--topic", "first_response", "--json").document
    (own,) = [each for each in listed if each["key"].startswith("own/")]
    assert own["ask"] == "What comes first?"
    said = heardfirst(
        "practice", "export", "--format", "scenario", "--own", "--topic", "first_response", "o.zip"
    )
    assert said.code == 0
    with zipfile.ZipFile(tmp_path / "o.zip") as file:
        assert file.read(f"{own['key']}.toml").decode() == QUESTION
