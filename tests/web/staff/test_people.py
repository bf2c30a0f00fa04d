"""Administrators look after people and see no case; nobody else looks after people."""

from __future__ import annotations

import re
from datetime import datetime
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.urls import reverse

from heardfirst import clock
from heardfirst.access.models import AccessEvent
from heardfirst.agency.doors import authenticator
from heardfirst.agency.doors.models import Invitation
from heardfirst.agency.doors.second_step import second_steps_of
from heardfirst.agency.mail import deliver
from heardfirst.agency.models import Agency, Person, Role
from heardfirst.agency.services import add_person
from heardfirst.record.models import Case
from tests.agency.conftest import MailServer, mail_server
from tests.record.conftest import Cast
from tests.web.conftest import SignedIn
from tests.web.doors.test_doors import PASSWORD, SECRET, code_now

__all__ = ["mail_server"]

ASKED = {"name": "Nora New", "email": "nora@example.org", "roles": ["worker", "clerk"], "language": "en"}


@pytest.fixture
def boss(cast: Cast) -> Person:
    return add_person(agency=cast.agency, email="ada@example.org", name="Ada", roles=[Role.ADMINISTRATOR])


@pytest.fixture
def desk(boss: Person, signed_in: SignedIn) -> Client:
    return signed_in(boss)


def text_of(answer: Any) -> str:
    return unescape(answer.content.decode())


def at(name: str, person: Person, *more: str) -> str:
    return reverse(name, args=[person.public_id, *more])


def test_an_administrator_begins_somewhere_and_sees_everybody_of_their_agency(
    desk: Client, cast: Cast
) -> None:
    assert desk.get("/", follow=True).status_code == 200
    page = text_of(desk.get("/people/"))
    assert "wanda@example.org" in page and "Supervisor" in page and "never signed in" in page
    assert cast.stranger.email not in page


def test_an_administrator_sees_no_case(desk: Client, case: Case) -> None:
    for path in (f"/case/{case.public_id}/", "/caseload/", "/case/new/", "/import/"):
        answer = desk.get(path)
        assert answer.status_code == 404 and "Marisol" not in text_of(answer), path
    assert "Marisol" not in text_of(desk.get("/people/")) + text_of(desk.get("/", follow=True))


def test_without_a_mail_server_the_link_is_shown_once_and_opens(desk: Client, cast: Cast) -> None:
    assert "expires in 7 days" in text_of(desk.get("/people/invite/"))
    made = text_of(desk.post("/people/invite/", ASKED))
    link = re.search(r"http://testserver(/invitation/\S+?/)<", made)
    assert link and "give them this link yourself" in made
    assert link[1] not in text_of(desk.get("/people/")) and "nora@example.org" in text_of(
        desk.get("/people/")
    )
    newcomer = Client()
    page = newcomer.get(link[1])
    assert "Harbor Family Services" in text_of(page) and "Works with clients" in text_of(page)
    assert "no-store" in page.headers["Cache-Control"] and Invitation.objects.get().accepted_at is None
    assert newcomer.post(link[1], {"password": "short"}).status_code == 422
    assert newcomer.post(link[1], {"password": PASSWORD}).headers["Location"] == "/"
    assert "No cases yet" in text_of(newcomer.get("/"))
    assert Client().get(link[1]).status_code == 403
    assert "Invited" not in text_of(desk.get("/people/"))


def test_with_a_mail_server_the_administrator_never_sees_the_link(
    desk: Client, mail_server: MailServer
) -> None:
    assert "/invitation/" not in text_of(desk.post("/people/invite/", ASKED))
    assert deliver() == 1
    link = re.search(r"https://cases\.example\.org(/invitation/\S+/)", mail_server.got[0].get_content())
    assert link
    newcomer = Client()
    assert newcomer.post(link[1], {"by": "links"}).headers["Location"] == "/"
    assert not Person.objects.get(email="nora@example.org").has_usable_password()


def test_where_it_is_wanted_the_second_step_comes_first(desk: Client, cast: Cast) -> None:
    made = text_of(desk.post("/people/invite/", ASKED))
    Agency.objects.filter(pk=cast.agency.pk).update(second_step="required")
    link = re.search(r"(/invitation/\S+?/)<", made)
    assert link
    newcomer = Client()
    newcomer.post(link[1], {"password": PASSWORD})
    assert newcomer.get("/").headers["Location"] == "/account/second-step/"


def test_an_invitation_is_read_in_the_language_of_who_is_invited(desk: Client) -> None:
    made = text_of(desk.post("/people/invite/", ASKED | {"language": "es"}))
    link = re.search(r"(/invitation/\S+?/)<", made)
    assert link
    assert '<html lang="es"' in Client().get(link[1]).content.decode()


