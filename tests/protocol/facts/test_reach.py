"""How the client may be reached safely, read off a chronology."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from heardfirst.protocol import fold
from heardfirst.protocol.facts.hearing import Hearing, hearing_of
from heardfirst.protocol.facts.reach import SafeContact, safe_contact_of
from tests.protocol.tellings import CALENDAR, ZONE, Case, on


def contact(case: Case) -> SafeContact:
    return safe_contact_of(fold(case.entries))


def test_rules_add_up_until_they_are_lifted() -> None:
    case = Case()
    assert not contact(case).known and contact(case).may_call and contact(case).hours is None
    first = case.tell("contact_rule.set", on(2, 9), rules=["no_voicemail", "safe_hours"], from_hour=15)
    second = case.tell("contact_rule.set", on(2, 10), rule="do_not_say_who")
    case.tell("contact.stop_asked", on(2, 11), channel="text")
    found = contact(case)
    assert found.ordered == ("no_voicemail", "safe_hours", "do_not_say_who")
    assert found.set_by == (first.id, second.id) and found.stopped_channels == ("text",)
    assert not (found.may_leave_message or found.may_say_who) and found.may_call and not found.stopped
    assert found.hours == frozenset(range(15, 24)) and not found.safe_at(14)
    case.tell("contact_rule.set", on(2, 12), rules=["lifted"])
    assert contact(case) == SafeContact(known=True)


def test_a_rule_without_a_name_leaves_no_message() -> None:
    case = Case()
    case.tell("contact_rule.set", on(2, 9), from_hour=9, until_hour=12)
    assert contact(case).rules == {"no_message"} and not contact(case).may_text


@pytest.mark.parametrize(
    ("kind", "hour", "details", "stopped"),
    [
        ("contact.made", 11, {"channel": "phone"}, False),
        ("client.heard", 10, {"barriers": ["transport"]}, True),
        ("session.attended", 11, {}, True),
    ],
)
def test_a_stop_holds_until_we_have_talked_again(
    kind: str, hour: float, details: dict[str, Any], stopped: bool
) -> None:
    """Asked for in a conversation, it holds after it: both are recorded for one moment."""
    case = Case()
    case.tell("contact.stop_asked", on(3, 10))
    case.tell(kind, on(3, hour), **details)
    assert contact(case).stopped is stopped and contact(case).may_call is not stopped


def test_hours_past_midnight_hold_on_both_sides_of_it() -> None:
    case = Case()
    case.tell("contact_rule.set", on(3, 10), rules=["safe_hours"], from_hour=22, until_hour=2)
    assert [hour for hour in range(24) if contact(case).safe_at(hour)] == [0, 1, 22, 23]


def test_what_the_agency_keeps_to_holds_until_somebody_has_asked() -> None:
    case = Case()
    meanwhile = contact(case).until_known(["do_not_say_who"], 17, None)
    assert not meanwhile.may_say_who and not meanwhile.safe_at(10) and not meanwhile.known
    assert meanwhile.may_write and not meanwhile.limits, "what the rules decide is the client's own word"
    case.tell("contact_rule.set", on(3, 10), rules=["no_text"])
    known = contact(case).until_known(["do_not_say_who"], 17, None)
    assert known.may_say_who and known.safe_at(10) and known.rules == {"no_text"}


def hearing_in(case: Case, at: datetime) -> Hearing | None:
    return hearing_of(fold(case.entries, at=at), case.facts(at).terms, CALENDAR, at)


def test_the_hearing_set_last_else_the_orders() -> None:
    case = Case(hearing="2026-04-02T09:00:00-04:00")

    def hearing() -> Hearing | None:
        return hearing_in(case, on(9))

    found = hearing()
    assert found is not None and found.day == date(2026, 4, 2) and found.at is not None
    assert found.at.tzinfo is not None and found.at.astimezone(ZONE).hour == 9
    case.tell("hearing.set", on(3, 10), on="2026-03-20")
    wrong = case.tell("hearing.set", on(4, 10), on="2026-03-27")
    assert hearing() == Hearing(date(2026, 3, 27))
    case.tell("entry.corrected", on(5, 10), entry=wrong.id)
    assert hearing() == Hearing(date(2026, 3, 20))


def test_no_hearing_where_nobody_named_one() -> None:
    case = Case(at_stake="reunification")
    assert hearing_in(case, on(9)) is None


def test_an_order_that_names_another_hearing_later_moves_it() -> None:
    case = Case(hearing="2026-04-02", at_stake="reunification")
    case.tell("hearing.set", on(3), on="2026-03-20")
    case.tell("order.changed", on(4), terms={"hearing": "2026-04-02", "at_stake": "liberty"})
    assert hearing_in(case, on(9)) == Hearing(date(2026, 3, 20)), "the order said nothing new about it"
    case.tell("order.changed", on(5), terms={"hearing": "2026-05-07", "at_stake": "liberty"})
    assert hearing_in(case, on(9)) == Hearing(date(2026, 5, 7))
    case.tell("order.changed", on(6), terms={"at_stake": "liberty"})
    assert hearing_in(case, on(9)) == Hearing(date(2026, 3, 20)), "an order that names none moves nothing"
    case.tell("hearing.set", on(7), on="2026-04-30")
    assert hearing_in(case, on(9)) == Hearing(date(2026, 4, 30))


def test_a_hearing_is_ahead_until_its_day_is_over_on_the_agencys_calendar() -> None:
    case = Case(hearing="2026-03-20T09:00:00-04:00")
    for at, ahead in ((on(20, 8), True), (on(20, 23.9), True), (on(21, 0), False)):
        assert (hearing_in(case, at) is not None) is ahead, at
