"""Sessions that are made up, by when, where and how many."""

from __future__ import annotations

from pathlib import Path

import pytest

from heardfirst.protocol import Protocol, load_protocol, load_scenario, say, words_known
from heardfirst.protocol.proving.exploring import explore
from heardfirst.protocol.proving.model import grids_of
from heardfirst.protocol.vocabulary.duration import Span
from heardfirst.protocol.vocabulary.protocol import MakingUp
from tests.protocol.tellings import Case, extending, on, with_rules

SCENARIOS = Path(__file__).parents[3] / "docs" / "scenarios"
OWED = '[atoms]\nowed = { not_made_up = 1, of = ["missed"] }\n'
LATE = 'late = { not_made_up = 1, of = ["missed"], after = "10 days" }\n'


def rules(makeup: str, atoms: str = OWED + LATE) -> Protocol:
    return with_rules(f"[makeup]\n{makeup}\n{atoms}" if makeup else atoms)


def made_up(case: Case, day: float, **details: object) -> Case:
    case.tell("session.attended", on(int(day)), makes_up=True, **details)  # type: ignore[arg-type]
    return case


def case_of(protocol: Protocol, *missed: int) -> Case:
    case = Case(protocol)
    for day in missed:
        case.tell("session.missed", on(day))
    return case


@pytest.mark.parametrize(("day", "in_time"), [(3, True), (12, True), (13, False)])
def test_one_made_up_in_time_counts_and_a_later_one_does_not(day: int, in_time: bool) -> None:
    case = made_up(case_of(rules('within = "10 days"'), 2), day)
    true = case.true(on(14))
    assert ("late" not in true) is in_time
    assert "owed" not in true, "made up, or too late to be"


def test_it_is_owed_until_its_day_and_overdue_from_then_on() -> None:
    case = case_of(rules('within = "10 days"'), 2)
    facts = case.facts(on(5))
    assert {"owed"} == {"owed", "late"} & case.true(on(5))
    assert facts.clocks["owed"] == on(2) and facts.clocks["late"] == on(12)
    assert facts.look_again_at is not None and facts.look_again_at <= on(12)
    assert {"late"} == {"owed", "late"} & case.true(on(12))


def test_the_day_is_said_with_the_reason() -> None:
    decision = load_scenario(SCENARIOS / "33-a-session-to-make-up.toml").decide()
    because = decision.standing("book_makeup").because
    assert any("left to be made up by" in say(reason) and "7" in say(reason) for reason in because)
    assert any("a más tardar el" in say(reason, "es") for reason in because)


def test_a_booked_one_is_no_longer_to_be_booked_and_may_still_be_overdue() -> None:
    case = case_of(rules('within = "10 days"'), 2)
    case.tell("session.booked", on(3), starts=on(11), makes_up=True)
    assert "owed" not in case.true(on(5))
    assert "late" in case.true(on(12, 11)), "nobody said that the client came"
    late = case_of(rules('within = "10 days"'), 2)
    late.tell("session.booked", on(3), starts=on(13), makes_up=True)
    assert "owed" in late.true(on(5)), "booked for a day that is too late"


@pytest.mark.parametrize(("told", "counts"), [
    ({"purpose": "group", "place": "office"}, True), ({"purpose": "intake", "place": "office"}, False),
    ({"purpose": "group", "place": "video"}, False), ({"purpose": "group"}, False),
])  # fmt: skip
def test_where_and_for_what(told: dict[str, str], counts: bool) -> None:
    case = made_up(case_of(rules('purpose = ["group"]\nplace = ["office"]'), 2), 5, **told)
    assert ("owed" not in case.true(on(6))) is counts


def test_at_most_so_many_can_be_made_up() -> None:
    case = case_of(rules("most = 1"), 2, 4)
    assert "owed" in case.true(on(5))
    made_up(case, 6)
    assert "owed" not in case.true(on(7)), "the second cannot be made up"
    every = made_up(case_of(rules(""), 2, 4), 6)
    assert "owed" in every.true(on(7))


def test_one_before_the_miss_makes_up_for_it_only_where_the_rules_say_nothing() -> None:
    for makeup, owed in (("", False), ('within = "10 days"', True)):
        case = Case(rules(makeup))
        made_up(case, 2)
        case.tell("session.missed", on(4))
        assert ("owed" in case.true(on(5))) is owed


def test_by_the_way_a_session_was_lost() -> None:
    protocol = rules("", '[atoms]\nowed = { not_made_up = 1, of = ["canceled"] }\n')
    case = case_of(protocol, 2)
    assert "owed" not in case.true(on(3))
    case.tell("session.booked", on(3), starts=on(8))
    case.tell("session.canceled", on(5), starts=on(8), by="client")
    assert "owed" in case.true(on(9))


def test_forms_ask_where_a_session_is_held_only_where_the_rules_ask() -> None:
    asked = words_known(rules('place = ["office"]'))
    assert "office" in asked["session.booked.place"] and "video" in asked["session.attended.place"]
    assert words_known(rules(""))["session.booked.place"] == ()
    assert words_known(rules('purpose = ["group"]'))["session.booked.purpose"] == ("session", "group")


def test_the_model_can_be_overdue_and_come_back() -> None:
    protocol = load_protocol(SCENARIOS / "rules" / "drivers-program.toml")
    beside = next(grid for grid in grids_of(protocol) if grid.side == "makeups")
    reached = explore(protocol, beside)
    late, owed = (reached.model.has(reached.states, name) for name in ("makeup_overdue", "makeup_owed"))
    assert (late & owed).any() and (late & ~owed).any() and (~late & owed).any()


def test_what_extends_keeps_it_and_may_say_another_one() -> None:
    own = rules('within = "10 days"\npurpose = ["group"]\nmost = 4')
    kept = extending(own, "[missed]\nlate_minutes = 20\n")
    assert kept.making_up == own.making_up == MakingUp(Span(10, "days"), ("group",), (), 4)
    assert "late" not in made_up(case_of(kept, 2), 12, purpose="group").true(on(14))
    assert "late" in made_up(case_of(kept, 2), 12).true(on(14)), "in a session of another kind"
    another = extending(own, "[makeup]\nmost = 2\n")
    assert another.making_up == MakingUp(most=2), "a section is replaced as a whole"
    assert "late" not in made_up(case_of(another, 2), 12).true(on(14))
    assert rules("").making_up is None
