"""Inviting somebody, and giving a role."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from heardfirst.agency.models import Agency, Role

from ..shared.fields import AnyOf, Day, Form, OneOf, TextLine
from ..wording.roles import ROLE_MEANS

_ROLES = [(role.value, role.label) for role in Role]
_ROLE_MEANINGS = {role.value: [ROLE_MEANS[role]] for role in Role}


def end_of(day: date, agency: Agency) -> datetime:
    """The moment a day ends in the agency's zone."""
    return datetime.combine(day + timedelta(days=1), time(0), ZoneInfo(agency.zone))


class InviteForm(Form):
    """Whom to ask, and what for."""

    name = TextLine(label=_("Name"))
    email = TextLine(kind="email", label=_("Email address"))
    roles = AnyOf(_ROLES, label=_("Roles and permissions"))
    roles.explained = _ROLE_MEANINGS
    until = Day(
        required=False,
        label=_("Auditor’s last day"),
        help_text=_("Only for an auditor, whose access is temporary."),
    )
    language = OneOf(settings.LANGUAGES, label=_("Language"), initial="en")

    def clean_email(self) -> str:
        """Refuse what no mail could reach."""
        return str(forms.EmailField().clean(self.cleaned_data["email"]))

    def clean(self) -> dict[str, Any]:
        """An auditor needs a last day."""
        cleaned = super().clean() or {}
        if Role.AUDITOR in cleaned.get("roles", ()) and not cleaned.get("until"):
            self.add_error("until", _("An auditor’s access is temporary. Enter the last day."))
        return cleaned


class GiveRoleForm(Form):
    """One role more."""

    role = OneOf(_ROLES, label=_("Add a role"))
    role.explained = _ROLE_MEANINGS
    until = Day(
        required=False, label=_("Last day"), help_text=_("Required for an auditor. Otherwise leave it empty.")
    )

    def __init__(self, *args: Any, roles_given: frozenset[str] = frozenset(), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        assert isinstance(field, OneOf)  # noqa: S101
        field.choices = [
            (code, label) for code, label in _ROLES if code not in roles_given or code == Role.AUDITOR
        ]
