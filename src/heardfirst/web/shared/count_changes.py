"""What an entry just recorded changed in what counts as missed, as a sentence beside the word that it is."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from heardfirst.protocol import KINDS
from heardfirst.record import selectors
from heardfirst.record.models import Entry, Requirement
from heardfirst.record.reading import CaseReading


def changes_by(entry: Entry, reading: CaseReading) -> list[str]:
    """How many sessions count as missed now and before it, where that differs; for nothing else any words."""
    if not KINDS[entry.kind].moves_sessions:
        return []
    ids = [str(entry.public_id)]
    replacement = selectors.details_of(entry).get("replacement")
    ids += [str(replacement)] if replacement else []
    services = [service for service in reading.requirements if entry.requirement_id in (None, service.pk)]
    before, after = _counted(reading.without(ids), services), _counted(reading, services)
    if before == after:
        return []
    said = _("Missed sessions that count: %(count)s (before: %(before)s).")
    return [said % {"count": after, "before": before}]


def _counted(reading: CaseReading, services: Sequence[Requirement]) -> int:
    return sum(
        session.counted for service in services for session in reading.facts(service).response.sessions
    )
