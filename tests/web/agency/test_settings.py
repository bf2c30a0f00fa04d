"""The settings: what is so, who may change it, and that no change reaches back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from heardfirst import clock
from heardfirst.access.models import AccessEvent, LoggedAction
from heardfirst.agency.calendars import add_court_day, fill_calendar
from heardfirst.agency.models import Agency, Holiday, Person, Role
from heardfirst.agency.selectors import calendar_of
from heardfirst.agency.services import add_person
from heardfirst.protocol.vocabulary.texts import LANGUAGES
from heardfirst.record.models import Case, Standing
from heardfirst.record.reading import CaseReading
from heardfirst.record.rebuild import rebuild
from heardfirst.record.services import tick
from heardfirst.web.wording.languages import OF_THE_SCREENS
from tests.web.conftest import Cast, SignedIn, happens

pytestmark = pytest.mark.django_db
AGENCY = {"name": "Harbor", "zone": "America/Denver", "opens": "08:00", "closes": "16:00"}


@pytest.fixture
def dana(cast: Cast) -> Person:
    return add_person(agency=cast.agency, email="dana@example.org", name="Dana", roles=[Role.ADMINISTRATOR])


@pytest.fixture
def client(dana: Person, signed_in: SignedIn) -> Client:
    return signed_in(dana)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def fresh(cast: Cast) -> Agency:
    return Agency.objects.get(pk=cast.agency.pk)


@pytest.mark.parametrize(
    ("part", "sent", "name", "kept"),
    [
        ("agency", AGENCY, "zone", "America/Denver"),
        ("languages", {"languages": ["es"]}, "languages", ["es"]),
        ("letterhead", {"letterhead": " Harbor \n12 Water"}, "letterhead", "Harbor\n12 Water"),
        ("introduction", {"capacity": "treatment"}, "capacity", "treatment"),
        (
            "introduction",
            {"capacity": "differs", "callback_number": "555 0100"},
            "callback_number",
            "555 0100",
        ),
        ("crisis-lines", {"crisis_line": "County team, 555-0101"}, "crisis_line", "County team, 555-0101"),
        ("safe-contact", {"safe_contact": ["no_letter"]}, "safe_contact", ["no_letter"]),
        ("signing-in", {"second_step": "required", "idle_minutes": "15"}, "idle_minutes", 15),
    ],
)
def test_each_part_is_kept_and_told(
    part: str, sent: dict[str, Any], name: str, kept: Any, client: Client, cast: Cast, now: datetime
) -> None:
    answer = client.post(f"/settings/{part}/", sent)
    assert answer.headers["Location"] == f"/settings/?changed={part}"
    assert getattr(fresh(cast), name) == kept
    if part != "signing-in":  # from then on a second step is set up first
        assert "Saved: " in text(client.get(answer.headers["Location"]))
        hour = "8 am" if part == "agency" else "10 am"  # on the clock that was just set
        assert f"Last changed Wed, Mar 4, {hour} by Dana." in text(client.get(f"/settings/{part}/"))
    changes = AccessEvent.objects.filter(agency=cast.agency, what=LoggedAction.SETTINGS_CHANGED)
    assert [each.screen for each in changes] == [f"settings-{part}"]
    client.post(f"/settings/{part}/", sent)
    assert changes.count() == 1  # the same again is no change


@pytest.mark.parametrize(
    ("part", "sent"),
    [
        ("agency", AGENCY | {"zone": "Mars/Olympus"}),
        ("agency", AGENCY | {"closes": "07:00"}),
        ("languages", {"languages": ["fr"]}),
        ("safe-contact", {"safe_contact": ["lifted"]}),
        ("safe-contact", {"safe_from_hour": "20", "safe_until_hour": "8"}),
        ("signing-in", {"second_step": "required", "idle_minutes": "121"}),
        ("letterhead", {"letterhead": "x" * 601}),
        ("introduction", {"capacity": "police"}),
        ("introduction", {"capacity": "treatment", "message_name": "Harbor Recovery"}),
        ("introduction", {"capacity": "treatment", "message_name": "Centro de Tratamiento"}),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    part: str, sent: dict[str, Any], client: Client, cast: Cast
) -> None:
    before = Agency.objects.filter(pk=cast.agency.pk).values().get()
    answer = client.post(f"/settings/{part}/", sent)
    assert answer.status_code == 422 and "Please check this form" in text(answer)
    assert Agency.objects.filter(pk=cast.agency.pk).values().get() == before


def test_it_says_who_may_put_rules_in_force(client: Client, cast: Cast) -> None:
    assert "Only a supervisor can put rules into effect: Selma." in text(client.get("/settings/"))


def test_an_administrator_sees_and_changes_their_own_agency_alone(
    client: Client, cast: Cast, signed_in: SignedIn
) -> None:
    client.post("/settings/letterhead/", {"letterhead": "Ours"})
    client.post("/settings/calendar/", {"day": "2026-11-27", "name": "Ours alone"})
    cast.elsewhere.refresh_from_db()
    assert cast.elsewhere.letterhead == "" and not Holiday.objects.filter(agency=cast.elsewhere).exists()
    for person in (cast.worker, cast.supervisor, cast.stranger):
        for path in ("/settings/", "/settings/letterhead/", "/settings/calendar/"):
            assert signed_in(person).get(path).status_code == 404
            assert signed_in(person).post(path, {"letterhead": "Theirs"}).status_code in (404, 405)
    assert fresh(cast).letterhead == "Ours"


def test_a_day_is_added_taken_off_and_put_back(client: Client, cast: Cast, now: datetime) -> None:
    answer = client.post("/settings/calendar/?year=2026", {"day": "2026-03-06", "name": "Flood"})
    assert answer.headers["Location"] == "/settings/calendar/?year=2026&said=added"
    page = text(client.get(answer.headers["Location"]))
    assert (
        "The day was added to the calendar." in page
        and "Flood" in page
        and "added here on Mar 4, 2026" in page
    )
    assert "already" in text(client.post("/settings/calendar/", {"day": "2026-03-06", "name": "Flood"}))
    client.post("/settings/calendar/", {"off": "2026-03-06"})
    page = text(client.get("/settings/calendar/?year=2026"))
    assert "removed on Mar 4, 2026" in page and "Restore" in page
    assert calendar_of(fresh(cast), now).holidays == frozenset()
    client.post("/settings/calendar/", {"day": "2026-03-06", "name": "Flood"})
    assert calendar_of(fresh(cast), now).holidays == {date(2026, 3, 6)}
    assert client.post("/settings/calendar/", {"off": "nonsense"}).status_code == 302


def test_the_calendar_is_filled_from_a_court_by_one_button(client: Client, cast: Cast, now: datetime) -> None:
    assert "No days are listed for this year" in text(client.get("/settings/calendar/"))
    assert client.post("/settings/calendar/", {"fill": "yes", "court": "Mars"}).status_code == 422
    client.post("/settings/calendar/", {"fill": "yes", "court": "NY"})
    page = text(client.get("/settings/calendar/?year=2027"))
    assert "New York" in page and "Thanksgiving Day" in page
    assert fresh(cast).subdivision == "NY"
    for year in ("1066", "9999", "abcd", "2026' OR 1=1"):
        assert client.get("/settings/calendar/", {"year": year}).status_code == 200


def test_an_administrator_hears_in_time_that_the_calendar_ends(
    client: Client, cast: Cast, dana: Person, now: datetime, signed_in: SignedIn
) -> None:
    Agency.objects.filter(pk=cast.agency.pk).update(set_up_at=now)
    fill_calendar(agency=fresh(cast), subdivision="", at=now, new=True)
    assert "The court calendar ends soon." not in text(client.get("/settings/"))
    with clock.standing_at(datetime.fromisoformat("2028-11-02T12:00:00+00:00")):
        assert "The court calendar ends soon." in text(client.get("/settings/"))
        assert "The court calendar ends soon." not in text(signed_in(cast.worker).get("/"))


def standing_of(case: Case) -> Standing:
    return Standing.objects.get(case=case, place=0)


def decided(case: Case, at: datetime) -> Any:
    fresh_case = Case.objects.select_related("agency").get(pk=case.pk)
    decision = CaseReading.of(fresh_case, at=at).decision(fresh_case.requirements.get())
    return [(each.step, each.status, each.due) for each in decision.steps]


def test_a_day_off_moves_what_is_due_and_no_decision_of_yesterday(
    missed: Case, client: Client, now: datetime
) -> None:
    """The session was missed on Tuesday; the call is due within a business day, which Wednesday is."""
    yesterday = now - timedelta(hours=20)
    before, due = decided(missed, yesterday), standing_of(missed).due_at
    later = now + timedelta(seconds=30)
    client.post("/settings/calendar/", {"day": now.date().isoformat(), "name": "Flood"})
    assert decided(missed, yesterday) == before
    assert tick(now=later) == 1
    moved = standing_of(missed).due_at
    assert due is not None and moved is not None and moved - due == timedelta(days=1)
    assert rebuild(check=True) == []
    client.post("/settings/calendar/", {"off": now.date().isoformat()})
    tick(now=later)
    assert standing_of(missed).due_at == due
    assert decided(missed, yesterday) == before


def test_other_office_hours_move_what_is_due_and_no_decision_of_yesterday(
    missed: Case, client: Client, now: datetime
) -> None:
    yesterday = now - timedelta(hours=20)
    before, due = decided(missed, yesterday), standing_of(missed).due_at
    client.post("/settings/agency/", AGENCY | {"zone": "America/New_York", "closes": "15:00"})
    assert decided(missed, yesterday) == before
    tick(now=now + timedelta(seconds=30))
    moved = standing_of(missed).due_at
    assert due is not None and moved is not None and due - moved == timedelta(hours=2)
    assert rebuild(check=True) == []


def test_the_agencys_rule_is_shown_until_the_clients_own_is_known(
    missed: Case, client: Client, cast: Cast, signed_in: SignedIn
) -> None:
    sent = {
        "safe_contact": ["no_voicemail", "do_not_say_who"],
        "safe_from_hour": "9",
        "safe_until_hour": "17",
    }
    client.post("/settings/safe-contact/", sent)
    worker = signed_in(cast.worker)
    for path in (f"/case/{missed.public_id}/", f"/case/{missed.public_id}/try/"):
        page = text(worker.get(path))
        assert "Until the client says what is safe." in page
        assert "No voicemail · Do not say who is calling · Only between 9:00 and 17:00" in page
    happens(missed, "contact_rule.set", timedelta(minutes=1), {"rules": ["no_letter"]})
    page = text(worker.get(f"/case/{missed.public_id}/"))
    assert "Until the client says" not in page and "Do not say who" not in page and "No letters" in page


def test_a_court_day_added_elsewhere_is_not_seen_here(client: Client, cast: Cast, now: datetime) -> None:
    add_court_day(agency=cast.elsewhere, day=date(2026, 3, 6), name="Their flood", at=now)
    assert "Their flood" not in text(client.get("/settings/calendar/?year=2026"))


def test_in_spanish_a_known_day_has_its_spanish_name(client: Client, cast: Cast, now: datetime) -> None:
    fill_calendar(agency=cast.agency, subdivision="", at=now)
    client.post("/language/", {"language": "es"})
    page = text(client.get("/settings/calendar/?year=2026"))
    assert "Día de Acción de Gracias" in page and "Día de la Independencia (día trasladado)" in page
    assert "Thanksgiving" not in page


def test_every_language_of_the_screens_can_be_chosen_and_is_written(cast: Cast, signed_in: SignedIn) -> None:
    assert OF_THE_SCREENS == {"en": "English", "es": "Español"}
    assert tuple(OF_THE_SCREENS) == LANGUAGES, "protocols and sentences are written in these"
    page = signed_in(cast.worker).get("/account/").content.decode()
    for code, name in OF_THE_SCREENS.items():
        pressed = "true" if code == "en" else "false"
        assert f'lang="{code}"\n  aria-pressed="{pressed}">{name}<' in page
