"""Somebody who opens the README sees at once what it is for and how to begin."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

FIRST_SCREEN = 40
MOST_BYTES_OF_A_PICTURE = 150_000
IMAGE = re.compile(r'(?:<img src="|!\[[^]]*\]\()([^")#:]+)')
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")


@pytest.fixture(scope="module")
def first_screen(root: Path) -> str:
    return "\n".join((root / "README.md").read_text(encoding="utf-8").splitlines()[:FIRST_SCREEN])


@pytest.mark.parametrize("command", ["make demo", "make test"])
def test_both_commands_are_on_the_first_screen(first_screen: str, command: str) -> None:
    assert command in first_screen


def test_a_picture_is_on_the_first_screen_and_exists(first_screen: str, root: Path) -> None:
    pictures = [part.split(")")[0] for part in first_screen.split("](")[1:] if ".png)" in part[:200]]
    assert pictures
    assert [name for name in pictures if not (root / name).is_file()] == []


def test_every_link_between_documents_leads_somewhere(root: Path) -> None:
    pages = [root / "README.md", root / "CONTRIBUTING.md", *(root / "docs").rglob("*.md")]
    links = [(page, target) for page in pages for target in LINK.findall(page.read_text(encoding="utf-8"))]
    assert links
    assert [f"{page.name}: {target}" for page, target in links if not (page.parent / target).exists()] == []


def test_every_picture_in_a_document_is_there_and_small(root: Path) -> None:
    for page in (root / "docs").rglob("*.md"):
        for name in IMAGE.findall(page.read_text(encoding="utf-8")):
            assert (page.parent / name).stat().st_size < MOST_BYTES_OF_A_PICTURE, f"{page.name}: {name}"


@pytest.mark.parametrize("target", ["demo", "test", "check", "bench", "install", "lock"])
def test_the_makefile_has_the_commands_the_docs_name(root: Path, target: str) -> None:
    assert f"\n{target}:" in (root / "Makefile").read_text(encoding="utf-8")


def test_continuous_integration_runs_what_everybody_runs(root: Path) -> None:
    script = root / ".ci" / "run"
    assert "make test" in script.read_text(encoding="utf-8")
    assert script.stat().st_mode & 0o111
