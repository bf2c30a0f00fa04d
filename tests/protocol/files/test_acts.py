"""A step is what it does: what it writes and to whom, whatever somebody called it."""

from __future__ import annotations

import pytest

from heardfirst.protocol import load_protocol, never_overridden, parse_protocol, shipped_protocols
from heardfirst.protocol.files.exception_reading import is_citation
from heardfirst.protocol.vocabulary.atoms import ATOMS
from heardfirst.protocol.vocabulary.closed_lists import LISTS
from heardfirst.protocol.vocabulary.errors import ProtocolError
from heardfirst.protocol.vocabulary.kinds import KINDS

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
"""
COURT_STEPS = '["report_status", "notify_court", "supplement", "correct_court", "recommend_action"]'


def step(role: str, writes: str, *, needs: str = "", done: str = "", name: str = "tell_the_judge") -> str:
    return (
        f'{HEAD}[[step]]\nname = "{name}"\nrole = "{role}"\nlabel = "Tell the judge"\nwanted = ["missed"]\n'
        f"needs = [{needs}]\ndone = [{done}]\nwrites = [{writes}]\n"
    )


REFUSED = {
    "a disclosure under an innocent role": (
        step("record", '"disclosure.made"', done='"court_told"'), 14, '"escalate" or "report", not "record"'
    ),
    "an end under an innocent role": (step("support", '"case.closed"'), 14, 'role is "end", not "support"'),
    "a bill under an innocent role": (step("support", '"bill.sent"'), 14, 'role is "charge", not "support"'),
    "a letter under an innocent role": (step("reach", '"letter.sent"'), 14, 'role is "write"'),
    "a sanction as a task": (
        step("record", '"step.done"', done='"sanctioned"'), 14, "graduated_answer charges or sanctions"
    ),
    "two acts in one step": (
        step("write", '"letter.sent", "court.reported"', needs='"lawful_basis"'), 19, "make two steps"
    ),
    "a telling without a basis": (step("escalate", '"court.reported"'), 17, 'needs = ["lawful_basis"]'),
    "the court's basis for somebody else": (
        step("escalate", '"disclosure.made"', needs='"lawful_basis"', done='"victim_told"'),
        17,
        "for whom the order names, and for nobody else",
    ),
    "a telling of nobody": (step("escalate", '"disclosure.made"'), 18, "say who is told"),
    "a task of nobody's": (step("record", '"step.done"'), 18, "say which task is done"),
    "a report of a risk to somebody else": (
        step("protect", '"report.made"', done='"victim_told"'), 14, "tells somebody outside"
    ),
    "a report of a risk under another role": (
        step("record", '"report.made"', done='"hotline_called"'), 14, 'so role is "protect"'
    ),
    "a report of a risk where there is none": (
        step("protect", '"risk.acted", "report.made"', done='"hotline_called"'), 16, "risk_look_due"
    ),
    "a question to the family": (step("record", '"collateral.asked"'), 19, "no step writes collateral.asked"),
    "an end before anybody was heard": (
        step("end", '"case.closed"')
        + '[[exception]]\npromise = "contact-first"\nstep = "tell_the_judge"\nbecause = "So"\n'
        'jurisdiction = "California"\ncitation = "9 CCR 9886"\nconfirmed = 2026-11-30\nconfirmed_by = "C"\n',
        21,
        "before its client was heard or looked for",
    ),
    "a protection that protects nobody": (step("protect", '"note.signed"'), 14, "act on a risk"),
    "a court where none ordered it": (
        step("escalate", '"court.reported"', needs='"lawful_basis"').replace(
            "[atoms]", f"without = {COURT_STEPS}\n[order]\nmandated = false\n[atoms]"
        ),
        22,
        "none ordered this",
    ),
    "an override of its own": (step("record", '"step.overridden"'), 19, "no step writes step.overridden"),
    "heard, whom nobody reached": (
        step("understand", '"client.heard"', needs='"documented"'), 17, 'in_touch holds: needs = ["in_touch"]'
    ),
    "heard, if not in touch": (step("understand", '"client.heard"', needs='"not in_touch"'), 17, "in_touch"),
    "heard, in touch or else": (
        step("understand", '"client.heard"', needs='{ any = ["in_touch", "documented"] }'), 17, "in_touch"
    ),
    "heard, unless a deadline presses": (
        step("understand", '"client.declined"', needs='{ any = ["in_touch"], unless = "report_due" }'),
        17,
        "in a line that nothing waives",
    ),
    "a plan made with nobody": (
        step("support", '"plan.agreed"'), 16, 'needs = [{ any = ["in_touch", "heard"] }]'
    ),
    "stakes explained to nobody": (step("understand", '"stakes.discussed"'), 16, "in_touch or heard holds"),
    "told first, and never heard": (
        step("understand", '"client.forewarned"', needs='"in_touch"'), 17, 'needs = ["heard"]'
    ),
    "hardship weighed without a word": (
        step("support", '"step.done"', done='"hardship_considered"'), 16, "hardship may be recorded only"
    ),
    "a talk that must succeed": (step("reach", '"contact.made"'), 19, "may end in contact.tried as well"),
    "a decision of the court": (step("record", '"court.decided"'), 19, "others do that"),
    "other terms of the order": (step("record", '"order.changed"'), 19, "no step writes order.changed"),
    "a client turned away": (step("record", '"session.turned_away"'), 19, "others do that"),
    "a consent that staff give": (step("record", '"consent.given"'), 19, "the client does that"),
    "a miss that a step makes": (
        step("record", '"session.missed"'), 16, 'outcome_unknown holds: needs = ["outcome_unknown"]'
    ),
    "a session canceled on paper": (step("record", '"session.canceled"'), 16, "outcome_unknown"),
    "an excuse nobody asked for": (step("support", '"session.excused"'), 16, 'excuse_lacks = "anything"'),
    "a rule of the client's": (step("record", '"contact_rule.set"'), 19, "people record that by itself"),
    "a notice to the Tribe without its basis": (
        step("report", '"tribe.informed"', needs='"lawful_basis"'), 17, "this tells the Tribe"
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
    assert asked_for <= written, "a step may write only what a program needs"


def test_what_a_kind_requires_is_a_fact() -> None:
    facts = {*ATOMS, "excuse_lacks", "leave_lacks"}
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
                assert asked & set(disclosure.basis), (name, each.name)


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
        ("Contract, Rule 4", False), ("Ohio law", False),
    ],
)  # fmt: skip
def test_a_citation_can_be_looked_up(citation: str, good: bool) -> None:
    assert is_citation(citation) is good
