"""An invitation opens once, for seven days, to what was offered, and tells one agency nothing of another."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone

from heardfirst.agency.doors.errors import InvitationRefusedError
from heardfirst.agency.doors.invitations import (
    accept,
    invitation_of,
    invite,
    invite_again,
    open_invitations,
    withdraw,
)
from heardfirst.agency.doors.models import Invitation
from heardfirst.agency.mail import deliver
from heardfirst.agency.models import Person, Role
from heardfirst.agency.services import add_person
from heardfirst.agency.staffing import give_role, let_go, take_role
from tests.agency.conftest import MailServer
from tests.record.conftest import Cast, cast

__all__ = ["cast"]

START = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"


@pytest.fixture
def boss(cast: Cast) -> Person:
    return add_person(agency=cast.agency, email="ada@example.org", name="Ada", roles=[Role.ADMINISTRATOR])


def ask(boss: Person, **more: Any) -> tuple[Invitation, str]:
    given: dict[str, Any] = {
        "agency": boss.agency,
        "by": boss,
        "email": "New@Example.org ",
        "name": "Nora New",
        "roles": [Role.WORKER],
        "language": "es",
        "path_of": lambda token: f"/invitation/{token}/",
    }
    return invite(**(given | more))


def test_whoever_may_invite_nobody_any_more_lets_nobody_in(boss: Person, cast: Cast) -> None:
    _invitation, token = ask(boss, roles=[Role.SUPERVISOR])
    give_role(person=cast.worker, role=Role.ADMINISTRATOR, by=boss)
    take_role(person=boss, role=Role.ADMINISTRATOR, by=cast.worker)
    with pytest.raises(InvitationRefusedError):
        accept(token=token, password=None)


def test_whoever_accepts_holds_what_was_offered(boss: Person) -> None:
    _invitation, token = ask(boss, roles=[Role.CLERK, Role.WORKER])
    person = accept(token=token, password=PASSWORD)
    person = Person.objects.get(pk=person.pk)
    assert (person.email, person.language, person.agency_id) == ("new@example.org", "es", boss.agency_id)
    assert person.roles == {Role.CLERK, Role.WORKER} and person.check_password(PASSWORD)
    assert {held.by_id for held in person.roles_held.all()} == {boss.pk}
    with pytest.raises(InvitationRefusedError):
        accept(token=token, password=PASSWORD)


def test_it_lasts_seven_days_and_no_longer(boss: Person) -> None:
    with time_machine.travel(START, tick=False):
        _invitation, token = ask(boss)
    with time_machine.travel(START + timedelta(days=7, seconds=-1), tick=False):
        assert invitation_of(token).name == "Nora New"
    with time_machine.travel(START + timedelta(days=7), tick=False), pytest.raises(InvitationRefusedError):
        accept(token=token, password=PASSWORD)


def test_a_new_link_shuts_the_one_before(boss: Person) -> None:
    invitation, first = ask(boss)
    second = invite_again(invitation=invitation, path_of=str)
    with pytest.raises(InvitationRefusedError):
        invitation_of(first)
    assert invitation_of(second).pk == invitation.pk


def test_withdrawn_or_invited_anew_it_opens_no_more(boss: Person) -> None:
    invitation, token = ask(boss)
    withdraw(invitation=invitation)
    _again, newer = ask(boss)
    _third, newest = ask(boss)
    for shut in (token, newer):
        with pytest.raises(InvitationRefusedError):
            accept(token=shut, password=PASSWORD)
    with pytest.raises(InvitationRefusedError):
        invite_again(invitation=invitation, path_of=str)
    assert open_invitations(boss.agency).count() == 1
    assert invitation_of(newest).email == "new@example.org"


def test_whoever_was_let_go_invites_nobody(boss: Person, cast: Cast) -> None:
    add_person(agency=cast.agency, email="b@example.org", name="Bo", roles=[Role.ADMINISTRATOR])
    _invitation, token = ask(boss)
    let_go(person=boss, by=None)
    with pytest.raises(InvitationRefusedError):
        accept(token=token, password=PASSWORD)


def test_a_weak_password_uses_nothing_up(boss: Person) -> None:
    _invitation, token = ask(boss)
    for weak in ("short", "noranew12345", "123412341234"):
        with pytest.raises(ValidationError):
            accept(token=token, password=weak)
    assert accept(token=token, password=PASSWORD).is_active


def test_without_a_password_links_are_the_way_in(boss: Person) -> None:
    _invitation, token = ask(boss)
    assert not accept(token=token, password=None).has_usable_password()


def test_an_auditor_needs_an_end_and_gets_it(boss: Person) -> None:
    now = timezone.now()
    for until in (None, now - timedelta(days=1), now + timedelta(days=400)):
        with pytest.raises(InvitationRefusedError):
            ask(boss, roles=[Role.AUDITOR], until=until)
    end = now + timedelta(days=30)
    _invitation, token = ask(boss, roles=[Role.AUDITOR], until=end)
    person = accept(token=token, password=PASSWORD)
    assert person.roles_held.get().until == end
    with time_machine.travel(end + timedelta(seconds=1), tick=False):
        assert Person.objects.get(pk=person.pk).roles == frozenset()


def test_an_end_that_passed_before_it_was_accepted(boss: Person) -> None:
    with time_machine.travel(START, tick=False):
        _invitation, token = ask(boss, roles=[Role.AUDITOR], until=START + timedelta(days=1))
    with time_machine.travel(START + timedelta(days=2), tick=False):
        with pytest.raises(InvitationRefusedError, match="passed"):
            accept(token=token, password=PASSWORD)
        assert not Person.objects.filter(email="new@example.org").exists()


@pytest.mark.parametrize("roles", [[], ["owner"], [""]])
def test_a_role_there_is_not(roles: list[str], boss: Person) -> None:
    with pytest.raises(InvitationRefusedError):
        ask(boss, roles=roles)


def test_a_colleague_is_not_invited_again(boss: Person, cast: Cast) -> None:
    with pytest.raises(InvitationRefusedError, match="already works here"):
        ask(boss, email=cast.worker.email)


def test_the_mail_goes_to_them_in_their_language(boss: Person, mail_server: MailServer) -> None:
    _invitation, token = ask(boss)
    assert deliver() == 1
    (got,) = mail_server.got
    text = got.get_content()
    assert got["To"] == "new@example.org" and "invita" in got["Subject"]
    assert f"https://cases.example.org/invitation/{token}/" in text
    assert "Nora" not in text and "Ada" not in text


def test_another_agencys_person_is_told_and_the_agency_is_not(
    boss: Person, cast: Cast, mail_server: MailServer
) -> None:
    invitation, token = ask(boss, email=cast.stranger.email, language="en")
    nobody, _token = ask(boss, email="free@example.org", language="en")
    assert (invitation.pk is None) == (nobody.pk is None)
    assert deliver() == 2
    told = {got["To"]: got.get_content() for got in mail_server.got}
    assert "already" in told[cast.stranger.email] and not re.search(
        r"/invitation/", told[cast.stranger.email]
    )
    with pytest.raises(InvitationRefusedError, match="a different address"):
        accept(token=token, password=PASSWORD)
    cast.stranger.refresh_from_db()
    assert cast.stranger.agency_id == cast.elsewhere.pk and not cast.stranger.has_usable_password()


def test_the_table_holds_no_token(boss: Person) -> None:
    _invitation, token = ask(boss)
    assert token.encode() not in bytes(Invitation.objects.get().token_digest)
    assert all(token not in str(value) for value in Invitation.objects.values().get().values())
