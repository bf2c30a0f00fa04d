"""Barriers: every one of the closed list, in words that ask and never accuse, with real codes or none."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from heardfirst.guide.barriers import STANDARDS, Barrier, InsteadOfMiss, barrier, groups, help_for, instead
from heardfirst.guide.texts import LANGUAGES, spoken, table_of
from heardfirst.protocol import KINDS, Entry, check_entry, normalized
from heardfirst.protocol.vocabulary.closed_lists import BARRIERS, HELP
from heardfirst.protocol.vocabulary.errors import DeclarationError
from heardfirst.protocol.vocabulary.texts import Text
from tests.guide.plain_words import blame_in
from tests.guide.reading_ease import ease, grade, words_of
from tests.protocol.tellings import Case, on

pytestmark = pytest.mark.once  # no database is asked here

CODES = {
    "fhir": re.compile(r"(pat|prov|oth)(-[a-z]+)?"),
    "icd10": re.compile(r"Z\d\d\.\d{1,2}"),
    "gravity": re.compile(r"[a-z]+(-[a-z]+)+|stress"),
    "loinc": re.compile(r"\d{4,5}-\d(:LA\d+-\d)?"),
}
ALL = [each for group in groups() for each in group.barriers]


def texts() -> list[Text]:
    found = [text for each in ALL for text in (each.quote, *each.ask)]
    return found + [each.quote for each in instead().values()] + [group.label for group in groups()]


def test_every_barrier_of_the_closed_list_stands_in_one_group() -> None:
    assert sorted(each.name for each in ALL) == sorted(BARRIERS)


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (lambda table: table["barrier"].pop("work"), "protocol/kinds/lists.toml has no [barrier.work]"),
        (lambda table: table["barrier"].update(works=table["barrier"]["work"]), 'Did you mean "work"'),
        (
            lambda table: table["group"][2]["barriers"].remove("work"),
            '"work" must stand in the',
        ),
        (
            lambda table: table["group"][1]["barriers"].append("work"),
            '"work" must stand in the',
        ),
        (lambda table: table["barrier"]["work"]["help"].append("rides"), "under [help.values]"),
    ],
)
def test_a_barrier_in_one_file_alone_is_an_error_that_names_the_other(
    spoil: Callable[[dict[str, Any]], object], named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = deepcopy(table_of("barriers.toml"))
    spoil(table)
    monkeypatch.setattr("heardfirst.guide.barriers.table_of", lambda name: table)
    with pytest.raises(DeclarationError, match=re.escape(named)):
        groups.__wrapped__()


def test_each_opens_one_or_two_questions_and_some_help() -> None:
    for each in ALL:
        assert 1 <= len(each.ask) <= 2
        assert each.help and set(each.help) <= set(HELP)
        assert len(set(each.help)) == len(each.help)


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_ask_and_nothing_accuses(language: str) -> None:
    for text in texts():
        said = text.in_language(language)
        assert said == said.strip() and said
        assert blame_in(said, language) == [], said
    for each in ALL:
        assert all("?" in question.in_language(language) for question in each.ask)


def test_the_words_are_plain() -> None:
    """Judged together: a formula for texts says little about four words."""
    assert grade(" ".join(question.en for each in ALL for question in each.ask)) < 6
    assert ease(" ".join(question.es for each in ALL for question in each.ask)) > 75
    assert max(len(words_of(text.en)) for text in texts()) <= 16


def test_codes_have_the_form_of_their_standard_and_stand_only_where_there_is_one() -> None:
    coded: list[Barrier | InsteadOfMiss] = [*ALL, *instead().values()]
    for each in coded:
        for standard, code in each.codes.items():
            assert standard in STANDARDS and CODES[standard].fullmatch(code), (each.name, code)
    assert not barrier("grief").codes and not barrier("mix_up").codes
    assert "gravity" not in barrier("childcare").codes and "fhir" not in barrier("childcare").codes
    assert barrier("transport").codes["icd10"] == "Z59.82"


def test_what_was_no_missed_session_names_an_entry_that_can_be_recorded() -> None:
    for each in instead().values():
        check_entry(each.kind, each.details)
        assert each.kind == "client.whereabouts" or each.kind.startswith("session.")
        assert each.kind not in ("session.missed", "session.attended")
    listed = {name for each in ALL for name in each.instead}
    assert listed == set(instead())
    assert {kind for each in ALL for kind in each.also} <= set(KINDS)


@pytest.mark.parametrize("name", sorted(set(instead()) - {"detained", "hospital"}))
def test_with_that_entry_in_place_of_the_miss_nothing_is_counted(name: str) -> None:
    chosen = instead()[name]
    case = Case(at_stake="custody", report_within=False)
    case.tell("session.booked", on(1, 9), starts=on(2, 10), plan=True)
    missed = case.tell("session.missed", on(2, 10), starts=on(2, 10))
    assert case.decide(on(3)).response_open
    details = {**chosen.details, "starts_at": on(2, 10)} | ({"why": "full"} if name == "turned_away" else {})
    if chosen.kind == "session.excused":
        details["by"] = "provider"
    right = Entry(chosen.kind, on(2, 10), on(3, 9), normalized(chosen.kind, details), None, "right", 98)
    corrected = {"entry": missed.id, "replacement": "right"}
    case.entries += [right, Entry("entry.corrected", on(3, 9), on(3, 9), corrected, None, "c", 99)]
    assert not case.decide(on(3)).response_open
    assert case.facts(on(3)).counts["missed"] == 0


@pytest.mark.parametrize("name", ["detained", "hospital"])
def test_a_client_who_was_away_missed_nothing(name: str) -> None:
    chosen = instead()[name]
    case = Case(at_stake="custody", report_within=False)
    case.tell("session.booked", on(1, 9), starts=on(2, 10), plan=True)
    case.tell("client.whereabouts", on(2, 1), where=chosen.details["where"], verified=True)
    case.tell("session.missed", on(2, 10), starts=on(2, 10))
    assert case.facts(on(3)).counts["missed"] == 0


def test_help_takes_turns_among_the_barriers() -> None:
    assert help_for(["transport", "childcare"])[:4] == ["ride", "childcare", "pass", "telehealth"]
    assert help_for([]) == []


def test_another_language_is_spoken_in_english_with_an_interpreter() -> None:
    assert [spoken(each) for each in ("es", "es-MX", "ES", "en", "vi", "")] == [
        "es",
        "es",
        "es",
        "en",
        "en",
        "en",
    ]
