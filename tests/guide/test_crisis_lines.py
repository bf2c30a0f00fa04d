"""Whom to call when somebody may not be safe: by risk, in the reader’s language, with the agency’s own."""

from __future__ import annotations

import re

import pytest

from heardfirst.agency.models import Agency
from heardfirst.guide.crisis_lines import crisis_lines
from heardfirst.protocol.facts.chronology import fold
from heardfirst.protocol.facts.risks import open_risks
from heardfirst.protocol.vocabulary.closed_lists import LISTS
from tests.protocol.tellings import Case, on

HARBOR = Agency(crisis_line="County mobile team, 555-0101", abuse_hotline="Ohio, 855-642-4453, day and night")


@pytest.mark.parametrize(
    ("risk", "number"),
    [("suicide", "988"), ("self_harm", "988"), ("overdose", "naloxone"), ("child_abuse", "855-642-4453"),
     ("family_violence", "1-800-799-7233"), ("relapse", "not a breach")],
)  # fmt: skip
def test_each_risk_has_its_line(risk: str, number: str) -> None:
    lines = crisis_lines([risk], HARBOR, "en")
    assert "911" in lines[0] and any(number in line for line in lines)
    assert "555-0101" in " ".join(lines)


def test_the_hotline_is_named_only_where_a_child_may_be_hurt() -> None:
    assert "855-642-4453" not in " ".join(crisis_lines(["suicide"], HARBOR, "en"))
    assert "855-642-4453" in " ".join(crisis_lines([], HARBOR, "en"))  # nobody said yet which risk it is


def test_an_agency_without_lines_of_its_own_promises_none() -> None:
    assert not re.search(
        "local|your state’s hotline for", " ".join(crisis_lines(["suicide"], Agency(), "en"))
    )


def test_both_languages_name_the_same_numbers() -> None:
    for risk in LISTS["risk"].labels:
        in_english, in_spanish = (crisis_lines([risk], HARBOR, language) for language in ("en", "es"))
        digits = [re.findall(r"\d[\d-]+", " ".join(lines)) for lines in (in_english, in_spanish)]
        assert digits[0] == digits[1] and in_english != in_spanish


def test_which_risks_wait() -> None:
    case = Case()
    case.tell("risk.raised", on(3), risk="suicide")
    case.tell("risk.acted", on(3, 11), how="reached")
    assert open_risks(fold(case.entries)) == []
    case.tell("risk.raised", on(4), risk="child_abuse", about="child")
    case.tell("risk.raised", on(4, 11), risk="overdose")
    assert open_risks(fold(case.entries)) == ["child_abuse", "overdose"]
    case.tell("risk.acted", on(4, 12), how="consulted")
    assert open_risks(fold(case.entries)) == ["child_abuse"]  # its report is still owed
