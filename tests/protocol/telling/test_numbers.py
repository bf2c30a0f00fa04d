"""The numbers an agency may set: each is found, each can be changed in the text, and nothing else changes."""

from __future__ import annotations

import re
import tomllib

import pytest

from heardfirst.protocol import Protocol, ProtocolError, load_protocol, parse_protocol, shipped_protocols
from heardfirst.protocol.telling.numbers import (
    ProtocolNumber,
    changed_numbers,
    line_of,
    numbers_of,
    with_numbers,
)

PROTOCOLS = [load_protocol(name) for name in shipped_protocols()]
OWN = """# Ours, with care.
[protocol]
extends = 'california-dui'
name = "Ours 3"            # 3 is only its name
version = '3'

[missed]
no_show = true
late_minutes = 3           # 3 minutes

[atoms]
tried = { attempts = 3, channels = 3 }   # of 3
[atoms.often]
missed = 3
within = "3 weeks"

[[step]]
name = "visit"
role = "reach"
label = { en = "Visit 3", es = "Visita 3" }
wanted = [
    "often",   # 3
]
within = { days = 3, of = "missed", again = "3 days" }
takes = "03 hours"
[[step]]
name = "other"
role = "support"
label = "Other"
wanted = ["missed"]
takes = "3 hours"
"""


def own() -> Protocol:
    return parse_protocol(OWN.encode(), "ours.toml")


def other(number: ProtocolNumber) -> int:
    """Another value that the number may have, away from every limit that numbers set each other."""
    return number.value + 1 if number.path[-1] == "attempts" else max(number.least, number.value - 1)


@pytest.mark.parametrize("protocol", [*PROTOCOLS, own()], ids=lambda each: each.key)
def test_each_number_can_be_changed_and_nothing_else_changes(protocol: Protocol) -> None:
    numbers = numbers_of(protocol)
    assert len({each.key for each in numbers}) == len(numbers)
    for number in numbers:
        value = other(number)
        changed = parse_protocol(
            with_numbers(protocol, {number.path: value}, "next-1"), f"{protocol.key}.toml"
        )
        assert changed.version == "next-1"
        was = {each.path: each.value for each in numbers}
        assert {each.path: each.value for each in numbers_of(changed)} == was | {number.path: value}
        assert [step.name for step in changed.steps] == [step.name for step in protocol.steps]
        assert [(step.wanted, step.needs, step.role, step.by, step.moves) for step in changed.steps] == [
            (step.wanted, step.needs, step.role, step.by, step.moves) for step in protocol.steps
        ]
        assert changed.bits == protocol.bits
        # A law was confirmed for the number as it stood.
        assert changed.exceptions == (() if number.cites else protocol.exceptions)


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=lambda each: each.key)
def test_the_numbers_are_those_that_run(protocol: Protocol) -> None:
    values = {each.key: (each.value, each.unit) for each in numbers_of(protocol)}
    for step in protocol.steps:
        assert values[f"step.{step.name}.takes"] == (step.takes.amount, step.takes.unit)
        if step.within and step.within.span:
            span = step.within.span
            assert values[f"step.{step.name}.within"] == (span.amount, span.unit)
    for place, span in enumerate(protocol.timers.keep_trying):
        assert values[f"timers.keep_trying.{place}"] == (span.amount, span.unit)
    assert values.get("missed.late_minutes", (None, ""))[0] == protocol.missed.late_minutes


def test_comments_and_layout_stay() -> None:
    text = with_numbers(
        own(), {("step", "visit", "within"): 5, ("atoms", "tried", "attempts"): 4}, "4"
    ).decode()
    changed = [
        (before, after)
        for before, after in zip(OWN.splitlines(), text.splitlines(), strict=True)
        if before != after
    ]
    assert changed == [
        ("version = '3'", 'version = "4"'),
        (
            "tried = { attempts = 3, channels = 3 }   # of 3",
            "tried = { attempts = 4, channels = 3 }   # of 3",
        ),
        (
            'within = { days = 3, of = "missed", again = "3 days" }',
            'within = { days = 5, of = "missed", again = "3 days" }',
        ),
    ]


