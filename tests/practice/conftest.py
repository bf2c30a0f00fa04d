"""The cast of the record's tests, who practice here."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection

from tests.record.conftest import Cast, cast, now

__all__ = ["Cast", "at_once", "cast", "now"]


def at_once(write: Callable[[], object]) -> None:
    """Write, and have the database check its constraints now, not at the end of the transaction."""
    write()
    connection.check_constraints()
