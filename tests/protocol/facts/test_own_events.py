"""Facts about what a program alone records: until something else comes, so many times, in a window."""

from __future__ import annotations

from datetime import timedelta

from heardfirst.protocol import Protocol, say, start_of, words_known
from tests.protocol.essays import essays
from tests.protocol.tellings import Case, on


def counting(table: str) -> Protocol:
    """The program with another count of failed tests."""
    return essays('{ event = "test_failed", times = 3, within = "90 days" }', table)


def test_it_holds_until_the_other_event_comes() -> None:
    case = Case(essays())
    case.tell("program.event", on(3), event="essay_assigned")
    assert "essay_owed" in case.true(on(4)) and case.facts(on(4)).clocks["essay_owed"] == on(3)
    case.tell("program.event", on(5), event="essay_in")
    assert "essay_owed" not in case.true(on(6))
    case.tell("program.event", on(9), event="essay_assigned")
    case.tell("program.event", on(10), event="essay_assigned")
    assert case.facts(on(11)).clocks["essay_owed"] == on(9), "owed since the first that is open"


def test_what_is_told_at_one_moment_counts_in_the_order_of_recording() -> None:
    case = Case(essays())
    case.tell("program.event", on(3), event="essay_assigned")
    case.tell("program.event", on(3), event="essay_in")
    assert "essay_owed" not in case.true(on(3))
    case.tell("program.event", on(3), event="essay_assigned")
    assert "essay_owed" in case.true(on(3))


def test_it_holds_until_a_task_is_done() -> None:
    case = Case(essays())
    case.tell("program.event", on(3), event="essay_in")
    standing = case.decide(on(3, 11)).standing("check_it")
    assert (standing.status, standing.due) == ("now", on(10, 17))
    case.tell("step.done", on(4), step="hardship")
    assert "essay_unread" in case.true(on(5))
    case.tell("step.done", on(5), step="check_essay")
    assert case.decide(on(6)).standing("check_it").status == "not needed"


def test_it_holds_until_somebody_is_told() -> None:
    case = Case(counting('{ event = "test_failed", until = { told = "court" } }'))
    case.tell("program.event", on(3), event="test_failed")
    case.tell("disclosure.made", on(4), to="victim", what="attendance", basis="consent")
    assert "three_tests" in case.true(on(5))
    case.tell("disclosure.made", on(5), to="court", what="attendance", basis="court_order")
    assert "three_tests" not in case.true(on(6))


def test_it_counts_in_a_rolling_window() -> None:
    case = Case(essays())
    for day in (2, 12, 22):
        assert "three_tests" not in case.true(on(day, 9))
        case.tell("program.event", on(day), event="test_failed")
    facts = case.facts(on(23))
    assert "three_tests" in case.true(on(23)) and facts.clocks["three_tests"] == on(22)
    ends = facts.look_again_at
    assert ends is not None and ends.date() == (on(2) + timedelta(days=90)).date()
    assert "three_tests" in case.true(ends - timedelta(minutes=1)) and "three_tests" not in case.true(ends)


def test_it_counts_in_a_calendar_month_by_the_programs_length() -> None:
    rules = counting('{ event = "test_failed", times_by_months = { 3 = 2 }, per = "month" }')
    case, other = Case(rules, program_months=3), Case(rules, program_months=18)
    for each in (case, other):
        each.tell("program.event", on(30, month=2), event="test_failed")  # 2 March
        each.tell("program.event", on(3), event="test_failed")
    assert "three_tests" in case.true(on(4)) and "three_tests" not in other.true(on(4))
    assert "three_tests" not in case.true(on(1, month=4)), "the month is over"


def test_it_counts_since_a_moment() -> None:
    case = Case(essays())
    case.tell("program.event", on(2), event="essay_assigned")
    assert "assigned" not in case.true(on(3)), "nothing was missed yet"
    case.tell("session.missed", on(3))
    assert "assigned" not in case.true(on(4)), "it was before"
    case.tell("program.event", on(4), event="essay_assigned")
    assert "assigned" in case.true(on(5))


def test_an_event_that_is_no_longer_named_is_read_past() -> None:
    case = Case(essays())
    case.tell("program.event", on(3), event="sang_a_song")
    case.tell("step.done", on(3), step="sang_along")
    assert case.decide(on(4)).next.step is None


def test_a_corrected_event_counts_no_more() -> None:
    case = Case(essays())
    wrong = case.tell("program.event", on(3), event="essay_assigned")
    case.tell("entry.corrected", on(4), entry=wrong.id)
    assert "essay_owed" not in case.true(on(5))


def test_a_form_begins_with_what_a_step_is_for() -> None:
    rules = essays()
    assert start_of(rules, "assign") == {"event": "essay_assigned"}
    assert start_of(rules, "remind") == {"event": "essay_in"}, "what ends the fact that it is wanted for"
    assert start_of(rules, "check_it") == {"step": "check_essay"}
    words = words_known(rules)
    assert words["event"] == ("essay_assigned", "essay_in", "test_failed")
    assert "check_essay" in words["step"]


def test_reasons_say_it_in_the_programs_words() -> None:
    case = Case(essays())
    case.tell("session.missed", on(2))
    case.tell("program.event", on(3), event="essay_in")
    because = case.decide(on(3, 11)).standing("check_it").because
    said = {language: " ".join(say(reason, language) for reason in because) for language in ("en", "es")}
    assert "After “The essay was handed in”" in said["en"] and "“Read the essay”" in said["en"]
    assert "Después de “Se entregó el ensayo”" in said["es"] and "“Leer el ensayo”" in said["es"]
