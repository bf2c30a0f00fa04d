"""Roles given and taken, people who leave, teams, and cover for the absent."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from heardfirst.agency import staffing
from heardfirst.agency.doors.sign_in_links import make_sign_in_link
from heardfirst.agency.errors import StaffingRefused
from heardfirst.agency.mail import deliver
from heardfirst.agency.models import Cover, Person, Role, Team
from heardfirst.agency.outgoing_mail import OutgoingMail
from heardfirst.agency.selectors import covers_ahead, covers_by, covers_touching, day_in, supervised_teams
from tests.record.conftest import Cast, make_cast

if TYPE_CHECKING:
    from tests.agency.conftest import MailServer

MONDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 6)
NOON = datetime(2026, 3, 2, 17, 0, tzinfo=UTC)


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def fresh(person: Person) -> Person:
    return Person.objects.select_related("agency").get(pk=person.pk)


def away(cast: Cast, first: date = MONDAY, last: date = FRIDAY) -> Cover:
    return staffing.arrange_cover(
        absent=cast.worker, instead=cast.colleague, first_day=first, last_day=last, by=cast.supervisor
    )


def absent_of(person: Person, at: datetime) -> list[Person]:
    return [cover.absent for cover in covers_by(person, at)]


def test_a_role_given_counts_at_once_and_one_taken_ends_every_session(cast: Cast) -> None:
    staffing.give_role(person=cast.worker, role=Role.SUPERVISOR, by=cast.supervisor)
    assert cast.worker.is_supervisor and fresh(cast.worker).is_supervisor
    browser = Client()
    browser.post(f"/sign-in/{make_sign_in_link(person=cast.worker)}/")
    assert browser.get("/").status_code == 200
    staffing.take_role(person=cast.worker, role=Role.SUPERVISOR, by=cast.supervisor)
    assert browser.get("/").headers["Location"] == "/sign-in/"
    assert fresh(cast.worker).roles == {Role.WORKER} == cast.worker.roles


def test_a_role_for_a_time_ends_by_itself(cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False):
        until = NOON + timedelta(days=3)
        staffing.give_role(person=cast.worker, role=Role.AUDITOR, by=cast.supervisor, until=until)
        assert Role.AUDITOR in fresh(cast.worker).roles
    with time_machine.travel(NOON + timedelta(days=3), tick=False):
        assert Role.AUDITOR not in fresh(cast.worker).roles


@pytest.mark.parametrize(
    ("role", "until"),
    [
        ("king", None),
        (Role.AUDITOR, None),
        (Role.AUDITOR, timedelta(days=400)),
        (Role.CLERK, timedelta(days=-1)),
    ],
)
def test_roles_that_are_not_given(cast: Cast, role: str, until: timedelta | None) -> None:
    with pytest.raises(StaffingRefused):
        staffing.give_role(
            person=cast.worker,
            role=role,
            by=cast.supervisor,
            until=None if until is None else timezone.now() + until,
        )
    assert fresh(cast.worker).roles == {Role.WORKER}


def test_the_last_administrator_stays(cast: Cast) -> None:
    staffing.give_role(person=cast.worker, role=Role.ADMINISTRATOR, by=None)
    with pytest.raises(StaffingRefused):
        staffing.take_role(person=cast.worker, role=Role.ADMINISTRATOR, by=None)
    with pytest.raises(StaffingRefused):
        staffing.let_go(person=cast.worker, by=None)
    assert fresh(cast.worker).is_active
    staffing.give_role(person=cast.colleague, role=Role.ADMINISTRATOR, by=cast.worker)
    staffing.let_go(person=cast.worker, by=cast.colleague)
    assert not fresh(cast.worker).is_active
    staffing.take_back(person=cast.worker, by=cast.colleague)
    assert fresh(cast.worker).roles == {Role.WORKER, Role.ADMINISTRATOR}


def test_nothing_crosses_from_agency_to_agency(cast: Cast) -> None:
    theirs = staffing.make_team(agency=cast.elsewhere, name="North")
    for refused in (
        lambda: staffing.give_role(person=cast.worker, role=Role.CLERK, by=cast.stranger),
        lambda: staffing.take_role(person=cast.worker, role=Role.WORKER, by=cast.stranger),
        lambda: staffing.let_go(person=cast.worker, by=cast.stranger),
        lambda: staffing.change_team(team=theirs, name="North", people=[cast.worker]),
        lambda: staffing.arrange_cover(
            absent=cast.worker, instead=cast.stranger, first_day=MONDAY, last_day=FRIDAY, by=None
        ),
    ):
        with pytest.raises(StaffingRefused):
            refused()
    assert fresh(cast.worker).roles == {Role.WORKER} and fresh(cast.worker).team is None


def test_a_team_is_named_filled_and_taken_apart(cast: Cast) -> None:
    north = staffing.make_team(agency=cast.agency, name="  North   side ")
    south = staffing.make_team(agency=cast.agency, name="South")
    assert north.name == "North side"
    staffing.change_team(team=north, name="North", people=[cast.worker, cast.supervisor])
    staffing.change_team(team=south, name="South", people=[cast.worker])
    assert {each.pk for each in north.people.all()} == {cast.supervisor.pk}
    assert fresh(cast.worker).team == south
    assert supervised_teams(cast.agency) == {north.pk}
    staffing.remove_team(team=south)
    assert fresh(cast.worker).team is None
    assert list(Team.objects.filter(agency=cast.agency)) == [north]


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "North"])
def test_names_no_team_can_have(cast: Cast, name: str) -> None:
    staffing.make_team(agency=cast.agency, name="North")
    south = staffing.make_team(agency=cast.agency, name="South")
    with pytest.raises(StaffingRefused):
        staffing.make_team(agency=cast.agency, name=name)
    with pytest.raises(StaffingRefused):
        staffing.change_team(team=south, name=name, people=[cast.worker])
    assert fresh(cast.worker).team is None
    # Another agency may call its own what it likes.
    assert staffing.make_team(agency=cast.elsewhere, name="North").name == "North"


def test_a_cover_holds_on_both_its_days_and_on_none_besides(cast: Cast) -> None:
    with time_machine.travel(NOON - timedelta(days=3), tick=False):
        cover = away(cast)
    for day, holds in (
        (MONDAY - timedelta(days=1), False),
        (MONDAY, True),
        (FRIDAY, True),
        (FRIDAY + timedelta(days=1), False),
    ):
        at = datetime(day.year, day.month, day.day, 17, tzinfo=UTC)
        assert day_in(cast.agency, at) == day
        assert absent_of(cast.colleague, at) == ([cast.worker] if holds else [])
        assert covers_touching(cast.worker, at) == ([cover] if holds else [])
        assert absent_of(cast.worker, at) == []


def test_a_cover_ended_early_is_over(cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False):
        cover = away(cast)
        assert covers_ahead(cast.agency, NOON) == [cover]
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        staffing.end_cover(cover=cover)
        staffing.end_cover(cover=cover)
    assert cover.ended_at == NOON + timedelta(hours=1)
    assert absent_of(cast.colleague, NOON + timedelta(hours=1)) == []
    assert covers_ahead(cast.agency, NOON + timedelta(hours=1)) == []


@pytest.mark.parametrize("leave", ["role", "gone"])
def test_whoever_carries_cases_no_more_covers_for_nobody(cast: Cast, leave: str) -> None:
    with time_machine.travel(NOON, tick=False):
        cover = away(cast)
        if leave == "role":
            staffing.give_role(person=cast.colleague, role=Role.CLERK, by=None)
            staffing.take_role(person=cast.colleague, role=Role.CLERK, by=None)
            assert absent_of(cast.colleague, NOON) == [cast.worker]
            staffing.take_role(person=cast.colleague, role=Role.WORKER, by=None)
            staffing.give_role(person=cast.colleague, role=Role.WORKER, by=None)
        else:
            staffing.let_go(person=cast.colleague, by=None)
            staffing.take_back(person=cast.colleague, by=None)
        cover.refresh_from_db()
        assert cover.ended_at == NOON
        assert absent_of(cast.colleague, NOON + timedelta(seconds=1)) == []


def test_covers_that_are_not_arranged(cast: Cast) -> None:
    with time_machine.travel(NOON, tick=False):
        away(cast)
        staffing.give_role(person=cast.supervisor, role=Role.CLERK, by=None)
        staffing.take_role(person=cast.supervisor, role=Role.SUPERVISOR, by=None)
        for absent, instead, first, last in (
            (cast.worker, cast.worker, MONDAY, FRIDAY),
            (cast.worker, cast.supervisor, MONDAY, FRIDAY),
            (cast.worker, cast.colleague, FRIDAY, FRIDAY),
            (cast.worker, cast.colleague, FRIDAY + timedelta(days=2), FRIDAY + timedelta(days=1)),
            (cast.colleague, cast.worker, MONDAY - timedelta(days=3), MONDAY - timedelta(days=1)),
            (cast.colleague, cast.worker, MONDAY, MONDAY + timedelta(days=400)),
        ):
            with pytest.raises(StaffingRefused):
                staffing.arrange_cover(
                    absent=absent, instead=instead, first_day=first, last_day=last, by=None
                )
    assert Cover.objects.count() == 1


def test_whoever_covers_and_whoever_is_away_are_told_by_mail_without_a_name(
    cast: Cast, mail_server: MailServer
) -> None:
    with time_machine.travel(NOON, tick=False):
        away(cast)
        # Whoever arranged it themself knows.
        staffing.arrange_cover(
            absent=cast.worker, instead=cast.supervisor, first_day=MONDAY, last_day=FRIDAY, by=cast.supervisor
        )
        staffing.arrange_cover(
            absent=cast.supervisor, instead=cast.worker, first_day=MONDAY, last_day=FRIDAY, by=cast.supervisor
        )
    about = list(OutgoingMail.objects.order_by("pk").values_list("address", "about"))
    assert about == [
        (cast.colleague.email, "cover"),
        (cast.worker.email, "absence_covered"),
        (cast.worker.email, "absence_covered"),
        (cast.worker.email, "cover"),
    ]
    assert deliver() == 4
    for mail in mail_server.got:
        text = mail.get_content()
        assert "https://cases.example.org/cover/" in text
        for person in (cast.worker, cast.colleague, cast.supervisor):
            assert person.name not in text and person.name not in mail["Subject"]
