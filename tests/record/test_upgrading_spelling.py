"""What was stored under British names has the present ones after an upgrade, and the guards stand again."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.empty_database import surroundings

PROGRAM = Path(__file__).with_name("upgrading_spelling.py")


@pytest.mark.django_db(transaction=True)  # PostgreSQL makes no database inside a transaction
def test_older_names_are_brought_forward_and_the_guards_stand(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(PROGRAM)],
        env=surroundings(tmp_path, "spelling"),
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout) == {
        "services": ["program", "testing"],
        "outcomes": ["canceled"],
        "editions": [3],
        "guarded": [True, True, True],
    }
