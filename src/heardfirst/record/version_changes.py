"""Moving cases to another version of the rules: in the open, as an entry of each case's chronology."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext as _

from heardfirst.agency.models import Agency, Person, ProtocolVersion
from heardfirst.turns import let_others_in, writing

from .case_rules import version_details
from .errors import RecordError
from .ledger import Ledger, NewEntry
from .ledger_storage import close_ledger, close_ledgers, open_ledger, open_ledgers
from .models import Case, Entry

_CASES_AT_ONCE = 20


def move_case(*, case: Case, by: Person, version: ProtocolVersion, reason: str) -> Entry | None:
    """
    Let a case follow another version from now on; what was decided before stays decided as it was. None when
    it follows that version already.

    Raises `RecordError` without a reason, or when the version is another agency's.
    """
    _check(version, case.agency_id, reason)
    with writing():
        ledger = open_ledger(case, by)
        entry = _move(ledger, by, version, reason)
        if entry is not None:
            close_ledger(ledger)
    for field in ("head", "count", "protocol_name", "protocol_digest"):
        setattr(case, field, getattr(ledger.case, field))
    return entry


def move_cases(
    *,
    agency: Agency,
    by: Person,
    version: ProtocolVersion,
    reason: str,
    progress: Callable[[int], None] | None = None,
) -> int:
    """
    Let every open case of an agency follow another version from now on; returns how many were moved.

    In short transactions: when it is broken off, what was moved stays moved, and asking again moves the rest.
    ``progress`` is told how many cases are behind it. Raises as `move_case` does.
    """
    _check(version, agency.pk, reason)
    moved = done = last = 0
    wanted = Case.objects.filter(agency=agency, status=Case.Status.OPEN).exclude(
        protocol_digest=version.digest
    )
    while True:
        portion = list(
            wanted.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_CASES_AT_ONCE]
        )
        if not portion:
            return moved
        if done:
            let_others_in()
        with writing():
            ledgers = list(open_ledgers(portion, by).values())
            changed = [ledger for ledger in ledgers if _move(ledger, by, version, reason) is not None]
            if changed:
                close_ledgers(changed, changed[0].recorded_at)
        moved, done, last = moved + len(changed), done + len(portion), portion[-1]
        if progress is not None:
            progress(done)


def _check(version: ProtocolVersion, agency_id: int, reason: str) -> None:
    if version.agency_id != agency_id:
        raise RecordError(_("This version of the rules belongs to another agency."))
    if not reason.strip():
        raise RecordError(_("Explain in a few words why this case’s rules are changing."))


def _move(ledger: Ledger, by: Person, version: ProtocolVersion, reason: str) -> Entry | None:
    before = ledger.case.protocol_digest
    if before == version.digest:
        return None
    details = {**version_details(version), **({"before": before} if before else {})}
    changed = NewEntry(ledger.case, "protocol.changed", ledger.recorded_at, details, reason)
    return ledger.add(changed, by=by, source="typed")
