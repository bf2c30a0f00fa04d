"""
Keeping derived rows: only what came out different is written, so that an unchanged case costs two looks.
"""

from __future__ import annotations

from collections.abc import Sequence

from .models import Case, Session, Standing

SESSION_FIELDS = ("outcome", "counted", "with_plan")
STANDING_FIELDS = (
    "worker_id", "place", "urgency", "response_open", "next_step", "next_role", "due_at", "wait_until",
    "look_again_at", "sort_at", "reasons", "protocol_digest",
)  # fmt: skip


def save_cases(cases: Sequence[Case], fields: Sequence[str]) -> None:
    """Save these fields: one UPDATE for one case, a bulk one for more."""
    if len(cases) == 1:
        Case.objects.filter(pk=cases[0].pk).update(**{name: getattr(cases[0], name) for name in fields})
    elif cases:
        Case.objects.bulk_update(cases, fields)


def keep_sessions(cases: Sequence[Case], wanted: Sequence[Session]) -> None:
    """Make the stored sessions of these cases the wanted ones."""
    stored = Session.objects.filter(case_id__in=[case.pk for case in cases])
    there = {_session_key(row): row for row in stored}
    new, changed = [], []
    for row in wanted:
        kept = there.pop(_session_key(row), None)
        if kept is None:
            new.append(row)
        elif different(kept, row, SESSION_FIELDS):
            row.pk = kept.pk
            changed.append(row)
    if there:
        Session.objects.filter(pk__in=[row.pk for row in there.values()]).delete()
    if new:
        Session.objects.bulk_create(new)
    if changed:
        Session.objects.bulk_update(changed, SESSION_FIELDS)


def keep_standings(cases: Sequence[Case], wanted: Sequence[Standing]) -> None:
    """
    Make the stored standings of these cases the wanted ones. ``decided_at`` alone is no reason to write.
    """
    stored = Standing.objects.filter(case_id__in=[case.pk for case in cases])
    there = {row.requirement_id: row for row in stored}
    new, changed = [], []
    for row in wanted:
        kept = there.pop(row.requirement_id, None)
        if kept is None:
            new.append(row)
        elif different(kept, row, STANDING_FIELDS):
            row.pk = kept.pk
            changed.append(row)
    if there:
        Standing.objects.filter(pk__in=[row.pk for row in there.values()]).delete()
    if len(new) == 1:
        new[0].save(force_insert=True)
    elif new:
        Standing.objects.bulk_create(new)
    if len(changed) == 1:
        changed[0].save(force_update=True)
    elif changed:
        names = [name.removesuffix("_id") for name in STANDING_FIELDS]
        Standing.objects.bulk_update(changed, [*names, "decided_at"])


def different(one: Session | Standing, other: Session | Standing, fields: Sequence[str]) -> list[str]:
    """The fields in which two rows differ."""
    return [name for name in fields if getattr(one, name) != getattr(other, name)]


def _session_key(row: Session) -> tuple[int, object]:
    return row.requirement_id, row.starts_at
