"""Teams on the screens of whoever runs the agency, and what they change about who sees what."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from heardfirst.access.log import LoggedAction, lines_of
from heardfirst.agency import staffing
from heardfirst.agency.models import Person, Role, Team
from heardfirst.agency.services import add_person
from heardfirst.record.models import Case
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn

TEAMS = "/people/teams/"


@pytest.fixture
def administrator(cast: Cast) -> Person:
    return add_person(agency=cast.agency, email="ada@example.org", name="Ada", roles=[Role.ADMINISTRATOR])


@pytest.fixture
def ada(administrator: Person, signed_in: SignedIn) -> Client:
    return signed_in(administrator)


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined, no-any-return]


def at(team: Team) -> str:
    return reverse("team", args=[team.public_id])


def ids(*people: Person) -> list[str]:
    return [str(each.public_id) for each in people]


def test_a_team_is_added_filled_renamed_and_taken_away(cast: Cast, ada: Client) -> None:
    page = text(ada.get(TEAMS))
    assert "supervises everyone" in page and "Wanda" in page.partition("Not on a team")[2]
    made = ada.post(TEAMS, {"name": "North"})
    north = Team.objects.get()
    assert made.headers["Location"].startswith(at(north))
    page = text(ada.get(made.headers["Location"]))
    assert "Added." in page and "Selma · Supervisor" in page
    filled = ada.post(at(north), {"name": "North side", "people": ids(cast.worker, cast.supervisor)})
    page = text(ada.get(filled.headers["Location"]))
    assert "Supervisor: Selma" in page and "North side" in page
    south = staffing.make_team(agency=cast.agency, name="South")
    assert "Wanda · now on North side" in text(ada.get(at(south)))
    ada.post(at(south), {"name": "South", "people": ids(cast.worker)})
    assert [each.name for each in north.people.all()] == ["Selma"]
    assert ada.post(reverse("team-remove", args=[south.public_id])).status_code == 302
    assert list(Team.objects.all()) == [north]
    assert Person.objects.get(pk=cast.worker.pk).team is None
    assert lines_of(cast.agency, what=LoggedAction.TEAMS_CHANGED).count() == 4


def test_what_a_team_changes_holds_on_the_next_page(
    missed: Case, cast: Cast, ada: Client, signed_in: SignedIn
) -> None:
    supervisor, there = signed_in(cast.supervisor), reverse("case", args=[missed.public_id])
    other = add_person(agency=cast.agency, email="sofia@example.org", name="Sofia", roles=[Role.SUPERVISOR])
    north, south = (staffing.make_team(agency=cast.agency, name=name) for name in ("North", "South"))
    ada.post(at(north), {"name": "North", "people": ids(cast.supervisor)})
    assert supervisor.get(there).status_code == 200
    ada.post(at(south), {"name": "South", "people": ids(other, cast.worker)})
    assert supervisor.get(there).status_code == 404
    assert signed_in(other).get(there).status_code == 200
    ada.post(reverse("team-remove", args=[south.public_id]))
    assert supervisor.get(there).status_code == 200


def test_whoever_left_stays_where_they_were(cast: Cast, ada: Client) -> None:
    north = staffing.make_team(agency=cast.agency, name="North")
    staffing.change_team(team=north, name="North", people=[cast.worker, cast.colleague])
    staffing.let_go(person=cast.worker, by=None)
    assert "Wanda" not in text(ada.get(at(north)))
    ada.post(at(north), {"name": "North", "people": []})
    assert list(north.people.all()) == [cast.worker]


@pytest.mark.parametrize(
    ("name", "said"), [("", "Required."), ("South", "There is already a team with that name")]
)
def test_names_that_are_refused(cast: Cast, ada: Client, name: str, said: str) -> None:
    staffing.make_team(agency=cast.agency, name="South")
    north = staffing.make_team(agency=cast.agency, name="North")
    for where in (TEAMS, at(north)):
        refused = ada.post(where, {"name": name, "people": ids(cast.worker)})
        assert refused.status_code == 422 and said in text(refused)
    assert Person.objects.get(pk=cast.worker.pk).team is None


def test_another_agencys_teams_and_people_are_not_there(cast: Cast, ada: Client) -> None:
    theirs = staffing.make_team(agency=cast.elsewhere, name="Elsewhere")
    own = staffing.make_team(agency=cast.agency, name="North")
    assert "Elsewhere" not in text(ada.get(TEAMS)) and "Strom" not in text(ada.get(TEAMS))
    assert ada.get(at(theirs)).status_code == 404
    assert ada.post(at(theirs), {"name": "Mine", "people": []}).status_code == 404
    assert ada.post(reverse("team-remove", args=[theirs.public_id])).status_code == 404
    assert ada.post(at(own), {"name": "North", "people": ids(cast.stranger)}).status_code == 422
    assert Team.objects.get(pk=theirs.pk).name == "Elsewhere"
