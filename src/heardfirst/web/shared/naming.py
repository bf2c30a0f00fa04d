"""The names on a screen: a client's, and of whoever carries the case."""

from __future__ import annotations

from django.utils.translation import gettext as _

from heardfirst.agency.models import Person
from heardfirst.record import selectors
from heardfirst.record.errors import WordsUnreadableError
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case


def name_of(case: Case) -> Identity:
    """Who the client is; where the key was destroyed, a stand-in that says so."""
    try:
        return selectors.client_identity(case)
    except WordsUnreadableError:
        return unreadable_identity()


def carrier_of(case: Case, seen_by: Person) -> str:
    """Who carries a case, for somebody who looks at it; nothing where it is their own."""
    if case.worker_id == seen_by.pk:
        return ""
    return case.worker.name if case.worker is not None else _("not assigned yet")


def unreadable_identity() -> Identity:
    """Stands where a name was made unreadable on purpose."""
    return Identity(name=_("(name permanently sealed)"))
