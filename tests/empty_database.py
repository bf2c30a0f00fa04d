"""An empty database for a program that brings one from an older form to the present one."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.db import connection


def surroundings(place: Path, name: str) -> dict[str, str]:
    """The environment with a database of its own, of the kind that the suite runs on."""
    kept = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    kept |= {"HEARDFIRST_DATA": str(place), "DJANGO_SETTINGS_MODULE": "heardfirst.settings"}
    if connection.vendor == "postgresql":
        named = f"heardfirst_{name}_{os.getpid()}"
        with connection.cursor() as asked:
            asked.execute(f"CREATE DATABASE {named}")
        kept["DATABASE_URL"] = urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{named}"))
    return kept
