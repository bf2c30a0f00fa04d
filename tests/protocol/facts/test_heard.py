"""Heard means heard: the client, in their language, and only the ways they closed are closed."""

from __future__ import annotations

from typing import Any

import pytest

from heardfirst.protocol import Protocol, parse_protocol
from heardfirst.protocol.facts.chronology import fold
from heardfirst.protocol.facts.reach import safe_contact_of
from tests.protocol.tellings import DEFAULT, Case, on

BEFORE = parse_protocol(DEFAULT.source.replace("facts   = 4", "facts   = 3").encode(), "before.toml")


def missed(protocol: Protocol = DEFAULT) -> Case:
    case = Case(protocol)
    case.tell("session.missed", on(3))
    return case


@pytest.mark.parametrize(("protocol", "heard"), [(DEFAULT, False), (BEFORE, True)])
def test_closing_one_way_is_not_being_heard(protocol: Protocol, heard: bool) -> None:
    case = missed(protocol)
    case.tell("contact.stop_asked", on(4), channel="text")
    facts = case.true(on(4, 12))
    assert "in_touch" in facts
    assert ("heard" in facts) is heard and ("stop_asked" in facts) is heard
    assert (case.next(on(4, 12)) == "listen") is not heard


def test_closing_every_way_is_the_chance_given() -> None:
    case = missed()
    case.tell("contact.stop_asked", on(4))
    assert {"heard", "stop_asked"} <= case.true(on(4, 12))


@pytest.mark.parametrize(
    ("channel", "shut"), [("text", "may_text"), ("phone", "may_call"), ("mail", "may_write")]
)
def test_only_the_way_that_was_closed_is_closed(channel: str, shut: str) -> None:
    case = missed()
    case.tell("contact.stop_asked", on(4), channel=channel)
    contact = safe_contact_of(fold(case.entries))
    closed = [way for way in ("may_text", "may_call", "may_write") if not getattr(contact, way)]
    assert closed == [shut] and not contact.stopped
    assert ("letter_safe" in case.true(on(4, 12))) is (channel != "mail")


@pytest.mark.parametrize(
    ("details", "heard"),
    [
        ({"through": "others"}, False),
        ({"through": "supporter"}, True),
        ({"through": "counsel"}, True),
        ({"through": "interpreter", "interpreted_by": "child"}, False),
        ({"through": "interpreter", "interpreted_by": "adult"}, True),
        ({"limits_explained": False}, False),
    ],
)
def test_who_speaks_and_who_interprets(details: dict[str, Any], heard: bool) -> None:
    case = missed()
    case.tell("client.heard", on(4), barriers=["transport"], **details)
    facts = case.true(on(4, 12))
    assert ("heard" in facts) is heard
    # A mother who speaks for her son is no talk with him: he is still to be called.
    assert ("in_touch" in facts) is (details.get("through") != "others")


def test_two_explanations_are_no_answer_to_somebody_who_is_not_able_to_understand() -> None:
    case = missed()
    case.tell("client.heard", on(4))
    for day in (4, 5):
        case.tell("stakes.discussed", on(day, 11), understood="unable")
    assert "explained_twice" not in case.true(on(5, 12)) and "explained" in case.true(on(5, 12))
    case.tell("stakes.discussed", on(6), understood="unable", way="pictures")
    assert "explained_twice" in case.true(on(6, 12))


def test_who_was_not_able_once_is_owed_another_way_for_good() -> None:
    case = missed()
    for day, understood in ((4, "unable"), (5, "no"), (6, "no")):
        case.tell("stakes.discussed", on(day, 11), understood=understood)
    assert "explained_twice" not in case.true(on(6, 12))


def test_a_dose_fetched_is_no_group_attended() -> None:
    case = Case()
    case.tell("session.booked", on(1), starts=on(3, 10), by="us", purpose="group")
    case.tell("session.canceled", on(3, 8), starts=on(3, 10), by="client", notice="2 hours")
    case.tell("session.attended", on(3, 16), starts=on(3, 16), purpose="medication")
    assert "missed" in case.true(on(3, 15))


def test_who_did_not_understand_yet_was_explained_it_twice() -> None:
    case = missed()
    for day in (4, 5):
        case.tell("stakes.discussed", on(day, 11), understood="partly")
    assert "explained_twice" in case.true(on(5, 12))


@pytest.mark.parametrize(("number_is", "hours"), [("safe", (9, 11)), ("any", None)])
def test_nobody_has_to_be_called_where_and_when_it_is_not_safe(
    number_is: str, hours: tuple[int, int] | None
) -> None:
    case = missed()
    if hours is not None:
        rules = ["safe_number", "no_text", "safe_hours"]
        case.tell("contact_rule.set", on(3, 11), rules=rules, from_hour=hours[0], until_hour=hours[1])
    for day in (4, 5, 6):
        case.tell("contact.tried", on(day, 10), channel="phone", outcome="no_answer")
    facts = case.facts(on(6, 12))
    assert ("tried" in DEFAULT.unpack(facts.bits)) is (number_is == "safe")
    assert set(facts.counts["attempts_missing"]) == (
        set() if number_is == "safe" else {"channels", "times_of_day"}
    )


def test_two_attempts_on_one_day_stay_too_few_whatever_is_safe() -> None:
    case = missed()
    rules = ["safe_number", "no_text", "safe_hours"]
    case.tell("contact_rule.set", on(3, 11), rules=rules, from_hour=9, until_hour=11)
    for minute in (0, 0.5, 0.9):
        case.tell("contact.tried", on(4, 9.5 + minute), channel="phone", outcome="no_answer")
    assert "tried" not in case.true(on(4, 12))


@pytest.mark.parametrize(("came", "counts"), [(True, False), (False, True)])
def test_another_hour_of_the_same_day_is_no_absence(came: bool, counts: bool) -> None:
    case = Case()
    case.tell("session.booked", on(1), starts=on(3, 10), by="us")
    case.tell("session.canceled", on(3, 8), starts=on(3, 10), by="client", notice="2 hours")
    if came:
        case.tell("session.attended", on(3, 16), starts=on(3, 16))
    assert ("missed" in case.true(on(3, 18))) is counts
