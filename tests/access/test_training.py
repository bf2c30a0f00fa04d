"""Whose practice somebody sees taken together: a trainer everybody's, a supervisor their own people's."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from heardfirst import access
from heardfirst.agency.models import Person, Role
from heardfirst.agency.services import add_person
from heardfirst.agency.staffing import change_team, make_team
from tests.record.conftest import Cast


def person(cast: Cast, name: str, role: str) -> Person:
    return add_person(agency=cast.agency, email=f"{name}@example.org", name=name.title(), roles=[role])


def names(people: list[Person]) -> list[str]:
    return [each.name for each in people]


def test_a_trainer_sees_everybody_and_a_supervisor_not_the_teams_of_others(cast: Cast) -> None:
    river, lake = make_team(agency=cast.agency, name="River"), make_team(agency=cast.agency, name="Lake")
    other, trainer = person(cast, "sten", Role.SUPERVISOR), person(cast, "tom", Role.TRAINER)
    change_team(team=river, name="River", people=[cast.supervisor, cast.worker])
    change_team(team=lake, name="Lake", people=[other])
    supervisor = Person.objects.get(pk=cast.supervisor.pk)
    assert names(access.trained_by(trainer)) == ["Colin", "Selma", "Sten", "Tom", "Wanda"]
    assert names(access.trained_by(supervisor)) == ["Colin", "Selma", "Tom", "Wanda"]
    assert access.trains(trainer, other) and access.trains(supervisor, cast.colleague)
    assert not access.trains(supervisor, Person.objects.get(pk=other.pk))
    assert not access.trains(trainer, cast.stranger) and not access.trains(cast.worker, cast.worker)
    assert [each.name for each in access.teams_trained_by(trainer)] == ["Lake", "River"]
    assert [each.name for each in access.teams_trained_by(supervisor)] == ["River"]


@pytest.mark.parametrize("role", [Role.WORKER, Role.CLERK, Role.PRIVACY_OFFICER, Role.ADMINISTRATOR])
def test_nobody_else_sees_anybody(cast: Cast, role: str) -> None:
    asking = person(cast, "asking", role)
    assert not access.may_train(asking) and not access.trained_by(asking)
    assert not access.teams_trained_by(asking)


def test_who_left_or_is_not_signed_in_sees_nobody(cast: Cast) -> None:
    cast.supervisor.is_active = False
    for asking in (cast.supervisor, AnonymousUser()):
        assert not access.may_train(asking) and not access.trained_by(asking)
    assert names(access.trained_by(cast.stranger)) == ["Strom"]
