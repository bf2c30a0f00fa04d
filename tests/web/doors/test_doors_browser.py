"""Coming in, in a real browser: a passkey of a virtual device, an app, a recovery code, an invitation."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from playwright.sync_api import expect
from pytest_django.fixtures import Settings

from heardfirst.agency import services as agency_services
from heardfirst.agency.doors import authenticator
from heardfirst.agency.doors.invitations import invite
from heardfirst.agency.doors.sign_in_links import make_sign_in_link
from heardfirst.agency.mail import deliver
from heardfirst.agency.models import Agency, Person, Role
from tests.agency.conftest import MailServer, mail_server
from tests.conftest import DESKTOP, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, CDPSession, Page
    from pytest_django.live_server_helper import LiveServer

__all__ = ["mail_server"]

NewContext = Callable[..., "BrowserContext"]
Axe = Callable[["Page"], list[str]]
PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class House:
    """A live server, an agency that wants a second step of everybody, and a worker who has a password."""

    at: str
    agency: Agency
    worker: Person

    def knock(self, page: Page) -> None:
        page.goto(f"{self.at}/sign-in/")
        page.get_by_label("Email address").fill(self.worker.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in", exact=True).click()


@pytest.fixture
def house(live_server: LiveServer) -> House:
    agency = agency_services.open_agency(name="Harbor Family Services")
    agency.second_step = "required"
    agency.save()
    worker = agency_services.add_person(agency=agency, email="wanda@example.org", name="Wanda Reyes")
    worker.set_password(PASSWORD)
    worker.save()
    return House(live_server.url, agency, worker)


def device(page: Page, **more: Any) -> CDPSession:
    """A virtual device that holds passkeys and always makes sure of its owner."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options | more})
    return cdp


def test_a_required_second_step_by_passkey_then_coming_in_with_it_alone(
    house: House, new_context: NewContext
) -> None:
    page = new_context().new_page()
    device(page)
    house.knock(page)
    expect(page.get_by_text("Your agency requires a second step for everyone")).to_be_visible()
    page.get_by_label("Name of this passkey").fill("My laptop")
    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("button", name="Show 10 codes").click()
    expect(page.locator(".codes code")).to_have_count(10)
    with page.expect_download() as saved:
        page.get_by_role("link", name="Save them as a file").click()
    assert page.locator(".codes code").first.inner_text() in saved.value.path().read_text()
    page.get_by_role("link", name="I have them").click()
    expect(page.get_by_text("My laptop", exact=True)).to_be_visible()
    page.goto(f"{house.at}/")
    expect(page.get_by_role("heading", name="No cases yet")).to_be_visible()

    # Out, and in again by password and passkey; then by the passkey alone.
    sign_out(page)
    house.knock(page)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="No cases yet")).to_be_visible()
    sign_out(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="No cases yet")).to_be_visible()
    page.goto(f"{house.at}/account/second-step/")
    expect(page.get_by_text("last used")).to_be_visible()


def sign_out(page: Page) -> None:
    page.locator("details.me > summary").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_text("You are signed out")).to_be_visible()


