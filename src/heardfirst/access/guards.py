"""
Rules of the access room that the database itself keeps: nothing crosses from one agency to another, and a
line of the log is neither changed nor taken out.
"""

from __future__ import annotations

from collections.abc import Iterator

from heardfirst.record.guards import CASE, PERSON, never_changed, same_agency, same_agency_undone

EVENT, EMERGENCY, LOOK = "access_accessevent", "access_emergencyaccess", "access_emergencylook"
_SAME_AGENCY = (
    (EVENT, "person_id", PERSON),
    (EVENT, "about_id", PERSON),
    (EVENT, "case_id", CASE),
    (EMERGENCY, "person_id", PERSON),
    (EMERGENCY, "case_id", CASE),
    (LOOK, "by_id", PERSON),
    (LOOK, "emergency_id", EMERGENCY),
)
_SAYS = "a line of the access log is never changed"


def statements(vendor: str) -> Iterator[str]:
    """The SQL that sets these guards on this kind of database."""
    if vendor != "sqlite":
        yield f"ALTER TABLE {EMERGENCY} ADD CONSTRAINT {EMERGENCY}_agency UNIQUE (id, agency_id)"
    for table, column, parent in _SAME_AGENCY:
        yield from same_agency(vendor, table, column, parent)
    yield from never_changed(vendor, EVENT, _SAYS)
    yield keeping(vendor)


def undoing(vendor: str) -> Iterator[str]:
    """The SQL that takes them away."""
    yield letting_go(vendor)
    yield f"DROP TRIGGER IF EXISTS {EVENT}_unchanged{'' if vendor == 'sqlite' else f' ON {EVENT}'}"
    for table, column, _parent in _SAME_AGENCY:
        yield from same_agency_undone(vendor, table, column)
    if vendor != "sqlite":
        yield f"DROP FUNCTION IF EXISTS {EVENT}_unchanged()"
        yield f"ALTER TABLE {EMERGENCY} DROP CONSTRAINT IF EXISTS {EMERGENCY}_agency"


def keeping(vendor: str) -> str:
    """The SQL by which no line can be taken out."""
    if vendor == "sqlite":
        return (
            f"CREATE TRIGGER {EVENT}_kept BEFORE DELETE ON {EVENT} BEGIN SELECT RAISE(ABORT, '{_SAYS}'); END"
        )
    return (
        f"CREATE TRIGGER {EVENT}_kept BEFORE DELETE ON {EVENT}"
        f" FOR EACH ROW EXECUTE FUNCTION {EVENT}_unchanged()"
    )


def letting_go(vendor: str) -> str:
    """The SQL that takes this one guard away."""
    return f"DROP TRIGGER IF EXISTS {EVENT}_kept{'' if vendor == 'sqlite' else f' ON {EVENT}'}"
