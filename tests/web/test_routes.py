"""Who gets in where, for every address there is: the table is the web room's, so none is forgotten."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heardfirst.record.models import Case, Entry
from heardfirst.web.urls import urlpatterns
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn, happens
from tests.web.gates import GATES

ROUTES = [str(pattern.name) for pattern in urlpatterns]
OF_A_CASE = [str(pattern.name) for pattern in urlpatterns if "case_id" in str(pattern.pattern)]
# The doors themselves, which stand open to everybody.
DOORS = {name for name, gate in GATES.items() if gate.door}
ONLY_POST = {name for name, gate in GATES.items() if gate.methods == ("POST",)}
AN_ADMINISTRATORS = {name for name in ROUTES if name.startswith(("settings", "set-up-"))} - DOORS
A_SUPERVISORS = {"protocol-in-force", "unassigned"}
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="[^"]*"')


def address(name: str, case: Case | None, entry: Entry | None = None) -> str:
    """One route's address; without a case, one that leads to no case at all."""
    given: dict[str, Any] = {
        "case_id": case.public_id if case else uuid4(),
        "entry_id": entry.public_id if entry else uuid4(),
        "order_id": case.orders.get().public_id if case else uuid4(),
        "kind": "client.heard",
        "key": "california-dui",
        "token": "no-such-token",
        "passkey_id": uuid4(),
    }
    pattern = next(each for each in urlpatterns if each.name == name)
    wanted = set(pattern.pattern.converters)
    return reverse(name, kwargs={key: value for key, value in given.items() if key in wanted})


@pytest.fixture
def entry(missed: Case) -> Entry:
    return happens(missed, "contact.tried", timedelta(hours=20), {"channel": "phone", "outcome": "no_answer"})


def seen(answer: HttpResponse, asked: str) -> str:
    """What a page says, without the tokens that differ each time and the address that was asked for."""
    return _TOKEN.sub("", answer.content.decode()).replace(asked, "")


@pytest.mark.parametrize("name", sorted(set(ROUTES) - DOORS))
def test_nobody_gets_in_unsigned(name: str, missed: Case, entry: Entry) -> None:
    for ask in (Client().get, Client().post):
        answer = ask(address(name, missed, entry))
        assert (answer.status_code, answer.headers["Location"]) == (302, "/sign-in/")


@pytest.mark.parametrize("name", sorted(set(ROUTES) - DOORS))
def test_the_owner_and_the_supervisor_get_in(
    name: str, missed: Case, entry: Entry, cast: Cast, signed_in: SignedIn
) -> None:
    for person in (cast.worker, cast.supervisor):
        answer = signed_in(person).get(address(name, missed, entry))
        open_to = name not in A_SUPERVISORS or person == cast.supervisor
        open_to = open_to and name not in AN_ADMINISTRATORS
        assert answer.status_code == (405 if name in ONLY_POST else 200 if open_to else 404)


@pytest.mark.parametrize("name", OF_A_CASE)
def test_everybody_else_sees_what_they_would_see_of_no_case_at_all(
    name: str, missed: Case, entry: Entry, cast: Cast, signed_in: SignedIn
) -> None:
    for person in (cast.colleague, cast.stranger):
        client = signed_in(person)
        asks: tuple[Callable[..., Any], ...] = (client.get, client.post)
        for ask in asks[1 if name in ONLY_POST else 0 :]:
            before = Entry.objects.count()
            wanted, wild = address(name, missed, entry), address(name, None)
            there, nowhere = ask(wanted), ask(wild)
            assert there.status_code == nowhere.status_code
            # A page that is only for looking at says so to everybody, and says no more.
            assert there.status_code in ((404, 405) if ask == client.post else (404,))
            assert seen(there, wanted) == seen(nowhere, wild)
            assert "Marisol" not in seen(there, "") and "Quiñones" not in seen(there, "")
            assert Entry.objects.count() == before


@pytest.mark.parametrize("name", sorted(set(ROUTES) - ONLY_POST))
def test_looking_writes_nothing(
    name: str, missed: Case, entry: Entry, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.worker)
    with CaptureQueriesContext(connection) as asked:
        client.get(address(name, missed, entry))
    writing = [each["sql"] for each in asked if re.match(r"\s*(INSERT|UPDATE|DELETE|REPLACE)", each["sql"])]
    assert writing == []


@pytest.mark.parametrize("name", ROUTES)
def test_no_address_holds_anything_typed(name: str, missed: Case, entry: Entry) -> None:
    pattern = next(each for each in urlpatterns if each.name == name)
    kinds = {type(each).__name__ for each in pattern.pattern.converters.values()}
    # A protocol's name is that of its file; nobody types it beside a client.
    known = {"happened-kind", "sign-in-link", "protocol", "protocol-numbers", "protocol-in-force"}
    known |= {"set-up-link", "set-up-page"}
    assert kinds <= {"UUIDConverter"} or name in known


def test_counts_are_of_ones_own_cases_alone(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    for person in (cast.colleague, cast.stranger):
        client = signed_in(person)
        assert "0 cases" in client.get("/caseload/").content.decode()
        assert "No case here yet" in client.get("/").content.decode()
        assert "0 cases found" in client.post("/caseload/", {"name": "Marisol"}).content.decode()
    assert "1 case found" in signed_in(cast.worker).post("/caseload/", {"name": "marisol"}).content.decode()


def test_an_entry_of_another_case_is_not_there(
    missed: Case, entry: Entry, cast: Cast, signed_in: SignedIn
) -> None:
    from heardfirst.record.identity import Identity
    from heardfirst.record.services import open_case

    other = open_case(agency=cast.agency, by=cast.worker, worker=cast.worker, identity=Identity("Ana Ruiz"))
    client = signed_in(cast.worker)
    for name in ("correct-entry", "undo-entry"):
        wrong = reverse(name, args=[other.public_id, entry.public_id])
        assert client.post(wrong, {"reason": "mine"}).status_code == 404
    mixed = reverse("order", args=[other.public_id, missed.orders.get().public_id])
    assert client.get(mixed).status_code == 404


def test_pages_about_people_stay_in_no_cache(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    answer = signed_in(cast.worker).get(reverse("case", args=[missed.public_id]))
    assert "no-store" in answer.headers["Cache-Control"]
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in policy and "script-src 'self'" in policy and "style-src 'self'" in policy