def test_a_form_that_is_not_right_says_so(desk: Client, cast: Cast) -> None:
    for wrong, said in (
        ({"roles": []}, "Choose at least one"),
        ({"roles": ["auditor"]}, "Enter the last day"),
        ({"email": "nobody"}, "valid email address"),
        ({"email": "wanda@example.org"}, "already works here"),
        ({"roles": ["owner"]}, "Choose one of the options."),
    ):
        answer = desk.post("/people/invite/", ASKED | wrong)
        assert answer.status_code == 422 and said in text_of(answer)
    assert not Invitation.objects.exists()


def test_a_link_is_renewed_and_withdrawn(desk: Client) -> None:
    desk.post("/people/invite/", ASKED)
    invitation = Invitation.objects.get()
    assert "/invitation/" in text_of(desk.post(reverse("invitation-again", args=[invitation.public_id])))
    assert desk.post(reverse("invitation-withdraw", args=[invitation.public_id])).status_code == 302
    assert desk.post(reverse("invitation-again", args=[invitation.public_id])).status_code == 404


def test_roles_are_given_and_taken(desk: Client, cast: Cast, signed_in: SignedIn) -> None:
    worker = signed_in(cast.worker)
    assert worker.get("/").status_code == 200
    assert desk.post(at("person-give-role", cast.worker), {"role": "supervisor"}).status_code == 302
    assert "Supervisor" in text_of(desk.get(at("person", cast.worker)))
    taking = at("person-take-role", cast.worker, "supervisor")
    assert desk.get(taking).status_code == 200 and worker.get("/").status_code == 200
    assert desk.post(taking).status_code == 302
    assert worker.get("/").headers["Location"] == "/sign-in/"
    assert Person.objects.get(pk=cast.worker.pk).roles == {Role.WORKER}
    assert desk.post(taking).status_code == 404
    refused = desk.post(at("person-give-role", cast.worker), {"role": "auditor"})
    assert refused.status_code == 422 and "Choose a last day" in text_of(refused)


def test_how_many_cases_are_left_is_said_and_nothing_else(desk: Client, case: Case, cast: Cast) -> None:
    for path in (at("person-take-role", cast.worker, "worker"), at("person-let-go", cast.worker)):
        page = text_of(desk.get(path))
        assert "1 open case will be unassigned" in page and "Marisol" not in page
    assert "open case" not in text_of(desk.get(at("person-let-go", cast.colleague)))


def test_somebody_who_leaves_is_out_at_once_and_can_come_back(
    desk: Client, cast: Cast, signed_in: SignedIn
) -> None:
    worker = signed_in(cast.worker)
    assert desk.post(at("person-let-go", cast.worker)).status_code == 302
    assert worker.get("/").headers["Location"] == "/sign-in/"
    assert "no longer works here" in text_of(desk.get("/people/"))
    assert "Restore access" in text_of(desk.get(at("person", cast.worker)))
    assert desk.post(at("person-take-back", cast.worker)).status_code == 302
    assert signed_in(cast.worker).get("/").status_code == 200


def test_the_last_administrator_stays(desk: Client, boss: Person) -> None:
    for path in (at("person-take-role", boss, "administrator"), at("person-let-go", boss)):
        answer = desk.post(path)
        assert answer.status_code == 422
    assert Person.objects.get(pk=boss.pk).roles == {Role.ADMINISTRATOR}
    assert desk.get("/people/").status_code == 200


def test_a_lost_second_step_is_removed_and_told(
    desk: Client, cast: Cast, signed_in: SignedIn, mail_server: MailServer
) -> None:
    worker = signed_in(cast.worker)
    assert authenticator.set_up(person=cast.worker, secret=SECRET, code=code_now())
    path = at("person-remove-second-step", cast.worker)
    assert "Confirm by phone or in person" in text_of(desk.get(path)) and second_steps_of(cast.worker)
    assert desk.post(path).status_code == 302
    assert not second_steps_of(cast.worker) and worker.get("/").status_code == 302
    assert deliver() == 1 and mail_server.got[0]["To"] == "wanda@example.org"


def test_sessions_of_another_are_ended(desk: Client, cast: Cast, signed_in: SignedIn) -> None:
    worker = signed_in(cast.worker)
    assert desk.post(at("person-end-sessions", cast.worker)).status_code == 302
    assert worker.get("/").status_code == 302


OF_A_PERSON = ["person", "person-let-go", "person-remove-second-step"]
POSTED = ["person-give-role", "person-let-go", "person-take-back", "person-end-sessions"]


