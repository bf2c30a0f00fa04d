"""One client from missed to back, in a real browser: on a phone in Spanish, and by keyboard in English."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from heardfirst.agency.models import Person
from heardfirst.record.models import Case, Entry
from tests.conftest import PHONE
from tests.web.hands import Finger, Hand, Keys
from tests.web.living import Days, Eyes, days, eyes, says_what_decide_says
from tests.web.test_browser import House, NewContext, house

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["days", "eyes", "house", "says_what_decide_says"]

SaysTheSame = Callable[["Page", Case], str]


def test_on_a_phone_in_spanish(
    days: Days, house: House, new_context: NewContext, eyes: Eyes, says_what_decide_says: SaysTheSame
) -> None:
    Person.objects.filter(pk=house.worker.pk).update(language="es")
    page = house.enter(new_context(viewport=PHONE, has_touch=True).new_page())
    from_missed_to_back(page, Finger(), house, days, eyes, says_what_decide_says)
    expect(page.locator(".now-line")).to_have_text("No hay nada pendiente")


def test_by_keyboard_alone_in_english(
    days: Days, house: House, new_context: NewContext, eyes: Eyes, says_what_decide_says: SaysTheSame
) -> None:
    page = house.enter(new_context().new_page())
    from_missed_to_back(page, Keys(page), house, days, eyes, says_what_decide_says)
    expect(page.locator(".now-line")).to_have_text("Nothing is open here")


def from_missed_to_back(
    page: Page, hand: Hand, house: House, days: Days, eyes: Eyes, same: SaysTheSame
) -> None:
    """Missed, called, heard, planned, booked, noted, attended: the response is closed."""
    eyes.look(page)
    hand.press(page.locator(".card-first .person-do a"))
    hand.press(page.locator(".card-first .person-panel a[href*='/call/']"))
    expect(page).to_have_url(re.compile("/call/"))
    eyes.look(page)
    session = days.at(2, 10)
    for chosen in ("limits", "barriers'][value='transport", "barriers'][value='childcare"):
        hand.choose(page.locator(f"[name='{chosen}']"))
    hand.choose(page.locator("[name='understood'][value='yes']"))
    hand.choose(page.locator("[name='actions_us'][value='ride']"))
    hand.set_time(page.locator("[name='session_at']"), session)
    hand.press(page.locator("main form .button-main"))
    expect(page.get_by_role("status").first).to_be_visible()

    page.goto(house.case_at)
    eyes.look(page)
    assert same(page, house.case) == "document"
    hand.press(page.locator(".case-now .button-main"))
    expect(page.locator("[name='words']")).not_to_be_empty()
    eyes.look(page)
    hand.press(page.locator("main form .button-main"))
    expect(page.locator("h1")).to_have_text("Marisol Quiñones")
    assert same(page, house.case) == ""

    days.go_to(session.replace(hour=12))
    page.reload()
    hand.press(page.locator("a[href$='/happened/']"))
    hand.press(page.locator("a[href$='/session.attended/']"))
    expect(page).to_have_url(re.compile("/session.attended/"))
    eyes.look(page)
    hand.choose(page.locator("[name='session']").first)
    hand.press(page.locator("main form .button-main"))
    expect(page.locator("h1")).to_have_text("Marisol Quiñones")
    assert same(page, house.case) == ""
    assert not house.case.standings.filter(response_open=True).exists()
    assert Entry.objects.filter(case=house.case).latest("seq").kind == "session.attended"
