"""What the record was told about a session before, and what a later export changes about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from heardfirst import clock
from heardfirst.agency.models import Agency, Person
from heardfirst.protocol import KINDS
from heardfirst.protocol import Entry as EntryForRules
from heardfirst.record.ledger import source_token
from heardfirst.record.models import Case, Entry, Requirement, Session
from heardfirst.record.reading import CaseReading
from heardfirst.record.services import NewEntry, append, correct
from heardfirst.vault import canonical_bytes

__all__ = ["ReimportOutcome", "SessionChange", "apply_change", "known_keys", "recorded_sessions", "row_key"]

_AT_ONCE = 500


class ReimportOutcome:
    """What became of a row about a session that the record had been told of."""

    ALREADY, ADDED, CHANGED, DIFFERING = "already", "added", "changed", "differing"


@dataclass(frozen=True, slots=True)
class SessionChange:
    """A row about a session whose outcome the record knows, ready to be compared with it."""

    case: Case
    requirement: Requirement
    starts_at: datetime
    entry: NewEntry | None = field(repr=False)
    """What the row says; None when it says that the session was entered by mistake."""


def row_key(
    case: Case, requirement: Requirement, starts_at: datetime, kind: str, details: Mapping[str, Any]
) -> str:
    """
    The stable name of what a row says: the same row of a later export has the same one. Neither the file's
    name nor its line is in it, nor when it was exported. A kind is called as it was first, so that another
    name makes no other row of it.
    """
    other_details = canonical_bytes(
        {name: value for name, value in details.items() if name != "starts_at"}
    ).decode()
    start = starts_at.astimezone(UTC).isoformat()
    name = KINDS[kind].first_name
    return f"attendance/{case.public_id}/{requirement.public_id}/{start}/{name}/{other_details}"


def known_keys(agency: Agency, keys: Iterable[str]) -> set[str]:
    """Those of the keys under which something was recorded before."""
    tokens = {source_token(agency, key): key for key in keys}
    wanted = list(tokens)
    known: set[str] = set()
    for start in range(0, len(wanted), _AT_ONCE):
        rows = Entry.objects.filter(agency=agency, source_key__in=wanted[start : start + _AT_ONCE])
        known.update(tokens[bytes(token or b"")] for token in rows.values_list("source_key", flat=True))
    return known


def recorded_sessions(cases: Iterable[Case]) -> dict[tuple[int, datetime], bool]:
    """The sessions of these cases by requirement and start: whether an outcome is known, or only a
    booking."""
    ids = sorted({case.pk for case in cases})
    there: dict[tuple[int, datetime], bool] = {}
    for start in range(0, len(ids), _AT_ONCE):
        rows = Session.objects.filter(case_id__in=ids[start : start + _AT_ONCE])
        for requirement_id, starts_at, outcome in rows.values_list("requirement_id", "starts_at", "outcome"):
            there[(requirement_id, starts_at)] = outcome != Session.Outcome.PENDING
    return there


def apply_change(change: SessionChange, *, by: Person | None, dry_run: bool) -> str:
    """
    Record what a later export says of a session whose outcome is known; returns a `ReimportOutcome`.

    What an import said before is corrected by what an import says now. What a person recorded is never
    corrected by a file: the file's account is put beside it, and the rules take the one kinder to the
    client.
    """
    standing = _recorded_outcomes(change)
    entry = change.entry
    if entry is not None and any(_same(entry, recorded_entry) for recorded_entry in standing):
        return ReimportOutcome.ALREADY
    imported = _imported_here(change.case, standing)
    if entry is None:
        if not dry_run:
            for wrong in imported:
                correct(
                    entry=wrong,
                    by=by,
                    reason=_("A later export says this was entered by mistake."),
                    source="import",
                )
        return ReimportOutcome.CHANGED if imported else ReimportOutcome.ALREADY
    excuses = entry.kind == "session.excused" and all(
        recorded_entry.kind == "session.missed" for recorded_entry in standing
    )
    if excuses or not imported:
        if not dry_run:
            _append(entry, by)
        return (
            ReimportOutcome.CHANGED
            if excuses
            else ReimportOutcome.DIFFERING
            if standing
            else ReimportOutcome.ADDED
        )
    if not dry_run:
        reason = _("A later export of the provider says otherwise.")
        correct(entry=imported[-1], by=by, reason=reason, replacement=entry, source="import")
        for wrong in imported[:-1]:
            correct(entry=wrong, by=by, reason=reason, source="import")
    return ReimportOutcome.CHANGED


def _recorded_outcomes(change: SessionChange) -> list[EntryForRules]:
    wanted = str(change.requirement.public_id)
    recorded_entries = CaseReading.of(change.case, at=clock.now()).folded.of(*KINDS.that("outcome"))
    return [
        entry
        for entry in recorded_entries
        if entry.requirement == wanted and _start(entry) == change.starts_at
    ]


def _start(recorded_entry: EntryForRules) -> datetime:
    named = recorded_entry.details.get("starts_at")
    return datetime.fromisoformat(named) if isinstance(named, str) else recorded_entry.at


def _same(entry: NewEntry, recorded_entry: EntryForRules) -> bool:
    def without_start(details: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in details.items() if name != "starts_at"}

    if entry.kind != recorded_entry.kind:
        return False
    return without_start(entry.details or {}) == without_start(recorded_entry.details)


def _imported_here(case: Case, standing: Iterable[EntryForRules]) -> list[Entry]:
    """Those of the standing entries that an import wrote: only they have a source key."""
    ids = [recorded_entry.id for recorded_entry in standing]
    return list(
        Entry.objects.filter(case=case, public_id__in=ids, source_key__isnull=False)
        .select_related("case__client", "case__agency")
        .order_by("seq")
    )


def _append(entry: NewEntry, by: Person | None) -> None:
    append(
        case=entry.case,
        by=by,
        kind=entry.kind,
        at=entry.at,
        details=entry.details,
        words=entry.words,
        requirement=entry.requirement,
        source="import",
        source_key=entry.source_key,
    )
