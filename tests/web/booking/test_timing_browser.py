"""In a real browser, on a phone: a broken promise of ours, and a time that is booked with one tap."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import expect

from heardfirst.record.models import Session
from tests.conftest import PHONE
from tests.web.conftest import happens
from tests.web.living import Eyes, eyes
from tests.web.shared.test_browser import House, NewContext, house

__all__ = ["eyes", "house"]

ZONE = ZoneInfo("America/New_York")
_THURSDAY, _SATURDAY = 3, 5


def test_a_promise_of_ours_and_the_next_time(house: House, new_context: NewContext, eyes: Eyes) -> None:
    now = datetime.now(ZONE)
    ten = now.replace(hour=10, minute=0, second=0, microsecond=0)
    thursday = ten - timedelta(days=(now.weekday() - _THURSDAY) % 7 + 14)
    for start in (thursday - timedelta(days=7), thursday):
        happens(house.case, "session.attended", timedelta(seconds=now.timestamp() - start.timestamp()))
    ride = {"what": "ride", "by": "us", "until": (now - timedelta(days=2)).date().isoformat()}
    happens(house.case, "plan.agreed", timedelta(days=3), {"actions": [ride]})
    booked = {"starts_at": (ten + timedelta(days=40)).isoformat()}
    happens(house.case, "session.booked", timedelta(hours=1), booked)

    page = house.enter(new_context(viewport=PHONE, has_touch=True).new_page())
    promised = page.get_by_role("region", name="What we promised")
    expect(promised).to_contain_text("have not done it. That is on us, not the client.")
    eyes.look(page)
    promised.get_by_role("button", name=re.compile("^It didn’t happen")).tap()
    expect(page.get_by_role("status").first).to_contain_text("Promised help not provided")
    page.goto(house.case_at)
    expect(page.get_by_role("region", name="What we promised")).to_contain_text(
        "does not count against the client"
    )
    assert not Session.objects.filter(case=house.case, counted=True).exists()
    page.get_by_role("link", name="Print the plan for the client").tap()
    expect(page.locator("article h1")).to_have_text("Nuestro plan")
    eyes.look(page)

    page.goto(f"{house.case_at}happened/session.booked/")
    starts = page.get_by_label("When does it start?")
    saturday = ten + timedelta(days=(_SATURDAY - now.weekday()) % 7 + 7)
    starts.fill(saturday.strftime("%Y-%m-%dT10:00"))
    starts.dispatch_event("change")
    expect(page.locator("#time-check")).to_contain_text("This is a Saturday. Is the provider open?")
    eyes.look(page)
    page.get_by_role("button", name=re.compile("^Thu, .*10 am$")).first.tap()
    expect(starts).to_have_value(re.compile("T10:00$"))
    expect(page.locator("#time-check li")).to_have_count(0)
    page.get_by_role("button", name="Record it").tap()
    expect(page.get_by_role("status").first).to_contain_text("Session booked · Thu")
