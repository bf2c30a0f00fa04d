"""Teams: what one is called, and who is in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heardfirst.agency.models import Person, Role, Team
from heardfirst.agency.staffing import LONGEST_NAME

from ..shared.fields import AnyOf, Form, TextLine


class TeamNameForm(Form):
    """A new team."""

    name = TextLine(label=gettext_lazy("Team name"), max_length=LONGEST_NAME)


class TeamForm(TeamNameForm):
    """A team's name and its people. Whoever is in another team says so, since they would leave it."""

    def __init__(self, team: Team, people: Sequence[Person], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choosable = {str(person.public_id): person for person in people}
        self.fields["name"].initial = team.name
        self.fields["people"] = AnyOf(
            [(str(person.public_id), _described(person, team)) for person in people],
            required=False,
            label=_("Who is on the team?"),
            help_text=_("Each person can be on only one team."),
            initial=[str(person.public_id) for person in people if person.team_id == team.pk],
        )

    @property
    def people(self) -> list[Person]:
        """Who was chosen. Ask a valid form."""
        return [self.choosable[key] for key in self.cleaned_data["people"]]


def _described(person: Person, team: Team) -> str:
    label = person.name
    if person.is_supervisor:
        label += f" · {Role.SUPERVISOR.label}"
    if person.team is not None and person.team_id != team.pk:
        label += " · " + _("now on %(team)s") % {"team": person.team.name}
    return label
