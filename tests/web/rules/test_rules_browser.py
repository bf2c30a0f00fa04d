"""The rules in a real browser: by keyboard, on a phone, without scripts, in both languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from heardfirst.agency import services as agency_services
from heardfirst.agency.doors.sign_in_links import make_sign_in_link
from heardfirst.agency.models import Person, ProtocolVersion, Role
from heardfirst.agency.selectors import protocol_in_force
from tests.conftest import DESKTOP, PHONE
from tests.web.rules.test_numbers import SMALL

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page
    from pytest_django.live_server_helper import LiveServer

NewContext = Callable[..., "BrowserContext"]
Axe = Callable[["Page"], list[str]]
SIZES = {"phone": PHONE, "desktop": DESKTOP}
DEFAULT = "court-mandated-treatment"
TRIES = ("attempts", "days", "channels", "times_of_day")


@dataclass(frozen=True)
class House:
    """A live server, and the supervisor of its agency."""

    at: str
    supervisor: Person

    def enter(self, page: Page, path: str = "/protocols/") -> Page:
        page.goto(f"{self.at}/sign-in/{make_sign_in_link(person=self.supervisor)}/")
        page.locator("main button").click()
        page.wait_for_url(f"{self.at}/")
        page.goto(self.at + path)
        return page


@pytest.fixture
def house(live_server: LiveServer) -> House:
    agency = agency_services.open_agency(name="Harbor Family Services")
    supervisor = agency_services.add_person(
        agency=agency, email="selma@example.org", name="Selma Ortiz", roles=[Role.SUPERVISOR]
    )
    return House(live_server.url, supervisor)


def careless(page: Page) -> None:
    """Type numbers that call one try enough."""
    for name in TRIES:
        page.locator(f'[name="atoms.tried.{name}"]').fill("1")


def spills(page: Page) -> int:
    """How far the page runs over its right edge, in pixels."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@pytest.mark.parametrize(("size", "scheme"), [("phone", "light"), ("desktop", "dark")])
def test_axe_finds_nothing_and_nothing_spills(
    size: str, scheme: str, house: House, new_context: NewContext, axe: Axe
) -> None:
    page = house.enter(new_context(viewport=SIZES[size], color_scheme=scheme).new_page())
    assert axe(page) == [] and spills(page) <= 0
    page.goto(f"{house.at}/protocols/california-dui/")
    for summary in (page.locator("#step-notify_court summary"), page.locator("summary", has_text="in words")):
        summary.click()
    assert axe(page) == [] and spills(page) <= 0
    page.goto(f"{house.at}/protocols/california-dui/in-force/")
    assert axe(page) == [] and spills(page) <= 0
    page.goto(f"{house.at}/protocols/{DEFAULT}/numbers/")
    for summary in page.locator("main summary").all():
        summary.click()
    assert axe(page) == [] and spills(page) <= 0
    careless(page)
    page.locator(".story").first.wait_for()
    assert axe(page) == [] and spills(page) <= 0


@pytest.mark.parametrize("language", ["English", "Español"])
def test_the_ways_on_stand_in_one_row_on_a_phone(
    language: str, house: House, new_context: NewContext
) -> None:
    page = house.enter(new_context(viewport=PHONE).new_page())
    page.locator("summary", has_text="Selma").click()
    with page.expect_navigation():  # in English the page before it is the same one
        page.get_by_role("button", name=language).click()
    expect(page.locator("html")).to_have_attribute("lang", "en" if language == "English" else "es")
    tops = page.eval_on_selector_all(".nav a", "all => all.map(each => each.getBoundingClientRect().top)")
    assert len(tops) == 4 and len(set(tops)) == 1


def test_the_smallest_phone_has_room_for_it(house: House, new_context: NewContext) -> None:
    page = house.enter(new_context(viewport={"width": 320, "height": 640}).new_page())
    for path in ("", "california-dui/", f"{DEFAULT}/numbers/", "california-dui/in-force/"):
        page.goto(f"{house.at}/protocols/{path}")
        assert spills(page) <= 0, path


