"""Programmes for people who drove impaired, told as cases: four states and counties."""

from __future__ import annotations

from typing import Any

import pytest

from heardfirst.protocol import load_protocol, say
from tests.protocol.tellings import Case, on

CALIFORNIA = load_protocol("california-dui")
SAN_DIEGO = load_protocol("san-diego-dui")
NEW_HAMPSHIRE = load_protocol("new-hampshire-idip")
NEW_JERSEY = load_protocol("new-jersey-idrc")


def back_on_track(case: Case, day: int) -> None:
    """Reached, heard, understood and planned, on one day."""
    case.tell("contact.made", on(day, 9))
    case.tell("client.heard", on(day, 9.2))
    case.tell("stakes.discussed", on(day, 9.4), understood="yes")
    case.tell("plan.agreed", on(day, 9.6), actions=["ride"])


# -- San Diego


@pytest.mark.parametrize(("late", "missed"), [(0, False), (1, True)])
def test_san_diego_has_no_grace(late: int, missed: bool) -> None:
    case = Case(SAN_DIEGO)
    case.tell("session.attended", on(2), late_minutes=late)
    assert ("missed" in case.true(on(3))) is missed


@pytest.mark.parametrize(("months", "absences", "beyond"), [
    (3, 5, False), (3, 6, True), (4, 5, False), (4, 6, True), (18, 10, False), (18, 11, True),
    (12, 20, False),
])  # fmt: skip
def test_san_diego_allows_by_the_length_of_the_program(months: int, absences: int, beyond: bool) -> None:
    case = Case(SAN_DIEGO, program_months=months)
    for day in range(absences):
        case.tell("session.missed", on(2 + day))
    assert ("beyond_allowance" in case.true(on(25))) is beyond


def test_san_diego_weighs_it_with_the_supervisor_and_offers_no_ending() -> None:
    case = Case(SAN_DIEGO, program_months=3, basis="court_order")
    for day in range(2, 8):
        case.tell("session.missed", on(day))
    assert case.decide(on(8)).standing("weigh_going_on").status == "not yet"
    back_on_track(case, 9)
    case.tell("note.signed", on(9, 11))
    decision = case.decide(on(9, 12))
    assert "weigh_going_on" in decision.offered
    assert not {"close", "dismiss"} & set(decision.offered) and "dismiss" not in SAN_DIEGO.places
    said = " ".join(say(each, "es") for each in decision.standing("weigh_going_on").because)
    assert "El número de faltas llegó al límite" in said


@pytest.mark.parametrize(("months", "days", "bunched"), [
    (3, (2, 12, 30), True), (4, (2, 12, 30), True), (3, (2, 12, 33), False), (18, (2, 12, 30), False),
    (3, (2, 12), False),
])  # fmt: skip
def test_san_diego_self_help_meetings_are_not_all_in_one_month(
    months: int, days: tuple[int, ...], bunched: bool
) -> None:
    case = Case(SAN_DIEGO, program_months=months)
    for day in days:
        case.tell("program.event", on(day, 19), event="self_help_meeting")
    after = on(days[-1], 20)
    assert ("bunched" in case.true(after)) is bunched
    assert ("space_meetings" in case.decide(after).offered) is bunched
    case.tell("step.done", on(days[-1], 21), step="explain_spacing")
    assert "bunched" not in case.true(on(days[-1], 22))


def test_san_diego_an_absence_arranged_before_the_start_costs_and_does_not_count() -> None:
    case = Case(SAN_DIEGO, charges=True)
    case.tell("session.booked", on(2), starts=on(9))
    case.tell("session.canceled", on(9, 9.9), starts=on(9), by="client", notice=1)
    true = case.true(on(10))
    assert "fee_owed" in true and "missed" not in true
    assert not {"bill", "hardship"} & set(case.decide(on(10)).offered), "nobody has talked with them yet"
    case.tell("contact.made", on(10, 11))
    assert "hardship" in case.decide(on(10, 12)).offered and "bill" not in case.decide(on(10, 12)).offered
    case.tell("step.done", on(10, 13), step="hardship")
    assert "bill" in case.decide(on(10, 14)).offered
    case.tell("bill.sent", on(10, 15))
    assert "fee_owed" not in case.true(on(10, 16))


@pytest.mark.parametrize("terms", [{}, {"charges": True, "medicaid": True}])
def test_no_fee_where_none_was_agreed_or_medicaid_pays(terms: dict[str, bool]) -> None:
    case = Case(SAN_DIEGO, **terms)
    case.tell("session.missed", on(2))
    assert "fee_owed" not in case.true(on(3))


