"""Fifteen edits somebody might make with the best of intentions: each breaks what it is said to break."""

from __future__ import annotations

from pathlib import Path

import pytest

from heardfirst.protocol.proving.happening_words import tells_somebody
from heardfirst.protocol.proving.stories import MOST_STORY_LINES, tell
from heardfirst.protocol.rules.promises import PROMISES
from tools.broken_edits import broken_by, edited, edits, story_of

EDITS = edits()
BY_WHOLE_CHECK = "one-next-step"
QUICK = [number for number, edit in enumerate(EDITS, 1) if edit["promise"] != BY_WHOLE_CHECK]
PAGE = (Path(__file__).parents[3] / "docs" / "protocols.md").read_text("utf-8")


def test_there_is_one_for_each_promise_one_more_for_safety_and_three_surprises() -> None:
    assert [each["promise"] for each in EDITS if not each.get("surprise")] == [
        "contact-first", "heard-before-court", "no-disclosure-without-basis", "plan-before-rebooking",
        "never-ended-for-absence", "never-a-dead-end", "duty-kept", "never-out-of-sight", "safe-contact",
        "safety-first", "safety-first", "one-next-step",
    ]  # fmt: skip
    assert {each["promise"] for each in EDITS} == set(PROMISES)
    assert len(EDITS) == 15 and sum(each.get("surprise", False) for each in EDITS) == 3


@pytest.mark.parametrize("number", QUICK)
def test_each_is_broken_and_told_in_the_documentation_as_it_is(number: int) -> None:
    edit = EDITS[number - 1]
    assert broken_by(edit).promise == edit["promise"]
    assert story_of(number, edit) in PAGE, "make prove tells the stories anew"


@pytest.mark.parametrize("number", QUICK)
def test_each_is_told_shortly_and_without_contradiction(number: int) -> None:
    broken, protocol = broken_by(EDITS[number - 1]), edited(EDITS[number - 1])
    for language in ("en", "es"):
        story = tell(broken, protocol, language)
        told = [story.title, story.order, *(line.text for line in story.lines)]
        assert len(story.lines) <= MOST_STORY_LINES and ";" not in story.order
        assert not [text for text in told if "_" in text], "no name of a fact"
    if any(tells_somebody(event) for event in broken.way):
        assert not [text for text in told if "no fue informada" in text]


@pytest.mark.long
def test_a_step_that_can_never_be_taken_is_found_by_the_whole_check() -> None:
    number, edit = next(
        (number, each) for number, each in enumerate(EDITS, 1) if each["promise"] == BY_WHOLE_CHECK
    )
    broken = broken_by(edit)
    assert (broken.promise, broken.step) == ("one-next-step", "talk_again")
    assert f"### {number}. one-next-step" in PAGE
