"""
The screens in a real browser: by finger and by keyboard, with scripts and without, in both languages.

What is claimed of a page after a tap or a click is claimed with `expect`, which waits for it: the next page
may still be on its way.
"""

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
from playwright.sync_api import expect

from heardfirst.agency import services as agency_services
from heardfirst.agency.doors.sign_in_links import make_sign_in_link
from heardfirst.agency.models import Person
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case, Entry
from heardfirst.record.services import NewRequirement, open_case
from tests.conftest import DESKTOP, PHONE
from tests.web.conftest import happens
from tests.web.shared.test_replays import SCRIPTS, hostile_file

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page
    from pytest_django.live_server_helper import LiveServer

NewContext = Callable[..., "BrowserContext"]
Axe = Callable[["Page"], list[str]]
SIZES = {"phone": PHONE, "desktop": DESKTOP}
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
        return f"{self.at}/sign-in/{make_sign_in_link(person=self.worker)}/"

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


@pytest.mark.both
def test_from_the_link_to_a_corrected_try(house: House, new_context: NewContext) -> None:
    page = house.enter(new_context(viewport=PHONE, has_touch=True).new_page())
    first = page.locator(".card-first")
    first.get_by_role("link", name="Call · Marisol Quiñones").tap()
    panel = first.get_by_role("region", name="Log an attempt")
    panel.wait_for()
    expect(page).to_have_url(f"{house.at}/")
    expect(panel).to_be_visible()
    expect(panel).to_contain_text("No voicemail")
    panel.get_by_role("button", name=re.compile("^No answer")).first.tap()

    told = page.get_by_role("status")
    expect(told).to_contain_text("Recorded: Contact attempt · Phone · No answer.")
    expect(told).to_be_focused()
    expect(page.locator("main")).to_contain_text("1 attempt so far")

    page.goto(house.case_at)
    rows = page.locator(".told-line")
    expect(rows.first).to_contain_text("Phone · No answer")
    rows.first.get_by_role("link", name=re.compile("^Correct")).tap()
    page.get_by_role("link", name="Contact with the client").tap()
    page.get_by_label("Why is it wrong?").fill("It was her after all.")
    page.get_by_role("button", name="Correct").tap()
    expect(page.get_by_text("Corrected. Both entries stay in the record.")).to_be_visible()
    expect(page.locator(".is-corrected")).to_contain_text("It was her after all.")
    expect(page.locator(".now-line")).to_have_text("Listen to Marisol Quiñones")


def test_a_try_is_taken_back_in_one_tap(house: House, page: Page) -> None:
    house.enter(page)
    page.locator(".card-first").get_by_role("link", name="Call · Marisol Quiñones").click()
    page.get_by_role("button", name="Cut off · Phone").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Corrected. Both entries stay in the record.")).to_be_visible()
    expect(page.locator("main")).not_to_contain_text("attempt so far")
    assert [entry.kind for entry in Entry.objects.order_by("-pk")[:2]] == ["entry.corrected", "contact.tried"]


def test_the_same_without_a_script(house: House, new_context: NewContext) -> None:
    page = house.enter(new_context(java_script_enabled=False).new_page())
    page.locator(".card-first").get_by_role("link", name="Call · Marisol Quiñones").click()
    expect(page).to_have_url(re.compile("/try/"))
    expect(page.locator("main")).to_contain_text("No voicemail")
    page.get_by_role("button", name=re.compile("^No answer")).first.click()
    expect(page.get_by_role("status")).to_contain_text("Recorded: Contact attempt · Phone · No answer.")
    page.get_by_role("link", name="Call Marisol Quiñones").click()
    page.locator(".told-line").first.get_by_role("link", name=re.compile("^Correct")).click()
    page.get_by_role("button", name="Correct").click()
    wrong = page.get_by_role("alert").get_by_role("link")
    expect(wrong).to_have_text("Why is it wrong? Enter a few words.")
    page.get_by_label("Why is it wrong?").fill("It didn’t happen.")
    page.get_by_role("button", name="Correct").click()
    expect(page.locator(".is-corrected")).to_have_count(1)
    page.locator("summary", has_text="Wanda").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.locator("summary", has_text="Wanda").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.locator("main")).to_contain_text("You are signed out")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_attendance_is_shown_asked_about_and_taken_in(
    scripts: bool, house: House, new_context: NewContext, axe: Axe, tmp_path: Path
) -> None:
    page = house.enter(new_context(java_script_enabled=scripts).new_page())
    page.get_by_role("link", name="Attendance").click()
    page.get_by_label("The attendance file").set_input_files(attendance_file(tmp_path))
    page.get_by_role("button", name="Read the file").click()
    expect(page.locator("main")).to_contain_text("Nothing is recorded yet.")
    if scripts:
        assert axe(page) == []
    page.get_by_label("What does “XNS” mean?").select_option(label="did not come")
    page.get_by_role("button", name="Continue with these answers").click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the rejected rows").click()
    assert "someday" in Path(saved.value.path()).read_text("utf-8-sig")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.locator("main")).to_contain_text("2 cases were opened.")
    page.get_by_role("link", name="Go to Today").click()
    expect(page.get_by_role("link", name="Call Grace Okoye")).to_have_count(1)


