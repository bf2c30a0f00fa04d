"""Cover: who is away from which day to which, and who stands in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from heardfirst.agency.models import Person

from ..shared.fields import Day, Form, Select
from ..wording.dates import today_here
from .transfer_forms import offer


class CoverForm(Form):
    """Whoever may arrange cover for nobody but themself is not asked who is away."""

    absent = Select(label=_("Who will be away?"))
    instead = Select(label=_("Who will cover?"))
    first_day = Day(label=_("From which day?"))
    last_day = Day(label=_("Until which day?"), help_text=_("This day is covered, too."))

    def __init__(
        self, person: Person, absent: Sequence[Person], instead: Sequence[Person], *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.public_id): person for person in (*absent, *instead)}
        self.asked_by = person
        self.fields["first_day"].initial = today_here()
        if list(absent) == [person]:
            del self.fields["absent"]
            self.fields["instead"].label = _("Who covers for you?")
            offer(self, "instead", [stand_in for stand_in in instead if stand_in.pk != person.pk])
        else:
            offer(self, "absent", absent)
            offer(self, "instead", instead)

    @property
    def absent_person(self) -> Person:
        """Who is away. Ask a valid form."""
        chosen = self.cleaned_data.get("absent")
        return self.people[str(chosen)] if chosen else self.asked_by

    @property
    def instead_person(self) -> Person:
        """Who stands in."""
        return self.people[str(self.cleaned_data["instead"])]
