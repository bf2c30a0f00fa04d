"""A later order never reaches back over what was done under an earlier one."""

from __future__ import annotations

from typing import Any

import pytest

from heardfirst.protocol import parse_protocol
from tests.protocol.tellings import DEFAULT, Case, on

_SOON = {"report_within": {"hours": 24, "of": "missed"}, "basis": "court_order"}
_LATER = {"report_within": {"business_days": 10, "of": "missed"}, "basis": "court_order"}
BEFORE = parse_protocol(DEFAULT.source.replace("facts   = 4", "facts   = 3").encode(), "before.toml")


def amended(first: dict[str, Any], then: dict[str, Any], protocol: Any = DEFAULT) -> Case:
    """Missed on the 3rd, and the order changed on the 5th."""
    case = Case(protocol, **first)
    case.tell("session.missed", on(3))
    case.tell("order.changed", on(5), terms=then)
    return case


def test_what_was_missed_under_the_earlier_order_keeps_its_deadline() -> None:
    case = amended(_LATER, _SOON)
    assert case.facts(on(6)).clocks["notice"] == on(17, 17)
    assert case.next(on(6)) == "contact"


def test_where_the_earlier_order_wanted_no_reports_none_is_owed() -> None:
    case = amended({"report_within": False}, _SOON)
    assert "notice_owed" not in case.true(on(6))
    case.tell("session.missed", on(10))
    assert case.facts(on(10, 12)).clocks["notice"] == on(11, 10)


def test_terms_that_were_filled_in_afterwards_hold_for_what_lay_before() -> None:
    assert amended({"at_stake": "liberty"}, _LATER).facts(on(6)).clocks["notice"] == on(17, 17)


def test_kept_rules_read_the_latest_order_for_all() -> None:
    assert amended(_LATER, _SOON, BEFORE).facts(on(6)).clocks["notice"] == on(4, 10)


def test_the_earliest_deadline_of_several_misses_counts() -> None:
    case = amended(_LATER, _SOON)
    case.tell("session.missed", on(10))
    assert case.facts(on(10, 12)).clocks["notice"] == on(11, 10)


def test_an_order_that_wants_no_reports_any_more_takes_the_duty_away() -> None:
    assert "notice_owed" not in amended(_SOON, {"report_within": False}).true(on(6))


@pytest.mark.parametrize("first", [_LATER, _SOON])
def test_the_same_terms_again_change_nothing(first: dict[str, Any]) -> None:
    case = Case(**first)
    case.tell("session.missed", on(3))
    assert amended(first, first).facts(on(6)).clocks["notice"] == case.facts(on(6)).clocks["notice"]
