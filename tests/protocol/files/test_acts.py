"""A step is what it does: what it writes and to whom, whatever somebody called it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from heardfirst.protocol import (
    load_protocol,
    never_overridden,
    parse_protocol,
    refuse_confirmed_later,
    shipped_protocols,
)
from heardfirst.protocol.files.exception_reading import is_citation
from heardfirst.protocol.vocabulary.atoms import ATOMS
from heardfirst.protocol.vocabulary.closed_lists import LISTS
from heardfirst.protocol.vocabulary.entry_defaults import start_of
from heardfirst.protocol.vocabulary.errors import ProtocolError
from heardfirst.protocol.vocabulary.kinds import KINDS
from heardfirst.protocol.vocabulary.protocol import DeclaredException
from tests.protocol.tellings import DEFAULT

HEAD = """[protocol]
extends = "court-mandated-treatment"
name = "Ours"
version = "1"
[atoms]
victim_told = { told = "victim" }
victim_basis = { release_for = "victim" }
court_told = { told = "court" }
papers_asked = { done = "papers_asked" }
sanctioned = { done = "graduated_answer" }
hotline_called = { told = "hotline" }
rules_explained = { done = "consequences_told" }
police_sent = { done = "welfare_check" }
"""
POLICE = 'police_sent = { done = "welfare_check" }'
COURT_STEPS = '["report_status", "notify_court", "supplement", "correct_court", "recommend_action"]'


def step(role: str, writes: str, *, needs: str = "", done: str = "", name: str = "tell_the_judge") -> str:
    return (
        f'{HEAD}[[step]]\nname = "{name}"\nrole = "{role}"\nlabel = "Tell the judge"\nwanted = ["missed"]\n'
        f"needs = [{needs}]\ndone = [{done}]\nwrites = [{writes}]\n"
    )


def answer(asker: str, needs: str) -> str:
    text = step("report", '"court.reported"', needs=needs).replace(
        'wanted = ["missed"]', 'wanted = ["question"]'
    )
    return text.replace(POLICE, f'question = {{ asked_by = "{asker}" }}')


REFUSED = {
    "a disclosure under an innocent role": (
        step("record", '"disclosure.made"', done='"court_told"'), 16, '"escalate" or "report", not "record"'
    ),
    "an end under an innocent role": (step("support", '"case.closed"'), 16, 'role is "end", not "support"'),
    "a bill under an innocent role": (step("support", '"bill.sent"'), 16, 'role is "charge", not "support"'),
    "a letter under an innocent role": (step("reach", '"letter.sent"'), 16, 'role is "write"'),
    "a sanction as a task": (
        step("record", '"step.done"', done='"sanctioned"'), 16, "graduated_answer charges or sanctions"
    ),
    "a letter as a task": (
        step("understand", '"step.done"', needs='"in_touch"', done='"rules_explained"'),
        16,
        "consequences_told writes to the client, so role is",
    ),
    "the police as a task": (step("support", '"step.done"', done='"police_sent"'), 16, 'role is "protect"'),
    "the police where there is no risk": (
        step("protect", '"risk.acted", "step.done"', done='"police_sent"'), 18, "risk_look_due"
    ),
    "two acts in one step": (
        step("write", '"letter.sent", "court.reported"', needs='"lawful_basis"'), 21, "make two steps"
    ),
    "a telling without a basis": (step("escalate", '"court.reported"'), 19, 'needs = ["lawful_basis"]'),
    "the court's basis for somebody else": (
        step("escalate", '"disclosure.made"', needs='"lawful_basis"', done='"victim_told"'),
        19,
        "for whom the order names, and for nobody else",
    ),
    "a telling of nobody": (step("escalate", '"disclosure.made"'), 20, "say who is told"),
    "a task of nobody's": (step("record", '"step.done"'), 20, "say which task is done"),
    "a report of a risk to somebody else": (
        step("protect", '"report.made"', done='"victim_told"'), 16, "tells somebody outside"
    ),
    "a report of a risk under another role": (
        step("record", '"report.made"', done='"hotline_called"'), 16, 'so role is "protect"'
    ),
    "a report of a risk where there is none": (
        step("protect", '"risk.acted", "report.made"', done='"hotline_called"'), 18, "risk_look_due"
    ),
    "a question to the family": (step("record", '"collateral.asked"'), 21, "no step writes collateral.asked"),
    "an end before anybody was heard": (
        step("end", '"case.closed"')
        + '[[exception]]\npromise = "contact-first"\nstep = "tell_the_judge"\nbecause = "So"\n'
        'jurisdiction = "California"\ncitation = "9 CCR 9886"\nconfirmed = 2026-11-30\nconfirmed_by = "C"\n',
        23,
        "before its client was heard or looked for",
    ),
    "a protection that protects nobody": (step("protect", '"note.signed"'), 16, "act on a risk"),
    "a court where none ordered it": (
        step("escalate", '"court.reported"', needs='"lawful_basis"').replace(
            "[atoms]", f"without = {COURT_STEPS}\n[order]\nmandated = false\n[atoms]"
        ),
        24,
        "none ordered this",
    ),
    "an override of its own": (step("record", '"step.overridden"'), 21, "no step writes step.overridden"),
    "heard, whom nobody reached": (
        step("understand", '"client.heard"', needs='"documented"'), 19, 'in_touch holds: needs = ["in_touch"]'
    ),
    "heard, if not in touch": (step("understand", '"client.heard"', needs='"not in_touch"'), 19, "in_touch"),
    "heard, in touch or else": (
        step("understand", '"client.heard"', needs='{ any = ["in_touch", "documented"] }'), 19, "in_touch"
    ),
    "heard, unless a deadline presses": (
        step("understand", '"client.declined"', needs='{ any = ["in_touch"], unless = "report_due" }'),
        19,
        "in a line that nothing waives",
    ),
    "a plan made with nobody": (
        step("support", '"plan.agreed"'), 18, 'needs = [{ any = ["in_touch", "heard"] }]'
    ),
    "stakes explained to nobody": (step("understand", '"stakes.discussed"'), 18, "in_touch or heard holds"),
    "told first, and never heard": (
        step("understand", '"client.forewarned"', needs='"in_touch"'), 19, 'needs = ["heard"]'
    ),
    "hardship weighed without a word": (
        step("support", '"step.done"', done='"hardship_considered"'), 18, "hardship may be recorded only"
    ),
    "a talk that must succeed": (step("reach", '"contact.made"'), 21, "may end in contact.tried as well"),
    "a decision of the court": (step("record", '"court.decided"'), 21, "others do that"),
    "other terms of the order": (step("record", '"order.changed"'), 21, "no step writes order.changed"),
    "a client turned away": (step("record", '"session.turned_away"'), 21, "others do that"),
    "a consent that staff give": (step("record", '"consent.given"'), 21, "the client does that"),
    "a miss that a step makes": (
        step("record", '"session.missed"'), 18, 'outcome_unknown holds: needs = ["outcome_unknown"]'
    ),
    "a session canceled on paper": (step("record", '"session.canceled"'), 18, "outcome_unknown"),
    "an excuse nobody asked for": (step("support", '"session.excused"'), 18, 'excuse_lacks = "anything"'),
    "a service that begins again by itself": (
        step("support", '"case.reopened"'), 18, '"wants_back"], with wants_back = { asks_back = true }'
    ),
    "a rule of the client's": (step("record", '"contact_rule.set"'), 21, "people record that by itself"),
    "her lawyer, told behind her back": (
        step("support", '"counsel.informed"', needs='"documented"'), 19, '["in_touch", "not stop_asked"]'
    ),
    "her lawyer, when she wants to be left alone": (
        step("support", '"counsel.informed"', needs='"heard"'), 19, 'release_for = "counsel"'
    ),
    "an answer to anybody": (
        answer("anyone", '"lawful_basis", "heard"'), 18, 'asked_by = "authority" for the court'
    ),
    "an answer to her lawyer on the court's basis": (
        answer("counsel", '"lawful_basis", "heard"'), 19, "this tells their lawyer"
    ),
    "an answer to somebody else": (answer("other", '"lawful_basis", "heard"'), 19, 'release_for = "other"'),
    "an answer to the court without a basis": (answer("court", '"heard"'), 19, 'needs = ["lawful_basis"]'),
    "a notice to the Tribe without its basis": (
        step("report", '"tribe.informed"', needs='"lawful_basis"'), 19, "this tells the Tribe"
    ),
}  # fmt: skip


@pytest.mark.parametrize("lie", REFUSED)
def test_what_a_step_hides_is_refused_with_its_line_and_the_right_word(lie: str) -> None:
    text, line, says = REFUSED[lie]
    with pytest.raises(ProtocolError) as refused:
        parse_protocol(text.encode(), "own.toml")
    assert f"own.toml, line {line}:" in str(refused.value), str(refused.value)
    assert says in str(refused.value), str(refused.value)


@pytest.mark.parametrize("lie", REFUSED)
def test_what_was_kept_is_read_as_it_was_written(lie: str) -> None:
    kept = parse_protocol(REFUSED[lie][0].encode(), "own.toml", {})
    assert "tell_the_judge" in kept.places, "cases that follow it go on being decided by it"


def test_what_others_bring_about_is_left_to_them() -> None:
    left = {name for name, kind in KINDS.items() if not kind.of_steps and kind.by != "staff"}
    assert {"court.decided", "order.changed", "consent.given", "session.turned_away", "bill.paid"} <= left
    written = {
        kind for name in shipped_protocols() for each in load_protocol(name).steps for kind in each.writes
    }
    asked_for = {name for name, kind in KINDS.items() if kind.in_steps}
    asked_for.remove("program.event")  # what it is, each program says for itself
    assert asked_for <= written, "a step may write only what a program needs"


def test_what_a_kind_requires_is_a_fact() -> None:
    facts = {*ATOMS, "excuse_lacks", "leave_lacks", "asks_back"}
    assert all(set(kind.requires) <= facts and kind.beside in ("", *KINDS) for kind in KINDS.values())
    assert all(set(requires) <= facts for requires in LISTS["task"].requires.values())


def test_a_name_means_nothing() -> None:
    text = load_protocol("california-dui").source
    renamed = parse_protocol(text.replace("tell_of_dismissal", "tell_of_expulsion").encode(), "own.toml")
    (disclosure,) = renamed.step("tell_of_expulsion").disclosures
    assert disclosure.form == "discharge"


def test_whom_each_shipped_step_tells_needs_a_basis_for_them() -> None:
    for name in shipped_protocols():
        for each in load_protocol(name).steps:
            asked = {literal for line in (*each.wanted, *each.needs) for literal in line.literals}
            for disclosure in each.disclosures:
                with_the_client = disclosure.presence and {"heard", "not stop_asked"} <= asked
                assert with_the_client or asked & set(disclosure.basis), (name, each.name)


@pytest.mark.parametrize("needs", ['"in_touch", "not stop_asked"', '"counsel_basis"'])
def test_their_own_lawyer_is_told_with_the_client_or_with_a_consent(needs: str) -> None:
    text = step("support", '"counsel.informed"', needs=needs)
    protocol = parse_protocol(
        text.replace(POLICE, 'counsel_basis = { release_for = "counsel" }').encode(), "own.toml"
    )
    assert protocol.step("tell_the_judge").acts == frozenset(), "it is the client's own side"


def test_no_override_tells_their_lawyer_before_the_client_is_reached() -> None:
    offer, declared = DEFAULT.step("offer_counsel"), DEFAULT.bits["declared_stop"] | DEFAULT.bits["missed"]
    assert never_overridden(offer, declared) == "lawful_bar"
    assert never_overridden(offer, declared | DEFAULT.bits["heard"]) == ""


def test_what_an_answer_says_of_itself() -> None:
    protocol = parse_protocol(answer("probation", '"lawful_basis", "heard"').encode(), "own.toml")
    assert start_of(protocol, "tell_the_judge") == {"form": "answer", "asker": "probation"}
    assert start_of(protocol, "offer_counsel") == {}


def test_no_override_opens_a_telling_without_its_own_basis() -> None:
    protocol = load_protocol("washington-dv")
    tell_victim, with_courts_basis = protocol.step("tell_victim"), protocol.bits["lawful_basis"]
    assert never_overridden(tell_victim, with_courts_basis) == "lawful_bar"
    assert never_overridden(tell_victim, with_courts_basis | protocol.bits["victim_basis"]) == ""


def test_every_kind_that_tells_says_whom() -> None:
    telling = {name for name, kind in KINDS.items() if kind.tells}
    assert {"court.reported", "disclosure.made", "report.made", "tribe.informed"} <= telling
    assert {name for name, kind in KINDS.items() if "tells" in kind.acts} <= telling


@pytest.mark.parametrize(
    ("citation", "good"),
    [
        ("9 CCR 9886", True), ("42 U.S.C. § 675(5)", True), ("N.J.A.C. 10:162-3.3", True),
        ("Ohio Rev. Code 5122.01", True), ("Local Rule 8.2", True), ("Ohio Juv. R. 29", True),
        ("Order of 2026-03-02, No. CF-2025-123", True), ("our board wants it", False), ("Rule 1", False),
        ("Board policy 7", False), ("House Rules 7", False), ("Provider Agreement 12 Laws", False),
        ("Dress Code 1", False), ("Employee guidelines, Rule 3", False),
        ("Contract, Rule 4", False), ("Ohio law", False), ("42 U.S.C.", False), ("9 CCR", False),
        ("Section 2919.25 of the Revised Code", True),
    ],
)  # fmt: skip
def test_a_citation_can_be_looked_up(citation: str, good: bool) -> None:
    assert is_citation(citation) is good


_ANEW = (
    '[[step]]\nname = "dismiss"\nrole = "end"\nlabel = "Dismiss"\nby = "supervisor"\n'
    'wanted = ["missed", "not dismissed"]\nneeds = ["heard"]\ndone = ["dismissed"]\n'
    'writes = ["service.ended"]\n'
)


@pytest.mark.parametrize("changed", [_ANEW, "[atoms]\nlong_gap = { days_without_service = 1 }\n"])
def test_a_law_confirmed_for_one_step_excuses_no_other(changed: str) -> None:
    head = '[protocol]\nextends = "california-dui"\nname = "Ours"\nversion = "1"\n'
    again = (
        '[[exception]]\npromise = "never-ended-for-absence"\nstep = "dismiss"\nbecause = "So"\n'
        'jurisdiction = "California"\ncitation = "9 CCR 9886"\nconfirmed = 2026-11-30\n'
        'confirmed_by = "Counsel"\n'
    )

    def exceptions(text: str) -> tuple[DeclaredException, ...]:
        return parse_protocol((head + text).encode(), "ours.toml").exceptions

    assert exceptions(changed) == () and exceptions(changed + again)
    unchanged = load_protocol("california-dui").exceptions
    assert exceptions("") == exceptions("[atoms]\ntried = { attempts = 4, days = 3 }\n") == unchanged


def test_a_law_is_not_confirmed_before_the_day_has_come() -> None:
    protocol = load_protocol("california-dui")
    (exception,) = protocol.exceptions
    assert exception.law is not None
    day = datetime.combine(exception.law.confirmed, time(), UTC)
    refuse_confirmed_later(protocol, day)
    refuse_confirmed_later(protocol, day - timedelta(hours=13))  # it is that day already in Kiribati
    with pytest.raises(ProtocolError, match="is still to come"):
        refuse_confirmed_later(protocol, day - timedelta(days=1))
