"""The reference says what is declared, the page in the documentation is the one it makes, and what it says of
files that extend another is so."""

from __future__ import annotations

from pathlib import Path

import pytest

from heardfirst.protocol import KINDS, Protocol, load_protocol, parse_protocol
from heardfirst.protocol.files.expectations import EXPECT_KEYS
from heardfirst.protocol.files.file_keys import FACT_KEYS, SECTIONS
from heardfirst.protocol.files.threshold_reading import ThresholdReader
from heardfirst.protocol.telling.reference import as_markdown, own_fact_of, reference
from heardfirst.protocol.vocabulary.atoms import ATOMS, CLOCKS_OF_FACTS, OPPOSITES
from heardfirst.protocol.vocabulary.closed_lists import LISTS

PAGE = Path(__file__).parents[3] / "docs" / "protocol-reference.md"
HEAD = '[protocol]\nextends = "{}"\nname = "Own"\nversion = "1"\n'


def rows(key: str, language: str = "en") -> list[dict[str, object]]:
    (section,) = [section for section in reference(language) if section.key == key]
    return [dict(row) for row in section.rows]


def test_the_page_in_the_documentation_is_the_one_that_is_made() -> None:
    now, again = (
        as_markdown(reference("en"), "en"),
        "heardfirst protocol reference > docs/protocol-reference.md",
    )
    assert PAGE.read_text("utf-8") == now, f"write it again: {again}"


def test_everything_declared_is_in_it() -> None:
    assert [row["name"] for row in rows("facts")] == [*ATOMS, *OPPOSITES]
    assert [row["name"] for row in rows("clocks")] == list(CLOCKS_OF_FACTS)
    assert [row["name"] for row in rows("kinds")] == list(KINDS)
    assert {row["name"] for row in rows("recipients")} == {"court.reported", *LISTS["recipient"].values}
    assert {row["name"] for row in rows("tasks")} == set(LISTS["task"].values)
    assert [row["name"] for row in rows("expect")] == list(EXPECT_KEYS)
    assert [(row["section"], row["key"]) for row in rows("keys")] == [
        (section, key) for section, keys in SECTIONS.items() for key in keys
    ]
    fields = {row["name"]: row["fields"] for row in rows("kinds")}
    assert fields["contact.tried"] == [
        f"{name}*" if field.choices else name for name, field in KINDS["contact.tried"].fields.items()
    ]


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_cell_says_something_and_no_gap_is_left(language: str) -> None:
    may_be_empty = {"acts", "keys", "fields", "choices", "meaning"}
    for section in reference(language):
        assert section.title
        for row in section.rows:
            assert list(row) == list(section.columns), section.key
            for name, value in row.items():
                assert value or name in may_be_empty, (section.key, row)
                assert "{to}" not in str(value) and "{fact}" not in str(value)


def test_each_language_has_its_own_sentences() -> None:
    english, spanish = ({row["name"]: row["yes"] for row in rows("facts", tongue)} for tongue in ("en", "es"))
    assert english["heard"] == "We have listened to the client."
    assert all(english[name] != spanish[name] for name in ATOMS)
    assert "## Papeles de un paso" in as_markdown(reference("es"), "es")


def test_every_kind_of_own_fact_has_an_example_that_loads() -> None:
    assert set(FACT_KEYS) == set(ThresholdReader({}, "", "x.toml")._kinds())
    for key in FACT_KEYS:
        example, _threshold = own_fact_of(key)
        assert example.startswith(f"{{ {key} = ")


def test_whom_one_may_tell_on_what_basis() -> None:
    basis = {row["name"]: str(row["basis"]) for row in rows("recipients")}
    assert basis["court.reported"] == "`lawful_basis`"
    assert 'victim_basis = { release_for = "victim" }' in basis["victim"]
    assert "report.made" in basis["hotline"] and "report.made" not in basis["victim"]


# -- what an inheriting file merges, and what it replaces


def extending(name: str, text: str) -> Protocol:
    return parse_protocol((HEAD.format(name) + text).encode(), "own.toml")


DEFAULT = "court-mandated-treatment"


@pytest.mark.parametrize(
    ("section", "base", "text"),
    [
        ("missed", DEFAULT, "[missed]\nno_show = true\n"),
        ("order", "campus-counseling", "[order]\nmandated = false\n"),
        ("fees", "san-diego-dui", '[fees]\non = ["late"]\n'),
        ("excuse", "new-jersey-idrc", "[excuse]\ndocuments = true\n"),
        ("leave", "california-dui", "[leave]\ndocuments = true\n"),
        ("report", "washington-dv", '[report]\nwithin = { days = 2, of = "learned" }\n'),
    ],
)
def test_sections_that_are_replaced_as_a_whole(section: str, base: str, text: str) -> None:
    assert {row["name"]: str(row["inherits"]) for row in rows("sections")}[section].startswith("replaces")
    before, after = load_protocol(base), extending(base, text)
    if section == "missed":
        assert before.missed.canceled_within == 24 * 60 and after.missed.canceled_within is None
    elif section == "order":
        assert not after.mandated and after.tells == "referrer"
    elif section == "fees":
        assert after.fees == ("late",) and set(before.fees) - {"late"}
    elif section == "report":
        assert after.report != before.report and after.report is not None and after.report.of == "learned"
    else:
        granting = getattr(after.missed, section)
        assert granting.documents and granting.reasons == () and getattr(before.missed, section).reasons


def test_sections_that_are_merged() -> None:
    after = extending(DEFAULT, '[timers]\nreview = "9 days"\n[atoms]\nmine = { missed = 2 }\n')
    assert after.timers.second_talk == load_protocol(DEFAULT).timers.second_talk
    assert set(after.thresholds) == {"tried", "repeated", "pressed", "mine"}
    step = (
        '[[step]]\nname = "{}"\nrole = "reach"\nlabel = "Ring"\nwanted = ["missed", "not in_touch"]\n'
        'writes = ["contact.made", "contact.tried"]\n'
    )
    replaced = extending(DEFAULT, step.format("contact"))
    assert replaced.places == load_protocol(DEFAULT).places and replaced.step("contact").within is None
    assert replaced.step("contact").with_name == load_protocol(DEFAULT).step("contact").with_name
    assert extending(DEFAULT, step.format("ring")).steps[-1].name == "ring"
    assert extending(DEFAULT, step.format("ring") + 'after = "protect"\n').steps[1].name == "ring"


def test_exceptions_are_added() -> None:
    before = load_protocol("california-dui").exceptions
    text = (
        '[[exception]]\npromise = "plan-before-rebooking"\nstep = "rebook"\nbecause = "The rule says so."\n'
        'jurisdiction = "California"\ncitation = "9 CCR 9886"\n'
        'confirmed = 2026-05-01\nconfirmed_by = "Counsel"\n'
    )
    after = extending("california-dui", text).exceptions
    assert len(after) == len(before) + 1
    of_the_same = text.replace("plan-before-rebooking", "never-ended-for-absence")
    again = extending("california-dui", of_the_same.replace('"rebook"', '"dismiss"')).exceptions
    assert len(again) == len(before)
    assert again[-1].because["en"] == "The rule says so."
