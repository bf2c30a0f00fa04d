"""In a real browser: questions come in, a group is looked at, and a certificate is had."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.urls import reverse
from playwright.sync_api import expect

from heardfirst.agency import services as agency_services
from heardfirst.agency.doors.sign_in_links import make_sign_in_link
from heardfirst.agency.models import Person, Role
from heardfirst.practice.exchange.scenario_files import packed
from heardfirst.practice.models import Completion
from tests.conftest import DESKTOP, PHONE
from tests.practice.test_completion import answered, walked
from tests.practice.test_exchange import QUESTION
from tests.web.shared.test_browser import Axe, NewContext

if TYPE_CHECKING:
    from playwright.sync_api import Page
    from pytest_django.live_server_helper import LiveServer


def _person(agency: object, name: str, role: str) -> Person:
    return agency_services.add_person(
        agency=agency,  # type: ignore[arg-type]
        email=f"{name.split()[0].lower()}@example.org",
        name=name,
        roles=[role],
    )


def _enter(server: LiveServer, page: Page, person: Person) -> Page:
    page.goto(f"{server.url}/sign-in/{make_sign_in_link(person=person)}/")
    page.locator("main button").click()
    expect(page.locator(".me summary")).to_be_visible()
    return page


def test_questions_come_in_a_group_is_looked_at_and_a_certificate_is_had(
    db: None, live_server: LiveServer, new_context: NewContext, axe: Axe
) -> None:
    agency = agency_services.open_agency(name="Harbor Family Services")
    trainer, worker = _person(agency, "Tom Reed", Role.TRAINER), _person(agency, "Wanda Reyes", Role.WORKER)
    page = _enter(live_server, new_context(viewport=PHONE).new_page(), trainer)
    page.goto(live_server.url + reverse("practice"))
    page.get_by_role("link", name="Your own questions").click()
    assert axe(page) == []
    page.get_by_role("link", name="Import questions").click()
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_role("alert")).to_be_focused()
    assert axe(page) == []
    bad = QUESTION.replace("notify_court", "contact")
    both = packed({"good.toml": QUESTION.encode(), "bad.toml": bad.encode()})
    page.get_by_label("The file").set_input_files(
        {"name": "two.zip", "mimeType": "application/zip", "buffer": both}
    )
    page.get_by_role("button", name="Read the file").click()
    expect(page.get_by_role("heading", name="Questions in the file")).to_be_focused()
    expect(page.get_by_role("region", name="What to fix")).to_contain_text("bad.toml: the answer is not")
    page.get_by_text("Why, and why not the others").click()
    assert axe(page) == []
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("They will be asked from now on.")
    page.get_by_role("link", name="She missed").click()
    expect(page.get_by_role("heading", name="The first response")).to_be_visible()
    assert axe(page) == []
    page.get_by_role("link", name="Try it").click()
    expect(page.get_by_text("What comes first?")).to_be_visible()

    answered(worker)
    walked(worker)
    Person.objects.filter(pk=worker.pk).update(language="es")
    spanish = new_context(viewport=PHONE, color_scheme="dark", locale="es")
    theirs = _enter(live_server, spanish.new_page(), worker)
    theirs.goto(live_server.url + reverse("certificate"))
    expect(theirs.get_by_role("heading", name="Ya lo hizo todo")).to_be_visible()
    assert axe(theirs) == []
    with theirs.expect_download() as waiting:
        theirs.get_by_role("button", name="Descargar PDF").click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"%PDF-1.")
    theirs.reload()
    expect(theirs.get_by_role("heading", name="Ya tiene su certificado")).to_be_visible()

    dark = new_context(viewport=DESKTOP, color_scheme="dark")
    page = _enter(live_server, dark.new_page(), trainer)
    page.goto(live_server.url + reverse("practice-group"))
    expect(page.get_by_role("row", name="Wanda Reyes")).to_contain_text("-")
    assert axe(page) == []
    page.get_by_label("The number on a certificate").fill(Completion.objects.get().number)
    page.get_by_role("button", name="Look up").click()
    expect(page.get_by_role("status")).to_contain_text("the certificate of Wanda Reyes")
    assert axe(page) == []
