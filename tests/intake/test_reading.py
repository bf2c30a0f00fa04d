"""Files as providers really export them: what is found in them, what is asked, and what is refused."""

from __future__ import annotations

import csv
import io
import logging
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from heardfirst.intake import decoding
from heardfirst.intake.attendance import AttendanceReading, answered, read
from heardfirst.intake.errors import IntakeError
from heardfirst.protocol import check_entry

HEADER = "Client ID,Client Name,Date,Time,Status"
PLAIN = f"{HEADER}\n7,Marisol Q,2026-03-02,10:00,no show\n8,Dwayne K,2026-03-02,11:00,attended\n"


def told(reading: AttendanceReading) -> list[tuple[str, str, str]]:
    return [
        (row.client.reference or row.client.name, row.starts_at.isoformat(), row.outcome)
        for row in reading.rows
    ]


def refused(reading: AttendanceReading) -> list[tuple[int, str]]:
    return [(each.line, each.code) for each in reading.refused]


def asked(reading: AttendanceReading) -> list[str]:
    return [question.kind for question in reading.questions]


def counts_add_up(reading: AttendanceReading) -> bool:
    return reading.read == len(reading.rows) + reading.repeated + len(reading.refused)


EXPECTED = [("7", "2026-03-02T10:00:00-05:00", "missed"), ("8", "2026-03-02T11:00:00-05:00", "attended")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_delimiter_encoding_and_line_end(encoding: str, delimiter: str, newline: str) -> None:
    text = PLAIN.replace("Marisol", "Peña").replace(",", delimiter).replace("\n", newline)

    reading = read(text.encode(encoding))

    assert told(reading) == EXPECTED
    assert reading.rows[0].client.name == "Peña Q"
    assert not reading.questions


def test_a_comma_inside_quotes_or_beside_semicolons_is_no_delimiter() -> None:
    quoted = read(b'Client,Date,Time,Status\n"Lopez, Maria",2026-03-02,10:00,no show\n')
    beside = read(
        b"Client;Date;Time;Status\n"
        b"Lopez, Maria;2026-03-02;10:00;no show\n"
        b"King, Dwayne;2026-03-02;11:00;show\n"
    )

    assert quoted.rows[0].client.name == "Maria Lopez"
    assert [row.client.name for row in beside.rows] == ["Maria Lopez", "Dwayne King"]


def test_excels_own_first_line_names_the_delimiter() -> None:
    reading = read(b"sep=;\r\nClient;Date;Time;Status\r\nA B;2026-03-02;10:00;no show\r\n")

    assert told(reading) == [("A B", "2026-03-02T10:00:00-05:00", "missed")]


def test_a_title_above_the_header_and_a_total_below_it() -> None:
    text = f"Harbor Counseling\nAttendance, March 2026\n\n{PLAIN}\nTotal: 2\n"

    reading = read(text.encode())

    assert told(reading) == EXPECTED
    assert refused(reading) == [(8, "ragged")]


def test_spanish_headers_and_statuses() -> None:
    text = (
        "Expediente;Nombre;Apellidos;Fecha de la cita;Hora;Estado;Motivo\n"
        "12;Ana;Peña;25/03/2026;14:30;No asistió;\n"
        "12;Ana;Peña;26/03/2026;14:30;canceló el cliente;Se enfermó su hijo\n"
        "13;Luis;Ortiz;27/03/2026;9:00 a. m.;Asistió;\n"
    )

    reading = read(text.encode("cp1252"))

    assert [row.outcome for row in reading.rows] == ["missed", "canceled by client", "attended"]
    assert reading.rows[0].client.name == "Ana Peña"
    assert reading.rows[1].words == "Se enfermó su hijo"
    assert reading.encoding == "windows-1252"


def test_a_simulated_clinics_own_column_names() -> None:
    text = (
        "appointment_id,slot_id,scheduling_date,appointment_date,appointment_time,status,check_in_time,start_time,"
        "end_time,waiting_time,patient_id\n"
        "000306,00001,2023-12-31,2024-01-02,08:00:00,attended,07:49:13,08:01:05,08:24:41,11.9,03935\n"
        "000009,00024,2023-12-09,2024-01-02,13:45:00,did not attend,,,,,01641\n"
    )

    reading = read(text.encode())

    assert told(reading) == [
        ("03935", "2024-01-02T08:00:00-05:00", "attended"), ("01641", "2024-01-02T13:45:00-05:00", "missed"),
    ]  # fmt: skip
    assert reading.rows[0].details["arrived_at"] == "2024-01-02T07:49:13-05:00"


def test_one_column_with_date_and_time_in_it() -> None:
    reading = read(b"Patient,Appointment Date/Time,Status\nA B,3/25/2026 2:30 PM,show\n")

    assert told(reading) == [("A B", "2026-03-25T14:30:00-04:00", "attended")]


def test_without_a_header_what_can_be_found_is_found_and_the_client_is_asked_for() -> None:
    data = b"7,Marisol Q,2026-03-02,10:00,no show\n8,Dwayne K,2026-03-02,11:00,attended\n"

    reading = read(data)

    assert [(q.kind, q.subject, q.suggestions) for q in reading.questions] == [("column", "name", ("1", "2"))]
    assert told(read(data, mapping={"columns": {"reference": 1, "name": 2}})) == EXPECTED


def test_columns_nobody_can_name_are_asked_for_one_by_one() -> None:
    reading = read(b"foo,bar\nx,y\n")

    assert {question.subject for question in reading.questions} == {"start", "status", "name"}
    assert reading.blocked and not reading.rows


def test_two_columns_that_could_be_the_status_are_asked_about() -> None:
    data = (
        b"Client,Date,Time,Status,Attendance\n"
        b"A,2026-03-02,10:00,completed,no show\n"
        b"B,2026-03-02,10:00,show,show\n"
    )

    reading = read(data)
    question = reading.questions[0]

    assert (question.kind, question.subject, set(question.suggestions)) == (
        "column",
        "status",
        {"Status", "Attendance"},
    )
    answer = read(data, mapping=answered({}, [(question, "Attendance")]))
    assert [row.outcome for row in answer.rows] == ["missed", "attended"]


def test_the_same_header_twice_is_no_matter_unless_they_differ() -> None:
    same = read(b"Client,Date,Date,Time,Status\nA,2026-03-02,2026-03-02,10:00,no show\n")
    differ = read(b"Client,Date,Date,Time,Status\nA,2026-03-02,2026-03-03,10:00,no show\n")

    assert not same.questions
    assert [question.suggestions for question in differ.questions] == [("Date", "Date (2)")]
    assert read(
        b"Client,Date,Date,Time,Status\nA,2026-03-02,2026-03-03,10:00,no show\n",
        mapping={"columns": {"date": "Date (2)"}},
    ).rows[0].starts_at == datetime(2026, 3, 3, 15, tzinfo=UTC)


def test_day_and_month_are_asked_about_when_no_row_tells() -> None:
    data = b"Client,Date,Time,Status\nA,03/04/2026,10:00,no show\nB,05/06/2026,10:00,show\n"

    reading = read(data)

    assert asked(reading) == ["dates"] and not reading.rows
    month_first = read(data, mapping=answered({}, [(reading.questions[0], "month first")]))
    day_first = read(data, mapping=answered({}, [(reading.questions[0], "day first")]))
    assert month_first.rows[0].starts_at.month == 3
    assert day_first.rows[0].starts_at.month == 4


def test_a_birth_date_of_the_same_file_can_tell_the_order() -> None:
    reading = read(b"Client,DOB,Date,Time,Status\nA,04/25/1990,03/04/2026,10:00,no show\n")

    assert not reading.questions
    assert reading.rows[0].starts_at.month == 3


def test_dates_that_only_fit_different_orders_are_asked_about() -> None:
    assert asked(read(b"Client,Date,Time,Status\nA,25/03/2026,10:00,show\nB,03/26/2026,10:00,show\n")) == [
        "dates"
    ]


def test_a_clock_without_am_and_pm_is_asked_about() -> None:
    data = b"Client,Date,Time,Status\nA,2026-03-02,10:00,no show\nB,2026-03-02,2:30,show\n"

    reading = read(data)

    assert asked(reading) == ["clock"]
    office = read(data, mapping=answered({}, [(reading.questions[0], "office hours")]))
    assert office.rows[1].starts_at.hour == 14


def test_an_unknown_status_is_asked_about_and_its_rows_wait() -> None:
    data = PLAIN.replace("no show", "X3").encode()

    reading = read(data)
    question = reading.questions[0]

    assert (question.kind, question.subject, question.count, question.blocking) == ("status", "X3", 1, True)
    assert refused(reading) == [(2, "status_asked")]
    assert told(read(data, mapping=answered({}, [(question, "missed")]))) == EXPECTED


def test_one_code_for_not_coming_and_for_telling_late_is_asked_about() -> None:
    reading = read(PLAIN.replace("no show", "NS/LC").encode())

    assert asked(reading) == ["status"]
    assert {"missed", "late cancel"} <= set(reading.questions[0].suggestions)


def test_yes_under_no_show_is_a_miss_and_no_is_asked_about() -> None:
    reading = read(b"Client,Date,Time,No-show\nA,2026-03-02,10:00,Yes\nB,2026-03-02,10:00,No\n")

    assert [row.outcome for row in reading.rows] == ["missed"]
    assert [question.subject for question in reading.questions] == ["No"]


def test_a_column_of_stories_is_not_a_status() -> None:
    rows = "".join(f"A{n},2026-03-02,{8 + n % 9}:0{n % 9},story number {n} about a day\n" for n in range(60))

    reading = read(f"Client,Date,Time,Status\n{rows}".encode())

    assert [(question.kind, question.subject) for question in reading.questions] == [("column", "status")]


def test_contradictory_rows_are_refused_both_and_others_are_not() -> None:
    reading = read(
        (PLAIN + "7,Marisol Q,2026-03-02,10:00,fulfilled\n7,Marisol Q,2026-03-03,10:00,show\n").encode()
    )

    assert refused(reading) == [(2, "contradiction"), (4, "contradiction")]
    assert [row.outcome for row in reading.rows] == ["attended", "attended"]
    assert [(question.kind, question.blocking) for question in reading.questions] == [
        ("contradiction", False)
    ]


def test_the_same_row_twice_counts_once() -> None:
    reading = read((PLAIN + "7,Marisol Q,2026-03-02,10:00,NO SHOW\n").encode())

    assert told(reading) == EXPECTED
    assert reading.repeated == 1 and counts_add_up(reading)


def test_a_booking_gives_way_to_how_the_session_went() -> None:
    reading = read((PLAIN + "7,Marisol Q,2026-03-02,10:00,scheduled\n").encode())

    assert told(reading) == EXPECTED


def test_a_later_change_settles_a_cancellation_but_never_a_miss_against_an_attendance() -> None:
    header = "Client,Date,Time,Status,Last updated\n"
    came = "A,2026-03-02,10:00,show,2026-03-02 11:00\n"
    cancelled = read(f"{header}A,2026-03-02,10:00,cancelled,2026-03-01 09:00\n{came}".encode())
    missed = read(f"{header}A,2026-03-02,10:00,no show,2026-03-01 09:00\n{came}".encode())

    assert [row.outcome for row in cancelled.rows] == ["attended"]
    assert [each.code for each in missed.refused] == ["contradiction", "contradiction"]


def test_one_number_for_two_people_is_refused_and_a_changed_name_is_not() -> None:
    shared = read((PLAIN + "7,Tom Jones,2026-03-09,10:00,no show\n").encode())
    changed = read((PLAIN + "7,Marisol Quinn,2026-03-09,10:00,no show\n").encode())

    assert refused(shared) == [(2, "reference_shared"), (4, "reference_shared")]
    assert len(changed.rows) == 3 and len({row.client.key for row in changed.rows}) == 2


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("9,C,,10:00,show", "no_date"),
        ("9,C,soon,10:00,show", "no_date"),
        ("9,C,2026-03-02,,show", "no_time"),
        ("9,C,2026-03-02,noon,show", "no_time"),
        ("9,C,2026-03-08,2:30 AM,show", "no_such_time"),
        ("9,C,1926-03-02,10:00,show", "out_of_range"),
        (",,2026-03-02,10:00,show", "no_client"),
        ("9,C,2026-03-02,10:00", "ragged"),
        ("9,C,2026-03-02,10:00,show,more", "ragged"),
        ("9,C\x00,2026-03-02,10:00,show", "nul"),
        ('9,"C"x,2026-03-02,10:00,show', "quotes"),
        ("9," + "C" * 140_000 + ",2026-03-02,10:00,show", "too_long"),
    ],
)
def test_a_row_that_cannot_be_read_is_refused_with_its_line_and_reason(row: str, code: str) -> None:
    reading = read(f"{PLAIN}{row}\n10,D,2026-03-02,12:00,show\n".encode())

    assert refused(reading) == [(4, code)]
    assert reading.refused[0].reason
    assert [row.client.reference for row in reading.rows] == ["7", "8", "10"]
    assert counts_add_up(reading)


