"""Every fact and every open line can be said, in English and in Spanish."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest

from heardfirst.protocol import Protocol, Reason, load_protocol, say, shipped_protocols
from heardfirst.protocol.vocabulary.atoms import ATOMS
from tests.protocol.tellings import Case, on

SENTENCES = tomllib.loads(
    (resources.files("heardfirst.protocol.rules") / "sentences.toml").read_text("utf-8")
)
PROTOCOLS = [load_protocol(name) for name in shipped_protocols()]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda each: each.key)
def test_every_fact_has_a_yes_and_a_no(protocol: Protocol, language: str) -> None:
    for atom in protocol.bits:
        assert {"yes", "no"} <= set(SENTENCES[atom][language]), atom
        yes, no = say(Reason(atom, {}), language), say(Reason(atom, {}, "no"), language)
        assert yes != no
        assert all(said.endswith(".") and "{" not in said and "_" not in said for said in (yes, no)), atom
        assert say(Reason(f"not {atom}", {}), language) == no


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda each: each.key)
def test_every_line_of_every_checklist_can_be_asked_for(protocol: Protocol, language: str) -> None:
    for step in protocol.steps:
        assert step.label[language]
        for line in step.needs:
            said = say(Reason(line.code, {}, "need"), language)
            assert "{" not in said and "_" not in said and "|" not in said, (step.name, said)
            assert any("need" in SENTENCES.get(each, {}).get(language, {}) for each in line.literals), (
                step.name,
                line.code,
            )


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
