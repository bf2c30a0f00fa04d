"""Attempts that count by the channel they went by."""

from __future__ import annotations

import pytest

from heardfirst.protocol import Protocol, Reason, load_protocol, say
from heardfirst.protocol.rules.effects import staff_rows
from heardfirst.protocol.vocabulary.protocol import Tries
from tests.protocol.tellings import Case, on, with_rules

PLAIN = "times_of_day = 1, days = 2, channels = 1"


def rules(more: str) -> Protocol:
    return with_rules(f"[atoms]\ntried = {{ attempts = 2, {PLAIN}, {more} }}\n")


def tried(protocol: Protocol, *channels: str) -> Case:
    """Missed, then one attempt a day by each of these."""
    case = Case(protocol)
    case.tell("session.missed", on(2))
    for number, channel in enumerate(channels):
        case.tell("contact.tried", on(3 + number), channel=channel, outcome="no_answer")
    return case


@pytest.mark.parametrize(("channels", "holds"), [
    (("phone", "text"), False), (("phone", "visit"), True), (("visit", "visit"), True), (("visit",), False),
])  # fmt: skip
def test_one_must_be_a_visit(channels: tuple[str, ...], holds: bool) -> None:
    case = tried(rules('must = ["visit"]'), *channels)
    assert ("tried" in case.true(on(9))) is holds


@pytest.mark.parametrize(("channels", "holds"), [
    (("text", "text", "text"), False), (("phone", "text"), False), (("phone", "text", "phone"), True),
    (("phone", "visit"), True),
])  # fmt: skip
def test_only_some_channels_count(channels: tuple[str, ...], holds: bool) -> None:
    case = tried(rules('by = ["phone", "visit"]'), *channels)
    assert ("tried" in case.true(on(9))) is holds


def test_what_is_missing_is_said() -> None:
    case = tried(rules('must = ["visit"]'), "phone", "text")
    reason = Reason("tried", case.facts(on(9)).counts, "need")
    assert "an attempt this way: home visit" in say(reason)
    assert "un intento por esta vía: visita a domicilio" in say(reason, "es")


def test_attempts_that_are_enough_for_one_need_not_be_for_the_other() -> None:
    any_way, visit = Tries(2, 2, 1, 1), Tries(2, 2, 1, 1, must=("visit",))
    phone = Tries(2, 2, 1, 1, by=("phone",))
    assert any_way.asks_no_more_than(visit) and any_way.asks_no_more_than(phone)
    assert not visit.asks_no_more_than(any_way) and not phone.asks_no_more_than(any_way)
    assert not visit.asks_no_more_than(phone) and phone.asks_no_more_than(Tries(3, 2, 1, 1, by=("phone",)))
    assert Tries(2, 2, 1, 1, by=("phone", "visit")).asks_no_more_than(phone)


def test_the_model_makes_neither_follow_from_the_other() -> None:
    protocol = with_rules('[atoms]\nown = { attempts = 3, by = ["visit"] }\n')
    rows = staff_rows(protocol, protocol.step("contact"), "plain")
    reaching = [row.then.split() for row in rows if "+own" in row.then.split()]
    assert reaching and all("+tried" not in then for then in reaching)


def test_ohio_counts_visits_alone_this_month() -> None:
    """Of a visit that failed, two more attempts in the month are visits."""
    ohio = load_protocol("ohio-child-welfare")
    assert "month_tries" not in tried(ohio, "phone", "text", "phone").true(on(9))
    assert "month_tries" in tried(ohio, "visit", "visit").true(on(9))
