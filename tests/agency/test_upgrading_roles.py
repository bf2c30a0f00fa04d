"""From one role a person to several: nobody loses what they had, and an agency gets an administrator."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection

PROGRAM = Path(__file__).with_name("upgrading.py")
EMPTY = "heardfirst_upgrading"


def surroundings(place: Path) -> dict[str, str]:
    """A database of its own, of the kind that the suite runs on."""
    kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    kept |= {"HEARDFIRST_DATA": str(place), "DJANGO_SETTINGS_MODULE": "heardfirst.settings"}
    if connection.vendor == "postgresql":
        named = f"{EMPTY}_{os.getpid()}"
        with connection.cursor() as asked:
            asked.execute(f"CREATE DATABASE {named}")
        kept["DATABASE_URL"] = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{named}"))
    return kept


@pytest.mark.django_db(transaction=True)  # PostgreSQL makes no database inside a transaction
def test_everybody_keeps_their_role_and_the_guards_stand(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(PROGRAM)], env=surroundings(tmp_path), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout)
    assert said == {
        "roles": {"wanda": ["worker"], "selma": ["administrator", "supervisor"]},
        "guarded": True,
    }
