"""
Transferring cases: with a note for whoever carries them next, as an entry of each case's chronology.

Only who answers for the case changes. Whatever was recorded stays under the name of whoever recorded it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from heardfirst.agency.models import Person
from heardfirst.turns import let_others_in, writing

from . import fast_sql as rows
from .errors import RecordError
from .ledger import Ledger, NewEntry
from .ledger_storage import close_ledgers, open_ledgers
from .models import Case, Entry

_CASES_AT_ONCE = 20


def transfer_case(*, case: Case, by: Person | None, to: Person, at: datetime, words: str) -> Entry:
    """
    Give a case, or one that nobody carries yet, to a worker of the agency; its standings move to their Today
    with it. ``words`` is the transfer note. Returns the ``case.transferred`` entry.

    Raises `RecordError` without a note, for a closed case, somebody who carries no cases or carries this one
    already, and when somebody else handed it over since ``case`` was read.
    """
    return transfer_cases(cases=[case], by=by, to=to, at=at, words=words)[0]


def transfer_cases(
    *, cases: Sequence[Case], by: Person | None, to: Person, at: datetime, words: str
) -> list[Entry]:
    """
    The same for several, in short transactions: when one cannot be given, those of the transactions before
    it are, and asking again gives the rest.
    """
    if not words.strip():
        raise RecordError(_("Write what the next worker needs to know."))
    if any(case.agency_id != to.agency_id for case in cases):
        raise RecordError(_("This person works at another agency."))
    if not to.carries_cases:
        raise RecordError(_("A case can only be assigned to a worker or a supervisor."))
    transferred: list[Entry] = []
    for start in range(0, len(cases), _CASES_AT_ONCE):
        if start:
            let_others_in()
        transferred += _give(cases[start : start + _CASES_AT_ONCE], by, to, at, words)
    return transferred


def _give(cases: Sequence[Case], by: Person | None, to: Person, at: datetime, words: str) -> list[Entry]:
    with writing():
        ledgers = open_ledgers((case.pk for case in cases), by)
        entries = []
        for case in cases:
            ledger = ledgers[case.pk]
            _check(ledger, case, to)
            new = NewEntry(case, "case.transferred", at, {"to": "worker"}, words)
            entries.append(ledger.add(new, by=by, source="typed"))
            ledger.case.worker = to
        rows.update([ledger.case for ledger in ledgers.values()], ("worker",))
        recorded_at = next(iter(ledgers.values())).recorded_at
        close_ledgers(list(ledgers.values()), recorded_at)
    for case in cases:
        there = ledgers[case.pk].case
        case.worker, case.head, case.count = to, there.head, there.count
    return entries


def _check(ledger: Ledger, case: Case, to: Person) -> None:
    """What the locked row says, which may be more than was known when the page was read."""
    if ledger.case.worker_id == to.pk:
        raise RecordError(_("This case is already assigned to this person."))
    if ledger.case.worker_id != case.worker_id:
        raise RecordError(_("Someone transferred this case in the meantime. Look at it again."))
    if ledger.case.status == Case.Status.CLOSED:
        raise RecordError(_("This case is closed. Reopen it before you transfer it."))
