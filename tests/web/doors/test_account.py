"""One's own account: a password, a second step, and the end of every session, without a script."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
import time_machine
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.test import Client

from heardfirst.agency.doors import authenticator
from heardfirst.agency.doors.models import Authenticator
from heardfirst.agency.mail import deliver
from tests.agency.conftest import MailServer, mail_server
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn
from tests.web.doors.test_doors import (
    PASSWORD,
    by_password,
    code_now,
    knock,
    text_of,
    with_app,
    with_password,
)

__all__ = ["mail_server"]


def test_a_first_password_is_chosen_and_ends_the_other_sessions(
    cast: Cast, signed_in: SignedIn, mail_server: MailServer
) -> None:
    here, there = signed_in(cast.worker), signed_in(cast.worker)
    for weak in ("tiny", "password1234", "908172635445", "wanda@example.or"):
        refused = here.post("/account/password/", {"password": weak})
        assert refused.status_code == 422
    done = here.post("/account/password/", {"password": PASSWORD}, follow=True)
    assert "Your password was changed" in text_of(done)
    assert there.get("/").headers["Location"] == "/sign-in/"
    assert here.get("/").status_code == 200
    assert knock("wanda@example.org", PASSWORD).status_code == 302
    assert deliver() == 1 and "password" in mail_server.got[0]["Subject"]


def test_whoever_has_a_password_shows_it_first(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(with_password(cast.worker))
    wrong = client.post("/account/password/", {"current": "not it", "password": "another good password"})
    assert wrong.status_code == 422 and "This is not your password" in text_of(wrong)
    right = client.post("/account/password/", {"current": PASSWORD, "password": "another good password"})
    assert right.status_code == 302
    assert knock("wanda@example.org", PASSWORD).status_code == 422


CHANGES = [
    "/account/password/",
    "/account/second-step/app/",
    "/account/second-step/codes/",
    "/account/second-step/app/remove/",
    "/account/second-step/passkey/",
    "/account/second-step/passkey/begin/",
]


@pytest.mark.parametrize("path", CHANGES)
def test_a_screen_left_open_changes_no_way_in(path: str, cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(with_app(cast.worker))
    client.post("/sign-in/second-step/", {"code": code_now()})
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=20), tick=False):
        assert client.get("/account/").status_code == 200
        answer = client.post(path, {"password": "another good password"})
        assert answer.status_code == 403 and "Sign in again" in text_of(answer)
    assert Authenticator.objects.filter(person=cast.worker).exists()


def test_setting_up_an_app_in_full(cast: Cast, signed_in: SignedIn, mail_server: MailServer) -> None:
    here, there = signed_in(cast.worker), signed_in(cast.worker)
    page = text_of(here.get("/account/second-step/app/"))
    offered = re.search(r'name="offered" value="([^"]+)"', page)
    assert offered and "<svg" in page
    secret = authenticator.secret_of_offer(cast.worker, offered[1])
    assert secret and authenticator.typed(secret) in page
    wrong = here.post("/account/second-step/app/", {"offered": offered[1], "code": "000000"})
    assert wrong.status_code == 422 and offered[1] in text_of(wrong), "the same picture stays good"
    code = TOTP(secret, 6, SHA1(), 30).generate(int(time.time())).decode()
    done = here.post("/account/second-step/app/", {"offered": offered[1], "code": code})
    assert done.headers["Location"] == "/account/second-step/codes/"
    assert there.get("/").headers["Location"] == "/sign-in/", "a session begun with less has ended"
    assert "Show 10 codes" in text_of(here.get("/account/second-step/codes/"))
    shown = text_of(here.post("/account/second-step/codes/"))
    codes = re.findall(r"<code>([a-z2-9]{5}-[a-z2-9]{5})</code>", shown)
    assert len(codes) == 10
    file = re.search(r'href="data:text/plain;charset=utf-8,([^"]+)"', shown)
    assert file and [line for line in unquote(file[1]).splitlines() if line in codes] == codes
    assert not any(code in text_of(here.get("/account/second-step/codes/")) for code in codes)
    assert "10 recovery codes left" in text_of(here.get("/account/second-step/"))
    assert deliver() == 1 and mail_server.got[0]["To"] == "wanda@example.org"


def test_an_offer_made_to_somebody_else_is_not_taken(cast: Cast, signed_in: SignedIn) -> None:
    client = signed_in(cast.worker)
    for offered in (authenticator.offer(cast.colleague), "nonsense"):
        answer = client.post("/account/second-step/app/", {"offered": offered, "code": "123456"})
        assert answer.status_code == 422 and "Scan this new code" in text_of(answer)
    assert not Authenticator.objects.exists()


def test_removing_the_app_is_told_and_ends_other_sessions(
    cast: Cast, mail_server: MailServer, signed_in: SignedIn
) -> None:
    with_app(with_password(cast.worker))
    client = Client()
    by_password(cast.worker, client)
    client.post("/sign-in/second-step/", {"code": code_now()})
    assert client.post("/account/second-step/app/remove/").status_code == 302
    assert client.get("/").status_code == 200
    assert by_password(cast.worker, Client()).headers["Location"] == "/"
    assert deliver() == 1 and "removed" in mail_server.got[0]["Subject"]


def test_nobody_removes_somebody_elses_passkey(cast: Cast, signed_in: SignedIn) -> None:
    from heardfirst.agency.doors.models import Passkey
    from heardfirst.vault import new_id

    theirs = Passkey.objects.create(
        agency=cast.agency,
        person=cast.colleague,
        rp_id="localhost",
        credential_id=b"1",
        credential=b"",
        sealed_name=b"",
        made_at=datetime.now(UTC),
    )
    client = signed_in(cast.worker)
    answers = [
        client.post(f"/account/second-step/passkey/{each}/remove/") for each in (theirs.public_id, new_id())
    ]
    assert {each.status_code for each in answers} == {404}
    assert Passkey.objects.filter(pk=theirs.pk).exists()


def test_signing_out_everywhere(cast: Cast, signed_in: SignedIn) -> None:
    here, there = signed_in(cast.worker), signed_in(cast.worker)
    assert here.post("/account/sign-out/").headers["Location"] == "/sign-in/?signed-out"
    assert {each.get("/").headers["Location"] for each in (here, there)} == {"/sign-in/"}
