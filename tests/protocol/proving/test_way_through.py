"""The way through a response, told entry by entry, with what is next each time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from heardfirst.protocol import say
from tests.protocol.tellings import Case, on

HARSH = {"letter", "bill", "notify_court", "recommend_action", "close"}
ORDERED: dict[str, Any] = {
    "at_stake": "reunification",
    "report_within": {"business_days": 10, "of": "missed"},
    "basis": "court_order",
}


def test_from_a_missed_session_to_the_court_and_back() -> None:
    case = Case(**ORDERED)
    case.tell("session.missed", on(3))
    assert case.next(on(3, 11)) == "contact"
    assert HARSH.isdisjoint(case.decide(on(3, 11)).offered)

    case.tell("contact.tried", on(3, 11), channel="phone", outcome="no_answer")
    decision = case.decide(on(3, 12))
    assert decision.next.step == "contact"
    assert decision.next.due == on(4, 17)  # again within a business day
    contact = decision.standing("contact")
    assert "1 attempt so far" in " ".join(say(reason) for reason in contact.because)

    case.tell("contact.made", on(4, 15), channel="text", by="client")
    assert case.next(on(4, 16)) == "listen"
    assert HARSH.isdisjoint(case.decide(on(4, 16)).offered)

    case.tell("client.heard", on(4, 15.5), barriers=["transport"])
    assert case.next(on(4, 16)) == "stakes"
    case.tell("stakes.discussed", on(4, 15.6), understood="yes")
    assert case.next(on(4, 16)) == "plan"
    assert case.decide(on(4, 16)).standing("rebook").status == "not yet"
    case.tell("plan.agreed", on(4, 15.7), actions=[{"what": "ride", "by": "us"}])
    assert case.next(on(4, 16)) == "rebook"
    case.tell("session.booked", on(4, 15.8), starts=on(10), plan=True)
    assert case.next(on(4, 16)) == "document"
    case.tell("note.signed", on(4, 16))
    assert case.next(on(4, 16.1)) == "consult"
    assert "notify_court" not in case.decide(on(4, 16.1)).offered
    case.tell("supervisor.consulted", on(4, 16.5), about="misses")
    assert case.next(on(4, 16.6)) == "forewarn"
    assert "notify_court" not in case.decide(on(4, 16.6)).offered
    case.tell("client.forewarned", on(5, 9), channel="phone")
    decision = case.decide(on(5, 9.5))
    assert decision.next.step == "notify_court"
    assert decision.next.due == on(17, 17)
    case.tell("court.reported", on(5, 10), form="notice", basis="court_order")

    decision = case.decide(on(5, 11))
    assert decision.next.step is None
    assert decision.next.wait_until == on(10)
    assert decision.response_open
    case.tell("session.attended", on(10))
    decision = case.decide(on(10, 12))
    assert not decision.response_open
    assert decision.next.step is None
    assert decision.offered == ()


def test_without_an_order_to_report_the_note_is_the_end_of_it() -> None:
    case = Case(at_stake="liberty")
    case.tell("session.missed", on(3))
    told: list[tuple[str, dict[str, Any]]] = [
        ("contact.made", {}),
        ("client.heard", {}),
        ("stakes.discussed", {"understood": "yes"}),
        ("plan.agreed", {}),
        ("session.booked", {"starts_at": on(10), "plan": True}),
        ("note.signed", {}),
    ]
    for number, (kind, details) in enumerate(told):
        case.tell(kind, on(4, 10 + number / 10), **details)
    decision = case.decide(on(4, 12))
    assert decision.next.step is None
    assert HARSH.isdisjoint(decision.offered)


def test_without_a_basis_nothing_is_ever_told_but_somebody_is_asked_in_time() -> None:
    case = Case(at_stake="liberty", report_within={"business_days": 5}, basis="treatment_order")
    case.tell("session.missed", on(3))
    case.tell("contact.made", on(4))
    case.tell("client.heard", on(4, 10.2))
    for day in range(4, 30):
        offered = case.decide(on(day, 12)).offered
        assert not {"notify_court", "report_status", "recommend_action", "supplement"} & set(offered), day
    assert case.next(on(9, 12)) == "seek_basis"
    case.tell("supervisor.consulted", on(9, 13), about="basis")
    assert "seek_basis" not in case.decide(on(9, 14)).offered


def tried_in_vain(case: Case) -> datetime:
    case.tell("session.missed", on(3))
    case.tell("contact.tried", on(3, 11), channel="phone", outcome="no_answer")
    case.tell("contact.tried", on(4, 15), channel="text", outcome="message_left")
    assert "tried" not in case.true(on(4, 16))
    case.tell("contact.tried", on(5, 18), channel="phone", outcome="no_answer")
    return on(5, 19)


def test_unreachable_after_a_proper_try_the_path_opens_without_the_client() -> None:
    case = Case(**ORDERED)
    now = tried_in_vain(case)
    assert case.next(now) == "document"
    assert "listen" not in case.decide(now).offered
    case.tell("note.signed", on(6, 9))
    assert case.next(on(6, 9.5)) == "consult"
    assert {"letter", "keep_trying"} - set(case.decide(on(6, 9.5)).offered) == {"keep_trying"}
    case.tell("supervisor.consulted", on(6, 10), about="misses")
    assert {"letter", "notify_court"} <= set(case.decide(on(6, 11)).offered)
    case.tell("letter.sent", on(6, 11))
    assert case.next(on(6, 12)) == "notify_court"
    case.tell("court.reported", on(6, 12), form="notice")
    assert "told_unheard" in case.true(on(6, 13))

    decision = case.decide(on(6, 13))
    assert decision.next.step is None
    assert decision.standing("keep_trying").status == "waiting"
    assert decision.next.wait_until == on(12, 18)  # seven days after the last try, by the clock on the wall
    assert case.next(on(12, 20)) == "keep_trying"
    case.tell("contact.tried", on(13), channel="visit", outcome="not_home")
    assert case.decide(on(13, 12)).next.wait_until == on(27)  # slower each time
    assert "close" not in case.decide(on(27, 12)).offered

    case.tell("court.decided", on(28), outcome="released")
    assert case.next(on(28, 12)) == "close"
    case.tell("case.closed", on(28, 13), reason="court_released")
    assert case.decide(on(28, 14)).offered == ()


def test_told_unheard_then_heard_the_court_hears_that_too() -> None:
    case = Case(**ORDERED)
    tried_in_vain(case)
    case.tell("note.signed", on(6, 9))
    case.tell("supervisor.consulted", on(6, 10), about="misses")
    case.tell("court.reported", on(6, 12), form="notice")
    case.tell("contact.made", on(9), by="client")
    assert case.next(on(9, 10.1)) == "listen"
    case.tell("client.heard", on(9, 10.2))
    decision = case.decide(on(9, 10.5))
    assert decision.next.step == "supplement"
    assert decision.next.due == on(10, 17)
    case.tell("court.supplemented", on(9, 15))
    assert "supplement" not in case.decide(on(9, 16)).offered


def test_a_risk_comes_before_everything_and_a_watched_one_comes_back() -> None:
    case = Case(**ORDERED)
    case.tell("session.missed", on(3))
    case.tell("risk.raised", on(3, 11), risk="suicide", about="client")
    decision = case.decide(on(3, 11.5))
    assert decision.next.step == "protect"
    assert decision.next.due == on(3, 15)
    case.tell("risk.watched", on(3, 12), until=on(4, 12))
    assert case.next(on(3, 13)) == "contact"
    assert case.decide(on(3, 13)).look_again_at is not None
    assert case.next(on(4, 12)) == "protect"
    case.tell("risk.acted", on(4, 12.5), how="reached")
    assert case.next(on(4, 13)) == "contact"


def test_a_deadline_waives_what_it_leaves_no_time_for_and_says_so() -> None:
    case = Case(at_stake="liberty", report_within={"days": 1, "of": "missed"}, basis="court_order")
    case.tell("session.missed", on(3))
    case.tell("contact.tried", on(3, 11), channel="phone", outcome="no_answer")
    assert case.next(on(3, 12)) == "contact"
    case.tell("contact.tried", on(3, 14), channel="text", outcome="message_left")
    assert case.next(on(4, 9)) == "document"
    case.tell("note.signed", on(4, 9.1))
    assert case.next(on(4, 9.2)) == "consult"
    case.tell("supervisor.consulted", on(4, 9.3), about="misses")
    decision = case.decide(on(4, 9.6))
    assert decision.next.step == "notify_court"
    assert decision.next.due == on(4)
    told = [say(reason) for reason in decision.standing("notify_court").because]
    assert any("leaves no time" in sentence and "listening to the client" in sentence for sentence in told)
    assert "recommend_action" not in decision.offered


def test_the_duty_outlives_the_return() -> None:
    case = Case(**ORDERED)
    case.tell("session.missed", on(3))
    case.tell("session.attended", on(5))
    decision = case.decide(on(6))
    assert not decision.response_open
    assert "notice_owed" in case.true(on(6))
    assert decision.next.step == "contact"


@pytest.mark.parametrize("a_week", range(1, 8))
def test_at_one_to_seven_sessions_a_week_a_proper_try_can_be_made(a_week: int) -> None:
    case = Case(at_stake="liberty")
    days = [day for day in range(2, 30) if (day - 2) % 7 in range(a_week)]
    reached = None
    for day in range(2, 30):
        if day in days:
            case.tell("session.missed", on(day))
            assert "tried" not in case.true(on(day)), "a new miss asks for one more try"
        hour = (11, 15, 18)[day % 3]
        assert "contact" in case.decide(on(day, hour - 0.5)).offered or reached is not None
        case.tell("contact.tried", on(day, hour), channel=("phone", "text")[day % 2], outcome="no_answer")
        if "tried" in case.true(on(day, hour + 0.1)) and reached is None:
            reached = day
    assert reached == 4


@pytest.mark.parametrize("a_week", range(1, 8))
def test_a_second_miss_is_not_already_tried(a_week: int) -> None:
    case = Case()
    tried_in_vain(case)
    again = on(5, 20) + timedelta(days=7 / a_week)
    case.tell("session.missed", again)
    assert "tried" not in case.true(again + timedelta(hours=1))
    assert case.next(again + timedelta(hours=1)) == "contact"
    case.tell("contact.tried", again + timedelta(hours=2), channel="phone", outcome="no_answer")
    assert "tried" in case.true(again + timedelta(hours=3))


def test_a_conversation_begins_the_count_of_tries_anew() -> None:
    case = Case()
    tried_in_vain(case)
    case.tell("contact.made", on(6))
    case.tell("session.missed", on(7))
    case.tell("contact.tried", on(7, 12), channel="phone", outcome="no_answer")
    assert "tried" not in case.true(on(7, 13))
    assert case.facts(on(7, 13)).counts["attempts"] == 1
