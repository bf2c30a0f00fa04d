"""The live conversation: words in both languages, what was no missed session, risks, stakes and the plan."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from heardfirst import clock
from heardfirst.agency.models import Person
from heardfirst.guide.barriers import instead
from heardfirst.guide.call_situation import Situation
from heardfirst.guide.directory.services import Offer, add_help
from heardfirst.record import selectors
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case, Entry
from heardfirst.record.reading import CaseReading
from heardfirst.record.selectors import client_identity
from heardfirst.record.services import NewRequirement, append, open_case
from heardfirst.web.call.script_page import situation_for
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn, happens

SHORT = {"channel": "phone", "by": "worker", "heard": "not_asked", "understood": "not_talked"}


def at(case: Case, route: str = "call") -> str:
    return reverse(route, args=[case.public_id])


def page(client: Client, case: Case, route: str = "call") -> str:
    return unescape(client.get(at(case, route)).content.decode())


def put_down(client: Client, case: Case, **said: Any) -> tuple[str, str]:
    """Send a conversation; where it led to, and what stands there."""
    answer = client.post(at(case), SHORT | said, follow=True)
    assert answer.status_code == 200, answer.content.decode().partition("summary-title")[2][:400]
    return answer.redirect_chain[-1][0], unescape(answer.content.decode())


def recorded(case: Case, kind: str) -> list[dict[str, Any]]:
    return [
        json.loads(bytes(each.details)) for each in Entry.objects.filter(case=case, kind=kind).order_by("seq")
    ]


def missed_sessions(case: Case) -> list[str]:
    """The sessions that count as missed, as the form offers them."""
    rows = case.sessions.filter(counted=True).select_related("requirement").order_by("-starts_at")
    return [f"{each.requirement.public_id}|{each.starts_at.isoformat()}" for each in rows]


def test_the_words_are_hers_and_beside_them_the_workers(
    missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.worker)
    text = page(client, missed)
    assert '<p class="said" lang="es">Hola. ¿Puedo hablar con Marisol Quiñones, por favor?</p>' in text
    assert "Hello. May I speak with Marisol Quiñones, please?" in text
    assert "“No tenía cómo llegar”" in text and "How do you get around on most days?" in text
    Person.objects.filter(pk=cast.worker.pk).update(language="es")
    text = page(signed_in(cast.worker), missed)
    assert "Hola. ¿Puedo hablar con" in text and "May I speak" not in text


def test_a_language_we_do_not_write_goes_through_an_interpreter(cast: Cast, signed_in: SignedIn) -> None:
    case = open_case(
        agency=cast.agency,
        by=cast.worker,
        worker=cast.worker,
        identity=Identity("Linh Tran", language="vi"),
        requirements=[NewRequirement("therapy")],
    )
    text = page(signed_in(cast.worker), case)
    assert (
        "Get an interpreter on the line first." in text and "The interpreter is here for both of us" in text
    )
    put_down(signed_in(cast.worker), case, interpreter="on")
    assert recorded(case, "contact.made") == [{"by": "worker", "channel": "phone", "interpreter": True}]


def test_one_may_talk_though_no_response_is_open(case: Case, cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    text = page(client, case)
    assert "I am calling to see how things are going. How are you?" in text
    assert "It was not a missed session" not in text
    _there, text = put_down(client, case, heard="heard", barriers=["work"])
    assert "Your conversation was recorded." in text
    assert recorded(case, "client.heard") == [
        {"barriers": ["work"], "limits_explained": False, "through": "self"}
    ]


@pytest.mark.parametrize("name", sorted(set(instead()) - {"detained", "hospital"}))
def test_what_was_no_missed_session_counts_no_more_at_once(
    name: str, missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    barrier = "transport:our_ride" if name == "our_ride" else f"any:{name}"
    there, text = put_down(
        signed_in(cast.worker),
        missed,
        heard="heard",
        instead=[barrier],
        missed=missed_sessions(missed),
        **({"excused_by": "provider"} if name == "excused" else {}),
    )
    assert "counts=cleared" in there and "This session no longer counts as missed." in text
    assert missed_sessions(missed) == []
    decision = CaseReading.of(missed, at=clock.now()).decision(missed.requirements.get())
    assert not decision.response_open
    (meant,) = recorded(missed, instead()[name].kind)
    assert meant.items() >= {**instead()[name].details}.items()
    # Nobody took back what the other source had said: both stay, and the kinder account counts.
    assert recorded(missed, "session.missed") and not recorded(missed, "entry.corrected")


def test_only_once_it_is_verified_where_they_were(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    client, sessions = signed_in(cast.worker), missed_sessions(missed)
    _there, text = put_down(client, missed, instead=["any:detained"], missed=sessions)
    assert "It still counts as missed" in text and missed_sessions(missed) == sessions
    _there, text = put_down(
        client, missed, instead=["any:detained"], missed=sessions, verified="on", **{"draft-twice": "99"}
    )
    assert "This session no longer counts as missed." in text and missed_sessions(missed) == []
    unsure, sure = recorded(missed, "client.whereabouts")
    assert (unsure["verified"], sure["verified"]) == (False, True)
    assert datetime.fromisoformat(sure["until"]) == clock.now()
    # They are out: the number can be called.
    assert "They can’t be reached this way" not in page(client, missed)


def test_where_they_are_still_it_has_no_end(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    put_down(
        client, missed, instead=["any:hospital"], missed=missed_sessions(missed), verified="on", still="on"
    )
    (told,) = recorded(missed, "client.whereabouts")
    assert "until" not in told and told["where"] == "hospital"


def test_it_may_be_about_several_sessions(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    happens(missed, "session.missed", timedelta(hours=5))
    sessions = missed_sessions(missed)
    assert len(sessions) == 2
    client = signed_in(cast.worker)
    assert f'value="{sessions[0]}" id="id_missed_0" checked' in page(client, missed)
    _there, text = put_down(client, missed, instead=["any:weather"], missed=sessions)
    assert "These sessions no longer count as missed." in text and missed_sessions(missed) == []


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"instead": ["any:weather", "illness:hospital"]}, "Choose the closest one."),
        ({"instead": ["any:weather"], "missed": []}, "Which session is this about? Choose at least one."),
        ({"instead": ["any:excused"]}, "Who told them? Choose one."),
        ({"instead": ["any:sunshine"]}, "Choose one of the options."),
    ],
)
def test_what_is_not_clear_yet_is_asked_back(
    said: dict[str, Any], wrong: str, missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    given = SHORT | {"missed": missed_sessions(missed)} | said
    answer = signed_in(cast.worker).post(at(missed), given)
    assert answer.status_code == 422 and wrong in unescape(answer.content.decode())
    assert not recorded(missed, "contact.made")


def test_a_risk_is_recorded_by_a_tap_and_never_by_itself(
    missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.worker)
    assert "Record a risk: Violence at home" in page(client, missed)
    put_down(client, missed, heard="heard", barriers=["family_violence"])
    assert not recorded(missed, "risk.raised")
    there, text = put_down(client, missed, risks=["family_violence"], next="/", **{"draft-twice": "99"})
    assert recorded(missed, "risk.raised") == [{"about": "client", "risk": "family_violence"}]
    assert there.startswith(at(missed, "case"))
    decision = CaseReading.of(missed, at=clock.now()).decision(missed.requirements.get())
    assert decision.next.step == "protect" and "Make sure" in text


def test_what_keeps_contact_safe_is_asked_and_the_safe_word_comes_back(
    missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.worker)
    alone = client.post(at(missed), SHORT | {"safe_word": "Pelican"})
    assert alone.status_code == 422 and "Choose at least one." in alone.content.decode()
    put_down(client, missed, rules=["no_voicemail", "do_not_say_who"], safe_word="Pelican")
    assert recorded(missed, "contact_rule.set") == [{"rules": ["no_voicemail", "do_not_say_who"]}]
    text = page(client, missed)
    assert text.index("Pelican") < text.index("tel:")
    assert "Safe contact: no names at all" in text


def test_explained_twice_and_then_enough(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    before = page(client, missed)
    assert "Let me say it another way." in before and 'name="understood_again"' in before
    put_down(client, missed, understood="partly", understood_again="no")
    assert [each["understood"] for each in recorded(missed, "stakes.discussed")] == ["partly", "no"]
    after = page(client, missed)
    assert "We can leave it there for now." in after
    assert "Let me say it another way." not in after and 'name="understood_again"' not in after


def test_after_one_explanation_the_other_way_comes_first(
    missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    happens(missed, "stakes.discussed", timedelta(hours=3), {"understood": "no"})
    text = page(signed_in(cast.worker), missed)
    assert text.count("Let me say it another way.") == 1 and 'name="understood_again"' not in text


@pytest.mark.parametrize(
    ("said", "kept"), [("stop", ["stop"]), ("continue", ["continue"]), ("unsure", []), ("not_said", [])]
)
def test_to_stop_is_a_decision_and_not_to_be_sure_is_none(
    said: str, kept: list[str], missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.worker)
    text = page(client, missed)
    assert "You can say no to these sessions." in text and "Part of you may want to stop" in text
    put_down(client, missed, declares=said)
    assert [each["intends"] for each in recorded(missed, "client.declared")] == kept


def test_who_does_what_by_when_and_what_for(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    put_down(
        signed_in(cast.worker),
        missed,
        actions_us=["ride"],
        until_us="2026-03-06",
        actions_provider=["evening_slot"],
        session_at="2026-03-10T18:00",
        session_for="Meet the new counselor",
        booked_by="client",
    )
    assert recorded(missed, "plan.agreed") == [
        {
            "actions": [
                {"by": "us", "until": "2026-03-06", "what": "ride"},
                {"by": "provider", "until": "2026-03-09", "what": "evening_slot"},
            ]
        }
    ]
    (booked,) = recorded(missed, "session.booked")
    assert (booked["by"], booked["plan"]) == ("client", True)
    entry = Entry.objects.get(case=missed, kind="session.booked")
    assert selectors.words_of([entry], missed)[entry.public_id] == "Meet the new counselor"


def test_nobody_promises_for_a_day_that_has_passed(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    before = missed.entries.count()
    sent: dict[str, Any] = {
        "heard": "not_asked",
        "understood": "not_talked",
        "channel": "phone",
        "by": "worker",
    }
    sent |= {"actions_us": ["ride"], "until_us": "2020-01-02", "booked_by": "us"}
    answer = client.post(reverse("call", args=[missed.public_id]), sent)
    assert answer.status_code == 422 and "This date has passed." in answer.content.decode()
    plan = reverse("happened-kind", args=[missed.public_id, "plan.agreed"])
    answer = client.post(plan, {"actions_us": ["ride"], "actions_until": "2020-01-02"})
    assert answer.status_code == 422 and "This date has passed." in answer.content.decode()
    assert missed.entries.count() == before


def test_a_booking_is_said_to_fit_a_plan_only_where_there_is_one(
    missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    client, at = signed_in(cast.worker), reverse("happened-kind", args=[missed.public_id, "session.booked"])
    ticked = re.compile(r'<input[^>]*name="plan"[^>]*checked')
    assert not ticked.search(client.get(at).content.decode())
    for kind, details in (("client.heard", {"limits_explained": True}), ("plan.agreed", PLANNED)):
        append(case=missed, by=cast.worker, kind=kind, at=clock.now(), details=details)
    assert ticked.search(client.get(at).content.decode())


PLANNED = {"actions": [{"what": "ride", "by": "us"}]}


def test_a_plan_that_was_tried_is_changed_and_not_made_anew(
    missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    happens(missed, "plan.agreed", timedelta(hours=20), {"actions": [{"what": "ride", "by": "us"}]})
    happens(missed, "action.done", timedelta(hours=18), {"what": "ride", "by": "us"})
    for hours in (14, 10):
        happens(missed, "session.missed", timedelta(hours=hours))
    happens(missed, "contact.made", timedelta(hours=9), {"channel": "phone"})
    happens(missed, "client.heard", timedelta(hours=9), {"barriers": ["work"], "limits_explained": True})
    put_down(signed_in(cast.worker), missed, actions_us=["evening_slot"], **{"draft-twice": "99"})
    assert len(recorded(missed, "plan.agreed")) == 1
    assert recorded(missed, "plan.adjusted") == [{"actions": [{"by": "us", "what": "evening_slot"}]}]


def test_what_we_can_offer_follows_what_is_picked_and_nothing_is_kept(
    missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    add_help(
        agency=cast.agency, by=cast.supervisor, offer=Offer("Rides by Harbor Van", ("ride",), ("transport",))
    )
    client, there, entries = signed_in(cast.worker), at(missed, "call-fitting"), Entry.objects.count()
    both = client.post(there, {"barriers": ["transport", "childcare", "<b>"]}).content.decode()
    assert "Rides by Harbor Van" in both and "May help: A ride · Childcare during the session ·" in both
    assert "Rides by Harbor Van" not in client.post(there, {"barriers": ["other"]}).content.decode()
    assert client.get(there).status_code == 405 and Entry.objects.count() == entries
    # Without a script it is there once the page comes back, from what was picked.
    again = client.post(at(missed), SHORT | {"barriers": ["transport"], "channel": "pigeon"})
    assert again.status_code == 422 and "Rides by Harbor Van" in again.content.decode()


def test_what_keeps_contact_safe_stands_before_the_number(
    missed: Case, cast: Cast, signed_in: SignedIn
) -> None:
    rules = {"rules": ["do_not_say_who", "interpreter"], "from_hour": 18, "until_hour": 20}
    happens(missed, "contact_rule.set", timedelta(hours=3), rules, words="Ask for Pelican first.")
    text = page(signed_in(cast.worker), missed)
    number = text.index("tel:+12025550147")
    for said in (
        "Do not say who is calling",
        "Only between 18:00 and 20:00",
        "This is not a safe time to contact them.",  # ten in the morning
        "Ask for Pelican first.",
        "Get an interpreter on the line first.",
    ):
        assert text.index(said) < number, said
    happens(missed, "contact_rule.set", timedelta(hours=2), {"rules": ["lifted"]})
    happens(missed, "contact_rule.set", timedelta(hours=1), {"rules": ["no_call"]})
    text = page(signed_in(cast.worker), missed)
    assert "tel:" not in text and "Shown for reference" in text and "(202) 555-0147" in text
    assert "This is not a safe time" not in text
    assert "Pelican" not in text


def test_hours_through_the_night_and_the_agencys_own(missed: Case, cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    cast.agency.safe_from_hour = 17
    cast.agency.save()
    assert "This is not a safe time to contact them." in page(client, missed)
    night = {"rules": ["safe_hours"], "from_hour": 22, "until_hour": 11}
    happens(missed, "contact_rule.set", timedelta(hours=1), night)
    assert "This is not a safe time to contact them." not in page(client, missed)


def test_until_somebody_has_asked_the_script_keeps_to_the_agencys_rules(
    missed: Case, cast: Cast, now: datetime
) -> None:
    cast.agency.safe_contact = ["do_not_say_who", "no_voicemail"]
    cast.agency.save()
    fresh = Case.objects.get(pk=missed.pk)

    def found() -> Situation:
        return situation_for(CaseReading.of(fresh, at=now), client_identity(fresh), cast.worker)

    assert not (found().say_who or found().may_leave_message) and found().may_write
    happens(missed, "contact_rule.set", timedelta(hours=1), {"rules": ["no_text"]})
    assert found().say_who and found().may_leave_message and not found().may_text
