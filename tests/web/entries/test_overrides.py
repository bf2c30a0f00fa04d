"""Steps taken although the rules keep them shut: with a reason, in the open, never past what nobody may."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heardfirst import access, clock
from heardfirst.guide.overriding import decline, override, override_requests_for
from heardfirst.record import selectors
from heardfirst.record.errors import RecordError
from heardfirst.record.models import Case, Entry
from heardfirst.record.overriding import override_step
from heardfirst.record.reading import CaseReading
from heardfirst.record.services import append, change_order, correct
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn, happens

REASON = "Their phone is dead; the court sits tomorrow."
ANSWER = "I read the file. Do it, and call again tonight."


@pytest.fixture
def told(missed: Case, cast: Cast) -> Case:
    """A case in which misses are told to the court, and may be."""
    change_order(
        case=missed,
        by=cast.worker,
        order=missed.orders.get(),
        terms={"report_within": "5 business days", "basis": "statute"},
        at=clock.now() - timedelta(days=20),
    )
    return missed


def shut_by(case: Case, step: str) -> Any:
    return CaseReading.of(case, at=clock.now()).decision(case.requirements.get()).standing(step)


def href_of(case: Case, step: str) -> str:
    return reverse("override", args=[case.public_id, step])


def page(case: Case, cast: Cast, signed_in: SignedIn, who: str = "worker") -> str:
    href = reverse("case", args=[case.public_id])
    return signed_in(getattr(cast, who)).get(href).content.decode()


def test_a_step_is_taken_all_the_same_with_a_reason(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    href = re.search(r'href="([^"]+/override/letter/[^"]*)"', page(missed, cast, signed_in))[1]  # type: ignore[index]
    text = client.get(href).content.decode()
    assert (
        "Send a letter to Marisol Quiñones" in text
        and "Why not yet" in text
        and "A court may read it." in text
    )
    empty = client.post(href, {"reason": " "})
    assert empty.status_code == 422 and not Entry.objects.filter(kind="step.overridden").exists()
    assert shut_by(missed, "letter").status == "not yet"
    answer = client.post(href, {"reason": REASON})
    assert answer.status_code == 302
    assert shut_by(missed, "letter").status == "open"
    shown = client.get(answer.headers["Location"]).content.decode()
    assert "Recorded: Step overridden · Send a re-engagement letter" in shown
    assert "Override" in shown and REASON in shown
    paper = client.get(reverse("print-case", args=[missed.public_id])).content.decode()
    assert "Step overridden" in paper and REASON in paper
    # Once it is taken, the rules hold as before.
    append(case=missed, by=cast.worker, kind="letter.sent", at=clock.now())
    assert shut_by(missed, "letter").status != "open"
    assert "decided on" not in page(missed, cast, signed_in)


def test_what_is_not_the_workers_alone_waits_for_the_supervisor(
    told: Case, cast: Cast, signed_in: SignedIn
) -> None:
    worker, supervisor, href = (
        signed_in(cast.worker),
        signed_in(cast.supervisor),
        href_of(told, "notify_court"),
    )
    assert "Ask the supervisor" in worker.get(href).content.decode()
    assert worker.post(href, {"reason": REASON}).status_code == 302
    assert shut_by(told, "notify_court").status == "not yet"
    again = worker.get(href).content.decode()
    assert "Waiting for a supervisor" in again and "<textarea" not in again
    assert "Waiting for a supervisor" in page(told, cast, signed_in)
    today = supervisor.get("/").content.decode()
    assert "Wanda asks you to approve an override: notify the court about Marisol Quiñones." in today
    assert "asks you to approve an override" not in worker.get("/").content.decode()
    shown = supervisor.get(href).content.decode()
    assert REASON in shown and ">Approve<" in shown and ">Decline<" in shown
    assert supervisor.post(href, {"reason": ANSWER}).status_code == 302
    assert shut_by(told, "notify_court").status in ("open", "now")
    assert "asks you to approve an override" not in supervisor.get("/").content.decode()
    shown = page(told, cast, signed_in)
    assert "Selma decided on" in shown and ANSWER in shown and REASON in shown


def test_a_supervisor_says_no_and_both_reasons_stay(told: Case, cast: Cast, signed_in: SignedIn) -> None:
    signed_in(cast.worker).post(href_of(told, "notify_court"), {"reason": REASON})
    supervisor = signed_in(cast.supervisor)
    answer = supervisor.post(href_of(told, "notify_court"), {"reason": "Call first.", "decline": "yes"})
    assert answer.status_code == 302
    assert shut_by(told, "notify_court").status == "not yet"
    assert override_requests_for(cast.supervisor, clock.now()) == []
    shown = page(told, cast, signed_in)
    assert REASON in shown and "Call first." in shown and "Waiting for a supervisor" not in shown


def test_nobody_overrides_the_lawful_bar(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    change_order(
        case=missed,
        by=cast.worker,
        order=missed.orders.get(),
        terms={"report_within": "5 business days", "basis": "none"},
        at=clock.now() - timedelta(days=20),
    )
    client, before = signed_in(cast.supervisor), missed.entries.count()
    text = client.get(href_of(missed, "notify_court")).content.decode()
    assert "This cannot be overridden" in text and "nobody here can waive it" in text
    assert "<textarea" not in text
    assert "/override/notify_court/" not in page(missed, cast, signed_in, "supervisor")
    answer = client.post(href_of(missed, "notify_court"), {"reason": REASON})
    assert answer.status_code == 422 and missed.entries.count() == before
    assert "This cannot be overridden" in answer.content.decode()


def test_nobody_overrides_safety(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    happens(missed, "contact_rule.set", timedelta(hours=5), {"rules": ["no_letter"]})
    client, before = signed_in(cast.worker), missed.entries.count()
    text = client.get(href_of(missed, "letter")).content.decode()
    assert "This is about safety." in text and "<textarea" not in text
    assert client.post(href_of(missed, "letter"), {"reason": REASON}).status_code == 422
    assert missed.entries.count() == before


@pytest.mark.parametrize("step", ["contact", "protect"])
def test_what_is_not_shut_is_not_overridden(step: str, missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    client, before = signed_in(cast.worker), missed.entries.count()
    assert "This step no longer needs an override" in client.get(href_of(missed, step)).content.decode()
    assert client.post(href_of(missed, step), {"reason": REASON}).status_code == 422
    assert missed.entries.count() == before


def test_what_is_no_step_is_not_there(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    assert client.get(href_of(missed, "no_such_step")).status_code == 404
    other = reverse("override", args=[missed.public_id, "letter"]) + f"?service={cast.worker.public_id}"
    assert client.get(other).status_code == 404


def test_services_refuse_what_no_screen_offers(told: Case, cast: Cast) -> None:
    requirement = told.requirements.get()
    details = {"step": "notify_court", "agreed_by_supervisor": True}
    with pytest.raises(RecordError, match="the override form"):
        append(case=told, by=cast.worker, kind="step.overridden", at=clock.now(), details=details)
    for person in (cast.colleague, cast.stranger):
        with pytest.raises(RecordError):
            override(person=person, case=told, requirement=requirement, step="letter", words=REASON)
    with pytest.raises(RecordError, match="Explain why"):
        override_step(
            case=told, by=cast.supervisor, requirement=requirement, step="letter", words=" ",
            agreed_by_supervisor=True,
        )  # fmt: skip
    override_request = override(
        person=cast.worker, case=told, requirement=requirement, step="notify_court", words=REASON
    )
    assert selectors.details_of(override_request) == {"step": "notify_court", "agreed_by_supervisor": False}
    with pytest.raises(RecordError, match="Only a supervisor"):
        decline(person=cast.worker, override_request=override_request, words="No.")


def test_a_wish_taken_back_or_overtaken_is_before_nobody(told: Case, cast: Cast) -> None:
    requirement, now = told.requirements.get(), clock.now()
    override_request = override(
        person=cast.worker, case=told, requirement=requirement, step="notify_court", words=REASON
    )
    assert [each.step for each in override_requests_for(cast.supervisor, now)] == ["notify_court"]
    assert override_requests_for(cast.worker, now) == override_requests_for(cast.stranger, now) == []
    correction = correct(entry=override_request, by=cast.worker, reason="She called back.")
    assert override_requests_for(cast.supervisor, now) == []
    correct(entry=correction, by=cast.worker, reason="She did not.")
    assert len(override_requests_for(cast.supervisor, now)) == 1
    later = now + timedelta(days=2)
    with clock.standing_at(later):
        append(case=told, by=cast.worker, kind="session.missed", at=later, requirement=requirement)
    assert override_requests_for(cast.supervisor, later) == []


def test_who_may_override(told: Case, cast: Cast) -> None:
    rules = CaseReading.of(told, at=clock.now()).decision(told.requirements.get()).protocol
    own, theirs = rules.step("letter"), rules.step("notify_court")
    assert access.may_override(cast.worker, told, own) and not access.may_override(cast.worker, told, theirs)
    assert access.may_override(cast.supervisor, told, own)
    assert access.may_override(cast.supervisor, told, theirs)
    for person in (cast.colleague, cast.stranger):
        assert not access.may_override(person, told, own) and not access.may_agree_override(person, told)


@pytest.mark.once
def test_wishes_are_found_by_an_index_of_their_own(told: Case, cast: Cast) -> None:
    requirement = told.requirements.get()
    override(person=cast.worker, case=told, requirement=requirement, step="notify_court", words=REASON)
    with CaptureQueriesContext(connection) as asked:
        assert len(override_requests_for(cast.supervisor, clock.now())) == 1
    (sql,) = [each["sql"] for each in asked if "step.overridden" in each["sql"]]
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
        plan = " ".join(str(row) for row in cursor.fetchall())
    assert "entry_overrides" in plan
