"""The pages on security name every chapter, and name nothing that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CHAPTERS = [f"V{number}" for number in range(1, 18)]
NAMED = re.compile(r"`((?:src|tests|docs|tools)/[\w./-]+)`")


@pytest.fixture(scope="module")
def pages(root: Path) -> dict[str, str]:
    return {
        name: (root / "docs" / name).read_text(encoding="utf-8")
        for name in ("security.md", "threat-model.md")
    }


def test_every_chapter_of_the_standard_is_answered(pages: dict[str, str]) -> None:
    assert re.findall(r"^\*\*(V\d+) ", pages["security.md"], re.MULTILINE) == CHAPTERS


def test_what_is_open_is_said(pages: dict[str, str]) -> None:
    assert pages["security.md"].count("*Open:") >= 8


def test_every_file_they_name_is_there(pages: dict[str, str], root: Path) -> None:
    named = {name for page in pages.values() for name in NAMED.findall(page)}
    assert len(named) > 20
    assert sorted(name for name in named if not (root / name).exists()) == []


def test_every_row_says_what_does_not_stop_them(pages: dict[str, str]) -> None:
    rows = [line for line in pages["threat-model.md"].splitlines() if line.startswith("| **")]
    assert len(rows) >= 12
    assert all(len([cell for cell in row.strip("|").split("|") if cell.strip()]) == 4 for row in rows)


def test_the_bounds_they_state_are_those_of_the_code(pages: dict[str, str]) -> None:
    from heardfirst.agency.doors import throttle
    from heardfirst.agency.link_tokens import SIGN_IN_LINK_LASTS

    page = pages["security.md"]
    (short, day) = throttle._OF_ACCOUNT[throttle.Door.PASSWORD]
    assert f"{short.tries} attempts in 15 minutes and {day.tries} a day per account" in page
    (short, day) = throttle._OF_ACCOUNT[throttle.Door.SECOND_STEP]
    assert f"{short.tries} attempts in 15 minutes, {day.tries} a day" in page
    assert f"{SIGN_IN_LINK_LASTS.seconds // 60} minutes" in page
