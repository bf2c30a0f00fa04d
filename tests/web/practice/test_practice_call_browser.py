"""In a real browser: a whole practice call on a phone, in Spanish, from the first ring to the debrief."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from playwright.sync_api import expect

from heardfirst.agency.models import Person
from heardfirst.practice.models import PracticeCall
from tests.conftest import PHONE
from tests.web.shared.test_browser import Axe, House, NewContext, house

__all__ = ["house"]

ZONE = ZoneInfo("America/New_York")


def test_a_whole_call_by_finger(house: House, new_context: NewContext, axe: Axe) -> None:
    Person.objects.filter(pk=house.worker.pk).update(language="es")
    page = house.enter(new_context(viewport=PHONE, has_touch=True, color_scheme="dark").new_page())
    page.goto(house.at + reverse("practice-calls"))
    expect(page.locator("h1")).to_have_text("Llamada de práctica")
    assert axe(page) == []
    page.locator("label:has([name='story'][value='reunification'])").tap()
    page.get_by_role("button", name="Empezar").tap()
    panel = page.get_by_role("region", name="Práctica")
    expect(panel).to_contain_text("No se llama a nadie, y nada de esto es real.")
    assert axe(page) == []

    # The Call screen itself, with the panel on it. What is written there stays while one listens.
    page.goto(page.url + "call/")
    expect(page.locator("h1")).to_have_text("Llamar: Marta Ibarra")
    panel.get_by_role("button", name="Marcar el número").tap()
    expect(panel).to_contain_text("Usted marcó el número")
    page.locator(".field-limits label").tap()
    for name, came in (
        ("Decir quién es usted", "Usted dijo quién es"),
        ("Explicar qué es confidencial", "Usted explicó la confidencialidad"),
        ("Preguntar con apertura", "Usted preguntó qué lo impidió"),
        ("Explicar qué está en juego", "Usted explicó qué está en juego"),
    ):
        panel.get_by_role("button", name=name).tap()
        expect(panel).to_contain_text(came)
    expect(page.locator("[name='limits']")).to_be_checked()
    assert axe(page) == []
    call = PracticeCall.objects.get()
    for barrier in (each for move in call.moves if move["got"] == "told" for each in move["told"]):
        box = page.locator(f"[name='barriers'][value='{barrier}']")
        page.locator("details", has=box).last.evaluate("each => { each.open = true }")
        page.locator("label", has=box).tap()
    page.locator(".field-understood label").first.tap()
    page.locator(".field-actions_us label").first.tap()
    session = call.now.astimezone(ZONE) + timedelta(days=1)
    while session.weekday() > 4:  # what speaks against a weekend is asked first, and tried elsewhere
        session += timedelta(days=1)
    page.get_by_label("La próxima sesión").fill(session.strftime("%Y-%m-%dT11:00"))
    page.get_by_role("button", name="Anotar").tap()
    expect(page.get_by_role("status").first).to_contain_text("Se anotó su conversación.")

    panel.get_by_text("Adelantar el tiempo").tap()
    panel.get_by_role("button", name="Hasta la sesión reservada").tap()
    panel.get_by_role("button", name="Terminó. Repasar la llamada").tap()
    expect(page.locator("h1")).to_have_text("Repaso: Marta Ibarra")
    expect(page.locator("main")).to_contain_text("Terminó bien: la persona volvió.")
    expect(page.locator("main")).to_contain_text("Todo lo que le contó está en el expediente.")
    assert axe(page) == []
    expect(page.get_by_role("button", name="Otra vez, con la misma persona")).to_be_visible()