def test_the_picture_stands_in_the_screens_own_colors(house: House, new_context: NewContext) -> None:
    page = house.enter(
        new_context(viewport=PHONE, color_scheme="light").new_page(), "/protocols/california-dui/"
    )
    picture = page.get_by_role("img", name=re.compile("California DUI program"))
    fill = "node => getComputedStyle(node.querySelector('rect[rx=\"7\"]')).fill"
    assert picture.evaluate(fill) == "rgb(255, 255, 255)"
    box = picture.bounding_box()
    assert box and box["width"] <= PHONE["width"] and box["x"] >= 0
    page.locator("summary", has_text="Selma").click()
    page.get_by_role("button", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    assert picture.evaluate(fill) == "rgb(30, 36, 40)"


def test_as_one_types_a_broken_promise_is_told(house: House, page: Page) -> None:
    house.enter(page, f"/protocols/{DEFAULT}/numbers/")
    line = page.locator("#check-line")
    expect(line).to_have_text("No number was changed.")
    page.get_by_label("Attempts", exact=True).first.fill("4")
    page.get_by_role("link", name="Every promise is kept with these numbers").wait_for()
    expect(page.locator('[name="atoms.tried.attempts"]')).to_be_focused()
    careless(page)
    page.get_by_role("link", name="This would break a promise: Contact first").click()
    story = page.locator(".story").first
    expect(story).to_be_visible()
    expect(story.locator("time").nth(1)).to_be_visible()
    expect(story.locator("code").first).to_contain_text("attempts = 1")
    expect(page.get_by_role("button", name="Put into effect for new cases")).to_have_count(0)
    page.get_by_label("Attempts", exact=True).first.fill("")
    page.locator("#check-line", has_text="Please check this form").wait_for()
    assert not ProtocolVersion.objects.exists()


def small_in_force(house: House) -> None:
    agency = house.supervisor.agency
    agency_services.put_in_force(agency=agency, by=house.supervisor, text=SMALL.encode(), key="small")


def test_by_keyboard_alone_from_the_list_to_another_number_in_force(house: House, page: Page) -> None:
    small_in_force(house)
    house.enter(page)

    def go_to(said: str, most: int = 40) -> None:
        for _tab in range(most):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.textContent || document.activeElement.name").startswith(
                said
            ):
                return
        raise AssertionError(said)

    go_to("Read the rules")
    page.keyboard.press("Enter")
    page.wait_for_url("**/protocols/small/")
    go_to("Change the numbers")
    page.keyboard.press("Enter")
    page.wait_for_url("**/numbers/")
    go_to("atoms.tried.attempts")
    page.keyboard.type("5")
    page.get_by_role("link", name="Every promise is kept with these numbers").wait_for()
    go_to("Put into effect for new cases")
    page.keyboard.press("Enter")
    told = page.get_by_role("status").filter(has_text="New cases follow this version from now on.")
    expect(told).to_be_focused()
    assert protocol_in_force(house.supervisor.agency).version == "2"


def test_without_scripts_a_button_checks(house: House, new_context: NewContext) -> None:
    small_in_force(house)
    page = house.enter(
        new_context(java_script_enabled=False, viewport=PHONE).new_page(), "/protocols/small/numbers/"
    )
    page.get_by_label("Time without activity before a review").fill("10")
    page.get_by_role("button", name="Check").click()
    expect(page.locator("#checked")).to_contain_text("Every promise is kept with these numbers")
    assert protocol_in_force(house.supervisor.agency).version == "1"
    page.get_by_role("button", name="Put into effect for new cases").click()
    told = page.locator("main").get_by_text("New cases follow this version from now on.")
    expect(told).to_be_visible()
    page.get_by_role("link", name="Go back to version 1").click()
    expect(told).to_have_count(0)
    page.get_by_role("button", name="Put into effect for new cases").click()
    expect(told).to_be_visible()
    assert protocol_in_force(house.supervisor.agency).version == "1"


def test_in_spanish_on_a_phone(house: House, new_context: NewContext, axe: Axe) -> None:
    page = house.enter(new_context(viewport=PHONE).new_page())
    page.locator("summary", has_text="Selma").click()
    page.get_by_role("button", name="Español").click()
    expect(page.get_by_role("link", name="Reglas", exact=True)).to_have_attribute("aria-current", "page")
    page.get_by_role("link", name="Leer las reglas").click()
    expect(page.locator("main")).to_contain_text("Qué promete")
    assert axe(page) == []
    page.get_by_role("link", name="Cambiar los números").click()
    careless(page)
    page.get_by_role("link", name="Esto rompería una promesa: Primero el contacto").wait_for()
    text = page.locator("main").inner_text()
    assert axe(page) == [] and spills(page) <= 0
    for english in ("The ", "Attempts", "promise", "within", "Nobody", "Mon, ", "Check"):
        assert english not in text, english
