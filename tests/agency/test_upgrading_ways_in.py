"""From plain digests to keyed ones: invitations that are out and passwords go on, sessions and links end."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.empty_database import surroundings

PROGRAM = Path(__file__).with_name("upgrading_ways_in.py")


@pytest.mark.django_db(transaction=True)  # PostgreSQL makes no database inside a transaction
def test_invitations_and_passwords_go_on(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(PROGRAM)], env=surroundings(tmp_path, "ways_in"), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout) == {
        "invitation": ["worker"],
        "set up": True,
        "password": True,
        "link": False,
        "sessions": 0,
    }
