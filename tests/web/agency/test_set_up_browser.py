"""Setting up, and the settings, in a real browser: with scripts and without, dark, small and in Spanish."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from heardfirst import clock
from heardfirst.agency.agency_setup import make_set_up_link, see_as_set_up
from heardfirst.agency.calendars import fill_calendar
from heardfirst.agency.doors.sign_in_links import make_sign_in_link
from heardfirst.agency.models import Agency, Person, Role
from heardfirst.agency.services import add_person, open_agency
from tests.conftest import DESKTOP, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page
    from pytest_django.live_server_helper import LiveServer

NewContext = Callable[..., "BrowserContext"]
Axe = Callable[["Page"], list[str]]


def wide(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@pytest.mark.parametrize(
    ("scripts", "size", "scheme"),
    [(True, PHONE, "dark"), (False, DESKTOP, "light")],
    ids=["with scripts, phone, dark", "without, desktop, light"],
)
def test_the_first_run_from_link_to_signed_in(
    scripts: bool,
    size: dict[str, int],
    scheme: str,
    live_server: LiveServer,
    new_context: NewContext,
    axe: Axe,
) -> None:
    page = new_context(java_script_enabled=scripts, viewport=size, color_scheme=scheme).new_page()

    def go_on(heading: str, button: str = "Continue") -> None:
        if scripts:
            assert axe(page) == [], page.url
            assert wide(page) <= 0, page.url
        page.get_by_role("button", name=button, exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)

    page.goto(f"{live_server.url}/set-up/link/{make_set_up_link(zone='America/Denver')}/")
    go_on("Your agency", "Start")
    expect(page.get_by_text("1 of 8")).to_be_visible()
    expect(page.get_by_label("Time zone")).to_have_value("America/Denver")
    go_on("Your agency")
    expect(page.get_by_role("alert")).to_contain_text("Name of the agency Required.")
    if scripts:
        expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_label("Name of the agency").fill("Harbor Family Services")
    go_on("You")
    page.get_by_label("Your name").fill("Dana Ortiz")
    go_on("Your agency", "Back")
    expect(page.get_by_label("Name of the agency")).to_have_value("Harbor Family Services")
    go_on("You")
    expect(page.get_by_label("Your name")).to_have_value("Dana Ortiz")
    page.get_by_label("Your email address").fill("dana@example.org")
    page.get_by_role("checkbox", name="Supervisor").check()
    go_on("Languages")
    go_on("Court calendar")
    page.get_by_label("Whose court calendar").select_option(label="California")
    go_on("Letterhead")
    page.get_by_label("Letterhead").fill("Harbor Family Services\n12 Water Street")
    go_on("Who you are to clients")
    page.get_by_role("radio", name="The treatment provider").check()
    go_on("Safe contact")
    expect(page.get_by_role("checkbox", name="No voicemail")).to_be_checked()
    go_on("The rules")
    expect(page.get_by_role("radio", name=re.compile("Missed session in court"))).to_be_checked()
    go_on("Harbor Family Services is set up", "Finish")
    if scripts:
        assert axe(page) == []
    page.get_by_role("link", name="Today").click()
    expect(page.get_by_role("heading", name="No cases yet")).to_be_visible()
    person = Person.objects.get()
    assert person.roles == {Role.ADMINISTRATOR, Role.SUPERVISOR}
    assert person.agency.holidays.count() > 40


@pytest.fixture
def dana(db: None) -> Person:
    agency = open_agency(name="Harbor Family Services")
    fill_calendar(agency=agency, subdivision="", at=clock.now(), new=True)
    see_as_set_up(agency=agency, at=clock.now())
    return add_person(agency=agency, email="dana@example.org", name="Dana", roles=[Role.ADMINISTRATOR])


def enter(page: Page, server: LiveServer, person: Person) -> None:
    page.goto(f"{server.url}/sign-in/{make_sign_in_link(person=person)}/")
    page.locator("main button").first.click()
    expect(page.get_by_role("link", name="Settings")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_a_court_day_is_added_and_taken_off(
    scripts: bool, dana: Person, live_server: LiveServer, new_context: NewContext
) -> None:
    page = new_context(java_script_enabled=scripts, viewport=PHONE).new_page()
    enter(page, live_server, dana)
    year = clock.now().year + 1
    page.goto(f"{live_server.url}/settings/calendar/?year={year}")
    page.get_by_label("Which day?").fill(f"{year}-08-12")
    page.get_by_label("What is this day?").fill("Court closed: flood")
    page.get_by_role("button", name="Add this day").click()
    expect(page.get_by_role("status")).to_contain_text("The day was added to the calendar.")
    line = page.get_by_role("listitem").filter(has_text="Court closed: flood")
    line.get_by_role("button", name=re.compile("^Remove")).click()
    expect(page.get_by_role("status")).to_contain_text("The day was removed from the calendar.")
    page.locator("summary", has_text="Removed days").click()
    page.get_by_role("button", name=re.compile("^Restore")).click()
    expect(page.get_by_role("status")).to_contain_text("The day was added to the calendar.")
    expect(page.get_by_role("button", name=re.compile("^Remove · Court closed"))).to_be_visible()


@pytest.mark.parametrize(
    ("size", "scheme"), [(PHONE, "light"), (DESKTOP, "dark")], ids=["phone, light", "desktop, dark"]
)
def test_axe_finds_nothing_in_the_settings(
    size: dict[str, int],
    scheme: str,
    dana: Person,
    live_server: LiveServer,
    new_context: NewContext,
    axe: Axe,
) -> None:
    page = new_context(viewport=size, color_scheme=scheme).new_page()
    enter(page, live_server, dana)
    for part in (
        "",
        "agency/",
        "calendar/",
        "languages/",
        "letterhead/",
        "introduction/",
        "safe-contact/",
        "signing-in/",
    ):
        page.goto(f"{live_server.url}/settings/{part}")
        assert axe(page) == [], part
        assert wide(page) <= 0, part


def test_setting_up_in_spanish(live_server: LiveServer, new_context: NewContext, axe: Axe) -> None:
    page = new_context(viewport=PHONE, locale="es-US").new_page()
    page.goto(f"{live_server.url}/set-up/link/{make_set_up_link(zone='America/Denver')}/")
    page.get_by_role("button", name="Empezar").click()
    for heading in (
        "Su agencia",
        "Usted",
        "Idiomas",
        "Calendario de la corte",
        "Membrete",
        "Su papel ante las personas",
        "Contacto seguro",
    ):
        expect(page.get_by_role("heading", level=1)).to_have_text(heading)
        assert axe(page) == []
        for english in ("The ", "Your ", "Which", "optional", "This is"):
            assert english not in page.locator("main").inner_text()
        if heading == "Su agencia":
            page.get_by_label("Nombre de la agencia").fill("Puerto")
        if heading == "Usted":
            page.get_by_label("Su nombre").fill("Dana")
            page.get_by_label("Su correo electrónico").fill("dana@example.org")
        if heading == "Su papel ante las personas":
            page.get_by_role("radio", name="El proveedor de tratamiento").check()
        page.get_by_role("button", name="Continuar").click()
    page.get_by_role("button", name="Terminar").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Puerto está configurada")
    assert Agency.objects.get().name == "Puerto"
