"""The screens in a real browser: by finger and by keyboard, with scripts and without, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from heardfirst.agency import services as agency_services
from heardfirst.agency.models import Person
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case, Entry
from heardfirst.record.services import NewRequirement, open_case
from tests.conftest import DESKTOP, PHONE
from tests.web.conftest import happens

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page
    from pytest_django.live_server_helper import LiveServer

NewContext = Callable[..., "BrowserContext"]
Axe = Callable[["Page"], list[str]]
SIZES = {"phone": PHONE, "desktop": DESKTOP}
# The main screens are looked at in all four; the rest are built of the same parts, and two show them all.
EVERY_PAGE_IN = {("phone", "light"), ("desktop", "dark")}
FILE = """Client Name,MRN,Date,Time,Service,Status
Grace Okoye,1002,{day},9:00 AM,Therapy,XNS
Paul Stein,1003,{day},10:30 AM,Therapy,Attended
Paul Stein,1003,someday,10:30 AM,Therapy,Attended
"""


@dataclass(frozen=True)
class House:
    """A live server, a worker of its agency, and a client who missed a session."""

    at: str
    worker: Person
    case: Case

    def link(self) -> str:
        return f"{self.at}/sign-in/{agency_services.make_sign_in_link(person=self.worker)}/"

    def enter(self, page: Page) -> Page:
        page.goto(self.link())
        page.locator("main button").click()
        page.wait_for_url(f"{self.at}/")
        return page

    @property
    def case_at(self) -> str:
        return self.at + reverse("case", args=[self.case.public_id])


@pytest.fixture
def house(live_server: LiveServer) -> House:
    agency = agency_services.open_agency(name="Harbor Family Services")
    worker = agency_services.add_person(agency=agency, email="wanda@example.org", name="Wanda Reyes")
    case = open_case(
        agency=agency,
        by=worker,
        worker=worker,
        identity=Identity("Marisol Quiñones", phone="(555) 014-2277", language="es"),
        requirements=[NewRequirement("therapy")],
        terms={"at_stake": "reunification", "basis": "consent"},
    )
    happens(case, "session.attended", timedelta(days=9))
    happens(case, "session.missed", timedelta(days=2))
    happens(case, "contact_rule.set", timedelta(days=1), {"rules": ["no_voicemail"]})
    other = open_case(agency=agency, by=worker, worker=worker, identity=Identity("Joel Park"))
    happens(other, "session.missed", timedelta(days=1))
    happens(other, "contact.made", timedelta(hours=20), {"channel": "phone"})
    return House(live_server.url, worker, case)


def attendance_file(tmp_path: Path) -> Path:
    path = tmp_path / "attendance.csv"
    yesterday = datetime.now(ZoneInfo("America/New_York")) - timedelta(days=1)
    path.write_text(FILE.format(day=yesterday.date()), "utf-8")
    return path


def test_from_the_link_to_a_corrected_try(house: House, new_context: NewContext) -> None:
    page = house.enter(new_context(viewport=PHONE, has_touch=True).new_page())
    first = page.locator(".card-first")
    first.get_by_role("link", name="Call · Marisol Quiñones").tap()
    panel = first.get_by_role("region", name="Log a try")
    panel.wait_for()
    assert page.url == f"{house.at}/"
    assert panel.bounding_box() and "No voicemail" in panel.inner_text()
    panel.get_by_role("button", name=re.compile("^No answer")).first.tap()

    told = page.get_by_role("status")
    told.wait_for()
    assert "Recorded: Tried to reach · Phone · No answer." in told.inner_text()
    assert told.evaluate("node => node === document.activeElement")
    assert "one try so far" in page.locator("main").inner_text()

    page.goto(house.case_at)
    rows = page.locator(".told-line")
    assert "Phone · No answer" in rows.first.inner_text()
    rows.first.get_by_role("link", name=re.compile("^Correct")).tap()
    page.get_by_role("link", name="In touch").tap()
    page.get_by_label("Why is it wrong?").fill("It was her after all.")
    page.get_by_role("button", name="Correct it").tap()
    page.get_by_text("Corrected. Both stay readable.").wait_for()
    struck = page.locator(".is-corrected")
    assert "It was her after all." in struck.inner_text()
    assert page.locator(".now-line").inner_text() == "Hear Marisol Quiñones"


def test_a_try_is_taken_back_in_one_tap(house: House, page: Page) -> None:
    house.enter(page)
    page.locator(".card-first").get_by_role("link", name="Call · Marisol Quiñones").click()
    page.get_by_role("button", name="Cut off · Phone").click()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Corrected. Both stay readable.").wait_for()
    assert "try so far" not in page.locator("main").inner_text()
    assert [entry.kind for entry in Entry.objects.order_by("-pk")[:2]] == ["entry.corrected", "contact.tried"]


def test_the_same_without_a_script(house: House, new_context: NewContext) -> None:
    page = house.enter(new_context(java_script_enabled=False).new_page())
    page.locator(".card-first").get_by_role("link", name="Call · Marisol Quiñones").click()
    assert "/try/" in page.url and "No voicemail" in page.locator("main").inner_text()
    page.get_by_role("button", name=re.compile("^No answer")).first.click()
    assert "Recorded: Tried to reach · Phone · No answer." in page.get_by_role("status").inner_text()
    page.get_by_role("link", name="Call Marisol Quiñones").click()
    page.locator(".told-line").first.get_by_role("link", name=re.compile("^Correct")).click()
    page.get_by_role("button", name="Correct it").click()
    assert (
        page.get_by_role("alert").get_by_role("link").inner_text()
        == "Why is it wrong? Say it in a few words."
    )
    page.get_by_label("Why is it wrong?").fill("It did not happen.")
    page.get_by_role("button", name="Correct it").click()
    assert page.locator(".is-corrected").count() == 1
    page.locator("summary", has_text="Wanda").click()
    page.get_by_role("button", name="Dark").click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.locator("summary", has_text="Wanda").click()
    page.get_by_role("button", name="Sign out").click()
    assert "You are signed out" in page.locator("main").inner_text()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_attendance_is_shown_asked_about_and_taken_in(
    scripts: bool, house: House, new_context: NewContext, axe: Axe, tmp_path: Path
) -> None:
    page = house.enter(new_context(java_script_enabled=scripts).new_page())
    page.get_by_role("link", name="Attendance").click()
    page.get_by_label("The attendance file").set_input_files(attendance_file(tmp_path))
    page.get_by_role("button", name="Read the file").click()
    assert "Nothing is recorded yet." in page.locator("main").inner_text()
    if scripts:
        assert axe(page) == []
    page.get_by_label("What does “XNS” mean?").select_option(label="did not come")
    page.get_by_role("button", name="Go on with these answers").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the refused rows").click()
    assert "someday" in Path(saved.value.path()).read_text("utf-8-sig")
    page.get_by_role("button", name="Take it in").click()
    assert "2 cases were opened." in page.locator("main").inner_text()
    page.get_by_role("link", name="Go to Today").click()
    assert page.get_by_role("link", name="Call Grace Okoye").count() == 1


def test_in_spanish(house: House, new_context: NewContext, axe: Axe) -> None:
    page = house.enter(new_context(viewport=PHONE).new_page())
    page.locator("summary", has_text="Wanda").click()
    page.get_by_role("button", name="Español").click()
    assert page.locator("html").get_attribute("lang") == "es"
    assert re.search(r"Buen[oa]s \w+\. Dos personas por escuchar hoy\.", page.locator("h1").inner_text())
    assert page.get_by_role("link", name="Llamar a Marisol Quiñones").is_visible()
    assert axe(page) == []
    page.locator(".card-first").get_by_role("link", name="Llamar · Marisol Quiñones").click()
    page.get_by_role("button", name="No contestó · Teléfono").click()
    assert "Anotado: Intento de contacto · Teléfono · No contestó." in page.get_by_role("status").inner_text()
    page.get_by_role("link", name="Llamar a Marisol Quiñones").click()
    text = page.locator("main").inner_text()
    for english in ("The ", "What happened", "Still needed", "not yet", "Correct\n", "Waiting"):
        assert english not in text


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing(size: str, scheme: str, house: House, new_context: NewContext, axe: Axe) -> None:
    page = new_context(viewport=SIZES[size], color_scheme=scheme).new_page()
    page.goto(f"{house.at}/sign-in/")
    assert axe(page) == []
    page.goto(house.link())
    assert axe(page) == []
    page.locator("main button").click()
    page.wait_for_url(f"{house.at}/")
    assert axe(page) == []
    page.locator(".card-first .person-do a").click()
    page.locator("form.ways").wait_for()
    page.locator("summary", has_text="Another way").click()
    page.locator("summary", has_text="Wanda").click()
    assert axe(page) == []
    case = f"/case/{house.case.public_id}"
    order = house.case.orders.get().public_id
    entry = house.case.entries.get(kind="session.missed").public_id
    pages = [f"{case}/", f"{case}/try/", f"{case}/rules/"]
    if (size, scheme) in EVERY_PAGE_IN:
        pages += ["/caseload/", "/case/new/", "/import/", "/nowhere/", f"{case}/happened/"]
        pages += [f"{case}/happened/{kind}/" for kind in ("client.heard", "plan.agreed", "session.cancelled")]
        pages += [f"{case}/order/{order}/", f"{case}/entry/{entry}/correct/?as=session.cancelled"]
    for path in pages:
        page.goto(house.at + path)
        assert axe(page) == [], path
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, path


def test_everything_to_tap_is_big_enough(house: House, new_context: NewContext) -> None:
    page = house.enter(new_context(viewport=PHONE).new_page())
    page.locator(".card-first .person-do a").click()
    page.locator("form.ways").wait_for()
    for path in ("", house.case_at):
        if path:
            page.goto(path)
        small = page.evaluate(
            """() => [...document.querySelectorAll('a, button, summary, select, .pick')]
                .filter(each => !each.classList.contains('skip') && each.offsetParent !== null)
                .map(each => [each.textContent.trim().slice(0, 30), each.getBoundingClientRect()])
                .filter(([said, box]) => box.width > 0 && (box.height < 24 || box.width < 24))
                .map(([said, box]) => `${said} ${box.width}x${box.height}`)"""
        )
        assert small == []


def test_by_keyboard_alone(house: House, page: Page) -> None:
    house.enter(page)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the main part"
    page.keyboard.press("Enter")
    for _tab in range(12):
        page.keyboard.press("Tab")
        if "Call · " in page.evaluate("document.activeElement.textContent"):
            break
    ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert ring == "solid"
    page.keyboard.press("Enter")
    page.locator("form.ways").wait_for()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Log a try"
    for _tab in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").startswith("No answer"):
            break
    page.keyboard.press("Enter")
    page.get_by_role("status").wait_for()
    assert Entry.objects.latest("pk").kind == "contact.tried"


def test_an_error_takes_the_focus_and_leads_to_its_field(house: House, page: Page) -> None:
    house.enter(page)
    page.goto(f"{house.case_at}happened/client.heard/")
    page.locator("summary", has_text="It was earlier").click()
    page.get_by_role("button", name="Put it in the record").click()
    summary = page.get_by_role("alert")
    summary.wait_for()
    assert summary.evaluate("node => node === document.activeElement")
    summary.get_by_role("link", name="Choose at least one.").click()
    assert page.evaluate("document.activeElement.id") == "id_barriers"


def test_a_panel_is_put_away_again(house: House, page: Page) -> None:
    house.enter(page)
    opener = page.locator(".card-first .person-do a")
    opener.click()
    page.locator("form.ways").wait_for()
    page.get_by_role("button", name="Put away").click()
    assert page.locator("form.ways").count() == 0
    assert opener.evaluate("node => node === document.activeElement")


def test_finding_somebody_leaves_the_way_back_open(house: House, page: Page) -> None:
    house.enter(page)
    page.goto(f"{house.at}/caseload/")
    page.get_by_label("Find a client by name").fill("marisol")
    page.get_by_role("button", name="Find").click()
    page.get_by_text("1 case found").wait_for()
    assert page.url == f"{house.at}/caseload/"
    page.get_by_role("link", name="Marisol Quiñones").click()
    page.wait_for_url(house.case_at)
    page.go_back()
    page.get_by_text("2 cases").wait_for()


def test_a_tap_that_does_not_go_through_says_so(house: House, browser: Browser) -> None:
    """In a context of its own: a lost connection is an error in the console, and here it is meant."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-US")
    try:
        page = house.enter(context.new_page())
        page.locator(".card-first .person-do a").click()
        page.locator("form.ways").wait_for()
        context.set_offline(True)
        page.get_by_role("button", name="Cut off · Phone").click()
        alert = page.get_by_role("alert")
        alert.wait_for()
        assert "That did not go through." in alert.inner_text()
        assert alert.evaluate("node => node === document.activeElement")
        context.set_offline(False)
        page.get_by_role("button", name="Cut off · Phone").click()
        page.get_by_text("Recorded: Tried to reach").wait_for()
        assert not alert.is_visible()
    finally:
        context.close()
