"""What no file of the project may hold, and how long one may grow."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

LONGEST_MODULE = 400
LONGEST_LINE = 200
SHAPELESS_NAMES = {"utils", "helpers", "manager", "managers", "data", "info", "misc", "common"}

# Written in two parts so that this file passes its own test.
PLACES_OF_PACKAGES = [
    "pypi" + ".org",
    "files.python" + "hosted.org",
    "registry.npm" + "js.org",
    "--index" + "-url",
    "--extra-index" + "-url",
    "--find" + "-links",
    "deb.debian" + ".org",
]
# A path that only exists on the machine of whoever wrote it.
MACHINE_PATH = re.compile(r"(?<![\w.:/-])/(?:home|root|Users|work|opt|mnt|private)/[\w.-]+")


def _text_of(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def test_no_file_names_a_place_packages_come_from(own_files: list[Path], root: Path) -> None:
    found = [
        f"{path.relative_to(root)}: {place}"
        for path in own_files
        if (text := _text_of(path)) is not None
        for place in PLACES_OF_PACKAGES
        if place in text
    ]
    assert found == []


def test_no_file_holds_a_path_of_one_machine(own_files: list[Path], root: Path) -> None:
    found = [
        f"{path.relative_to(root)}: {match[0]}"
        for path in own_files
        if (text := _text_of(path)) is not None
        for match in MACHINE_PATH.finditer(text)
    ]
    assert found == []


def test_no_module_is_longer_than_one_reads_at_once(own_files: list[Path], root: Path) -> None:
    long = {
        str(path.relative_to(root)): lines
        for path in own_files
        if path.suffix == ".py" and path.is_relative_to(root / "src") and "migrations" not in path.parts
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_MODULE
    }
    assert long == {}


def test_module_names_say_what_is_inside(own_files: list[Path], root: Path) -> None:
    shapeless = [
        str(path.relative_to(root))
        for path in own_files
        if path.suffix == ".py" and SHAPELESS_NAMES & {path.stem, path.parent.name}
    ]
    assert shapeless == []


def test_nothing_is_left_for_later_in_the_code(own_files: list[Path], root: Path) -> None:
    mark = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X|NotImplemented" + r"Error)\b")
    left = [
        f"{path.relative_to(root)}: {match[0]}"
        for path in own_files
        if path.suffix in {".py", ".html", ".toml"} and path.is_relative_to(root / "src")
        if (match := mark.search(path.read_text(encoding="utf-8")))
    ]
    assert left == []


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-test.txt", "requirements-bench.txt"])
def test_everything_locked_has_hashes_for_more_than_one_platform(root: Path, lock: str) -> None:
    pinned = re.split(r"^(?=[a-zA-Z0-9])", (root / lock).read_text(), flags=re.MULTILINE)[1:]
    assert len(pinned) > 20
    hashes = {line.split()[0]: line.count("--hash=sha256:") for line in pinned}
    assert [name for name, count in hashes.items() if count < 1] == []
    # Compiled packages come as one wheel for each platform and Python.
    assert (
        min(count for name, count in hashes.items() if name.startswith(("cryptography=", "numpy=", "cffi=")))
        > 10
    )


# A sentence that Django reads as one has to stand on one line; how many such lines there are.
LONG_SENTENCES = {
    "attendance/imported.html": 1,
    "cases/case_print.html": 1,
    "oversight/emergency.html": 1,
    "practice/certificate.html": 1,
    "staff/person_confirm.html": 1,
}


def test_no_line_of_a_template_is_longer_than_one_reads(root: Path) -> None:
    """Whitespace between attributes never shows, nor does it beside a paragraph: a line can break there."""
    templates = root / "src/heardfirst/web/templates"
    long = {
        path.relative_to(templates).as_posix(): count
        for path in templates.rglob("*.html")
        if (count := sum(len(line) > LONGEST_LINE for line in path.read_text("utf-8").splitlines()))
    }
    assert long == LONG_SENTENCES
