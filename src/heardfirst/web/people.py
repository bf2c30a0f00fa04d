"""People and what they may do, worded for the screens."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from heardfirst.agency.models import Person, Role

from .wording.roles import ROLE_MEANS


@dataclass(frozen=True, slots=True)
class RoleSaid:
    """A role somebody holds: its code, its name, what it means, and until when if not for good."""

    code: str
    name: str
    means: str
    until: str


def roles_said(person: Person) -> list[RoleSaid]:
    """The roles somebody holds now, in the order of the list."""
    ends = {held.role: held.until for held in person.roles_held.all()}
    return [
        RoleSaid(role.value, str(role.label), str(ROLE_MEANS[role]), _until(ends.get(role.value)))
        for role in Role
        if role.value in person.roles
    ]


def _until(end: object) -> str:
    if end is None:
        return ""
    return _("until %(day)s") % {"day": date_format(localtime(end), "DATE_FORMAT")}  # type: ignore[arg-type]
