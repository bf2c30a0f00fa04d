"""Teams: what one is called, and who is in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from heardfirst.agency.models import Person, Role, Team
from heardfirst.agency.staffing import LONGEST_NAME

from ..shared.fields import AnyOf, Form, Line


class TeamNameForm(Form):
    """A new team."""

    name = Line(label=gettext_lazy("Team name"), max_length=LONGEST_NAME)


class TeamForm(TeamNameForm):
    """A team's name and its people. Whoever is in another team says so, since they would leave it."""

    def __init__(self, team: Team, people: Sequence[Person], *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.choosable = {str(each.public_id): each for each in people}
        self.fields["name"].initial = team.name
        self.fields["people"] = AnyOf(
            [(str(each.public_id), _described(each, team)) for each in people],
            required=False,
            label=_("Who is on the team?"),
            help_text=_("Each person can be on only one team."),
            initial=[str(each.public_id) for each in people if each.team_id == team.pk],
        )

    @property
    def people(self) -> list[Person]:
        """Who was chosen. Ask a valid form."""
        return [self.choosable[each] for each in self.cleaned_data["people"]]


def _described(person: Person, team: Team) -> str:
    said = person.name
    if person.is_supervisor:
        said += f" · {Role.SUPERVISOR.label}"
    if person.team is not None and person.team_id != team.pk:
        said += " · " + _("now on %(team)s") % {"team": person.team.name}
    return said
