"""In a real browser: a colleague is covering for some days, a case is handed over, a clerk books."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from heardfirst.agency import services as agency_services
from heardfirst.agency import staffing
from heardfirst.agency.doors.sign_in_links import make_sign_in_link
from heardfirst.agency.models import Agency, Person, Role
from heardfirst.agency.selectors import day_in
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case
from heardfirst.record.services import open_case
from tests.conftest import DESKTOP, PHONE
from tests.web.conftest import happens
from tests.web.shared.test_browser import Axe, NewContext

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer


@dataclass(frozen=True)
class Office:
    """A live server, a worker with a client who missed a session, a colleague, and those around them."""

    at: str
    agency: Agency
    worker: Person
    colleague: Person
    supervisor: Person
    case: Case

    def enter(self, page: Page, person: Person) -> Page:
        page.goto(f"{self.at}/sign-in/{make_sign_in_link(person=person)}/")
        page.locator("main button").click()
        expect(page.locator(".me summary")).to_be_visible()
        return page

    def person(self, name: str, role: str) -> Person:
        return agency_services.add_person(
            agency=self.agency, email=f"{name.split()[0].lower()}@example.org", name=name, roles=[role]
        )


@pytest.fixture
def office(live_server: LiveServer) -> Office:
    agency = agency_services.open_agency(name="Harbor Family Services")
    worker, colleague, supervisor = (
        agency_services.add_person(
            agency=agency, email=f"{name.split()[0].lower()}@example.org", name=name, roles=[role]
        )
        for name, role in (
            ("Wanda Reyes", Role.WORKER),
            ("Colin Marsh", Role.WORKER),
            ("Selma Ortiz", Role.SUPERVISOR),
        )
    )
    case = open_case(agency=agency, by=worker, worker=worker, identity=Identity("Marisol Quiñones"))
    happens(case, "session.missed", timedelta(days=1))
    return Office(live_server.url, agency, worker, colleague, supervisor, case)


def test_a_colleague_stands_in_until_the_last_day_is_over(
    office: Office, new_context: NewContext, axe: Axe
) -> None:
    page = office.enter(new_context(viewport=PHONE).new_page(), office.worker)
    page.locator(".me summary").click()
    page.get_by_role("link", name="Coverage").click()
    page.get_by_role("link", name="Schedule coverage").click()
    page.get_by_role("button", name="Schedule").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert axe(page) == []
    page.get_by_label("Who covers for you?").select_option(label="Colin Marsh")
    last = day_in(office.agency, timezone.now()) + timedelta(days=2)
    page.get_by_label("Until which day?").fill(last.isoformat())
    page.get_by_role("button", name="Schedule").click()
    expect(page.get_by_role("status")).to_contain_text("Scheduled.")
    expect(page.get_by_role("heading", name="Colin Marsh is covering for you")).to_be_visible()
    assert axe(page) == []

    dark = new_context(viewport=DESKTOP, color_scheme="dark")
    page = office.enter(dark.new_page(), office.colleague)
    expect(page.get_by_text("You’re covering for Wanda Reyes through")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("link", name="Call Marisol Quiñones").click()
    expect(page.get_by_text("Your entries carry your name.")).to_be_visible()
    expect(page.get_by_role("link", name="Transfer it")).to_have_count(0)
    page.get_by_role("link", name="Log an attempt").click()
    page.get_by_role("button", name=re.compile("^No answer")).first.click()
    expect(page.locator(".told-line").first).to_contain_text("you")
    assert axe(page) == []
    case_at = page.url.partition("?")[0]

    with time_machine.travel(timezone.now() + timedelta(days=3)):
        page = office.enter(new_context(viewport=PHONE).new_page(), office.colleague)
        expect(page.locator("main")).not_to_contain_text("covering")
        expect(page.locator("main")).not_to_contain_text("Marisol")
        page.goto(case_at)
        expect(page.locator("main")).not_to_contain_text("Marisol")


def test_a_case_is_handed_over_in_spanish_and_its_note_is_read(
    office: Office, new_context: NewContext, axe: Axe
) -> None:
    Person.objects.filter(pk=office.worker.pk).update(language="es")
    page = office.enter(new_context(viewport=PHONE, color_scheme="dark").new_page(), office.worker)
    page.get_by_role("link", name="Llamar a Marisol Quiñones").click()
    page.get_by_role("link", name="Transferir").click()
    page.get_by_role("button", name="Continuar").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("¿Quién se hace cargo de este caso?").select_option(label="Colin Marsh")
    page.get_by_label("¿Qué necesita saber?").fill("Promised her a bus pass.\nCall after five.")
    page.get_by_role("button", name="Continuar").click()
    expect(page.locator("h1")).to_have_text("¿Transferir el caso de Marisol Quiñones a Colin Marsh?")
    assert axe(page) == []
    text = page.locator("main").inner_text()
    for english in ("What ", "Your note", "Transfer ", "Everything"):
        assert english not in text
    page.get_by_role("button", name="Cambiar").click()
    expect(page.get_by_label("¿Qué necesita saber?")).to_have_value(
        "Promised her a bus pass.\nCall after five."
    )
    page.get_by_role("button", name="Continuar").click()
    page.get_by_role("button", name="Transferir").click()
    expect(page.get_by_role("status")).to_contain_text("Transferido.")

    page = office.enter(new_context(viewport=DESKTOP).new_page(), office.colleague)
    page.get_by_role("link", name="Call Marisol Quiñones").click()
    note = page.get_by_role("region", name=re.compile("^Transferred by Wanda Reyes"))
    expect(note).to_contain_text("Call after five.")
    assert axe(page) == []
    page.get_by_role("link", name="Log an attempt").click()
    page.get_by_role("button", name=re.compile("^No answer")).first.click()
    expect(page.get_by_role("status")).to_contain_text("Recorded: Contact attempt")
    expect(note).to_have_count(0)


def test_axe_finds_nothing_on_the_pages_around_it(office: Office, new_context: NewContext, axe: Axe) -> None:
    clerk, boss = office.person("Cleo Park", Role.CLERK), office.person("Ada Frost", Role.ADMINISTRATOR)
    team = staffing.make_team(agency=office.agency, name="North side")
    staffing.change_team(team=team, name="North side", people=[office.worker, office.supervisor])
    open_case(agency=office.agency, by=None, worker=None, identity=Identity("Ana Ruiz"))
    staffing.let_go(person=office.worker, by=None)
    sessions, book, hand_over = (
        reverse(name, args=[office.case.public_id]) for name in ("case-sessions", "case-book", "hand-over")
    )
    for person, size, scheme, pages in (
        (office.supervisor, PHONE, "light", ["/", "/unassigned/", hand_over]),
        (clerk, DESKTOP, "dark", [sessions, f"{book}?what=session.moved"]),
        (boss, PHONE, "dark", ["/people/teams/", reverse("team", args=[team.public_id])]),
    ):
        page = office.enter(new_context(viewport=size, color_scheme=scheme).new_page(), person)
        for path in pages:
            page.goto(office.at + path)
            assert axe(page) == [], path
            wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert wide <= 0, path
