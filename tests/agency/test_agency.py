"""Agencies, people, sign-in links and the court calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from heardfirst.agency.calendars import add_court_day
from heardfirst.agency.doors.sign_in_links import make_sign_in_link, use_sign_in_link
from heardfirst.agency.errors import SignInLinkRefusedError
from heardfirst.agency.models import Agency, Person, SignInLink
from heardfirst.agency.selectors import calendar_of
from heardfirst.agency.services import add_person, open_agency

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 15, tzinfo=UTC)


@pytest.fixture
def agency() -> Agency:
    return open_agency(name="Harbor Family Services", zone="America/New_York", opens=time(8, 30))


@pytest.fixture
def person(agency: Agency) -> Person:
    return add_person(agency=agency, email=" Wanda@Example.org", name="Wanda")


def test_a_zone_that_is_none_is_refused() -> None:
    with pytest.raises(ValidationError):
        open_agency(name="Nowhere", zone="Mars/Olympus")


def test_an_agency_opens_before_it_closes() -> None:
    with pytest.raises(ValidationError):
        open_agency(name="Upside down", opens=time(18))
    with pytest.raises(IntegrityError):
        Agency.objects.create(name="Upside down", opens=time(18))


def test_an_address_is_one_person_whatever_its_capitals(agency: Agency, person: Person) -> None:
    assert person.email == "wanda@example.org"
    assert Person.objects.get_by_natural_key("WANDA@example.org ") == person
    with pytest.raises(IntegrityError):
        add_person(agency=agency, email="wanda@EXAMPLE.org", name="Wanda again")


def test_without_a_password_none_fits(agency: Agency, person: Person) -> None:
    assert authenticate(username=person.email, password="") is None
    add_person(agency=agency, email="pat@example.org", name="Pat", password="harbour lights at nine")
    assert authenticate(username="Pat@example.org", password="harbour lights at nine") is not None


def test_a_link_lets_its_person_in_once(person: Person) -> None:
    token = make_sign_in_link(person=person)
    assert use_sign_in_link(token) == person
    with pytest.raises(SignInLinkRefusedError):
        use_sign_in_link(token)


def test_a_link_is_good_for_ten_minutes(person: Person) -> None:
    with time_machine.travel(MONDAY, tick=False):
        early, late = make_sign_in_link(person=person), make_sign_in_link(person=person)
    with time_machine.travel(MONDAY + timedelta(minutes=9, seconds=59), tick=False):
        assert use_sign_in_link(early) == person
    with (
        time_machine.travel(MONDAY + timedelta(minutes=10), tick=False),
        pytest.raises(SignInLinkRefusedError),
    ):
        use_sign_in_link(late)


@pytest.mark.parametrize("token", ["", "no such token", "\ud800", "x" * 10_000])
def test_a_token_nobody_was_given_lets_nobody_in(person: Person, token: str) -> None:
    with pytest.raises(SignInLinkRefusedError):
        use_sign_in_link(token)


def test_somebody_who_left_is_not_let_in(person: Person) -> None:
    token = make_sign_in_link(person=person)
    Person.objects.filter(pk=person.pk).update(is_active=False)
    with pytest.raises(SignInLinkRefusedError):
        use_sign_in_link(token)


def test_the_table_of_links_lets_nobody_in(person: Person) -> None:
    token = make_sign_in_link(person=person)
    stored = bytes(SignInLink.objects.get().token_digest)
    assert token.encode() not in stored
    assert len(stored) == 32


def test_a_holiday_counts_from_the_day_it_was_proclaimed(agency: Agency) -> None:
    day = date(2026, 6, 19)
    add_court_day(agency=agency, day=day, name="Juneteenth", at=datetime(2026, 6, 1, 12, tzinfo=UTC))
    assert calendar_of(agency, datetime(2026, 5, 31, 12, tzinfo=UTC)).holidays == frozenset()
    assert calendar_of(agency, datetime(2026, 6, 1, 12, tzinfo=UTC)).holidays == {day}
    eve = date(2026, 12, 24)
    add_court_day(agency=agency, day=eve, name="The eve", at=datetime(2026, 11, 1, 12, tzinfo=UTC))
    assert calendar_of(agency, datetime(2026, 6, 2, 12, tzinfo=UTC)).holidays == {day}
    assert len(calendar_of(agency, datetime(2026, 11, 2, 12, tzinfo=UTC)).holidays) == 2


def test_the_day_is_the_agencys_own(agency: Agency) -> None:
    day = date(2026, 6, 19)
    add_court_day(agency=agency, day=day, name="Juneteenth", at=datetime(2026, 6, 1, 12, tzinfo=UTC))
    # Two in the morning of 1 June in UTC is still May 31 in New York.
    assert calendar_of(agency, datetime(2026, 6, 1, 2, tzinfo=UTC)).holidays == frozenset()


def test_the_calendar_has_the_agencys_hours(agency: Agency) -> None:
    calendar = calendar_of(agency, MONDAY)
    assert (calendar.zone, calendar.opens, calendar.closes) == ("America/New_York", time(8, 30), time(17))


def test_people_and_agencies_print_as_nothing_but_their_id(agency: Agency, person: Person) -> None:
    assert "Harbor" not in f"{agency} {agency!r}"
    assert "anda" not in f"{person} {person!r}"
