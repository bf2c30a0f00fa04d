"""Every fact and every open line can be said, in English and in Spanish."""

from __future__ import annotations

import json
import re
import tomllib
from importlib import resources

import pytest

from heardfirst.protocol import Protocol, Reason, load_protocol, say, shipped_protocols
from heardfirst.protocol.rules.reasons import say_need
from heardfirst.protocol.telling.protocol_text import as_document
from heardfirst.protocol.vocabulary.atoms import ATOMS
from heardfirst.protocol.vocabulary.thresholds import Misses
from tests.protocol.tellings import Case, on, with_rules

SENTENCES = tomllib.loads(
    (resources.files("heardfirst.protocol.rules") / "sentences.toml").read_text("utf-8")
)
PROTOCOLS = [load_protocol(name) for name in shipped_protocols()]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda each: each.key)
def test_every_fact_has_a_yes_and_a_no(protocol: Protocol, language: str) -> None:
    own = protocol.thresholds
    for atom in protocol.bits:
        yes, no = (say(Reason(atom, {}, kind, own), language) for kind in ("", "no"))
        assert yes != no
        assert all(said.endswith(".") and "{" not in said and "_" not in said for said in (yes, no)), atom
        assert not any(said.startswith(f"{atom.replace('_', ' ')}: ") for said in (yes, no)), atom
        assert say(Reason(f"not {atom}", {}, own=own), language) == no


def test_only_built_in_facts_have_sentences_by_their_name() -> None:
    named = {atom.removeprefix("not ") for atom in SENTENCES}
    assert set(ATOMS) <= named <= {*ATOMS, "overridden"}
    for atom in ATOMS:
        assert all({"yes", "no"} <= set(SENTENCES[atom][language]) for language in ("en", "es")), atom


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda each: each.key)
def test_every_line_of_every_checklist_can_be_asked_for(protocol: Protocol, language: str) -> None:
    for step in protocol.steps:
        assert step.label[language]
        for line in step.needs:
            said = say(Reason(line.code, {}, "need", protocol.thresholds), language)
            assert "{" not in said and "_" not in said and "|" not in said, (step.name, said)
            assert any(say_need(each, protocol.thresholds, language) for each in line.literals), (
                step.name,
                line.code,
            )


def test_what_nobody_can_bring_about_is_needed_as_it_is() -> None:
    assert say(Reason("closed|repeated", {}, "need")) == (
        "Still needed: that the case is closed or that sessions were missed repeatedly."
    )
    own = {"answered": Misses(2)}
    assert say(Reason("answered", {}, "need", own), "es") == (
        "Falta: que sea cierto que se perdieron 2 o más sesiones."
    )


def test_two_missed_sessions_are_not_weeks_whatever_their_name() -> None:
    own = with_rules("""
        [atoms]
        long_gap = { missed = 2 }
        [[step]]
        name   = "pause"
        role   = "support"
        label  = "Pause"
        wanted = ["missed", "long_gap"]
        needs  = ["not long_gap"]
    """)
    case = Case(own)
    case.tell("session.missed", on(3))
    before = case.decide(on(4)).standing("pause")
    case.tell("session.missed", on(10))
    after = case.decide(on(11)).standing("pause")
    texts = [say(each) for each in (*before.because, *after.because, *after.missing)]
    assert "Fewer than 2 sessions were missed." in texts and "2 or more sessions were missed." in texts
    texts += [json.dumps(as_document(own, language), ensure_ascii=False) for language in ("en", "es")]
    assert not [text for text in texts if re.search(r"weeks|semanas|long gap", text, re.IGNORECASE)]


def test_the_languages_do_not_borrow_from_each_other() -> None:
    for atom in ATOMS:
        assert SENTENCES[atom]["en"] != SENTENCES[atom]["es"], atom


def test_a_sentence_mentions_what_is_missing_and_nothing_anybody_typed() -> None:
    case = Case()
    case.tell("session.missed", on(3))
    case.tell("contact.tried", on(3, 11), channel="phone", outcome="no_answer")
    standing = case.decide(on(4)).standing("letter")
    assert standing.status == "not yet"
    english = " ".join(say(each) for each in standing.missing)
    spanish = " ".join(say(each, "es") for each in standing.missing)
    assert "2 more attempts" in english and "a signed note" in english
    assert "2 " in spanish and "una nota firmada" in spanish
    assert say(standing.because[0], "en") == "Missed one session, Mar 3."
    assert say(standing.because[0], "es") == "Perdió una sesión, 3 mar."
    assert say(standing.because[0], "fr") == say(standing.because[0], "en")
