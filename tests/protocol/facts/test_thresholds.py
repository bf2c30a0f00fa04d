"""What a protocol may name, grant and charge: every kind at its boundary, in files of one's own."""

from __future__ import annotations

from datetime import timedelta

import pytest

from heardfirst.protocol import Protocol, Reason, load_protocol, say, shipped_protocols, start_of, words_known
from heardfirst.protocol.proving.model import Model, grids_of
from heardfirst.protocol.proving.proofs import proof_of
from heardfirst.protocol.rules.effects import SIDES, sides_of
from tests.protocol.tellings import DEFAULT, Case, on, with_rules

PROTOCOLS = [load_protocol(name) for name in shipped_protocols()]


def naming(fact: str, more: str = "") -> Protocol:
    """The default with one fact of its own, called `own`."""
    return with_rules(f"{more}\n[atoms]\nown = {fact}\n")


def missing(protocol: Protocol, *days: int, **terms: object) -> Case:
    case = Case(protocol, **terms)
    for day in days:
        case.tell("session.missed", on(day))
    return case


# -- counts


@pytest.mark.parametrize(("fact", "days", "asked", "holds"), [
    ("{ missed = 2 }", (2,), 3, False),
    ("{ missed = 2 }", (2, 9), 10, True),
    ("{ allowed = 1 }", (2, 9), 10, True),
    ("{ allowed = 0 }", (2,), 3, True),
    ('{ missed = 2, per = "month" }', (2, 31), 31.9, True),
    ('{ missed = 2, per = "month" }', (2, 31), 32, True),  # April has begun, and the response is open
    ('{ missed = 2, per = "week" }', (6, 9), 10, False),  # Friday, and the Monday after
    ('{ missed = 2, per = "week" }', (2, 8), 8.9, True),
    ('{ missed = 2, within = "7 days" }', (2, 8), 8.9, True),
    ('{ missed = 2, within = "7 days" }', (2, 9), 9.9, False),
])  # fmt: skip
def test_misses_are_counted(fact: str, days: tuple[int, ...], asked: float, holds: bool) -> None:
    case = missing(naming(fact), *days)
    whole = int(asked)
    facts = case.facts(on(whole, round((asked - whole) * 24) or (0.5 if whole == 32 else 11)))
    assert ("own" in case.protocol.unpack(facts.bits)) is holds


@pytest.mark.parametrize("fact", ['{ missed = 2, within = "14 days" }', '{ missed = 2, per = "month" }'])
def test_what_an_open_response_rests_on_was_settled_at_the_miss(fact: str) -> None:
    case = missing(naming(fact), 20, 30)
    assert {"own"} <= case.true(on(31)) & case.true(on(40)) & case.true(on(80))
    case.tell("session.missed", on(81))
    assert "own" in case.true(on(82)), "one more of the same response takes nothing from it"
    case.tell("session.attended", on(83))
    assert "own" not in case.true(on(84)), "the response is over"
    case.tell("session.missed", on(96))
    assert "own" not in case.true(on(97)), "the next one counts anew, at its miss"


def test_a_court_that_decides_ends_what_a_response_rests_on() -> None:
    case = missing(naming('{ missed = 2, within = "14 days" }'), 2, 9)
    case.tell("court.decided", on(20), outcome="continued")
    assert "own" in case.true(on(30)), "it let the treatment go on, and ended nothing"
    case.tell("court.decided", on(31), outcome="released")
    assert "own" not in case.true(on(40))


def test_a_miss_that_was_excused_counts_no_more_however_settled() -> None:
    case = missing(naming('{ missed = 2, within = "14 days" }'), 2, 9)
    case.tell("session.excused", on(30), starts=on(2))
    assert "own" not in case.true(on(31))


def test_the_first_edition_let_a_count_lapse_while_a_response_was_open() -> None:
    kept = with_rules('facts = 1\n[atoms]\nown = { missed = 2, within = "14 days" }\n')
    case = missing(kept, 2, 9)
    assert "own" in case.true(on(15)) and "own" not in case.true(on(17))


def test_a_period_that_ends_says_when_to_look_again() -> None:
    case = missing(naming('{ missed = 1, per = "month" }'), 30)
    case.tell("session.attended", on(31, 9))
    assert "own" in case.true(on(31, 23.99))
    look = case.facts(on(31, 23)).look_again_at
    assert look is not None and look <= on(32, 0.1)
    assert "own" not in case.true(on(32, 0.1))


