"""How many sessions of a case count as missed: as it is now, and as it was before something was recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from heardfirst.agency.selectors import calendar_of
from heardfirst.protocol import Entry, fold
from heardfirst.protocol.facts.response import response_of

from .case_rules import rules_at
from .chronology import about, told_by_case
from .models import Case, Requirement


def missed_without(case: Case, requirement: Requirement, ids: Sequence[str], *, at: datetime) -> int:
    """How many sessions of one service count as missed at ``at`` (aware), were these entries not recorded."""
    told = told_by_case([case.pk], case.requirements.all())[case.pk]
    entries: list[Entry] = [each for each in about(told, requirement) if each.id not in ids]
    folded = fold(entries, at=at)
    rules = rules_at(folded, (each.entry for each in told), case)
    calendar = calendar_of(case.agency, at)
    response = response_of(folded, rules, calendar, str(requirement.public_id), at)
    return sum(session.counted for session in response.sessions)
