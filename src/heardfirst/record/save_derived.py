"""
Keeping derived rows: only what came out different is written, so that an unchanged case costs two looks.
"""

from __future__ import annotations

from collections.abc import Sequence

from . import fast_sql as rows
from .models import Case, Requirement, Session, Standing

SESSION_FIELDS = ("outcome", "counted", "with_plan")
STANDING_FIELDS = (
    "worker_id", "place", "urgency", "response_open", "next_step", "next_role", "due_at", "wait_until",
    "look_again_at", "sort_at", "reasons", "protocol_digest",
)  # fmt: skip


def keep_sessions(cases: Sequence[Case], wanted: Sequence[Session]) -> None:
    """Make the stored sessions of these cases the wanted ones; only what came out different is written."""
    stored = rows.fetch(Session, "case_id", [case.pk for case in cases])
    there = {_session_key(row): row for row in stored}
    new, changed = [], []
    for row in wanted:
        stored_row = there.pop(_session_key(row), None)
        if stored_row is None:
            new.append(row)
        elif different(stored_row, row, SESSION_FIELDS):
            row.pk = stored_row.pk
            changed.append(row)
    if there:
        Session.objects.filter(pk__in=[row.pk for row in there.values()]).delete()
    rows.insert(new)
    rows.update(changed, SESSION_FIELDS)


def keep_standings(requirements: Sequence[Requirement], wanted: Sequence[Standing]) -> None:
    """Make the stored standings of these requirements the wanted ones."""
    rows.insert_or_replace(wanted, ["requirement"])
    standing = {row.requirement_id for row in wanted}
    fallen = [requirement.pk for requirement in requirements if requirement.pk not in standing]
    if fallen:
        rows.delete(Standing, "requirement_id", fallen)


def different(one: Session | Standing, other: Session | Standing, fields: Sequence[str]) -> list[str]:
    """The fields in which two rows differ."""
    return [name for name in fields if getattr(one, name) != getattr(other, name)]


def _session_key(row: Session) -> tuple[int, object]:
    return row.requirement_id, row.starts_at
