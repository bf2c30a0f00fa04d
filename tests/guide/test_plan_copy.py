"""The copy of a plan for the client: plain words, no blame, and nothing that is nobody else’s business."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from heardfirst.guide.plan_copy import PlanCopy, plan_copy
from heardfirst.guide.texts import LANGUAGES, table_of
from heardfirst.protocol import Calendar
from heardfirst.protocol.vocabulary.closed_lists import HELP
from tests.guide.plain_words import blame_in
from tests.guide.reading_ease import ease, grade

pytestmark = pytest.mark.once  # no database is asked here

MADE = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)
NOBODY_ELSES = re.compile(
    r"court|judge|order|treat|therap|counsel|clinic|drug|alcohol|probation|case\b|session|barrier|miss"
    r"|corte|juez|jueza|orden|tratam|terap|consej|clínic|droga|alcohol|libertad|caso\b|sesi|obst|falt",
    re.IGNORECASE,
)
TABLE = table_of("plan_copy.toml")


def copied(*actions: dict[str, Any], language: str = "en", meetings: Any = ()) -> PlanCopy:
    return plan_copy(
        actions, made=MADE, meetings=meetings, name="Ana", worker="Wanda Reyes", language=language,
        calendar=Calendar(),
    )  # fmt: skip


def texts(language: str) -> list[str]:
    return [each[language] for section in TABLE.values() for each in section.values()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_help_has_its_words_on_both_sides(language: str) -> None:
    assert set(TABLE["help"]) == set(TABLE["own"]) == set(HELP)
    every = copied(
        *({"what": each, "by": by} for each in HELP for by in ("us", "provider", "client")), language=language
    )
    assert [len(each) for each in (every.our_actions, every.provider_actions, every.client_actions)] == [
        len(HELP)
    ] * 3
    assert all(
        not each.what.startswith("{") and each.what for each in (*every.our_actions, *every.client_actions)
    )


def test_it_reads_at_about_sixth_grade() -> None:
    whole = [each.replace("{", "").replace("}", "") for each in texts("en")]
    assert grade(*whole) <= 5
    assert max(grade(each) for each in whole if len(each.split()) > 5) <= 8
    spanish = [each.replace("{", "").replace("}", "") for each in texts("es")]
    assert ease(*spanish) >= 75
    assert min(ease(each) for each in spanish if len(each.split()) > 5) >= 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_blames_nobody_and_says_nothing_that_is_nobody_elses_business(language: str) -> None:
    for each in texts(language):
        assert not blame_in(each, language), each
        assert not NOBODY_ELSES.search(each), each


def test_days_and_times_are_said_in_full_and_in_the_clients_language() -> None:
    meeting = (datetime(2026, 3, 10, 14, 0, tzinfo=UTC), "10 am")
    english = copied({"what": "ride", "until": "2026-03-10"}, meetings=[meeting])
    assert [(each.what, each.by) for each in english.our_actions] == [
        ("A ride to come here and to get home.", "by Tuesday, March 10")
    ]
    assert english.meetings == ("Tuesday, March 10, at 10 am",)
    assert english.words["made"] == "We made this plan on Wednesday, March 4."
    spanish = copied({"what": "ride", "by": "client"}, language="es-MX", meetings=[(meeting[0], "10:00")])
    assert spanish.client_actions[0].what == "Buscar quién le lleve." and spanish.language == "es"
    assert spanish.meetings == ("Martes 10 de marzo, a las 10:00",)
    assert copied(language="vi").words["title"] == "Our plan"


def test_what_has_no_words_of_its_own_leaves_room_to_write() -> None:
    deeds = copied({"what": "other"}, {"what": "ride"}, {"what": "of a list that has grown"}).our_actions
    assert [each.blank for each in deeds] == [True, False, False]
    assert "Ana" not in repr(copied())
