"""The tick: some answers change because time passes, and nothing is recorded when it does."""

from __future__ import annotations

from datetime import datetime

from heardfirst.agency.models import Agency
from heardfirst.turns import let_others_in, writing

from .deriving import END_OF_TIME, derive
from .ledger_storage import open_ledgers
from .models import Requirement, Session, Standing

_CASES_AT_ONCE = 25
_ROWS_AT_ONCE = 1000


def look_again(*, agency: Agency, now: datetime) -> None:
    """
    Have the tick derive an agency's cases again, because its clock or its court calendar has changed: what is
    due moves with it, and so may what became of a session, in a case where nothing is open as well. Called in
    the transaction in which it changes.
    """
    Standing.objects.filter(agency=agency).update(look_again_at=now)
    with_sessions = Session.objects.filter(agency=agency).values("requirement_id")
    quiet = Requirement.objects.filter(standing=None, pk__in=with_sessions).select_related("case")
    rows = (_to_look_at(requirement, now) for requirement in quiet.iterator(chunk_size=_ROWS_AT_ONCE))
    Standing.objects.bulk_create(rows, batch_size=_ROWS_AT_ONCE)


def _to_look_at(requirement: Requirement, now: datetime) -> Standing:
    """A row of a service of which nothing is open. It leads no case: its place is never the first."""
    return Standing(
        agency_id=requirement.agency_id,
        case_id=requirement.case_id,
        requirement_id=requirement.pk,
        worker_id=requirement.case.worker_id,
        place=1,
        urgency=Standing.Urgency.QUIET,
        response_open=False,
        look_again_at=now,
        sort_at=END_OF_TIME,
        protocol_digest=requirement.case.protocol_digest,
        decided_at=requirement.case.decided_at or now,
    )


def tick(*, now: datetime, limit: int = 500) -> int:
    """
    Decide again the cases whose ``look_again_at`` has passed at ``now``, the longest overdue first, at most
    ``limit`` of them. Returns how many were decided; fewer than ``limit`` means none is left. Practiced cases
    live by a clock of their own and are left alone.
    """
    passed = Standing.objects.filter(look_again_at__lte=now, agency__practice_of=None)
    passed = passed.order_by("look_again_at")
    # A case with several requirements may be there more than once.
    case_ids = list(dict.fromkeys(passed.values_list("case_id", flat=True)[: 2 * limit]))[:limit]
    for start in range(0, len(case_ids), _CASES_AT_ONCE):
        if start:
            let_others_in()
        with writing():
            ledgers = open_ledgers(case_ids[start : start + _CASES_AT_ONCE], None).values()
            requirements = [requirement for ledger in ledgers for requirement in ledger.requirements]
            derive([ledger.case for ledger in ledgers], requirements, now)
    return len(case_ids)
