"""Where a case stands, in a chip’s few words."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from heardfirst.record.case_rules import rules_followed
from heardfirst.record.models import Case, Standing

from ..wording.reasons import label_of_step
from .due_chips import due_chip, until_chip


def where_it_stands(case: Case, standing: Standing | None, now: datetime) -> tuple[str, str]:
    """Where a case stands, in a chip's few words, and the chip's tone."""
    if case.status == Case.Status.CLOSED:
        return _("closed"), "quiet"
    if standing is None or standing.urgency == Standing.Urgency.QUIET:
        return _("nothing open"), "quiet"
    if not standing.next_step:
        return until_chip(standing.wait_until, now) or _("waiting"), "quiet"
    chip = due_chip(standing.due_at, now)
    label = label_of_step(rules_followed(case).step(standing.next_step))
    return (f"{label} · {chip.text}", chip.tone) if chip else (label, "calm")
