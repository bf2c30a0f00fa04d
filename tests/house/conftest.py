"""The house tests look at the files of the project as they are."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def root() -> Path:
    """Where the project's files begin."""
    return Path(__file__).parents[2]


@pytest.fixture(scope="session")
def own_files(root: Path) -> list[Path]:
    """
    Every file of the project: what git keeps and what it would keep, and nothing that it ignores.

    Without git (an unpacked archive) it is everything outside hidden and built directories.
    """
    asked = ["git", "-C", str(root), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(asked, capture_output=True, check=True).stdout.decode()
        paths = [root / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        hidden = {
            ".venv",
            ".git",
            ".make",
            "__pycache__",
            ".mypy_cache",
            ".ruff_cache",
            ".pytest_cache",
            ".hypothesis",
        }
        paths = [path for path in root.rglob("*") if not hidden & set(path.relative_to(root).parts)]
    found = [path for path in paths if path.is_file()]
    assert len(found) > 30, "hardly any file was found, so nothing would be checked"
    return found
