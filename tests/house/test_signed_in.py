"""An idle session ends; looking at a page keeps it alive without writing a row."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import path

from heardfirst.agency.models import Agency, Person
from heardfirst.agency.sessions import SIGNED_IN_AT
from tests.signing_in import force_in

START = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
LIMIT = timedelta(minutes=30)
SEEN = "heardfirst_seen"


def whoami(request: HttpRequest) -> HttpResponse:
    return HttpResponse("somebody" if request.user.is_authenticated else "nobody")


def change(request: HttpRequest) -> HttpResponse:
    request.session["touched"] = request.session.get("touched", 0) + 1
    return whoami(request)


urlpatterns = [path("whoami", whoami), path("change", change)]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def client() -> Client:
    agency = Agency.objects.create(name="Somewhere")
    person = Person.objects.create_person(agency=agency, email="worker@example.org", name="A Worker")
    visitor = Client()
    with time_machine.travel(START, tick=False):
        force_in(visitor, person)
    return visitor


def _asks(client: Client, after: timedelta, where: str = "/whoami") -> str:
    with time_machine.travel(START + after, tick=False):
        return client.get(where).content.decode()


def _asks_and_changes(client: Client, after: timedelta) -> str:
    return _asks(client, after, "/change")


def test_somebody_who_keeps_working_stays_signed_in(client: Client) -> None:
    steps = [LIMIT * 0.9 * n for n in range(6)]
    assert [_asks(client, step) for step in steps] == ["somebody"] * 6


def test_somebody_who_went_away_is_signed_out_and_stays_so(client: Client) -> None:
    assert _asks(client, timedelta(minutes=1)) == "somebody"
    assert _asks(client, timedelta(minutes=1) + LIMIT + timedelta(seconds=2)) == "nobody"
    assert _asks(client, timedelta(minutes=2) + LIMIT) == "nobody"


def test_a_part_of_a_page_is_not_filled_with_the_way_to_sign_in(client: Client) -> None:
    with time_machine.travel(START + LIMIT + timedelta(seconds=2), tick=False):
        answer = client.get("/whoami", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == settings.LOGIN_URL
    assert answer.content == b""


def test_a_working_day_ends_however_busy(client: Client) -> None:
    day = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    steps = [LIMIT * 0.9 * n for n in range(1, int(day / (LIMIT * 0.9)) + 1)]
    assert {_asks_and_changes(client, step) for step in steps} == {"somebody"}
    assert _asks(client, day + timedelta(seconds=2)) == "nobody"


def test_never_coming_back_after_signing_in_counts_too(client: Client) -> None:
    assert _asks(client, LIMIT + timedelta(seconds=2)) == "nobody"


def test_a_session_without_its_cookie_ends(client: Client) -> None:
    assert _asks(client, LIMIT * 0.8) == "somebody"
    del client.cookies[SEEN]
    assert _asks(client, LIMIT * 0.9) == "nobody"


@pytest.mark.parametrize("forged", ["", "x", "0" * 32, "0" * 32 + ":zzzzzz:AAAA"])
def test_a_forged_cookie_counts_for_nothing(client: Client, forged: str) -> None:
    assert _asks(client, timedelta(0)) == "somebody"
    client.cookies[SEEN] = forged
    assert _asks(client, timedelta(seconds=2)) == "nobody"


def test_the_cookie_of_another_session_counts_for_nothing(client: Client) -> None:
    other = Client()
    with time_machine.travel(START, tick=False):
        force_in(other, Person.objects.get())
    assert _asks(other, LIMIT * 0.9) == "somebody"
    client.cookies[SEEN] = other.cookies[SEEN].value
    assert _asks(client, LIMIT * 0.95) == "nobody"


def test_looking_at_a_page_writes_nothing(client: Client) -> None:
    _asks(client, timedelta(0))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert _asks(client, LIMIT * 0.5) == "somebody"
    assert asked.captured_queries
    assert [query["sql"] for query in asked.captured_queries if not query["sql"].startswith("SELECT")] == []


def test_a_page_of_somebody_signed_in_is_kept_by_no_browser(client: Client) -> None:
    with time_machine.travel(START, tick=False):
        answer = client.get("/whoami")
    assert "no-store" in answer["Cache-Control"]
    cookie = answer.cookies[SEEN]
    assert cookie["httponly"] and cookie["samesite"] == "Lax"
    session_key = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert session_key not in cookie.value


def test_a_visitor_gets_no_cookie() -> None:
    answer = Client().get("/whoami")
    assert SEEN not in answer.cookies
    assert SIGNED_IN_AT not in Client().session