def test_in_a_row_ends_with_a_session_attended() -> None:
    case = missing(naming("{ missed = 2, in_a_row = true }"), 2, 4)
    assert "own" in case.true(on(5))
    case.tell("session.attended", on(6))
    case.tell("session.missed", on(8))
    assert "own" not in case.true(on(9))


def test_since_the_service_began_again() -> None:
    case = missing(naming("{ missed = 2, since_restart = true }"), 2, 4)
    assert "own" in case.true(on(5))
    case.tell("session.booked", on(6), starts=on(9), anew=True)
    assert "own" not in case.true(on(7)), "the program begins anew"
    case.tell("session.missed", on(9))
    assert "own" not in case.true(on(10))
    case.tell("session.missed", on(11))
    assert "own" in case.true(on(12))
    case.tell("service.ended", on(13), reason="discharged")
    case.tell("case.reopened", on(20))
    assert "own" not in case.true(on(21)), "after reinstatement"


def test_since_the_present_phase_began() -> None:
    case = Case(naming('{ missed = 2, since = "phase" }'))
    case.tell("session.missed", on(2))
    case.tell("session.missed", on(3))
    assert "own" in case.true(on(4)), "nobody said that there are phases"
    case.tell("order.changed", on(5), terms={"phase": 1})
    assert "own" not in case.true(on(6))
    case.tell("session.missed", on(7))
    case.tell("order.changed", on(8), terms={"phase": 1, "charges": True})
    case.tell("session.missed", on(9))
    assert "own" in case.true(on(10)), "it is the same phase"
    case.tell("order.changed", on(11), terms={"phase": 2})
    assert "own" not in case.true(on(12))
    case.tell("order.changed", on(13), terms={"phase": 1})
    assert "own" not in case.true(on(14)), "back in phase 1, the count begins anew"


def test_since_the_program_began() -> None:
    case = missing(naming('{ missed = 2, since = "admission" }'), 2, 4, started="2026-03-03")
    assert "own" not in case.true(on(5))
    case.tell("session.missed", on(6))
    assert "own" in case.true(on(7))
    assert "own" in missing(case.protocol, 2, 4).true(on(5)), "nobody said when it began"


def test_since_the_last_dismissal() -> None:
    case = missing(naming('{ missed = 1, since = "dismissal" }'), 2)
    assert "own" not in case.true(on(3)), "nobody was dismissed"
    case.tell("service.ended", on(4), reason="discharged")
    case.tell("case.reopened", on(8))
    case.tell("session.attended", on(9))
    assert "own" not in case.true(on(10))
    case.tell("session.missed", on(11))
    assert "own" in case.true(on(12))


def test_an_older_word_for_since_the_service_began_again() -> None:
    old, new = naming("{ missed = 2, since_restart = true }"), naming('{ missed = 2, since = "restart" }')
    assert old.thresholds == new.thresholds


@pytest.mark.parametrize("since", ["phase", "admission", "dismissal"])
def test_the_model_lets_the_count_begin_anew(since: str) -> None:
    protocol = naming(f'{{ missed = 2, since = "{since}" }}')
    beside = next(grid for grid in grids_of(protocol) if grid.side == "repeats")
    model = Model(protocol, beside)
    bit = model.at["own"]
    assert any(effect.clear & bit and not effect.set & bit for effect in model.outside)
    assert proof_of(protocol) is None


def test_only_the_length_the_order_names_has_a_number() -> None:
    protocol = naming("{ missed = 3, missed_by_months = { 6 = 1 }, allowed_by_months = { 18 = 1 } }")
    assert "own" in missing(protocol, 2, program_months=6).true(on(3))
    assert "own" not in missing(protocol, 2, program_months=18).true(on(3))
    assert "own" in missing(protocol, 2, 4, program_months=18).true(on(5))
    assert "own" not in missing(protocol, 2, 4, program_months=12).true(on(5))
    assert "own" in missing(protocol, 2, 4, 6).true(on(7)), "any other length"


def test_responses_within_a_window() -> None:
    case = missing(naming('{ responses = 2, within = "14 days" }'), 2)
    assert "own" not in case.true(on(3))
    case.tell("session.attended", on(4))
    case.tell("session.missed", on(15))
    assert "own" in case.true(on(15, 11)), "both began within 14 days"
    case.tell("session.attended", on(16))
    case.tell("session.missed", on(30))
    assert "own" not in case.true(on(31)), "the one before began 15 days earlier"


def test_sessions_to_make_up_may_be_missed_ones() -> None:
    case = missing(naming('{ not_made_up = 2, of = ["missed", "excused"] }'), 2)
    assert "own" not in case.true(on(3))
    case.tell("session.missed", on(4))
    assert "own" in case.true(on(5))
    case.tell("session.attended", on(6), makes_up=True)
    assert "own" not in case.true(on(7))