def test_empty_fields_past_the_header_are_no_harm() -> None:
    assert len(read(f"{PLAIN}9,C,2026-03-02,12:00,show,,,\n".encode()).rows) == 3


def test_a_quotation_mark_that_never_closes_takes_only_its_own_row_along() -> None:
    rows = "".join(f"{n},C{n},2026-03-02,{8 + n % 10:02}:00,show\n" for n in range(300))
    text = f"{HEADER},Note\n" + rows.replace("show\n", 'show,"\n', 1).replace("attended", "show")
    text = text.replace(":00,show\n", ":00,show,ok\n")

    reading = read(text.encode())

    assert refused(reading) == [(2, "quotes")]
    assert len(reading.rows) == 299


def test_two_stray_quotation_marks_do_not_swallow_the_rows_between_them() -> None:
    text = (
        "Client,Date,Time,Status,Note\n"
        'A,2026-03-02,10:00,show,"her words\n'
        "B,2026-03-02,10:00,no show,fine\n"
        'C,2026-03-02,10:00,show,end"\n'
        "D,2026-03-02,10:00,show,\n"
    )

    reading = read(text.encode())

    assert refused(reading) == [(2, "quotes")]
    assert [row.client.name for row in reading.rows] == ["B", "C", "D"]


def test_a_note_over_several_lines_stays_one_row() -> None:
    reading = read(
        b"Client,Date,Time,Status,Note\n"
        b'A,2026-03-02,10:00,show,"one\ntwo, and\nthree"\n'
        b"B,2026-03-02,10:00,show,\n"
    )

    assert [(row.line, row.client.name) for row in reading.rows] == [(2, "A"), (5, "B")]


