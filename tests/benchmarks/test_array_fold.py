"""The fold from columns says what the full fold says, case by case, wherever it does not refuse."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.array_fold import (
    ATOMS_FOLDED,
    NEVER,
    Happened,
    NotForColumns,
    columns_of,
    fold_columns,
    moment,
)
from heardfirst.protocol import Calendar, Entry, facts_of, load_protocol

PROTOCOL = load_protocol("court-mandated-treatment")
CALENDAR = Calendar()
START = datetime(2026, 1, 5, 14, tzinfo=UTC)
END = START + timedelta(days=200)

# Sessions and explanations have moments of their own; all else may fall together, with them and each other.
APART: tuple[tuple[str, dict[str, Any]], ...] = (
    ("session.missed", {}),
    ("session.attended", {}),
    ("session.attended", {"late_minutes": 10}),
    ("session.attended", {"late_minutes": 40}),
    ("stakes.discussed", {"understood": "yes"}),
    ("stakes.discussed", {"understood": "no"}),
)
TOGETHER: tuple[tuple[str, dict[str, Any]], ...] = (
    ("contact.tried", {"channel": "phone", "outcome": "no_answer"}),
    ("contact.tried", {"channel": "text", "outcome": "wrong_number"}),
    ("collateral.asked", {"whom": "family"}),
    ("contact.made", {"channel": "phone"}),
    ("contact.stop_asked", {}),
    ("session.confirmed", {}),
    ("client.heard", {"barriers": ["work"]}),
    ("client.heard", {"limits_explained": False}),
    ("client.declined", {}),
    ("plan.agreed", {"actions": []}),
    ("plan.adjusted", {"actions": []}),
    ("note.signed", {}),
    ("supervisor.consulted", {}),
    ("supervisor.consulted", {"about": "basis"}),
    ("client.forewarned", {}),
    ("forewarning.unsafe", {}),
    ("letter.sent", {}),
    ("bill.sent", {}),
    ("step.done", {"step": "hardship"}),
    ("step.done", {"step": "seek_basis"}),
    ("counsel.informed", {}),
    ("court.decided", {"outcome": "continued"}),
    ("risk.raised", {"risk": "overdose"}),
)


def at_hour(hour: int) -> datetime:
    return START + timedelta(hours=hour)


@st.composite
def chronologies(draw: st.DrawFn) -> list[Entry]:
    hours = st.integers(0, 60)  # close together, so that much falls on one moment
    apart = draw(
        st.lists(st.tuples(hours, st.sampled_from(APART)), max_size=12, unique_by=lambda each: each[0])
    )
    together = draw(st.lists(st.tuples(hours, st.sampled_from(TOGETHER)), max_size=25))
    told = draw(st.permutations([*apart, *together]))
    return [
        Entry(kind, at_hour(hour), at_hour(hour), details, seq=seq, id=str(seq))
        for seq, (hour, (kind, details)) in enumerate(told)
    ]


@given(st.lists(chronologies(), min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_it_says_what_the_full_fold_says(caseload: list[list[Entry]], chance: Any) -> None:
    columns = columns_of(caseload, PROTOCOL)
    mixed = list(range(len(columns.case)))
    chance.shuffle(mixed)
    columns = Happened(columns.case[mixed], columns.what[mixed], columns.at[mixed])
    folded = fold_columns(columns, len(caseload), PROTOCOL)
    mask = PROTOCOL.pack(set(ATOMS_FOLDED))
    for case, chronology in enumerate(caseload):
        facts = facts_of(chronology, PROTOCOL, at=END, calendar=CALENDAR)
        assert PROTOCOL.unpack(int(folded.bits[case])) == PROTOCOL.unpack(facts.bits & mask)
        assert folded.attempts[case] == facts.counts["attempts"]
        missed = facts.clocks.get("missed")
        assert folded.anchor[case] == (NEVER if missed is None else moment(missed))


def test_a_caseload_without_entries_has_no_facts() -> None:
    folded = fold_columns(columns_of([[], []], PROTOCOL), 2, PROTOCOL)
    assert folded.bits.tolist() == [0, 0]
    assert folded.attempts.tolist() == [0, 0]
    assert folded.began.tolist() == [NEVER, NEVER]


def test_the_response_begins_with_the_first_miss_since_the_client_was_last_there() -> None:
    week = timedelta(days=7)
    kinds = ["missed", "attended", "missed", "missed", "attended"]
    chronology = [Entry(f"session.{kind}", START + week * place, END) for place, kind in enumerate(kinds)]
    folded = fold_columns(columns_of([chronology], PROTOCOL), 1, PROTOCOL)
    assert folded.began.tolist() == [moment(START + 2 * week)]
    assert folded.anchor.tolist() == [moment(START + 3 * week)]
    assert not int(folded.bits[0]) & PROTOCOL.bits["missed"]


@pytest.mark.parametrize(
    "kind",
    ["session.booked", "session.excused", "session.canceled", "leave.granted", "client.whereabouts",
     "action.failed", "client.declared", "entry.corrected", "case.reopened"],
)  # fmt: skip
def test_what_asks_for_judgment_is_refused(kind: str) -> None:
    with pytest.raises(NotForColumns):
        columns_of([[Entry(kind, START, START)]], PROTOCOL)


def test_a_case_beyond_the_caseload_is_an_error() -> None:
    beyond = Happened(np.array([3], np.int32), np.array([0], np.uint8), np.array([0], np.int64))
    with pytest.raises(IndexError):
        fold_columns(beyond, 3, PROTOCOL)


@pytest.mark.parametrize("kind", ["court.asked", "bill.paid", "leave.granted", "leave.ended", "case.closed"])
def test_what_programs_grant_or_ask_takes_the_full_fold(kind: str) -> None:
    with pytest.raises(NotForColumns):
        columns_of([[Entry(kind, START, START)]], PROTOCOL)


def test_a_program_that_charges_for_sessions_takes_the_full_fold() -> None:
    with pytest.raises(NotForColumns):
        columns_of([[Entry("session.missed", START, START)]], load_protocol("san-diego-dui"))