# -- what is granted


@pytest.mark.parametrize(("hours", "excused"), [(24, True), (23, False)])
def test_an_excuse_in_time(hours: int, excused: bool) -> None:
    protocol = naming('{ excuse_lacks = "notice" }', '[excuse]\nnotice = "24 hours"\n')
    case = Case(protocol)
    case.tell("session.missed", on(5))
    asked = (on(5) - timedelta(hours=hours)).isoformat()
    case.tell("session.excused", on(6), starts=on(5), asked_at=asked)
    true = case.true(on(7))
    assert ("missed" not in true) is excused and ("own" in true) is not excused


@pytest.mark.parametrize(("afterwards", "reason", "granted"), [
    ("true", "illness", True), ("false", "illness", False), ('["illness"]', "illness", True),
    ('["illness"]', "vacation", False),
])  # fmt: skip
def test_an_excuse_afterwards(afterwards: str, reason: str, granted: bool) -> None:
    case = missing(with_rules(f"[excuse]\nafterwards = {afterwards}\n"), 2)
    case.tell("session.excused", on(3), starts=on(2), reason=reason)
    assert ("missed" not in case.true(on(4))) is granted


def test_without_a_section_every_excuse_counts_and_a_refused_one_never() -> None:
    case = missing(DEFAULT, 2)
    case.tell("session.excused", on(3), starts=on(2), refused=True)
    assert "missed" in case.true(on(4))
    case.tell("session.excused", on(5), starts=on(2))
    assert "missed" not in case.true(on(6))


@pytest.mark.parametrize(("until", "granted"), [("2026-03-14", True), ("2026-03-15", False), (None, False)])
def test_a_leave_of_at_most_so_long(until: str | None, granted: bool) -> None:
    protocol = naming('{ leave_lacks = "length" }', '[leave]\nlongest = "14 days"\n')
    case = missing(protocol, 5)
    case.tell("leave.granted", on(6), where_from="2026-03-01", until=until)
    assert ("own" not in case.true(on(7))) is granted is ("missed" not in case.true(on(7)))


# -- who was told, asked, agreed with


def test_a_release_is_for_whom_it_names_and_as_long_as_it_lasts() -> None:
    case = Case(naming('{ release_for = "motor_vehicles" }'))
    case.tell("consent.given", on(2), to="court", purpose="reporting")
    assert "own" not in case.true(on(3))
    case.tell("consent.given", on(4), to="motor_vehicles", until="2026-03-10")
    assert "own" in case.true(on(10, 23)) and "own" not in case.true(on(11, 0.1))
    assert case.facts(on(9)).look_again_at is not None
    case.tell("consent.given", on(12), to="motor_vehicles")
    case.tell("consent.withdrawn", on(13), to="motor_vehicles")
    assert "own" in case.true(on(12, 11)) and "own" not in case.true(on(13, 11))


@pytest.mark.parametrize(("since", "holds"), [("miss", False), ("response", True), ("start", True)])
def test_since_when_something_counts_as_done(since: str, holds: bool) -> None:
    case = missing(naming(f'{{ done = "linked_to_care", since = "{since}" }}'), 2)
    case.tell("step.done", on(3), step="linked_to_care")
    assert "own" in case.true(on(4))
    case.tell("session.missed", on(5))
    assert ("own" in case.true(on(6))) is holds


def test_told_since_the_dismissal() -> None:
    case = missing(naming('{ told = "family", since = "dismissal" }'), 2)
    case.tell("disclosure.made", on(3), to="family", what="attendance", basis="consent")
    case.tell("service.ended", on(4), reason="discharged")
    assert "own" not in case.true(on(5))
    case.tell("report.made", on(6), to="family", basis="statute")
    assert "own" in case.true(on(7))


def test_agreed_since_the_latest_miss() -> None:
    case = missing(naming('{ agreed = "dismiss" }'), 2)
    case.tell("supervisor.consulted", on(3), agreed="recommend_action")
    assert "own" not in case.true(on(4))
    case.tell("supervisor.consulted", on(4), agreed="dismiss")
    assert "own" in case.true(on(5))
    case.tell("session.missed", on(6))
    assert "own" not in case.true(on(7))


def test_a_question_from_one_side_only() -> None:
    case = Case(naming('{ asked_by = "court" }'))
    case.tell("court.asked", on(2), by="probation")
    assert "own" not in case.true(on(3))
    case.tell("court.asked", on(4), by="court")
    facts = case.facts(on(5))
    assert "own" in case.protocol.unpack(facts.bits)
    assert facts.clocks["own"] == facts.clocks["receipt"] == on(4)


