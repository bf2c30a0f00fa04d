"""Who writes the field's own word, or a unit in the singular, is offered the right one."""

from __future__ import annotations

from pathlib import Path

import pytest

from heardfirst.protocol import KINDS, ProtocolError, ScenarioError, load_protocol, load_scenario
from heardfirst.protocol.files.loading import parse_protocol
from heardfirst.protocol.vocabulary.atoms import ATOMS
from heardfirst.protocol.vocabulary.closed_lists import LISTS
from heardfirst.protocol.vocabulary.duration import UNITS
from heardfirst.protocol.vocabulary.errors import nearest
from heardfirst.protocol.vocabulary.other_words import WORDS_OF_THE_FIELD
from heardfirst.protocol.vocabulary.protocol import DECIDERS
from heardfirst.protocol.vocabulary.roles import ROLES

HEAD = '[protocol]\nextends = "court-mandated-treatment"\nname = "Own"\nversion = "1"\n'
STEP = '[[step]]\nname = "more"\nrole = "support"\nlabel = "More"\nwanted = ["missed"]\n'
VOCABULARIES = (tuple(KINDS), ATOMS, ROLES, DECIDERS, UNITS, LISTS["recipient"].values)


def refusal_of(text: str) -> str:
    with pytest.raises(ProtocolError) as caught:
        parse_protocol((HEAD + text).encode(), "own.toml")
    return str(caught.value)


@pytest.mark.parametrize(
    ("word", "right"),
    [
        ("session.noshow", "session.missed"),
        ("session.no-show", "session.missed"),
        ("DNA", "session.missed"),
        ("fta", "session.missed"),
        ("session.absent", "session.missed"),
        ("session.cancelation", "session.canceled"),
        ("client.called", "contact.tried"),
        ("fee.charged", "bill.sent"),
        ("case.discharged", "case.closed"),
        ("client.missed", "session.missed"),
        ("session.mised", "session.missed"),
        ("contact.tryed", "contact.tried"),
    ],
)
def test_a_kind_by_another_name(word: str, right: str) -> None:
    assert f'Did you mean "{right}"?' in refusal_of(STEP + f'writes = ["{word}"]\n')


@pytest.mark.parametrize(
    ("word", "right"),
    [("no_show", "missed"), ("reached", "in_touch"), ("listened", "heard"), ("consent", "lawful_basis")],
)
def test_a_fact_by_another_name(word: str, right: str) -> None:
    assert f'Did you mean "{right}"?' in refusal_of(STEP.replace('"missed"', f'"{word}"'))


def test_a_kind_that_is_like_none_lists_its_family() -> None:
    said = refusal_of(STEP + 'writes = ["plan.zzz"]\n')
    assert said.endswith("Known: plan.adjusted, plan.agreed.")


@pytest.mark.parametrize("right", WORDS_OF_THE_FIELD)
def test_every_right_word_of_the_table_is_one_of_ours(right: str) -> None:
    homes = [words for words in VOCABULARIES if right in words]
    assert homes
    others = WORDS_OF_THE_FIELD[right].split()
    assert any(f'"{right}"' in nearest(other, home) for other in others for home in homes)


@pytest.mark.parametrize(
    "text",
    [
        STEP + "within = { day = 5 }\n",
        STEP + "takes = { day = 5 }\n",
        "[report]\nwithin = { day = 5 }\n",
        "[atoms]\nmine = { missed = 3, within = { day = 5 } }\n",
        "[timers]\nreview = { day = 5 }\n",
    ],
)
def test_a_unit_in_the_singular_is_written_right(text: str) -> None:
    assert 'Did you mean "days"? Write { days = 5 }.' in refusal_of(text)


def test_working_days_are_business_days() -> None:
    assert "Write { business_days = 5 }." in refusal_of(STEP + "takes = { working_days = 5 }\n")


def facts(number: int) -> str:
    return "[atoms]\n" + "".join(f"own_{place} = {{ attempts = {place + 1} }}\n" for place in range(number))


def test_nine_facts_where_there_is_room_for_eight() -> None:
    assert "own_7" in parse_protocol((HEAD + facts(8)).encode(), "own.toml").thresholds
    used = "".join(f'"not own_{place}", ' for place in range(9) if place not in (3, 5))
    said = refusal_of(facts(9) + STEP.replace('"missed"', f'"missed", {used}'))
    assert "there are 9 facts of your own, and room for 8 beside pressed of court-mandated-treatment." in said
    assert "No step asks for own_3, own_5:" in said


def test_nine_facts_that_are_all_asked_for() -> None:
    used = "".join(f'"not own_{place}", ' for place in range(9))
    again = STEP.replace('"more"', '"again"').replace('"missed"', '"missed", "own_2"')
    said = refusal_of(facts(9) + STEP.replace('"missed"', f'"missed", {used}') + again)
    assert "Asked for by a single step only: own_0 (more), own_1 (more), own_3 (more)" in said


def test_a_file_that_is_too_large_is_called_so(tmp_path: Path) -> None:
    large = tmp_path / "large.toml"
    large.write_bytes(b"#" * 2_000_000)
    with pytest.raises(ProtocolError, match=r"large\.toml: the file is too large: .* 1 MB, .* 2\.0 MB"):
        load_protocol(large)
    large.write_bytes(b"#" * 5_000_000)
    with pytest.raises(ScenarioError, match=r"large\.toml: the file is too large: .* 4 MB, .* 5\.0 MB"):
        load_scenario(large)


def test_a_text_that_was_kept_is_read_as_it_was() -> None:
    text = (HEAD + STEP + 'takes = "0 minutes"\n').encode()
    assert parse_protocol(text, "own.toml", {}).step("more").takes.amount == 0
