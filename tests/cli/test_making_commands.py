"""``practice make``: questions from a protocol's own states, as tables, as JSON and as files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from heardfirst.cli.main import app
from heardfirst.practice.answering import answer
from heardfirst.practice.errors import ItemError
from heardfirst.practice.question_file import load_item

RUN = CliRunner()


def test_questions_are_shown_with_the_answer_and_why_not_the_others() -> None:
    shown = RUN.invoke(app, ["practice", "make", "--count", "2", "--level", "2", "--language", "es"])
    assert shown.exit_code == 0
    assert shown.stdout.count("→") == 2 and "Ahora es" in shown.stdout


def test_the_same_seed_makes_the_same_questions_for_programs(tmp_path: Path) -> None:
    asked = ["practice", "make", "--count", "4", "--level", "3", "--seed", "9", "--json"]
    first, again = (RUN.invoke(app, asked).stdout for _ in range(2))
    assert first == again
    told = json.loads(first)
    assert [each["level"] for each in told] == [3] * 4
    for each in told:
        labels = {option["label"] for option in each["options"]}
        assert set(each["why_not"]) == labels - {each["answer"]}


def test_they_are_written_as_files_that_answer_the_same_and_nothing_is_written_over(tmp_path: Path) -> None:
    asked = ["practice", "make", "--count", "3", "--into", str(tmp_path / "made"), "--json"]
    told = json.loads(RUN.invoke(app, asked).stdout)
    files = sorted((tmp_path / "made").glob("*.toml"))
    assert [answer(load_item(each)).label for each in files] == [each["answer"] for each in told]
    kept = [each.read_bytes() for each in files]
    with pytest.raises(ItemError, match="nothing was written"):
        RUN.invoke(app, asked, catch_exceptions=False)
    assert [each.read_bytes() for each in files] == kept


def test_who_asks_for_more_than_the_rules_hold_is_told_how_many_there_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("heardfirst.practice.generating.question_generator._ALIKE_IN_A_ROW", 1)  # impatient
    told = RUN.invoke(app, ["practice", "make", "--count", "3000", "--json"])
    assert told.exit_code == 1
    assert 0 < len(json.loads(told.stdout)) < 3000 and "These rules have only" in told.stderr


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (["--level", "9"], "one of 1, 2, 3"),
        (["--protocol", "nope"], 'no protocol "nope"'),
        (["--into", "/dev/null/here"], "is not writable"),
    ],
)
def test_what_cannot_be_made_is_said(asked: list[str], says: str) -> None:
    with pytest.raises(Exception, match=says):
        RUN.invoke(app, ["practice", "make", *asked], catch_exceptions=False)
