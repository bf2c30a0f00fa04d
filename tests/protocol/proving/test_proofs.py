"""Proofs kept: numbers may change under a proof, rules may not."""

# ruff: noqa: E501 (rules are quoted as they stand in the file)
from __future__ import annotations

import pytest

from heardfirst.protocol import load_protocol, parse_protocol, shipped_protocols
from heardfirst.protocol.proving.proofs import check_numbers, proof_of, shape_of
from heardfirst.protocol.rules.promises import PROMISES
from tests.protocol.proving.test_checking import MUTATIONS, mended
from tests.protocol.tellings import DEFAULT

TRIED = "tried    = { attempts = 3, days = 3, channels = 2, times_of_day = 2 }"


@pytest.mark.parametrize("name", shipped_protocols())
def test_every_shipped_protocol_is_proved_as_it_stands(name: str) -> None:
    protocol = load_protocol(name)
    proof = proof_of(protocol)
    assert proof is not None, f"the rules of {name} changed since they were proved: run make prove"
    overridden = {promise for promise, _step in proof.excepted}
    assert proof.proved == tuple(each for each in PROMISES if each not in overridden)
    assert proof.states > 500_000, "a promise that a law overrides is never called proved"
    assert set(proof.excepted) <= {(each.promise, each.step) for each in protocol.exceptions}
    assert check_numbers(protocol) == (), "its numbers are trusted with its proof"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (TRIED, "tried = { attempts = 4, days = 2, channels = 3, times_of_day = 1 }"),
        ('repeated = { missed = 3, within = "90 days" }', 'repeated = { missed = 5, within = "30 days" }'),
        ('review          = "14 days"', 'review = "10 days"'),
        ('cancelled_within = "24 hours"', 'cancelled_within = "12 hours"'),
        (
            'within = { business_days = 2, of = "documented" }',
            'within = { business_days = 1, of = "documented" }',
        ),
    ],
)
def test_other_numbers_are_proved_already(old: str, new: str) -> None:
    changed = mended(old, new)
    assert changed.digest != DEFAULT.digest
    assert shape_of(changed) == shape_of(DEFAULT)
    assert proof_of(changed) == proof_of(DEFAULT) and check_numbers(changed) == ()


@pytest.mark.parametrize("case", MUTATIONS, ids=[f"{each[0]}-{each[1]}" for each in MUTATIONS])
def test_other_rules_are_not(case: tuple[str, str | None, object, str, str]) -> None:
    changed = mended(case[3], case[4])
    assert shape_of(changed) != shape_of(DEFAULT) and proof_of(changed) is None


def test_an_exception_declared_without_need_is_another_shape() -> None:
    source = load_protocol("california-dui").source
    silent = parse_protocol(source[: source.index("[[exception]]")].encode(), "silent.toml")
    assert proof_of(silent) is None


@pytest.mark.parametrize(
    ("old", "new", "promise"),
    [
        (TRIED, "tried = { attempts = 1 }", "contact-first"),
        ('takes  = "30 minutes"\nmoves  = { when = ["report_due", "lawful_basis", { any = ["heard", "tried", "pressed"] }], after = "report_abuse" }\nwrites = ["court.reported"]',
         'takes = "3 days"\nmoves  = { when = ["report_due", "lawful_basis", { any = ["heard", "tried", "pressed"] }], after = "report_abuse" }\nwrites = ["court.reported"]', "duty-kept"),
    ],
)  # fmt: skip
def test_numbers_that_break_a_promise_are_found_at_once(old: str, new: str, promise: str) -> None:
    broken = check_numbers(mended(old, new))
    assert promise in {each.promise for each in broken}
    assert promise in {each.promise for each in check_numbers(mended(old, new), every_deadline=True)}
