"""Ten thousand spoiled protocol files: each is read or refused in words, and what is read can be used."""

from __future__ import annotations

import random
import re
import time
from collections import Counter

import pytest

from heardfirst.protocol import Protocol, ProtocolError, load_protocol, parse_protocol, shipped_protocols
from heardfirst.protocol.proving.checking import check
from tests.conftest import PROFILE
from tests.protocol.tellings import Case, on

SHIPPED = {name: load_protocol(name).source for name in shipped_protocols()}
DEFAULT_NAME = "court-mandated-treatment"
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_VALUE = re.compile(r"= *(.+)$", re.MULTILINE)
_VOCABULARY: list[str] = sorted({word for text in SHIPPED.values() for word in _WORD.findall(text)})
_OTHER_VALUES = (
    "true",
    "-1",
    "0",
    "3.5",
    "nan",
    "-inf",
    "1e400",
    "9" * 400,
    "0x7fffffffffffffffffff",
    '""',
    '"x"',
    "[]",
    "[[]]",
    "{}",
    "{ any = [] }",
    '{ any = ["heard"], unless = [["heard"]] }',
    '[{ any = "heard" }]',
    "[1]",
    "[true]",
    '["not not heard"]',
    "9999-12-31T23:59:59Z",
    "0001-01-01",
    "00:00:00",
    '"\\u0000"',
    '"\\ud7ff"',
    '"é̂́ ✓ \u202e"',
    '{ "" = 1 }',
    "{ ٣ = 1 }",
    '{ "²" = 2 }',
    "{ days = 1, hours = 2 }",
    "{ business_days = true }",
    '"99999 years"',
    '"10000 months"',
    '{ business_hours = 10000, of = "missed" }',
    "[" * 200 + "]" * 200,
    "[" * 3000,
    "{ a = " * 100 + "1" + " }" * 100,
    '["contact", "contact"]',
    "{ en = 1 }",
    '{ en = "x", es = ["y"] }',
    '"court-mandated-treatment"',
    "'''\n'''",
)
_STRAY = (
    "\x00",
    "\ufeff",
    "\u2028",
    "\r",
    "\x7f",
    "\t",
    "\\",
    '"',
    "'",
    "[[",
    "]]",
    "=",
    "#",
    "\U0001f600",
    "\n\n",
)


def _lines_cut(text: str, chance: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    at = chance.randrange(len(lines))
    del lines[at : at + chance.randint(1, 6)]
    return "".join(lines)


def _lines_twice(text: str, chance: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
    return "".join([*lines[:to], *lines[at : at + chance.randint(1, 14)], *lines[to:]])


def _word_swapped(text: str, chance: random.Random) -> str:
    found = chance.choice(list(_WORD.finditer(text)))
    return text[: found.start()] + chance.choice(_VOCABULARY) + text[found.end() :]


def _letter_wrong(text: str, chance: random.Random) -> str:
    found = chance.choice(list(_WORD.finditer(text)))
    at = chance.randrange(found.start(), found.end())
    return text[:at] + chance.choice("aeiou_x9") + text[at + chance.randint(0, 1) :]


def _other_value(text: str, chance: random.Random) -> str:
    found = chance.choice(list(_VALUE.finditer(text)))
    return text[: found.start(1)] + chance.choice(_OTHER_VALUES) + text[found.end(1) :]


def _number_changed(text: str, chance: random.Random) -> str:
    numbers = list(re.finditer(r"\d+", text))
    found = chance.choice(numbers)
    other = chance.choice(["0", "1", "2", "60", "10000", "10001", "-5", "9" * 30])
    return text[: found.start()] + other + text[found.end() :]


def _stray(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text))
    return text[:at] + chance.choice(_STRAY) + text[at:]


def _mixed(text: str, chance: random.Random) -> str:
    other = chance.choice(list(SHIPPED.values())).split("\n[[step]]")
    return (
        text + "\n[[step]]" + "\n[[step]]".join(chance.sample(other[1:], chance.randint(1, len(other) - 1)))
    )


def _cut_off(text: str, chance: random.Random) -> str:
    return text[: chance.randrange(len(text))]


SPOILED_BY = (
    _lines_cut,
    _lines_twice,
    _word_swapped,
    _letter_wrong,
    _other_value,
    _number_changed,
    _stray,
    _mixed,
    _cut_off,
)


def _encoded(text: str, chance: random.Random) -> bytes:
    if chance.random() < 0.95:
        return text.encode()
    return text.encode(chance.choice(["utf-16", "latin-1", "utf-8-sig", "utf-7", "utf-32"]), "replace")


def _spoiled(chance: random.Random) -> bytes:
    # The default is long and read slowly; what extends it is short.
    name = DEFAULT_NAME if chance.random() < 0.1 else chance.choice(list(SHIPPED))
    text = SHIPPED[name]
    for _ in range(chance.choice([1, 1, 1, 2, 4])):
        text = chance.choice(SPOILED_BY)(text, chance) or "\n"
        if not _WORD.search(text) or not _VALUE.search(text) or not re.search(r"\d", text):
            break
    return _encoded(text, chance)


def _used(protocol: Protocol) -> None:
    """The protocol in use: a miss, tries, a talk, and what is next after each."""
    case = Case(protocol, report_within="5 business days", basis="consent", charges=True)
    case.tell("session.booked", on(1), starts=on(3))
    case.tell("session.missed", on(3))
    case.tell("contact.tried", on(4), channel="phone", outcome="no_answer")
    assert case.decide(on(5)).steps
    case.tell("contact.made", on(6))
    case.tell("client.heard", on(6, 11), barriers=["transport"])
    case.tell("plan.agreed", on(6, 12))
    decision = case.decide(on(9))
    assert len(decision.steps) == len(protocol.steps)
    assert decision.next.step is None or decision.next.step in protocol.places


@pytest.mark.parametrize("part", range(10 if PROFILE == "thorough" else 3))
def test_a_thousand_spoiled_files_are_read_or_refused_in_words(part: int) -> None:
    chance = random.Random(f"spoiled protocols {part}")
    ends: Counter[str] = Counter()
    slowest = 0.0
    for _ in range(1000):
        raw, begun, said = _spoiled(chance), time.process_time(), "spoiled.toml"
        try:
            protocol = parse_protocol(raw, "spoiled.toml")
        except ProtocolError as refused:
            ends["refused"] += 1
            said = str(refused)
        else:
            ends["read"] += 1
            if ends["read"] % 4 == 0:
                _used(protocol)
            if ends["read"] % 80 == 0:
                ends["checked"] += check(protocol, states_at_most=200, deadlines=()).states > 0
        assert said.startswith("spoiled.toml") and len(said) < 1000, said
        slowest = max(slowest, time.process_time() - begun)
    assert ends["refused"] > 300 and ends["read"] > 100 and ends["checked"] > 0, ends
    assert slowest < 20, "a file that is read for so long hangs, to whoever waits"
