"""Setting an agency up: one link, kept as a digest, good until it is done and never after."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest
from django.core.exceptions import ValidationError

from heardfirst.agency.agency_setup import (
    Answers,
    Settings,
    begin_for,
    change_settings,
    finish,
    keep_answers,
    make_set_up_link,
    set_up_by_token,
    set_up_named,
)
from heardfirst.agency.errors import SetUpRefused
from heardfirst.agency.models import Agency, Person, Role, SetUp
from heardfirst.agency.selectors import calendar_of
from heardfirst.agency.services import add_person, open_agency

pytestmark = pytest.mark.django_db
MARCH = datetime(2026, 3, 2, 15, tzinfo=UTC)
ANSWERS = Answers(
    settings=Settings(
        name="Harbor Family Services",
        languages=["en"],
        letterhead="Harbor\n12 Water Street",
        safe_contact=["no_voicemail"],
        safe_from_hour=9,
        safe_until_hour=None,
    ),
    zone="America/Chicago",
    opens=time(8),
    closes=time(16, 30),
    subdivision="CA",
    protocol="california-dui",
    person_name="Dana Ortiz",
    email="dana@example.org",
    roles=frozenset({Role.SUPERVISOR}),
    language="es",
)


def begun(*, further: bool = False) -> SetUp:
    found = set_up_by_token(make_set_up_link(zone="America/Denver", further=further))
    assert found is not None
    return found


def test_an_agency_is_opened_with_everything_that_was_answered() -> None:
    person = finish(set_up=begun(), answers=ANSWERS, by=None, at=MARCH)
    agency = Agency.objects.get()
    assert person.agency == agency and person.language == "es"
    assert person.roles == {Role.ADMINISTRATOR, Role.SUPERVISOR}
    assert (agency.name, agency.zone, agency.protocol) == (
        "Harbor Family Services", "America/Chicago", "california-dui",
    )  # fmt: skip
    assert (agency.languages, agency.safe_contact, agency.safe_from_hour) == (["en"], ["no_voicemail"], 9)
    assert agency.set_up_at == MARCH and agency.letterhead.endswith("Water Street")
    assert len(calendar_of(agency, MARCH).holidays) > 40


def test_the_link_is_kept_as_a_digest_and_a_new_one_takes_its_place() -> None:
    first = make_set_up_link(zone="America/Denver")
    row = SetUp.objects.get()
    assert len(bytes(row.token_digest or b"")) == 32 and first.encode() not in bytes(row.token_digest or b"")
    keep_answers(set_up=row, page="agency", answers={"name": ["Harbor"]})
    second = make_set_up_link(zone="America/Denver")
    assert set_up_by_token(first) is None
    found = set_up_by_token(second)
    assert found is not None and found.answers["agency"] == {"name": ["Harbor"]}


@pytest.mark.parametrize("token", ["", "no such token", "\ud800", "x" * 10_000])
def test_a_link_nobody_was_given_opens_nothing(token: str) -> None:
    make_set_up_link(zone="America/Denver")
    assert set_up_by_token(token) is None and set_up_named(token) is None


def test_what_is_done_is_done_once() -> None:
    token = make_set_up_link(zone="America/Denver")
    set_up = set_up_by_token(token)
    assert set_up is not None
    finish(set_up=set_up, answers=ANSWERS, by=None, at=MARCH)
    assert set_up_by_token(token) is None
    again = replace(ANSWERS, email="other@example.org")
    with pytest.raises(SetUpRefused):
        finish(set_up=set_up, answers=again, by=None, at=MARCH)
    assert Agency.objects.count() == 1
    row = SetUp.objects.get()
    assert row.answers == {}  # a name and an address are not kept twice


def test_once_an_agency_is_here_the_first_link_opens_nothing() -> None:
    token = make_set_up_link(zone="America/Denver")
    set_up = set_up_by_token(token)
    assert set_up is not None
    open_agency(name="Made by a command")
    assert set_up_by_token(token) is None and set_up_named(str(set_up.public_id)) is None
    with pytest.raises(SetUpRefused):
        finish(set_up=set_up, answers=ANSWERS, by=None, at=MARCH)
    assert Agency.objects.count() == 1 and not Person.objects.exists()


def test_a_further_agency_shares_nothing_with_the_first() -> None:
    first = finish(set_up=begun(), answers=ANSWERS, by=None, at=MARCH)
    second = finish(
        set_up=begun(further=True),
        answers=replace(ANSWERS, email="else@example.org", subdivision=""),
        by=None,
        at=MARCH,
    )
    assert first.agency != second.agency and Agency.objects.count() == 2
    assert calendar_of(first.agency, MARCH).holidays != calendar_of(second.agency, MARCH).holidays


def test_an_agency_that_a_command_made_is_gone_through_by_its_administrator() -> None:
    agency = open_agency(name="Our agency")
    person = add_person(
        agency=agency, email="supervisor@localhost", name="Supervisor", roles=[Role.ADMINISTRATOR]
    )
    set_up = begin_for(agency=agency)
    assert begin_for(agency=agency) == set_up
    stranger = add_person(agency=open_agency(name="Elsewhere"), email="s@example.org", name="Strom")
    with pytest.raises(SetUpRefused):
        finish(set_up=set_up, answers=ANSWERS, by=stranger, at=MARCH)
    assert finish(set_up=set_up, answers=ANSWERS, by=person, at=MARCH) == person
    agency.refresh_from_db()
    person.refresh_from_db()
    assert (agency.name, agency.set_up_at) == ("Harbor Family Services", MARCH)
    assert (person.name, person.email) == ("Dana Ortiz", "dana@example.org")
    assert agency.former_clocks.get().zone == "America/New_York"


def test_settings_are_changed_together_or_not_at_all() -> None:
    agency = open_agency(name="Harbor")
    assert change_settings(agency=agency, name="Harbour", idle_minutes=15)
    assert not change_settings(agency=agency, name="Harbour", idle_minutes=15)
    for wrong in ({"idle_minutes": 4}, {"idle_minutes": 121}, {"second_step": "perhaps"}, {"name": ""}):
        with pytest.raises(ValidationError):
            change_settings(agency=agency, **({"letterhead": "New"} | wrong))
        agency.refresh_from_db()
        assert (agency.name, agency.idle_minutes, agency.letterhead) == ("Harbour", 15, "")
