"""In a real browser: a conversation put into the record on a phone, in Spanish, counted in taps."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from playwright.sync_api import expect

from heardfirst import clock
from heardfirst.agency.models import Person
from heardfirst.guide.directory.services import Offer, add_help
from heardfirst.record.models import Entry
from tests.conftest import PHONE
from tests.web.shared.test_browser import Axe, House, NewContext, house

if TYPE_CHECKING:
    from playwright.sync_api import Locator

__all__ = ["house"]

MOST_TAPS, MOST_TAPS_LIVE, MOST_TAPS_VOICEMAIL = 12, 25, 3


def working_day(days: int) -> date:
    """So many days ahead, or the Monday after: of a weekend the form asks whether it is meant."""
    day = clock.today("America/New_York") + timedelta(days=days)
    return day + timedelta(days=7 - day.weekday() if day.weekday() > 4 else 0)


class Finger:
    """Taps, and counts them."""

    def __init__(self) -> None:
        self.taps = 0

    def __call__(self, what: Locator) -> None:
        what.tap()
        self.taps += 1


def test_we_already_talked_in_few_taps(house: House, new_context: NewContext, axe: Axe) -> None:
    Person.objects.filter(pk=house.worker.pk).update(language="es")
    page = house.enter(new_context(viewport=PHONE, has_touch=True, color_scheme="dark").new_page())
    tap = Finger()
    first = page.locator(".card-first")
    tap(first.get_by_role("link", name="Llamar · Marisol Quiñones"))
    tap(first.get_by_role("link", name="Hablamos"))
    expect(page.locator("h1")).to_have_text("Hablamos: Marisol Quiñones")
    assert axe(page) == []
    tap(page.locator("label:has([name='barriers'][value='transport'])"))
    tap(page.locator("label:has([name='barriers'][value='childcare'])"))
    tap(page.locator(".field-limits label"))
    tap(page.locator(".field-understood label").first)
    tap(page.locator(".field-actions_us label").first)
    tap(page.locator(".field-actions_us label").nth(2))
    session = working_day(3)
    tap(page.get_by_label("La próxima sesión"))
    page.get_by_label("La próxima sesión").fill(f"{session}T10:00")
    tap(page.get_by_role("button", name="Anotar"))
    expect(page.get_by_role("status").first).to_contain_text("Se anotó su conversación.")
    assert tap.taps <= MOST_TAPS
    kinds = list(Entry.objects.filter(case=house.case).order_by("-seq").values_list("kind", flat=True)[:5])
    assert kinds == ["session.booked", "plan.agreed", "stakes.discussed", "client.heard", "contact.made"]
    assert axe(page) == []


def test_a_whole_call_and_a_voicemail_in_few_taps(house: House, new_context: NewContext, axe: Axe) -> None:
    """English screen, Spanish-speaking client: two barriers with their questions, a plan, and a booking."""
    add_help(
        agency=house.case.agency,
        by=house.worker,
        offer=Offer("Rides by Harbor Van", ("ride",), ("transport",)),
    )
    page = house.enter(new_context(viewport=PHONE, has_touch=True).new_page())
    tap = Finger()
    first = page.locator(".card-first")
    tap(first.get_by_role("link", name="Call · Marisol Quiñones"))
    tap(first.get_by_role("link", name="Call guide"))
    expect(page.locator("h1")).to_have_text("Call: Marisol Quiñones")
    asked = page.get_by_text("¿Cómo se mueve casi todos los días?")
    again = page.get_by_text("Let me say it another way.")
    expect(asked).to_be_hidden()
    tap(page.locator(".field-limits label"))
    tap(page.get_by_text("Getting there").first)
    tap(page.locator("label:has([name='barriers'][value='transport'])"))
    expect(asked).to_be_visible()
    expect(page.locator("#fits")).to_contain_text("Rides by Harbor Van")
    tap(page.get_by_text("Childcare and caring for somebody"))
    tap(page.locator("label:has([name='barriers'][value='childcare'])"))
    tap(page.locator("label:has([name='instead'][value='transport:our_ride'])"))
    expect(page.get_by_role("group", name="Which session is this about?")).to_be_visible()
    expect(again).to_be_hidden()
    tap(page.locator(".field-understood label", has_text="Partly"))
    expect(again).to_be_visible()
    tap(page.locator(".field-understood_again label").first)
    tap(page.locator(".field-actions_us label").first)
    tap(page.locator(".field-actions_us label").nth(2))
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    session = working_day(3)
    tap(page.get_by_label("The next session"))
    page.get_by_label("The next session").fill(f"{session}T10:00")
    tap(page.get_by_role("button", name="Record it"))
    expect(page.get_by_role("status").first).to_contain_text("This session no longer counts as missed.")
    assert tap.taps <= MOST_TAPS_LIVE
    kinds = set(Entry.objects.filter(case=house.case).order_by("-seq").values_list("kind", flat=True)[:7])
    assert {"session.booked", "plan.agreed", "client.heard", "session.disrupted"} <= kinds

    page.goto(house.at + reverse("call", args=[house.case.public_id]))
    tap = Finger()
    tap(page.get_by_role("button", name="Voicemail, nothing left"))
    expect(page.get_by_role("status").first).to_contain_text("Recorded: Contact attempt")
    assert 2 + tap.taps <= MOST_TAPS_VOICEMAIL, "two lead here from Today, see above"
