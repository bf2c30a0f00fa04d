"""Mail leaves through a real server, says no name, and survives a roll-back and a server that is down."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.db import connection, transaction
from django.utils import timezone
from pytest_django.fixtures import Settings

from heardfirst import mail_server as servers
from heardfirst.agency import mail, mail_texts
from heardfirst.agency.mail import MailTopic, can_mail, deliver, forget_old_mail, send, undelivered
from heardfirst.agency.mail_texts import mail_text
from heardfirst.agency.outgoing_mail import OutgoingMail
from heardfirst.home import HomeError
from tests.agency.conftest import MailServer
from tests.record.conftest import Cast, cast

__all__ = ["cast"]


def later(minutes: float) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(minutes=minutes), tick=False)


def test_a_mail_reaches_the_server_in_the_receivers_language(cast: Cast, mail_server: MailServer) -> None:
    cast.worker.language = "es"
    assert send(to=cast.worker, about=MailTopic.PASSWORD_CHANGED, path="/account/")
    assert deliver() == 1
    (got,) = mail_server.got
    assert got["To"] == "wanda@example.org" and got["From"] == "heardfirst@example.org"
    assert "contraseña" in got["Subject"]
    text = got.get_content()
    assert "https://cases.example.org/account/" in text and "Harbor Family Services" in text
    assert got.get_content_type() == "text/plain"
    assert deliver() == 0


def test_no_mail_names_a_person(cast: Cast, mail_server: MailServer) -> None:
    for about in MailTopic:
        send(to=cast.worker, about=about)
    assert deliver() == len(MailTopic)
    whole = " ".join(f"{got['Subject']} {got['To']} {got.get_content()}" for got in mail_server.got)
    for person in (cast.worker, cast.colleague, cast.supervisor, cast.stranger):
        assert person.name not in whole
    assert "{" not in whole


@pytest.mark.parametrize("about", MailTopic)
def test_every_mail_is_said_in_both_languages(about: MailTopic) -> None:
    in_english, in_spanish = (
        mail_text(about, language, agency="Harbor", link="https://x.example/y") for language in ("en", "es")
    )
    assert in_english[0] != in_spanish[0] and in_english[1] != in_spanish[1]


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_mail_says_how_long_its_link_works(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_texts, "SIGN_IN_LINK_LASTS", timedelta(minutes=23))
    monkeypatch.setattr(mail_texts, "INVITATION_LASTS", timedelta(days=11))
    for about, lasts in (
        (MailTopic.SIGN_IN_LINK, {"en": "23 minutes:", "es": "23 minutos:"}),
        (MailTopic.INVITATION, {"en": "11 days:", "es": "11 días:"}),
    ):
        _subject, text = mail_text(about, language, agency="Harbor", link="https://x.example/y")
        assert lasts[language] in text


def test_a_name_with_a_line_end_makes_no_header(cast: Cast, mail_server: MailServer) -> None:
    cast.agency.name = "Harbor\r\nBcc: everybody@example.org"
    cast.agency.save()
    cast.worker.refresh_from_db()
    send(to=cast.worker, about=MailTopic.INVITATION)
    assert deliver() == 1
    assert mail_server.got[0]["Bcc"] is None


def test_what_was_rolled_back_is_not_told(cast: Cast, mail_server: MailServer) -> None:
    with transaction.atomic():
        send(to=cast.worker, about=MailTopic.ROLES_CHANGED)
        transaction.set_rollback(True)
    assert deliver() == 0 and mail_server.got == []


def test_the_text_is_sealed_while_it_waits_and_wiped_when_it_left(
    cast: Cast, mail_server: MailServer
) -> None:
    send(to=cast.worker, about=MailTopic.SIGN_IN_LINK, path="/sign-in/a-token-of-a-link/")
    waiting = OutgoingMail.objects.get()
    assert b"a-token-of-a-link" not in bytes(waiting.sealed or b"")
    deliver()
    waiting.refresh_from_db()
    assert waiting.sealed is None and waiting.sent_at is not None


def test_a_server_that_is_down_loses_nothing(
    cast: Cast, mail_server: MailServer, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    there = settings.SMTP
    settings.SMTP = {**there, "port": 1}
    send(to=cast.worker, about=MailTopic.EMERGENCY_ACCESS)
    assert deliver() == 0
    (waiting,) = undelivered(cast.agency)
    assert mail.PROBLEMS[waiting.problem] == "We couldn’t reach the mail server."
    assert deliver() == 0, "not at once again"
    settings.SMTP = there
    with later(3):
        assert deliver() == 1
    assert len(mail_server.got) == 1 and not undelivered(cast.agency).exists()
    assert "wanda" not in caplog.text and "unreachable" in caplog.text


def test_a_refused_address_is_given_up_and_told(cast: Cast, mail_server: MailServer) -> None:
    mail_server.refuses = "550 no such mailbox"
    send(to=cast.worker, about=MailTopic.INVITATION)
    assert deliver() == 0
    (lost,) = undelivered(cast.agency)
    assert (lost.problem, lost.sealed) == ("refused", None) and lost.gave_up_at is not None
    mail_server.refuses = ""
    with later(60):
        assert deliver() == 0
    assert not undelivered(cast.elsewhere).exists()


def test_a_server_that_says_not_now_is_asked_again(cast: Cast, mail_server: MailServer) -> None:
    mail_server.refuses = "451 try later"
    send(to=cast.worker, about=MailTopic.INVITATION)
    assert deliver() == 0
    mail_server.refuses = ""
    with later(3):
        assert deliver() == 1


def test_trying_ends_within_a_day(cast: Cast, mail_server: MailServer) -> None:
    mail_server.refuses = "451 try later"
    send(to=cast.worker, about=MailTopic.INVITATION)
    for _try in range(12):
        with later(_try * 24 * 60):
            deliver()
    gone = OutgoingMail.objects.get()
    assert gone.gave_up_at is not None and gone.sealed is None and gone.tries < 10


def test_a_link_that_is_no_longer_good_does_not_leave(cast: Cast, mail_server: MailServer) -> None:
    send(to=cast.worker, about=MailTopic.SIGN_IN_LINK, good_until=timezone.now() + timedelta(minutes=15))
    with later(20):
        assert deliver() == 0
    assert OutgoingMail.objects.get().problem == "too_late" and mail_server.got == []


@pytest.mark.parametrize("server_gone", [False, True])
def test_old_mail_is_forgotten_though_nothing_leaves(
    cast: Cast, mail_server: MailServer, settings: Settings, server_gone: bool
) -> None:
    send(to=cast.worker, about=MailTopic.ROLES_CHANGED)
    assert deliver() == 1
    mail_server.refuses = "550 no such mailbox"
    send(to=cast.worker, about=MailTopic.INVITATION)
    assert deliver() == 0
    if server_gone:
        settings.SMTP = None
    with time_machine.travel(timezone.now() + mail.KEPT_FOR - timedelta(hours=1), tick=False):
        forget_old_mail()
        assert OutgoingMail.objects.count() == 2
        assert undelivered(cast.agency).count() == 1
    with time_machine.travel(timezone.now() + mail.KEPT_FOR + timedelta(hours=1), tick=False):
        assert not undelivered(cast.agency).exists(), "asked before anything was deleted"
        forget_old_mail()
        assert not OutgoingMail.objects.exists()


def test_what_still_waits_is_not_forgotten(cast: Cast, mail_server: MailServer) -> None:
    send(to=cast.worker, about=MailTopic.ROLES_CHANGED)
    with time_machine.travel(timezone.now() + 2 * mail.KEPT_FOR, tick=False):
        forget_old_mail()
        assert deliver() == 1


def test_without_a_server_nothing_waits(cast: Cast) -> None:
    assert not can_mail()
    assert send(to=cast.worker, about=MailTopic.INVITATION) is False
    assert not OutgoingMail.objects.exists() and deliver() == 0


def test_a_mail_of_another_installation_is_not_sent(cast: Cast, mail_server: MailServer) -> None:
    send(to=cast.worker, about=MailTopic.INVITATION)
    send(to=cast.colleague, about=MailTopic.INVITATION)
    one, other = OutgoingMail.objects.order_by("pk")
    OutgoingMail.objects.filter(pk=one.pk).update(sealed=other.sealed)
    assert deliver() == 1
    one.refresh_from_db()
    assert one.problem == "unreadable"


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("smtp://u:p%40ss@mail.example.org", ("mail.example.org", 587, "u", "p@ss", False, True)),
        ("smtps://mail.example.org", ("mail.example.org", 465, "", "", True, False)),
        ("smtp://127.0.0.1:2525", ("127.0.0.1", 2525, "", "", False, False)),
        ("smtp://relay.internal:25?starttls=0", ("relay.internal", 25, "", "", False, False)),
    ],
)
def test_a_server_is_named_by_one_address(
    said: str, found: tuple[object, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEARDFIRST_SMTP", said)
    read = servers.smtp_server()
    assert read is not None
    names = ("host", "port", "username", "password", "use_ssl", "use_tls")
    assert tuple(read[name] for name in names) == found


@pytest.mark.parametrize("said", ["mail.example.org", "http://secret@x", "smtp://", "smtp://u:secret@h:port"])
def test_a_server_that_makes_no_sense_is_refused_without_its_password(
    said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEARDFIRST_SMTP", said)
    with pytest.raises(HomeError) as refused:
        servers.smtp_server()
    assert "secret" not in str(refused.value)


def test_links_lead_to_an_https_address(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HEARDFIRST_ADDRESS", "HEARDFIRST_SMTP", "HEARDFIRST_MAIL_FROM"):
        monkeypatch.delenv(name, raising=False)
    assert servers.public_address([]) == ""
    assert servers.public_address(["a.example.org", "b.example.org"]) == "https://a.example.org"
    assert servers.sender("https://a.example.org") == "heardfirst@a.example.org"
    monkeypatch.setenv("HEARDFIRST_SMTP", "smtp://127.0.0.1")
    with pytest.raises(HomeError, match="HEARDFIRST_ADDRESS"):
        servers.public_address([])
    for wrong in ("http://cases.example.org", "cases.example.org", "https://x.example.org/path", "ftp://x"):
        monkeypatch.setenv("HEARDFIRST_ADDRESS", wrong)
        with pytest.raises(HomeError):
            servers.public_address([])
    monkeypatch.setenv("HEARDFIRST_ADDRESS", "https://cases.example.org/")
    assert servers.public_address([]) == "https://cases.example.org"
    monkeypatch.setenv("HEARDFIRST_MAIL_FROM", "x@example.org\nBcc: y@example.org")
    with pytest.raises(HomeError):
        servers.sender("")


@pytest.mark.django_db(transaction=True)
def test_of_several_who_deliver_at_once_one_does(cast: Cast, mail_server: MailServer) -> None:
    for _mail in range(6):
        send(to=cast.worker, about=MailTopic.INVITATION)

    def one(_number: int) -> int:
        try:
            return deliver()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as together:
        assert sum(together.map(one, range(3))) == 6
    assert len(mail_server.got) == 6


WAITING = """
import django
django.setup()
from heardfirst.agency.mail import MailTopic, send
from heardfirst.agency.services import add_person, open_agency
agency = open_agency(name="Harbor Family Services")
send(to=add_person(agency=agency, email="wanda@example.org", name="Wanda"), about=MailTopic.ROLES_CHANGED)
"""


def test_the_server_sends_what_waits_as_its_environment_says(data_dir: Path, mail_server: MailServer) -> None:
    environment = {
        **{key: said for key, said in os.environ.items() if not key.startswith(("HEARDFIRST_", "DATABASE_"))},
        "DJANGO_SETTINGS_MODULE": "heardfirst.settings",
        "HEARDFIRST_DATA": str(data_dir),
        "HEARDFIRST_SMTP": f"smtp://127.0.0.1:{mail_server.port}",
        "HEARDFIRST_ADDRESS": "https://cases.example.org",
        "HEARDFIRST_MAIL_FROM": "hello@example.org",
    }

    def run(*command: str) -> str:
        ran = subprocess.run(
            [sys.executable, *command], env=environment, capture_output=True, text=True, check=True
        )
        return ran.stdout

    run("-m", "django", "migrate", "-v", "0")
    run("-c", WAITING)
    told = json.loads(run("-m", "heardfirst.cli.main", "tick", "--json"))
    assert told["mailed"] == 1
    (got,) = mail_server.got
    assert got["From"] == "hello@example.org" and "https://cases.example.org/" in got.get_content()
