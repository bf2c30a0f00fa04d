"""In a real browser: a question, its answer, why and why not, one's progress, and all of it in Spanish."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from heardfirst.agency import services as agency_services
from heardfirst.agency.doors.sign_in_links import make_sign_in_link
from heardfirst.agency.models import Role
from tests.conftest import PHONE
from tests.web.living import Eyes, eyes
from tests.web.shared.test_browser import NewContext

if TYPE_CHECKING:
    from pytest_django.live_server_helper import LiveServer

__all__ = ["eyes"]


def test_a_question_its_answer_why_and_why_not_and_progress(
    db: None, live_server: LiveServer, new_context: NewContext, eyes: Eyes
) -> None:
    agency = agency_services.open_agency(name="Harbor Family Services")
    trainer = agency_services.add_person(
        agency=agency, email="tom@example.org", name="Tom Reed", roles=[Role.TRAINER]
    )
    page = new_context(viewport=PHONE).new_page()
    page.goto(f"{live_server.url}/sign-in/{make_sign_in_link(person=trainer)}/")
    page.locator("main button").click()
    expect(page.get_by_role("heading", name="Practice", exact=True)).to_be_visible()
    eyes.look(page)
    page.get_by_role("link", name="Next question").click()
    expect(page.get_by_text("Hassan Darwish wants his daughter home")).to_be_visible()
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("alert")).to_be_focused()
    eyes.look(page)

    # By keyboard: a wrong answer, and at once what comes first, why, and why not each other.
    page.get_by_role("radio", name="Send the report now").press("Space")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Not quite.")).to_be_visible()
    key = page.get_by_role("region", name="What the rules say comes first")
    expect(key).to_contain_text("Reach him by phone and hear his side.")
    expect(key).to_contain_text("Nobody has talked with the client since the last missed session.")
    expect(page.get_by_role("region", name="Your answer")).to_contain_text("Still needed")
    others = page.get_by_role("region", name="Why not the others").get_by_role("listitem")
    expect(others).to_have_count(2)
    page.get_by_text("What the rules say", exact=True).click()
    expect(page.locator(".path .is-now")).to_contain_text("Call")
    eyes.look(page)
    page.get_by_role("link", name="Read the rule").click()
    expect(page.locator("#step-contact")).to_be_in_viewport()
    page.go_back()

    page.get_by_role("link", name="Next question").click()
    page.get_by_role("radio", name="I’m not sure").check(force=True)
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", name="Good that you asked.")).to_be_visible()
    page.get_by_role("link", name="← Practice").click()
    page.get_by_role("link", name="Your progress").click()
    expect(page.get_by_role("img", name="All topics")).to_be_visible()
    page.get_by_text("The same in numbers").first.click()
    expect(page.get_by_role("table", name="All topics").get_by_role("cell")).to_have_count(3)
    expect(
        page.get_by_role("table", name="All topics").get_by_role("cell", name="2", exact=True)
    ).to_be_visible()
    eyes.look(page)

    page.locator(".me summary").click()
    page.get_by_role("button", name="Español").click()
    expect(page.get_by_role("heading", name="Su progreso")).to_be_visible()
    eyes.look(page)
    page.get_by_role("link", name="Siguiente pregunta").click()
    page.get_by_role("radio", name="No estoy seguro o segura").check(force=True)
    page.get_by_role("button", name="Comprobar").click()
    expect(page.get_by_role("heading", name="Hace bien en preguntar.")).to_be_visible()
    expect(
        page.get_by_role("region", name="Por qué no otra cosa").get_by_role("listitem").first
    ).to_be_visible()
    eyes.look(page)
    page.get_by_role("link", name="← Práctica").click()
    page.get_by_role("link", name="Difícil").click()
    expect(page.get_by_role("button", name="Comprobar")).to_be_visible()
    eyes.look(page)
