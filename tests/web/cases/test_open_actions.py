"""What we promised stands on Today until it is done, and what failed is ours, not hers."""

from __future__ import annotations

import html
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heardfirst import clock
from heardfirst.record.models import Case, Session
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn, happens
from tests.web.today.test_today import clients_who_missed

RIDE = {"what": "ride", "by": "us", "until": "2026-03-03"}


@pytest.fixture
def client(missed: Case, cast: Cast, signed_in: SignedIn) -> Client:
    """The worker; two days ago a ride was promised for the session missed on Tuesday at ten."""
    happens(missed, "plan.agreed", timedelta(hours=30), {"actions": [RIDE]})
    return signed_in(cast.worker)


def text(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def says(client: Client, case: Case, went: str, page: str = "/") -> Any:
    """Tap one of the two buttons as the page has them."""
    form = re.search(r'<li class="promise">.*?</li>', client.get(page).content.decode(), re.DOTALL)
    assert form
    fields = dict(re.findall(r'name="(next|plan|what|by)" value="([^"]*)"', form.group()))
    return client.post(reverse("promised", args=[case.public_id]), fields | {"went": went})


def test_what_is_overdue_is_said_to_be_ours(client: Client, missed: Case) -> None:
    page = text(client.get("/"))
    assert "We promised this by Tue, Mar 3 and have not done it. That is on us, not the client." in page
    assert "Marisol Quiñones</a> · A ride" in page
    on_case = text(client.get(reverse("case", args=[missed.public_id])))
    assert "We promised this by Tue, Mar 3" in on_case


def test_done_it_is_gone_and_can_be_undone(client: Client, missed: Case) -> None:
    done = says(client, missed, "done")
    assert done.status_code == 302
    page = text(client.get(done.headers["Location"]))
    assert "Promised help provided" in page and "What we promised" not in page
    assert missed.entries.latest("seq").kind == "action.done"
    undo = re.search(r'action="([^"]+/undo/)"', page)
    assert undo
    client.post(undo.group(1))
    assert "What we promised" in text(client.get("/"))


def test_a_miss_on_the_day_our_ride_did_not_come_is_not_hers(client: Client, missed: Case) -> None:
    assert Session.objects.filter(case=missed, counted=True).count() == 1
    assert says(client, missed, "failed").status_code == 302
    assert Session.objects.filter(case=missed, counted=True).count() == 0
    assert "What we promised" not in text(client.get("/"))
    on_case = text(client.get(reverse("case", args=[missed.public_id])))
    assert "We promised this for Tue, Mar 3 and did not deliver. That is on us, not the client." in on_case
    assert "A session missed within a day of this does not count against the client." in on_case
    says(client, missed, "done", reverse("case", args=[missed.public_id]))
    assert "What we promised" not in text(client.get(reverse("case", args=[missed.public_id])))
    assert Session.objects.filter(case=missed, counted=True).count() == 0, "made good is not taken back"


def test_a_second_tap_adds_nothing(client: Client, missed: Case) -> None:
    form = re.search(r'<li class="promise">.*?</li>', client.get("/").content.decode(), re.DOTALL)
    assert form
    fields = dict(re.findall(r'name="(next|plan|what|by)" value="([^"]*)"', form.group()))
    at, before = reverse("promised", args=[missed.public_id]), missed.entries.count()
    for _tap in range(2):
        assert client.post(at, fields | {"went": "done"}).status_code == 302
    assert missed.entries.count() == before + 1
    assert client.post(at, fields | {"went": "perhaps"}).status_code == 404
    assert client.post(at, {"went": "failed", "plan": "x", "what": "ride"}).status_code == 302
    assert missed.entries.count() == before + 1


def test_the_day_is_asked_with_the_plan(client: Client, missed: Case) -> None:
    at = reverse("happened-kind", args=[missed.public_id, "plan.adjusted"])
    given = {"actions_us": ["childcare"], "actions_client": ["reminder"], "actions_until": "2026-03-06"}
    assert client.post(at, given).status_code == 302
    page = text(client.get("/"))
    assert "Childcare during the session" in page and "We promised this by Fri, Mar 6." in page
    on_case = text(client.get(reverse("case", args=[missed.public_id])))
    assert (
        "Childcare during the session (us, until Fri, Mar 6), a reminder the day before (the client)"
        in on_case
    )
    plan = missed.entries.latest("seq")
    right = text(
        client.get(reverse("correct-entry", args=[missed.public_id, plan.public_id]) + "?as=plan.adjusted")
    )
    assert 'name="right-actions_until" value="2026-03-06"' in right


def test_few_questions_however_many_promises(cast: Cast, now: datetime, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    counts = []
    for names in (["Ana"], [f"Client {number}" for number in range(8)]):
        for case in clients_who_missed(cast, names):
            happens(case, "plan.agreed", timedelta(hours=4), {"actions": [RIDE]})
        with CaptureQueriesContext(connection) as asked:
            page = text(client.get("/"))
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 18
    assert "6 more promises" in page and page.count('<li class="promise">') == 9


def test_a_reader_has_no_buttons(client: Client, missed: Case, cast: Cast, signed_in: SignedIn) -> None:

    from heardfirst.agency.models import Role
    from heardfirst.agency.services import add_person
    from heardfirst.agency.staffing import give_role

    auditor = add_person(agency=cast.agency, email="anders@example.org", name="Anders", roles=[])
    give_role(person=auditor, role=Role.AUDITOR, by=None, until=clock.now() + timedelta(days=9))
    page = text(signed_in(auditor).get(reverse("case", args=[missed.public_id])))
    assert "What we promised" in page and 'name="went"' not in page
