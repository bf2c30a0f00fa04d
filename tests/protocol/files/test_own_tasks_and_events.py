"""Tasks and events that a protocol declares: what is refused, what inherited, what goes through the gate."""

from __future__ import annotations

import pytest

from heardfirst.protocol import Protocol, parse_protocol
from heardfirst.protocol.proving.happening_words import sentence_of
from heardfirst.protocol.proving.verdicts import Happening
from heardfirst.protocol.rules.effects import outside_rows, sides_of, staff_rows
from heardfirst.protocol.telling.comparison import differences
from heardfirst.protocol.telling.drawing import draw
from heardfirst.protocol.telling.protocol_text import show_text
from heardfirst.protocol.vocabulary.errors import ProtocolError
from tests.protocol.essays import ESSAYS, essays

CHECK = "acts = []\n\n[events"
FAILED = 'by = "outside"'

WRONG = {
    "no acts": (CHECK, "[events", "acts = [], or some of charges, ends, writes"),
    "an act of nobody's": (CHECK, 'acts = ["charge"]\n\n[events', 'Did you mean "charges"'),
    "telling as an act": (CHECK, 'acts = ["tells"]\n\n[events', 'tells = "probation"'),
    "telling nobody known": (CHECK, 'acts = []\ntells = "cort"\n\n[events', 'Did you mean "court"'),
    "an act of others": (FAILED, 'by = "outside"\nacts = ["charges"]', 'by = "staff"'),
    "whose doing": (FAILED, 'by = "outsider"', 'Did you mean "outside"'),
    "no label": ('label = { en = "Read the essay", es = "Leer el ensayo" }\n', "", "write it in words"),
    "a long label": ('"Read the essay"', f'"{"x" * 81}"', "at most 80 characters"),
    "two lines": ('"Read the essay"', '"Read\\nit"', "one line"),
    "a brace": ('"Read the essay"', '"Read {name}"', "without braces"),
    "a name": ("[tasks.check_essay]", "[tasks.Check_it]", "is no name"),
    "a step's name": ("[tasks.check_essay]", "[tasks.hardship]", "a task of this name already"),
    "a key": (FAILED, 'by = "outside"\nclrk = true', 'Did you mean "clerk"'),
    "an unknown event": ('until = "essay_in"', 'until = "esay_in"', 'Did you mean "essay_in"'),
    "an unknown task": ('until = { done = "check_essay" }', 'until = { done = "chek_essay" }', "check_essay"),
    "until itself": ('until = "essay_in"', 'until = "essay_assigned"', "another event"),
    "two ways to count": ('within = "90 days"', 'within = "90 days", per = "month"', "use only one"),
    "nought times": ("times = 3", "times = 0", "from 1"),
    "a window of nothing": ('"90 days"', '"0 days"', "longer than zero"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_is_wrong_is_refused_with_the_right_word(case: str) -> None:
    old, new, says = WRONG[case]
    with pytest.raises(ProtocolError, match=r"essays\.toml, line \d+") as refused:
        essays(old, new)
    assert says in str(refused.value)


def test_there_is_room_for_twenty_of_each() -> None:
    many = "".join(
        f'[events.{"abcdefghijklmnopqrstu"[n] * 3}]\nlabel = "X"\nby = "client"\n' for n in range(18)
    )
    with pytest.raises(ProtocolError, match="there is room for 20 events"):
        essays("[atoms]", many + "[atoms]")
    assert len(essays("[atoms]", many.rpartition("[events")[0] + "[atoms]").events) == 20


GATE = {
    "an event that sanctions": ('role = "charge"', 'role = "record"', "essay_assigned charges or sanctions"),
    "a task that charges": (CHECK, 'acts = ["charges"]\n\n[events', "check_essay charges or sanctions"),
    "a task that ends": (CHECK, 'acts = ["ends"]\n\n[events', "check_essay ends the service"),
    "a task that writes": (CHECK, 'acts = ["writes"]\n\n[events', "check_essay writes to the client"),
    "a task that tells": (CHECK, 'acts = []\ntells = "probation"\n\n[events', "check_essay tells somebody"),
    "an event of nobody's": ('done = ["assigned"]\n', "", "say what happens"),
}  # fmt: skip


@pytest.mark.parametrize("case", GATE)
def test_an_act_goes_through_the_gate(case: str) -> None:
    old, new, says = GATE[case]
    with pytest.raises(ProtocolError) as refused:
        essays(old, new)
    assert says in str(refused.value)


def test_telling_by_a_task_needs_a_basis_for_that_recipient() -> None:
    tells = ESSAYS.replace(CHECK, 'acts = []\ntells = "probation"\n\n[events', 1)
    tells = tells.replace('name = "check_it"\nrole = "support"', 'name = "check_it"\nrole = "report"')
    with pytest.raises(ProtocolError, match=r'probation_basis = \{ release_for = "probation" \}'):
        parse_protocol(tells.encode(), "essays.toml")
    needs = 'needs = ["probation_basis", { any = ["heard", "tried"] }]\nwrites = ["step.done"]'
    tells = tells.replace('writes = ["step.done"]', needs)
    tells = tells.replace("[atoms]\n", '[atoms]\nprobation_basis = { release_for = "probation" }\n')
    step = parse_protocol(tells.encode(), "essays.toml").step("check_it")
    assert step.acts == {"tells"}
    assert [(each.to, each.basis) for each in step.disclosures] == [("probation", ("probation_basis",))]


HEIR = """
[protocol]
extends = "essays"
name = "Heir"
version = "1"
[tasks.check_essay]
label = { en = "Grade the essay", es = "Calificar el ensayo" }
acts = []
[events.essay_assigned]
label = { en = "Homework was given", es = "Se dio una tarea" }
by = "staff"
acts = []
[events.curfew_broken]
label = { en = "Curfew was broken", es = "No respetó el toque de queda" }
by = "client"
[[step]]
name = "assign"
role = "support"
label = "Give homework"
wanted = ["missed", "not assigned"]
done = ["assigned"]
writes = ["program.event"]
"""


def heir(text: str = HEIR) -> Protocol:
    return parse_protocol(text.encode(), "heir.toml", {"essays": ESSAYS.encode()})


def test_an_heir_adds_and_replaces_by_name() -> None:
    rules = heir()
    assert list(rules.events) == ["essay_assigned", "essay_in", "test_failed", "curfew_broken"]
    assert rules.events["essay_assigned"].label["en"] == "Homework was given"
    assert rules.step("assign").acts == frozenset(), "by what its own table says of the event"
    sentences = " ".join(sentence for section in show_text(rules, "en") for sentence in section.sentences)
    assert "Grade the essay" in sentences and "Read the essay" not in sentences
    steps = {step.name: step for step in show_text(rules, "en")[-1].steps}
    assert "Grade the essay" in " ".join(steps["check_it"].wanted), "the inherited facts speak of it too"


def test_what_it_names_itself_is_told_shown_drawn_and_compared() -> None:
    before, after = essays(), heir()
    shown = {section.key: section.sentences for section in show_text(before, "en")}
    assert shown["own"] == (
        "Task: “Read the essay”. It does nothing to the client, the program says.",
        "Event, by staff: “An essay was assigned”. By it we charge or sanction the client.",
        "Event, by the client: “The essay was handed in”.",
        "Event, by others: “A drug test was failed”.",
    )
    assert "own" in {section.key for section in show_text(before, "es")}
    assert any("3 times within 90 days" in sentence for sentence in shown["numbers"])
    assert "that this happened or was done: “An essay was assigned”" in {
        step.writes for step in show_text(before, "en")[-1].steps
    }
    drawn = draw(before, "es").text
    assert "desde esto: “Se entregó el ensayo”" in drawn, "the event that starts a deadline"
    assert "Asignar un ensayo (Cobros;" in drawn
    told = " ".join(differences(before, after, "en"))
    assert "Curfew was broken" in told and "Homework was given" in told
    label = essays('"Read the essay"', '"Read it"')
    assert any("Read it" in sentence for sentence in differences(before, label, "en"))


def test_the_proof_knows_who_may_bring_it_about() -> None:
    rules = essays()
    assert "events" in sides_of(rules)
    rows = list(outside_rows(rules, notice=False, basis="consent", side="events"))
    found = {(row.label, row.by, row.then) for row in rows if row.label.startswith("program.event")}
    assert ("program.event essay_in", "client", "-essay_owed +essay_unread -review_due") in found
    failed = {then for label, by, then in found if (label, by) == ("program.event test_failed", "outside")}
    assert failed == {"+three_tests -review_due", "-review_due"}
    assert ("what happened lies back", "time") in {(row.label, row.by) for row in rows}
    [read] = staff_rows(rules, rules.step("check_it"), "plain")
    assert "-essay_unread" in read.then
    taken = [row.then for row in staff_rows(rules, rules.step("assign"), "events")]
    assert taken and all("+assigned" in then and "+essay_owed" in then for then in taken)


def test_a_story_tells_it_in_the_programs_words() -> None:
    happening = Happening("program.event test_failed", "outside", None, None)
    assert sentence_of(happening, essays(), "en") == "This happens: “A drug test was failed”."
    assert sentence_of(happening, essays(), "es") == "Ocurre esto: “Dio positivo una prueba de drogas”."
