"""What the database itself keeps of drafts: person and case are of the draft's agency."""

from __future__ import annotations

from collections.abc import Iterator

from heardfirst.record.guards import CASE, PERSON, same_agency, same_agency_undone

_DRAFT = "drafts_draft"
_SAME_AGENCY = ((_DRAFT, "person_id", PERSON), (_DRAFT, "case_id", CASE))


def statements(vendor: str) -> Iterator[str]:
    """The SQL that sets these guards on this kind of database."""
    for table, column, parent in _SAME_AGENCY:
        yield from same_agency(vendor, table, column, parent)


def undoing(vendor: str) -> Iterator[str]:
    """The SQL that takes them away."""
    for table, column, _parent in _SAME_AGENCY:
        yield from same_agency_undone(vendor, table, column)
