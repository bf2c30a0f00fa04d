"""A protocol read aloud: every rule in words, in both languages, and nothing of it left out."""

from __future__ import annotations

import json
import re

import pytest

from heardfirst.protocol import KINDS, Protocol, load_protocol, parse_protocol, shipped_protocols
from heardfirst.protocol.files.fee_reading import COSTS
from heardfirst.protocol.rules.promises import PROMISES
from heardfirst.protocol.telling.phrases import cited, frames_of
from heardfirst.protocol.telling.protocol_text import ShownStep, as_document, show_text
from heardfirst.protocol.vocabulary.atoms import CLOCKS_OF_FACTS
from heardfirst.protocol.vocabulary.roles import ROLES

PROTOCOLS = [load_protocol(name) for name in shipped_protocols()]
DEFAULT = PROTOCOLS[0]
OWN = """
[protocol]
extends = "court-mandated-treatment"
name = "Ours"
version = "7"
[missed]
no_show = false
cancelled_within = "90 minutes"
lates_make = 1
[atoms]
too_often = { missed = 2, in_a_row = true }
rarely = { missed = 5, within = "3 weeks" }
[timers]
keep_trying = ["7 days"]
[report]
within = { business_days = 1, of = "learned" }
[[step]]
name = "pause"
role = "support"
label = "Pause"
by = "supervisor"
wanted = ["too_often", "not rarely"]
needs = [{ any = ["heard"], unless = ["report_due", "lost"] }]
within = { hours = 1, of = "heard" }
"""


def steps_of(protocol: Protocol, language: str = "en") -> dict[str, ShownStep]:
    return {step.name: step for step in show_text(protocol, language)[-1].steps}


def sentences_of(protocol: Protocol, key: str, language: str = "en") -> tuple[str, ...]:
    return next(each.sentences for each in show_text(protocol, language) if each.key == key)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda each: each.key)
def test_every_rule_is_said_in_whole_words(protocol: Protocol, language: str) -> None:
    shown = show_text(protocol, language)
    told = json.dumps([each.sentences for each in shown], ensure_ascii=False)
    for step, said in zip(protocol.steps, shown[-1].steps, strict=True):
        assert (said.name, said.label) == (step.name, step.label[language])
        assert len(said.wanted) == len(step.wanted) and len(said.needs) == len(step.needs)
        assert [each.waivable for each in said.needs] == [bool(line.unless) for line in step.needs]
        assert bool(said.due) == (step.within is not None) and bool(said.done) == bool(step.done)
        assert len(said.sources) == len(step.cites) and said.takes and said.who
        words = [*said.wanted, *said.moves_when, said.done, said.due, said.waits, said.writes, said.moves]
        words += [text for need in said.needs for text in (need.text, need.unless)]
        told += json.dumps([*words, *said.sources], ensure_ascii=False)
    assert not re.search(r"[{}_|]|\bNone\b(?!:)|  |\( |\.\.|\bnot [a-z]+ed$", told.replace("\\u", ""))


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_word_is_missing(language: str) -> None:
    for table, keys in (
        ("role", ROLES),
        ("clock", CLOCKS_OF_FACTS),
        ("promise", PROMISES),
        ("promise_name", PROMISES),
        ("cost", COSTS),
        ("by", {step.by for each in PROTOCOLS for step in each.steps if step.by}),
    ):
        missing = set(keys) - set(frames_of(table, language))
        assert not missing, (table, missing)
    written = {kind for each in PROTOCOLS for step in each.steps for kind in step.writes}
    assert {kind for kind in written if not KINDS[kind].writes} == set()


def test_the_languages_are_two() -> None:
    english, spanish = (json.dumps(as_document(DEFAULT, each)) for each in ("en", "es"))
    assert "client" in english and "client" not in spanish.replace("cliente", "")


def test_a_step_says_when_what_first_and_by_when() -> None:
    contact, notify = steps_of(DEFAULT)["contact"], steps_of(DEFAULT)["notify_court"]
    assert contact.wanted[0] == (
        "A missed session needs a response; or: the order requires missed sessions to be reported."
    )
    assert contact.due == (
        "within 1 business day of the missed session, or of learning of it, if later; "
        "1 business day after each attempt"
    )
    assert notify.who == "the supervisor" and notify.due == "by the court notice deadline"
    told = {need.text: need.unless for need in notify.needs}
    assert told["a legal basis for disclosure to the court"] == ""
    assert told["listening to the client or reasonable attempts to reach the client"] == (
        "the deadline is so close that there is time only for what we must do ourselves"
    )
    assert notify.moves == "Comes right after “Report abuse or neglect” while all of this is true"
    adjusted = steps_of(DEFAULT)["rebook"].needs[1].text
    assert adjusted.startswith(
        "a changed plan; not required where sessions were not missed repeatedly; or: there was"
    )


