"""The time of a session on its form: what to think of, asked once, and never of what the client chose."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from heardfirst.agency.models import Role
from heardfirst.agency.services import add_person
from heardfirst.guide.drafts.models import Draft
from heardfirst.protocol.vocabulary.closed_lists import PURPOSES
from heardfirst.record.models import Case, Entry
from heardfirst.record.reading import CaseReading
from heardfirst.web.shared.case_choices import about_case
from heardfirst.web.shared.entry_forms import EntryForm, EntryFormFacts
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn, happens

HEARING = "2026-03-06"


@pytest.fixture
def client(missed: Case, cast: Cast, signed_in: SignedIn) -> Client:
    """The worker, with a case that has a hearing on Friday."""
    happens(missed, "hearing.set", timedelta(hours=3), {"on": HEARING})
    return signed_in(cast.worker)


def form_at(case: Case, kind: str = "session.booked") -> str:
    return reverse("happened-kind", args=[case.public_id, kind])


def check(client: Client, case: Case, **asked: str) -> str:
    answer = client.get(reverse("time-check", args=[case.public_id]), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def seen_in(page: str) -> str:
    found = re.search(r'name="time-seen" value="([^"]*)"', page)
    assert found
    return found.group(1)


def last(case: Case) -> Entry:
    found: Entry = case.entries.latest("seq")
    return found


@pytest.mark.parametrize("name", ["starts_at", "session_at", "to"])
def test_beside_the_field_one_reads_what_to_think_of(name: str, client: Client, missed: Case) -> None:
    assert "court hearing" in check(client, missed, **{name: f"{HEARING}T10:00"})
    assert "court hearing" not in check(client, missed, **{name: "2026-03-05T10:00"})
    assert "<li>" not in check(client, missed, **{name: "half a ti"}) + check(client, missed)


@pytest.mark.parametrize(
    ("at", "english", "spanish"),
    [
        ("03:15", "That is 3:15 in the morning. Is that right?", "Son las 3:15 de la mañana. ¿Es correcto?"),
        ("01:05", "That is 1:05 in the morning. Is that right?", "Es la 1:05 de la mañana. ¿Es correcto?"),
        ("22:30", "That is 10:30 at night. Is that right?", "Son las 10:30 de la noche. ¿Es correcto?"),
        ("00:00", "That is 12:00 at night. Is that right?", "Son las 12:00 de la noche. ¿Es correcto?"),
    ],
)
def test_an_hour_at_night_is_named(
    at: str, english: str, spanish: str, client: Client, missed: Case, cast: Cast
) -> None:
    assert english in check(client, missed, starts_at=f"2026-03-05T{at}")
    cast.worker.language = "es"
    cast.worker.save()
    assert spanish in check(client, missed, starts_at=f"2026-03-05T{at}")


def test_a_time_taken_is_said_plainly(client: Client, missed: Case) -> None:
    taken = {"starts_at": "2026-03-05T10:00", "by": "us"}
    assert client.post(form_at(missed), taken).status_code == 302
    page = client.post(form_at(missed), taken).content.decode()
    assert "They already have a session then." in page and "This form is not saved yet." in page


def test_it_is_asked_once_and_booked_all_the_same(client: Client, missed: Case) -> None:
    given = {"starts_at": f"{HEARING}T10:00", "by": "us", "words": "Her own words."}
    asked = client.post(form_at(missed), given)
    page = asked.content.decode()
    assert asked.status_code == 422 and last(missed).kind == "hearing.set"
    assert "court hearing" in page and "Book it anyway" in page and "Her own words." in page
    assert client.post(form_at(missed), given | {"time-seen": seen_in(page)}).status_code == 302
    assert last(missed).kind == "session.booked"
    assert not Draft.objects.exists()


def test_what_was_read_beside_the_field_is_not_asked_again(client: Client, missed: Case) -> None:
    at = f"{HEARING}T10:00"
    seen = seen_in(check(client, missed, starts_at=at))
    other = {"starts_at": f"{HEARING}T11:00", "by": "us", "time-seen": seen}
    assert client.post(form_at(missed), other).status_code == 422, "another time was read of"
    done = client.post(form_at(missed), {"starts_at": at, "by": "us", "time-seen": seen})
    assert done.status_code == 302


def test_what_came_up_since_it_was_read_is_asked(client: Client, missed: Case) -> None:
    at = f"{HEARING}T10:00"
    seen = seen_in(check(client, missed, starts_at=at))
    happens(missed, "leave.granted", timedelta(hours=1), {"from": HEARING})
    page = client.post(form_at(missed), {"starts_at": at, "by": "us", "time-seen": seen})
    assert page.status_code == 422 and "on leave" in page.content.decode()


def test_what_the_client_booked_is_taken_as_it_is(client: Client, missed: Case) -> None:
    given = {"starts_at": f"{HEARING}T10:00", "by": "client"}
    assert client.post(form_at(missed), given).status_code == 302
    assert last(missed).kind == "session.booked"


def test_a_question_for_any_hour_stops_nobody(client: Client, missed: Case) -> None:
    happens(missed, "contact_rule.set", timedelta(hours=2), {"rules": ["interpreter"]})
    assert "interpreter" in check(client, missed, starts_at="2026-03-05T10:00")
    assert client.post(form_at(missed), {"starts_at": "2026-03-05T10:00", "by": "us"}).status_code == 302


def test_a_session_moved_does_not_stand_in_its_own_way(client: Client, missed: Case) -> None:
    happens(missed, "session.booked", timedelta(hours=2), {"starts_at": "2026-03-05T15:00:00+00:00"})
    session = f"{missed.requirements.get().public_id}|2026-03-05T15:00:00+00:00"
    half_an_hour_later = {"session": session, "to": "2026-03-05T10:30", "by": "provider"}
    assert "<li>" not in check(client, missed, session=session, to="2026-03-05T10:30")
    assert client.post(form_at(missed, "session.moved"), half_an_hour_later).status_code == 302


def test_their_usual_hour_is_offered_where_a_script_can_take_it(client: Client, missed: Case) -> None:
    page = client.get(form_at(missed)).content.decode()
    assert 'data-sets="id_starts_at" data-value="2026-03-10T10:00"' in page
    assert f'hx-get="{reverse("time-check", args=[missed.public_id])}"' in page


def test_who_only_books_is_told_nothing_of_hearings(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    happens(missed, "hearing.set", timedelta(hours=3), {"on": HEARING})
    person = add_person(agency=cast.agency, email="cleo@example.org", name="Cleo", roles=[Role.CLERK])
    clerk, at = signed_in(person), reverse("case-book", args=[missed.public_id])
    assert "<li>" not in check(clerk, missed, starts_at=f"{HEARING}T10:00")
    assert "Saturday" in check(clerk, missed, starts_at="2026-03-07T10:00")
    given = {"starts_at": "2026-03-07T10:00", "by": "us"}
    asked = clerk.post(at, given)
    assert asked.status_code == 422 and "Is this the right time?" in asked.content.decode()
    given |= {"time-seen": seen_in(asked.content.decode())}
    assert clerk.post(at, given).status_code == 302


def test_twice_the_same_and_a_bad_time_are_asked_together(
    client: Client, missed: Case, cast: Cast, now: datetime
) -> None:
    page = client.get(form_at(missed)).content.decode()
    begun = re.search(r'name="draft-begun" value="(\d+)"', page)
    assert begun
    happens(missed, "session.booked", timedelta(minutes=5), {"starts_at": f"{HEARING}T15:00:00+00:00"})
    given = {"starts_at": f"{HEARING}T10:00", "by": "us", "draft-begun": begun.group(1)}
    asked = client.post(form_at(missed), given).content.decode()
    assert "Is this already in the record?" in asked and "Is this the right time?" in asked
    twice = re.search(r'name="draft-twice" value="(\d+)"', asked)
    assert twice
    given |= {"time-seen": seen_in(asked), "draft-twice": twice.group(1)}
    assert client.post(form_at(missed), given).status_code == 302


def test_what_a_session_is_for_is_asked_where_the_rules_know_it(missed: Case, now: datetime) -> None:
    said = {"starts_at": "2026-03-05T10:00", "by": "us"}
    knowing = EntryFormFacts([("x", "Therapy")], only={"session.booked.purpose": PURPOSES})
    for purpose, kept in (("session", None), ("intake", "intake"), ("", None)):
        form = EntryForm("session.booked", knowing, said | {"purpose": purpose})
        assert form.is_valid() and form.details().get("purpose") == kept
    form = EntryForm("session.booked", about_case(CaseReading.of(missed, at=now), {}))
    assert "purpose" not in form.fields
