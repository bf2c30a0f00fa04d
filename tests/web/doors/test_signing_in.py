"""Coming in by a link that works once, going out, and how one likes to read."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.test import Client

from heardfirst.agency.doors.sign_in_links import make_sign_in_link
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn


def test_looking_at_a_link_does_not_use_it_up(cast: Cast) -> None:
    link = f"/sign-in/{make_sign_in_link(person=cast.worker)}/"
    for _look in range(3):
        page = Client().get(link)
        assert page.status_code == 200 and cast.worker.name not in page.content.decode()
    client = Client()
    assert client.post(link).headers["Location"] == "/"
    assert client.get("/").status_code == 200


def test_a_link_works_once(cast: Cast) -> None:
    link = f"/sign-in/{make_sign_in_link(person=cast.worker)}/"
    assert Client().post(link).status_code == 302
    again = Client().post(link)
    assert again.status_code == 403
    assert "Ask for a new one" in again.content.decode()


def test_signing_out_ends_it(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    answer = client.post("/sign-out/", follow=True)
    assert "You are signed out" in answer.content.decode()
    assert client.get("/").headers["Location"] == "/sign-in/"


def test_signing_out_wants_a_form(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    assert client.get("/sign-out/").status_code == 405
    assert client.get("/").status_code == 200


def test_a_person_is_spoken_to_in_their_language(cast: Cast, signed_in: SignedIn) -> None:
    cast.worker.language = "es"
    cast.worker.save()
    page = signed_in(cast.worker).get("/")
    assert '<html lang="es"' in page.content.decode() and page.headers["Content-Language"] == "es"


def test_a_language_chosen_once_is_spoken_on_every_device(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    assert '<html lang="en"' in client.get("/").content.decode()
    assert (
        client.post("/language/", {"language": "es", "next": "/caseload/"}).headers["Location"]
        == "/caseload/"
    )
    assert '<html lang="es"' in client.get("/").content.decode()
    client.post("/language/", {"language": "xx"})
    assert '<html lang="es"' in client.get("/").content.decode()
    assert '<html lang="es"' in signed_in(cast.worker).get("/").content.decode()


def test_what_a_visitor_chose_on_a_device_does_not_override_what_somebody_likes(
    cast: Cast, signed_in: SignedIn
) -> None:
    client = signed_in(cast.worker)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "es"
    assert '<html lang="en"' in client.get("/").content.decode()
    assert '<html lang="es"' in client.post("/sign-out/", follow=True).content.decode()


@pytest.mark.parametrize(("theme", "shown"), [("dark", 'data-theme="dark"'), ("light", 'data-theme="light"')])
def test_light_or_dark_needs_no_script(theme: str, shown: str, client: Client, db: None) -> None:
    assert "data-theme" not in client.get("/sign-in/").content.decode()
    client.post("/theme/", {"theme": theme})
    assert shown in client.get("/sign-in/").content.decode()
    client.post("/theme/", {"theme": "auto"})
    assert "data-theme" not in client.get("/sign-in/").content.decode()
    client.post("/theme/", {"theme": 'x" onload="'})
    assert "onload" not in client.get("/sign-in/").content.decode()


@pytest.mark.parametrize(
    "away", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "evil", "/\\evil.example"]
)
def test_nobody_is_sent_elsewhere(away: str, client: Client, db: None) -> None:
    assert client.post("/theme/", {"theme": "dark", "next": away}).headers["Location"] == "/"
    assert client.post("/language/", {"language": "es", "next": away}).headers["Location"] == "/"
