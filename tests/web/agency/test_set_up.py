"""Setting an agency up in the browser's own words: page by page, nothing lost, and not twice."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from heardfirst.agency.agency_setup import make_set_up_link
from heardfirst.agency.models import Agency, Person, Role, SetUp
from heardfirst.agency.services import add_person, open_agency
from heardfirst.web.agency.first_run import PAGES
from tests.web.conftest import SignedIn

pytestmark = pytest.mark.django_db
SENT: dict[str, dict[str, Any]] = {
    "agency": {"name": "Harbor", "zone": "America/Denver", "opens": "08:30", "closes": "17:00"},
    "you": {"name": "Dana Ortiz", "email": "Dana@example.org", "language": "en", "roles": ["worker"]},
    "languages": {"languages": ["en", "es"]},
    "calendar": {"court": "NY"},
    "letterhead": {"letterhead": "Harbor\n12 Water Street"},
    "introduction": {
        "capacity": "probation",
        "message_name": "Water Street office",
        "callback_number": "(212) 555-0100",
    },
    "contact": {"safe_contact": ["no_voicemail"], "safe_from_hour": "9", "safe_until_hour": ""},
    "rules": {"protocol": "washington-dv"},
}


def begun(*, further: bool = False) -> Client:
    client = Client()
    answer = client.post(f"/set-up/link/{make_set_up_link(zone='America/Denver', further=further)}/")
    assert answer.status_code == 302
    return client


def send(client: Client, page: str, **other: Any) -> Any:
    return client.post(f"/set-up/{page}/", SENT[page] | other)


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_from_the_link_to_being_signed_in() -> None:
    client = begun()
    assert client.get("/set-up/").headers["Location"] == "/set-up/agency/"
    for page, following in zip(PAGES, [*PAGES[1:], None], strict=True):
        shown = client.get(f"/set-up/{page.key}/")
        assert shown.status_code == 200 and "no-store" in shown.headers["Cache-Control"]
        answer = send(client, page.key)
        assert answer.headers["Location"] == (f"/set-up/{following.key}/" if following else "/set-up/done/")
    agency, person = Agency.objects.get(), Person.objects.get()
    assert (agency.name, agency.zone, agency.subdivision) == ("Harbor", "America/Denver", "NY")
    assert (agency.capacity, agency.message_name) == ("probation", "Water Street office")
    assert (agency.protocol, agency.safe_from_hour, agency.safe_until_hour) == ("washington-dv", 9, None)
    assert person.email == "dana@example.org" and person.roles == {Role.ADMINISTRATOR, Role.WORKER}
    assert "Harbor is set up" in text(client.get("/set-up/done/"))
    assert client.get("/").status_code == 200
    for path in ("/set-up/", "/set-up/agency/"):
        assert client.get(path).status_code == 404


def test_the_way_back_keeps_what_was_typed_right_or_not() -> None:
    client = begun()
    send(client, "agency")
    back = send(client, "you", email="not an address", back="yes")
    assert back.headers["Location"] == "/set-up/agency/"
    assert 'value="Harbor"' in text(client.get("/set-up/agency/"))
    assert 'value="not an address"' in text(client.get("/set-up/you/"))
    assert client.get("/set-up/").headers["Location"] == "/set-up/you/"


def test_a_wrong_answer_is_kept_and_said() -> None:
    client = begun()
    answer = send(client, "agency", closes="08:00")
    assert answer.status_code == 422 and "later than when the office opens" in text(answer)
    assert 'value="08:00"' in text(client.get("/set-up/agency/"))


def test_the_last_page_leads_to_the_first_that_is_open() -> None:
    client = begun()
    for page in ("agency", "languages", "calendar", "letterhead", "introduction", "contact"):
        send(client, page)
    assert send(client, "rules").headers["Location"] == "/set-up/you/"
    assert not Agency.objects.exists()
    assert send(client, "you").headers["Location"] == "/set-up/languages/"
    assert send(client, "rules").headers["Location"] == "/set-up/done/"


def test_it_goes_on_in_another_browser_with_the_same_link() -> None:
    token = make_set_up_link(zone="America/Denver")
    first, second = Client(), Client()
    first.post(f"/set-up/link/{token}/")
    send(first, "agency")
    assert "Continue where you left off" not in text(second.get(f"/set-up/link/{token}/"))
    send(first, "you")
    assert "Continue where you left off" in text(second.get(f"/set-up/link/{token}/"))
    second.post(f"/set-up/link/{token}/")
    assert second.get("/set-up/").headers["Location"] == "/set-up/languages/"


def test_looking_at_the_link_begins_nothing() -> None:
    client, token = Client(), make_set_up_link(zone="America/Denver")
    assert client.get(f"/set-up/link/{token}/").status_code == 200
    assert client.get("/set-up/").status_code == 404 and client.get("/set-up/agency/").status_code == 404


def test_the_sign_in_page_says_where_to_begin_while_nobody_is_here() -> None:
    assert "No agency is set up here yet." in text(Client().get("/sign-in/"))
    open_agency(name="Here now")
    assert "No agency is set up" not in text(Client().get("/sign-in/"))


@pytest.mark.parametrize("path", ["/set-up/", "/set-up/agency/", "/set-up/nonsense/"])
def test_without_the_link_there_is_nothing(path: str) -> None:
    make_set_up_link(zone="America/Denver")
    assert Client().get(path).status_code == 404 and Client().post(path).status_code in (404, 405)


def test_once_there_is_an_agency_the_link_opens_nothing() -> None:
    client, token = begun(), make_set_up_link(zone="America/Denver")
    open_agency(name="Made by a command")
    assert Client().post(f"/set-up/link/{token}/").status_code == 403
    assert send(client, "agency").status_code == 404
    assert SetUp.objects.get().answers["agency"] == {"zone": ["America/Denver"]}


def test_a_further_agency_is_set_up_beside_the_first(signed_in: SignedIn) -> None:
    open_agency(name="There before")
    client = begun(further=True)
    for page in PAGES:
        answer = send(client, page.key)
    assert answer.headers["Location"] == "/set-up/done/"
    assert Agency.objects.count() == 2


def test_an_address_somebody_has_is_asked_for_again() -> None:
    add_person(agency=open_agency(name="There before"), email="dana@example.org", name="Dana")
    client = begun(further=True)
    answer = send(client, "you")
    assert answer.status_code == 422 and "already has this email address" in text(answer)


def test_nothing_but_the_pages_own_answers_is_kept() -> None:
    client = begun()
    send(client, "agency", set_up_at="2020-01-01", roles=["administrator"] * 99, name="x" * 9000)
    kept = SetUp.objects.get().answers["agency"]
    assert set(kept) == {"name", "zone", "opens", "closes"} and len(kept["name"][0]) == 2000


def test_what_a_command_made_is_gone_through_by_its_administrator_alone(signed_in: SignedIn) -> None:
    agency = open_agency(name="Our agency")
    boss = add_person(
        agency=agency,
        email="supervisor@localhost",
        name="Supervisor",
        roles=[Role.ADMINISTRATOR, Role.SUPERVISOR, Role.WORKER],
    )
    worker = add_person(agency=agency, email="wanda@example.org", name="Wanda")
    client, other = signed_in(boss), signed_in(worker)
    assert "Finish setting up your agency" in text(client.get("/"))
    assert "Finish setting up" not in text(other.get("/"))
    assert other.post("/set-up/begin/").status_code == 404
    assert client.post("/set-up/begin/").status_code == 302
    assert 'value="Our agency"' in text(client.get("/set-up/agency/"))
    assert "What other roles do you have" not in text(client.get("/set-up/you/"))
    assert "supervisor@localhost" not in text(client.get("/set-up/you/"))
    set_up = str(SetUp.objects.get().public_id)
    session = other.session
    session["set_up"] = set_up
    session.save()
    assert other.get("/set-up/agency/").status_code == 404
    for page in PAGES:
        answer = send(client, page.key)
    assert answer.headers["Location"] == "/set-up/done/"
    agency.refresh_from_db()
    assert agency.name == "Harbor" and agency.set_up_at is not None
    assert "Finish setting up" not in text(client.get("/"))
    assert client.post("/set-up/begin/").status_code == 404


def test_a_letterhead_cannot_fill_the_page() -> None:
    answer = send(begun(), "letterhead", letterhead="\n".join("abcdefghi"))
    assert answer.status_code == 422 and "at most 8 lines" in text(answer)
