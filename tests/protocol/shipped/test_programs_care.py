"""Programmes of care, told as cases: a campus clinic, Los Angeles County, Ohio's visits."""

from __future__ import annotations

import pytest

from heardfirst.protocol import load_protocol, say
from tests.protocol.shipped.test_programs_drivers import back_on_track
from tests.protocol.tellings import Case, on

CAMPUS = load_protocol("campus-counseling")
LOS_ANGELES = load_protocol("los-angeles-mental-health")
OHIO = load_protocol("ohio-child-welfare")


def tried(case: Case, number: int) -> None:
    """So many tries on as many days, each another way and at another time."""
    ways = (("phone", 9), ("text", 14), ("visit", 18))
    for each in range(number):
        channel, hour = ways[each % 3]
        case.tell("contact.tried", on(3 + each, hour), channel=channel, outcome="no_answer")


# -- the campus clinic


@pytest.mark.parametrize("protocol", [CAMPUS, LOS_ANGELES], ids=lambda each: each.key)
def test_without_an_order_nothing_is_ever_owed_to_a_court(protocol: object) -> None:
    case = Case(protocol, report_within="2 days", status_every="7 days", basis="court_order")  # type: ignore[arg-type]
    case.tell("session.missed", on(2))
    assert not {"notice_owed", "status_owed", "report_due"} & case.true(on(20))
    names = {step.name for step in case.protocol.steps}
    assert not names & {"notify_court", "report_status", "recommend_action", "forewarn", "bill", "seek_basis"}


@pytest.mark.parametrize(("number", "proper"), [(1, False), (2, True)])
def test_campus_two_attempts_are_a_proper_try(number: int, proper: bool) -> None:
    case = Case(CAMPUS)
    case.tell("session.missed", on(2))
    tried(case, number)
    assert ("tried" in case.true(on(6))) is proper


def test_campus_the_clinician_decides_before_anything_is_closed() -> None:
    case = Case(CAMPUS)
    case.tell("session.missed", on(2))
    tried(case, 2)
    case.tell("note.signed", on(5))
    assert case.next(on(5, 11)) == "consult"
    assert "close_unreached" not in case.decide(on(5, 11)).offered
    case.tell("supervisor.consulted", on(5, 12), about="ending")
    case.tell("letter.sent", on(5, 13))
    assert case.decide(on(5, 14)).standing("close_unreached").status == "not needed", (
        "they chose to go on trying"
    )
    case.tell("supervisor.consulted", on(6), about="ending", agreed="close")
    decision = case.decide(on(6, 11))
    assert "close_unreached" in decision.offered
    assert decision.exceptions == (), "no court ordered it: that is no exception to a promise"
    case.tell("case.closed", on(6, 12), reason="not_engaged")
    assert not case.facts(on(7)).response_open


def test_campus_senior_staff_are_asked_before_a_welfare_check_and_not_before_safety() -> None:
    case = Case(CAMPUS)
    case.tell("session.missed", on(2))
    case.tell("risk.raised", on(3), risk="suicide")
    decision = case.decide(on(3, 11))
    assert decision.next.step == "protect"
    assert "ask_senior_staff" in decision.offered and "welfare_check" not in decision.offered
    case.tell("supervisor.consulted", on(3, 12), about="safety", agreed="welfare_check")
    assert "welfare_check" in case.decide(on(3, 13)).offered


def test_campus_who_referred_hears_only_with_a_release() -> None:
    case = Case(CAMPUS)
    case.tell("session.missed", on(2))
    case.tell("contact.made", on(3))
    case.tell("client.heard", on(3, 11))
    assert case.decide(on(3, 12)).standing("tell_referrer").status == "not needed"
    case.tell("consent.given", on(3, 13), to="court", purpose="reporting")
    assert case.decide(on(3, 14)).standing("tell_referrer").status == "not needed", (
        "a release for someone else"
    )
    case.tell("consent.given", on(3, 15), to="referrer", purpose="treatment")
    assert "tell_referrer" in case.decide(on(3, 16)).offered
    case.tell("consent.withdrawn", on(4), to="referrer")
    assert "tell_referrer" not in case.decide(on(4, 11)).offered


# -- Los Angeles County


def test_los_angeles_makes_inactive_after_tries_and_a_letter_and_its_time() -> None:
    case = Case(LOS_ANGELES)
    case.tell("session.missed", on(2))
    tried(case, 3)
    case.tell("note.signed", on(6))
    case.tell("supervisor.consulted", on(6, 11))
    assert case.decide(on(6, 12)).standing("make_inactive").status == "not yet", "the letter goes first"
    case.tell("letter.sent", on(6, 13))
    assert case.decide(on(6, 14)).standing("make_inactive").status == "waiting"
    assert case.decide(on(12, 17)).standing("make_inactive").status == "waiting"
    assert "make_inactive" in case.decide(on(12, 18)).offered
    case.tell("contact.made", on(13), by="client")
    assert "make_inactive" not in case.decide(on(13, 11)).offered


