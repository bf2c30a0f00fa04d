"""What a person answered once, kept in a file, and refused in words when it does not fit."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heardfirst.intake.attendance import read
from heardfirst.intake.errors import IntakeError
from heardfirst.intake.mapping import load_mapping, mapping_toml

WHOLE = """
zone = "America/Chicago"
[columns]
reference = "Pt #"
start = 2
status = "Code"
[statuses]
"X3" = "missed"
"C-" = "late cancel"
"Q" = "session.attended"
"W" = "ignore"
[requirements]
"IND 45" = "therapy"
[formats]
dates = "day first"
clock = "24 hours"
delimiter = "semicolon"
encoding = "windows-1252"
header = true
late_notice = "2 days"
"""


def test_a_whole_mapping_overrides_what_would_be_found() -> None:
    codes = enumerate(("x3", "c-", "q", "W"), start=3)
    data = "Pt #;Cuándo;Code;Service\n" + "".join(
        f"7;{day:02}/04/2026 9:00;{code};Ind 45\n" for day, code in codes
    )

    reading = read(data.encode("cp1252"), mapping=load_mapping(WHOLE))

    assert [row.outcome for row in reading.rows] == ["missed", "late cancel", "attended", "not a session"]
    assert reading.rows[0].starts_at.isoformat() == "2026-04-03T09:00:00-05:00"
    assert reading.rows[0].requirement == "therapy"
    assert reading.rows[1].details["notice"] == 2 * 24 * 60 - 1


def test_a_mapping_is_read_by_the_older_names() -> None:
    older = """
        [columns]
        cancelled_by = "Who"
        cancelled_at = "Told"
        [statuses]
        "X3" = "cancelled by provider"
        "X4" = "cancelled"
        "X5" = "session.cancelled"
        [requirements]
        "DUI 18" = "programme"
    """
    data = b"Client,Date,Status,Service,Who,Told\n" + b"".join(
        f"A,2026-03-0{day} 10:00,{code},DUI 18,Patient,2026-03-01 10:00\n".encode()
        for day, code in enumerate(("X3", "X4", "X5"), start=2)
    )

    reading = read(data, mapping=load_mapping(older))

    assert [row.outcome for row in reading.rows] == ["canceled by provider", "canceled", "canceled"]
    assert {row.requirement for row in reading.rows} == {"program"}
    assert [row.details["by"] for row in reading.rows] == ["provider", "client", "client"]
    assert reading.rows[1].details["notice"] == 2 * 24 * 60


def test_a_mapping_can_say_that_there_is_no_such_column() -> None:
    data = b"Client,Date,Time,Status,Type\nA,2026-03-02,10:00,show,90837\n"

    assert read(data, mapping={"columns": {"requirement": "", "time": ""}}).rows[0].whole_day


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[columns", "mapping_toml"),
        ("colums = 1", "mapping_key"),
        ("[columns]\nwho = 'x'", "mapping_key"),
        ("[columns]\nname = true", "mapping_value"),
        ("[columns]\nname = 1.5", "mapping_value"),
        ("columns = 3", "mapping_value"),
        ("[statuses]\nX = 'zork'", "mapping_value"),
        ("[requirements]\nX = 'zork'", "mapping_value"),
        ("[formats]\ndates = 'any'", "mapping_value"),
        ("[formats]\nheader = 'yes'", "mapping_value"),
        ("[formats]\nlate_notice = 'long'", "mapping_value"),
        ("zone = 'Mars/Olympus'", "mapping_zone"),
        ("zone = '../etc/passwd'", "mapping_zone"),
    ],
)
def test_a_mapping_that_cannot_be_used_says_why(text: str, code: str) -> None:
    with pytest.raises(IntakeError) as caught:
        load_mapping(text)

    assert caught.value.code == code
    assert str(caught.value)


@pytest.mark.parametrize("column", ["Nobody", 9, 0])
def test_a_mapping_that_names_a_column_the_file_has_not_is_refused(column: Any) -> None:
    with pytest.raises(IntakeError) as caught:
        read(b"Client,Date,Time,Status\nA,2026-03-02,10:00,show\n", mapping={"columns": {"name": column}})

    assert caught.value.code == "mapping_column"


def test_a_mapping_written_out_reads_the_same() -> None:
    tables = load_mapping(WHOLE)

    assert load_mapping(mapping_toml(tables)) == tables


STATUSES = st.dictionaries(
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=20), st.just("missed"), min_size=1, max_size=5
)


@given(STATUSES)
def test_any_status_can_be_kept_in_a_mapping(statuses: dict[str, str]) -> None:
    assert load_mapping(mapping_toml({"statuses": statuses})) == {"statuses": statuses}


@given(st.binary(max_size=200))
def test_any_bytes_are_a_mapping_or_a_clear_refusal(data: bytes) -> None:
    try:
        load_mapping(data)
    except IntakeError as refusal:
        assert str(refusal)  # noqa: PT017  a mapping or its refusal: either is right


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
NAMES = st.sampled_from(["columns", "statuses", "requirements", "formats", "zone"])
KEYS = st.sampled_from(
    ["name", "start", "status", "dates", "clock", "header", "late_notice", "encoding", "X3"]
)


@given(JSON | st.dictionaries(NAMES, JSON | st.dictionaries(KEYS, JSON, max_size=3), max_size=4))
def test_whatever_a_page_sends_back_is_a_mapping_or_a_clear_refusal(tables: Any) -> None:
    try:
        reading = read(b"Client,Date,Time,Status\nA,2026-03-02,10:00,show\n", mapping=tables)
    except IntakeError as refusal:
        assert str(refusal)  # noqa: PT017  a reading or a refusal: either is right
    else:
        assert reading.read in (1, 2)
