"""Running the commands as a person would: a process of its own, on a data directory of its own."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.cli import forked
from tests.made_once import made_once


@dataclass(frozen=True)
class Said:
    """What a command printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Standard output, which must be one JSON document and nothing else."""
        return json.loads(self.out)


Run = Callable[..., Said]


@pytest.fixture
def heardfirst(data_dir: Path, tmp_path: Path) -> Run:
    """Run one command; it fails the test when it shows a traceback."""

    def run(*words: str | Path, data: Path = data_dir) -> Said:
        return _run(*words, data=data, here=tmp_path)

    return run


@pytest.fixture(scope="session")
def _prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _made_once("prepared", tmp_path_factory, "tick")


@pytest.fixture(scope="session")
def _demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _made_once("demonstration", tmp_path_factory, "demo", "--no-serve")


def _made_once(name: str, places: pytest.TempPathFactory, *words: str) -> Path:
    """A data directory that one of the test processes makes, for all of them to copy."""
    with made_once(name, places) as (place, is_made):
        if not is_made:
            assert _run(*words, data=place / "data", here=place).code == 0
    return place / "data"


@pytest.fixture
def prepared(_prepared: Path, data_dir: Path) -> Path:
    """A data directory in which nothing has happened yet but the set-up, so that each test need not wait."""
    shutil.copytree(_prepared, data_dir)
    return data_dir


@pytest.fixture
def demonstration(_demonstration: Path, data_dir: Path) -> Path:
    """A data directory with the demonstration of today in it."""
    shutil.copytree(_demonstration, data_dir)
    return data_dir


def _run(*words: str | Path, data: Path, here: Path) -> Said:
    surroundings = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("DJANGO_", "LC_")) and key != "DATABASE_URL"
    }
    surroundings |= {"HEARDFIRST_DATA": str(data), "LANG": "C.UTF-8", "COLUMNS": "140"}
    code, out, err = forked.run(
        [str(word) for word in words], surroundings=surroundings, here=here, patience=240
    )
    assert "Traceback" not in err, err[-2000:]
    return Said(code, out, err)


@pytest.fixture
def attendance(tmp_path: Path) -> Path:
    """A small provider's export, in which two clients missed their last session."""
    path = tmp_path / "attendance.csv"
    path.write_text(
        "Client ID,Client,Date,Time,Status,Service\n"
        "A1,Ana Ferrer,2026-03-02,10:00,Attended,Therapy\n"
        "A1,Ana Ferrer,2026-03-09,10:00,No Show,Therapy\n"
        "B2,Bram Holt,2026-03-03,11:00,DNA,Therapy\n"
        "C3,Cleo Mars,2026-03-03,12:00,No Show,Therapy\n"
        "C3,Cleo Mars,2026-03-10,12:00,Attended,Therapy\n",
        "utf-8",
    )
    return path
