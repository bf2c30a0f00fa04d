"""Programmes in which a court or an officer decides, told as cases."""

from __future__ import annotations

import pytest

from heardfirst.protocol import load_protocol, say
from tests.protocol.shipped.test_programs_drivers import back_on_track
from tests.protocol.tellings import Case, on

VIOLENCE = load_protocol("washington-dv")
SUBSTANCES = load_protocol("washington-sud")
SUFFOLK = load_protocol("suffolk-treatment-court")
COMPACT = load_protocol("interstate-compact")


# -- Washington, domestic violence


def test_washington_dv_reports_within_seven_days_of_the_miss() -> None:
    case = Case(VIOLENCE, basis="court_order")
    case.tell("session.missed", on(3))
    assert case.facts(on(4)).clocks["notice"] == on(10)


def test_washington_dv_tells_the_victim_only_after_the_participant_was_heard() -> None:
    case = Case(VIOLENCE, basis="court_order")
    case.tell("session.missed", on(2))
    assert case.decide(on(8, 12)).standing("tell_victim").status == "not yet", "no deadline waives this one"
    back_on_track(case, 3)
    case.tell("note.signed", on(3, 11))
    case.tell("supervisor.consulted", on(3, 12), about="misses")
    case.tell("client.forewarned", on(3, 13))
    assert "notify_court" in case.decide(on(3, 14)).offered
    missing = [str(each) for each in case.decide(on(3, 14)).standing("tell_victim").missing]
    assert missing == ["victim_basis"], "what lets the court be told lets nobody else be told"
    case.tell("consent.given", on(3, 14), to="victim", purpose="reporting")
    assert {"notify_court", "tell_victim"} <= set(case.decide(on(3, 14.5)).offered)
    case.tell("disclosure.made", on(3, 15), to="court", what="attendance", basis="court_order")
    assert case.decide(on(3, 15.5)).standing("tell_victim").status != "done", "the court is not the victim"
    case.tell("disclosure.made", on(3, 16), to="victim", what="attendance", basis="consent")
    assert case.decide(on(3, 16.5)).standing("tell_victim").status == "done"
    case.tell("session.missed", on(5))
    assert case.decide(on(5, 11)).standing("tell_victim").status == "not yet", "since the latest miss"


def test_washington_dv_nothing_follows_that_was_not_told_before() -> None:
    case = Case(VIOLENCE, basis="court_order")
    case.tell("session.missed", on(2))
    back_on_track(case, 3)
    assert "tell_consequences" in case.decide(on(3, 11)).offered
    case.tell("note.signed", on(3, 11))
    case.tell("supervisor.consulted", on(3, 12), about="action", agreed="recommend_action")
    case.tell("client.forewarned", on(3, 13))
    missing = [str(each) for each in case.decide(on(3, 14)).standing("recommend_action").missing]
    assert missing == ["told_before"]
    case.tell("step.done", on(3, 15), step="consequences_told")
    assert "recommend_action" in case.decide(on(3, 16)).offered
    case.tell("session.missed", on(9))
    assert "told_before" in case.true(on(10)), "once told, it stays told"


def test_washington_dv_records_what_followed_within_the_same_seven_days() -> None:
    case = Case(VIOLENCE, basis="court_order")
    case.tell("session.missed", on(2))
    back_on_track(case, 3)
    case.tell("note.signed", on(3, 11))
    standing = case.decide(on(3, 12)).standing("record_consequences")
    assert (standing.status, standing.due) == ("open", on(9))
    case.tell("step.done", on(4), step="consequences_recorded")
    assert case.decide(on(4, 12)).standing("record_consequences").status == "done"


# -- Washington, substance use


def test_washington_sud_leaving_against_advice_is_told_within_three_working_days() -> None:
    case = Case(SUBSTANCES, basis="court_order")
    case.tell("session.missed", on(2))
    assert case.decide(on(3)).standing("report_leaving").status == "not needed"
    case.tell("client.declared", on(3), intends="stop")
    standing = case.decide(on(3, 11)).standing("report_leaving")
    assert standing.status == "not yet"
    case.tell("client.heard", on(3, 12))
    case.tell("counsel.informed", on(3, 13))
    case.tell("note.signed", on(3, 14))
    case.tell("supervisor.consulted", on(3, 15), about="misses")
    case.tell("client.forewarned", on(3, 16))
    standing = case.decide(on(4)).standing("report_leaving")
    assert (standing.status, standing.due) == ("open", on(6, 17))
    case.tell("disclosure.made", on(4, 11), to="court", what="progress", basis="court_order")
    assert case.decide(on(4, 12)).standing("report_leaving").status == "done"


# -- Suffolk County


def times_missed(number: int) -> Case:
    """So many responses, the client coming back after all but the last."""
    case = Case(SUFFOLK, basis="court_order")
    for each in range(number):
        case.tell("session.missed", on(2 + 7 * each))
        if each < number - 1:
            back_on_track(case, 3 + 7 * each)
            case.tell("session.booked", on(3 + 7 * each, 11), starts=on(4 + 7 * each), plan=True)
            case.tell("session.attended", on(4 + 7 * each))
    return case


@pytest.mark.parametrize(("number", "wanted"), [
    (1, "first_answer"), (2, "second_answer"), (3, "meet_as_team"), (4, "meet_as_team"),
])  # fmt: skip
def test_suffolk_answers_by_how_often_it_happened(number: int, wanted: str) -> None:
    case = times_missed(number)
    decision = case.decide(on(3 + 7 * (number - 1), 8))
    needed = {each.step for each in decision.steps if each.status != "not needed"}
    assert needed & {"first_answer", "second_answer", "meet_as_team"} == {wanted}


