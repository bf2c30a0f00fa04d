"""What the guide’s screens ask of the database does not grow with a case, the caseload or the directory."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heardfirst.guide.directory.services import Offer, add_help
from heardfirst.guide.drafts.across_sign_in import token_for
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case, Entry
from heardfirst.record.services import open_case
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn, happens

# The most that each screen may ask; more is no fault of the database's but wants a reason.
# Whether a case is one that the reader practices on is one question of every page about a case.
MOST = {
    "Today": 15,
    "Case": 26,
    "Call": 22,
    "We talked": 22,
    "Log an attempt": 18,
    "Listen": 17,
    "Plan": 20,
    "Note": 20,
    "Book": 20,
    "Correct": 18,
    "Dispute": 16,
    "Override": 17,
    "Excuse": 17,
    "Service ended": 18,
    "Died": 17,
    "Is it a good time": 17,
    "Plan to hand over": 17,
    "Appointments": 16,
    "What happened": 16,
    "Print": 17,
    "News": 10,
    "Draft": 14,
    "Help to offer": 8,
    "One help": 9,
}


@pytest.fixture
def screens(missed: Case, cast: Cast, now: datetime) -> dict[str, Callable[[Client], int]]:
    """Each screen, by what asks for it and hands back the status."""
    helps_known(cast, 2)
    happens(missed, "contact.made", timedelta(hours=20), {"channel": "phone"})
    heard = {"barriers": ["transport"], "limits_explained": True}
    happens(missed, "client.heard", timedelta(hours=20), heard)
    a_plan(missed, 19)
    booked(missed, now, 3)
    entry = Entry.objects.filter(case=missed, kind="session.missed").get()
    offered = add_help(agency=cast.agency, by=cast.worker, offer=Offer("A van", ("ride",), ("transport",)))

    def got(name: str, *more: object) -> Callable[[Client], int]:
        return lambda client: client.get(reverse(name, args=[missed.public_id, *more])).status_code

    def got_with(name: str, **said: str) -> Callable[[Client], int]:
        return lambda client: client.get(reverse(name, args=[missed.public_id]), said).status_code

    def kept(client: Client) -> int:
        key = "happened:client.declined"
        typed = {
            "draft-token": token_for(cast.worker, missed, key),
            "draft-tab": "a" * 24,
            "words": "By bus.",
        }
        typed["draft-begun"] = str(Case.objects.get(pk=missed.pk).count)
        return client.post(reverse("draft", args=[missed.public_id, key]), typed).status_code

    return {
        "Draft": kept,
        "Today": lambda client: client.get("/").status_code,
        "Case": got("case"),
        "Call": got("call"),
        "We talked": got("talked"),
        "Log an attempt": got("try"),
        "Listen": got("happened-kind", "client.heard"),
        "Plan": got("happened-kind", "plan.agreed"),
        "Note": got("happened-kind", "note.signed"),
        "Book": got("happened-kind", "session.booked"),
        "Correct": got("correct-entry", entry.public_id),
        "Dispute": got("dispute-entry", entry.public_id),
        "Override": got("override", "letter"),
        "Excuse": got("happened-kind", "session.excused"),
        "Service ended": got("happened-kind", "service.ended"),
        "Died": got("died"),
        "Is it a good time": got_with("time-check", starts_at=f"{now + timedelta(days=2):%Y-%m-%dT10:00}"),
        "Plan to hand over": got("print-plan"),
        "Appointments": got("appointments"),
        "What happened": got("happened"),
        "Print": got("print-case"),
        "News": lambda client: (
            client.get(reverse("case-news", args=[missed.public_id]), {"since": "3"}).status_code
        ),
        "Help to offer": lambda client: client.get(reverse("helps")).status_code,
        "One help": lambda client: client.get(reverse("help", args=[offered.public_id])).status_code,
    }


def helps_known(cast: Cast, count: int) -> None:
    for number in range(count):
        offer = Offer(f"Van {number}", ("ride",), ("transport",), by_whom="Harbor Van")
        add_help(agency=cast.agency, by=cast.worker, offer=offer)


def a_plan(case: Case, hours: int) -> None:
    happens(case, "plan.agreed", timedelta(hours=hours), {"actions": [{"what": "ride", "by": "us"}]})


def booked(case: Case, now: datetime, days: int) -> None:
    starts_at = (now + timedelta(days=days)).isoformat()
    happens(case, "session.booked", timedelta(hours=18), {"starts_at": starts_at, "plan": True})


def test_no_screen_asks_more_where_there_is_more(
    screens: dict[str, Callable[[Client], int]],
    missed: Case,
    cast: Cast,
    now: datetime,
    signed_in: SignedIn,
) -> None:
    client = signed_in(cast.worker)

    def counted() -> dict[str, int]:
        counts = {}
        for name, ask in screens.items():
            ask(client)  # the first look of all makes what later ones find
            with CaptureQueriesContext(connection) as asked:
                assert ask(client) in (200, 204), name
            counts[name] = len(asked)
        return counts

    another_case(cast)
    before = counted()
    for days in range(30, 15, -1):
        happens(missed, "session.attended", timedelta(days=days))
    for hours in (17, 16, 15):
        a_plan(missed, hours)
        happens(missed, "contact.tried", timedelta(hours=hours), {"channel": "phone", "outcome": "no_answer"})
    booked(missed, now, 5)
    helps_known(cast, 6)
    for _more in range(8):
        another_case(cast)
    assert counted() == before
    assert {name: count for name, count in before.items() if count > MOST[name]} == {}


def another_case(cast: Cast) -> None:
    """Another client of the same worker, with a plan of whom something is promised."""
    other = open_case(agency=cast.agency, by=cast.worker, worker=cast.worker, identity=Identity("Ana Ruiz"))
    happens(other, "session.missed", timedelta(days=2))
    happens(other, "contact.made", timedelta(hours=30), {"channel": "phone"})
    a_plan(other, 29)
