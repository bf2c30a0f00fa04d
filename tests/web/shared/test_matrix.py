"""Everybody at every door, from the table of addresses itself; what comes back is read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heardfirst import clock
from heardfirst.agency.models import Role
from heardfirst.web.urls import urlpatterns
from tests.conftest import some_of
from tests.record.conftest import TODAY
from tests.signing_in import force_in
from tests.web.everybody import (
    AGENCY,
    CLIENT,
    GUARDED_WORDS,
    LABEL,
    PHONE,
    QUESTION,
    STAFF,
    WORDS,
    Everybody,
    Visitor,
    gather,
)
from tests.web.gates import GATES, WORKING

ROUTES = {str(pattern.name): pattern for pattern in urlpatterns}
# Arguments of a route that are no ids of ours.
PLAIN = {
    "kind": "client.heard",
    "key": "california-dui",
    "token": "no-such-token",
    "role": "worker",
    "form": "try",
    "step": "letter",
    "item": QUESTION,
    "topic": "safety",
}
# Where a privacy officer reads clients' names, and where names stand for booking.
NAMES_IN_THE_LOG = {"log", "emergencies"}
NAMES_TO_BOOK = {"caseload", "case-sessions", "case-book"}
# The log itself grows with every knock; a session is written when somebody signs in or out.
GROWS = {"AccessEvent", "AccessHead", "BrowserSession"}
_TOKEN = re.compile(r'name="(?:csrfmiddlewaretoken|form-token)" value="[^"]*"')


PARTS = 27  # to gather everybody takes as long as to try a door


@pytest.fixture
def everybody(db: None) -> Iterator[Everybody]:
    with clock.standing_at(TODAY):
        yield gather(TODAY)


def address(name: str, ids: dict[str, Any]) -> str:
    """One route's address."""
    wanted = ROUTES[name].pattern.converters
    unknown = set(wanted) - set(ids) - set(PLAIN)
    assert not unknown, f"tests/web/everybody.py does not know what {unknown} could be"
    return reverse(name, kwargs={key: ids.get(key, PLAIN.get(key)) for key in wanted})


def has_ids(name: str) -> bool:
    return bool(set(ROUTES[name].pattern.converters) - set(PLAIN))


def come(visitor: Visitor) -> Client:
    """A browser of the visitor's, signed in if they can be."""
    client = Client()
    if visitor.person is not None:
        force_in(client, visitor.person)
    return client


def knock(client: Client, method: str, at: str) -> Any:
    return client.get(at) if method == "GET" else client.post(at, {})


