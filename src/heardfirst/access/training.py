"""Who looks after how others practice: trainers, for the whole agency, and supervisors, for their own."""

from __future__ import annotations

from heardfirst.agency.models import Person, Role, Team
from heardfirst.agency.selectors import staff_of, supervised_teams, teams_of

from .policies import Visitor


def may_train(person: Visitor) -> bool:
    """Whether they see how a group practices, and keep the agency's own questions. It opens no case."""
    return (
        isinstance(person, Person)
        and person.is_active
        and bool(person.roles & {Role.TRAINER, Role.SUPERVISOR})
    )


def trained_by(person: Visitor) -> list[Person]:
    """
    Whose practice somebody may see taken together, by name: a trainer everybody's of the agency, a
    supervisor that of whoever is not in the team of another supervisor.
    """
    if not isinstance(person, Person) or not may_train(person):
        return []
    others = _others_teams(person)
    return [worker for worker in staff_of(person.agency) if worker.team_id not in others]


def trains(person: Visitor, whose: Person) -> bool:
    """Whether somebody may know that this one holds a certificate; of whoever has left, too."""
    if not isinstance(person, Person) or not may_train(person) or person.agency_id != whose.agency_id:
        return False
    return whose.team_id not in _others_teams(person)


def teams_trained_by(person: Visitor) -> list[Team]:
    """The teams whose practice somebody may see taken together, by name."""
    if not isinstance(person, Person) or not may_train(person):
        return []
    others = _others_teams(person)
    return [team for team in teams_of(person.agency) if team.pk not in others]


def _others_teams(person: Person) -> frozenset[int]:
    if Role.TRAINER in person.roles or person.team_id is None:
        return frozenset()
    return supervised_teams(person.agency) - {person.team_id}