def test_los_angeles_takes_back_whoever_asks() -> None:
    case = Case(LOS_ANGELES)
    case.tell("session.missed", on(2))
    tried(case, 3)
    case.tell("case.closed", on(20), reason="not_engaged")
    assert "take_back" not in case.decide(on(21)).offered
    case.tell("contact.made", on(25), by="client")
    decision = case.decide(on(25, 11))
    assert decision.next.step == "take_back" and decision.next.due == on(26, 17)
    case.tell("case.reopened", on(26))
    true = case.true(on(26, 11))
    assert "closed" not in true and "wants_back" not in true
    case.tell("session.missed", on(30))
    assert "missed" in case.true(on(31))


def test_los_angeles_ends_together_after_a_talk_and_a_link_to_other_care() -> None:
    case = Case(LOS_ANGELES)
    case.tell("session.missed", on(2))
    case.tell("client.declared", on(3), intends="stop")
    case.tell("client.heard", on(3, 11))
    case.tell("note.signed", on(3, 12))
    case.tell("supervisor.consulted", on(3, 13))
    assert "end_together" not in case.decide(on(3, 14)).offered
    assert "link_to_care" in case.decide(on(3, 14)).offered
    case.tell("step.done", on(3, 15), step="linked_to_care")
    assert "end_together" in case.decide(on(3, 16)).offered
    missing = case.decide(on(6)).standing("end_together").missing
    assert [say(each, "es") for each in missing] == ["Falta: la segunda conversación."]


# -- Ohio


def test_ohio_two_more_attempts_in_the_same_calendar_month() -> None:
    case = Case(OHIO)
    case.tell("session.missed", on(26))
    case.tell("contact.tried", on(27), channel="visit", outcome="not_home")
    assert "try_this_month" in case.decide(on(28)).offered
    case.tell("contact.tried", on(31), channel="visit", outcome="not_home")
    assert case.decide(on(31, 12)).standing("try_this_month").status == "done"
    assert "month_tries" not in case.true(on(1, month=4)), "a new month counts anew"
    assert case.facts(on(31, 12)).look_again_at is not None


@pytest.mark.parametrize(("channel", "seen_month", "seen_home"), [
    ("visit", True, True), ("in_person", True, False), ("phone", False, False),
])  # fmt: skip
def test_ohio_seen_monthly_and_at_home_every_two_months(
    channel: str, seen_month: bool, seen_home: bool
) -> None:
    case = Case(OHIO, basis="court_order")
    case.tell("case.opened", on(19))
    case.tell("contact.made", on(20), channel=channel)
    true = case.true(on(19, month=4))
    assert ("unseen_month" not in true) is seen_month
    true = case.true(on(19, month=5))
    assert ("unseen_home" not in true) is seen_home
    assert {"unseen_month", "unseen_home"} <= case.true(on(21, month=5))


def test_ohio_without_any_visit_it_counts_from_when_the_case_was_opened() -> None:
    case = Case(OHIO)
    assert "unseen_month" not in case.true(on(20, month=5))
    case.tell("case.opened", on(2))
    assert "unseen_month" not in case.true(on(1, month=4))
    assert "unseen_month" in case.true(on(2, 11, month=4))


def test_ohio_a_visit_is_due_before_the_month_is_over() -> None:
    case = Case(OHIO)
    case.tell("contact.made", on(2), channel="visit")
    assert case.decide(on(1, 9, month=4)).standing("visit").status == "not needed"
    standing = case.decide(on(2, 11, month=4)).standing("visit")
    assert (standing.status, standing.due) == ("now", on(2, month=4))


@pytest.mark.parametrize(("plan", "weekly"), [(True, True), (False, False)])
def test_ohio_weekly_only_while_a_safety_plan_runs(plan: bool, weekly: bool) -> None:
    case = Case(OHIO, safety_plan=plan)
    case.tell("contact.made", on(2), channel="visit")
    assert case.decide(on(8)).standing("visit_weekly").status == "not needed"
    assert ("visit_weekly" in case.decide(on(9, 11)).offered) is weekly


def test_ohio_a_miss_is_still_answered_as_everywhere() -> None:
    case = Case(OHIO)
    case.tell("session.missed", on(2))
    assert case.next(on(3)) == "contact"
    back_on_track(case, 3)
    assert case.next(on(3, 11)) == "rebook"
