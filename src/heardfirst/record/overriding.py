"""Deciding otherwise: a professional opens a step that the rules keep shut, with a reason that stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from heardfirst.agency.models import Agency, Person
from heardfirst.protocol import KINDS, Step, asks_supervisor, never_overridden
from heardfirst.protocol.vocabulary.statuses import SHUT
from heardfirst.turns import writing

from .errors import RecordError
from .ledger import NewEntry
from .ledger_storage import close_ledger, open_ledger
from .models import Case, Entry, Requirement
from .reading import CaseReading

KIND = "step.overridden"


def override_step(
    *,
    case: Case,
    by: Person,
    requirement: Requirement,
    step: str,
    words: str,
    agreed_by_supervisor: bool,
) -> Entry:
    """
    Record that a step is taken although the rules keep it shut, now. Where a supervisor must agree and
    ``agreed_by_supervisor`` is not so, it is the request alone and opens nothing. Whether ``by`` may agree is
    for `heardfirst.access` to say.

    Raises `RecordError` without a reason, for a step that is not shut (any more), and for what nobody may
    override, whoever asks.
    """
    if not words.strip():
        raise RecordError(_("Explain why. The reason stays with the entry."))
    with writing():
        ledger = open_ledger(case, by)
        decision = CaseReading.of(case, at=ledger.recorded_at).decision(requirement)
        if step not in decision.protocol.places or decision.standing(step).status not in SHUT:
            raise RecordError(_("This step no longer needs an override. Look at the case again."))
        wanted = decision.protocol.step(step)
        if never_overridden(wanted, decision.facts.bits):
            raise RecordError(_("Nobody can override this."))
        details = _details(wanted, agreed_by_supervisor)
        new = NewEntry(case, KIND, ledger.recorded_at, details, words, requirement)
        entry = ledger.add(new, by=by, source="typed")
        close_ledger(ledger)
    case.head, case.count = ledger.case.head, ledger.case.count
    return entry


def overrides_since(agency: Agency, since: datetime) -> Sequence[Entry]:
    """The overrides and override requests that were recorded in an agency since then, oldest first."""
    # Said as constants, so that the small index over just these entries answers it on either database.
    names = " OR ".join(f"record_entry.kind = '{name}'" for name in KINDS.stored_names(KIND))
    these = RawSQL(names, (), output_field=BooleanField())  # noqa: S611 (names that we declared)
    found = Entry.objects.filter(these, agency=agency, recorded_at__gte=since)
    return list(found.select_related("by", "case__client", "case__worker", "case__agency", "requirement"))


def _details(step: Step, agreed: bool) -> dict[str, Any]:
    details: dict[str, Any] = {"step": step.name}
    return details | {"agreed_by_supervisor": agreed} if asks_supervisor(step) else details
