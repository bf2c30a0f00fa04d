"""A client's name on a screen."""

from __future__ import annotations

from django.utils.translation import gettext as _

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


def unreadable_identity() -> Identity:
    """Stands where a name was made unreadable on purpose."""
    return Identity(name=_("(name made unreadable)"))
