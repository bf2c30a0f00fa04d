"""Reading a draft: one's own, of one form of one case. Whether the case is theirs, `access` decides first."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from heardfirst import clock
from heardfirst.agency.models import Person
from heardfirst.record.models import Case
from heardfirst.vault import BrokenSealError, KeyDestroyedError, key_store

from .draft_sealing import draft_context, open_typed
from .models import Draft

KEPT_FOR = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft as it was typed. It prints without a word of it."""

    typed: dict[str, list[str]] = field(repr=False)
    begun: int
    revision: int
    kept_at: datetime


def draft_of(person: Person, case: Case, form: str) -> KeptDraft | None:
    """Their draft of this form of this case; None when there is none, or it can be read no more."""
    row = Draft.objects.filter(person=person, case=case, form=form).exclude(sealed=None).first()
    if row is None or too_old(row):
        return None
    try:
        key = key_store().key(case.client.key_id)
        typed = open_typed(row.sealed or b"", key, draft_context(row.public_id))
    except (KeyDestroyedError, BrokenSealError):
        # A draft that was tampered with is no reason to keep somebody from their form.
        return None
    return KeptDraft(typed, row.begun, row.revision, row.kept_at)


def too_old(row: Draft) -> bool:
    """Whether nobody touched it for two weeks."""
    return row.kept_at < clock.now() - KEPT_FOR
