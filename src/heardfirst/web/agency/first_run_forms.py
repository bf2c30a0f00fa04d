"""What is asked only when an agency is set up: who looks after it first, and which rules it begins with."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heardfirst.agency.models import Person, Role, as_stored
from heardfirst.protocol import load_protocol, shipped_protocols

from ..rules.rules_page import exception_sentences
from ..shared.fields import LONGEST_EMAIL, AnyOf, Form, OneOf, TextLine
from ..wording.languages import OF_THE_SCREENS
from ..wording.programs import about
from ..wording.reasons import language
from ..wording.roles import ROLE_MEANS

# What the first person may be besides administrator. The others are for whoever is invited.
_ROLES = (Role.SUPERVISOR, Role.WORKER, Role.PRIVACY_OFFICER)


class FirstPersonForm(Form):
    """The first administrator, who invites everybody else."""

    name = TextLine(label=gettext_lazy("Your name"), autocomplete="name")
    email = TextLine(
        kind="email",
        autocomplete="email",
        label=gettext_lazy("Your email address"),
        help_text=gettext_lazy("You will use it to sign in."),
    )
    language = OneOf(
        list(OF_THE_SCREENS.items()),
        label=gettext_lazy("Your language"),
        initial="en",
    )
    roles = AnyOf(
        [(role.value, role.label) for role in _ROLES],
        required=False,
        label=gettext_lazy("You are the administrator. What other roles do you have?"),
        help_text=gettext_lazy(
            "An administrator manages people and settings and sees no cases. In a small "
            "agency one person may have several roles. You can change this later."
        ),
    )

    def __init__(self, *args: Any, person: Person | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._person = person
        roles = self.fields["roles"]
        if isinstance(roles, AnyOf):
            roles.explained = {role.value: [ROLE_MEANS[role]] for role in _ROLES}
        if person is not None:
            del self.fields["roles"]  # which ones they have is for the page of people to change

    def clean_email(self) -> str:
        """An address is one person's."""
        email = as_stored(str(self.cleaned_data["email"]))
        forms.EmailField(
            max_length=LONGEST_EMAIL, error_messages={"invalid": _("Write it like name@example.org.")}
        ).clean(email)
        taken = Person.objects.filter(email=email)
        if self._person is not None:
            taken = taken.exclude(pk=self._person.pk)
        if taken.exists():
            raise forms.ValidationError(_("Someone here already has this email address."))
        return email


class RulesForm(Form):
    """Which shipped protocol the first cases follow."""

    protocol = OneOf(
        [],
        label=gettext_lazy("Which rules should new cases follow?"),
        help_text=gettext_lazy(
            "Each set was checked and keeps its promises; any exceptions its law requires "
            "are listed with it. A supervisor can change its numbers, or choose another set, "
            "at any time."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        protocol = self.fields["protocol"]
        if isinstance(protocol, OneOf):
            shipped = [load_protocol(name) for name in shipped_protocols()]
            protocol.choices = [(protocol.key, protocol.name[language()]) for protocol in shipped]
            protocol.explained = {
                protocol.key: [
                    *filter(None, [about(protocol.key)]),
                    *map(_excepted, exception_sentences(protocol)),
                ]
                for protocol in shipped
            }


def _excepted(exception: str) -> str:
    return _("Exception: %(what)s") % {"what": exception}
