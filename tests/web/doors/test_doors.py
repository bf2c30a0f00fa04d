"""Passwords, mailed links, the second step and one's own account, as a browser without scripts sends them."""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.test import Client

from heardfirst.access.models import AccessEvent
from heardfirst.agency.doors import authenticator, recovery_codes
from heardfirst.agency.doors.sign_in_links import make_sign_in_link
from heardfirst.agency.mail import deliver
from heardfirst.agency.models import Agency, Person, Role
from heardfirst.agency.staffing import end_sessions, give_role, let_go, take_role
from tests.agency.conftest import MailServer, mail_server
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn

__all__ = ["mail_server"]

PASSWORD = "correct horse battery"
SECRET = b"12345678901234567890"


def code_now() -> str:
    return TOTP(SECRET, 6, SHA1(), 30).generate(int(time.time())).decode()


def with_password(person: Person) -> Person:
    person.set_password(PASSWORD)
    person.save()
    return person


def with_app(person: Person, ago: timedelta = timedelta(minutes=5)) -> Person:
    """Somebody whose app was set up a while ago, so that the code of now is unused."""
    with time_machine.travel(datetime.now(UTC) - ago, tick=False):
        assert authenticator.set_up(person=person, secret=SECRET, code=code_now())
    return person


def knock(email: str, password: str, client: Client | None = None) -> Any:
    return (client or Client()).post("/sign-in/", {"email": email, "password": password, "by": "password"})


def text_of(answer: Any) -> str:
    return unescape(answer.content.decode())


# --- Password ----------------------------------------------------------------------------------------


def test_a_password_opens_the_door(cast: Cast) -> None:
    with_password(cast.worker)
    client = Client()
    answer = knock(" Wanda@Example.ORG ", PASSWORD, client)
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.get("/").status_code == 200


def test_every_wrong_try_gets_the_same_answer(cast: Cast) -> None:
    with_password(cast.worker)
    let_go(person=with_password(cast.colleague), by=None)
    answers = [
        knock("wanda@example.org", "wrong"),
        knock("nobody@example.org", PASSWORD),
        knock("colin@example.org", PASSWORD),
        knock("selma@example.org", ""),
        knock("selma@example.org", "has no password at all"),
    ]
    plain = [re.sub(r'value="[^"]*"', "", text_of(each)) for each in answers]
    assert {each.status_code for each in answers} == {422}
    assert plain[0] == plain[1] == plain[2] == plain[4]
    assert "do not match" in plain[0] and PASSWORD not in "".join(plain)
    assert 'value="wanda@example.org"' in text_of(answers[0]), "the address is not typed twice"


@pytest.mark.parametrize("email", ["wanda@example.org", "nobody@example.org"])
def test_guessing_rests_for_a_while_whoever_it_is(email: str, cast: Cast) -> None:
    with_password(cast.worker)
    for _guess in range(10):
        assert knock(email, "wrong").status_code == 422
    answer = knock(email, PASSWORD)
    assert answer.status_code == 429 and 800 < int(answer.headers["Retry-After"]) <= 900
    assert "try again in 15 minutes" in text_of(answer)
    assert knock("colin@example.org", "wrong").status_code == 422


def test_one_network_address_is_counted_too(cast: Cast) -> None:
    answers = [knock(f"person{number}@example.org", "wrong").status_code for number in range(61)]
    assert answers == [422] * 60 + [429]


def test_signing_in_starts_a_session_nobody_knew_before(cast: Cast) -> None:
    with_password(cast.worker)
    client = Client()
    client.post("/sign-in/passkey/begin/", HTTP_HOST="localhost")
    knock("wanda@example.org", PASSWORD, client)
    first = client.cookies["heardfirst_session"].value
    client.post("/sign-out/")
    knock("wanda@example.org", PASSWORD, client)
    assert client.cookies["heardfirst_session"].value != first


# --- A link by mail ----------------------------------------------------------------------------------


def test_a_link_comes_by_mail_and_opens_once(cast: Cast, mail_server: MailServer) -> None:
    said = text_of(Client().post("/sign-in/", {"email": "Wanda@example.org", "by": "link"}))
    assert "If this address is registered here" in said and "expires in 10 minutes" in said
    assert deliver() == 1
    (got,) = mail_server.got
    link = re.search(r"https://cases\.example\.org(/sign-in/\S+/)", got.get_content())
    assert got["To"] == "wanda@example.org" and link
    client = Client()
    assert client.post(link[1]).headers["Location"] == "/"
    assert client.get("/").status_code == 200
    assert Client().post(link[1]).status_code == 403


def test_nothing_tells_a_known_address_from_an_unknown_one(cast: Cast, mail_server: MailServer) -> None:
    let_go(person=cast.colleague, by=None)
    answers = [
        re.sub(r'value="[^"]*"', "", text_of(Client().post("/sign-in/", {"email": email, "by": "link"})))
        for email in ("wanda@example.org", "nobody@example.org", "colin@example.org")
    ]
    assert len(set(answers)) == 1
    assert deliver() == 1 and mail_server.got[0]["To"] == "wanda@example.org"


