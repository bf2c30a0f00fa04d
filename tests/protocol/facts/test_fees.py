"""What is charged, and how much."""

from __future__ import annotations

import pytest

from heardfirst.protocol import Protocol, Reason, load_protocol, say, terms_known
from heardfirst.protocol.rules.wording import say_money
from heardfirst.protocol.telling.numbers import numbers_of, with_numbers
from heardfirst.protocol.telling.protocol_text import show_text
from tests.protocol.tellings import Case, on, with_rules

GROWING = (
    '[fees]\non = ["missed", "canceled", "leave"]\ncents = { missed = [2500, 5000, 7500], leave = 1550 }\n'
)


def charging(fees: str = GROWING) -> Protocol:
    return with_rules(f'{fees}[atoms]\nowed = {{ fee = "owed" }}\n')


def amount(case: Case, day: float) -> object:
    return case.facts(on(int(day))).counts.get("owed_cents")


def test_each_one_costs_more_and_the_last_amount_stays() -> None:
    case = Case(charging(), charges=True)
    for day, cents in ((2, 2500), (4, 7500), (6, 15000), (8, 22500)):
        case.tell("session.missed", on(day))
        assert amount(case, day + 1) == cents
    case.tell("bill.sent", on(10))
    assert "owed" not in case.true(on(11))
    case.tell("session.missed", on(12))
    assert amount(case, 13) == 7500, "what was billed is counted on"


def test_a_leave_costs_its_fee() -> None:
    case = Case(charging(), charges=True)
    case.tell("session.attended", on(2))
    case.tell("leave.granted", on(3), where_from="2026-03-05", until="2026-03-20")
    assert "owed" in case.true(on(4)) and amount(case, 4) == 1550
    case.tell("bill.sent", on(5))
    assert "owed" not in case.true(on(6))


def test_one_thing_costs_one_fee_the_highest() -> None:
    both = charging('[fees]\non = ["missed", "no_show"]\ncents = { missed = 1000, no_show = 4000 }\n')
    case = Case(both, charges=True)
    case.tell("session.missed", on(2))
    assert amount(case, 3) == 4000


def test_what_has_no_amount_costs_what_the_agreement_says_or_nobody_knows() -> None:
    for dollars, cents in ((None, None), (20, 2000)):
        case = Case(charging(), charges=True, **({"fee_dollars": dollars} if dollars else {}))
        case.tell("session.booked", on(1), starts=on(4))
        case.tell("session.canceled", on(2), starts=on(4), by="client")
        assert "owed" in case.true(on(3)) and amount(case, 3) == cents
        case.tell("session.missed", on(5))
        assert amount(case, 6) == (None if cents is None else 4500)


@pytest.mark.parametrize("terms", [{"charges": False}, {"charges": True, "medicaid": True}, {}])
def test_nothing_is_owed_under_medicaid_or_where_the_order_does_not_charge(terms: dict[str, bool]) -> None:
    case = Case(charging(), at_stake="liberty", **terms)
    case.tell("session.missed", on(2))
    case.tell("leave.granted", on(3), where_from="2026-03-05")
    assert "owed" not in case.true(on(4)) and amount(case, 4) is None


def test_the_amount_is_said_where_the_fee_is_charged() -> None:
    case = Case(load_protocol("san-diego-dui"), basis="court_order", charges=True, fee_dollars=25)
    case.tell("session.missed", on(2))
    case.tell("contact.made", on(3))
    because = case.decide(on(3, 12)).standing("bill").because
    assert "A session fee has not been charged yet: $25." in [say(reason) for reason in because]
    assert "Falta cobrar la tarifa de una sesión: $25." in [say(reason, "es") for reason in because]
    assert "$" not in say(Reason("fee_owed", {"fee_owed_cents": 2500}, "no", case.protocol.thresholds))


@pytest.mark.parametrize(("cents", "money"), [
    (2500, "$25"), (750, "$7.50"), (5, "$0.05"), (123456, "$1,234.56"),
])  # fmt: skip
def test_money(cents: int, money: str) -> None:
    assert say_money(cents) == money


def test_amounts_are_read_aloud_and_can_be_set() -> None:
    protocol = charging()
    sentences = [sentence for section in show_text(protocol, "en") for sentence in section.sentences]
    assert "The fee for a missed session: $25, $50 then $75." in sentences
    numbers = {number.path: number for number in numbers_of(protocol)}
    second = numbers["fees", "cents", "missed", 1]
    assert second.label["en"] == "The fee for a missed session, in cents" and second.least == 1
    changed = with_numbers(protocol, {second.path: 6000}, "2").decode()
    assert "[2500, 6000, 7500]" in changed


def test_the_order_is_asked_for_the_fee_where_the_rules_do_not_say_it() -> None:
    assert "fee_dollars" in terms_known(load_protocol("san-diego-dui"))
    assert "fee_dollars" not in terms_known(charging())
