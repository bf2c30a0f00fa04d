"""Rules of the directory that the database itself keeps: nothing crosses from one agency to another."""

from __future__ import annotations

from collections.abc import Iterator

from heardfirst.record.guards import PERSON, same_agency, same_agency_undone

HELP, MARK = "directory_help", "directory_helpmark"
_SAME_AGENCY = ((HELP, "changed_by_id", PERSON), (MARK, "help_id", HELP))


def statements(vendor: str) -> Iterator[str]:
    """The SQL that sets these guards on this kind of database."""
    if vendor != "sqlite":
        yield f"ALTER TABLE {HELP} ADD CONSTRAINT {HELP}_agency UNIQUE (id, agency_id)"
    for table, column, parent in _SAME_AGENCY:
        yield from same_agency(vendor, table, column, parent)


def undoing(vendor: str) -> Iterator[str]:
    """The SQL that takes them away."""
    for table, column, _parent in _SAME_AGENCY:
        yield from same_agency_undone(vendor, table, column)
    if vendor != "sqlite":
        yield f"ALTER TABLE {HELP} DROP CONSTRAINT IF EXISTS {HELP}_agency"
