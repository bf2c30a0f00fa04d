"""What the database itself keeps of practice: whoever a row is of works in the row's agency."""

from __future__ import annotations

from collections.abc import Iterator

from heardfirst.record.guards import PERSON, same_agency, same_agency_undone

Links = tuple[tuple[str, str, str], ...]
ANSWERS: Links = (("practice_answered", "person_id", PERSON), ("practice_card", "person_id", PERSON))
OWN: Links = (("practice_ownitem", "added_by_id", PERSON), ("practice_completion", "person_id", PERSON))
"""Each table, its column, and the table that names. A later migration brings links of its own."""
CALLS: Links = (("practice_practicecall", "person_id", PERSON),)
"""The case of a call is not among them: it is of the place apart in which that agency practices."""
RULES_AHEAD: Links = (("practice_rulesahead", "kept_by_id", PERSON),)


def statements(vendor: str, links: Links) -> Iterator[str]:
    """The SQL that sets these guards on this kind of database."""
    for table, column, parent in links:
        yield from same_agency(vendor, table, column, parent)


def undoing(vendor: str, links: Links) -> Iterator[str]:
    """The SQL that takes them away."""
    for table, column, _parent in links:
        yield from same_agency_undone(vendor, table, column)
