"""The tick: some answers change because time passes, and nothing is recorded when it does."""

from __future__ import annotations

from datetime import datetime

from heardfirst.agency.models import Agency
from heardfirst.turns import let_others_in, writing

from .deriving import derive
from .ledger_storage import open_ledgers
from .models import Case, Standing

_CASES_AT_ONCE = 25


def tick(*, now: datetime, limit: int = 500) -> int:
    """
    Decide again the cases whose ``look_again_at`` has passed at ``now``, the longest overdue first, and then
    those that were derived under an earlier edition of their agency's calendar: what is due moves with it,
    and so may what became of a session, even where nothing is open.

    At most ``limit`` cases. Returns how many were decided; fewer than ``limit`` means none is left. Practiced
    cases live by a clock of their own and are left alone.
    """
    passed = Standing.objects.filter(look_again_at__lte=now, agency__practice_of=None)
    passed = passed.order_by("look_again_at")
    # A case with several requirements may be there more than once.
    found = dict.fromkeys(passed.values_list("case_id", flat=True)[: 2 * limit])
    for agency in Agency.objects.filter(practice_of=None):
        if len(found) < limit:
            earlier = Case.objects.filter(agency=agency, calendar_edition__lt=agency.calendar_edition)
            found |= dict.fromkeys(earlier.values_list("pk", flat=True)[:limit])
    case_ids = list(found)[:limit]
    for start in range(0, len(case_ids), _CASES_AT_ONCE):
        if start:
            let_others_in()
        with writing():
            ledgers = open_ledgers(case_ids[start : start + _CASES_AT_ONCE], None).values()
            requirements = [requirement for ledger in ledgers for requirement in ledger.requirements]
            derive([ledger.case for ledger in ledgers], requirements, now)
    return len(case_ids)
