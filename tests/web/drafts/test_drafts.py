"""What is typed on a form is there again; two people on one case see and do not double each other."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from heardfirst import clock
from heardfirst.access.log import lines_of
from heardfirst.agency.models import Cover, Person
from heardfirst.guide.drafts.across_sign_in import token_for
from heardfirst.guide.drafts.models import Draft
from heardfirst.guide.drafts.selectors import draft_of
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case, Entry
from heardfirst.record.services import append, open_case
from tests.record.conftest import TODAY, Cast
from tests.signing_in import force_in
from tests.web.conftest import SignedIn, happens

WORDS = "her sister drives her"
KEY = "happened:client.heard"
TAB = "a" * 24


@pytest.fixture
def team(cast: Cast, missed: Case) -> Cast:
    """The cast on a day on which the colleague looks after the worker's cases, too."""
    Cover.objects.create(
        agency=cast.agency, absent=cast.worker, instead=cast.colleague,
        first_day=TODAY.date(), last_day=TODAY.date(), made_at=TODAY,
    )  # fmt: skip
    return cast


def form_at(case: Case, kind: str = "client.heard") -> str:
    return reverse("happened-kind", args=[case.public_id, kind])


def draft_at(case: Case, key: str = KEY) -> str:
    return reverse("draft", args=[case.public_id, key])


def typed(case: Case, person: Person, key: str = KEY, **more: str) -> dict[str, Any]:
    token = token_for(person, case, key)
    return {"draft-token": token, "draft-begun": str(case.count), "draft-tab": TAB, "words": WORDS} | more


def words_kept(person: Person, case: Case, key: str = KEY) -> list[str] | None:
    kept = draft_of(person, case, key)
    return kept.typed["words"] if kept else None


