"""What the chronology says: both clocks, corrections, and one test a rule that is easily got wrong."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Any

import pytest

from heardfirst.protocol import Calendar, load_protocol, never_overridden, say
from tests.protocol.tellings import DEFAULT, ZONE, Case, extending, on, with_rules

# -- both clocks


def test_what_is_so_and_what_we_knew_are_two_questions() -> None:
    case = Case()
    case.tell("session.missed", on(3), recorded=on(5))
    assert "missed" in case.true(on(4))
    assert "missed" not in case.true(on(4), known_at=on(4))
    assert "missed" in case.true(on(4), known_at=on(5))
    assert "missed" not in case.true(on(2))


def test_due_from_when_we_learned_not_from_when_it_was() -> None:
    case = Case()
    case.tell("session.missed", on(3), recorded=on(9))
    assert case.decide(on(9, 11)).next.due == on(10, 17)


def test_an_evening_session_was_missed_on_the_day_it_was_here() -> None:
    case = Case()
    case.tell("session.missed", on(3, 20).astimezone(UTC))
    assert case.facts(on(4)).counts["missed_dates"] == ["2026-03-03T20:00:00-05:00"]
    assert say(case.decide(on(4)).standing("contact").because[0]) == "Missed one session, Mar 3."


# -- corrections


def test_a_corrected_entry_never_counts_and_its_replacement_does() -> None:
    case = Case()
    wrong = case.tell("session.missed", on(3))
    right = case.tell("session.attended", on(3), recorded=on(4))
    case.tell("entry.corrected", on(4), entry=wrong.id, replacement=right.id)
    assert "missed" not in case.true(on(5))
    assert "missed" in case.true(on(5), known_at=on(3, 12))


def test_correcting_a_correction_brings_the_entry_back_and_takes_the_replacement_away() -> None:
    case = Case()
    right = case.tell("session.missed", on(3))
    wrong = case.tell("session.attended", on(3), recorded=on(4))
    first = case.tell("entry.corrected", on(4), entry=right.id, replacement=wrong.id)
    assert "missed" not in case.true(on(4, 11))
    second = case.tell("entry.corrected", on(5), entry=first.id)
    assert "missed" in case.true(on(6))
    case.tell("entry.corrected", on(6), entry=second.id)
    assert "missed" not in case.true(on(7))


# -- whose miss it was


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        ("session.canceled", {"by": "provider"}),
        ("session.disrupted", {"cause": "interpreter"}),
        ("session.turned_away", {"why": "full"}),
        ("session.excused", {"by": "supervisor"}),
    ],
)
def test_what_was_not_the_clients_doing_is_no_miss(kind: str, details: dict[str, Any]) -> None:
    case = Case()
    case.tell("session.missed", on(3))
    case.tell(kind, on(3), recorded=on(4), **details)
    assert "missed" not in case.true(on(5))


def test_a_disrupted_session_excuses_no_other_one() -> None:
    case = Case()
    case.tell("session.missed", on(3))
    case.tell("session.disrupted", on(10), cause="technical")
    assert "missed" in case.true(on(11))


def test_a_late_notice_counts_only_within_the_hours_the_program_names() -> None:
    for notice, counted in (("23 hours", True), ("24 hours", False)):
        case = Case()
        case.tell("session.canceled", on(3), by="client", notice=notice)
        assert ("missed" in case.true(on(4))) is counted


@pytest.mark.parametrize(("late", "counted"), [(15, False), (16, True)])
def test_lateness_counts_beyond_the_minutes_the_program_names(late: int, counted: bool) -> None:
    strict = extending(DEFAULT, "[missed]\nno_show = true\nlate_minutes = 15\n")
    for protocol, is_missed in ((strict, counted), (DEFAULT, False)):  # the default names no minutes
        case = Case(protocol)
        case.tell("session.attended", on(3), late_minutes=late)
        assert ("missed" in case.true(on(4))) is is_missed
        case = Case(protocol)
        case.tell("session.attended", on(3), arrived_at=on(3) + timedelta(minutes=late))
        assert ("missed" in case.true(on(4))) is is_missed


def test_our_own_failure_takes_one_miss_away_whichever_side_of_midnight() -> None:
    case = Case()
    case.tell("session.missed", on(3))
    case.tell("session.missed", on(10))
    case.tell("action.failed", on(9, 23), by="us", what="ride")
    assert case.facts(on(11)).counts["missed"] == 1
    assert "ours_done" not in case.true(on(11))
    case.tell("action.done", on(11), by="client", what="ride")
    assert "ours_done" not in case.true(on(12)), "what the client did makes good no promise of ours"
    case.tell("action.done", on(12), by="us", what="ride")
    assert "ours_done" in case.true(on(13))


def test_a_promise_of_ours_that_fell_due_undone_is_broken() -> None:
    case = Case()
    case.tell("session.missed", on(3))
    case.tell("plan.agreed", on(4), actions=[{"what": "pass", "by": "us", "until": "2026-03-06"}])
    assert "ours_done" in case.true(on(6, 23))
    assert case.facts(on(6, 23)).look_again_at is not None
    assert "ours_done" not in case.true(on(7, 0))
    case.tell("action.done", on(7, 9), by="us", what="pass")
    assert "ours_done" in case.true(on(7, 10))


def test_verified_custody_excuses_and_unverified_asks() -> None:
    case = Case()
    case.tell("session.missed", on(3))
    case.tell("client.whereabouts", on(4), where="jail", verified=False)
    assert {"missed", "whereabouts_unsure"} <= case.true(on(5))
    assert "letter_safe" not in case.true(on(5))
    case.tell("client.whereabouts", on(5, 11), where="jail", verified=True, since=on(2), until=on(9))
    assert not {"missed", "whereabouts_unsure"} & case.true(on(6))
    assert "letter_safe" not in case.true(on(6))
    assert "letter_safe" in case.true(on(9))
    case.tell("session.missed", on(10))
    assert "missed" in case.true(on(11))


# -- leave


def test_leave_granted_afterwards_excuses_every_day_of_it_and_no_other() -> None:
    case = Case()
    for day in (3, 4, 5, 6):
        case.tell("session.missed", on(day))
    case.tell("leave.granted", on(9), where_from="2026-03-04", until="2026-03-05", reason="illness")
    assert case.facts(on(10)).counts["missed"] == 2


def test_leave_that_ended_early_excuses_nothing_later() -> None:
    case = Case()
    case.tell("leave.granted", on(2), where_from="2026-03-02", until="2026-03-20")
    case.tell("leave.ended", on(9, 9))
    case.tell("session.missed", on(5))
    case.tell("session.missed", on(10))
    assert case.facts(on(11)).counts["missed"] == 1


GAP = with_rules("[atoms]\nlong_gap = { days_without_service = 21, exempt_last_months = { 18 = 6 } }\n")


def test_days_without_service_run_from_the_last_one_and_stop_for_leave() -> None:
    case = Case(GAP)
    case.tell("session.attended", on(2))
    case.tell("session.missed", on(9))
    assert "long_gap" not in case.true(on(23, 9.9))
    assert "long_gap" in case.true(on(23))
    assert case.facts(on(22)).look_again_at is not None
    case.tell("leave.granted", on(20), where_from="2026-03-20", until="2026-03-31")
    assert "long_gap" not in case.true(on(30, 12))
    assert "long_gap" not in case.true(on(21, 23, month=4))
    assert "long_gap" in case.true(on(22, 0, month=4)), "21 days after the end of the last day of leave"


def test_leave_without_an_end_stops_the_days_until_somebody_ends_it() -> None:
    case = Case(GAP)
    case.tell("session.attended", on(2))
    case.tell("leave.granted", on(10))
    assert "long_gap" not in case.true(on(20, month=6))
    case.tell("leave.ended", on(1, month=6))
    assert "long_gap" not in case.true(on(21, month=6))
    assert "long_gap" in case.true(on(22, month=6))


def test_leave_that_lies_ahead_hides_no_gap_there_is() -> None:
    case = Case(GAP)
    case.tell("session.attended", on(2))
    case.tell("leave.granted", on(24), where_from="2026-03-28", until="2026-04-02")
    assert "long_gap" in case.true(on(25))
    assert "long_gap" not in case.true(on(28, 1))


def test_coming_late_is_coming() -> None:
    case = Case(GAP)
    case.tell("session.attended", on(2))
    case.tell("session.attended", on(16), late_minutes=40)
    assert "long_gap" not in case.true(on(30))


def test_the_last_months_of_a_long_program_are_exempt_from_the_gap() -> None:
    for months, started, gap in (
        (18, "2025-03-20", False),
        (18, "2025-03-26", True),
        (12, "2024-01-01", True),
    ):
        case = Case(GAP, program_months=months, started=started)
        case.tell("session.attended", on(2))
        assert ("long_gap" in case.true(on(24))) is gap, (months, started)


# -- telling the court


def test_a_period_of_reports_ends_on_its_last_day() -> None:
    case = Case(report_within={"business_days": 10, "of": "period_end"}, basis="court_order")
    case.tell("session.missed", on(10))
    assert case.facts(on(11)).clocks["notice"] == on(14, 17, month=4), "1 April is the first of ten days"


def test_from_the_third_miss_on_means_every_one_from_there() -> None:
    case = Case(report_within="5 business days", report_from=3, basis="court_order")
    for day in (3, 10):
        case.tell("session.missed", on(day))
    assert "notice_owed" not in case.true(on(11))
    case.tell("session.missed", on(17))
    assert case.facts(on(18)).clocks["notice"] == on(24, 17)
    case.tell("court.reported", on(18), form="notice")
    assert "notice_owed" not in case.true(on(19))
    case.tell("session.missed", on(24))
    assert "notice_owed" in case.true(on(25)), "the fourth is told too, without waiting for the sixth"


@pytest.mark.parametrize(
    ("given", "lawful"),
    [
        ({}, True),
        ({"to": "court", "purpose": "legal_proceedings"}, True),
        ({"to": "court", "purpose": "treatment"}, False),
        ({"to": "family"}, False),
        ({"to": "probation"}, False),
        ({"to": "court", "until": "2026-03-09"}, True),
        ({"to": "court", "until": "2026-03-08"}, False),
    ],
)
def test_a_consent_names_who_may_be_told_for_what_and_until_when(given: dict[str, Any], lawful: bool) -> None:
    case = Case(basis="none", report_within="5 business days")
    case.tell("consent.given", on(2), **given)
    assert ("lawful_basis" in case.true(on(9))) is lawful


def test_a_consent_to_probation_serves_an_order_that_wants_probation_told() -> None:
    case = Case(basis="none", report_to="probation")
    case.tell("consent.given", on(2), to="probation")
    assert "lawful_basis" in case.true(on(3))


def test_one_consent_that_ran_out_does_not_end_another() -> None:
    case = Case(basis="none")
    case.tell("consent.given", on(2), to="court")
    case.tell("consent.given", on(3), to="court", until="2026-03-05")
    assert "lawful_basis" in case.true(on(9))
    case.tell("consent.withdrawn", on(10), to="family")
    assert "lawful_basis" in case.true(on(11))
    case.tell("consent.withdrawn", on(12))
    assert "lawful_basis" not in case.true(on(13))


def test_we_look_again_when_a_consent_runs_out() -> None:
    case = Case(basis="none")
    case.tell("consent.given", on(2), to="court", until="2026-03-09")
    assert case.facts(on(3)).look_again_at == on(10, 0)


@pytest.mark.parametrize("how", ["excused", "leave", "custody", "our_ride", "corrected"])
def test_what_the_court_was_told_wrongly_is_corrected_whatever_cleared_it(how: str) -> None:
    case = Case(report_within="5 business days", basis="court_order")
    missed = case.tell("session.missed", on(3))
    case.tell("court.reported", on(4), form="notice")
    case.tell("court.reported", on(4, 15), form="status")
    assert "told_wrong" not in case.true(on(5))
    if how == "excused":
        case.tell("session.excused", on(6), starts=on(3), by="supervisor")
    elif how == "leave":
        case.tell("leave.granted", on(6), where_from="2026-03-01", until="2026-03-05")
    elif how == "custody":
        case.tell("client.whereabouts", on(6), where="jail", verified=True)
    elif how == "our_ride":
        case.tell("action.failed", on(3, 9), recorded=on(6), by="us", what="ride")
    else:
        case.tell("entry.corrected", on(6), entry=missed.id)
    assert "told_wrong" in case.true(on(7))
    assert case.next(on(7)) == "correct_court"
    case.tell("court.reported", on(7, 11), form="notice")
    assert "told_wrong" in case.true(on(7, 12)), "another notice does not take the first one back"
    case.tell("court.corrected", on(8))
    assert "told_wrong" not in case.true(on(9))


def test_a_missing_basis_for_a_scheduled_report_is_asked_about_once_a_period() -> None:
    case = Case(status_every="30 days", basis="none")
    case.tell("session.booked", on(2), starts_at=on(2, month=6))
    assert case.next(on(2, month=4)) == "seek_basis"
    case.tell("supervisor.consulted", on(2, 11, month=4), about="basis")
    assert "seek_basis" not in case.decide(on(3, month=4)).offered
    assert "seek_basis" in case.decide(on(2, month=5)).offered


# -- the response


def test_after_a_lawful_end_there_is_nothing_to_miss() -> None:
    case = Case()
    case.tell("service.ended", on(2), reason="completed")
    case.tell("session.missed", on(3))
    case.tell("client.declared", on(3), intends="stop")
    assert "missed" not in case.true(on(4))
    case.tell("case.reopened", on(5))
    case.tell("session.missed", on(6))
    assert "missed" in case.true(on(7))


def test_three_requirements_one_call() -> None:
    case = Case()
    case.tell("session.missed", on(3), of="therapy")
    case.tell("session.missed", on(3, 14), of="parenting")
    case.tell("contact.made", on(4))
    case.tell("client.heard", on(4, 10.2))
    case.tell("plan.agreed", on(4, 10.5), of="therapy")
    case.tell("note.signed", on(4, 11), of="therapy")
    for requirement in ("therapy", "parenting"):
        assert {"in_touch", "heard"} <= case.true(on(5), requirement=requirement)
    assert {"planned", "documented"} <= case.true(on(5), requirement="therapy")
    assert not {"planned", "documented"} & case.true(on(5), requirement="parenting")
    assert "missed" not in case.true(on(5), requirement="testing")


def test_what_was_done_before_any_miss_opens_nothing() -> None:
    case = Case()
    case.tell("contact.tried", on(2), channel="phone", outcome="no_answer")
    case.tell("contact.made", on(2, 11))
    case.tell("client.heard", on(2, 11.2))
    assert not {"missed", "in_touch", "heard", "tried"} & case.true(on(3))


def test_being_heard_asks_that_the_limits_were_said() -> None:
    case = Case()
    case.tell("session.missed", on(3))
    case.tell("client.heard", on(4), limits_explained=False)
    assert "in_touch" in case.true(on(5)) and "heard" not in case.true(on(5))
    case.tell("client.declined", on(5, 11), on_advice=True)
    assert "heard" in case.true(on(6))


def test_a_session_moved_is_a_session_booked() -> None:
    case = Case()
    case.tell("session.booked", on(1, 9), starts=on(3))
    case.tell("session.moved", on(2), starts=on(3), to=on(5), by="provider")
    assert case.facts(on(3, 12)).next_session == on(5)
    assert "booked" in case.true(on(3, 12))


def test_a_time_called_off_and_booked_again_is_booked() -> None:
    case = Case()
    case.tell("session.missed", on(2))
    case.tell("session.canceled", on(2, 12), starts=on(5), by="provider")
    case.tell("session.booked", on(2, 13), starts=on(5), plan=True)
    assert "booked" in case.true(on(3))


def test_an_account_a_few_minutes_off_speaks_of_the_booked_session() -> None:
    case = Case()
    case.tell("session.missed", on(2))
    case.tell("session.booked", on(2, 13), starts=on(5), plan=True)
    case.tell("session.attended", on(5, 10.1))
    true = case.true(on(9))
    assert not {"missed", "outcome_unknown", "booked"} & true


def test_acting_at_the_moment_a_risk_was_raised_is_acting_and_the_other_way_round_is_not() -> None:
    case = Case()
    case.tell("risk.raised", on(3), risk="threat")
    case.tell("risk.acted", on(3), how="reached")
    assert "risk_open" not in case.true(on(3))
    case.tell("risk.raised", on(3), risk="threat")
    assert "risk_open" in case.true(on(3))


def test_a_watch_without_an_end_is_looked_at_within_a_day() -> None:
    case = Case()
    case.tell("risk.raised", on(3), risk="threat")
    case.tell("risk.watched", on(3, 11))
    assert "risk_look_due" not in case.true(on(4, 10.9))
    assert "risk_look_due" in case.true(on(4, 11))


def test_contact_asked_to_stop_in_the_very_call_stays_stopped() -> None:
    case = Case()
    case.tell("session.missed", on(3))
    case.tell("contact.made", on(4))
    case.tell("contact.stop_asked", on(4))
    assert "stop_asked" in case.true(on(5))
    assert not {"contact", "keep_trying", "talk_again"} & set(case.decide(on(20)).offered)
    case.tell("contact.made", on(9), by="client")
    assert "stop_asked" not in case.true(on(10))


@pytest.mark.parametrize(
    "name",
    ["court-mandated-treatment", "campus-counseling", "los-angeles-mental-health", "new-hampshire-idip"],
)
def test_nothing_is_explained_to_somebody_who_asked_not_to_be_contacted(name: str) -> None:
    case = Case(load_protocol(name))
    case.tell("session.missed", on(3))
    case.tell("contact.made", on(4))
    case.tell("client.heard", on(4), limits_explained=True)
    assert case.decide(on(4, 11)).standing("stakes").status in ("now", "open")
    case.tell("contact.stop_asked", on(4, 11))
    assert case.decide(on(4, 12)).standing("stakes").status == "not needed"
    case.tell("contact.made", on(9), by="client")
    assert case.decide(on(9, 11)).standing("stakes").status in ("now", "open")


def test_nothing_is_planned_with_somebody_who_asked_not_to_be_contacted() -> None:
    case = Case()
    case.tell("session.missed", on(3))
    case.tell("contact.stop_asked", on(4))
    decision = case.decide(on(4, 11))
    assert [decision.standing(each).status for each in ("plan", "adjust", "rebook")] == ["not needed"] * 3
    assert decision.next.step == "document"
    case.tell("contact.made", on(9), by="client")
    case.tell("client.heard", on(9), limits_explained=True)
    assert case.decide(on(9, 12)).standing("plan").status in ("now", "open")


def test_a_session_we_lost_is_booked_again_for_somebody_who_asked_not_to_be_contacted() -> None:
    case = Case()
    case.tell("contact.stop_asked", on(2))
    case.tell("session.canceled", on(3), by="provider")
    assert case.decide(on(3, 11)).next.step == "rebook"


def test_who_chose_to_stop_hears_first_what_the_court_will_be_told() -> None:
    case = Case(basis="consent")
    case.tell("session.missed", on(3))
    for day in (4, 9):
        case.tell("contact.made", on(day))
        case.tell("client.heard", on(day), limits_explained=True)
        case.tell("stakes.discussed", on(day, 11), understood="yes")
        case.tell("client.declared", on(day, 12), intends="stop")
    case.tell("counsel.informed", on(9, 13))
    case.tell("note.signed", on(9, 14))
    case.tell("supervisor.consulted", on(9, 15))
    assert "informed_choice" in case.true(on(9, 16))
    decision = case.decide(on(9, 16))
    assert decision.standing("forewarn").status in ("now", "open")
    assert decision.standing("recommend_action").status == "not yet"
    case.tell("client.forewarned", on(10))
    assert case.decide(on(10, 11)).standing("recommend_action").status in ("now", "open")


def test_a_second_talk_counts_after_two_days_also_when_the_clocks_change() -> None:
    case = Case()
    case.tell("client.declared", on(7), intends="stop")
    assert "second_talk_due" in case.true(on(9))
    case.tell("client.declared", on(9), intends="stop")
    case.tell("counsel.informed", on(9, 11))
    case.tell("supervisor.consulted", on(9, 12))
    assert "informed_choice" in case.true(on(9, 13))


def test_saying_they_will_go_on_ends_what_saying_they_will_stop_began() -> None:
    case = Case()
    case.tell("client.declared", on(3), intends="stop")
    assert {"missed", "declared_stop", "in_touch"} <= case.true(on(4))
    case.tell("client.declared", on(5), intends="continue")
    assert not {"missed", "declared_stop"} & case.true(on(6))


def test_an_override_opens_a_step_until_it_is_taken_and_never_the_lawful_bar() -> None:
    case = Case(report_within="5 business days", basis="none")
    case.tell("session.missed", on(3))
    case.tell("step.overridden", on(4), step="letter")
    case.tell("step.overridden", on(4), step="notify_court", agreed_by_supervisor=True)
    assert "letter" in case.decide(on(4, 11)).offered
    assert "notify_court" not in case.decide(on(4, 11)).offered
    case.tell("letter.sent", on(4, 12))
    assert "letter" not in case.decide(on(4, 13)).offered


def test_an_override_that_takes_a_supervisor_waits_for_one() -> None:
    case = Case(report_within="5 business days", basis="statute")
    case.tell("session.missed", on(3))
    case.tell("step.overridden", on(4), step="notify_court")
    asked = case.decide(on(4, 11))
    assert "notify_court" not in asked.offered
    assert (list(asked.facts.overridden), list(asked.facts.override_requested)) == ([], ["notify_court"])
    case.tell("step.overridden", on(4, 12), step="notify_court", agreed_by_supervisor=True)
    agreed = case.decide(on(4, 13))
    assert "notify_court" in agreed.offered
    assert (list(agreed.facts.overridden), list(agreed.facts.override_requested)) == (["notify_court"], [])
    assert any(each.code == "overridden" for each in agreed.standing("notify_court").because)


def test_an_override_opens_nothing_that_is_not_asked_for_any_more() -> None:
    case = Case()
    case.tell("session.missed", on(3))
    case.tell("step.overridden", on(4), step="letter")
    case.tell("service.ended", on(5), reason="died")
    assert "letter" not in case.decide(on(6)).offered


@pytest.mark.parametrize("rule", ["no_letter", "do_not_say_who"])
def test_nobody_overrides_what_the_client_said_is_not_safe(rule: str) -> None:
    case = Case()
    case.tell("contact_rule.set", on(2), rules=[rule])
    case.tell("session.missed", on(3))
    case.tell("step.overridden", on(4), step="letter")
    assert case.decide(on(5)).standing("letter").status == "not yet"


def test_safety_is_never_overridden() -> None:
    protocol = Case().decide(on(3)).protocol
    assert never_overridden(protocol.step("protect"), -1) == "safety"
    assert never_overridden(protocol.step("letter"), 0) == "safety"
    assert never_overridden(protocol.step("notify_court"), 0) == "lawful_bar"
    assert never_overridden(protocol.step("bill"), 0) == ""


def test_dismissal_stays_until_reinstated_and_the_response_goes_on() -> None:
    case = Case(report_within="5 business days", basis="court_order")
    case.tell("session.missed", on(3))
    case.tell("service.ended", on(9), reason="discharged")
    assert {"dismissed", "missed"} <= case.true(on(10))
    case.tell("court.reported", on(10, 11), form="discharge")
    assert "dismissal_told" in case.true(on(11))
    case.tell("session.attended", on(16))
    assert not {"dismissed", "missed"} & case.true(on(17))


# -- bounds of the thresholds of the default protocol


@pytest.mark.parametrize(("hour", "repeated"), [(9, True), (10, False)])
def test_repeated_looks_back_ninety_days_from_the_miss(hour: int, repeated: bool) -> None:
    case = Case()
    first = on(1, month=1)
    third = on(32, hour, month=3)
    for moment in (first, on(15, month=1), third):
        case.tell("session.missed", moment)
    assert (third < first + timedelta(days=90)) is repeated
    assert ("repeated" in case.true(third)) is repeated
    assert ("repeated" in case.true(on(20, month=5))) is repeated, "settled at the miss"
    assert case.facts(on(20, month=5)).counts["repeated"] == (3 if repeated else 2)


def test_repeated_looks_back_ninety_days_from_now_once_somebody_is_back() -> None:
    case = Case()
    for moment in (on(1, month=1), on(15, month=1), on(16, month=1)):
        case.tell("session.missed", moment)
    case.tell("session.attended", on(20, month=1))
    assert "repeated" in case.true(on(32, 9, month=3)) and "repeated" not in case.true(on(32, 10, month=3))


@pytest.mark.parametrize("by", ["provider", "us"])
def test_how_a_session_went_is_asked_whoever_booked_it(by: str) -> None:
    case = Case()
    case.tell("session.booked", on(2), starts=on(9), by=by, plan=False)
    assert case.facts(on(9)).look_again_at == on(10, 17)
    assert "outcome_unknown" not in case.true(on(10, 16)) and "booked" not in case.true(on(10, 16))
    assert case.next(on(39)) == "confirm_session"
    assert case.decide(on(39)).next.due == on(11, 17)
    case.tell("session.attended", on(9), recorded=on(40), starts=on(9))
    assert "outcome_unknown" not in case.true(on(41))


def test_the_first_of_several_sessions_nobody_recorded_says_since_when() -> None:
    case = Case()
    for day in (16, 9, 23):
        case.tell("session.booked", on(2), starts=on(day), by="provider", plan=False)
    assert case.facts(on(30)).clocks["outcome"] == on(10, 17)


def test_a_session_that_is_void_is_not_asked_about() -> None:
    for end in (
        ("case.closed", "not_engaged"),
        ("service.ended", "completed"),
        ("service.ended", "discharged"),
    ):
        case = Case()
        case.tell("session.booked", on(2), starts=on(9), by="provider")
        case.tell("session.booked", on(2), starts=on(16), by="provider")
        case.tell(end[0], on(12), reason=end[1])
        case.tell("session.attended", on(9), recorded=on(13), starts=on(9))
        assert "outcome_unknown" not in case.true(on(30)), end


def test_the_first_edition_asked_about_sessions_booked_on_purpose() -> None:
    case = Case(with_rules("facts = 1\n"))
    case.tell("session.booked", on(2), starts=on(9), by="provider", plan=False)
    assert "outcome_unknown" not in case.true(on(39))


def test_office_hours_decide_when_a_deadline_presses() -> None:
    case = Case(report_within={"business_days": 1, "of": "missed"}, basis="court_order")
    case.tell("session.missed", on(6))  # a Friday; due Monday at five
    open_late = Calendar(ZONE, closes=CALENDAR_CLOSES)
    pressed_at = case.facts(on(6, 11)).look_again_at
    assert pressed_at is not None and pressed_at > on(6, 11)
    assert case.facts(on(6, 11), calendar=open_late).clocks["notice"] == on(9, 20)
    assert "report_due" in case.true(on(9, 16.5))


CALENDAR_CLOSES = on(1, 20).time()


def test_the_default_protocol_is_the_one_told_of() -> None:
    assert DEFAULT.key == "court-mandated-treatment"
