"""
Rules that the database itself keeps, whatever program writes to it: nothing crosses from one agency to
another, and neither an entry nor a version of the rules is ever changed.

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
VERSION = "agency_protocolversion"
TEAM = "agency_team"
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
_OF_STAFF = (
    (PERSON, "team_id", TEAM),
    ("agency_roleheld", "person_id", PERSON),
    ("agency_roleheld", "by_id", PERSON),
    ("agency_cover", "absent_id", PERSON),
    ("agency_cover", "instead_id", PERSON),
    ("agency_cover", "by_id", PERSON),
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


def statements_for_versions(vendor: str) -> Iterator[str]:
    """The same for the versions of protocols, which came later."""
    if vendor == "sqlite":
        yield from _same_agency_on_sqlite(VERSION, "by_id", PERSON)
    else:
        yield _same_agency_on_postgresql(VERSION, "by_id", PERSON)
    yield from _never_changed(vendor, VERSION, "a version that was kept is never changed")


def undoing_for_versions(vendor: str) -> Iterator[str]:
    """The SQL that takes those away."""
    if vendor == "sqlite":
        yield f"DROP TRIGGER IF EXISTS {VERSION}_by_id_agency_insert"
        yield f"DROP TRIGGER IF EXISTS {VERSION}_by_id_agency_update"
        yield f"DROP TRIGGER IF EXISTS {VERSION}_unchanged"
        return
    yield f"ALTER TABLE {VERSION} DROP CONSTRAINT IF EXISTS {VERSION}_by_id_agency"
    yield f"DROP TRIGGER IF EXISTS {VERSION}_unchanged ON {VERSION}"
    yield f"DROP FUNCTION IF EXISTS {VERSION}_unchanged()"


def statements_for_staff(vendor: str) -> Iterator[str]:
    """The same for teams, roles and cover. On SQLite, where tables were rebuilt before, all guards anew."""
    if vendor == "sqlite":
        yield from statements(vendor)
        yield from statements_for_versions(vendor)
    else:
        yield f"ALTER TABLE {TEAM} ADD CONSTRAINT {TEAM}_agency UNIQUE (id, agency_id)"
    for table, column, parent in _OF_STAFF:
        yield from same_agency(vendor, table, column, parent)


def undoing_for_staff(vendor: str) -> Iterator[str]:
    """The SQL that takes those away; on SQLite all guards, as a table is about to be rebuilt."""
    for table, column, _parent in _OF_STAFF:
        yield from same_agency_undone(vendor, table, column)
    if vendor == "sqlite":
        yield from undoing(vendor)
        yield from undoing_for_versions(vendor)
        return
    yield f"ALTER TABLE {TEAM} DROP CONSTRAINT IF EXISTS {TEAM}_agency"


def statements_about(vendor: str, table: str) -> Iterator[str]:
    """The SQL that sets the guards that name this table again, after SQLite has built it anew."""
    if vendor == "sqlite":
        for guarded, column, parent in _SAME_AGENCY:
            if table in (guarded, parent):
                yield from _same_agency_on_sqlite(guarded, column, parent)


def undoing_about(vendor: str, table: str) -> Iterator[str]:
    """The SQL that takes those away, as SQLite is about to build the table anew."""
    if vendor == "sqlite":
        for guarded, column, parent in _SAME_AGENCY:
            if table in (guarded, parent):
                yield from same_agency_undone(vendor, guarded, column)


def same_agency(vendor: str, table: str, column: str, parent: str) -> Iterator[str]:
    """The SQL by which a row of ``table`` can name by ``column`` only a ``parent`` of its own agency."""
    if vendor == "sqlite":
        yield from _same_agency_on_sqlite(table, column, parent)
    else:
        yield _same_agency_on_postgresql(table, column, parent)


def same_agency_undone(vendor: str, table: str, column: str) -> Iterator[str]:
    """The SQL that takes that away."""
    if vendor == "sqlite":
        yield f"DROP TRIGGER IF EXISTS {table}_{column}_agency_insert"
        yield f"DROP TRIGGER IF EXISTS {table}_{column}_agency_update"
    else:
        yield f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_{column}_agency"


def never_changed(vendor: str, table: str, says: str) -> Iterator[str]:
    """The SQL by which a row of ``table``, once written, can only be read; who tries is told ``says``."""
    yield from _never_changed(vendor, table, says)


def _for_sqlite() -> Iterator[str]:
    for table, column, parent in _SAME_AGENCY:
        yield from _same_agency_on_sqlite(table, column, parent)
    yield from _never_changed("sqlite", ENTRY, "an entry is never changed")


def _for_postgresql() -> Iterator[str]:
    for parent in _PARENTS:
        yield f"ALTER TABLE {parent} ADD CONSTRAINT {parent}_agency UNIQUE (id, agency_id)"
    for table, column, parent in _SAME_AGENCY:
        yield _same_agency_on_postgresql(table, column, parent)
    yield from _never_changed("postgresql", ENTRY, "an entry is never changed")


def _same_agency_on_sqlite(table: str, column: str, parent: str) -> Iterator[str]:
    # IS NOT rather than <>: a parent that is not there at all must not pass as "unknown".
    check = (
        f"WHEN NEW.{column} IS NOT NULL AND"  # noqa: S608 - names from the list above
        f" (SELECT agency_id FROM {parent} WHERE id = NEW.{column}) IS NOT NEW.agency_id"
        f" BEGIN SELECT RAISE(ABORT, '{table}.{column} belongs to another agency'); END"
    )
    name = f"CREATE TRIGGER {table}_{column}_agency"
    yield f"{name}_insert BEFORE INSERT ON {table} {check}"
    yield f"{name}_update BEFORE UPDATE OF agency_id, {column} ON {table} {check}"


def _same_agency_on_postgresql(table: str, column: str, parent: str) -> str:
    # Deferred like Django's own foreign keys, so that rows may be written in any order.
    return (
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_agency FOREIGN KEY ({column}, agency_id)"
        f" REFERENCES {parent} (id, agency_id) DEFERRABLE INITIALLY DEFERRED"
    )


def _never_changed(vendor: str, table: str, says: str) -> Iterator[str]:
    if vendor == "sqlite":
        yield (
            f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table}"
            f" BEGIN SELECT RAISE(ABORT, '{says}'); END"
        )
        return
    yield (
        f"CREATE FUNCTION {table}_unchanged() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" RAISE EXCEPTION '{says}' USING ERRCODE = 'integrity_constraint_violation';"
        " END $$"
    )
    yield (
        f"CREATE TRIGGER {table}_unchanged BEFORE UPDATE ON {table}"
        f" FOR EACH ROW EXECUTE FUNCTION {table}_unchanged()"
    )
