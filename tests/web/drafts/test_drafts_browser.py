"""
In a real browser: what is typed survives a closed tab, a lost network and an ended session; and two people on
one case see each other's entries.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from heardfirst import clock
from heardfirst.agency import services as agency_services
from heardfirst.agency.browser_session import BrowserSession
from heardfirst.agency.models import Cover, Person
from heardfirst.record.models import Case, Entry
from heardfirst.record.services import append
from tests.conftest import PHONE
from tests.web.shared.test_browser import Axe, House, NewContext, house

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

__all__ = ["house"]

WORDS = "Her sister drives her, but not on Tuesdays."
PASSWORD = "a calm and quiet door"
KEPT = re.compile(r"^Draft saved \d")


@pytest.fixture
def at_form(house: House) -> str:
    house.worker.set_password(PASSWORD)
    house.worker.save()
    return house.at + reverse("happened-kind", args=[house.case.public_id, "client.heard"])


def words(page: Page) -> Locator:
    return page.get_by_label("What they told you, in their own words")


def type_words(page: Page, at: str, said: str = WORDS) -> None:
    page.goto(at)
    words(page).press_sequentially(said)


def kept(page: Page) -> None:
    expect(page.locator("[data-draft-said]")).to_have_text(KEPT)


def beside(house: House) -> Person:
    """A colleague who stands in today."""
    agency = house.worker.agency
    colleague = agency_services.add_person(agency=agency, email="colin@example.org", name="Colin Marsh")
    day = clock.now().date()
    Cover.objects.create(
        agency=agency, absent=house.worker, instead=colleague,
        first_day=day - timedelta(days=1), last_day=day + timedelta(days=1), made_at=clock.now(),
    )  # fmt: skip
    return colleague


def tries(case: Case, by: Person) -> None:
    details = {"channel": "phone", "outcome": "no_answer"}
    append(case=case, by=by, kind="contact.tried", at=clock.now(), details=details)


def test_typed_closed_and_there_again_until_recorded(
    house: House, at_form: str, new_context: NewContext, axe: Axe
) -> None:
    context = new_context(viewport=PHONE)
    page = house.enter(context.new_page())
    type_words(page, at_form)
    page.get_by_label("Getting there", exact=False).first.check()
    kept(page)
    words(page).press_sequentially(" And Fridays.")
    page.close(run_before_unload=False)

    page = context.new_page()
    page.goto(at_form)
    expect(words(page)).to_have_value(re.compile(WORDS))
    expect(page.get_by_text("Draft saved")).to_be_visible()
    assert axe(page) == []
    other = Case.objects.exclude(pk=house.case.pk).get()
    page.goto(house.at + reverse("happened-kind", args=[other.public_id, "client.heard"]))
    expect(words(page)).to_have_value("")

    colleague = beside(house)
    theirs = House(house.at, colleague, house.case).enter(new_context().new_page())
    theirs.goto(at_form)
    expect(words(theirs)).to_have_value("")

    page.goto(at_form)
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_role("status").first).to_contain_text("Recorded:")
    page.goto(at_form)
    expect(words(page)).to_have_value("")
    expect(page.get_by_text("Draft saved")).to_have_count(0)


def test_two_windows_and_a_fresh_start(house: House, at_form: str, new_context: NewContext) -> None:
    context = new_context()
    first, second = house.enter(context.new_page()), context.new_page()
    second.goto(at_form)
    type_words(first, at_form)
    kept(first)
    words(second).press_sequentially("older")
    expect(second.get_by_text("you saved something newer in another window")).to_be_visible()
    second.reload()
    expect(words(second)).to_have_value(WORDS)
    second.get_by_role("button", name="Start over").click()
    expect(second.get_by_text("Draft saved")).to_have_count(0)
    expect(words(second)).to_have_value("")


def test_without_a_network_and_with_one_again(house: House, at_form: str, new_context: NewContext) -> None:
    context = new_context(viewport=PHONE)
    page = house.enter(context.new_page())
    page.goto(at_form)
    context.set_offline(True)
    words(page).press_sequentially(WORDS)
    expect(page.get_by_text("Not saved yet: no connection.")).to_be_visible()
    before = Entry.objects.count()
    page.get_by_role("button", name="Record it").click()
    expect(page).to_have_url(at_form)
    expect(words(page)).to_have_value(WORDS)
    context.set_offline(False)
    expect(page.get_by_text("Connected again, and saved.")).to_be_visible()
    assert Entry.objects.count() == before
    page.reload()
    expect(words(page)).to_have_value(WORDS)


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_the_session_ends_in_the_middle(
    scripts: bool, house: House, at_form: str, new_context: NewContext, axe: Axe
) -> None:
    page = house.enter(new_context(java_script_enabled=scripts).new_page())
    page.goto(at_form)
    BrowserSession.objects.all().delete()
    words(page).fill(WORDS)
    if scripts:
        expect(page.get_by_text("You are signed out. Send this form anyway")).to_be_visible()
    page.get_by_label("Getting there", exact=False).first.check()
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_role("heading", name="You were signed out")).to_be_visible()
    if scripts:
        assert axe(page) == []
    page.get_by_label("Email address").fill(house.worker.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(words(page)).to_have_value(WORDS)
    expect(page).to_have_url(at_form)
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_role("status").first).to_contain_text("Recorded:")


def test_a_form_with_something_wrong_is_kept_without_a_script(
    house: House, at_form: str, new_context: NewContext
) -> None:
    context = new_context(java_script_enabled=False)
    page = house.enter(context.new_page())
    page.goto(at_form + "?step=listen")
    words(page).fill(WORDS)
    page.get_by_text("It happened earlier").click()
    page.get_by_label("When did it happen?").fill("2199-01-01T10:00")
    page.get_by_role("button", name="Record it").click()
    expect(page.get_by_role("alert")).to_contain_text("This is in the future")
    page.close()
    page = context.new_page()
    page.goto(at_form)
    expect(words(page)).to_have_value(WORDS)


def test_a_colleagues_entry_is_there_without_reloading(
    house: House, at_form: str, new_context: NewContext, axe: Axe
) -> None:
    colleague = beside(house)
    page = new_context(by_hand=True).new_page()
    house.enter(page)
    page.goto(house.case_at)
    tries(house.case, colleague)
    page.clock.fast_forward(30_000)
    said = re.compile("Colin Marsh recorded: Contact attempt · Phone · No answer")
    expect(page.get_by_text(said)).to_be_visible()
    assert axe(page) == []
    page.get_by_role("link", name="Show").click()
    expect(page.locator(".told-line").first).to_contain_text("Colin Marsh")
    # And they ask before the same stands there twice.
    page.get_by_role("link", name="Log an attempt").click()
    page.get_by_role("button", name=re.compile("^Voicemail")).first.click()
    expect(page.get_by_role("heading", name="Is this already in the record?")).to_be_visible()
    expect(page.get_by_role("alert").filter(has_text=said)).to_be_focused()
    assert axe(page) == []
    page.get_by_role("button", name=re.compile("^Voicemail")).first.click()
    expect(page.get_by_role("status").first).to_contain_text("Recorded: Contact attempt")
