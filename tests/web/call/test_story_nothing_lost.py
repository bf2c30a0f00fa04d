"""
In the middle of a call the network goes, then the tab, then the session: nothing that was put down is lost.
And the same way from missed to booked with no script at all.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from heardfirst.agency.browser_session import BrowserSession
from heardfirst.record.models import Case, Entry
from tests.conftest import PHONE
from tests.web.living import Days, Eyes, SaysTheSame, days, eyes, says_what_decide_says
from tests.web.shared.test_browser import House, NewContext, house

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

__all__ = ["days", "eyes", "house", "says_what_decide_says"]

WORDS = "The bus comes at noon, the group at ten."
PASSWORD = "a calm and quiet door"
KEPT = re.compile(r"^Draft saved \d")


@pytest.fixture
def at_call(days: Days, house: House) -> str:
    house.worker.set_password(PASSWORD)
    house.worker.save()
    return house.at + reverse("call", args=[house.case.public_id])


def test_network_tab_and_session_are_lost_and_nothing_else(
    days: Days,
    house: House,
    at_call: str,
    new_context: NewContext,
    eyes: Eyes,
    says_what_decide_says: SaysTheSame,
) -> None:
    context = new_context(viewport=PHONE)
    page = house.enter(context.new_page())
    page.goto(at_call)
    tick(page, "barriers", "transport")
    kept = page.locator("[data-draft-said]")
    expect(kept).to_have_text(KEPT)

    context.set_offline(True)
    tick(page, "barriers", "childcare")
    in_their_words(page).fill(WORDS)
    expect(page.get_by_text("Not saved yet: no connection.")).to_be_visible()
    page.locator("main form .button-main").click()
    expect(page).to_have_url(at_call)
    eyes.look(page)
    context.set_offline(False)
    expect(page.get_by_text("Connected again, and saved.")).to_be_visible()

    page.close(run_before_unload=False)
    page = context.new_page()
    page.goto(at_call)
    expect(in_their_words(page)).to_have_value(WORDS)
    expect(page.get_by_text("Draft saved")).to_be_visible()
    eyes.look(page)

    BrowserSession.objects.all().delete()
    finish(page, days)
    expect(page.get_by_role("heading", name="You were signed out")).to_be_visible()
    page.get_by_label("Email address").fill(house.worker.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(at_call)
    expect(in_their_words(page)).to_have_value(WORDS)
    for name, value in (("barriers", "transport"), ("barriers", "childcare"), ("understood", "yes")):
        expect(page.locator(f"[name='{name}'][value='{value}']")).to_be_checked()
    assert not Entry.objects.filter(case=house.case, kind="client.heard").exists()

    page.locator("main form .button-main").click()
    expect(page.get_by_role("status").first).to_contain_text("Your conversation was recorded.")
    the_whole_conversation(house.case)
    page.goto(house.case_at)
    expect(page.locator(".told-words", has_text=WORDS)).to_be_visible()
    assert says_what_decide_says(page, house.case) == "document"
    page.goto(at_call)
    expect(in_their_words(page)).to_have_value("")


def test_with_no_script_from_missed_to_booked(
    days: Days, house: House, new_context: NewContext, says_what_decide_says: SaysTheSame
) -> None:
    page = house.enter(new_context(viewport=PHONE, java_script_enabled=False).new_page())
    page.locator(".card-first .person-do a").click()
    page.locator("main a[href*='/call/']").click()
    page.locator("main form .button-main").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose at least one")
    tick(page, "barriers", "transport")
    tick(page, "barriers", "childcare")
    in_their_words(page).fill(WORDS)
    finish(page, days)
    expect(page.get_by_role("status").first).to_contain_text("Your conversation was recorded.")
    the_whole_conversation(house.case)
    page.goto(house.case_at)
    assert says_what_decide_says(page, house.case) == "document"


def in_their_words(page: Page) -> Locator:
    return brought_to_light(page, "[name='words']")


def tick(page: Page, name: str, value: str) -> None:
    brought_to_light(page, f"[name='{name}'][value='{value}']").check()


def brought_to_light(page: Page, selector: str) -> Locator:
    """The field, unfolded where it is folded away."""
    field = page.locator(selector)
    fold = page.locator(f"details:not([open]):has({selector})")
    if fold.count():
        fold.locator("> summary").click()
        expect(field).to_be_visible()
    return field


def finish(page: Page, days: Days) -> None:
    """The rest of the conversation, and the button."""
    page.locator("[name='limits']").check()
    tick(page, "understood", "yes")
    tick(page, "actions_us", "ride")
    page.locator("[name='session_at']").fill(f"{days.at(2, 10):%Y-%m-%dT%H:%M}")
    page.locator("main form .button-main").click()


def the_whole_conversation(case: Case) -> None:
    """All of it stands in the record once."""
    told = list(Entry.objects.filter(case=case).order_by("-seq").values_list("kind", flat=True)[:5])
    assert told == ["session.booked", "plan.agreed", "stakes.discussed", "client.heard", "contact.made"]
