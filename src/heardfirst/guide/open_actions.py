"""
What we promised a client and still owe: the open part of the plan in force that is ours or the provider's,
and what was said not to have happened and was not made good since.

It is read as the rules read it (`protocol.facts.promised_actions`): a broken promise of ours counts against
us, and a session missed within a day of it is not one that the client missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from heardfirst import access
from heardfirst.agency.models import Person
from heardfirst.agency.selectors import calendar_of
from heardfirst.protocol import KINDS, Calendar, Fold, fold, has_died
from heardfirst.protocol import Entry as EntryForRules
from heardfirst.protocol.facts.promised_actions import PromisedAction, promised_actions_of
from heardfirst.record.chronology import entry_for_rules
from heardfirst.record.models import Case, Entry, Session

__all__ = ["OpenAction", "failed_when", "open_actions_by", "open_actions_of"]

_A_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class OpenAction:
    """
    One thing of the closed list of help that somebody on our side is to do. ``plan`` is the id of the entry
    that holds it, ``by`` is ``us`` or ``provider``. ``due`` is when its last day ends (aware), None while no
    day was named. ``failed`` is when it did not happen, if that was said.
    """

    plan: str
    agreed: datetime
    what: str
    by: str
    due: datetime | None = None
    failed: datetime | None = None

    def is_overdue(self, now: datetime) -> bool:
        """Whether its day is over."""
        return self.failed is None and self.due is not None and self.due <= now


def open_actions_of(folded: Fold, calendar: Calendar) -> list[OpenAction]:
    """What is owed to a client, what is due first in front; broken promises come last."""
    if has_died(folded):
        return []
    settled = folded.of("action.done", "action.failed")
    promised = promised_actions_of(folded.latest(*KINDS.that("is_plan")), settled, calendar)
    owed = [
        OpenAction(action.plan.id, action.plan.at, action.what, action.by, action.due)
        for action in promised.planned
        if not action.done and not _has_failed(action, promised.failed)
    ]
    owed.sort(key=lambda action: (action.due is None, action.due or action.agreed))
    return owed + _broken(promised.failed)


def open_actions_by(
    person: Person, now: datetime, *, worker: Person | None = None
) -> list[tuple[Case, OpenAction]]:
    """
    What is still to be done for the clients whom somebody works with, as a worker or standing in for one,
    or for those of one ``worker``, what is due first in front. What was said not to have happened is not
    among it. Two questions to the database, however many cases there are.
    """
    mine = access.own_work(person, now, worker=worker)
    if mine is None:
        return []
    cases = Case.objects.filter(mine, agency_id=person.agency_id, status=Case.Status.OPEN)
    rows = Entry.objects.filter(case__in=cases.order_by(), kind__in=_spoken_of()).order_by("case_id", "seq")
    rows = rows.only("case_id", "public_id", "seq", "kind", "occurred_at", "recorded_at", "details")
    calendar, owed = calendar_of(person.agency, now), list[tuple[int, OpenAction]]()
    for case_id, group in groupby(rows, key=lambda row: row.case_id):
        folded = fold((_for_rules(row) for row in group), at=now)
        owed += [(case_id, action) for action in open_actions_of(folded, calendar) if action.failed is None]
    wanted = {case_id for case_id, _action in owed}
    found = {
        case.pk: case
        for case in Case.objects.filter(pk__in=wanted).select_related("client", "worker", "agency")
    }
    owed.sort(key=lambda row: (row[1].due is None, row[1].due or row[1].agreed))
    return [(found[case_id], action) for case_id, action in owed]


def failed_when(owed: OpenAction, sessions: Iterable[Session], calendar: Calendar, now: datetime) -> datetime:
    """
    When a promise failed that is only now said not to have been kept: at the session it was for, which is
    the first one after it was made, or the one on the day it was due; else when that day's office closed.
    """
    starts = sorted(session.starts_at for session in sessions if owed.agreed < session.starts_at <= now)
    if owed.due is None:
        return starts[0] if starts else now
    day = calendar.local(owed.due - _A_MOMENT).date()
    that_day = [start for start in starts if calendar.local(start).date() == day]
    if that_day:
        return that_day[0]
    closed = datetime.combine(day, calendar.closes, calendar.tz)
    return min(now, max(closed, owed.agreed + _A_MOMENT))


def _for_rules(row: Entry) -> EntryForRules:
    return entry_for_rules(
        row.public_id, row.seq, row.kind, row.occurred_at, row.recorded_at, row.details, requirement=None
    )


def _has_failed(action: PromisedAction, failed: Sequence[EntryForRules]) -> bool:
    """Whether it was said since the plan that it did not happen: then it is listed as broken."""
    plan = action.plan
    return any(
        entry.details.get("what") in (None, action.what) and (entry.at, entry.seq) > (plan.at, plan.seq)
        for entry in failed
    )


def _broken(failed: Sequence[EntryForRules]) -> list[OpenAction]:
    """What did not happen and was not made good since, the latest of each."""
    broken: dict[str, OpenAction] = {}
    for entry in failed:
        what, by = str(entry.details.get("what") or "other"), str(entry.details.get("by") or "us")
        broken[what] = OpenAction(entry.id, entry.at, what, by, failed=entry.at)
    return list(broken.values())


def _spoken_of() -> tuple[str, ...]:
    """The kinds that say what was promised, and what became of it."""
    settled = KINDS.stored_names("action.done", "action.failed", "entry.corrected")
    return (*KINDS.names_of("is_plan"), *settled, *KINDS.names_of("ends"))