def test_suffolk_an_answer_comes_after_hearing_and_never_for_our_own_part() -> None:
    case = times_missed(1)
    assert case.decide(on(3)).standing("first_answer").status == "not yet"
    back_on_track(case, 3)
    case.tell("note.signed", on(3, 11))
    assert "first_answer" in case.decide(on(3, 12)).offered
    case.tell("action.failed", on(3, 13), by="us", what="ride")
    assert "first_answer" not in case.decide(on(3, 14)).offered
    case.tell("action.done", on(3, 15), by="us", what="ride")
    case.tell("program.event", on(3, 16), event="essay_assigned")
    standing = case.decide(on(3, 17)).standing("first_answer")
    assert standing.status == "done"
    said = say(standing.because[0], "es")
    assert said == "Ocurrió esto desde la última falta: “Se asignó un ensayo o un discurso”."


def test_suffolk_what_was_assigned_is_helped_with_and_read() -> None:
    case = times_missed(2)
    back_on_track(case, 10)
    case.tell("program.event", on(10, 12), event="research_assigned")
    assert case.decide(on(10, 13)).standing("help_with_it").status in ("open", "now")
    assert case.decide(on(10, 13)).standing("read_it").status == "not needed"
    case.tell("program.event", on(16), event="assignment_in")
    decision = case.decide(on(16, 11))
    assert decision.standing("help_with_it").status == "not needed"
    assert decision.standing("read_it").due == on(23, 17), "five business days"
    case.tell("step.done", on(17), step="read_assignment")
    assert case.decide(on(17, 11)).standing("read_it").status == "not needed"


def test_suffolk_jail_and_termination_are_nobodys_here() -> None:
    assert {step.by for step in SUFFOLK.steps if step.role == "charge" and "answer" in step.name} == {
        "treatment_team"
    }
    assert not any(step.role == "end" and step.name != "close" for step in SUFFOLK.steps)
    case = times_missed(4)
    assert "recommend_action" not in case.decide(on(24)).offered


def test_suffolk_late_is_missed() -> None:
    case = Case(SUFFOLK)
    case.tell("session.attended", on(2), late_minutes=1)
    assert "missed" in case.true(on(3))


# -- the interstate compact


def test_the_compact_counts_thirty_days_from_learning() -> None:
    case = Case(COMPACT, basis="statute", report_to="probation")
    case.tell("session.missed", on(2), recorded=on(5))
    assert case.facts(on(6)).clocks["notice"] == on(4, month=4)


def test_the_compact_says_what_was_tried_before_and_how_it_is_known() -> None:
    case = Case(COMPACT, basis="statute", report_to="probation")
    case.tell("session.missed", on(2))
    for day, hour, channel in ((3, 9, "phone"), (4, 14, "text"), (5, 18, "visit")):
        case.tell("contact.tried", on(day, hour), channel=channel, outcome="no_answer")
    case.tell("note.signed", on(6))
    missing = {str(each) for each in case.decide(on(6, 12)).standing("notify_court").missing}
    assert missing == {"responses_recorded", "in_touch|heard|whereabouts_recorded", "consulted"}
    # One thing after the other: what is said to the supervisor is what was put together.
    assert case.decide(on(6, 12)).next.step == "record_responses"
    case.tell("step.done", on(6, 13), step="responses_recorded")
    assert case.decide(on(6, 13.5)).next.step == "record_whereabouts"
    case.tell("step.done", on(6, 14), step="whereabouts_recorded")
    assert case.decide(on(6, 14.2)).next.step == "consult"
    case.tell("supervisor.consulted", on(6, 14.5), about="misses")
    assert "notify_court" in case.decide(on(6, 15)).offered


def test_the_compact_answers_a_question_within_ten_business_days_of_receipt() -> None:
    case = Case(COMPACT, basis="statute", report_to="probation")
    assert case.decide(on(2)).standing("answer_inquiry").status == "not needed"
    case.tell("court.asked", on(3), by="other_state", about="response")
    decision = case.decide(on(3, 11))
    assert decision.next.step == "answer_inquiry" and decision.next.due == on(17, 17)
    case.tell("court.reported", on(4), form="status")
    assert "inquiry" in case.true(on(5)), "a status report is no answer"
    case.tell("court.reported", on(6), form="answer")
    assert "inquiry" not in case.true(on(7))
    case.tell("court.asked", on(8), by="court")
    assert "inquiry" in case.true(on(9)), "a new question wants a new answer"


def test_the_compact_a_question_without_a_basis_asks_for_one_and_answers_nothing() -> None:
    case = Case(COMPACT)
    case.tell("court.asked", on(3), by="other_state")
    decision = case.decide(on(3, 11))
    assert "answer_inquiry" not in decision.offered and decision.next.step == "seek_basis"
    case.tell("step.done", on(3, 12), step="seek_basis")
    assert "basis_sought" in case.true(on(3, 13))


@pytest.mark.parametrize(("capacity", "step"), [
    ("treatment", "tell_officer"), ("probation", "notify_court"), (None, "notify_court"),
])  # fmt: skip
def test_the_compact_who_is_told_goes_by_capacity(capacity: str | None, step: str) -> None:
    terms = {"capacity": capacity} if capacity else {}
    case = Case(COMPACT, basis="statute", report_to="probation", **terms)
    case.tell("session.missed", on(2))
    steps = {each.step: each.status for each in case.decide(on(3)).steps}
    assert {name for name in ("tell_officer", "notify_court") if steps[name] == "not yet"} == {step}
