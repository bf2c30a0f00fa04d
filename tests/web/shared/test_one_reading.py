"""A screen reads a case once, folds it once and decides each service once, whatever it shows of it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from heardfirst.record.models import Case
from tests.counting import Work, counted
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn, happens

ONCE = Work(read=1, folded=1, responses=1)


@pytest.fixture
def in_the_middle(missed: Case, now: datetime) -> Case:
    """A case with something of everything a screen looks for."""
    happens(missed, "hearing.set", timedelta(hours=22), {"on": "2026-03-20"})
    happens(missed, "contact_rule.set", timedelta(hours=21), {"rules": ["no_voicemail"]}, words="Pelican")
    happens(missed, "contact.made", timedelta(hours=20), {"channel": "phone"})
    heard = {"barriers": ["transport"], "limits_explained": True}
    happens(missed, "client.heard", timedelta(hours=20), heard)
    happens(missed, "plan.agreed", timedelta(hours=19), {"actions": [{"what": "ride", "by": "client"}]})
    starts_at = (now + timedelta(days=3)).isoformat()
    happens(missed, "session.booked", timedelta(hours=18), {"starts_at": starts_at, "plan": True})
    return missed


@pytest.fixture
def client(cast: Cast, signed_in: SignedIn) -> Client:
    return signed_in(cast.worker)


@pytest.mark.parametrize(
    ("route", "work"),
    [
        (("case",), ONCE),
        (("call",), ONCE),
        (("talked",), ONCE),
        (("try",), ONCE),
        (("happened-kind", "plan.agreed"), ONCE),
        (("happened-kind", "session.booked"), ONCE),
        (("happened-kind", "service.ended"), ONCE),
        (("override", "letter"), ONCE),
        (("print-plan",), Work(read=1, folded=1)),
        (("happened-kind", "note.signed"), Work(read=1, folded=1)),
        (("happened-kind", "contact.made"), Work()),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, tuple) else "",
)
def test_a_page_about_a_case(
    route: tuple[str, ...],
    work: Work,
    in_the_middle: Case,
    client: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name, *more = route
    address = reverse(name, args=[in_the_middle.public_id, *more])
    with counted(monkeypatch) as done:
        assert client.get(address).status_code == 200
    assert done == work


def test_today_reads_the_case_on_its_first_card(
    missed: Case, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    with counted(monkeypatch) as done:
        assert "Marisol" in client.get("/").content.decode()
    assert done == ONCE


def test_today_folds_once_more_a_case_in_which_something_was_promised(
    missed: Case, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    happens(missed, "plan.agreed", timedelta(hours=19), {"actions": [{"what": "ride", "by": "us"}]})
    with counted(monkeypatch) as done:
        page = client.get("/").content.decode()
    assert "card-first" in page and "Marisol" in page and "promise" in page
    assert done == Work(read=1, folded=2, responses=1)


def test_a_form_that_asks_first_reads_the_case_once(
    in_the_middle: Case, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = reverse("happened-kind", args=[in_the_middle.public_id, "session.booked"])
    given = {"starts_at": "2026-03-20T10:00", "by": "us", "draft-begun": "1"}
    with counted(monkeypatch) as done:
        asked = client.post(address, given)
    assert asked.status_code == 422 and "court hearing" in asked.content.decode()
    assert done == ONCE


def test_a_case_just_written_to_is_folded_once_more_for_what_it_was_before(
    in_the_middle: Case, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = reverse("happened-kind", args=[in_the_middle.public_id, "session.attended"])
    [service], first = in_the_middle.requirements.all(), in_the_middle.sessions.order_by("starts_at")[0]
    session = f"{service.public_id}|{first.starts_at.isoformat()}"
    answer = client.post(address, {"session": session})
    assert answer.status_code == 302
    with counted(monkeypatch) as done:
        assert client.get(answer.headers["Location"]).status_code == 200
    assert done == Work(read=1, folded=2, responses=2)