@pytest.mark.parametrize("email", ["wanda@example.org", "nobody@example.org"])
def test_nobody_is_flooded_with_links(email: str, cast: Cast, mail_server: MailServer) -> None:
    asked = [Client().post("/sign-in/", {"email": email, "by": "link"}).status_code for _ask in range(6)]
    assert asked == [200] * 4 + [429] * 2


def test_without_a_mail_server_no_link_is_offered(cast: Cast) -> None:
    page = text_of(Client().get("/sign-in/"))
    assert "Email me a link" not in page and "Ask your Heardfirst administrator" in page
    assert Client().post("/sign-in/", {"email": "wanda@example.org", "by": "link"}).status_code == 422


# --- The second step ---------------------------------------------------------------------------------


def by_password(person: Person, client: Client) -> Any:
    return knock(person.email, PASSWORD, client)


def by_link(person: Person, client: Client) -> Any:
    return client.post(f"/sign-in/{make_sign_in_link(person=person)}/")


@pytest.mark.parametrize("first", [by_password, by_link])
def test_the_first_thing_alone_opens_nothing(first: Callable[[Person, Client], Any], cast: Cast) -> None:
    with_app(with_password(cast.worker))
    client = Client()
    assert first(cast.worker, client).headers["Location"] == "/sign-in/second-step/"
    for path in ("/", "/account/", "/account/second-step/app/", "/caseload/"):
        assert client.get(path).headers["Location"] == "/sign-in/"
    page = text_of(client.get("/sign-in/second-step/"))
    assert cast.worker.name not in page and cast.worker.email not in page
    answer = client.post("/sign-in/second-step/", {"code": code_now()})
    assert answer.headers["Location"] == "/" and client.get("/").status_code == 200


def test_a_wrong_code_is_refused_and_counted(cast: Cast) -> None:
    with_app(with_password(cast.worker))
    client = Client()
    by_password(cast.worker, client)
    for _guess in range(6):
        answer = client.post("/sign-in/second-step/", {"code": "000000"})
        assert answer.status_code == 422 and "This code is incorrect" in text_of(answer)
    assert client.post("/sign-in/second-step/", {"code": code_now()}).status_code == 429
    again = Client()
    by_password(cast.worker, again)
    assert again.post("/sign-in/second-step/", {"code": code_now()}).status_code == 429


def test_a_recovery_code_opens_once(cast: Cast) -> None:
    with_app(with_password(cast.worker))
    code = recovery_codes.make_codes(person=cast.worker)[3]
    client, again = Client(), Client()
    by_password(cast.worker, client)
    assert client.post("/sign-in/second-step/", {"code": code}).headers["Location"] == "/"
    by_password(cast.worker, again)
    assert again.post("/sign-in/second-step/", {"code": code}).status_code == 422


def test_nobody_begins_with_the_second_step(cast: Cast) -> None:
    with_app(cast.worker)
    assert Client().get("/sign-in/second-step/").headers["Location"] == "/sign-in/"
    answer = Client().post("/sign-in/second-step/", {"code": code_now()})
    assert answer.headers["Location"] == "/sign-in/"


def test_waiting_too_long_or_being_let_go_meanwhile_starts_over(cast: Cast) -> None:
    with_app(with_password(cast.worker))
    slow, gone = Client(), Client()
    by_password(cast.worker, slow)
    by_password(cast.worker, gone)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=11), tick=False):
        assert slow.post("/sign-in/second-step/", {"code": code_now()}).headers["Location"] == "/sign-in/"
    let_go(person=cast.worker, by=None)
    assert gone.post("/sign-in/second-step/", {"code": code_now()}).headers["Location"] == "/sign-in/"


@pytest.mark.parametrize("answer", ["", "{}", "null", "[1]", '{"id": "x"}', "x" * 30_000])
def test_what_is_no_passkey_opens_nothing(answer: str, cast: Cast) -> None:
    client = Client(headers={"host": "localhost"})
    asked = client.post("/sign-in/passkey/begin/").json()
    assert len(base64.urlsafe_b64decode(asked["publicKey"]["challenge"] + "==")) >= 16
    assert asked["publicKey"]["userVerification"] == "required"
    refused = client.post("/sign-in/passkey/", {"answer": answer})
    assert refused.status_code == 422 and "passkey did not work" in text_of(refused)
    assert client.get("/").status_code == 302


def test_passkeys_are_not_offered_where_no_browser_has_them(cast: Cast) -> None:
    for host, offered in (("localhost", True), ("127.0.0.1", False), ("testserver", False)):
        client = Client(headers={"host": host})
        assert ("with a passkey" in text_of(client.get("/sign-in/"))) is offered
        assert client.post("/sign-in/passkey/begin/").status_code == (200 if offered else 404)


# --- Where the agency wants it of everybody ------------------------------------------------------------


@pytest.fixture
def required(cast: Cast) -> Agency:
    cast.agency.second_step = "required"
    cast.agency.save()
    return cast.agency


