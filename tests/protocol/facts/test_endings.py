"""What is left to do once a client has died: nothing that is addressed to them, under any rules shipped."""

from __future__ import annotations

import pytest

from heardfirst.protocol import fold, load_protocol, shipped_protocols
from heardfirst.protocol.facts.consents import end_of_consent
from heardfirst.protocol.facts.response import closed_at
from tests.protocol.tellings import CALENDAR, Case, on


@pytest.mark.parametrize("name", shipped_protocols())
@pytest.mark.parametrize("told_before", [False, True])
def test_a_death_leaves_the_file_to_close_and_nothing_else(name: str, told_before: bool) -> None:
    case = Case(load_protocol(name), report_within="5 business days", basis="statute", charges=True)
    case.tell("session.booked", on(2), starts_at=on(20).isoformat(), plan=True)
    case.tell("session.missed", on(3))
    if told_before:
        case.tell("court.asked", on(3), by="court")
        case.tell("court.reported", on(3, 12), form="notice", basis="statute")
        case.tell("service.ended", on(4), reason="discharged")
    case.tell("contact.made", on(4), channel="phone")
    case.tell("client.declared", on(4), intends="stop")
    case.tell("risk.raised", on(4), risk="overdose", about="client")
    case.tell("step.overridden", on(4), step="letter")
    end = case.tell("service.ended", on(5), reason="died")
    for day in (6, 23):
        assert case.decide(on(day)).offered == ("close",)
    assert case.facts(on(6)).next_session is None
    case.tell("case.closed", on(7), reason="died")
    assert case.decide(on(23)).offered == ()
    # Reported dead by mistake: as if it had never been said.
    case.tell("entry.corrected", on(8), entry=end.id)
    case.tell("entry.corrected", on(8), entry=case.entries[-2].id)
    assert case.facts(on(9)).next_session == on(20)
    assert "protect" in case.decide(on(9)).offered


def test_a_case_closed_on_a_lawful_end_asks_nothing_any_more() -> None:
    case = Case()
    case.tell("session.missed", on(3))
    case.tell("case.closed", on(4), reason="completed")
    assert case.decide(on(5)).offered == ()
    case.tell("case.reopened", on(6))
    case.tell("session.missed", on(9))
    assert "contact" in case.decide(on(10)).offered


def test_a_case_is_closed_until_it_is_reopened() -> None:
    case = Case()
    assert closed_at(fold(case.entries)) is None
    case.tell("case.closed", on(4), reason="completed")
    assert closed_at(fold(case.entries)) == on(4)
    # Taken over from elsewhere, and opened here only after it had been closed there.
    case.tell("case.opened", on(5))
    assert closed_at(fold(case.entries)) == on(4)
    case.tell("case.reopened", on(6))
    assert closed_at(fold(case.entries)) is None


def test_a_consent_ends_with_its_last_day_or_when_it_is_taken_back() -> None:
    case = Case()
    earlier = case.tell("consent.withdrawn", on(2))
    later = case.tell("consent.withdrawn", on(6))
    assert end_of_consent(on(3), None, [earlier], CALENDAR) is None
    assert end_of_consent(on(3), None, [earlier, later], CALENDAR) == on(6)
    until = on(4).date().isoformat()
    assert end_of_consent(on(3), until, [earlier, later], CALENDAR) == CALENDAR.day_ends(until)
