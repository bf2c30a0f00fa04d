"""Opening and closing the ledger of a case: the lock, the look, and the rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from heardfirst import clock
from heardfirst.agency.models import Agency, Person
from heardfirst.protocol import KINDS

from . import fast_sql as rows
from .chronology import chronology_with
from .deriving import derive
from .errors import RecordError
from .ledger import Ledger
from .models import Case, Requirement


def open_ledger(case: Case, by: Person | None) -> Ledger:
    """
    Lock a case and open its ledger, inside the caller's transaction.

    On PostgreSQL the case's row is locked; on SQLite the transaction, begun IMMEDIATE, is the lock.
    """
    return open_ledgers([case.pk], by)[case.pk]


def open_ledgers(case_ids: Iterable[int], by: Person | None) -> dict[int, Ledger]:
    """Lock several cases, always in one order so that two who do it cannot wait for each other."""
    ids = sorted(set(case_ids))
    locked = rows.fetch(Case, "id", ids, lock=True)
    if len(locked) != len(ids):
        raise RecordError(_("This case does not exist."))
    if by is not None and any(case.agency_id != by.agency_id for case in locked):
        raise RecordError(_("This person works at another agency."))
    agencies = {
        agency.pk: agency for agency in rows.fetch(Agency, "id", list({case.agency_id for case in locked}))
    }
    requirements: dict[int, list[Requirement]] = {pk: [] for pk in ids}
    for requirement in rows.fetch(Requirement, "case_id", ids):
        requirements[requirement.case_id].append(requirement)
    for case in locked:
        case.agency = agencies[case.agency_id]
    now = clock.now()
    return {case.pk: Ledger(case, requirements[case.pk], now) for case in locked}


def close_ledger(ledger: Ledger, *, decide: bool = True) -> None:
    """Store what was added, the case's new head and count, and what follows from it."""
    for entry in ledger.added:
        rows.insert([entry])
    if decide:
        case = ledger.case
        same_calendar = case.calendar_edition == case.agency.calendar_edition
        moved = not same_calendar or any(KINDS[entry.kind].moves_sessions for entry in ledger.added)
        chronology = chronology_with(case, ledger.head_before, ledger.added, ledger.requirements)
        known = {case.pk: chronology}
        derive([case], ledger.requirements, ledger.recorded_at, sessions=moved, chronologies=known)
    else:
        rows.update([ledger.case], ("head", "count"))


def close_ledgers(ledgers: Sequence[Ledger], recorded_at: datetime) -> None:
    """The same for many, each table written once."""
    rows.insert([entry for ledger in ledgers for entry in ledger.added])
    requirements = [requirement for ledger in ledgers for requirement in ledger.requirements]
    derive([ledger.case for ledger in ledgers], requirements, recorded_at)
