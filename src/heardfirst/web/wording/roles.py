"""What each role may do, in a line for whoever gives it and whoever holds it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heardfirst.agency.models import Person, Role

from .dates import day_text

ROLE_MEANS: Mapping[str, str | Promise] = {
    Role.WORKER: gettext_lazy("Works with clients: sees their own cases and adds entries."),
    Role.SUPERVISOR: gettext_lazy(
        "Supervises other people’s cases: sees and assigns them, is consulted, schedules "
        "coverage, sets the rules."
    ),
    Role.CLERK: gettext_lazy("Imports attendance files and books sessions. Cannot read notes."),
    Role.PRIVACY_OFFICER: gettext_lazy("Searches the access log and is told about every emergency access."),
    Role.TRAINER: gettext_lazy("Writes practice questions. Sees no cases."),
    Role.ADMINISTRATOR: gettext_lazy("Invites people, assigns roles, manages settings. Sees no cases."),
    Role.AUDITOR: gettext_lazy("Reads every case and changes nothing, through a set last day."),
}


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role: its code, its name, what it means, and until when if not for good."""

    code: str
    name: str
    means: str
    until: str


def role_lines(person: Person) -> list[RoleLine]:
    """The roles somebody holds now, in the order of the list."""
    ends = {role_held.role: role_held.until for role_held in person.roles_held.all()}
    return [_role_line(role, ends.get(role.value)) for role in Role if role.value in person.roles]


def invited_role_lines(codes: Iterable[str], until: datetime | None) -> list[RoleLine]:
    """The same for roles somebody is invited to; only an auditor's ends by itself."""
    wanted = set(codes)
    return [
        _role_line(role, until if role == Role.AUDITOR else None) for role in Role if role.value in wanted
    ]


def _role_line(role: Role, until: datetime | None) -> RoleLine:
    # It ends with the day that was set, which is the moment at which the next one begins.
    last = timezone.localtime(until - timedelta(seconds=1)).date() if until else None
    text = _("until %(day)s") % {"day": day_text(last)} if last else ""
    return RoleLine(role.value, str(role.label), str(ROLE_MEANS[role]), text)
