"""
Rules that the database itself keeps, whatever program writes to it: nothing crosses from one agency to
another, and an entry is never changed.

PostgreSQL keeps the first by composite foreign keys. SQLite cannot be given those after the fact, and keeps
it by triggers. Used by a migration; a later one that rebuilds one of these tables on SQLite must set them
again.
"""

from __future__ import annotations

from collections.abc import Iterator

PERSON, CLIENT, CASE, ORDER, REQUIREMENT, ENTRY = (
    "agency_person",
    "record_client",
    "record_case",
    "record_order",
    "record_requirement",
    "record_entry",
)
_PARENTS = (PERSON, CLIENT, CASE, ORDER, REQUIREMENT)
_SAME_AGENCY = (
    (CASE, "client_id", CLIENT),
    (CASE, "worker_id", PERSON),
    ("record_searchtoken", "client_id", CLIENT),
    ("record_casereference", "case_id", CASE),
    (ORDER, "case_id", CASE),
    (REQUIREMENT, "case_id", CASE),
    (REQUIREMENT, "order_id", ORDER),
    (ENTRY, "case_id", CASE),
    (ENTRY, "requirement_id", REQUIREMENT),
    (ENTRY, "order_id", ORDER),
    (ENTRY, "by_id", PERSON),
    ("record_consent", "case_id", CASE),
    ("record_session", "case_id", CASE),
    ("record_session", "requirement_id", REQUIREMENT),
    ("record_standing", "case_id", CASE),
    ("record_standing", "requirement_id", REQUIREMENT),
    ("record_standing", "worker_id", PERSON),
)


def statements(vendor: str) -> Iterator[str]:
    """The SQL that sets the guards on this kind of database."""
    yield from _for_sqlite() if vendor == "sqlite" else _for_postgresql()


def undoing(vendor: str) -> Iterator[str]:
    """The SQL that takes them away."""
    if vendor == "sqlite":
        for table, column, _parent in _SAME_AGENCY:
            yield f"DROP TRIGGER IF EXISTS {table}_{column}_agency_insert"
            yield f"DROP TRIGGER IF EXISTS {table}_{column}_agency_update"
        yield f"DROP TRIGGER IF EXISTS {ENTRY}_unchanged"
        return
    for table, column, _parent in _SAME_AGENCY:
        yield f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_{column}_agency"
    for parent in _PARENTS:
        yield f"ALTER TABLE {parent} DROP CONSTRAINT IF EXISTS {parent}_agency"
    yield f"DROP TRIGGER IF EXISTS {ENTRY}_unchanged ON {ENTRY}"
    yield f"DROP FUNCTION IF EXISTS {ENTRY}_unchanged()"


def _for_sqlite() -> Iterator[str]:
    for table, column, parent in _SAME_AGENCY:
        # IS NOT rather than <>: a parent that is not there at all must not pass as "unknown".
        check = (
            f"WHEN NEW.{column} IS NOT NULL AND"  # noqa: S608 - names from the list above
            f" (SELECT agency_id FROM {parent} WHERE id = NEW.{column}) IS NOT NEW.agency_id"
            f" BEGIN SELECT RAISE(ABORT, '{table}.{column} belongs to another agency'); END"
        )
        name = f"CREATE TRIGGER {table}_{column}_agency"
        yield f"{name}_insert BEFORE INSERT ON {table} {check}"
        yield f"{name}_update BEFORE UPDATE OF agency_id, {column} ON {table} {check}"
    yield (
        f"CREATE TRIGGER {ENTRY}_unchanged BEFORE UPDATE ON {ENTRY}"
        " BEGIN SELECT RAISE(ABORT, 'an entry is never changed'); END"
    )


def _for_postgresql() -> Iterator[str]:
    for parent in _PARENTS:
        yield f"ALTER TABLE {parent} ADD CONSTRAINT {parent}_agency UNIQUE (id, agency_id)"
    for table, column, parent in _SAME_AGENCY:
        # Deferred like Django's own foreign keys, so that rows may be written in any order.
        yield (
            f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_agency FOREIGN KEY ({column}, agency_id)"
            f" REFERENCES {parent} (id, agency_id) DEFERRABLE INITIALLY DEFERRED"
        )
    yield (
        f"CREATE FUNCTION {ENTRY}_unchanged() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'an entry is never changed' USING ERRCODE = 'integrity_constraint_violation';"
        " END $$"
    )
    yield (
        f"CREATE TRIGGER {ENTRY}_unchanged BEFORE UPDATE ON {ENTRY}"
        f" FOR EACH ROW EXECUTE FUNCTION {ENTRY}_unchanged()"
    )
