"""What gets in a client's way, as they told us in the responses that run."""

from __future__ import annotations

from datetime import datetime

from heardfirst.agency.selectors import calendar_of
from heardfirst.protocol import fold
from heardfirst.protocol.facts.response import response_of
from heardfirst.protocol.vocabulary.closed_lists import BARRIERS
from heardfirst.record.case_rules import rules_at
from heardfirst.record.chronology import about, told_by_case
from heardfirst.record.models import Case

_NOTHING_TO_ANSWER = frozenset({"none_named", "other"})


def barriers_heard(case: Case, at: datetime) -> list[str]:
    """
    The barriers of the closed list that were heard at ``at`` (aware) since the open responses of this case
    began and have not eased since, in the order of that list. Empty where no response runs.
    """
    requirements = list(case.requirements.order_by("pk"))
    told = told_by_case([case.pk], requirements)[case.pk]
    calendar, found = calendar_of(case.agency, at), set[str]()
    for requirement in requirements:
        folded = fold(about(told, requirement), at=at)
        rules = rules_at(folded, (each.entry for each in told), case)
        response = response_of(folded, rules, calendar, str(requirement.public_id), at)
        if not response.open or response.began is None:
            continue
        standing: set[str] = set()
        for entry in folded.of("client.heard", "barrier.eased"):
            if entry.at < response.began:
                continue
            if entry.kind == "client.heard":
                standing |= {str(each) for each in entry.details.get("barriers", ())}
            else:
                standing.discard(str(entry.details.get("barrier", "")))
        found |= standing
    return [each for each in BARRIERS if each in found and each not in _NOTHING_TO_ANSWER]
