"""Sessions that the client lost, counted by how and by what for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from heardfirst.protocol import Protocol, load_protocol, words_known
from heardfirst.protocol.proving.exploring import explore
from heardfirst.protocol.proving.model import Grid
from heardfirst.protocol.proving.proofs import proof_of
from tests.protocol.tellings import DEFAULT, Case, extending, on, with_rules

RULES = Path(__file__).parents[3] / "docs" / "scenarios" / "rules"
NOTICE = '[missed]\nlate_minutes = 10\ncanceled_within = "24 hours"\nrescheduled_within = "24 hours"\n'
DAY = 24 * 60


def counting(fact: str, more: str = NOTICE) -> Protocol:
    """The default with one count of its own, called `own`."""
    return with_rules(f"{more}\n[atoms]\nown = {fact}\n")


def lose(case: Case, day: int, way: str, **details: Any) -> None:
    """Lose a session on that day in that way."""
    case.tell("session.booked", on(1), starts=on(day), **details)
    if way == "no_show":
        case.tell("session.missed", on(day))
    elif way == "late":
        case.tell("session.attended", on(day), late_minutes=11)
    elif way == "turned away late":
        case.tell("session.turned_away", on(day), why="late")
    elif way == "turned away":
        case.tell("session.turned_away", on(day), why="full")
    elif way in ("canceled", "canceled_late"):
        notice = DAY if way == "canceled" else DAY - 1
        case.tell("session.canceled", on(day, 9), starts=on(day), by="client", notice=notice)
    elif way in ("rescheduled", "rescheduled_late"):
        notice = DAY if way == "rescheduled" else DAY - 1
        case.tell("session.moved", on(day, 9), starts=on(day), by="client", notice=notice, to=on(30))
    else:
        assert way == "canceled by the provider", way
        case.tell("session.canceled", on(day, 9), starts=on(day), by="provider", notice=0)


EVERY = (
    "no_show", "late", "turned away late", "turned away", "canceled", "canceled_late", "rescheduled",
    "rescheduled_late", "canceled by the provider",
)  # fmt: skip


@pytest.mark.parametrize(("of", "counted"), [
    ("no_show", {"no_show"}), ("late", {"late", "turned away late"}), ("canceled", {"canceled"}),
    ("canceled_late", {"canceled_late"}), ("rescheduled_late", {"rescheduled_late"}),
])  # fmt: skip
def test_each_way_is_counted_for_itself(of: str, counted: set[str]) -> None:
    protocol = counting(f'{{ missed = 1, of = ["{of}"] }}')
    for way in EVERY:
        case = Case(protocol)
        lose(case, 9, way)
        assert ("own" in case.true(on(10))) is (way in counted), way


@pytest.mark.parametrize(("way", "missed"), [
    ("no_show", True), ("late", True), ("canceled_late", True), ("rescheduled_late", True),
    ("canceled", False), ("rescheduled", False), ("turned away late", False), ("turned away", False),
])  # fmt: skip
def test_what_is_counted_apart_is_no_missed_session_for_that(way: str, missed: bool) -> None:
    for protocol in (counting("{ missed = 1 }"), counting('{ missed = 1, of = ["canceled", "late"] }')):
        case = Case(protocol)
        lose(case, 9, way)
        assert ("missed" in case.true(on(10))) is missed


def test_moving_a_session_late_is_no_miss_where_the_rules_do_not_say_so() -> None:
    case = Case(with_rules('[missed]\ncanceled_within = "24 hours"\n'))
    lose(case, 9, "rescheduled_late")
    assert "missed" not in case.true(on(10))


def test_of_two_accounts_the_one_in_the_clients_favor_says_the_way() -> None:
    case = Case(counting('{ missed = 1, of = ["no_show"] }'))
    lose(case, 9, "no_show")
    assert "own" in case.true(on(10))
    case.tell("session.canceled", on(9, 9), starts=on(9), by="client", notice=DAY - 1)
    assert "own" not in case.true(on(10)), "called off late, then, and not left open"
    case.tell("session.canceled", on(9, 9), starts=on(9), by="provider")
    assert "missed" not in case.true(on(10))


@pytest.mark.parametrize("way", ["no_show", "canceled", "late"])
def test_what_falls_into_a_leave_or_into_jail_is_not_counted(way: str) -> None:
    protocol = counting(f'{{ missed = 1, of = ["{way}"] }}')
    for kind, details in (
        ("leave.granted", {"where_from": "2026-03-08", "until": "2026-03-10"}),
        ("client.whereabouts", {"where": "jail", "verified": True, "since": on(8).isoformat()}),
    ):
        case = Case(protocol)
        lose(case, 9, way)
        assert "own" in case.true(on(12))
        case.tell(kind, on(11), **details)
        assert "own" not in case.true(on(12)), kind


def test_the_window_and_the_row_are_of_those_alone() -> None:
    case = Case(counting('{ missed = 2, of = ["canceled", "no_show"], within = "7 days" }'))
    lose(case, 2, "canceled")
    lose(case, 5, "canceled_late")
    assert "own" not in case.true(on(6))
    lose(case, 8, "no_show")
    assert "own" in case.true(on(8, 12)) and "own" in case.true(on(9, 11)), "settled at the miss"
    row = Case(counting('{ missed = 2, of = ["no_show"], in_a_row = true }'))
    lose(row, 2, "no_show")
    lose(row, 4, "canceled")
    lose(row, 6, "no_show")
    assert "own" in row.true(on(7)), "a session called off is none attended"
    row.tell("session.attended", on(8))
    assert "own" not in row.true(on(9))


@pytest.mark.parametrize(("purpose", "holds"), [("intake", True), ("group", False), ("session", False)])
def test_what_the_session_was_for(purpose: str, holds: bool) -> None:
    case = Case(counting('{ missed = 1, purpose = ["intake", "individual"] }'))
    lose(case, 9, "no_show", purpose=purpose)
    assert ("own" in case.true(on(10))) is holds
    assert "missed" in case.true(on(10)), "every session counts as ever for the response"
    late = Case(counting('{ missed = 1, of = ["canceled"], purpose = ["intake"] }'))
    lose(late, 9, "canceled", purpose=purpose)
    assert ("own" in late.true(on(10))) is (purpose == "intake")


def test_fees_by_the_same_words_and_for_some_sessions_alone() -> None:
    fees = '[fees]\non = ["no_show", "rescheduled_late"]\npurpose = ["group"]\n'
    protocol = counting('{ fee = "owed" }', NOTICE + fees)
    for way, purpose, owed in (
        ("no_show", "group", True), ("no_show", "intake", False), ("rescheduled_late", "group", True),
        ("canceled_late", "group", False), ("late", "group", False),
    ):  # fmt: skip
        case = Case(protocol, charges=True)
        lose(case, 9, way, purpose=purpose)
        assert ("own" in case.true(on(10))) is owed, (way, purpose)


def test_a_file_that_extends_keeps_the_ways_and_says_its_own_notice() -> None:
    below = counting('{ missed = 1, of = ["canceled_late"] }')
    heir = extending(below, '[missed]\ncanceled_within = "2 hours"\n')
    assert heir.thresholds["own"] == below.thresholds["own"]
    for protocol, notice, holds in (
        (below, DAY - 1, True), (heir, DAY - 1, False), (heir, 119, True), (heir, 120, False),
    ):  # fmt: skip
        case = Case(protocol)
        case.tell("session.booked", on(1), starts=on(9))
        case.tell("session.canceled", on(9, 7), starts=on(9), by="client", notice=notice)
        assert ("own" in case.true(on(10))) is holds, (protocol.key, notice)
    other = extending(below, '[atoms]\nown = { missed = 1, of = ["no_show"] }\n')
    case = Case(other)
    lose(case, 9, "canceled_late")
    assert "own" not in case.true(on(10)), "replaced by the heir's own"


def test_forms_ask_what_a_session_is_for_where_the_rules_count_by_it() -> None:
    own = words_known(counting('{ missed = 1, purpose = ["intake", "group"] }'))
    assert own["session.booked.purpose"] == own["session.missed.purpose"] == ("session", "intake", "group")
    fees = counting('{ fee = "owed" }', '[fees]\non = ["missed"]\npurpose = ["family"]\n')
    assert words_known(fees)["session.booked.purpose"] == ("session", "family")


def test_the_model_knows_that_a_count_may_come_without_a_missed_session() -> None:
    protocol = counting('{ missed = 1, of = ["canceled"] }')
    case = Case(protocol, report_within=False, basis="court_order")
    lose(case, 9, "canceled")
    facts = case.facts(on(10)).bits
    assert "own" in protocol.unpack(facts) and "missed" not in protocol.unpack(facts)
    reached = explore(protocol, Grid(False, "court_order", "repeats")).atoms.tolist()
    assert facts in set(reached)


STAYING = (
    "[missed]\nlate_minutes = 10\nlate_minutes_for = { group = 0 }\n"
    "least_minutes = 45\nleast_minutes_for = { intake = 20 }\n"
)


@pytest.mark.parametrize(("details", "missed"), [
    ({"stayed_minutes": 44}, True), ({"stayed_minutes": 45}, False), ({}, False),
    ({"stayed_minutes": 20, "purpose": "intake"}, False), ({"stayed_minutes": 19, "purpose": "intake"}, True),
    ({"left_at": on(9, 10.5).isoformat()}, True), ({"left_at": on(9, 10.75).isoformat()}, False),
    ({"arrived_at": on(9, 10.1).isoformat(), "left_at": on(9, 10.8).isoformat()}, True),
    ({"late_minutes": 1, "purpose": "group"}, True), ({"late_minutes": 10}, False),
])  # fmt: skip
def test_minutes_inside_a_session(details: dict[str, Any], missed: bool) -> None:
    case = Case(counting('{ missed = 1, of = ["left_early"] }', STAYING))
    case.tell("session.booked", on(1), starts=on(9))
    case.tell("session.attended", on(9), **details)
    true = case.true(on(10))
    assert ("missed" in true) is missed
    assert ("own" in true) is (missed and "late_minutes" not in details)


def test_who_left_early_by_one_account_and_stayed_by_another_came() -> None:
    case = Case(counting("{ missed = 1 }", STAYING))
    case.tell("session.attended", on(9), starts=on(9), stayed_minutes=10)
    assert "missed" in case.true(on(10))
    case.tell("session.attended", on(9, 12), starts=on(9))
    assert "missed" not in case.true(on(10))


def test_leaving_early_is_a_miss_only_where_the_rules_say_so_and_only_then_asked() -> None:
    plain, staying = counting("{ missed = 1 }"), counting("{ missed = 1 }", STAYING)
    case = Case(plain)
    case.tell("session.attended", on(9), stayed_minutes=1)
    assert "missed" not in case.true(on(10))
    assert words_known(plain)["session.attended.stayed_minutes"] == ()
    assert "session.attended.stayed_minutes" not in words_known(staying)
    assert words_known(staying)["session.attended.purpose"] == ("session", "intake", "group")


def test_leaving_early_changes_nothing_of_what_was_proved() -> None:
    assert proof_of(load_protocol(RULES / "two-hour-groups.toml")) == proof_of(DEFAULT)
