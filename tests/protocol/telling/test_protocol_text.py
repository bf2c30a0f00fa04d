"""A protocol read aloud: every rule in words, in both languages, and nothing of it left out."""

from __future__ import annotations

import json
import re

import pytest

from heardfirst.protocol import Protocol, load_protocol, parse_protocol, shipped_protocols
from heardfirst.protocol.files.threshold_reading import COSTS
from heardfirst.protocol.rules.promises import PROMISES
from heardfirst.protocol.telling.phrases import cited, frames_of
from heardfirst.protocol.telling.protocol_text import ShownStep, as_document, show_text
from heardfirst.protocol.vocabulary.atoms import CLOCKS_OF_FACTS
from heardfirst.protocol.vocabulary.closed_lists import DECIDERS, REASONS
from heardfirst.protocol.vocabulary.protocol import ROLES

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
        ("reason", REASONS),
        ("decider", DECIDERS),
        ("cost", COSTS),
        ("entry", {kind for each in PROTOCOLS for step in each.steps for kind in step.writes}),
        ("by", {step.by for each in PROTOCOLS for step in each.steps if step.by}),
    ):
        missing = set(keys) - set(frames_of(table, language))
        assert not missing, (table, missing)


def test_the_languages_are_two() -> None:
    english, spanish = (json.dumps(as_document(DEFAULT, each)) for each in ("en", "es"))
    assert "client" in english and "client" not in spanish.replace("cliente", "")


def test_a_step_says_when_what_first_and_by_when() -> None:
    contact, notify = steps_of(DEFAULT)["contact"], steps_of(DEFAULT)["notify_court"]
    assert contact.wanted[0] == (
        "A missed session waits for an answer; or: the order wants missed sessions reported."
    )
    assert contact.due == (
        "within 1 business day of the missed session, or of learning of it if that was later; "
        "1 business day after each try"
    )
    assert notify.who == "the supervisor" and notify.due == "by the deadline for telling the court"
    told = {need.text: need.unless for need in notify.needs}
    assert told["a lawful basis for telling the court"] == ""
    assert told["the client to be heard or a proper try"] == (
        "the deadline is so near that only our own duties fit before it"
    )
    assert notify.moves == "It comes right after “Make sure they are safe” while all of this holds"
    adjusted = steps_of(DEFAULT)["rebook"].needs[1].text
    assert adjusted.startswith("a changed plan; not asked where this is not a repeated miss; or: there was")


def test_the_numbers_are_said() -> None:
    said = " ".join(sentences_of(load_protocol("california-dui"), "numbers"))
    assert "at least 3 tries, on 3 different days, in 2 different ways, at 2 different times of day" in said
    assert "3 sessions missed within 90 days" in said
    assert "21 days without a session and without leave (not in the last 6 months of 18 or the last" in said
    assert "again after 7 days, 14 days and 28 days" in said
    missed = sentences_of(load_protocol("oklahoma-sex-offender"), "missed", "es")
    assert "Cada 3 retrasos tolerados hacen una falta, contados durante 12 meses." in missed
    report = sentences_of(load_protocol("washington-sud"), "numbers")[-1]
    assert report.startswith("Missed sessions are reported within 10 business days of the end of")


def test_what_is_granted_and_what_costs_is_said() -> None:
    center = sentences_of(load_protocol("new-jersey-idrc"), "missed")
    assert center[-1] == (
        "A missed session is excused only so: the director decides; for a medical emergency, a death in the "
        "family, an emergency at work or an emergency in the family; with papers seen; a death in the family "
        "lies no further back than 10 days."
    )
    leave = sentences_of(load_protocol("california-dui"), "missed", "es")[-1]
    assert leave.startswith("El permiso se concede solo así: decide la dirección o la supervisión; por serv")
    assert "; después solo por servicio militar, enfermedad," in leave
    costs = sentences_of(load_protocol("san-diego-dui"), "missed")[-1]
    assert costs.endswith("charges: a missed session and a canceled session.")
    campus = load_protocol("campus-counseling")
    assert "No court ordered it, so nothing is owed to a court." in sentences_of(campus, "about")
    # A fact without a number is no number.
    assert not any("referrer" in each for each in sentences_of(campus, "numbers"))


def test_exceptions_stand_in_plain_sight() -> None:
    dui = load_protocol("california-dui")
    order = [each.key for each in show_text(dui, "en")]
    assert order.index("exceptions") < order.index("missed")
    (said,) = sentences_of(dui, "exceptions")
    assert "“Never ended for absence”" in said and "9 CCR 9886" in said and "21 days" in said
    assert steps_of(dui)["dismiss"].excepted == (said,)
    assert sentences_of(DEFAULT, "exceptions") == ("None: every promise is kept as it stands.",)


def test_a_programs_own_thresholds_are_said_by_their_numbers() -> None:
    own = parse_protocol(OWN.encode(), "ours.toml")
    pause = steps_of(own)["pause"]
    assert pause.wanted == (
        "This holds: 2 sessions missed, one after the other.",
        "This does not hold: 5 sessions missed within 3 weeks.",
    )
    assert pause.needs[0].unless == (
        "the deadline is so near that only our own duties fit before it; "
        "or: a session was lost through no fault of the client’s"
    )
    assert pause.who == "the supervisor" and pause.due == "within 1 hour of hearing the client"
    assert steps_of(own, "es")["pause"].wanted[0] == "Se cumple: 2 sesiones perdidas seguidas."
    assert sentences_of(own, "missed") == (
        "Not coming is not counted.",
        "Coming late is not counted.",
        "Calling off less than 90 minutes before.",
        "Each tolerated lateness makes one missed session.",
        "What the client could not help (we canceled, were not there, or turned them away) never counts.",
    )
    numbers = sentences_of(own, "numbers")
    assert "When nobody could be reached, try again each time after 7 days." in numbers
    assert "It starts from “Missed session in court-mandated treatment”" in sentences_of(own, "about")[2]


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