def test_letters_lost_on_the_way_refuse_their_row_and_spoil_no_other() -> None:
    good = "".join(f"{n},Peña Núñez,2026-03-02,{8 + n:02}:00,show\n" for n in range(6))
    data = f"{HEADER}\n{good}".encode() + b"9,Pe\xffa,2026-03-02,20:00,show\n"

    reading = read(data)

    assert refused(reading) == [(8, "broken_letters")]
    assert {row.client.name for row in reading.rows} == {"Peña Núñez"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n\r\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"PK\x03\x04rest of a workbook", "workbook"),
        (b"%PDF-1.7 rest", "not_a_table"),
        (b"<html><table><tr><td>x</td></tr></table>", "not_a_table"),
        (b"just one line of text", "one_column"),
        (b"a\nb\nc\n", "one_column"),
        (b"\xff\xfe\x00\xd8\x00", "encoding"),
        (bytes([0x81, 0x8D, 0x2C]) * 40, "encoding"),
        (b"a,b\n" + b'"x"y,1\n' * 1500, "quotes_everywhere"),
    ],
)
def test_what_is_no_table_says_so(data: bytes, code: str) -> None:
    with pytest.raises(IntakeError) as caught:
        read(data)

    assert caught.value.code == code
    assert str(caught.value)


def test_a_header_alone_is_a_table_with_nothing_in_it() -> None:
    reading = read(f"{HEADER}\n".encode())

    assert (reading.read, reading.rows, reading.questions) == (0, [], [])


