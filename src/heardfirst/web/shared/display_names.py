"""The names on a screen: a client's, of whoever carries the case, and of what was ordered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from heardfirst.agency.models import Person
from heardfirst.record import selectors
from heardfirst.record.errors import WordsUnreadableError
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case, Requirement

from ..wording.choices import REQUIREMENTS


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


def requirement_label(requirement: Requirement, typed: Mapping[UUID, str]) -> str:
    """What an ordered service is called: as typed, else its kind."""
    return typed.get(requirement.public_id) or str(REQUIREMENTS.get(requirement.kind, requirement.kind))


def requirement_labels(case: Case, requirements: Sequence[Requirement]) -> dict[int, str]:
    """The same for all of a case, by primary key. A client whose key was destroyed leaves only the kinds."""
    try:
        typed = selectors.labels_of(requirements, case)
    except WordsUnreadableError:
        typed = {}
    return {requirement.pk: requirement_label(requirement, typed) for requirement in requirements}
