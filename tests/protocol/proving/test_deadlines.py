"""Duties: whoever takes each step by the time the screen says tells the court in time."""

# ruff: noqa: E501 (rules are quoted as they stand in the file)
from __future__ import annotations

from datetime import timedelta

import pytest

from heardfirst.protocol.proving.deadline_walks import walk
from heardfirst.protocol.proving.deadlines import DEADLINES, duties_at_a_glance, duties_of, situations
from heardfirst.protocol.proving.number_floors import below_floors
from heardfirst.protocol.proving.stories import tell
from heardfirst.protocol.vocabulary.duration import Span
from heardfirst.protocol.vocabulary.terms import ReportDuty
from tests.protocol.proving.test_checking import mended
from tests.protocol.tellings import DEFAULT, Case, on, with_rules

TWO_DAYS, FOUR_HOURS = ReportDuty(Span(2, "days")), ReportDuty(Span(4, "hours"))


def test_deadlines_reach_from_four_hours_to_sixty_days_in_every_unit_and_from_every_clock() -> None:
    spans = {(each.span.amount, each.span.unit) for each in DEADLINES}
    assert {(4, "hours"), (60, "days"), (42, "business_days")} <= spans
    assert {each.of for each in DEADLINES} == {"missed", "learned", "period_end"}
    told = list(situations(TWO_DAYS))
    assert {each.missed.weekday() for each in told} == set(range(7))
    assert {len(each.calendar.holidays) for each in told} == {0, 1, 2, 7}
    assert {each.scheduled for each in told} == {True, False}


def test_a_notice_the_deadline_pressed_out_is_told_apart_from_one_that_went_the_whole_way() -> None:
    duties = duties_of(DEFAULT, [FOUR_HOURS, ReportDuty(Span(10, "business_days"))])
    assert duties.late is None
    assert duties.counts["hours"].get("told", 0) == 0 and duties.counts["hours"]["waived"] > 0
    assert duties.counts["business_days"]["told"] > 0
    assert duties.counts["hours"]["unknown"] > 0, "what comes in the next morning is past four hours"
    assert sum(sum(each.values()) for each in duties.counts.values()) == duties.walks


def test_the_deadline_walked_to_is_the_one_the_facts_give() -> None:
    for deadline in DEADLINES:
        for situation in [each for each in situations(deadline) if not each.scheduled][::37]:
            ended = walk(DEFAULT, situation)
            if "notice" not in ended.facts.clocks:
                continue
            start = situation.missed
            if deadline.of == "period_end":
                start = situation.calendar.end_of_period(start, deadline.period)
            elif deadline.of == "learned":
                start += situation.known_after
            assert ended.facts.clocks["notice"] == situation.calendar.add(start, deadline.span)
            assert ended.way[-1].at is not None and ended.way[-1].at <= ended.facts.clocks["notice"]


LATE = [
    ("the note must be signed by somebody who was heard, whatever the deadline",
     'needs  = [{ any = ["heard", "tried", "stop_asked"], unless = "report_due" }]', 'needs  = [{ any = ["heard", "tried", "stop_asked"] }]'),
    ("nothing moves up when the deadline presses",
     'moves  = { when = ["report_due", "lawful_basis", { any = ["heard", "tried", "pressed"] }], after = "report_abuse" }\n', ""),
    ("no outreach is waived", '{ any = ["heard", "tried"], unless = "report_due" },', '{ any = ["heard", "tried"] },'),
]  # fmt: skip


