"""A practice call on the real screens: lived from the first ring to the debrief, and seen by nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from heardfirst import clock
from heardfirst.access.models import AccessEvent
from heardfirst.agency.models import Person, Role
from heardfirst.agency.services import add_person
from heardfirst.practice.calls.debrief import debrief_of
from heardfirst.practice.calls.services import act, begin
from heardfirst.practice.models import PracticeCall
from heardfirst.record.models import Case, Entry
from heardfirst.record.services import append
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("now")]
NAME = "Marta Ibarra"


def text_of(answer: Any) -> str:
    body: str = answer.content.decode()
    return body


def begun(client: Client, **said: str) -> PracticeCall:
    answer = client.post(reverse("practice-calls"), {"story": "reunification", "temper": "0", **said})
    call = PracticeCall.objects.latest("pk")
    assert answer.status_code == 302 and answer.headers["Location"] == case_page(call)
    return call


def case_page(call: PracticeCall, name: str = "case") -> str:
    return reverse(name, args=[call.case.public_id])


def does(client: Client, call: PracticeCall, *acts: str) -> str:
    """The page after these taps on the panel."""
    for each in acts:
        answer = client.post(
            reverse("practice-call-move", args=[call.public_id]),
            {"do": each, "next": case_page(call, "call")},
            follow=True,
        )
        assert answer.status_code == 200
    call.refresh_from_db()
    return text_of(answer)


def test_a_whole_call_from_the_first_ring_to_the_debrief(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    call = begun(client)
    page = text_of(client.get(case_page(call)))
    assert "Nobody is called, and nothing here is real." in page and f"Call {NAME}" in page
    assert "Thu, Mar 5" in page and 'href="tel:' not in page
    assert (
        "Today" in page
        and "Assigned worker" not in page
        and "This case is not assigned to anyone." not in page
    )
    assert "Ask openly what got in the way" not in page, "nobody is on the line yet"
    page = does(client, call, "dial", "greet", "limits", "ask")
    assert "You asked what got in the way" in page and "Ask why they didn’t bother to come" in page
    told = call.moves[-1]["told"]
    does(client, call, "stakes", "goodbye")
    talked = {
        "channel": "phone", "by": "worker", "limits": "on", "heard": "heard", "barriers": told,
        "understood": "yes", "actions_us": ["ride"], "session_at": "2026-03-06T10:00",
        "next": case_page(call),
    }  # fmt: skip
    before = call.now
    page = text_of(client.post(case_page(call, "call"), talked, follow=True))
    assert "Your conversation was recorded." in page
    kinds = Entry.objects.filter(case=call.case, recorded_at=before).values_list("kind", flat=True)
    assert set(kinds) == {
        "contact.made", "client.heard", "stakes.discussed", "plan.agreed", "session.booked",
    }  # fmt: skip
    call.refresh_from_db()
    assert call.now == before + timedelta(minutes=10)
    assert "Skip to the booked session" in page
    with clock.standing_at(call.now):
        append(
            case=call.case, by=call.case.worker, kind="action.done", at=call.now,
            details={"by": "us", "what": "ride"},
        )  # fmt: skip
    page = does(client, call, "session")
    assert "It’s over. Review the call" in page
    last = Entry.objects.filter(case=call.case).latest("seq")
    assert (last.kind, last.by, last.source) == ("session.attended", None, "import")
    page = text_of(client.post(reverse("practice-call-stop", args=[call.public_id]), follow=True))
    for said in (
        "You took every step in order.", "It ended well: the client is back.",
        "You explained confidentiality before you asked.", "Everything they told you is in the record.",
        "The next step was: Call, by", "in order", "The provider told you",
    ):  # fmt: skip
        assert said in page, said
    assert "To think about" not in page
    answer = client.post(case_page(call, "try"), {"tried": "phone:no_answer"})
    assert answer.headers["Location"] == reverse("practice-call", args=[call.public_id]), "it has ended"


def test_what_hurt_and_what_came_too_soon_is_said_kindly_with_the_reasons(
    cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.worker)
    call = begin(person=cast.worker, story="work_shifts", temper=0, seed=5)
    does(client, call, "dial", "blame", "ask")
    told = reverse("happened-kind", args=[call.case.public_id, "court.reported"])
    assert client.post(told, {"form": "notice", "basis": "consent"}).status_code == 302
    call.refresh_from_db()
    with clock.standing_at(call.now):
        append(
            case=call.case, by=call.case.worker, kind="client.heard", at=call.now,
            details={"limits_explained": True},
        )  # fmt: skip
    page = text_of(client.get(reverse("practice-call", args=[call.public_id])))
    assert "Blame ends the conversation before it has begun" in page
    assert "You asked before you explained what stays confidential" in page
    assert "The record says that the limits of confidentiality were explained. They were not." in page
    assert "The court was notified before you listened to them." in page and "too soon" in page
    assert "Still needed: " in page and "Continue the call" in page
    assert "1 attempt is not in the record." in page and "You did not find out: " not in page
    page = text_of(client.post(reverse("practice-call-stop", args=[call.public_id]), follow=True))
    assert ("You did not find out: " in page) == bool(debrief_of(call).unnamed_barriers)


def test_it_goes_on_where_one_was_and_again_with_the_same_client(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    call = begun(client, temper="3")
    does(client, call, "dial")
    page = text_of(client.get(reverse("practice-calls")))
    assert case_page(call) in page and "Hard to reach" in page and NAME in page
    for who, same in (("same", True), ("another", False)):
        client.post(reverse("practice-call-again", args=[call.public_id]), {"who": who})
        new = PracticeCall.objects.latest("pk")
        assert (new.seed == call.seed) is same and (new.story, new.temper) == (call.story, call.temper)


def test_the_panel_alone_is_sent_to_a_page_on_which_somebody_writes(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    call = begun(client)
    there = reverse("practice-call-move", args=[call.public_id])
    back = case_page(call, "call")
    answer = client.post(there, {"do": "dial", "next": back}, headers={"HX-Request": "true"})
    assert "You dialed" in text_of(answer) and "<html" not in text_of(answer)
    answer = client.post(there, {"do": "later", "next": back}, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == back
    assert client.post(there, {"do": "nonsense"}).status_code == 404
    assert client.post(there, {"do": "greet", "next": "//elsewhere.example"}).status_code == 302


def test_what_is_wrong_in_the_form_is_said(cast: Cast, signed_in: SignedIn) -> None:
    answer = signed_in(cast.worker).post(reverse("practice-calls"), {"story": "nobody", "temper": "9"})
    assert answer.status_code == 422 and "Choose one." in text_of(answer)
    assert not PracticeCall.objects.exists()


def test_nobody_else_meets_it_anywhere(cast: Cast, signed_in: SignedIn) -> None:
    call = begin(person=cast.worker, story="reunification", temper=0, seed=5)
    act(call=call, do="dial")
    trainer = add_person(
        agency=cast.agency, email="tess@example.org", name="Tess",
        roles=[Role.TRAINER, Role.PRIVACY_OFFICER, Role.SUPERVISOR, Role.CLERK],
    )  # fmt: skip
    lines = AccessEvent.objects.filter(agency=cast.agency).count()
    for person in (cast.colleague, cast.supervisor, trainer, cast.stranger):
        client = signed_in(person)
        for name in ("case", "call", "try", "talked", "case-sessions", "case-book", "print-case", "happened"):
            assert client.get(case_page(call, name)).status_code == 404, name
            assert client.get(reverse("practice-call", args=[call.public_id])).status_code == 404
        assert client.post(case_page(call, "try"), {"tried": "phone:no_answer"}).status_code == 404
        for name in ("today", "caseload", "practice-calls", "unassigned", "people"):
            assert NAME not in text_of(client.get(reverse(name))), name
        assert NAME not in text_of(client.post(reverse("caseload"), {"name": "marta"}))
    assert NAME not in text_of(signed_in(trainer).get(reverse("log")))
    client = signed_in(cast.worker)
    assert NAME in text_of(client.get(case_page(call)))
    assert NAME not in text_of(client.get(reverse("today"))) + text_of(client.get(reverse("caseload")))
    assert not AccessEvent.objects.filter(agency=cast.agency, case=call.case).exists()
    assert AccessEvent.objects.filter(agency=cast.agency).count() > lines, "refusals are put down as ever"
    assert Case.objects.filter(agency=cast.agency).count() == 0


def test_a_double_stays_shut_out_and_its_learner_stays_who_they_are(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.supervisor)
    call = begun(client)
    page = text_of(client.get(case_page(call)))
    assert reverse("emergencies") in page, "the menu is the learner's own"
    double = Person.objects.get(email__endswith="practice.invalid")
    assert call.case.worker == double and not double.is_active and not double.has_usable_password()
    answer = Client().post(reverse("sign-in"), {"email": double.email, "way": "link"})
    assert answer.status_code != 302 or "sign-in" in answer.headers["Location"]
    assert text_of(client.get(reverse("today"))) and client.session["_auth_user_id"] == str(
        cast.supervisor.pk
    )


def test_somebody_who_speaks_spanish_is_heard_in_spanish_and_read_in_english(
    cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.worker)
    call = begun(client, story="in_spanish")
    page = does(client, call, "dial", "greet", "ask")
    assert 'lang="es">La carta vino en inglés.' in page and "The letter was in English." in page


def test_somebody_who_cannot_speak_now_hangs_up_and_that_is_told(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    call = begun(client, story="partner_at_home")
    page = does(client, call, "dial", "greet")
    assert "Not now. Somebody is here." in page and "Dial the number" in page
    assert "No voicemail" in page, "the contact rules stand on the page as they would"


def test_who_was_heard_can_be_told_first_what_the_court_will_hear(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    call = begun(client)
    kindly, threat = "Tell them first what the court will hear", "Say that the court will hear about it"
    page = does(client, call, "dial", "greet", "limits", "ask")
    assert kindly not in page and threat in page, "nothing is ready for the court yet"
    for kind, details in (
        ("contact.made", {"channel": "phone", "by": "worker"}), ("client.heard", {"barriers": ["transport"]}),
        ("note.signed", {}), ("supervisor.consulted", {"about": "misses"}),
        ("consent.given", {"to": "court", "purpose": "legal_proceedings"}),
    ):  # fmt: skip
        with clock.standing_at(call.now):
            append(case=call.case, by=call.case.worker, kind=kind, at=call.now, details=details)
    page = does(client, call, "stakes")
    assert kindly in page and threat not in page
    assert "You told them first what the court will hear" in does(client, call, "forewarn")


def test_where_nobody_tried_and_a_date_passed_it_is_said_plainly(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    call = begun(client, story="drug_court")
    does(client, call, "tomorrow", "tomorrow", "tomorrow")
    page = text_of(client.get(reverse("practice-call", args=[call.public_id])))
    assert "Nobody has tried to reach them yet." in page and "This is overdue: Call" in page
    assert "That is not a failure" not in page
    with clock.standing_at(call.now):
        append(
            case=call.case, by=call.case.worker, kind="contact.tried", at=call.now,
            details={"channel": "visit", "outcome": "not_home"},
        )  # fmt: skip
    page = text_of(client.get(reverse("practice-call", args=[call.public_id])))
    assert "In the record, but it did not happen: " in page


def test_the_same_panel_sent_twice_counts_once(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    call = begun(client)
    assert 'name="after" value="0"' in text_of(client.get(case_page(call)))
    there = reverse("practice-call-move", args=[call.public_id])
    for wanted in (302, 302):
        assert client.post(there, {"do": "dial", "after": "0"}).status_code == wanted
    answer = client.post(there, {"do": "dial", "after": "0"}, headers={"HX-Request": "true"})
    assert 'name="after" value="1"' in text_of(answer) and "<html" not in text_of(answer)
    call.refresh_from_db()
    assert [each["do"] for each in call.moves] == ["dial"]


def test_what_they_said_stays_to_be_read_until_the_next_talk(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    call = begun(client)
    folded = "What they said so far"
    assert folded not in does(client, call, "dial", "greet", "ask")
    page = does(client, call, "stakes", "goodbye")
    assert folded in page and "You asked what got in the way:" in page and "You said who you are:" not in page
    assert folded not in does(client, call, "dial")


def test_an_open_call_comes_first_and_practice_leads_back_to_it(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    going_on = "Continue your call: "
    assert going_on not in text_of(client.get(reverse("practice")))
    call = begun(client)
    assert going_on + NAME in text_of(client.get(reverse("practice")))
    page = text_of(client.get(reverse("practice-calls")))
    assert page.index(case_page(call)) < page.index(
        '<form method="post" action="' + reverse("practice-calls")
    )
    assert f'href="{reverse("practice")}">←' in page
    client.post(reverse("practice-call-stop", args=[call.public_id]))
    assert going_on not in text_of(client.get(reverse("practice")))
    assert case_page(call) not in text_of(client.get(reverse("practice-calls")))
