"""What somebody who only books sees of a case, and what they can say of its sessions."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from heardfirst.agency.models import Role
from heardfirst.agency.services import add_person
from heardfirst.guide.recording import bears_on_these_rules, words_for_booking
from heardfirst.protocol import KINDS, load_protocol
from heardfirst.record.models import Case, Entry, Session
from heardfirst.record.services import add_requirement, append
from tests.record.conftest import TODAY, Cast
from tests.web.conftest import SignedIn, happens

SECRETS = ("Pelican", "bus line", "Tuesday group", "555-0147", "Call", "quit", "Voicemail", "no_voicemail")


@pytest.fixture
def clerk(missed: Case, cast: Cast, signed_in: SignedIn) -> Client:
    """Signed in, while the case is full of what they are not to know."""
    happens(missed, "client.heard", timedelta(hours=9), {"barriers": ["transport"]}, words="The bus line.")
    happens(missed, "contact_rule.set", timedelta(hours=8), {"rules": ["no_voicemail"]}, words="Say Pelican.")
    person = add_person(agency=cast.agency, email="cleo@example.org", name="Cleo", roles=[Role.CLERK])
    return signed_in(person)


def sessions_at(case: Case) -> str:
    return reverse("case-sessions", args=[case.public_id])


def book_at(case: Case, kind: str) -> str:
    return f"{reverse('case-book', args=[case.public_id])}?what={kind}"


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined, no-any-return]


def test_the_caseload_leads_to_the_sessions_and_says_no_more(missed: Case, clerk: Client) -> None:
    page = text(clerk.get("/caseload/"))
    assert "Marisol Quiñones" in page and sessions_at(missed) in page
    assert reverse("case", args=[missed.public_id]) + '"' not in page
    assert "Call" not in page and "due" not in page.partition("<main")[2].replace('class="due', "")
    assert sessions_at(missed) in text(clerk.post("/caseload/", {"name": "marisol"}))


def test_a_name_the_services_and_the_sessions_and_not_a_word_more(missed: Case, clerk: Client) -> None:
    happens(missed, "session.booked", timedelta(hours=1), {"starts_at": "2026-03-10T15:00:00+00:00"})
    pages = [text(clerk.get(sessions_at(missed)))]
    pages += [text(clerk.get(book_at(missed, kind))) for kind in sorted(KINDS.that("clerk"))]
    page = pages[0]
    assert "Marisol Quiñones" in page and "Therapy" in page
    assert "Tue, Mar 10, 11 am" in page and "Missed" in page and "Attended" in page
    for each in pages:
        for secret in SECRETS:
            assert secret not in each
        assert "<textarea" not in each
    assert clerk.get(reverse("case", args=[missed.public_id])).status_code == 404


# What only a program with events of its own records is tried in tests/web/entries/test_tasks_and_events.py.
WORDS = words_for_booking(load_protocol("court-mandated-treatment"))


@pytest.mark.parametrize("kind", sorted(k for k in KINDS.that("clerk") if bears_on_these_rules(k, WORDS)))
def test_each_kind_is_put_down_without_words(kind: str, missed: Case, clerk: Client, now: datetime) -> None:
    past = min(
        re.findall(
            r'name="session" value="([^"]+\|[^"]+)"', text(clerk.get(book_at(missed, "session.missed")))
        )
    )
    told = {
        "session": past,
        "starts_at": "2026-03-11T10:00",
        "to": "2026-03-12T10:00",
        "by": "provider",
        "words": "Things she said.",
        "plan": "on",
    }
    done = clerk.post(book_at(missed, kind), told)
    assert done.status_code == 302, re.findall(r'class="wrong"[^>]*>([^<]+)', text(done))
    assert "Recorded." in text(clerk.get(done.headers["Location"]))
    entry = missed.entries.latest("seq")
    assert (entry.kind, entry.words) == (kind, None)
    assert entry.by is not None and entry.by.name == "Cleo"
    assert "plan" not in json.loads(bytes(entry.details))


def test_a_session_moved_is_to_come_at_its_new_time(missed: Case, clerk: Client, now: datetime) -> None:
    happens(missed, "session.booked", timedelta(days=3), {"starts_at": "2026-03-05T15:00:00+00:00"})
    requirement = missed.requirements.get().public_id
    told = {"session": f"{requirement}|2026-03-05T15:00:00+00:00", "to": "2026-03-06T10:00", "by": "provider"}
    assert clerk.post(book_at(missed, "session.moved"), told).status_code == 302
    entry = missed.entries.latest("seq")
    assert entry.occurred_at == now
    pending = Session.objects.filter(case=missed, outcome=Session.Outcome.PENDING)
    assert [row.starts_at for row in pending] == [datetime(2026, 3, 6, 15, 0, tzinfo=UTC)]


def test_a_session_is_not_moved_to_a_time_gone_by(missed: Case, clerk: Client, now: datetime) -> None:
    happens(missed, "session.booked", timedelta(days=3), {"starts_at": "2026-12-25T15:00:00+00:00"})
    session = f"{missed.requirements.get().public_id}|2026-12-25T15:00:00+00:00"
    told = {"session": session, "to": "2026-01-01T10:00", "by": "provider"}
    answer = clerk.post(book_at(missed, "session.moved"), told)
    assert answer.status_code == 422
    assert "This time has passed. Enter the new time, and check the year." in text(answer)
    assert missed.entries.latest("seq").kind == "session.booked"
    shown = clerk.get(reverse("time-check", args=[missed.public_id]), told).content.decode()
    assert "This time has passed: Thu, Jan 1, 2026, 10 am." in shown
    # Brought forward it may be, and a move told of late, too.
    for moved in (told | {"to": "2026-12-22T10:00"}, told | {"to": "2027-01-01T10:00"}):
        page = text(clerk.post(book_at(missed, "session.moved"), moved))
        assert "check the year" not in page


@pytest.mark.parametrize("kind", ["client.heard", "note.signed", "case.closed", "session.excused", "", "x"])
def test_nothing_else_is_put_down_here(kind: str, missed: Case, clerk: Client) -> None:
    before = Entry.objects.count()
    for ask in (clerk.get, clerk.post):
        assert ask(book_at(missed, kind), {}).status_code == 404
    assert clerk.post(reverse("happened-kind", args=[missed.public_id, "session.missed"])).status_code == 404
    assert Entry.objects.count() == before


def test_what_is_missing_is_said(missed: Case, clerk: Client) -> None:
    answer = clerk.post(book_at(missed, "session.moved"), {})
    assert answer.status_code == 422
    assert "Choose one." in text(answer) and "Enter the date and time." in text(answer)


def test_two_services_of_a_kind_are_told_apart_by_number(missed: Case, cast: Cast, clerk: Client) -> None:
    add_requirement(case=missed, by=cast.worker, kind="therapy", label="Her own therapist")
    add_requirement(case=missed, by=cast.worker, kind="testing")
    page = text(clerk.get(sessions_at(missed)))
    assert "Therapy, Therapy 2, Testing" in page and "Her own therapist" not in page
    form = text(clerk.get(book_at(missed, "session.booked")))
    assert "Therapy 2" in form and "Her own therapist" not in form


def test_a_closed_case_is_only_looked_at(missed: Case, cast: Cast, clerk: Client, now: datetime) -> None:
    append(case=missed, by=cast.worker, kind="case.closed", at=now, details={"reason": "completed"})
    page = text(clerk.get(sessions_at(missed)))
    assert "closed" in page and "?what=" not in page


def test_the_worker_may_use_it_too_and_others_may_not(
    missed: Case, cast: Cast, clerk: Client, signed_in: SignedIn
) -> None:
    assert signed_in(cast.worker).get(sessions_at(missed)).status_code == 200
    for person in (cast.colleague, cast.stranger):
        for at in (sessions_at(missed), book_at(missed, "session.missed")):
            for ask in (signed_in(person).get, signed_in(person).post):
                assert ask(at).status_code in (404, 405)


def test_what_is_booked_goes_into_a_calendar_discreetly(
    missed: Case, cast: Cast, clerk: Client, signed_in: SignedIn
) -> None:
    happens(missed, "session.booked", timedelta(hours=1), {"starts_at": "2026-03-10T15:00:00+00:00"})
    at, worker = reverse("appointments", args=[missed.public_id]), signed_in(cast.worker)
    assert at in text(clerk.get(sessions_at(missed)))
    for client, named in ((clerk, "?named"), (worker, "")):
        answer = client.get(at + named)
        assert answer.headers["Content-Type"].startswith("text/calendar")
        assert answer.headers["Content-Disposition"] == 'attachment; filename="appointment.ics"'
        page = text(answer)
        assert "DTSTART:20260310T150000Z" in page and "SUMMARY:Cita" in page
        for secret in ("Marisol", "Harbor", "herapy", str(missed.public_id), *SECRETS):
            assert secret not in page
    assert "DESCRIPTION:Harbor Family Services" in text(worker.get(f"{at}?named"))
    happens(missed, "contact_rule.set", timedelta(minutes=1), {"rules": ["do_not_say_who"]})
    assert "Harbor" not in text(worker.get(f"{at}?named"))
    assert "with our agency’s name" not in text(worker.get(reverse("case", args=[missed.public_id])))
    append(case=missed, by=cast.worker, kind="service.ended", at=TODAY, details={"reason": "died"})
    assert "VEVENT" not in text(worker.get(at)), "nothing is addressed to somebody who has died"
