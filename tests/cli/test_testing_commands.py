"""``protocol test``: the scenarios beside a file, for people and for programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

RULES = '[protocol]\nextends = "court-mandated-treatment"\nname = "Mine"\nversion = "1"\n'
SITUATION = """
about = { en = "Nobody called.", es = "Nadie llamó." }
now = 2026-03-10T09:00:00-05:00
[[entry]]
kind = "session.missed"
at = 2026-03-02T10:00:00-05:00
[expect]
next = "contact"
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    path = tmp_path / "mine.toml"
    path.write_text(RULES, "utf-8")
    (tmp_path / "mine-scenarios").mkdir()
    (tmp_path / "mine-scenarios" / "first.toml").write_text(SITUATION, "utf-8")
    return path


def test_all_come_out_as_they_expect(heardfirst: Run, mine: Path, data_dir: Path) -> None:
    ended = heardfirst("protocol", "test", mine)
    assert ended.code == 0 and "1 of 1 as expected" in ended.out and "Nobody called." in ended.out
    document = heardfirst("protocol", "test", mine, "--json").document
    assert document["good"] is True and document["name"] == "mine"
    assert [(one["file"], one["passed"]) for one in document["scenarios"]] == [("first.toml", True)]
    assert "Nadie llamó." in heardfirst("protocol", "test", mine, "--language", "es").out
    assert not data_dir.exists(), "it needs no data directory"


def test_one_that_comes_out_otherwise_is_a_no(heardfirst: Run, mine: Path) -> None:
    other = mine.parent / "mine-scenarios" / "second.toml"
    other.write_text(SITUATION.replace('"contact"', '"letter"'), "utf-8")
    ended = heardfirst("protocol", "test", mine, "--json")
    assert (ended.code, ended.document["good"]) == (1, False)
    assert ended.document["scenarios"][1]["differences"] == ["next is contact, not letter"]
    assert "next is contact, not letter" in heardfirst("protocol", "test", mine).out
    spanish = heardfirst("protocol", "test", mine, "--language", "es")
    assert (spanish.code, "lo siguiente es contact, no letter" in spanish.out) == (1, True)


def test_one_that_cannot_be_read_is_bad_input(heardfirst: Run, mine: Path) -> None:
    wrong = mine.parent / "mine-scenarios" / "wrong.toml"
    wrong.write_text(SITUATION.replace("next =", "nxt ="), "utf-8")
    ended = heardfirst("protocol", "test", mine, "--json")
    assert ended.code == 2 and ended.document["scenarios"][0]["passed"] is True
    assert 'Did you mean "next"?' in ended.document["scenarios"][1]["error"] and "wrong.toml" in ended.err


@pytest.mark.parametrize("which", ["court-mandated-treatment", "alone.toml"])
def test_without_scenarios_it_says_where_they_go(heardfirst: Run, tmp_path: Path, which: str) -> None:
    (tmp_path / "alone.toml").write_text(RULES, "utf-8")
    ended = heardfirst("protocol", "test", which, "--json")
    assert ended.code == 2 and "--scenarios" in ended.document["error"]["message"]
    assert "-scenarios”" in ended.err


def test_a_folder_may_be_named(heardfirst: Run, mine: Path) -> None:
    folder = mine.parent / "mine-scenarios"
    ended = heardfirst("protocol", "test", "court-mandated-treatment", "--scenarios", folder)
    assert ended.code == 0 and "1 of 1" in ended.out
    about_others = heardfirst("protocol", "test", "campus-counseling", "--scenarios", folder / "first.toml")
    assert about_others.code == 0, "a scenario that names no rules is about those it is decided by"
