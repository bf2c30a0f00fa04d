"""In a real browser: a directory is begun, filled from a file, and read beside a plan."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from heardfirst.agency import services as agency_services
from heardfirst.agency.doors.sign_in_links import make_sign_in_link
from heardfirst.agency.models import Person, Role
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case
from heardfirst.record.services import open_case
from tests.conftest import DESKTOP, PHONE
from tests.guide.hsds_sample import as_zip
from tests.web.conftest import happens
from tests.web.shared.test_browser import Axe, NewContext

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer


@pytest.fixture
def supervisor(db: None) -> Person:
    agency = agency_services.open_agency(name="Harbor Family Services")
    return _person(agency, "Selma Ortiz", Role.SUPERVISOR)


@pytest.fixture
def case(supervisor: Person) -> Case:
    """A client whom we heard yesterday: the way there and the child were in the way."""
    worker = _person(supervisor.agency, "Wanda Reyes", Role.WORKER)
    made = open_case(agency=worker.agency, by=worker, worker=worker, identity=Identity("Marisol Quiñones"))
    happens(made, "session.missed", timedelta(days=2))
    said = {"barriers": ["transport", "childcare", "device"], "limits_explained": True, "through": "self"}
    happens(made, "client.heard", timedelta(days=1), said)
    return made


def _person(agency: object, name: str, role: str) -> Person:
    return agency_services.add_person(
        agency=agency,  # type: ignore[arg-type]
        email=f"{name.split()[0].lower()}@example.org",
        name=name,
        roles=[role],
    )


def _enter(server: LiveServer, page: Page, person: Person) -> Page:
    page.goto(f"{server.url}/sign-in/{make_sign_in_link(person=person)}/")
    page.locator("main button").click()
    expect(page.locator(".me summary")).to_be_visible()
    return page


def test_a_directory_is_begun_filled_and_used(
    supervisor: Person, case: Case, live_server: LiveServer, new_context: NewContext, axe: Axe
) -> None:
    page = _enter(live_server, new_context(viewport=PHONE).new_page(), supervisor)
    page.locator(".me summary").click()
    page.get_by_role("link", name="Help to offer").click()
    expect(page.get_by_role("heading", name="The directory is empty")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("link", name="An interpreter").click()
    page.get_by_label("What is it called?").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert axe(page) == []
    page.get_by_label("What is it called?").fill("Interpreters by phone")
    page.get_by_label("Phone (optional)").fill("202-555-0177")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Everyone here can find it now.")
    expect(page.get_by_role("link", name="(202) 555-0177")).to_have_attribute("href", "tel:2025550177")
    assert axe(page) == []

    dark = new_context(viewport=DESKTOP, color_scheme="dark")
    page = _enter(live_server, dark.new_page(), supervisor)
    page.goto(live_server.url + reverse("helps"))
    page.get_by_role("link", name="Import a directory").click()
    page.get_by_label("The file").set_input_files(
        {"name": "harbor.zip", "mimeType": "application/zip", "buffer": as_zip()}
    )
    page.get_by_label("Where is it from?").fill("Harbor 211")
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_role("heading", name="What is in the file")).to_be_focused()
    assert axe(page) == []
    page.get_by_label("Estate Planning").select_option(label="A referral")
    page.get_by_role("button", name="Review again with these answers").click()
    expect(page.get_by_role("cell", name="Wills for seniors")).to_be_visible()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("heading", name="It is in the directory")).to_be_visible()
    page.get_by_role("link", name="All help").click()
    page.get_by_label("Search by name or keyword").fill("GUARDERIA")
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("1 found")
    expect(page.get_by_role("link", name="Guardería Sol", exact=True)).to_be_visible()
    assert axe(page) == []

    Person.objects.filter(name="Wanda Reyes").update(language="es")
    spanish = new_context(viewport=PHONE, color_scheme="dark", locale="es")
    page = _enter(live_server, spanish.new_page(), Person.objects.get(name="Wanda Reyes"))
    page.goto(live_server.url + reverse("happened-kind", args=[case.public_id, "plan.agreed"]))
    offered = page.get_by_role("region", name="Lo que podemos ofrecer")
    expect(offered.get_by_role("link", name="Harbor Van", exact=True)).to_be_visible()
    expect(offered.get_by_role("link", name="(202) 555-0148")).to_have_attribute("href", "tel:2025550148")
    expect(offered).to_contain_text("Todavía no hay nada en el directorio.")
    assert axe(page) == []
    offered.get_by_role("link", name="Harbor Van", exact=True).click()
    expect(page.get_by_text("Harbor 211")).to_be_visible()
    assert axe(page) == []
