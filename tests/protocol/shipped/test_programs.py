"""Three real programs, told as cases."""

from __future__ import annotations

from heardfirst.protocol import load_protocol
from tests.protocol.tellings import Case, on

CALIFORNIA = load_protocol("california-dui")
WASHINGTON = load_protocol("washington-sud")
OKLAHOMA = load_protocol("oklahoma-sex-offender")


def test_california_dismisses_after_21_days_and_only_who_was_heard_or_tried() -> None:
    case = Case(CALIFORNIA, basis="court_order", at_stake="licence")
    case.tell("session.attended", on(2))
    case.tell("session.missed", on(9))
    assert case.decide(on(20)).standing("dismiss").status == "not needed"
    decision = case.decide(on(23))
    assert decision.standing("dismiss").status == "not yet"
    assert decision.next.step == "contact"
    case.tell("contact.made", on(24))
    case.tell("client.heard", on(24, 10.2))
    case.tell("stakes.discussed", on(24, 10.4), understood="yes")
    case.tell("note.signed", on(24, 11))
    case.tell("supervisor.consulted", on(24, 12), about="ending")
    decision = case.decide(on(24, 13))
    assert "dismiss" in decision.offered
    assert decision.next.step == "forewarn", "what the law demands comes first, and she hears of it before"
    assert "plan" in decision.offered, "and help stands beside it"
    assert [each.step for each in decision.exceptions] == ["dismiss"]
    case.tell("service.ended", on(25), reason="discharged")
    assert case.decide(on(25, 11)).standing("tell_of_dismissal").status == "not yet"
    case.tell("client.forewarned", on(25, 12))
    assert "tell_of_dismissal" in case.decide(on(25, 13)).offered
    case.tell("court.reported", on(25, 14), form="discharge")
    assert case.decide(on(25, 15)).standing("tell_of_dismissal").status == "done"


def test_california_leave_asked_for_afterwards_counts() -> None:
    case = Case(CALIFORNIA)
    case.tell("session.attended", on(2))
    case.tell("session.missed", on(9))
    case.tell(
        "leave.granted",
        on(24),
        where_from="2026-03-05",
        until="2026-03-15",
        reason="military",
        evidence=True,
        by="director",
    )
    true = case.true(on(24, 11))
    assert "long_gap" not in true and "missed" not in true


def test_washington_counts_ten_working_days_from_the_end_of_the_month() -> None:
    case = Case(WASHINGTON, basis="consent")
    case.tell("session.missed", on(10))
    facts = case.facts(on(11))
    assert facts.clocks["notice"] == on(14, 17, month=4)
    own = Case(WASHINGTON, basis="consent", report_within="2 days")
    own.tell("session.missed", on(10))
    assert own.facts(on(11)).clocks["notice"] == on(12), "the order goes before the program"


def test_oklahoma_three_may_be_missed_in_six_months_and_the_fourth_may_not() -> None:
    case = Case(OKLAHOMA, basis="consent", report_to="probation")
    for day in (2, 9, 16):
        case.tell("session.missed", on(day))
    assert "beyond_allowance" not in case.true(on(17))
    case.tell("session.missed", on(23))
    assert "beyond_allowance" in case.true(on(24))
    assert case.decide(on(24)).standing("report_allowance").status == "not yet"
    assert not any(step.role == "end" and step.name != "close" for step in OKLAHOMA.steps)
    assert "beyond_allowance" in case.true(on(30, month=9)), "settled at the fourth, as long as it is open"
    case.tell("session.attended", on(1, month=10))
    assert "beyond_allowance" not in case.true(on(2, month=10))


def test_oklahoma_every_third_lateness_is_one_missed() -> None:
    case = Case(OKLAHOMA)
    for day in (2, 9):
        case.tell("session.attended", on(day), late_minutes=10)
    assert "missed" not in case.true(on(10))
    case.tell("session.attended", on(16), late_minutes=3)
    assert "missed" in case.true(on(17))
    case = Case(OKLAHOMA)
    case.tell("session.attended", on(2), late_minutes=11)
    assert "missed" in case.true(on(3))
