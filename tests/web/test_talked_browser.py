"""In a real browser: a conversation put into the record on a phone, in Spanish, counted in taps."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from heardfirst.agency.models import Person
from heardfirst.record.models import Entry
from tests.conftest import PHONE
from tests.web.test_browser import Axe, House, NewContext, house

if TYPE_CHECKING:
    from playwright.sync_api import Locator

__all__ = ["house"]

MOST_TAPS = 12


class Finger:
    """Taps, and counts them."""

    def __init__(self) -> None:
        self.taps = 0

    def __call__(self, what: Locator) -> None:
        what.tap()
        self.taps += 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_we_already_talked_in_few_taps(scheme: str, house: House, new_context: NewContext, axe: Axe) -> None:
    Person.objects.filter(pk=house.worker.pk).update(language="es")
    page = house.enter(new_context(viewport=PHONE, has_touch=True, color_scheme=scheme).new_page())
    tap = Finger()
    first = page.locator(".card-first")
    tap(first.get_by_role("link", name="Llamar · Marisol Quiñones"))
    tap(first.get_by_role("link", name="Hablamos"))
    expect(page.locator("h1")).to_have_text("Hablamos: Marisol Quiñones")
    assert axe(page) == []
    barriers = page.locator(".field-barriers")
    tap(barriers.locator("label").first)
    tap(barriers.locator("label").nth(1))
    tap(page.locator(".field-limits label"))
    tap(page.locator(".field-understood label").first)
    tap(page.locator(".field-actions_us label").first)
    tap(page.locator(".field-actions_us label").nth(2))
    session = datetime.now(ZoneInfo("America/New_York")) + timedelta(days=3)
    tap(page.get_by_label("La próxima sesión"))
    page.get_by_label("La próxima sesión").fill(session.strftime("%Y-%m-%dT10:00"))
    tap(page.get_by_role("button", name="Anotarlo"))
    expect(page.get_by_role("status").first).to_contain_text("Anotado: lo que hablaron.")
    assert tap.taps <= MOST_TAPS
    kinds = list(Entry.objects.filter(case=house.case).order_by("-seq").values_list("kind", flat=True)[:5])
    assert kinds == ["session.booked", "plan.agreed", "stakes.discussed", "client.heard", "contact.made"]
    assert axe(page) == []