def test_a_fee_can_be_waived() -> None:
    case = Case(SAN_DIEGO, charges=True)
    case.tell("session.missed", on(2))
    assert "fee_owed" in case.true(on(3))
    case.tell("step.done", on(3), step="fee_waived")
    assert "fee_owed" not in case.true(on(4))


# -- New Hampshire


def test_new_hampshire_excuses_an_emergency_and_goes_on_where_they_left_off() -> None:
    case = Case(NEW_HAMPSHIRE, charges=True)
    case.tell("session.missed", on(2))
    assert "fee_owed" in case.true(on(3))
    case.tell("session.excused", on(3), starts=on(2), reason="health_emergency")
    true = case.true(on(4))
    assert "makeup_owed" in true and not {"missed", "fee_owed", "excuse_asked"} & true
    assert case.next(on(4)) == "resume"
    case.tell("session.booked", on(4, 11), starts=on(9), makes_up=True)
    assert "makeup_owed" not in case.true(on(5))
    case.tell("session.missed", on(9))
    assert "makeup_owed" in case.true(on(10)), "what was to make up for it did not take place"


def test_new_hampshire_begins_anew_after_an_unexcused_miss() -> None:
    case = Case(NEW_HAMPSHIRE)
    case.tell("session.missed", on(2))
    assert case.decide(on(3)).standing("begin_anew").status == "not yet"
    assert case.decide(on(3)).standing("resume").status == "not needed"
    back_on_track(case, 3)
    assert case.next(on(3, 10)) == "begin_anew"


def test_new_hampshire_decides_an_excuse_before_it_charges_or_begins_anew() -> None:
    case = Case(NEW_HAMPSHIRE, charges=True)
    case.tell("session.missed", on(2))
    case.tell("session.excused", on(3), starts=on(2), reason="vacation")
    back_on_track(case, 4)
    true, decision = case.true(on(4, 11)), case.decide(on(4, 11))
    assert {"excuse_asked", "missed"} <= true
    assert "decide_excuse" in decision.offered and not {"begin_anew", "bill", "hardship"} & set(
        decision.offered
    )
    case.tell("session.excused", on(4, 12), starts=on(2), refused=True)
    after = case.decide(on(4, 13))
    assert "begin_anew" in after.offered and "excuse_asked" not in case.true(on(4, 13))


def test_new_hampshire_a_missed_interview_costs_too() -> None:
    case = Case(NEW_HAMPSHIRE, charges=True)
    case.tell("session.missed", on(2), purpose="exit")
    assert "fee_owed" in case.true(on(3))


# -- New Jersey


def excuse(case: Case, **details: Any) -> set[str]:
    case.tell("session.excused", on(4), starts=on(2), **details)
    return case.true(on(5))


@pytest.mark.parametrize(("details", "lacking"), [
    ({"by": "director", "reason": "work_emergency", "evidence": True}, set()),
    ({"by": "us", "reason": "work_emergency", "evidence": True}, {"excuse_asked"}),
    ({"by": "director", "reason": "vacation", "evidence": True}, {"excuse_asked"}),
    ({"by": "director", "reason": "work_emergency"}, {"excuse_asked", "papers_missing"}),
])  # fmt: skip
def test_new_jersey_excuses_by_decider_reason_and_papers(details: dict[str, Any], lacking: set[str]) -> None:
    case = Case(NEW_JERSEY)
    case.tell("session.missed", on(2))
    true = excuse(case, **details)
    assert true & {"excuse_asked", "papers_missing"} == lacking
    assert ("missed" in true) is bool(lacking)


@pytest.mark.parametrize(("died", "excused"), [("2026-02-20", True), ("2026-02-19", False)])
def test_new_jersey_a_death_counts_within_ten_days_before(died: str, excused: bool) -> None:
    case = Case(NEW_JERSEY)
    case.tell("session.missed", on(2, 0))
    case.tell(
        "session.excused",
        on(4),
        starts=on(2, 0),
        by="director",
        reason="death_in_family",
        evidence=True,
        on=died,
    )
    assert ("missed" not in case.true(on(5))) is excused


def test_new_jersey_papers_may_come_later_and_then_the_director_excuses() -> None:
    case = Case(NEW_JERSEY)
    case.tell("session.missed", on(2))
    case.tell("session.excused", on(3), starts=on(2), by="us", reason="health_emergency")
    assert "ask_for_papers" in case.decide(on(3, 11)).offered
    assert "decide_excuse" not in case.decide(on(3, 11)).offered
    case.tell("step.done", on(3, 12), step="papers_asked")
    assert "decide_excuse" in case.decide(on(3, 13)).offered
    case.tell("session.excused", on(6), starts=on(2), evidence=True)
    assert {"excuse_asked", "missed"} <= case.true(on(6, 11)) and "papers_missing" not in case.true(on(6, 11))
    case.tell("session.excused", on(7), starts=on(2), by="director")
    assert not {"excuse_asked", "missed"} & case.true(on(7, 11))