def test_people_of_another_agency_are_not_there(desk: Client, cast: Cast) -> None:
    for name in OF_A_PERSON:
        assert desk.get(at(name, cast.stranger)).status_code == 404
    for name in POSTED:
        assert desk.post(at(name, cast.stranger), {"role": "worker"}).status_code == 404
    assert desk.post(at("person-take-role", cast.stranger, "supervisor")).status_code == 404
    assert Person.objects.get(pk=cast.stranger.pk).roles == {Role.SUPERVISOR}


def test_an_invitation_of_another_agency_is_not_there(desk: Client, cast: Cast, signed_in: SignedIn) -> None:
    other = add_person(agency=cast.elsewhere, email="o@example.org", name="Oda", roles=[Role.ADMINISTRATOR])
    signed_in(other).post("/people/invite/", ASKED)
    theirs = Invitation.objects.get()
    for name in ("invitation-again", "invitation-withdraw"):
        assert desk.post(reverse(name, args=[theirs.public_id])).status_code == 404
    assert "nora@example.org" not in text_of(desk.get("/people/"))
    theirs.refresh_from_db()
    assert theirs.withdrawn_at is None


@pytest.mark.parametrize("role", sorted(set(Role.values) - {Role.ADMINISTRATOR, Role.AUDITOR}))
def test_nobody_else_looks_after_people(role: str, boss: Person, cast: Cast, signed_in: SignedIn) -> None:
    somebody = add_person(agency=cast.agency, email=f"{role}@example.org", name=role, roles=[role])
    client = signed_in(somebody)
    for path in ("/people/", "/people/invite/", at("person", boss), at("person-let-go", boss)):
        answer = client.get(path)
        assert answer.status_code == 404 and "ada@example.org" not in text_of(answer)
    for name in POSTED:
        assert client.post(at(name, cast.worker), {"role": "administrator"}).status_code == 404
    assert client.post("/people/invite/", ASKED).status_code == 404
    assert not Invitation.objects.exists() and Person.objects.get(pk=cast.worker.pk).is_active


def test_mail_that_did_not_leave_is_told(
    desk: Client, mail_server: MailServer, settings: Any, cast: Cast
) -> None:
    mail_server.refuses = "550 no such mailbox"
    desk.post("/people/invite/", ASKED)
    deliver()
    assert "nora@example.org: The mail server refused this address." in text_of(desk.get("/people/"))


def test_an_auditor_reads_until_the_day_is_over(desk: Client, cast: Cast) -> None:
    """Asked for at an hour at which it is tomorrow in UTC: the last day is that of the agency's zone."""
    with clock.standing_at(datetime(2026, 12, 30, 22, 30, tzinfo=ZoneInfo(cast.agency.zone))):
        made = text_of(desk.post("/people/invite/", ASKED | {"roles": ["auditor"], "until": "2027-01-09"}))
        until = Invitation.objects.get().until
        assert until == datetime(2027, 1, 10, tzinfo=ZoneInfo(cast.agency.zone))
        link = re.search(r"(/invitation/\S+?/)<", made)
        assert link is not None
        assert "until Sat, Jan 9, 2027" in text_of(Client().get(link[1]))
        desk.post(at("person-give-role", cast.worker), {"role": "auditor", "until": "2027-01-09"})
        assert "until Sat, Jan 9, 2027" in text_of(desk.get(at("person", cast.worker)))


def test_what_is_done_to_people_is_in_the_log(desk: Client, boss: Person, cast: Cast) -> None:
    desk.post("/people/invite/", ASKED)
    invitation = Invitation.objects.get()
    desk.post(reverse("invitation-again", args=[invitation.public_id]))
    desk.post(reverse("invitation-withdraw", args=[invitation.public_id]))
    desk.post(at("person-give-role", cast.worker), {"role": "clerk"})
    desk.post(at("person-take-role", cast.worker, "clerk"))
    for name in ("person-let-go", "person-take-back", "person-end-sessions", "person-remove-second-step"):
        desk.post(at(name, cast.worker))
    me, them = boss.pk, cast.worker.pk
    lines = AccessEvent.objects.filter(agency=cast.agency).exclude(what="signed_in").order_by("number")
    assert list(lines.values_list("what", "person_id", "about_id")) == [
        ("invited", me, None),
        ("invited", me, None),
        ("invitation_withdrawn", me, None),
        ("role_given", me, them),
        ("role_taken", me, them),
        ("let_go", me, them),
        ("taken_back", me, them),
        ("sessions_ended", me, them),
        ("second_step_removed", me, them),
    ]


def test_what_was_refused_is_no_line_of_having_been_done(desk: Client, boss: Person) -> None:
    desk.post(at("person-let-go", boss))
    assert not AccessEvent.objects.filter(what="let_go").exists()