def seen(answer: Any, at: str = "") -> str:
    """What comes back: headers and body, without the tokens that differ each time and the address itself."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = " ".join(
        f"{name}: {value}" for name, value in answer.headers.items() if name != "Content-Length"
    )
    text = _TOKEN.sub("", f"{headers}\n{body.decode()}")
    return text.replace(at, "") if at else text


def counted() -> dict[str, int]:
    """How many rows every table of ours has, the access log left out."""
    labels = {"agency", "record", "access", "doors", "directory", "drafts", "practice", "sessions"}
    return {
        model.__name__: model._default_manager.count()
        for model in apps.get_models()
        if model._meta.app_label in labels and model.__name__ not in GROWS
    }


def test_every_route_has_its_line() -> None:
    assert set(ROUTES) == set(GATES)


def test_ids_in_addresses_cannot_be_counted_through() -> None:
    for name, pattern in ROUTES.items():
        kinds = {key: type(each).__name__ for key, each in pattern.pattern.converters.items()}
        assert all(kind == "UUIDConverter" for key, kind in kinds.items() if key not in PLAIN), name


@pytest.mark.parametrize("part", range(PARTS))
def test_who_gets_in(part: int, everybody: Everybody) -> None:
    for name in sorted(name for name, gate in GATES.items() if not gate.door)[part::PARTS]:
        try_the_door(name, everybody)


def try_the_door(name: str, everybody: Everybody) -> None:
    gate, there = GATES[name], address(name, everybody.ids())
    # Some of everybody knock, others at each route and in each run; in a thorough run all of them.
    visitors = some_of(everybody.visitors, 14 if connection.vendor == "sqlite" else 7)
    nowhere, before = address(name, {key: uuid4() for key in everybody.ids()}), counted()
    # A refusal is the same page for everybody refused; that it is the page of nothing at all, some ask.
    compared = some_of(visitors, 5) if has_ids(name) else ()
    for visitor in visitors:
        client = come(visitor)
        opens = gate.opens(visitor.roles, visitor.relation) and visitor.relation != "gone"
        who = f"{name}: {visitor.relation} {sorted(visitor.roles)}"
        for method in ("GET", "POST"):
            if opens and method == "POST":
                continue  # what a form does is for the tests of that form
            answer = knock(client, method, there)
            if opens:
                expected = 200 if "GET" in gate.methods else 405
                assert answer.status_code == expected, who
            else:
                _is_refused(answer, visitor, method, gate.methods, name, who)
                if visitor in compared and method == "GET":
                    elsewhere = knock(client, method, nowhere)
                    assert seen(answer, there) == seen(elsewhere, nowhere), f"{who} {method}"
            _shows_only_what_it_may(seen(answer), visitor, name, who, opens=opens)
    assert counted() == before, "somebody who looked, or was refused, wrote something"


def _is_refused(
    answer: Any, visitor: Visitor, method: str, methods: tuple[str, ...], name: str, who: str
) -> None:
    """Sent to sign in; or to their own first page from Today; or what leads nowhere for everybody."""
    if visitor.relation in ("unsigned", "gone"):
        assert (answer.status_code, answer.headers["Location"]) == (302, settings.LOGIN_URL), who
    elif method not in methods:
        assert answer.status_code == 405, who
    elif name == "today":
        assert answer.status_code == 302, who
    else:
        assert answer.status_code == 404, who


def _shows_only_what_it_may(text: str, visitor: Visitor, name: str, who: str, *, opens: bool) -> None:
    hidden: list[str] = []
    if not opens or visitor.relation not in (*WORKING, "audit"):
        hidden += [WORDS, LABEL]
        names = NAMES_IN_THE_LOG if Role.PRIVACY_OFFICER in visitor.roles else set()
        names = names | (NAMES_TO_BOOK if Role.CLERK in visitor.roles else set())
        if not opens or name not in names or visitor.relation == "elsewhere":
            hidden += CLIENT.split()
    if not opens or visitor.relation not in WORKING:
        hidden += [GUARDED_WORDS, PHONE, "555-0147", "5550147"]
    if visitor.relation in ("elsewhere", "unsigned", "gone"):
        hidden += [AGENCY, *STAFF]
    for secret in hidden:
        assert secret not in text, f"{who} is shown {secret!r}"


def test_what_each_sees_of_the_case(everybody: Everybody) -> None:
    at = address("case", everybody.ids())
    for visitor in everybody.visitors:
        text = seen(knock(come(visitor), "GET", at))
        works = visitor.relation in WORKING
        assert (GUARDED_WORDS in text) == works, visitor.relation
        assert ("555-0147" in text) == works, visitor.relation
        assert (WORDS in text) == (works or visitor.relation == "audit"), visitor.relation


def test_counts_are_of_what_one_may_see(everybody: Everybody) -> None:
    for visitor in everybody.visitors:
        if visitor.person is None or not GATES["caseload"].opens(visitor.roles, visitor.relation):
            continue
        client = Client()
        force_in(client, visitor.person)
        sees = visitor.relation in (*WORKING, "audit", "booking")
        expected = "1 case" if sees else "0 cases"
        if visitor.relation == "gone":
            continue
        assert f">{expected}<" in client.get(reverse("caseload")).content.decode(), visitor.relation
        found = client.post(reverse("caseload"), {"name": "marisol"}).content.decode()
        assert f">{expected} found<" in found, visitor.relation


def test_looking_writes_nothing(everybody: Everybody) -> None:
    own = next(each.person for each in everybody.visitors if each.relation == "own" and each.person)
    client = Client()
    for name in sorted(name for name, gate in GATES.items() if "GET" in gate.methods):
        force_in(client, own)
        with CaptureQueriesContext(connection) as asked:
            client.get(address(name, everybody.ids()))
        writing = [
            each["sql"] for each in asked if re.match(r"\s*(INSERT|UPDATE|DELETE|REPLACE)", each["sql"])
        ]
        # That somebody looked is put down before they see anything; looking changes nothing else.
        assert [each for each in writing if "access_access" not in each] == [], name


def test_every_refusal_is_in_the_log(everybody: Everybody) -> None:
    from heardfirst.access.log import lines_of, verify_log

    agency, elsewhere = (
        everybody.case.agency,
        next(
            each.person.agency for each in everybody.visitors if each.relation == "elsewhere" and each.person
        ),
    )
    at = address("case", everybody.ids())
    for visitor in everybody.visitors:
        knock(come(visitor), "GET", at)
    refused = {each.person.name: each.case_id for each in lines_of(agency, what="refused") if each.person}
    assert refused == {
        each.person.name: everybody.case.pk
        for each in everybody.visitors
        if each.person
        and not GATES["case"].opens(each.roles, each.relation)
        and each.relation not in ("elsewhere", "gone")
    }
    # Of another agency's case not even that there is one.
    assert {each.case_id for each in lines_of(elsewhere, what="refused")} == {None}
    opened = lines_of(agency, case=everybody.case, what="opened").values_list("person__name", flat=True)
    assert len(opened) == sum(GATES["case"].opens(each.roles, each.relation) for each in everybody.visitors)
    assert verify_log(agency)[1] == []
