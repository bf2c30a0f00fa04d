"""What counts as missed after an entry: how the count changed, and what a client's account did to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heardfirst.protocol import KINDS
from heardfirst.record import selectors
from heardfirst.record.models import Case, Entry, Requirement
from heardfirst.record.reading import CaseReading

from ..wording.labels import Label

COUNTS: dict[str, Label] = {
    "cleared": gettext_lazy("This session no longer counts as missed."),
    "all-cleared": gettext_lazy("These sessions no longer count as missed."),
    "still": gettext_lazy(
        "It still counts as missed until it is verified or meets the program’s requirements."
    ),
}


def what_counts_now(case: Case, sessions: Iterable[tuple[str, datetime]]) -> str:
    """One of `COUNTS` for the sessions spoken of, as service and start; nothing where none was."""
    spoken_of = set(sessions)
    if not spoken_of:
        return ""
    rows = case.sessions.filter(starts_at__in=[start for _service, start in spoken_of], counted=True)
    if {
        (str(session.requirement.public_id), session.starts_at)
        for session in rows.select_related("requirement")
    } & spoken_of:
        return "still"
    return "cleared" if len(spoken_of) == 1 else "all-cleared"


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
    sentence = _("Missed sessions that count: %(count)s (before: %(before)s).")
    return [sentence % {"count": after, "before": before}]


def _counted(reading: CaseReading, services: Sequence[Requirement]) -> int:
    return sum(
        session.counted for service in services for session in reading.facts(service).response.sessions
    )
