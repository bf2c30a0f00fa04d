"""``protocol show`` and ``protocol draw``, as a person runs them."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

from heardfirst.protocol import load_protocol
from tests.cli.conftest import Run


def test_show_reads_a_protocol_aloud(heardfirst: Run, data_dir: Path) -> None:
    said = heardfirst("protocol", "show", "california-dui")
    assert said.code == 0
    assert "! A law overrides the promise “Never ended for absence” for the step “Dismiss, as the" in said.out
    assert said.out.index("Exceptions to the promises") < said.out.index("Steps, in order of priority")
    assert "1. Make sure they are safe" in said.out and "9 CCR 9886" in said.out
    assert not data_dir.exists(), "showing needs no data directory"
    spanish = heardfirst("protocol", "show", "california-dui", "--language", "es").out
    assert "Qué debe cumplirse antes" in spanish and "Still" not in spanish


def test_show_as_one_document(heardfirst: Run) -> None:
    document = heardfirst("protocol", "show", "washington-sud", "--json").document
    rules = load_protocol("washington-sud")
    assert (document["name"], document["digest"]) == (rules.key, rules.digest)
    steps = document["sections"][-1]["steps"]
    assert [each["name"] for each in steps] == [step.name for step in rules.steps]
    notify = next(each for each in steps if each["name"] == "notify_court")
    assert {"text": "a signed note", "unless": ""} in notify["needs"]


def test_draw_writes_a_picture_or_its_twin(heardfirst: Run, tmp_path: Path) -> None:
    path = tmp_path / "drawn.svg"
    assert heardfirst("protocol", "draw", "court-mandated-treatment", "-o", path).code == 0
    assert ET.parse(path).getroot().tag.endswith("svg")
    twin = heardfirst("protocol", "draw", "court-mandated-treatment", "--text", "--language", "es").out
    assert "3. Llamar (Contacto; quien lleva el caso;" in twin
    assert "Lo hacen posible: 3 Llamar." in twin


def test_draw_where_nothing_can_be_written(heardfirst: Run, tmp_path: Path) -> None:
    said = heardfirst("protocol", "draw", "court-mandated-treatment", "-o", tmp_path)
    assert said.code == 2 and "cannot be written" in said.err and said.out == ""


def test_show_and_draw_of_nothing(heardfirst: Run) -> None:
    for command in ("show", "draw"):
        said = heardfirst("protocol", command, "court-mandated-tretment")
        assert said.code == 2 and 'Did you mean "court-mandated-treatment"?' in said.err


def test_marks_of_our_own_in_a_file_stay_text(heardfirst: Run, tmp_path: Path) -> None:
    path = tmp_path / "marked.toml"
    path.write_text(
        '[protocol]\nextends = "washington-sud"\nname = "[/bold] ours"\nversion = "1"\n'
        '[[step]]\nname = "visit"\nrole = "reach"\nlabel = "[/red] Visit"\nwanted = ["missed"]\n',
        "utf-8",
    )
    said = heardfirst("protocol", "show", path)
    assert said.code == 0
    assert "[/bold] ours" in said.out and "[/red] Visit" in said.out


def test_the_reference_is_a_page_and_a_document(heardfirst: Run, data_dir: Path) -> None:
    page = heardfirst("protocol", "reference").out
    assert page.startswith("# Reference of the protocol language") and "| `session.missed` |" in page
    document = heardfirst("protocol", "reference", "--json", "--language", "es").document
    (facts,) = [section for section in document if section["key"] == "facts"]
    assert {row["name"] for row in facts["rows"]} >= {"heard", "tried", "lawful_basis"}
    assert facts["title"] == "Hechos incluidos"
    assert not data_dir.exists()
