"""What the browser stories share: a clock that is moved, eyes for each screen, and the rules to ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from heardfirst import clock
from heardfirst.record.models import Case
from heardfirst.record.services import tick
from tests.conftest import axe_finds
from tests.web.beside_decide import decide_recorded, shown_on

if TYPE_CHECKING:
    from playwright.sync_api import Page

SaysTheSame = Callable[["Page", Case], str]
ZONE = ZoneInfo("America/New_York")
_WEDNESDAY = 2
_CONTRAST = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


class Days:
    """The clock of a story. It begins on a Wednesday at ten, soon, and goes on when it is told to."""

    def __init__(self) -> None:
        today = datetime.now(ZONE)
        ahead = timedelta(days=(_WEDNESDAY - today.weekday()) % 7 or 7)
        self.now = datetime.combine(today.date() + ahead, time(10), ZONE)

    def at(self, days: int, hour: int) -> datetime:
        """So many days from today, at this hour."""
        return datetime.combine(self.now.date() + timedelta(days=days), time(hour), ZONE)

    def go_to(self, moment: datetime) -> None:
        """Let it be that moment, and do what the server does as time passes."""
        assert moment >= self.now
        self.now = moment
        tick(now=moment)


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Days:
    """Everybody's clock, the server's thread included. Ask for it before anything happens."""
    story, standing_still = Days(), clock._set_to
    monkeypatch.setattr(clock, "now", lambda: (standing_still.get() or story.now).astimezone(ZoneInfo("UTC")))
    return story


class Eyes:
    """Looks at screens: nothing for axe to find in light or in dark, and nothing runs over the edge."""

    def __init__(self, axe: Callable[[Page], list[str]]) -> None:
        self.axe = axe

    def look(self, page: Page) -> None:
        """
        All rules in light. In dark the page is the same one in other colors, so that contrast alone is asked
        for again.
        """
        assert self.axe(page) == []
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0
        page.emulate_media(color_scheme="dark")
        dark = axe_finds(page, _CONTRAST)
        page.emulate_media(color_scheme="light")
        assert dark == []


@pytest.fixture
def eyes(axe: Callable[[Page], list[str]]) -> Eyes:
    return Eyes(axe)


@pytest.fixture
def says_what_decide_says(days: Days, tmp_path: Path) -> SaysTheSame:
    """
    Holds a case's page to the command, asked about the same chronology at the same moment; hands back the
    step both name, empty for a wait.
    """

    def check(page: Page, case: Case) -> str:
        expect(page.locator(".case-now [data-decided]")).to_have_count(1)
        answer, _says = decide_recorded(case, days.now, tmp_path)
        assert shown_on(page.content()) == [answer]
        return answer.step or ""

    return check