def test_a_day_without_a_time_stands_at_midday_and_is_said() -> None:
    reading = read(b"Client,Date,Status\nA,2026-03-02,no show\n")

    assert reading.rows[0].whole_day and reading.rows[0].starts_at.hour == 12
    assert reading.assumed["no_time"] == 1


def one(
    row: str, header: str = "Client,Date,Time,Status,Cancelled by,Cancel reason,Cancelled at,Notice (hours)"
) -> Any:
    reading = read(f"{header}\n{row}\n".encode())
    assert len(reading.rows) == 1, reading
    return reading.rows[0]


def test_who_called_off_when_and_why() -> None:
    clinic = one("A,2026-03-02,10:00,cancelled,Clinic,,,")
    weather = one("A,2026-03-02,10:00,cancelled,,oth-weath,,")
    client = one("A,2026-03-02,10:00,cancelled,Patient,her son was ill,2026-03-01 22:00,")

    assert clinic.details == {"by": "provider"}
    assert weather.details == {"by": "outside"} and weather.words is None
    assert client.details == {"by": "client", "notice": 12 * 60} and client.words == "her son was ill"
    assert client.occurred_at == datetime(2026, 3, 2, 3, tzinfo=UTC)


def test_a_no_show_filed_under_cancelled_is_asked_about() -> None:
    header = b"Client,Date,Time,Status,Cancel reason\n"
    data = header + b"A,2026-03-02,10:00,Cancelled,No Show\nB,2026-03-02,10:00,Cancelled,Provider\n"

    reading = read(data)
    question = reading.questions[0]

    assert (question.kind, question.subject) == ("status", "Cancelled / No Show")
    assert refused(reading) == [(2, "status_asked")]
    settled = read(data, mapping=answered({}, [(question, "missed")]))
    assert [(row.outcome, row.details) for row in settled.rows] == [
        ("missed", {}), ("canceled", {"by": "provider"}),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("status", "reason", "outcome"),
    [
        ("cancelled", "late cancel", "late cancel"), ("cancelled", "weather", "canceled by weather"),
        ("no show", "excused", "excused"), ("", "no show", "missed"), ("cancelled", "rescheduled", "moved"),
    ],
)  # fmt: skip
def test_a_reason_that_is_a_status_says_more(status: str, reason: str, outcome: str) -> None:
    row = one(f"A,2026-03-02,10:00,{status},{reason}", "Client,Date,Time,Status,Cancel reason")

    assert (row.outcome, row.words) == (outcome, None)


