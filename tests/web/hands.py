"""
Hands for the browser stories: a finger that taps and counts, and ten fingers that never leave the keyboard.

Both know the same four things to do, so that one story can be lived through with either.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

MOST_TABS = 150
_HERE = "node => node === document.activeElement"
_SAME_GROUP = "node => document.activeElement.type === 'radio' && document.activeElement.name === node.name"


class Hand(Protocol):
    """What a story asks of a hand."""

    def press(self, what: Locator) -> None:
        """A link, a button, or what opens and shuts."""

    def choose(self, what: Locator) -> None:
        """A box to tick, or one of several."""

    def write(self, what: Locator, said: str) -> None:
        """Words, at the end of what is there."""

    def set_time(self, what: Locator, when: datetime) -> None:
        """A day and a time, as local people read it off a clock."""


class Finger:
    """Taps, and counts them; typing words is no tap, going to their field is one."""

    def __init__(self) -> None:
        self.taps = 0

    def press(self, what: Locator) -> None:
        what.tap()
        self.taps += 1

    def choose(self, what: Locator) -> None:
        self.press(what.locator("xpath=ancestor-or-self::label"))

    def write(self, what: Locator, said: str) -> None:
        self.press(what)
        what.press_sequentially(said)

    def set_time(self, what: Locator, when: datetime) -> None:
        self.press(what)
        what.fill(f"{when:%Y-%m-%dT%H:%M}")


class Keys:
    """Tab, Enter, Space, arrows and letters, nothing else: what cannot be reached by them is not there."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, what: Locator) -> None:
        self._reach(what)
        self.page.keyboard.press("Enter")

    def choose(self, what: Locator) -> None:
        if what.get_attribute("type") != "radio":
            self._reach(what)
            self.page.keyboard.press("Space")
            expect(what).to_be_checked()
            return
        self._reach(what, _SAME_GROUP)
        for _arrow in range(MOST_TABS):
            if what.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError("No arrow leads to it.")

    def write(self, what: Locator, said: str) -> None:
        self._reach(what)
        self.page.keyboard.press("Control+End")
        self.page.keyboard.type(said)

    def set_time(self, what: Locator, when: datetime) -> None:
        """In the order in which the American field asks: month, day, year; hour, minute, half of the day."""
        self._reach(what)
        self.page.keyboard.type(f"{when:%m%d%Y}")
        self.page.keyboard.press("ArrowRight")
        self.page.keyboard.type(f"{when:%I%M%p}")
        expect(what).to_have_value(f"{when:%Y-%m-%dT%H:%M}")

    def _reach(self, what: Locator, there: str = _HERE) -> None:
        expect(what).to_be_visible()
        for _tab in range(MOST_TABS):
            if what.evaluate(there):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError("Tab does not lead to it.")
