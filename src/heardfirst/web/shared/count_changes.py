"""What an entry just recorded changed in what counts as missed, as a sentence beside the word that it is."""

from __future__ import annotations

from django.utils.translation import gettext as _

from heardfirst import clock
from heardfirst.record import selectors
from heardfirst.record.deriving import moves_sessions
from heardfirst.record.missed_counts import missed_without
from heardfirst.record.models import Entry, Requirement


def changes_by(entry: Entry) -> list[str]:
    """How many sessions count as missed now and before it, where that differs; for nothing else any words."""
    if not moves_sessions(entry.kind):
        return []
    now, case = clock.now(), entry.case
    ids = [str(entry.public_id)]
    replacement = selectors.details_of(entry).get("replacement")
    ids += [str(replacement)] if replacement else []
    services: list[Requirement] = [entry.requirement] if entry.requirement else list(case.requirements.all())
    before = sum(missed_without(case, each, ids, at=now) for each in services)
    after = sum(missed_without(case, each, (), at=now) for each in services)
    if before == after:
        return []
    said = _("Missed sessions that count: %(count)s (before: %(before)s).")
    return [said % {"count": after, "before": before}]