@pytest.mark.parametrize(("why", "old", "new"), LATE, ids=[each[0] for each in LATE])
def test_a_rule_that_makes_the_court_wait_is_found_and_told(why: str, old: str, new: str) -> None:
    protocol = mended(old, new, all_of_them=True)
    late = duties_of(protocol, [TWO_DAYS, FOUR_HOURS]).late
    assert late is not None and late.promise == "duty-kept" and late.step == "notify_court"
    assert duties_at_a_glance(protocol).late is not None, "seen at a glance too"
    story = tell(late, protocol)
    assert "The order requires notice of every missed session" in story.lines[0].text
    moments = [line.at for line in story.lines if line.at is not None]
    assert moments == sorted(moments)
    assert any(line.text == "The deadline passes." and ":" in line.when for line in story.lines)
    assert story.allowed_by and "deadline" in story.lines[-1].text
    spanish = tell(late, protocol, "es")
    assert "La orden pide" in spanish.lines[0].text
    assert spanish.lines[0].when == "Desde el principio" and spanish.lines[1].when.startswith("lun 2 mar")


def test_the_duty_outlives_the_clients_return() -> None:
    back = [each for each in situations(ReportDuty(Span(3, "days"))) if each.client == "returns"]
    ends = {walk(DEFAULT, each).outcome for each in back}
    assert ends <= {"told", "waived"}
    assert any(happened.what == "session.attended by themselves" for happened in walk(DEFAULT, back[0]).way)


BOOKED_FOR = [
    ("a session to make up", '{ not_made_up = 1, of = ["missed"] }'),
    ("a program begun anew", "{ missed = 1, since_restart = true }"),
]


@pytest.mark.parametrize(("why", "fact"), BOOKED_FOR, ids=[each[0] for each in BOOKED_FOR])
def test_a_session_is_booked_for_what_its_step_is_wanted_for(why: str, fact: str) -> None:
    protocol = with_rules(
        f'[atoms]\nowing = {fact}\n[[step]]\nname = "book_it"\nrole = "support"\nafter = "rebook"\n'
        'label = "Book it"\nwanted = ["owing"]\nwrites = ["session.booked"]\n'
    )
    assert below_floors(protocol) == () and duties_at_a_glance(protocol).late is None
    (situation, *_) = situations(ReportDuty(Span(5, "business_days")))
    booked = [event for event in walk(protocol, situation).way if event.through == "book_it"]
    assert len(booked) == 1, "once booked, nothing is owed"


def test_when_a_deadline_presses_the_two_tries_that_are_left_come_in_time() -> None:
    case = Case(basis="court_order", report_within="2 days")
    case.tell("session.missed", on(5))  # Thursday; the notice is due on Saturday at ten
    decision = case.decide(on(6, 9))
    assert decision.next.step == "contact"
    first = decision.next.due
    assert first is not None and first <= on(6, 14), "two tries, the note, the talk and the notice still fit"
    case.tell("contact.tried", on(6, 9.5), outcome="no_answer")
    second = case.decide(on(6, 9.5)).next.due
    assert second is not None and first < second <= on(6, 15)


@pytest.mark.parametrize("within", ["4 hours", "2 days", "15 business_days"])
@pytest.mark.parametrize("basis", [None, "court_order"])
def test_nothing_is_due_before_anybody_could_know(within: str, basis: str | None) -> None:
    """However little time a deadline leaves for what comes before it, that is due at once and not earlier."""
    case = Case(report_within=within, basis=basis) if basis else Case(report_within=within)
    case.tell("session.missed", on(24, 10, month=11), recorded=on(25, 8.5, month=11))
    due = [
        each.due for each in case.decide(on(25, 9, month=11)).steps if each.due and each.role != "escalate"
    ]
    assert len(due) > 2 and min(due) >= on(25, 8.5, month=11)


def test_a_report_nobody_sent_stays_due_when_the_next_period_ends() -> None:
    case = Case(basis="court_order", status_every="30 days", status_from="2026-03-01", status_within="5 days")
    first = case.facts(on(1, 9, month=4)).clocks["status"]
    later = case.facts(on(20, 9, month=5)).clocks["status"]
    assert first == later == on(31, 0) + timedelta(days=5)
    case.tell("court.reported", on(20, 10, month=5), form="status")
    assert "status" not in case.facts(on(20, 11, month=5)).clocks