def test_typed_and_there_again(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    answer = client.post(draft_at(missed), typed(missed, cast.worker, barriers="transport"))
    assert answer.json() == {"said": "Draft saved 10 am. Not in the record yet.", "revision": 1}
    page = client.get(form_at(missed)).content.decode()
    assert "Draft saved 10 am. It is not in the record yet." in page and WORDS in page
    assert re.search(r'value="transport"[^>]*checked', page)
    assert "Please check this form" not in page and "has-error" not in page
    # Nowhere else: not on another form, nor in another case.
    assert WORDS not in client.get(form_at(missed, "client.declined")).content.decode()
    other = open_case(agency=cast.agency, by=cast.worker, worker=cast.worker, identity=Identity("Ana Ruiz"))
    assert WORDS not in client.get(form_at(other)).content.decode()
    assert WORDS not in client.get(reverse("case", args=[missed.public_id])).content.decode()


def test_nobody_else_sees_it(missed: Case, team: Cast, signed_in: SignedIn) -> None:
    signed_in(team.worker).post(draft_at(missed), typed(missed, team.worker))
    for person in (team.colleague, team.supervisor):
        answer = signed_in(person).get(form_at(missed))
        assert answer.status_code == 200 and WORDS not in answer.content.decode()


def test_started_afresh(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    client.post(draft_at(missed), typed(missed, cast.worker))
    token = token_for(cast.worker, missed, KEY)
    answer = client.post(
        draft_at(missed), {"draft-token": token, "draft-afresh": "yes", "next": form_at(missed)}
    )
    assert (answer.status_code, answer["Location"]) == (302, form_at(missed))
    assert not Draft.objects.exists()


def test_gone_once_it_is_recorded(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    sent = typed(missed, cast.worker, barriers="transport")
    client.post(draft_at(missed), sent)
    assert client.post(form_at(missed), sent).status_code == 302
    assert words_kept(cast.worker, missed) is None
    # What was still under way from that page comes too late.
    assert client.post(draft_at(missed), sent).json() == {"said": "", "revision": 0}
    assert WORDS not in client.get(form_at(missed)).content.decode()


def test_kept_without_a_script_when_something_was_wrong(
    missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.worker)
    sent = typed(missed, cast.worker, when="tomorrow, I think") | {"draft-tab": ""}
    assert client.post(form_at(missed), sent).status_code == 422
    page = client.get(form_at(missed)).content.decode()
    assert WORDS in page and "tomorrow, I think" in page and "Draft saved" in page


def test_a_page_with_something_wrong_goes_on_keeping(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    client.post(draft_at(missed), typed(missed, cast.worker))
    page = client.post(form_at(missed), typed(missed, cast.worker)).content.decode()
    found = re.search(r'name="draft-revision" value="(\d+)"', page)
    assert found is not None and found[1] == "2"
    later = typed(missed, cast.worker) | {"draft-tab": "b" * 24, "draft-revision": "2", "words": "more"}
    assert client.post(draft_at(missed), later).status_code == 200
    assert words_kept(cast.worker, missed) == ["more"]


@pytest.mark.parametrize("name", ["correct", "hand-over", "try", "order"])
def test_every_form_keeps(name: str, missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    entry, order = happens(missed, "note.signed", timedelta(hours=3)), missed.orders.get()
    at, key, field = {
        "correct": (
            reverse("correct-entry", args=[missed.public_id, entry.public_id]),
            f"correct:{entry.public_id.hex}:",
            "reason",
        ),
        "hand-over": (reverse("hand-over", args=[missed.public_id]), "hand-over", "words"),
        "try": (reverse("try", args=[missed.public_id]), "try", "when"),
        "order": (
            reverse("order", args=[missed.public_id, order.public_id]),
            f"order:{order.public_id.hex}",
            "words",
        ),
    }[name]
    page = client.get(at).content.decode()
    assert f'data-draft="{draft_at(missed, key)}"' in page
    sent = typed(missed, cast.worker, key) | {field: "half a sent"}
    assert client.post(draft_at(missed, key), sent).status_code == 200
    page = client.get(at).content.decode()
    assert "half a sent" in page and "Draft saved" in page and "has-error" not in page


def test_what_is_no_form_of_ours_or_not_from_our_page(missed: Case, team: Cast, signed_in: SignedIn) -> None:
    client, sent = signed_in(team.worker), typed(missed, team.worker)
    for key in ("anything", "happened:not.a.kind", "happened:", "correct:12:", "tryst"):
        assert client.post(draft_at(missed, key), sent).status_code == 404
    theirs = token_for(team.colleague, missed, KEY)
    for token in ("", "x", theirs, token_for(team.worker, missed, "try")):
        assert client.post(draft_at(missed), sent | {"draft-token": token}).status_code == 403
    assert client.post(draft_at(missed), sent | {"words": "x" * 70_000}).status_code == 413
    assert not Draft.objects.exclude(sealed=None).exists()


def test_an_older_window_is_told(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    client, sent = signed_in(cast.worker), typed(missed, cast.worker)
    client.post(draft_at(missed), sent)
    late = {"draft-tab": "b" * 24, "draft-revision": "0", "words": "older"}
    assert client.post(draft_at(missed), sent | late).status_code == 409
    assert words_kept(cast.worker, missed) == [WORDS]


# -- when the session has ended


def ended(client: Client, after: timedelta = timedelta(minutes=31)) -> Any:
    """The clock of the server, later."""
    return time_machine.travel(timezone.now() + after)


def ticket_in(answer: Any) -> str:
    found = re.search(r'name="typed_ticket" value="([^"]+)"', answer.content.decode())
    assert found is not None
    return found[1]


def test_sent_after_the_session_ended(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    client, sent = signed_in(cast.worker), typed(missed, cast.worker)
    cast.worker.set_password("a calm and quiet door")
    cast.worker.save()
    client = signed_in(cast.worker)
    with ended(client):
        before = Entry.objects.count()
        answer = client.post(form_at(missed) + "?step=listen", sent)
        page = answer.content.decode()
        assert answer.status_code == 200 and "You were signed out" in page
        assert WORDS not in page and "Marisol" not in page
        assert (Entry.objects.count(), Draft.objects.count()) == (before, 0)
        ticket = ticket_in(answer)
        door = {"email": cast.worker.email, "by": "password", "typed_ticket": ticket}
        again = client.post(reverse("sign-in"), door | {"password": "not this one"})
        assert ticket_in(again) == ticket, "a slip at the door costs nothing"
        answer = client.post(reverse("sign-in"), door | {"password": "a calm and quiet door"})
        assert answer["Location"] == form_at(missed) + "?step=listen"
        assert WORDS in client.get(answer["Location"]).content.decode()


def test_somebody_else_who_signs_in_there_gets_nothing(missed: Case, team: Cast, signed_in: SignedIn) -> None:
    client, sent = signed_in(team.worker), typed(missed, team.worker)
    team.colleague.set_password("another quiet door")
    team.colleague.save()
    with ended(client):
        ticket = ticket_in(client.post(form_at(missed), sent))
        door = {"email": team.colleague.email, "by": "password", "password": "another quiet door"}
        answer = client.post(reverse("sign-in"), door | {"typed_ticket": ticket})
    assert answer["Location"] == "/"
    assert not Draft.objects.exists()


def test_what_nobodys_page_sent_is_just_asked_to_sign_in(missed: Case, cast: Cast) -> None:
    for token in ("", "forged", token_for(cast.worker, missed, KEY) + "x"):
        answer = Client().post(form_at(missed), {"words": WORDS, "draft-token": token})
        assert (answer.status_code, answer["Location"]) == (302, settings.LOGIN_URL)


def test_a_page_of_an_earlier_session_keeps_all_the_same(
    missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    """Signed in anew in another window, the page's CSRF token is an old one."""
    # Whoever signs in has been at a page of ours: with the addresses comes what begins a session.
    client, at = Client(enforce_csrf_checks=True), form_at(missed)
    force_in(client, cast.worker)
    answer = client.post(at, typed(missed, cast.worker))
    assert (answer.status_code, answer["Location"]) == (302, form_at(missed))
    assert words_kept(cast.worker, missed) == [WORDS]
    shown = typed(missed, cast.worker) | {"draft-revision": "1"}
    assert client.post(draft_at(missed), shown).status_code == 200
    # Without a page of theirs it is refused as ever.
    for token in ("", token_for(cast.colleague, missed, KEY)):
        sent = typed(missed, cast.worker) | {"draft-token": token}
        assert client.post(form_at(missed), sent).status_code == 403
        assert client.post(draft_at(missed), sent).status_code == 403


# -- two people on one case


def test_what_another_recorded_since_is_said(missed: Case, team: Cast, signed_in: SignedIn) -> None:
    client = signed_in(team.worker)
    client.post(draft_at(missed), typed(missed, team.worker))
    tried = {"channel": "phone", "outcome": "no_answer"}
    append(case=missed, by=team.colleague, kind="contact.tried", at=clock.now(), details=tried)
    said = "Colin recorded: Contact attempt · Phone · No answer · 10 am"
    page = client.get(form_at(missed)).content.decode()
    assert "Since you started:" in page and said in page
    # Another kind of thing is no reason to ask; it is said once more when this stands in the record.
    sent = typed(missed, team.worker, barriers="transport") | {"draft-begun": str(missed.count - 1)}
    answer = client.post(form_at(missed), sent)
    assert answer.status_code == 302
    assert f"In the meantime: {said}" in client.get(answer["Location"]).content.decode()


def test_the_same_thing_twice_is_asked_about(missed: Case, team: Cast, signed_in: SignedIn) -> None:
    client, at = signed_in(team.worker), reverse("try", args=[missed.public_id])
    tried = {"channel": "phone", "outcome": "no_answer"}
    begun = str(missed.count)
    append(case=missed, by=team.colleague, kind="contact.tried", at=clock.now(), details=tried)
    before = Entry.objects.count()
    sent = {"tried": "phone:voicemail", "draft-begun": begun}
    answer = client.post(at, sent)
    page = answer.content.decode()
    assert answer.status_code == 422 and Entry.objects.count() == before
    assert "Is this already in the record?" in page and "Colin recorded: Contact attempt" in page
    found = re.search(r'name="draft-twice" value="(\d+)"', page)
    assert found is not None
    assert client.post(at, sent | {"draft-twice": found[1]}).status_code == 302
    assert Entry.objects.count() == before + 1


def test_minutes_apart_even_on_a_page_opened_since(missed: Case, team: Cast, signed_in: SignedIn) -> None:
    client, at = signed_in(team.worker), reverse("try", args=[missed.public_id])
    tried = {"channel": "phone", "outcome": "no_answer"}
    entry = append(case=missed, by=team.colleague, kind="contact.tried", at=clock.now(), details=tried)
    sent = {"tried": "phone:voicemail", "draft-begun": str(missed.count)}
    assert client.post(at, sent).status_code == 422
    # Neither an hour later, nor when the other took it back, nor for another kind of thing.
    with clock.standing_at(clock.now() + timedelta(hours=1)):
        assert client.post(at, sent).status_code == 302
    undo = reverse("undo-entry", args=[missed.public_id, entry.public_id])
    signed_in(team.colleague).post(undo)
    begun = Case.objects.get(pk=missed.pk).count
    assert client.post(at, sent | {"draft-begun": str(begun)}).status_code == 302


def test_ones_own_second_window_is_asked_too(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    client, at = signed_in(cast.worker), reverse("try", args=[missed.public_id])
    sent = {"tried": "phone:voicemail", "draft-begun": str(missed.count)}
    assert client.post(at, sent).status_code == 302
    page = client.post(at, sent).content.decode()
    assert "You recorded: Contact attempt · Phone · Voicemail" in page
    # Two tries one after the other, each on a page of its own, are two tries.
    again = sent | {"draft-begun": str(missed.count + 1)}
    assert client.post(at, again).status_code == 302


# -- hearing of it without reloading


def news(client: Client, case: Case, since: int) -> Any:
    return client.get(reverse("case-news", args=[case.public_id]), {"since": since})


def test_no_news_is_no_content_and_no_line_in_the_log(missed: Case, team: Cast, signed_in: SignedIn) -> None:
    client, begun = signed_in(team.worker), missed.count
    seen = lines_of(team.agency, case=missed).count()
    for _ in range(3):
        assert news(client, missed, begun).status_code == 204
    assert lines_of(team.agency, case=missed).count() == seen
    append(case=missed, by=team.worker, kind="note.signed", at=clock.now())
    assert news(client, missed, begun).status_code == 204, "one's own is no news"
    tried = {"channel": "phone", "outcome": "no_answer"}
    append(case=missed, by=team.colleague, kind="contact.tried", at=clock.now(), details=tried)
    answer = news(client, missed, begun)
    assert answer.status_code == 200
    assert "Colin recorded: Contact attempt · Phone · No answer" in answer.content.decode()
    assert f'data-count="{missed.count}"' in answer.content.decode()
    assert news(client, missed, missed.count).status_code == 204
    assert lines_of(team.agency, case=missed).count() == seen + 1


def test_asking_for_news_keeps_no_session_alive(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    start = timezone.now()
    client = signed_in(cast.worker)
    for minutes in (10, 20, 29):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            assert news(client, missed, missed.count).status_code == 204
    with time_machine.travel(start + timedelta(minutes=31)):
        answer = news(client, missed, missed.count)
        assert (answer.status_code, answer["Location"]) == (302, settings.LOGIN_URL)
    # Somebody who types is there.
    start = timezone.now()
    client = signed_in(cast.worker)
    for minutes in (20, 40, 60):
        with time_machine.travel(start + timedelta(minutes=minutes)):
            assert client.post(draft_at(missed), typed(missed, cast.worker)).status_code == 200


def test_a_guarded_entry_is_no_news_for_who_may_not_read_it(
    missed: Case, cast: Cast, signed_in: SignedIn, now: datetime
) -> None:
    from heardfirst.agency.models import Role
    from heardfirst.agency.staffing import give_role

    give_role(person=cast.colleague, role=Role.AUDITOR, by=None, until=clock.now() + timedelta(days=30))
    begun = missed.count
    details = {"rules": ["no_voicemail"]}
    append(case=missed, by=cast.worker, kind="contact_rule.set", at=now, details=details, words="Pelican")
    client = signed_in(Person.objects.get(pk=cast.colleague.pk))
    text = news(client, missed, begun).content.decode()
    assert "Recorded: " in text
    assert all(said not in text for said in ("oicemail", "Pelican", "Wanda"))


def test_terms_that_another_changed_meanwhile_are_not_overwritten(
    missed: Case, team: Cast, signed_in: SignedIn
) -> None:
    order = missed.orders.get()
    at = reverse("order", args=[missed.public_id, order.public_id])
    client, begun = signed_in(team.worker), str(missed.count)
    terms = {"terms": {"at_stake": "liberty"}}
    append(case=missed, by=team.colleague, kind="order.changed", at=TODAY, details=terms, order=order)
    said = {"at_stake": "custody", "basis": "consent", "reports": "no", "draft-begun": begun, "words": WORDS}
    asked = client.post(at, said)
    assert asked.status_code == 422 and missed.entries.filter(kind="order.changed").count() == 1
    twice = re.search(r'name="draft-twice" value="(\d+)"', asked.content.decode())
    assert twice and WORDS in client.get(at).content.decode()
    assert client.post(at, said | {"draft-twice": twice.group(1)}).status_code == 302
    assert missed.entries.filter(kind="order.changed").count() == 2 and not Draft.objects.exists()