def test_one_row_both_fulfilled_and_a_no_show_is_asked_about() -> None:
    reading = read(b"Client,Date,Time,Status,Cancel reason\nA,2026-03-02,10:00,fulfilled,no-show\n")

    assert [question.subject for question in reading.questions] == ["fulfilled / no-show"]
    assert not reading.rows


def test_a_late_cancellation_is_taken_as_just_under_the_limit_unless_more_is_known() -> None:
    bare = one("A,2026-03-02,10:00,late cancel,,,,")
    hours = one("A,2026-03-02,10:00,late cancel,,,,3")
    clinic = one("A,2026-03-02,10:00,late cancel,Provider,,,")

    assert bare.details == {"by": "client", "notice": 24 * 60 - 1}
    assert hours.details == {"by": "client", "notice": 180}
    assert clinic.details == {"by": "provider"}


def test_a_day_of_cancelling_without_an_hour_counts_as_its_beginning() -> None:
    row = one("A,2026-03-02,10:00,cancelled,Patient,,2026-03-01,")

    assert row.details["notice"] == 34 * 60


def test_coming_late_is_told_by_the_clock_or_by_the_status() -> None:
    clock = one("A,2026-03-02,10:00,attended,10:20", "Client,Date,Time,Status,Check-in time")
    said = one("A,2026-03-02,10:00,Late 20 min", "Client,Date,Time,Status")

    assert clock.details == {"arrived_at": "2026-03-02T10:20:00-05:00"}
    assert said.details == {"late_minutes": 20}


