"""
Overriding a step: who asks, who agrees, and who is still waiting for an answer.

Where a step is the worker's own, their reason opens it. Where the rules give it to somebody else, a worker's
reason is a request that waits for a supervisor over the case, who agrees, or says no by a correction.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from heardfirst import access
from heardfirst.agency.models import Person
from heardfirst.protocol import Decision
from heardfirst.record import selectors, services
from heardfirst.record.case_rules import rules_followed
from heardfirst.record.errors import RecordError
from heardfirst.record.models import Case, Entry, Requirement
from heardfirst.record.overriding import KIND, override_step, overrides_since
from heardfirst.record.reading import CaseReading

# Who has not been answered by then will have asked in another way.
_ASKED_WITHIN = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class OverrideRequest:
    """One step that a worker wants to take all the same, waiting for a supervisor; ``decision`` shuts it."""

    case: Case
    requirement: Requirement
    step: str
    by: Person | None
    decision: Decision


def override(*, person: Person, case: Case, requirement: Requirement, step: str, words: str) -> Entry:
    """
    Take a step all the same or, where a supervisor must agree and ``person`` is none over this case, ask for
    it. Raises `RecordError` without a reason, for whoever may not write here, and for what nobody may
    override.
    """
    rules = rules_followed(case)
    if step not in rules.places or not access.may_write(person, case):
        raise RecordError(_("This case does not exist."))
    agreed = access.may_override(person, case, rules.step(step))
    return override_step(
        case=case, by=person, requirement=requirement, step=step, words=words, agreed_by_supervisor=agreed
    )


def decline(*, person: Person, override_request: Entry, words: str) -> Entry:
    """Say no to a request, and why. Raises `RecordError` for whoever could not agree to it either."""
    if override_request.kind != KIND or not access.may_agree_override(person, override_request.case):
        raise RecordError(_("Only a supervisor of this case can answer this."))
    return services.correct(entry=override_request, by=person, reason=words)


def override_requests_for(person: Person, now: datetime) -> Sequence[OverrideRequest]:
    """The requests that wait for this person's answer, the longest waiting first."""
    if not person.is_supervisor:
        return []
    override_requests: dict[tuple[int, str], OverrideRequest] = {}
    readings: dict[int, CaseReading] = {}
    for entry in overrides_since(person.agency, now - _ASKED_WITHIN):
        step, requirement = selectors.details_of(entry).get("step", ""), entry.requirement
        if requirement is None or (requirement.pk, step) in override_requests:
            continue
        if not access.may_agree_override(person, entry.case):
            continue
        if entry.case_id not in readings:
            readings[entry.case_id] = CaseReading.of(entry.case, at=now)
        decision = readings[entry.case_id].decision(requirement)
        if step in decision.facts.override_requested:
            override_requests[requirement.pk, step] = OverrideRequest(
                entry.case, requirement, step, entry.by, decision
            )
    return list(override_requests.values())
