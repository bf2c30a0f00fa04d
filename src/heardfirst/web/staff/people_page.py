"""People, what they may do, and who is invited, worded for the screens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from heardfirst import clock
from heardfirst.agency.doors.invitations import open_invitations
from heardfirst.agency.mail import PROBLEMS, undelivered
from heardfirst.agency.models import Agency, Person, RoleHeld

from ..wording.dates import day_text
from ..wording.roles import invited_role_lines, role_lines

_PROBLEMS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A line of the list of people."""

    name: str
    email: str
    href: str
    roles: str
    last: str
    gone: bool


def people_rows(agency: Agency) -> list[PersonRow]:
    """Everybody of an agency by name, those who left last."""
    roles_held = Prefetch("roles_held", queryset=RoleHeld.objects.order_by("pk"))
    found = (
        Person.objects.filter(agency=agency).prefetch_related(roles_held).order_by("-is_active", "name", "pk")
    )
    return [_person_row(person) for person in found]


def invitation_rows(agency: Agency) -> list[dict[str, Any]]:
    """Who is invited and has not come yet."""
    now = clock.now()
    return [
        {
            "id": invitation.public_id,
            "name": invitation.name,
            "email": invitation.email,
            "roles": ", ".join(role.name for role in invited_role_lines(invitation.roles, invitation.until)),
            "until": _("The link works until %(day)s.") % {"day": _day(invitation.expires_at)}
            if invitation.expires_at > now
            else _("The link has expired. Send a new one."),
        }
        for invitation in open_invitations(agency)
    ]


def undelivered_mail_lines(agency: Agency) -> list[str]:
    """What mail did not leave lately, to which address and why; what it said is nobody's business."""
    return [
        f"{mail.address}: {PROBLEMS.get(mail.problem, mail.problem)}"
        for mail in undelivered(agency)[:_PROBLEMS_SHOWN]
    ]


def _person_row(person: Person) -> PersonRow:
    last = (
        _("last signed in %(day)s") % {"day": _day(person.last_login)}
        if person.last_login
        else _("never signed in")
    )
    return PersonRow(
        name=person.name,
        email=person.email,
        href=reverse("person", args=[person.public_id]),
        roles=", ".join(role.name for role in role_lines(person)) or _("no role"),
        last=last if person.is_active else _("no longer works here"),
        gone=not person.is_active,
    )


def _day(moment: datetime) -> str:
    return day_text(localtime(moment).date())