def test_the_numbers_are_said() -> None:
    said = " ".join(sentences_of(load_protocol("california-dui"), "numbers"))
    assert (
        "Reasonable attempts: we made at least 3 attempts, on 3 different days, by 2 different methods and "
        "at 2 different times of day, and did not reach the client."
    ) in said
    assert "Repeated missed sessions: 3 or more sessions were missed within 90 days." in said
    assert (
        "21 days or more have passed without a session, leave or transfer to another program; not counted: "
        "the last 6 months of a program of 18 months and the last 12 months of a program of 30 months."
    ) in said
    assert "again after 7 days, 14 days and 28 days" in said
    missed = sentences_of(load_protocol("oklahoma-sex-offender"), "missed", "es")
    assert "Cada 3 retrasos tolerados cuentan como una falta, contados durante 12 meses." in missed
    report = sentences_of(load_protocol("washington-sud"), "numbers")[-1]
    assert report.startswith("Missed sessions are reported within 10 business days of the end of")


def test_what_is_granted_and_what_costs_is_said() -> None:
    center = sentences_of(load_protocol("new-jersey-idrc"), "missed")
    assert center[-1] == (
        "A missed session is excused only if: the director decides; the reason is a medical emergency, a "
        "death in the family, an emergency at work or an emergency in the family; documentation was seen; "
        "a death in the family happened no more than 10 days ago."
    )
    leave = sentences_of(load_protocol("california-dui"), "missed", "es")[-1]
    assert leave.startswith(
        "El permiso se concede solo si: decide la dirección o la supervisión; el motivo es serv"
    )
    assert "; se pide después solo por servicio militar, enfermedad," in leave
    costs = sentences_of(load_protocol("san-diego-dui"), "missed")[-1]
    assert costs.endswith("these cost a fee: a missed session and a canceled session.")
    campus = load_protocol("campus-counseling")
    assert "No court ordered this service, so nothing is owed to a court." in sentences_of(campus, "about")
    # A fact without a number is no number.
    assert not any("referrer" in each for each in sentences_of(campus, "numbers"))


def test_when_something_is_due_is_said_by_what_the_fact_is() -> None:
    assert steps_of(load_protocol("san-diego-dui"))["weigh_going_on"].due == (
        "within 5 business days of the missed session that reached the limit (6 in a program of 3 or 4 "
        "months; 11 in a program of 18 months)"
    )
    visits = steps_of(load_protocol("ohio-child-welfare"), "es")
    assert visits["visit_home"].due.startswith("antes de cumplirse 2 meses desde la última visita al hogar; ")
    renamed = OWN.replace("too_often", "wants_back").replace('of = "heard"', 'of = "wants_back"')
    assert steps_of(parse_protocol(renamed.encode(), "ours.toml"))["pause"].due == (
        "within 1 hour of the missed session that made it 2 in a row"
    )


def test_exceptions_stand_in_plain_sight() -> None:
    dui = load_protocol("california-dui")
    order = [each.key for each in show_text(dui, "en")]
    assert order.index("exceptions") < order.index("missed")
    (said,) = sentences_of(dui, "exceptions")
    assert "“Never ended for absence”" in said and "9 CCR 9886" in said and "21 days" in said
    assert steps_of(dui)["dismiss"].excepted == (said,)
    assert sentences_of(DEFAULT, "exceptions") == ("There are no exceptions.",)


def test_a_programs_own_thresholds_are_said_by_their_numbers() -> None:
    own = parse_protocol(OWN.encode(), "ours.toml")
    pause = steps_of(own)["pause"]
    assert pause.wanted == (
        "2 or more sessions were missed in a row.",
        "Fewer than 5 sessions were missed within 3 weeks.",
    )
    assert pause.needs[0].unless == (
        "the deadline is so close that there is time only for what we must do ourselves; "
        "or: the next session is still to be booked, though the client missed none"
    )
    assert pause.who == "the supervisor" and pause.due == "within 1 hour of listening to the client"
    assert steps_of(own, "es")["pause"].wanted[0] == "Se perdieron 2 o más sesiones seguidas."
    assert sentences_of(own, "missed") == (
        "Not coming does not count.",
        "Arriving late does not count.",
        "Canceling with less than 90 minutes of notice.",
        "Each tolerated late arrival counts as one missed session.",
        "What is not the client’s fault (we canceled, were not there, or turned them away) never counts.",
    )
    numbers = sentences_of(own, "numbers")
    assert "2 or more sessions were missed in a row." in numbers
    assert "If you can’t reach anyone, try again every 7 days." in numbers
    assert "Based on “Missed session in court-mandated treatment”" in sentences_of(own, "about")[2]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("42cfr2.31", "42 CFR 2.31"),
        ("9ccr9886", "9 CCR 9886"),
        ("nasw-1.17b", "NASW Code of Ethics 1.17(b)"),
        ("nasw-3.04", "NASW Code of Ethics 3.04"),
        ("our-own_contract", "our own contract"),
    ],
)
def test_a_source_is_said_as_people_cite_it(source: str, said: str) -> None:
    assert cited(source, "en") == said