def asked_twice(protocol: Protocol) -> Case:
    case = Case(protocol)
    case.tell("court.asked", on(2), by="court")
    case.tell("court.asked", on(3), by="other_state")
    return case


def test_an_answer_settles_one_question_of_whoever_it_went_to() -> None:
    case = asked_twice(naming('{ asked_by = "anyone" }'))
    case.tell("court.reported", on(4), form="answer", asker="other_state")
    facts = case.facts(on(5))
    assert "own" in case.protocol.unpack(facts.bits) and facts.clocks["receipt"] == on(2)
    assert (
        say(Reason("own", facts.counts, own=case.protocol.thresholds))
        == "A request needs an answer. Asked by: The court."
    )
    case.tell("court.reported", on(6), form="answer", asker="counsel")
    assert "own" in case.true(on(7)), "whoever did not ask has nothing answered"
    case.tell("court.reported", on(8), form="answer", asker="court")
    assert "own" not in case.true(on(9))


def test_an_answer_to_nobody_by_name_settles_the_oldest_question() -> None:
    case = asked_twice(naming('{ asked_by = "anyone" }'))
    case.tell("court.reported", on(4), form="answer")
    assert case.facts(on(5)).clocks["receipt"] == on(3)
    case.tell("court.asked", on(6), by="other_state")
    case.tell("court.reported", on(7), form="answer")
    assert case.facts(on(8)).clocks["receipt"] == on(6)


def test_one_answer_settled_every_question_in_the_first_edition() -> None:
    case = asked_twice(with_rules('facts = 1\n[atoms]\nown = { asked_by = "anyone" }\n'))
    case.tell("court.reported", on(4), form="answer", asker="court")
    assert "own" not in case.true(on(5))


# -- days without service


def test_days_without_service_begin_with_the_admission() -> None:
    gap = "[atoms]\nown = { days_without_service = 21 }\n"
    for text, since in ((gap, 2), ("facts = 1\n" + gap, 20)):
        case = Case(with_rules(text), started="2026-03-01")
        case.tell("case.opened", on(2))
        case.tell("session.missed", on(20))
        assert "own" not in case.true(on(since + 20, 23)), text
        assert "own" in case.true(on(since + 21, 11)), text
        case.tell("session.attended", on(45))
        assert "own" not in case.true(on(46)), text


def test_a_program_that_began_elsewhere_counts_from_the_opening_of_the_case() -> None:
    case = Case(naming("{ days_without_service = 21 }"), started="2025-03-01")
    case.tell("case.opened", on(2))
    assert "own" not in case.true(on(22)) and "own" in case.true(on(24))


def test_days_without_service_begin_anew_when_somebody_is_taken_back() -> None:
    case = Case(naming("{ days_without_service = 21 }"), started="2026-03-01")
    case.tell("session.attended", on(2))
    case.tell("service.ended", on(30), reason="discharged")
    assert "own" not in case.true(on(31))
    case.tell("case.reopened", on(40))
    assert "own" not in case.true(on(60)) and "own" in case.true(on(62))


@pytest.mark.parametrize(("fact", "terms", "holds"), [
    ("{ phase = [2, 3] }", {"phase": 3}, True), ("{ phase = 2 }", {"phase": 1}, False),
    ("{ phase = 2 }", {}, False),
    ('{ capacity = "probation" }', {"capacity": "probation"}, True),
    ('{ capacity = ["probation", "court_staff"] }', {"capacity": "treatment"}, False),
    ('{ term = "icwa" }', {"icwa": True}, True), ('{ term = "icwa" }', {"at_stake": "liberty"}, False),
])  # fmt: skip
def test_what_the_order_says(fact: str, terms: dict[str, object], holds: bool) -> None:
    case = Case(naming(fact), **(terms or {"at_stake": "liberty"}))
    assert ("own" in case.true(on(3))) is holds


def test_fees_on_a_late_cancellation_and_a_tolerated_lateness() -> None:
    head = '[missed]\nlate_minutes = 15\ncancelled_within = "24 hours"\n'
    head += '[fees]\non = ["late", "cancelled_late"]\n'
    case = Case(naming('{ fee = "owed" }', head), charges=True)
    case.tell("session.missed", on(2))
    assert "own" not in case.true(on(3)), "a plain miss costs nothing here"
    case.tell("session.attended", on(4), late_minutes=5)
    facts = case.facts(on(5))
    assert "own" in case.protocol.unpack(facts.bits) and facts.clocks["own"] == on(4)
    case.tell("bill.sent", on(5, 11))
    case.tell("session.booked", on(6), starts=on(9))
    case.tell("session.canceled", on(8, 11), starts=on(9), by="client", notice=23 * 60)
    assert "own" in case.true(on(10))


