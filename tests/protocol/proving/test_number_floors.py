"""Floors: a protocol may not call one try a proper one, nor wait for ever."""

from __future__ import annotations

import pytest

from heardfirst.protocol import load_protocol, shipped_protocols
from heardfirst.protocol.proving.number_floors import LEAST_TRIES, below_floors
from heardfirst.protocol.proving.stories import tell
from tests.protocol.proving.test_checking import mended
from tests.protocol.tellings import DEFAULT

TRIED = "tried    = { attempts = 3, days = 3, channels = 2, times_of_day = 2 }"


@pytest.mark.parametrize("name", shipped_protocols())
def test_no_shipped_protocol_falls_below(name: str) -> None:
    assert below_floors(load_protocol(name)) == ()


@pytest.mark.parametrize("fewer", ["attempts = 1", "attempts = 2, days = 1", "attempts = 5, days = 1"])
def test_too_few_tries_or_too_few_days_break_the_first_promise(fewer: str) -> None:
    protocol = mended(TRIED, f"tried = {{ {fewer} }}")
    found = {(each.promise, each.step): each for each in below_floors(protocol)}
    assert ("contact-first", "letter") in found
    story = tell(found["contact-first", "letter"], protocol)
    tries = [line for line in story.lines if "tries to reach" in line.text]
    days = {line.at.date() for line in tries if line.at is not None}
    assert (len(tries) < LEAST_TRIES or len(days) == 1) and "re-engagement letter" in story.lines[-1].text


def test_two_tries_on_two_days_are_enough() -> None:
    assert below_floors(mended(TRIED, "tried = { attempts = 2, days = 2 }")) == ()


def test_a_wait_of_years_is_a_dead_end() -> None:
    text = DEFAULT.source
    waits = text[text.index("keep_trying     =") : text.index("[[step]]")]
    protocol = mended(waits, 'keep_trying = ["7 days", "2000 days"]\nreview = "2000 days"\n')
    (found,) = below_floors(protocol)
    assert found.promise == "never-a-dead-end"
    assert "ninety days" in tell(found, protocol).lines[-1].text
    assert "noventa días" in tell(found, protocol, "es").lines[-1].text
    assert below_floors(mended(waits, 'keep_trying = ["7 days", "2000 days"]\nreview = "60 days"\n')) == ()


def test_whoever_asked_for_no_contact_is_not_forgotten_either() -> None:
    forgetful = mended('review          = "14 days"', 'review = "95 days"')
    (found,) = below_floors(forgetful)
    assert found.promise == "never-a-dead-end"
    story = tell(found, forgetful)
    assert any("not to be contacted" in line.text for line in story.lines)
