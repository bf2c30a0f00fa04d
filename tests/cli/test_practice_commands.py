"""``practice answer``, as a person runs it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

SITUATION = """
protocol = "court-mandated-treatment"
now = 2026-03-10T09:00:00-05:00
[order]
at_stake = "reunification"
report_within = { business_days = 5, of = "missed" }
[[entry]]
kind = "session.missed"
at = 2026-03-09T10:00:00-05:00
"""
OPTIONS = """
[[option]]
label = "tell"
text = { en = "Tell the court.", es = "Avisar a la corte." }
acts = ["notify_court"]
[[option]]
label = "call"
text = { en = "Call her and listen.", es = "Llamarla y escucharla." }
acts = ["contact", "listen"]
[[option]]
label = "scold"
text = { en = "Tell her it is her own fault.", es = "Decirle que es culpa suya." }
acts = ["blame"]
"""


@pytest.fixture
def item(tmp_path: Path) -> Path:
    path = tmp_path / "item.toml"
    path.write_text(SITUATION + OPTIONS, "utf-8")
    return path


def test_the_answer_and_why_and_why_not(heardfirst: Run, item: Path, data_dir: Path) -> None:
    said = heardfirst("practice", "answer", item, "--json").document
    assert said["answer"] == "call" and said["because"][0] == "missed"
    assert said["why_not"]["scold"] == ["blame"] and "documented" in said["why_not"]["tell"]
    argued, *standing = said["says"]["why_not"]["tell"]
    assert argued.startswith("Escalates: ") and standing[0].startswith("Still needed: ")
    spoken = heardfirst("practice", "answer", item, "--language", "es")
    assert spoken.code == 0 and "→ call  Llamarla y escucharla." in spoken.out
    assert "Culpar cierra la conversación" in spoken.out
    assert not data_dir.exists(), "answering needs no data directory"


def test_what_stands_in_brackets_is_shown_as_it_was_written(heardfirst: Run, item: Path) -> None:
    item.write_text(SITUATION + OPTIONS.replace("Tell the court.", "Tell the court [today]."), "utf-8")
    assert "tell  Tell the court [today]." in heardfirst("practice", "answer", item, "--language", "en").out


def test_an_item_without_one_answer_is_bad_input(heardfirst: Run, item: Path) -> None:
    item.write_text(SITUATION + OPTIONS.replace('["blame"]', '["contact", "listen"]'), "utf-8")
    said = heardfirst("practice", "answer", item, "--json")
    assert said.code == 2 and "the answer is not unique: call, scold" in said.err
    assert "the answer is not unique: call, scold" in said.document["error"]["message"]
    item.write_text(SITUATION + OPTIONS.replace("notify_court", "notify_cort"), "utf-8")
    said = heardfirst("practice", "answer", item)
    assert said.code == 2 and 'Did you mean "notify_court"?' in said.err
    assert heardfirst("practice", "answer", item.parent / "none.toml").code == 2
