"""From one role a person to several: nobody loses what they had, and covers give what was theirs to give."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.empty_database import surroundings

PROGRAM = Path(__file__).with_name("upgrading.py")


@pytest.mark.django_db(transaction=True)  # PostgreSQL makes no database inside a transaction
def test_everybody_keeps_their_role_and_the_guards_stand(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(PROGRAM)], env=surroundings(tmp_path, "roles"), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout)
    assert said == {
        "roles": {"wanda": ["worker"], "selma": ["administrator", "supervisor"]}
        | {"nell": ["supervisor"], "una": ["supervisor"]},
        # A supervisor of a team gives no more than she sees; an old cover by one keeps the absent one's own.
        "passed_on": {"selma": True, "nell": False, "una": True},
        "guarded": True,
    }
