"""Stories: what breaks a promise is told so that somebody who never saw the file can follow it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from heardfirst.protocol import Protocol, load_protocol, shipped_protocols
from heardfirst.protocol.proving.checking import Happening, Violation, broken_in, explore
from heardfirst.protocol.proving.model import Grid, Model, grids_of
from heardfirst.protocol.proving.stories import FIRST_DAY, Story, sentence_of, tell
from heardfirst.protocol.rules.promises import PROMISES
from tests.protocol.proving.test_checking import MUTATIONS, PLAIN, mended

Mutation = tuple[str, str | None, Grid, str, str]


def _told(mutation: Mutation, language: str = "en") -> tuple[Protocol, Story]:
    promise, step, grid, old, new = mutation
    protocol = mended(old, new)
    broken = next(
        each
        for each in broken_in(explore(protocol, grid), grid)
        if (each.promise, each.step) == (promise, step)
    )
    return protocol, tell(broken, protocol, language)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("case", MUTATIONS, ids=[f"{each[0]}-{each[1]}" for each in MUTATIONS])
def test_a_story_has_dates_in_order_and_quotes_the_file(case: Mutation, language: str) -> None:
    protocol, story = _told(case, language)
    dated = [line.when for line in story.lines if line.when is not None]
    assert dated[0] == FIRST_DAY and dated == sorted(set(dated))
    assert all(moment - FIRST_DAY < timedelta(days=400) for moment in dated)
    assert story.lines[-1].when is None
    source = protocol.source.splitlines()
    assert story.allowed_by
    for number, text in story.allowed_by:
        assert source[number - 1].strip() == text
    said = [story.title, story.hint, *(line.text for line in story.lines)]
    assert all(said) and not any(
        re.search(r"[{}]|None", each.replace("{ any", "").replace("] }", "").replace('" }', ""))
        for each in said
    )


@pytest.mark.parametrize("name", shipped_protocols())
def test_everything_that_can_happen_can_be_told_in_both_languages(name: str) -> None:
    protocol = load_protocol(name)
    for grid in grids_of(protocol):
        model = Model(protocol, grid)
        for effect in (*model.outside, *(each for several in model.steps for each in several)):
            happening = Happening(effect.label, effect.by, None, None)
            english, spanish = (sentence_of(happening, protocol, each) for each in ("en", "es"))
            assert english != effect.label, f"happenings.toml does not tell of: {effect.label}"
            assert english != spanish


def test_weekends_and_nights_are_nobodys_working_hours() -> None:
    way = tuple(Happening("note.signed", "staff", "document", None) for _ in range(60))
    story = tell(
        Violation("contact-first", "letter", PLAIN, way, 0, None), load_protocol("court-mandated-treatment")
    )
    worked = [line.when for line in story.lines if line.when is not None]
    assert all(moment.weekday() < 5 and 9 <= moment.hour < 17 for moment in worked)


def test_every_promise_can_be_told() -> None:
    protocol = load_protocol("california-dui")
    for promise in PROMISES:
        story = tell(Violation(promise, "dismiss", PLAIN, (), 0, "protect"), protocol, "es")
        assert story.title and story.hint and story.lines


def test_a_line_of_the_protocol_it_extends_is_named_with_it() -> None:
    protocol = load_protocol("california-dui")
    story = tell(Violation("contact-first", "letter", PLAIN, (), 0, None), protocol)
    base = load_protocol("court-mandated-treatment").source.splitlines()
    assert story.allowed_by
    for number, text in story.allowed_by:
        assert text == f"court-mandated-treatment: {base[number - 1].strip()}"
    own = tell(Violation("never-ended-for-absence", "dismiss", PLAIN, (), 0, None), protocol)
    assert all("court-mandated" not in text for _, text in own.allowed_by)


def test_going_in_a_circle_names_the_steps_that_come_back() -> None:
    _, story = _told(MUTATIONS[7])
    assert "Explain the stakes" in story.lines[-1].text
    assert any("not risk_open" in text for _, text in story.allowed_by)


def test_being_stuck_names_what_waits_for_what_never_comes() -> None:
    _, story = _told(MUTATIONS[6])
    assert any('waits  = "repeated"' in text for _, text in story.allowed_by)
