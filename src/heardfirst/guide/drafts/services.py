"""Keeping what is typed, letting go of it, and forgetting what was left lying."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from heardfirst import access, clock
from heardfirst.agency.models import Person, Role
from heardfirst.protocol import KINDS
from heardfirst.record.models import Case
from heardfirst.turns import writing
from heardfirst.vault import KeyDestroyedError, key_store

from .draft_sealing import Typed, draft_context, says_something, seal_typed
from .models import Draft
from .selectors import KEPT_FOR, too_old

# How long a row remembers that its draft was recorded; what is under way from a page arrives within seconds.
_REMEMBERED_FOR = timedelta(hours=1)
# The pages of their own on which one turns to the client.
_PAGES_TO_THE_CLIENT = ("try", "talked")


class DraftElsewhereError(Exception):
    """Another page of the same person has kept something newer in the meantime."""


def keep_draft(
    *,
    person: Person,
    case: Case,
    form: str,
    typed: Typed,
    begun: int,
    tab: str = "",
    revision: int | None = None,
) -> Draft | None:
    """
    Keep what is in a form by now. None when nothing is, or when this page's draft was recorded already.

    ``begun`` is how many entries the case had when the form was opened; the draft remembers the first it was
    told. ``tab`` names the page that writes and ``revision`` is the one it began from. Raises
    `DraftElsewhereError` when another page has written since, and `DraftTooLongError`.
    """
    try:
        key = key_store().key(case.client.key_id)
    except KeyDestroyedError:
        return None
    with writing():
        row = _row(person, case, form)
        over = row.sealed is None
        if over and tab and row.tab == tab:
            return None
        others = not over and not too_old(row) and bool(tab) and row.tab != tab
        if others and revision is not None and row.revision != revision:
            raise DraftElsewhereError
        if not says_something(typed):
            row.delete()
            return None
        if over or too_old(row):
            row.begun = min(begun, case.count)
        row.sealed = seal_typed(typed, key, draft_context(row.public_id))
        row.revision += 1
        row.tab, row.kept_at = tab[:32], clock.now()
        row.save()
    return row


def finish_draft(*, person: Person, case: Case, form: str, tab: str = "") -> None:
    """What was typed is in the record, or was given up: nothing of it is kept."""
    with writing():
        if not tab:
            Draft.objects.filter(person=person, case=case, form=form).delete()
            return
        row = _row(person, case, form)
        row.sealed, row.tab, row.kept_at = None, tab[:32], clock.now()
        row.save()


def drop_what_was_for(*, case: Case) -> int:
    """
    Forget what anybody had begun to write to the client of a case or about reaching them: there is nobody to
    send it to any more. Notes and what else is of the record stay. Returns how many drafts it were.
    """
    forms = [*_PAGES_TO_THE_CLIENT, *(f"happened:{kind}" for kind in KINDS.that("to_client"))]
    with writing():
        _all, deleted = Draft.objects.filter(case=case, form__in=forms).delete()
    return deleted.get("drafts.Draft", 0)


def forget_drafts() -> int:
    """
    Forget what nobody touched for two weeks, and what is of a case its writer may no longer write in. Returns
    how many drafts it were. Safe to call at any time, from anywhere.
    """
    now = clock.now()
    old = Q(kept_at__lt=now - KEPT_FOR) | Q(sealed=None, kept_at__lt=now - _REMEMBERED_FOR)
    gone = {*Draft.objects.filter(old).values_list("pk", flat=True), *_not_theirs_any_more()}
    if not gone:
        return 0
    with writing():
        _all, deleted = Draft.objects.filter(pk__in=gone).delete()
    return deleted.get("drafts.Draft", 0)


def _not_theirs_any_more() -> list[int]:
    drafts: dict[Person, list[Draft]] = defaultdict(list)
    for draft in Draft.objects.select_related("person__agency", "case__agency"):
        drafts[draft.person].append(draft)
    gone: list[int] = []
    for person, their_drafts in drafts.items():
        cases = {draft.case_id: draft.case for draft in their_drafts}
        theirs = access.may_open_which(person, cases.values())
        if Role.AUDITOR in person.roles:  # who reads everything, and need not be somebody who writes
            theirs = {pk for pk in theirs if access.may_write(person, cases[pk])}
        gone += [draft.pk for draft in their_drafts if draft.case_id not in theirs]
    return gone


def _row(person: Person, case: Case, form: str) -> Draft:
    """The one row of this person, case and form, made if need be and locked until the transaction ends."""
    mine = Draft.objects.select_for_update().filter(person=person, case=case, form=form)
    existing = mine.first()
    if existing is not None:
        return existing
    try:
        with transaction.atomic():
            Draft.objects.create(
                agency_id=case.agency_id, person=person, case=case, form=form, kept_at=clock.now()
            )
    except IntegrityError:
        pass  # another page of theirs made it at this moment
    return mine.get()