def test_an_allowed_discharge_can_be_insisted_on_with_a_citation() -> None:
    """The shape that docs/protocols.md names: an ending once the supervisor agreed, and an exception."""
    step = (
        '[[step]]\nname = "let_go"\nrole = "end"\nlabel = "Let go"\nwanted = ["missed", "own"]\n'
        'needs = ["documented", { any = ["heard", "tried"] }]\nwrites = ["service.ended"]\n'
        '[[exception]]\npromise = "never-ended-for-absence"\nstep = "let_go"\n'
        'because = "Allowed."\njurisdiction = "Ohio"\ncitation = "Ohio Rev. Code 5122.01"\n'
        'confirmed = 2026-11-30\nconfirmed_by = "Counsel"\n'
    )
    protocol = with_rules('[atoms]\nown = { agreed = "dismiss" }\n' + step)
    case = missing(protocol, 2)
    case.tell("contact.made", on(3))
    case.tell("client.heard", on(3, 11))
    case.tell("note.signed", on(3, 12))
    case.tell("supervisor.consulted", on(3, 13))
    assert "let_go" not in case.decide(on(3, 14)).offered
    case.tell("supervisor.consulted", on(3, 15), agreed="dismiss")
    assert "let_go" in case.decide(on(3, 16)).offered


# -- the model and the words


def test_the_default_is_explored_beside_the_eight_and_no_more() -> None:
    assert sides_of(DEFAULT) == SIDES


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda each: each.key)
def test_every_fact_of_its_own_can_come_and_go_in_the_model(protocol: Protocol) -> None:
    comes, goes = set[str](), set[str]()
    for grid in grids_of(protocol):
        model = Model(protocol, grid)
        effects = [*model.outside, *(each for several in model.steps for each in several)]
        for name in protocol.thresholds:
            bit = model.at.get(name, 0)
            comes |= {name} if any(each.set & bit for each in effects) else set()
            goes |= {name} if any(each.clear & bit for each in effects) else set()
    own = set(protocol.thresholds)
    never_again = {"second_time", "third_time", "told_before", "beyond_allowance"}
    assert comes == own
    assert own - goes <= never_again, "counts and things once told stay"


def test_a_step_that_asks_for_two_sides_is_explored_beside_both() -> None:
    ohio = load_protocol("ohio-child-welfare")
    assert "terms+visits" in sides_of(ohio)
    assert not any("+" in side for side in sides_of(DEFAULT))


def test_a_form_begins_with_what_ticks_the_step() -> None:
    court = load_protocol("suffolk-treatment-court")
    assert start_of(court, "first_answer") == {"event": "essay_assigned"}
    assert start_of(load_protocol("san-diego-dui"), "hardship") == {"step": "hardship"}
    assert start_of(load_protocol("washington-dv"), "tell_victim")["to"] == "victim"
    assert start_of(court, "nothing") == {}
    known = words_known(DEFAULT)
    assert (known["step"], known["agreed"]) == (("seek_basis", "hardship"), ("recommend_action",))
    assert known["session.excused.reason"] == known["session.excused.asked_at"] == ()
    jersey = words_known(load_protocol("new-jersey-idrc"))
    assert jersey["session.excused.reason"][-1] == "other" and "session.excused.on" not in jersey
    hampshire = words_known(load_protocol("new-hampshire-idip"))
    assert "intake" in hampshire["session.booked.purpose"] and known["session.booked.purpose"] == ()
    assert words_known(load_protocol("los-angeles-mental-health"))["agreed"] == ()
    assert "fee_waived" in words_known(load_protocol("san-diego-dui"))["step"]


def test_a_consent_is_one_for_whom_it_names_and_for_telling() -> None:
    protocol = with_rules('[atoms]\nown = { release_for = "victim" }\n')
    case = missing(protocol, 2)
    case.tell("consent.given", on(3), to="court", purpose="legal_proceedings")
    assert "own" not in case.true(on(4)), "the court's consent is the court's alone"
    case.tell("consent.given", on(4), to="victim", purpose="treatment")
    assert "own" not in case.true(on(5)), "to be treated is not to be told on"
    case.tell("consent.given", on(5), to="victim", purpose="reporting", until="2026-03-08")
    assert "own" in case.true(on(6)) and "own" not in case.true(on(9))
