"""In a real browser: a colleague's case in an emergency, and its trace for the privacy officer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from heardfirst.agency import services as agency_services
from heardfirst.agency.doors.sign_in_links import make_sign_in_link
from heardfirst.agency.models import Person, Role
from heardfirst.record.identity import Identity
from heardfirst.record.services import open_case
from tests.conftest import DESKTOP, PHONE
from tests.web.shared.test_browser import Axe, NewContext

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer


def enter(page: Page, at: str, person: Person) -> Page:
    page.goto(f"{at}/sign-in/{make_sign_in_link(person=person)}/")
    page.locator("main button").click()
    expect(page.locator(".me summary")).to_be_visible()
    return page


def test_emergency_access_and_its_trace(live_server: LiveServer, new_context: NewContext, axe: Axe) -> None:
    agency = agency_services.open_agency(name="Harbor Family Services")

    def person(name: str, role: str) -> Person:
        email = f"{name.split()[0].lower()}@example.org"
        return agency_services.add_person(agency=agency, email=email, name=name, roles=[role])

    own, colleague = person("Wanda Reyes", Role.WORKER), person("Colin Marsh", Role.WORKER)
    officer = person("Petra Kahn", Role.PRIVACY_OFFICER)
    open_case(agency=agency, by=own, worker=own, identity=Identity("Marisol Quiñones"))

    page = enter(new_context(viewport=PHONE).new_page(), live_server.url, colleague)
    page.get_by_role("link", name="Caseload").click()
    page.get_by_role("link", name="Emergency access").click()
    assert axe(page) == []
    page.get_by_role("button", name="Open the case").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert axe(page) == []
    page.get_by_label("The client is here or on the phone").check()
    page.get_by_label("Why can’t it wait?").fill("She is at the front desk, and Wanda is in court.")
    page.get_by_label("The client’s full name").fill("Marisol Quiñones")
    page.get_by_role("button", name="Open the case").click()
    expect(page.locator("h1")).to_have_text("Marisol Quiñones")
    assert "Quiñones" not in page.url
    expect(page.get_by_text("Emergency access: you can open this case until")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="End emergency access").click()
    expect(page.locator("h1")).not_to_have_text("Marisol Quiñones")

    context = new_context(viewport=DESKTOP, color_scheme="dark")
    page = enter(context.new_page(), live_server.url, officer)
    page.get_by_role("link", name="Emergencies").click()
    expect(page.get_by_text("She is at the front desk, and Wanda is in court.")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="It was appropriate").click()
    expect(page.get_by_text(re.compile(r"Petra Kahn, .*: It was appropriate"))).to_be_visible()
    page.get_by_role("link", name="Access log").click()
    page.get_by_label("Which client?").fill("quinones")
    page.get_by_role("button", name="Verify the log").click()
    expect(page.get_by_text("The log is intact: no line was changed")).to_be_visible()
    expect(page.get_by_text("Took emergency access").last).to_be_visible()
    assert axe(page) == []