def test_a_shipped_protocol_gets_a_small_text_that_extends_it() -> None:
    dui = load_protocol("california-dui")
    text = with_numbers(dui, {("atoms", "tried", "attempts"): 5}, "2027.1").decode()
    assert tomllib.loads(text) == {
        "protocol": {"extends": "california-dui", "name": dict(dui.name), "version": "2027.1"},
        "atoms": {"tried": {"attempts": 5, "days": 3, "channels": 2, "times_of_day": 2}},
    }
    again = with_numbers(
        parse_protocol(text.encode(), "california-dui.toml"),
        {("step", "dismiss", "within"): 4, ("atoms", "tried", "attempts"): 6},
        "2027.2",
    ).decode()
    assert "attempts = 6" in again and again.count("[[step]]") == 1 and "after" not in again
    assert re.search(r"within = \{ business_days = 4, of = \"gap\" \}", again)


def test_the_law_behind_a_number_is_named() -> None:
    found = {each.key: each.cites for each in numbers_of(load_protocol("california-dui"))}
    assert found["atoms.long_gap.days_without_service"] == ("9ccr9886",)
    assert found["atoms.tried.attempts"] == ()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("atoms", "tried", "attempts"), 0),
        (("atoms", "tried", "times_of_day"), 4),
        (("timers", "keep_trying", 0), 0),
        (("atoms", "tried", "nothing"), 1),
        (("step", "nobody", "within"), 1),
        (("atoms", "tried", "days"), 5),
    ],
)
def test_what_is_no_number_here_is_refused(path: tuple[str | int, ...], value: int) -> None:
    with pytest.raises(ProtocolError):
        with_numbers(PROTOCOLS[0], {path: value}, "1")


def test_a_number_written_another_way_is_left_to_the_files_author() -> None:
    text = OWN.replace("late_minutes = 3 ", "late_minutes = 0x3 ")
    protocol = parse_protocol(text.encode(), "ours.toml")
    with pytest.raises(ProtocolError, match="Edit the file"):
        with_numbers(protocol, {("missed", "late_minutes"): 4}, "4")


@pytest.mark.parametrize("version", ["2027.1", 'a "quoted" one', "back\\slash", "ñ"])
def test_any_version_name_can_be_written(version: str) -> None:
    for protocol in (PROTOCOLS[0], own()):
        assert parse_protocol(with_numbers(protocol, {}, version), "x.toml").version == version


def test_a_change_is_told_in_both_languages() -> None:
    changed = parse_protocol(
        with_numbers(
            PROTOCOLS[0], {("step", "contact", "within"): 2, ("atoms", "tried", "attempts"): 4}, "2"
        ),
        "x.toml",
    )
    assert changed_numbers(PROTOCOLS[0], changed, "en") == [
        "Reasonable attempts – Attempts: 4 instead of 3.",
        "Due dates of the steps – Call: 2 business days instead of 1 business day.",
    ]
    assert changed_numbers(PROTOCOLS[0], changed, "es")[1].endswith("2 días hábiles en lugar de 1 día hábil.")
    assert changed_numbers(changed, changed, "en") == []


def test_a_number_is_found_in_its_text() -> None:
    text = with_numbers(own(), {("step", "visit", "within"): 5, ("atoms", "often", "missed"): 4}, "4")
    lines = OWN.splitlines()
    for path, begins in (
        (("step", "visit", "within"), "within = { days = 5"),
        (("atoms", "often", "missed"), "missed = 4"),
    ):
        at, line = line_of(text, path)
        assert line.startswith(begins) and text.decode().splitlines()[at - 1].strip() == line
        assert len(lines) >= at
