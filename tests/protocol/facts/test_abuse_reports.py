"""The duty to report abuse: its own step, which talking and watching never end."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from heardfirst.protocol import parse_protocol
from tests.protocol.tellings import DEFAULT, Case, on

BEFORE = parse_protocol(DEFAULT.source.replace("facts   = 4", "facts   = 3").encode(), "before.toml")


def raised(**details: Any) -> Case:
    case = Case()
    case.tell("risk.raised", on(3, 9), **({"risk": "child_abuse", "about": "child"} | details))
    return case


def test_safety_first_and_then_the_report_within_the_hour() -> None:
    case = raised()
    assert case.next(on(3, 10)) == "protect"
    case.tell("risk.acted", on(3, 11), how="safety_plan")
    following = case.decide(on(3, 12)).next
    assert following.step == "report_abuse" and following.due == on(3, 10)


@pytest.mark.parametrize(
    ("kind", "details", "ends"),
    [
        ("risk.acted", {"how": "consulted"}, False),
        ("risk.watched", {"until": on(3, 10, month=12)}, False),
        ("risk.acted", {"how": "hotline"}, False),
        ("report.made", {"to": "hotline"}, True),
        ("report.made", {"to": "child_welfare"}, True),
        ("report.made", {"to": "medical"}, False),
        ("report.ruled_out", {}, True),
    ],
)
def test_only_a_report_or_a_written_reason_ends_it(kind: str, details: dict[str, Any], ends: bool) -> None:
    case = raised()
    case.tell(kind, on(3, 11), **details)
    assert ("abuse_report_owed" in case.true(on(3, 12))) is not ends


def test_what_is_raised_afterwards_is_owed_again() -> None:
    case = raised()
    case.tell("report.made", on(3, 11), to="hotline")
    case.tell("risk.raised", on(5, 9), risk="child_neglect", about="child")
    assert case.next(on(5, 15)) == "protect"
    assert case.facts(on(5, 15)).clocks["abuse_report"] == on(5, 9)


@pytest.mark.parametrize(
    ("risk", "about", "owed"),
    [
        ("child_neglect", "client", True),
        ("family_violence", "child", True),
        ("family_violence", "client", False),
        ("overdose", "child", True),
        ("overdose", "client", False),
        ("relapse", "client", False),
    ],
)
def test_of_which_risks(risk: str, about: str, owed: bool) -> None:
    assert ("abuse_report_owed" in raised(risk=risk, about=about).true(on(3, 10))) is owed


def test_a_relapse_brings_care_within_hours() -> None:
    following = raised(risk="relapse", about="client").decide(on(3, 10)).next
    assert following.step == "protect" and following.due == on(3, 13)


def test_nobody_watches_for_ten_months() -> None:
    for risk, day in (("violence", 10), ("suicide", 4), ("relapse", 4)):
        case = raised(risk=risk, about="client")
        case.tell("risk.watched", on(3, 11), until=on(3, 11) + timedelta(days=300))
        assert "risk_look_due" not in case.true(on(day, 10)) and "risk_look_due" in case.true(on(day, 11))


def test_kept_rules_go_on_deciding_as_they_did() -> None:
    case = Case(BEFORE)
    case.tell("risk.raised", on(3, 9), risk="child_abuse", about="child")
    assert "abuse_report_owed" not in BEFORE.unpack(case.facts(on(3, 10)).bits)
