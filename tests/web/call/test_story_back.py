"""One client from missed to back, in a real browser: on a phone in Spanish, and by keyboard in English."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from heardfirst.agency.models import Person
from heardfirst.record.models import Entry
from tests.conftest import PHONE
from tests.web.hands import Finger, Hand, Keys
from tests.web.living import Days, Eyes, SaysTheSame, days, eyes, says_what_decide_says
from tests.web.shared.test_browser import House, NewContext, house

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["days", "eyes", "house", "says_what_decide_says"]


MOST_TAPS_OF_A_CALL = 25
MOST_TAPS_OF_A_VOICEMAIL = 3


def test_on_a_phone_in_spanish(
    days: Days, house: House, new_context: NewContext, eyes: Eyes, says_what_decide_says: SaysTheSame
) -> None:
    Person.objects.filter(pk=house.worker.pk).update(language="es")
    page, finger = house.enter(new_context(viewport=PHONE, has_touch=True).new_page()), Finger()
    from_missed_to_booked(page, finger, days, eyes)
    assert finger.taps <= MOST_TAPS_OF_A_CALL, "two barriers, a plan and a booking, counted from Today"
    from_booked_to_back(page, finger, house, days, eyes, says_what_decide_says)
    expect(page.locator(".now-line")).to_have_text("Nada por hacer")


def test_by_keyboard_alone_in_english(
    days: Days, house: House, new_context: NewContext, eyes: Eyes, says_what_decide_says: SaysTheSame
) -> None:
    page = house.enter(new_context().new_page())
    hand = Keys(page)
    from_missed_to_booked(page, hand, days, eyes)
    from_booked_to_back(page, hand, house, days, eyes, says_what_decide_says)
    expect(page.locator(".now-line")).to_have_text("Nothing to do")


def test_a_voicemail_in_few_taps(days: Days, house: House, new_context: NewContext) -> None:
    page, tap = house.enter(new_context(viewport=PHONE, has_touch=True).new_page()), Finger()
    tap.press(page.locator(".card-first .person-do a"))
    tap.press(page.locator(".card-first button[value='phone:voicemail']"))
    expect(page.get_by_role("status").first).to_contain_text("Recorded: Contact attempt · Phone · Voicemail")
    assert tap.taps <= MOST_TAPS_OF_A_VOICEMAIL


def from_missed_to_booked(page: Page, hand: Hand, days: Days, eyes: Eyes) -> None:
    """From Today: called, heard, planned, booked."""
    eyes.look(page)
    hand.press(page.locator(".card-first .person-do a"))
    hand.press(page.locator(".card-first .person-panel a[href*='/call/']"))
    expect(page).to_have_url(re.compile("/call/"))
    eyes.look(page)
    hand.choose(page.locator("[name='limits']"))
    for place, barrier in enumerate(("transport", "childcare")):
        hand.press(page.locator(".barrier-group summary").nth(place))
        hand.choose(page.locator(f"[name='barriers'][value='{barrier}']"))
    hand.choose(page.locator("[name='understood'][value='yes']"))
    hand.choose(page.locator("[name='actions_us'][value='ride']"))
    hand.choose(page.locator("[name='actions_us'][value='childcare']"))
    hand.set_time(page.locator("[name='session_at']"), days.at(2, 10))
    hand.press(page.locator("main form .button-main"))
    expect(page.get_by_role("status").first).to_be_visible()


def from_booked_to_back(
    page: Page, hand: Hand, house: House, days: Days, eyes: Eyes, same: SaysTheSame
) -> None:
    """The note, the session, and the response is closed."""
    page.goto(house.case_at)
    eyes.look(page)
    assert same(page, house.case) == "document"
    hand.press(page.locator(".case-now .button-main"))
    expect(page.locator("[name='words']")).not_to_be_empty()
    eyes.look(page)
    hand.press(page.locator("main form .button-main"))
    expect(page.locator("h1")).to_have_text("Marisol Quiñones")
    assert same(page, house.case) == ""

    page.goto(f"{house.at}/")
    promised = page.locator("li.promise")
    expect(promised).to_have_count(2)
    eyes.look(page)
    hand.press(promised.first.locator("button[value='done']"))
    expect(promised).to_have_count(1)

    days.go_to(days.at(2, 12))
    page.goto(house.case_at)
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