def test_services_are_told_apart_by_kind_and_only_a_mixture_is_asked_about() -> None:
    def with_services(*services: str) -> AttendanceReading:
        rows = "".join(
            f"A,2026-03-{day:02},10:00,show,{each}\n" for day, each in enumerate(services, start=2)
        )
        return read(f"Client,Date,Time,Status,Program\n{rows}".encode())

    kinds = with_services("Individual therapy", "Parenting class", "UA")
    mixed = with_services("Therapy", "90837")
    codes = with_services("90834", "90837")

    assert [row.requirement for row in kinds.rows] == ["therapy", "parenting", "testing"]
    assert [(question.kind, question.subject) for question in mixed.questions] == [("requirement", "90837")]
    assert not codes.questions and {row.requirement for row in codes.rows} == {"other"}


def test_a_file_too_large_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoding, "LARGEST_FILE", 2 * 1024 * 1024)
    path = tmp_path / "attendance.csv"
    path.write_bytes(b"x" * 2 * 1024 * 1024)
    assert len(decoding.bytes_of(path)) == 2 * 1024 * 1024
    path.write_bytes(b"x" * (2 * 1024 * 1024 + 1))
    with pytest.raises(IntakeError, match="larger than 2 MB"):
        decoding.bytes_of(path)


def test_nothing_out_of_a_file_shows_when_its_reading_is_printed(caplog: pytest.LogCaptureFixture) -> None:
    text = (
        "Client ID,Client Name,Phone,Date,Time,Status,Cancel reason\n"
        "99,Marisol Quinones,2025550147,2026-03-02,10:00,Zork,her words\n"
        "98,Quinones Marisol,2025550147,2026-03-02,10:00,cancelled,her words\n"
    )
    with caplog.at_level(logging.DEBUG):
        reading = read(text.encode())

    printed = f"{reading!r} {reading.rows!r} {reading.questions!r} {reading.refused!r} {caplog.text}"
    for secret in ("Marisol", "Quinones", "2025550147", "Zork", "her words"):
        assert secret not in printed


FRAGMENTS = [
    b"Client,Date,Time,Status\n", b"A,2026-03-02,10:00,no show\n", b'"', b"\x00", b"\xff\xfe", b";", b"\t",
    b"|", b"\r", b"\n", b"sep=,\n", b"\xef\xbb\xbf", b"03/04/2026", b"9999-12-31T23:59+14:00", b"0001-01-01",
    b",,,,", b"A" * 200, b"\xc3\xa9", b"\xe9",
]  # fmt: skip


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(st.one_of(st.binary(max_size=400), st.lists(st.sampled_from(FRAGMENTS), max_size=30).map(b"".join)))
@example(b"\x00\xff" * 50)
@example(b"Client,Date,Time,Status\nA,0001-01-01T00:00:00Z,10:00,show\n")
@example(b'"')
def test_any_bytes_give_a_reading_or_a_clear_refusal(data: bytes) -> None:
    try:
        reading = read(data)
    except IntakeError as refusal:
        assert str(refusal)  # noqa: PT017  either outcome is right; what must be there is the sentence
        return
    if not reading.blocked:
        assert counts_add_up(reading)
    for row in reading.rows:
        if row.kind is not None:
            check_entry(row.kind, row.details)
    for each in reading.refused:
        assert each.reason


CELLS = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r\ufeff"), min_size=0, max_size=12)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(
        st.tuples(
            st.integers(1, 6), st.integers(1, 28), st.sampled_from(["show", "no show", "LC", "zork"]), CELLS
        ),
        max_size=25,
    ),
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_every_row_written_is_proposed_refused_or_said_again(
    rows: list[tuple[int, int, str, str]], delimiter: str, encoding: str
) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(["Client ID", "Date", "Time", "Status", "Note"])
    for client, day, status, note in rows:
        writer.writerow([f"C{client}", f"2026-03-{day:02}", "14:00", status, note])

    reading = read(text.getvalue().encode(encoding))

    assert reading.read == len(rows)
    assert counts_add_up(reading)
    wanted = {(f"C{client}", day) for client, day, _status, _note in rows}
    seen = {(row.client.reference, row.starts_at.day) for row in reading.rows}
    assert seen <= wanted
