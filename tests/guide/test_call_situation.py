"""The situation of a conversation, read off a chronology."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from heardfirst.guide.call_situation import Situation, situation_of
from heardfirst.guide.script import STAGES, lines_for
from heardfirst.protocol import fold
from heardfirst.protocol.facts.hearing import hearing_of
from heardfirst.protocol.facts.reach import safe_contact_of
from heardfirst.record.identity import Identity
from tests.protocol.tellings import CALENDAR, Case, on

TERMS: dict[str, Any] = {
    "at_stake": "reunification",
    "report_within": {"business_days": 5},
    "basis": "court_order",
    "required_sessions": 26,
    "hearing": "2026-04-20",
    "capacity": "child_welfare",
}


def told(**terms: Any) -> Case:
    case = Case(**TERMS | terms)
    for day in (2, 9):
        case.tell("session.booked", on(1, 9), starts=on(day, 10), plan=True)
    case.tell("session.attended", on(2, 10), starts=on(2, 10))
    case.tell("session.missed", on(9, 10), starts=on(9, 10))
    return case


def situation(case: Case, at: datetime, *, unsure: bool = False, **identity: str) -> Situation:
    decision, folded = case.decide(at), fold(case.entries, at=at)
    return situation_of(
        decision=decision,
        terms=decision.facts.terms,
        identity=Identity(**{"name": "Ana", "language": "es"} | identity),  # type: ignore[arg-type]
        folded=folded,
        contact=safe_contact_of(folded),
        hearing=hearing_of(folded, decision.facts.terms, CALENDAR, at),
        worker="Wanda",
        agency="Harbor",
        unsure=unsure,
    )


def test_what_the_order_and_the_chronology_say() -> None:
    case = told()
    case.tell("contact.tried", on(9, 15), channel="phone", outcome="no_answer")
    case.tell("contact.tried", on(10, 9), channel="text", outcome="message_left")
    found = situation(case, on(10, 12))
    assert (found.missed, found.tried, found.attended, found.required) == (1, 2, 1, 26)
    assert (found.at_stake, found.hearing, found.capacity) == (
        "reunification",
        date(2026, 4, 20),
        "child_welfare",
    )
    assert found.basis and found.duty is not None and found.language == "es"
    assert not (found.ours or found.provider or found.came_back or found.explained)
    assert found.stopping == "no" and found.say_who and found.may_leave_message


@pytest.mark.parametrize(
    ("kind", "details", "ours", "provider"),
    [
        ("session.disrupted", {"cause": "our_ride"}, True, False),
        ("session.canceled", {"by": "us"}, True, False),
        ("session.canceled", {"by": "provider"}, False, True),
        ("session.disrupted", {"cause": "interpreter"}, False, True),
        ("session.turned_away", {"why": "full"}, False, True),
        ("session.canceled", {"by": "client", "notice": 60}, False, False),
        ("session.disrupted", {"cause": "weather"}, False, False),
    ],
)
def test_whose_doing_it_was(kind: str, details: dict[str, Any], ours: bool, provider: bool) -> None:
    case = told()
    case.tell("session.booked", on(10, 9), starts=on(16, 10), plan=True)
    case.tell(kind, on(16, 10), starts=on(16, 10), **details)
    found = situation(case, on(17))
    assert (found.ours, found.provider) == (ours, provider)


def test_a_promise_of_ours_is_owned_until_it_is_kept() -> None:
    case = told()
    case.tell("action.failed", on(9, 11), by="us", what="ride")
    found = situation(case, on(9, 12))
    assert found.ours
    assert "Nos equivocamos en algo" in " ".join(each.text for each in lines_for("open", found))
    case.tell("action.done", on(10, 9), by="us", what="childcare")
    assert situation(case, on(10, 10)).ours, "another promise was kept, not that one"
    case.tell("action.done", on(10, 11), by="us", what="ride")
    assert not situation(case, on(10, 12)).ours


def test_explained_is_counted_until_it_was_clear() -> None:
    case = told()
    counted = []
    for day, understood in ((10, "partly"), (11, "no"), (12, "yes")):
        case.tell("stakes.discussed", on(day), understood=understood)
        counted.append(situation(case, on(day, 12)).explained)
    assert counted[:2] == [1, 2]


def test_she_called_by_herself_or_wants_to_stop() -> None:
    case = told()
    case.tell("contact.made", on(10), channel="phone", by="client")
    assert situation(case, on(10, 12)).came_back
    case.tell("client.declared", on(10, 11), intends="stop")
    assert situation(case, on(10, 12)).stopping == "stop"
    assert situation(case, on(10, 12), unsure=True).stopping == "unsure"
    case.tell("client.declared", on(11), intends="continue")
    assert situation(case, on(11, 12)).stopping == "no"


def test_whoever_wanted_to_stop_and_came_back_is_not_asked_about_it_at_the_next_miss() -> None:
    case = told()
    case.tell("client.declared", on(9, 11), intends="stop")
    assert situation(case, on(9, 12)).stopping == "stop"
    for day, kind in ((16, "session.attended"), (23, "session.missed")):
        case.tell("session.booked", on(10, 9), starts=on(day, 10), plan=True)
        case.tell(kind, on(day, 10), starts=on(day, 10))
    found = situation(case, on(23, 12))
    assert (found.missed, found.stopping) == (1, "no")


def test_an_earlier_call_of_hers_does_not_count_after_the_miss() -> None:
    case = told()
    case.tell("contact.made", on(4), channel="phone", by="client")
    assert not situation(case, on(9, 12)).came_back


@pytest.mark.parametrize(
    ("rules", "say_who", "voicemail", "text", "letter"),
    [
        (["do_not_say_who"], False, True, True, False),
        (["no_voicemail"], True, False, True, False),
        (["no_message"], True, False, False, False),
        (["no_text", "letter_ok"], True, True, False, True),
        (["safe_hours"], True, True, True, True),
    ],
)
def test_contact_rules_decide_what_may_be_left_behind(
    rules: list[str], say_who: bool, voicemail: bool, text: bool, letter: bool
) -> None:
    case = told()
    case.tell("contact_rule.set", on(9, 11), rules=rules)
    found = situation(case, on(9, 12))
    assert (found.say_who, found.may_leave_message, found.may_text, found.may_write) == (
        say_who,
        voicemail,
        text,
        letter,
    )


def test_hearings_that_move_or_are_over() -> None:
    case = told()
    case.tell("hearing.set", on(9, 11), on="2026-05-04")
    assert situation(case, on(9, 12)).hearing == date(2026, 5, 4)
    assert situation(case, on(5, 12, month=5)).hearing is None


def test_nothing_known_of_the_order_is_said_as_not_known() -> None:
    case = Case()
    case.tell("session.missed", on(9, 10), starts=on(9, 10))
    found = situation(case, on(9, 12), language="")
    texts = " ".join(each.text for stage in STAGES for each in lines_for(stage, found))
    assert "I do not know yet if the court wants to hear" in texts
    assert "I do not know yet all that hangs on this order" in texts
    assert "None" not in texts


def test_an_interpreter_for_a_language_we_do_not_write() -> None:
    assert situation(told(), on(9, 12), language="vi").interpreter
    assert not situation(told(), on(9, 12)).interpreter


def test_a_consent_that_was_withdrawn_is_no_basis() -> None:
    case = told(basis="consent")
    case.tell("consent.given", on(1, 10), to="court", purpose="legal_proceedings")
    assert situation(case, on(9, 12)).basis
    case.tell("consent.withdrawn", on(9, 13), to="court")
    assert not situation(case, on(9, 14)).basis
