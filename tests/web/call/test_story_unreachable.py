"""
A client whom nobody reaches, to the lawful end, in a real browser: tries over days, the note, the supervisor,
an open door in writing, slower tries, and a notice to the court only once telling it is lawful.
"""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from heardfirst.record.identity import Identity
from heardfirst.record.models import Case, Entry
from heardfirst.record.services import open_case
from tests.web.conftest import happens
from tests.web.living import Days, Eyes, SaysTheSame, days, eyes, says_what_decide_says
from tests.web.shared.test_browser import House, NewContext, house

if TYPE_CHECKING:
    from playwright.sync_api import Page

__all__ = ["days", "eyes", "house", "says_what_decide_says"]

NOTICE = "Notify the court of the missed session"
# What came of each try, and the hour of the next one: other ways, other times of day.
TRIES = (
    ("phone:no_answer", 15),
    ("text:message_left", 18),
    ("phone:mailbox_full", 10),
    ("visit:not_home", 15),
)


@pytest.fixture
def case(days: Days, house: House) -> Case:
    """The order wants missed sessions told, and nothing yet makes telling it lawful."""
    worker = house.worker
    opened = open_case(
        agency=worker.agency,
        by=worker,
        worker=worker,
        identity=Identity("Joel Stone", phone="+12025550148"),
        requirements=["treatment"],
        terms={"at_stake": "liberty", "report_within": {"business_days": 15, "of": "missed"}},
    )
    happens(opened, "session.missed", timedelta(days=1))
    return opened


def test_an_unreachable_client_to_the_lawful_end(
    days: Days,
    house: House,
    case: Case,
    new_context: NewContext,
    eyes: Eyes,
    says_what_decide_says: SaysTheSame,
) -> None:
    page = house.enter(new_context().new_page())
    at, lived, tried = house.at + reverse("case", args=[case.public_id]), [], 0
    for _turn in range(10):
        page.goto(at)
        lived.append(says_what_decide_says(page, case))
        expect(page.locator(".case-now")).not_to_contain_text(NOTICE)
        if not lived[-1]:
            wait_until = case.standings.get().wait_until
            assert wait_until is not None
            days.go_to(wait_until + timedelta(minutes=1))
        elif lived[-1] in ("contact", "keep_trying"):
            outcome, hour = TRIES[tried]
            tried += 1
            log_a_try(page, house.at + reverse("try", args=[case.public_id]), outcome)
            days.go_to(days.at(1, hour))
        else:
            page.locator(".case-now .button-main").click()
            expect(page.locator("main form[data-draft]")).to_be_visible()
            eyes.look(page)
            put_it_in(page)
            days.go_to(days.now + timedelta(hours=1))
        if tried == len(TRIES):
            break
    assert lived == ["contact"] * 3 + ["document", "consult", "letter", "", "keep_trying"]

    page.goto(at)
    assert says_what_decide_says(page, case) == "", "slower each time"
    harsher = page.get_by_role("region", name="Why no harsher step yet")
    expect(harsher).to_contain_text(re.compile(f"{NOTICE}.*a legal basis"))
    page.get_by_role("link", name="Fill in the order").click()
    page.locator("[name='basis'][value='court_order']").check()
    eyes.look(page)
    put_it_in(page)
    assert says_what_decide_says(page, case) == "notify_court"
    expect(page.locator(".case-now")).to_contain_text("The supervisor does this step.")
    eyes.look(page)
    page.locator(".case-now .button-main").click()
    page.locator("[name='form'][value='notice']").check()
    page.locator("[name='basis'][value='court_order']").check()
    eyes.look(page)
    put_it_in(page)
    assert says_what_decide_says(page, case) == "", "still looked after, slowly, until the court decides"
    page.goto(house.at + reverse("happened-kind", args=[case.public_id, "court.decided"]))
    page.locator("[name='outcome'][value='released']").check()
    eyes.look(page)
    put_it_in(page)
    assert says_what_decide_says(page, case) == "close", "released: the lawful end"
    page.locator(".case-now .button-main").click()
    page.locator("[name='reason'][value='court_released']").check()
    eyes.look(page)
    put_it_in(page)
    assert says_what_decide_says(page, case) == ""
    assert not case.standings.filter(response_open=True).exists()
    told = Entry.objects.filter(case=case, kind__in=("court.reported", "court.decided", "disclosure.made"))
    assert [each.kind for each in told.order_by("seq")] == ["court.reported", "court.decided"]


def log_a_try(page: Page, at: str, outcome: str) -> None:
    page.goto(at)
    way = page.locator(f"button[value='{outcome}']")
    if not way.is_visible():
        page.locator("summary", has_text="Another method").click()
    way.click()
    expect(page.get_by_role("status").first).to_contain_text("Recorded: Contact attempt")


def put_it_in(page: Page) -> None:
    page.locator("main form .button-main").click()
    expect(page.locator("h1")).to_have_text("Joel Stone")