def test_new_jersey_the_court_hears_after_the_excuse_is_decided_and_motor_vehicles_too() -> None:
    case = Case(NEW_JERSEY, basis="court_order")
    case.tell("session.missed", on(2))
    assert case.facts(on(3)).clocks["notice"] == on(16, 17)
    case.tell("session.excused", on(3), starts=on(2), by="us", reason="health_emergency")
    back_on_track(case, 3)
    case.tell("note.signed", on(3, 11))
    case.tell("supervisor.consulted", on(3, 12), about="misses")
    case.tell("client.forewarned", on(3, 13))
    assert not {"notify_court", "tell_motor_vehicles"} & set(case.decide(on(3, 14)).offered)
    missing = " ".join(say(each) for each in case.decide(on(3, 14)).standing("notify_court").missing)
    assert missing == "Still needed: a decision on the requested excuse."
    case.tell("session.excused", on(4), starts=on(2), refused=True)
    assert "notify_court" in case.decide(on(4, 11)).offered
    assert "tell_motor_vehicles" not in case.decide(on(4, 11)).offered, (
        "the court's basis is the court's alone"
    )
    case.tell("consent.given", on(4, 11), to="motor_vehicles", purpose="reporting")
    assert {"notify_court", "tell_motor_vehicles"} <= set(case.decide(on(4, 11.5)).offered)
    case.tell("disclosure.made", on(4, 12), to="motor_vehicles", what="attendance", basis="consent")
    assert case.decide(on(4, 13)).standing("tell_motor_vehicles").status == "done"


# -- California, on leave and transfer


@pytest.mark.parametrize(("details", "granted"), [
    ({"by": "director", "reason": "custody", "evidence": True}, True),
    ({"by": "supervisor", "reason": "custody", "evidence": True}, True),
    ({"by": "us", "reason": "custody", "evidence": True}, False),
    ({"by": "director", "reason": "custody"}, False),
    ({"by": "director", "reason": "other", "evidence": True}, False),
    ({"by": "director", "reason": "vacation", "evidence": True}, False),  # not beyond anybody's control
])  # fmt: skip
def test_california_leave_afterwards(details: dict[str, Any], granted: bool) -> None:
    case = Case(CALIFORNIA)
    case.tell("session.attended", on(2))
    case.tell("session.missed", on(9))
    case.tell("leave.granted", on(20), where_from="2026-03-05", until="2026-03-18", **details)
    true = case.true(on(25))
    assert ("leave_asked" not in true) is granted is ("missed" not in true) is ("long_gap" not in true)
    assert ("decide_leave" in case.decide(on(25)).offered) is not granted


def test_california_a_leave_asked_for_is_decided_before_anybody_is_dismissed() -> None:
    case = Case(CALIFORNIA, basis="court_order")
    case.tell("session.attended", on(2))
    case.tell("session.missed", on(9))
    case.tell("leave.granted", on(20), where_from="2026-03-05", reason="illness", evidence=True, by="us")
    back_on_track(case, 24)
    case.tell("note.signed", on(24, 11))
    case.tell("supervisor.consulted", on(24, 12), about="ending")
    assert "dismiss" not in case.decide(on(24, 13)).offered
    case.tell("leave.granted", on(24, 14), where_from="2026-03-05", refused=True)
    assert "dismiss" in case.decide(on(24, 15)).offered


@pytest.mark.parametrize(("day", "gap"), [(20, False), (21, True)])
def test_california_the_days_begin_anew_after_a_transfer(day: int, gap: bool) -> None:
    case = Case(CALIFORNIA)
    case.tell("session.attended", on(1, month=2))
    case.tell("case.transferred", on(2), to="program")
    assert ("long_gap" in case.true(on(2 + day))) is gap
    other = Case(CALIFORNIA)
    other.tell("session.attended", on(1, month=2))
    other.tell("case.transferred", on(2), to="worker")
    assert "long_gap" in other.true(on(3)), "another worker is no other program"


def test_california_an_unpaid_fee_is_weighed_and_ends_nothing() -> None:
    case = Case(CALIFORNIA, charges=True)
    case.tell("session.missed", on(2))
    back_on_track(case, 3)
    case.tell("bill.sent", on(3, 12))
    case.tell("note.signed", on(3, 13))
    assert "unpaid" not in case.true(on(32))
    case.tell("session.attended", on(10))
    case.tell("session.missed", on(20))
    assert "unpaid" in case.true(on(33, 13))
    assert "dismiss" not in case.decide(on(33, 13)).offered
    case.tell("bill.paid", on(34))
    assert "unpaid" not in case.true(on(35))
