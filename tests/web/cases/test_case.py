"""The case's page: what now, what was ordered, and everything that happened."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from heardfirst.record.identity import Identity
from heardfirst.record.models import Case
from heardfirst.record.services import NewEntry, NewRequirement, correct, open_case
from heardfirst.web.shared.chronology_rows import SHOWN_AT_FIRST
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn, happens


def page(case: Case, cast: Cast, signed_in: SignedIn, more: str = "") -> str:
    return signed_in(cast.worker).get(reverse("case", args=[case.public_id]) + more).content.decode()


def test_what_now_comes_first(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    text = page(missed, cast, signed_in)
    now = text[text.index("now-line") : text.index("case-side")]
    assert "Call Marisol Quiñones" in now and "due today, 5 pm" in now
    assert "Missed one session, Mar 3." in now


def test_the_way_through_and_why_nothing_harsher(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    text = page(missed, cast, signed_in)
    path = re.findall(r'<li class="is-(\w+)">\s*<p class="path-step">([^<]+?)\s*<', text)
    assert path[:4] == [
        ("now", "Call"),
        ("later", "Listen"),
        ("later", "Explain the stakes"),
        ("later", "Plan together"),
    ]
    harsher = text[text.index("Why no harsher step yet") :]
    assert "Recommend court action" in harsher and "<li>a signed note</li>" in harsher
    assert "Still needed: a conversation with the client." in text


def test_contact_rules_stand_before_the_number(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    happens(missed, "contact_rule.set", timedelta(hours=20), {"rules": ["no_voicemail", "do_not_say_who"]})
    happens(missed, "contact_rule.set", timedelta(hours=19), {"rule": "safe_hours", "from_hour": 15})
    text = page(missed, cast, signed_in)
    rules = text.index("No voicemail · Do not say who is calling · Only after 15:00")
    assert rules < text.index("tel:+12025550147")
    happens(missed, "contact_rule.set", timedelta(hours=1), {"rule": "lifted"})
    assert "No voicemail ·" not in page(missed, cast, signed_in)


def test_a_wish_for_no_contact_is_shown_before_the_number(
    missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    happens(missed, "contact.stop_asked", timedelta(hours=20))
    text = page(missed, cast, signed_in)
    assert text.index("Asked not to be contacted.") < text.index("555-0147")
    assert "tel:" not in text and "Shown for reference" in text


def test_what_is_missing_about_the_order(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    missing = (
        "Not known yet: what is at stake, when the court must be notified, "
        "the legal basis for disclosure to the court."
    )
    assert missing in page(missed, cast, signed_in)
    terms = {"at_stake": "custody", "report_within": {"business_days": 5}, "basis": "consent"}
    happens(missed, "order.changed", timedelta(hours=2), {"terms": terms}, order=missed.orders.get())
    text = page(missed, cast, signed_in)
    assert "Not known yet" not in text
    assert "Custody" in text and "5 business days after the missed session" in text


def test_the_order_is_filled_in_and_keeps_what_was_not_asked(
    missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    order = missed.orders.get()
    before = {"at_stake": "custody", "phase": 2, "hearing": "2026-04-02T09:00:00-04:00"}
    happens(missed, "order.changed", timedelta(hours=2), {"terms": before}, order=order)
    client, href = signed_in(cast.worker), reverse("order", args=[missed.public_id, order.public_id])
    assert re.search(r'value="custody"[^>]*checked', client.get(href).content.decode())
    said = {
        "at_stake": "reunification",
        "reports": "yes",
        "report_amount": "10",
        "report_unit": "business_days",
    }
    said |= {"report_of": "learned", "basis": "consent", "hearing": "2026-04-02", "part2": "on"}
    assert client.post(href, said).status_code == 302
    entry = missed.entries.filter(kind="order.changed").latest("seq")
    assert json.loads(bytes(entry.details))["terms"] == {
        "at_stake": "reunification",
        "basis": "consent",
        "hearing": "2026-04-02T09:00:00-04:00",
        "part2": True,
        "phase": 2,
        "report_within": {"business_days": 10, "of": "learned"},
    }
    assert entry.order_id == order.pk


def test_an_order_may_want_no_reports(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    href = reverse("order", args=[missed.public_id, missed.orders.get().public_id])
    said = {"at_stake": "custody", "reports": "no", "basis": "consent"}
    client = signed_in(cast.worker)
    assert client.post(href, said).status_code == 302
    entry = missed.entries.filter(kind="order.changed").latest("seq")
    assert json.loads(bytes(entry.details))["terms"]["report_within"] is False
    assert "Not known yet" not in page(missed, cast, signed_in)
    assert re.search(r'value="no"[^>]*checked', client.get(href).content.decode())


def test_a_duty_to_report_wants_its_time(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    href = reverse("order", args=[missed.public_id, missed.orders.get().public_id])
    answer = signed_in(cast.worker).post(href, {"at_stake": "unknown", "reports": "yes", "basis": "unknown"})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert"' in text and 'href="#id_report_amount"' in text and "Enter how long." in text
    assert not missed.entries.filter(kind="order.changed").exists()


def test_the_chronology_says_who_when_and_whence(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    details = {"channel": "phone", "outcome": "no_answer"}
    happens(missed, "contact.tried", timedelta(hours=3), details, words="She hums in the background.")
    happens(missed, "session.missed", timedelta(hours=2), source="import")
    text = page(missed, cast, signed_in)
    rows = text[text.index("What happened") :]
    assert rows.index("Wed, Mar 4, 8 am") < rows.index("Wed, Mar 4, 7 am")
    assert "Phone · No answer" in rows and "She hums in the background." in rows
    assert "from an attendance file" in rows and "<span>you</span>" in rows


def test_what_was_recorded_later_says_so(
    missed: Case, cast: Cast, now: datetime, signed_in: SignedIn
) -> None:
    from heardfirst.record.services import append

    append(
        case=missed,
        by=cast.worker,
        kind="contact.made",
        at=now - timedelta(days=5),
        details={"channel": "text"},
    )
    assert "recorded Wed, Mar 4, 10 am" in page(missed, cast, signed_in)


def test_a_corrected_entry_stays_readable_struck_with_its_correction(
    missed: Case, cast: Cast, now: datetime, signed_in: SignedIn
) -> None:
    wrong = happens(missed, "contact.tried", timedelta(hours=3), {"channel": "phone", "outcome": "no_answer"})
    right = NewEntry(missed, "contact.made", wrong.occurred_at, {"channel": "phone"})
    correct(entry=wrong, by=cast.supervisor, reason="It was her, on another line.", replacement=right)
    rows = page(missed, cast, signed_in)
    struck = rows[rows.index("is-corrected") :]
    struck = struck[: struck.index("</li>")]
    assert "Contact attempt" in struck and "It was her, on another line." in struck and "Selma" in struck
    assert rows.count("is-corrected") == 1
    assert "Entry corrected" not in rows
    assert "Contact with the client" in rows


def test_words_are_never_markup(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    happens(missed, "note.signed", timedelta(hours=1), words="<script>alert('x')</script> & <b>bold</b>")
    text = page(missed, cast, signed_in)
    assert "<script>alert" not in text and "&lt;script&gt;alert" in text


def test_a_long_history_is_shown_from_its_newest_end(
    case: Case, cast: Cast, now: datetime, signed_in: SignedIn
) -> None:
    for days in range(SHOWN_AT_FIRST + 4, 0, -1):
        happens(case, "contact.tried", timedelta(days=days), {"channel": "phone", "outcome": "no_answer"})
    text = page(case, cast, signed_in)
    assert text.count('class="told-line') == SHOWN_AT_FIRST and "5 earlier entries" in text
    whole = page(case, cast, signed_in, "?all")
    assert whole.count('class="told-line') == SHOWN_AT_FIRST + 5 and "earlier entries" not in whole


def test_questions_to_the_database_do_not_grow_with_the_history(
    case: Case, cast: Cast, now: datetime, signed_in: SignedIn
) -> None:
    client, href, counts = signed_in(cast.worker), reverse("case", args=[case.public_id]), []
    client.get(href)  # the first line of an agency's access log makes its head, too
    for days in (range(40, 37, -1), range(30, 1, -1)):
        for day in days:
            happens(case, "session.attended", timedelta(days=day))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(href).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1] <= 32


def test_every_ordered_service_stands_by_itself(cast: Cast, now: datetime, signed_in: SignedIn) -> None:
    case = open_case(
        agency=cast.agency,
        by=cast.worker,
        worker=cast.worker,
        identity=Identity("Ana Ruiz"),
        requirements=[
            NewRequirement("therapy", "Tuesday group", "one"),
            NewRequirement("testing", "", "two"),
        ],
    )
    happens(case, "session.missed", timedelta(days=1))
    text = page(case, cast, signed_in)
    assert "Tuesday group" in text and "Testing" in text
    assert "Order: Tuesday group" in text and "Order: Testing" in text
    assert text.index("Call Ana Ruiz") < text.index("Nothing to do")


def test_sessions_as_beads_say_what_they_are(
    missed: Case, cast: Cast, now: datetime, signed_in: SignedIn
) -> None:
    happens(
        missed, "session.booked", timedelta(hours=1), {"starts_at": (now + timedelta(days=6)).isoformat()}
    )
    text = page(missed, cast, signed_in)
    assert "1 attended, 1 missed. Next: Tue, Mar 10, 11 am." in text
    assert "Tue, Feb 24, 10 am: Attended" in text and "Tue, Mar 3, 10 am: Missed" in text
    assert "Tue, Mar 10, 11 am: upcoming" in text


def test_a_basis_that_was_withdrawn_is_said_to_be(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    terms = {"basis": "consent", "report_within": {"business_days": 5}}
    happens(missed, "order.changed", timedelta(hours=3), {"terms": terms}, order=missed.orders.get())
    assert "<dd>Written consent</dd>" in page(missed, cast, signed_in)
    happens(missed, "consent.withdrawn", timedelta(hours=2), {"to": "court"})
    assert "Written consent, withdrawn or expired" in page(missed, cast, signed_in)


def test_the_number_is_written_as_people_write_it(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    text = page(missed, cast, signed_in)
    assert 'href="tel:+12025550147"' in text and "(202) 555-0147" in text
    assert "Speaks Spanish · Pronoun: she" in text
