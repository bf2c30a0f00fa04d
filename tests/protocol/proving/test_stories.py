"""Stories: what breaks a promise is told so that somebody who never saw the file can follow it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from heardfirst.protocol import KINDS, Protocol, load_protocol, shipped_protocols
from heardfirst.protocol.proving.checking import Happening, Violation, broken_in, explore
from heardfirst.protocol.proving.model import Grid, Model, grids_of
from heardfirst.protocol.proving.stories import FIRST_DAY, MOST_STORY_LINES, Story, sentence_of, tell
from heardfirst.protocol.rules.promises import PROMISES
from heardfirst.protocol.vocabulary.duration import UNITS
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
    dated = [line.at for line in story.lines if line.at is not None]
    assert dated[0] == FIRST_DAY and dated == sorted(dated)
    assert all(moment - FIRST_DAY < timedelta(days=400) for moment in dated)
    assert len(story.lines) <= MOST_STORY_LINES and story.lines[-1].when == ""
    assert story.lines[-1].text.startswith("So " if language == "en" else "Así ")
    assert ";" not in story.order and story.order.endswith(".")
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
    kinds = ("note.signed", "letter.sent", "plan.agreed", "plan.adjusted", "bill.sent", "client.forewarned")
    way = tuple(Happening(kind, "staff", None, None) for kind in kinds)
    story = tell(
        Violation("contact-first", "letter", PLAIN, way, 0, None), load_protocol("court-mandated-treatment")
    )
    worked = [line.at for line in story.lines if line.at is not None]
    assert len(worked) > len(way) and all(moment.weekday() < 5 and 9 <= moment.hour < 17 for moment in worked)


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
    assert (story.lines[-2].when, story.lines[-2].text) == (
        "From there,",
        "the same step comes back again and again: “Explain the stakes”.",
    )
    assert any("not risk_open" in text for _, text in story.allowed_by)


def test_being_stuck_names_what_waits_for_what_never_comes() -> None:
    _, story = _told(MUTATIONS[6])
    assert "Try another way" in story.lines[-2].text and "repeatedly" in story.lines[-2].text
    assert any('waits  = "repeated"' in text for _, text in story.allowed_by)


DEFAULT = load_protocol("court-mandated-treatment")
TOLD = Grid(True, "court_order", "plain")


def test_a_loop_of_several_steps_is_told_once() -> None:
    missed = Happening("session.missed", "client", None, None)
    broken = Violation("never-a-dead-end", None, PLAIN, (missed,), circle=("contact", "listen"))
    told = [line.text for line in tell(broken, DEFAULT).lines]
    assert told[1] == "the same 2 steps come back again and again: “Call” and “Listen”." and len(told) == 3
    assert "una y otra vez: “Llamar” y “Escuchar”." in tell(broken, DEFAULT, "es").lines[1].text


@pytest.mark.parametrize("language", ["en", "es"])
def test_of_a_long_way_what_matters_is_told_and_the_rest_in_one_line(language: str) -> None:
    kinds = (
        "session.missed", "contact.made", "note.signed", "letter.sent", "plan.agreed", "plan.adjusted",
        "bill.sent", "action.done, ours", "supervisor.consulted", "consent.withdrawn", "contact.tried",
        "the deadline comes near", "client.forewarned",
    )  # fmt: skip
    way = tuple(Happening(kind, "staff", None, None) for kind in kinds)
    story = tell(Violation("heard-before-court", "notify_court", TOLD, way), DEFAULT, language)
    told = [line.text for line in story.lines]
    assert len(told) == MOST_STORY_LINES
    assert [line.when for line in story.lines].count(
        "Meanwhile" if language == "en" else "Mientras tanto"
    ) == 1
    for kind in ("session.missed", "consent.withdrawn", "the deadline comes near", "client.forewarned"):
        assert sentence_of(Happening(kind, "staff", None, None), DEFAULT, language) in told


def test_what_happens_many_times_on_end_is_told_once() -> None:
    way = tuple(Happening("contact.tried", "staff", "contact", None) for _ in range(30))
    first, *_ = tell(Violation("contact-first", "letter", PLAIN, way), DEFAULT).lines
    assert "again and again until " in first.text


def test_several_entries_of_one_day_are_of_the_same_day() -> None:
    way = tuple(Happening(kind, "staff", None, None) for kind in ("note.signed", "letter.sent"))
    when = [line.when for line in tell(Violation("contact-first", "bill", PLAIN, way), DEFAULT).lines]
    assert when == ["Mon, Mar 2", "The same day", "Then", ""]


def test_it_is_told_who_hears_what() -> None:
    notice = Happening("court.reported", "staff", "notify_court", None)
    advice = Happening("court.reported", "staff", "recommend_action", None)
    assert sentence_of(notice, DEFAULT, "en") == "A notice of the missed session goes to the court."
    assert sentence_of(advice, DEFAULT, "en") == "A recommendation to act goes to the court."
    victim = Happening("disclosure.made", "staff", "tell_victim", None)
    washington = load_protocol("washington-dv")
    assert sentence_of(victim, washington, "en") == "The victim is told."
    assert sentence_of(victim, washington, "es") == "La víctima recibe la información."


def test_a_court_that_was_told_too_late_is_not_said_to_have_been_told_nothing() -> None:
    at = [FIRST_DAY + timedelta(hours=number) for number in range(3)]
    way = (
        Happening("session.missed", "client", None, None, at=at[0]),
        Happening("the deadline passes", "time", None, None, at=at[1]),
        Happening("court.reported", "staff", "notify_court", None, at=at[2]),
    )
    late = tell(Violation("duty-kept", "notify_court", TOLD, way), DEFAULT).lines[-1].text
    untold = tell(Violation("duty-kept", "notify_court", TOLD, way[:2]), DEFAULT).lines[-1].text
    assert "only after the deadline" in late and "not been notified" not in late
    assert "has not learned that the legal basis is missing" in untold


def test_of_ways_of_one_length_the_usual_one_is_told() -> None:
    promise, step, grid, old, new = MUTATIONS[1]
    protocol = mended(old, new)
    for side in ("plain", "safety", "limits"):
        explored = explore(protocol, Grid(grid.notice, "consent", side))
        broken = next(
            each for each in broken_in(explored, grid) if (each.promise, each.step) == (promise, step)
        )
        assert [event.what for event in broken.way if not event.through] == [
            "session.missed",
            "contact.made by the client",
        ]


@pytest.mark.parametrize(
    ("of", "english", "spanish"),
    [
        ("missed", "within 1 hour.", "en 1 hora."),
        ("learned", "within 1 hour of learning of it.", "en 1 hora desde que se conoce."),
        ("receipt", "within 1 hour of receiving word of it.", "en 1 hora desde que se recibe la noticia."),
        ("period_end", "within 1 hour of the end of each period.", "en 1 hora desde el fin de cada período."),
    ],
)
def test_a_deadline_of_one_hour_is_said_right(of: str, english: str, spanish: str) -> None:
    after = "" if of == "missed" else f" of {of}"
    what = Happening(f"the order wants misses told within 1 hours{after}", "outside", None, None)
    assert sentence_of(what, DEFAULT, "en").endswith(english)
    assert sentence_of(what, DEFAULT, "es").endswith(spanish)


@pytest.mark.parametrize("unit", UNITS)
def test_every_unit_of_a_deadline_has_its_sentence(unit: str) -> None:
    for frame in (
        "the order wants misses told within 1 {}",
        "the order wants a report within 2 {} of each period",
    ):
        label = frame.format(unit)
        assert sentence_of(Happening(label, "outside", None, None), DEFAULT, "en") != label
    gone = Happening("1 days without a session", "time", None, None)
    assert "gone 1 day without" in sentence_of(gone, DEFAULT, "en")
    assert "lleva 1 día sin" in sentence_of(gone, DEFAULT, "es")


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_story_calls_an_entry_by_its_word_in_the_file(language: str) -> None:
    for kind in KINDS:
        for through in (None, "letter"):
            said = sentence_of(Happening(kind, "staff", through, None), DEFAULT, language)
            assert kind not in said and said.endswith((".", "”.")), said