def test_in_spanish(house: House, new_context: NewContext, axe: Axe) -> None:
    page = house.enter(new_context(viewport=PHONE).new_page())
    page.locator("summary", has_text="Wanda").click()
    page.get_by_role("button", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")
    hello = "Buenos días|Buenas tardes|Buenas noches"  # spelt out: a browser's \w knows no í
    expect(page.locator("h1")).to_have_text(re.compile(rf"({hello})\. Dos personas por escuchar hoy\."))
    expect(page.get_by_role("link", name="Llamar a Marisol Quiñones")).to_be_visible()
    assert axe(page) == []
    page.locator(".card-first").get_by_role("link", name="Llamar · Marisol Quiñones").click()
    page.get_by_role("button", name="No contestó · Teléfono").click()
    told = page.get_by_role("status")
    expect(told).to_contain_text("Anotado: Intento de contacto · Teléfono · No contestó.")
    page.get_by_role("link", name="Llamar a Marisol Quiñones").click()
    page.wait_for_url(house.case_at)
    text = page.locator("main").inner_text()
    for english in ("The ", "What happened", "Still needed", "not yet", "Correct\n", "Waiting"):
        assert english not in text


@pytest.mark.parametrize(("size", "scheme"), [("phone", "light"), ("desktop", "dark")])
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
    page.locator("summary", has_text="Another method").click()
    page.locator("summary", has_text="Wanda").click()
    assert axe(page) == []
    case = f"/case/{house.case.public_id}"
    order = house.case.orders.get().public_id
    entry = house.case.entries.get(kind="session.missed").public_id
    pages = [f"{case}/", f"{case}/try/", f"{case}/rules/"]
    pages += ["/caseload/", "/case/new/", "/import/", "/nowhere/", f"{case}/happened/"]
    pages += [f"{case}/happened/{kind}/" for kind in ("client.heard", "plan.agreed", "session.canceled")]
    pages += [f"{case}/order/{order}/", f"{case}/entry/{entry}/correct/?as=session.canceled"]
    pages += [f"{case}/override/letter/", f"{case}/entry/{entry}/dispute/", f"{case}/died/"]
    pages += [f"{case}/happened/case.closed/"]
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
    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    for _tab in range(12):
        page.keyboard.press("Tab")
        if "Call · " in page.evaluate("document.activeElement.textContent"):
            break
    ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert ring == "solid"
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Log an attempt")).to_be_focused()
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
    page.locator("summary", has_text="It happened earlier").click()
    page.get_by_role("button", name="Record it").click()
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="Choose at least one.").click()
    expect(page.locator("#id_barriers")).to_be_focused()


def test_a_panel_is_put_away_again(house: House, page: Page) -> None:
    house.enter(page)
    opener = page.locator(".card-first .person-do a")
    opener.click()
    page.locator("form.ways").wait_for()
    page.get_by_role("button", name="Archive").click()
    expect(page.locator("form.ways")).to_have_count(0)
    expect(opener).to_be_focused()


def test_finding_somebody_leaves_the_way_back_open(house: House, page: Page) -> None:
    house.enter(page)
    page.goto(f"{house.at}/caseload/")
    page.get_by_label("Find a client by name").fill("marisol")
    page.get_by_role("button", name="Find").click()
    page.get_by_text("1 case found").wait_for()
    expect(page).to_have_url(f"{house.at}/caseload/")
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
        expect(alert).to_contain_text("That did not go through.")
        expect(alert).to_be_focused()
        context.set_offline(False)
        page.get_by_role("button", name="Cut off · Phone").click()
        page.get_by_text("Recorded: Contact attempt").wait_for()
        expect(alert).not_to_be_visible()
    finally:
        context.close()


def test_no_script_of_a_file_runs(house: House, page: Page, tmp_path: Path) -> None:
    """
    What `test_replays` reads in the markup, in a browser: no cell's script runs, and none is even tried,
    since `new_context` fails the test for an inline script that the content security policy had to stop.
    """
    path = tmp_path / "attendance.csv"
    path.write_text(hostile_file(), "utf-8")
    house.enter(page)

    def nothing_ran() -> None:
        page.wait_for_load_state("load")
        assert page.evaluate("document.documentElement.dataset.ran || null") is None

    page.goto(f"{house.at}/import/")
    page.get_by_label("The attendance file").set_input_files(path)
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_text("First, answer these questions")).to_be_visible()
    nothing_ran()
    for choice in page.locator("main select").all():
        choice.select_option("missed" if choice.locator("option[value=missed]").count() else "therapy")
    page.get_by_role("button", name="Continue with these answers").click()
    expect(page.get_by_role("button", name="Import", exact=True)).to_be_visible()
    nothing_ran()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text(f"{len(SCRIPTS)} cases were opened.")).to_be_visible()
    for address in ("/", "/caseload/"):
        page.goto(house.at + address)
        expect(page.get_by_text(SCRIPTS[0]).first).to_be_visible()
        nothing_ran()
    page.get_by_role("link", name=SCRIPTS[1]).first.click()
    expect(page.locator("h1")).to_contain_text(SCRIPTS[1])
    nothing_ran()
