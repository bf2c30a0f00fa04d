"""Days that come again: the next month, a hearing, a program's reports."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from heardfirst.protocol import Calendar, Protocol, terms_known
from heardfirst.protocol.vocabulary.duration import read_span
from tests.protocol.tellings import CALENDAR, ZONE, Case, on, with_rules

STEP = """
[[step]]
name   = "prepare"
role   = "record"
label  = "Prepare"
wanted = ["missed"]
within = {within}
writes = ["note.signed"]
"""


def preparing(within: str) -> Protocol:
    return with_rules(STEP.format(within=within))


def local(month: int, day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(("within", "due"), [
    ('{ days = 10, of = "missed", period = "month" }', local(4, 10, 23, 59)),
    ('{ business_days = 1, of = "missed", period = "month" }', local(4, 1, 17)),
    ('{ days = 2, of = "missed", period = "week" }', local(3, 10, 23, 59)),
    ('{ business_days = 1, of = "missed", period = "quarter" }', local(4, 1, 17)),
])  # fmt: skip
def test_by_a_day_of_the_next_period(within: str, due: datetime) -> None:
    case = Case(preparing(within))
    case.tell("session.missed", on(4))
    assert case.decide(on(5)).standing("prepare").due == due


@pytest.mark.parametrize(("within", "due"), [
    ('{ days = 7, before = "hearing" }', local(3, 13)),
    ('{ business_days = 2, before = "hearing" }', local(3, 18, 17)),
    ('{ months = 1, before = "hearing" }', local(2, 20)),
])  # fmt: skip
def test_before_a_hearing(within: str, due: datetime) -> None:
    case = Case(preparing(within), hearing="2026-03-20")
    case.tell("session.missed", on(4))
    assert case.decide(on(5)).standing("prepare").due == due
    unknown = Case(preparing(within))
    unknown.tell("session.missed", on(4))
    assert unknown.decide(on(5)).standing("prepare").due is None, "nobody named a hearing"


@pytest.mark.parametrize(("span", "expected"), [
    ("3 hours", local(3, 16, 7)), ("1 weeks", local(3, 9, 10)), ("1 business days", local(3, 13, 17)),
    ("2 business hours", local(3, 13, 16)), ("1 months", local(2, 16, 10)), ("0 days", local(3, 16, 10)),
])  # fmt: skip
def test_back_from_a_monday(span: str, expected: datetime) -> None:
    assert CALENDAR.before(local(3, 16, 10), read_span(span)) == expected


def test_back_over_a_holiday() -> None:
    closed = Calendar(ZONE, holidays=frozenset({date(2026, 3, 13)}))
    assert closed.before(local(3, 16, 10), read_span("1 business days")) == local(3, 12, 17)


def test_a_report_before_each_hearing() -> None:
    case = Case(basis="court_order", status_before="7 days", hearing="2026-03-30")
    early = case.facts(on(8))
    assert "status_owed" not in case.protocol.unpack(early.bits)
    assert early.look_again_at == on(9, 0)
    facts = case.facts(on(10))
    assert "status_owed" in case.protocol.unpack(facts.bits) and facts.clocks["status"] == on(23, 0)
    assert "status_due" in case.true(on(22))
    case.tell("court.reported", on(11), form="status")
    assert "status_owed" not in case.true(on(12))
    case.tell("hearing.set", on(31), on="2026-04-29")
    assert "status_owed" not in case.true(on(32))
    assert "status_owed" in case.true(on(31 + 10)), "the next hearing, the next report"


def test_a_program_that_reports_every_six_months_since_it_began() -> None:
    protocol = with_rules('[report]\nstatus_every = "6 months"\nstatus_within = "10 days"\n')
    case = Case(protocol, basis="court_order", started="2025-09-05")
    assert "status_owed" not in case.true(on(4))
    facts = case.facts(on(6))
    assert "status_owed" in protocol.unpack(facts.bits) and facts.clocks["status"] == on(15, 0)
    own = Case(protocol, basis="court_order", started="2025-09-05", status_every="12 months")
    assert "status_owed" not in own.true(on(6)), "the order goes before the program"
    assert "started" in terms_known(protocol)
    assert protocol.report == with_rules("").report, "what is inherited of misses stays"


def test_of_two_reports_the_one_that_is_due_first_sets_the_day() -> None:
    case = Case(basis="court_order", status_every="1 month", status_before="7 days", hearing="2026-04-10")
    assert case.facts(on(31 + 2)).clocks["status"] == on(31 + 3, 0), "the hearing's"
    case.tell("court.reported", on(31 + 2), form="status")
    assert "status_owed" not in case.true(on(31 + 3)), "one report says both"