def test_a_device_that_refuses_leaves_the_other_ways_open(house: House, new_context: NewContext) -> None:
    page = new_context().new_page()
    cdp = device(page)
    page.goto(f"{house.at}/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_text("The passkey did not respond")).to_be_visible()
    house.knock(page)
    expect(page.get_by_text("Your agency requires a second step for everyone")).to_be_visible()
    cdp.detach()


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_an_app_set_up_and_used(house: House, new_context: NewContext, scripts: bool) -> None:
    page = new_context(java_script_enabled=scripts, viewport=PHONE).new_page()
    house.knock(page)
    page.get_by_role("link", name="Set up an app").click()
    expect(page.locator("svg.qr")).to_be_visible()
    offered = page.locator("[name=offered]").input_value()
    secret = authenticator.secret_of_offer(house.worker, offered)
    assert secret is not None
    page.get_by_label("The six digits your app shows now").fill(code_now(secret))
    page.get_by_role("button", name="Set up the app").click()
    page.get_by_role("button", name="Show 10 codes").click()
    code = page.locator(".codes code").nth(4).inner_text()

    other = new_context(java_script_enabled=scripts).new_page()
    house.knock(other)
    other.get_by_label("Code").fill(code)
    other.get_by_role("button", name="Continue").click()
    expect(other.get_by_role("heading", name="No cases yet")).to_be_visible()

    third = new_context(java_script_enabled=scripts).new_page()
    house.knock(third)
    third.get_by_label("Code").fill(code)
    third.get_by_role("button", name="Continue").click()
    expect(third.get_by_text("This code is incorrect").first).to_be_visible()
    if scripts:
        expect(third.locator(".summary:not([hidden])")).to_be_focused()


def code_now(secret: bytes) -> str:
    return TOTP(secret, 6, SHA1(), 30).generate(int(time.time())).decode()


def test_from_an_invitation_to_the_first_today(
    house: House, new_context: NewContext, mail_server: MailServer, settings: Settings
) -> None:
    settings.PUBLIC_ADDRESS = house.at
    house.agency.second_step = "optional"
    house.agency.save()
    boss = agency_services.add_person(
        agency=house.agency, email="ada@example.org", name="Ada", roles=[Role.ADMINISTRATOR]
    )
    desk = new_context().new_page()
    desk.goto(f"{house.at}/sign-in/{make_sign_in_link(person=boss)}/")
    desk.locator("main button").click()
    desk.get_by_role("link", name="People").click()
    desk.get_by_role("link", name="Invite someone").click()
    desk.get_by_label("Name", exact=True).fill("Nora New")
    desk.get_by_label("Email address").fill("nora@example.org")
    desk.get_by_role("checkbox", name=re.compile("Works with clients")).check()
    desk.get_by_role("button", name="Invite", exact=True).click()
    expect(desk.get_by_text("The email is on its way")).to_be_visible()
    house.agency.second_step = "required"
    house.agency.save()
    assert deliver() == 1

    link = re.search(rf"{house.at}/invitation/\S+/", mail_server.got[0].get_content())
    assert link
    page = new_context(viewport=PHONE).new_page()
    page.goto(link[0])
    expect(page.get_by_role("heading", name="Welcome, Nora New")).to_be_visible()
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Start").click()
    page.get_by_role("link", name="Set up an app").click()
    expect(page.locator("svg.qr")).to_be_visible()
    offered = page.locator("[name=offered]").input_value()
    secret = authenticator.secret_of_offer(Person.objects.get(email="nora@example.org"), offered)
    assert secret is not None
    page.get_by_label("The six digits your app shows now").fill(code_now(secret))
    page.get_by_role("button", name="Set up the app").click()
    page.get_by_role("button", name="Show 10 codes").click()
    page.get_by_role("link", name="I have them").click()
    page.get_by_role("link", name="Today").click()
    expect(page.get_by_role("heading", name="No cases yet")).to_be_visible()


@pytest.mark.parametrize(
    ("size", "scheme", "language"), [("phone", "light", "es"), ("desktop", "dark", "en")]
)
def test_the_doors_are_clean_of_barriers(
    size: str,
    scheme: str,
    language: str,
    house: House,
    new_context: NewContext,
    axe: Axe,
    mail_server: MailServer,
) -> None:
    house.agency.second_step = "optional"
    house.agency.save()
    boss = agency_services.add_person(
        agency=house.agency,
        email="ada@example.org",
        name="Ada",
        roles=[Role.ADMINISTRATOR, Role.WORKER],
        language=language,
    )
    _invitation, token = invite(
        agency=house.agency, by=boss, email="nora@example.org", name="Nora New", roles=["worker"],
        language=language, path_of=str,
    )  # fmt: skip
    sizes = {"phone": PHONE, "desktop": DESKTOP}
    locale = {"es": "es-MX", "en": "en-US"}[language]
    context = new_context(viewport=sizes[size], color_scheme=scheme, locale=locale)
    page = context.new_page()
    found = {}
    for path in ("/sign-in/", f"/invitation/{token}/", "/invitation/no-such-token/"):
        page.goto(house.at + path)
        found[path] = axe(page)
    page.goto(f"{house.at}/sign-in/{make_sign_in_link(person=boss)}/")
    page.locator("main button").click()
    page.wait_for_url(f"{house.at}/")
    person = f"/people/{house.worker.public_id}"
    for path in (
        "/account/", "/account/password/", "/account/second-step/", "/account/second-step/app/",
        "/account/second-step/codes/", "/people/", "/people/invite/", f"{person}/", f"{person}/let-go/",
    ):  # fmt: skip
        page.goto(house.at + path)
        found[path] = axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, path
    assert {path: said for path, said in found.items() if said} == {}