def test_whoever_has_none_sets_one_up_before_anything_else(
    required: Agency, cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.worker)
    for path in ("/", "/caseload/", "/account/", "/account/password/", "/protocols/", "/case/new/"):
        assert client.get(path).headers["Location"] == "/account/second-step/"
    part = client.get("/caseload/", headers={"HX-Request": "true"})
    assert part.headers["HX-Redirect"] == "/account/second-step/" and part.content == b""
    assert "Your agency requires a second step" in text_of(client.get("/account/second-step/"))
    offered = re.search(r'name="offered" value="([^"]+)"', text_of(client.get("/account/second-step/app/")))
    assert offered
    secret = authenticator.secret_of_offer(cast.worker, offered[1])
    assert secret
    code = TOTP(secret, 6, SHA1(), 30).generate(int(time.time())).decode()
    done = client.post("/account/second-step/app/", {"offered": offered[1], "code": code})
    assert done.headers["Location"] == "/account/second-step/codes/"
    assert client.get("/").status_code == 200


def test_it_holds_from_the_next_request_and_for_that_agency_alone(cast: Cast, signed_in: SignedIn) -> None:
    client, elsewhere = signed_in(cast.worker), signed_in(cast.stranger)
    assert client.get("/").status_code == 200
    Agency.objects.filter(pk=cast.agency.pk).update(second_step="required")
    assert client.get("/").headers["Location"] == "/account/second-step/"
    assert elsewhere.get("/").status_code == 200


def test_whoever_showed_theirs_goes_on(required: Agency, cast: Cast) -> None:
    with_app(with_password(cast.worker))
    client = Client()
    by_password(cast.worker, client)
    client.post("/sign-in/second-step/", {"code": code_now()})
    assert client.get("/").status_code == 200


# --- Sessions ----------------------------------------------------------------------------------------


def test_a_role_taken_away_ends_it_on_the_next_request(cast: Cast, signed_in: SignedIn) -> None:
    give_role(person=cast.worker, role=Role.SUPERVISOR, by=cast.supervisor)
    client, other = signed_in(cast.worker), signed_in(cast.colleague)
    assert client.get("/").status_code == 200
    take_role(person=cast.worker, role=Role.SUPERVISOR, by=cast.supervisor)
    assert client.get("/").headers["Location"] == "/sign-in/"
    part = client.get("/", headers={"HX-Request": "true"})
    assert part.headers["HX-Redirect"] == "/sign-in/" and part.content == b""
    assert other.get("/").status_code == 200


@pytest.mark.parametrize(
    "ends", [lambda person: let_go(person=person, by=None), lambda p: end_sessions(person=p)]
)
def test_being_let_go_ends_every_session(
    ends: Callable[[Person], None], cast: Cast, signed_in: SignedIn
) -> None:
    one, two = signed_in(cast.worker), signed_in(cast.worker)
    ends(cast.worker)
    assert {client.get("/").headers["Location"] for client in (one, two)} == {"/sign-in/"}


def test_idleness_is_as_long_as_the_agency_says(cast: Cast, signed_in: SignedIn) -> None:
    Agency.objects.filter(pk=cast.agency.pk).update(idle_minutes=5)
    client, elsewhere = signed_in(cast.worker), signed_in(cast.stranger)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=6), tick=False):
        assert client.get("/").headers["Location"] == "/sign-in/"
        assert elsewhere.get("/").status_code == 200


@pytest.mark.parametrize("path", ["/sign-in/", "/sign-in/some-token/", "/sign-in/second-step/"])
def test_pages_of_the_doors_stay_in_no_cache(path: str, cast: Cast) -> None:
    with_app(with_password(cast.worker))
    client = Client()
    if "second" in path:
        by_password(cast.worker, client)
    assert "no-store" in client.get(path).headers["Cache-Control"]


# --- In the access log -------------------------------------------------------------------------------


def logged(agency: Agency) -> list[tuple[str, int | None, int | None]]:
    """What stands in an agency's log, with who did it and about whom."""
    lines = AccessEvent.objects.filter(agency=agency).order_by("number")
    return list(lines.values_list("what", "person_id", "about_id"))


def test_coming_in_being_refused_and_leaving_are_in_the_log_of_that_agency(cast: Cast) -> None:
    me = with_app(with_password(cast.worker)).pk
    client = Client()
    knock("wanda@example.org", "wrong")
    knock("nobody@example.org", "wrong")
    by_password(cast.worker, client)
    client.post("/sign-in/second-step/", {"code": "000000"})
    client.post("/sign-in/second-step/", {"code": code_now()})
    client.post("/account/second-step/app/remove/")
    client.post("/sign-out/")
    assert logged(cast.agency) == [
        ("sign_in_refused", me, None),
        ("sign_in_refused", me, None),
        ("signed_in", me, None),
        ("second_step_removed", me, me),
        ("signed_out", me, None),
    ]
    assert logged(cast.elsewhere) == []
    places = set(AccessEvent.objects.values_list("place", "screen"))
    assert ("127.0.0.1", "second-step") in places
