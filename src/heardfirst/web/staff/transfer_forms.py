"""Transferring cases: to whom, and what they must know."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from heardfirst.agency.models import Person

from ..shared.fields import AnyOf, Choices, Form, Select, Words


class TransferForm(Form):
    """One worker and one note. ``sure`` is only there once the page that asks again was answered."""

    to = Select(label=_("Who takes over this case?"))
    words = Words(
        required=True,
        label=_("What do they need to know?"),
        help_text=_(
            "Promises still open, how to reach the client safely, the next date. Encrypted; "
            "only staff who work with the client can read it."
        ),
    )
    sure = forms.CharField(required=False, widget=forms.HiddenInput())

    def __init__(self, people: Sequence[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.public_id): person for person in people}
        offer(self, "to", people)

    @property
    def person(self) -> Person:
        """Whom it goes to. Ask a valid form."""
        return self.people[str(self.cleaned_data["to"])]


class GiveForm(TransferForm):
    """The same for several cases that nobody carries; ``choices`` are their ids and names."""

    field_order = ("cases", "to", "words")

    def __init__(self, choices: Choices, people: Sequence[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(people, *args, **kwargs)
        self.fields["cases"] = AnyOf(choices, label=_("Which cases?"))
        self.fields["cases"].error_messages["invalid_choice"] = _(
            "One of these was assigned in the meantime. Look at the list again."
        )
        self.fields["to"].label = _("Who takes over these cases?")
        self.order_fields(self.field_order)


def offer(form: Form, name: str, people: Sequence[Person]) -> None:
    """Let a list of a form hold these people, and nobody chosen to begin with."""
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        names = [(str(person.public_id), person.name) for person in people]
        field.choices = [("", _("Choose a name")), *names]
