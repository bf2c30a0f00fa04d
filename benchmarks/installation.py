"""An installation of its own for one benchmark: a data directory that goes away, settings, people."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from heardfirst.agency.models import Agency, Person


@dataclass(frozen=True, slots=True)
class Installation:
    """An agency with one worker and one supervisor, and where their database is."""

    agency: Agency
    worker: Person
    supervisor: Person
    database: Path


def install() -> Installation:
    """
    Set up Django on an empty database in a directory that is removed at exit. SQLite whatever the environment
    says, with the settings of `heardfirst.home`: it is those that are measured.
    """
    os.environ["HEARDFIRST_TEST_DB"] = "sqlite"
    os.environ["DJANGO_SETTINGS_MODULE"] = "heardfirst.settings_test"
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from heardfirst.agency.models import Role
    from heardfirst.agency.services import add_person, open_agency

    call_command("migrate", verbosity=0)
    agency = open_agency(name="Harbor Family Services")
    worker = add_person(agency=agency, email="wanda@example.org", name="Wanda Reyes")
    supervisor = add_person(
        agency=agency, email="selma@example.org", name="Selma Ortiz", roles=[Role.SUPERVISOR]
    )
    return Installation(agency, worker, supervisor, Path(settings.DATABASES["default"]["NAME"]))


def bare(database: Path) -> sqlite3.Connection:
    """A plain connection with the settings that the product gives its own."""
    from heardfirst.home import BUSY_SECONDS, SQLITE_PRAGMAS

    connection = sqlite3.connect(database, timeout=BUSY_SECONDS, isolation_level=None)
    connection.executescript(SQLITE_PRAGMAS)
    return connection


def columns_of(connection: sqlite3.Connection, table: str) -> list[str]:
    """The columns of a table, in their order."""
    return [str(row[1]) for row in connection.execute(f"PRAGMA table_info({table})")]


def insert_into(connection: sqlite3.Connection, table: str) -> str:
    """An INSERT of a whole row into a table."""
    names = columns_of(connection, table)
    marks = ", ".join("?" * len(names))
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})"
