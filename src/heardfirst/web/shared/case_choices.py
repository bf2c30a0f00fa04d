"""What a form about one case needs to know of it: its services, and its sessions to choose from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from heardfirst.protocol import words_known
from heardfirst.record.case_rules import rules_followed
from heardfirst.record.models import Requirement, Session
from heardfirst.record.own_names import labels_declared
from heardfirst.record.reading import CaseReading

from ..wording.dates import moment_text
from .display_names import requirement_labels
from .entry_forms import EntryFormFacts

_SESSIONS_OFFERED = 6


def about_case(
    reading: CaseReading,
    start: Mapping[str, Any],
    *,
    labels: Mapping[int, str] | None = None,
    counted: bool = False,
) -> EntryFormFacts:
    """
    The services of a case and the sessions nearest to now. ``labels`` are what its services are called, by
    primary key; else what was typed. ``counted`` offers those that count as missed, if any do.
    """
    case, requirements, now = reading.case, reading.requirements, reading.at
    rules = rules_followed(case)
    called = requirement_labels(case, requirements) if labels is None else labels
    every = list(case.sessions.all())
    rows = [session for session in every if session.counted] if counted else []
    rows = sorted(rows or every, key=lambda session: abs(session.starts_at - now))[:_SESSIONS_OFFERED]
    names = {requirement.pk: str(requirement.public_id) for requirement in requirements}

    def offered(sessions: Iterable[Session]) -> list[tuple[str, str]]:
        return [
            (
                f"{names[row.requirement_id]}|{row.starts_at.isoformat()}",
                moment_text(row.starts_at)
                + (f" · {called[row.requirement_id]}" if len(requirements) > 1 else ""),
            )
            for row in sorted(sessions, key=lambda session: session.starts_at, reverse=True)
        ]

    return EntryFormFacts(
        [(str(requirement.public_id), called[requirement.pk]) for requirement in requirements],
        offered(rows),
        start,
        words_known(rules),
        offered(session for session in every if session.counted)[:_SESSIONS_OFFERED],
        labels_declared(rules),
    )


def requirement_named(reading: CaseReading, public_id: str | None) -> Requirement | None:
    """The service that a form names by its public id, if it is one of this case."""
    return next(
        (requirement for requirement in reading.requirements if str(requirement.public_id) == public_id), None
    )
