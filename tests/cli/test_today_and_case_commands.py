"""From an attendance file to Today and one case, each command on an empty directory to begin with."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from heardfirst.protocol import KINDS
from tests.cli.conftest import Run


def test_an_empty_directory_is_enough_for_every_command(heardfirst: Run, tmp_path: Path) -> None:
    for words in (("today",), ("tick",), ("record", "verify"), ("record", "rebuild", "--check")):
        said = heardfirst(*words, "--json", data=tmp_path / "-".join(words))
        assert said.code == 0, said.err
        assert said.document
    assert "heardfirst import" in heardfirst("today").out


@pytest.mark.usefixtures("prepared")
def test_attendance_in_and_whom_to_call_first_out(heardfirst: Run, attendance: Path) -> None:
    dry = heardfirst("import", attendance, "--dry-run", "--json").document
    assert (dry["read"], dry["added"], dry["cases_created"], dry["recorded"]) == (5, 5, 3, False)
    assert heardfirst("today", "--json").document["to_do"] == 0

    first = heardfirst("import", attendance, "--json").document
    assert (first["added"], first["already"], first["cases_created"]) == (5, 0, 3)
    assert all(terms == ["at_stake", "report_within", "basis"] for terms in first["missing_terms"].values())
    again = heardfirst("import", attendance, "--json").document
    assert (again["added"], again["already"], again["cases_created"]) == (0, 5, 0)

    today = heardfirst("today", "--json").document
    lines = [today["first"], *today["then"]]
    assert {line["client"] for line in lines} == {"Ana Ferrer", "Bram Holt"}
    assert {line["step"] for line in lines} == {"contact"}
    assert today["to_do"] == 2

    shown = heardfirst("case", "show", today["first"]["case"], "--json").document
    assert shown["client"] == today["first"]["client"]
    (requirement,) = shown["requirements"]
    assert requirement["decision"]["next"]["step"] == "contact"
    assert "session.missed" in {entry["kind"] for entry in shown["chronology"]}
    assert today["first"]["client"] in heardfirst("case", "show", today["first"]["case"]).out
    printed = heardfirst("case", "show", today["first"]["case"], "--language", "es").out
    assert KINDS["session.missed"].label["es"] in printed and "session.missed" not in printed


@pytest.mark.usefixtures("prepared")
def test_a_command_ends_in_the_language_asked_for(heardfirst: Run, attendance: Path) -> None:
    heardfirst("import", attendance)
    case = heardfirst("today", "--json").document["first"]["case"]
    for words, sentence in (
        (("record", "verify"), "El expediente de 3 casos está íntegro."),
        (("record", "verify"), "El registro de accesos está íntegro: "),
        (("record", "rebuild", "--check"), "Se compararon 3 casos: 0 diferencias."),
        (("record", "rebuild"), "Se rehicieron 3 casos: 0 diferencias."),
        (("case", "record", case, "hearing.set", "on=2026-04-02"), "Anotado: "),
    ):
        assert sentence in heardfirst(*words, "--language", "es").out


@pytest.mark.usefixtures("prepared")
def test_a_session_is_moved_to_no_time_gone_by_and_other_years_are_named(
    heardfirst: Run, attendance: Path
) -> None:
    heardfirst("import", attendance)
    case = heardfirst("today", "--json").document["first"]["case"]
    moved = ("case", "record", case, "session.moved", "starts_at=2199-12-25T10:00", "by=provider")
    refused = heardfirst(*moved, "to=2020-01-01T10:00")
    assert refused.code == 2 and "This time has passed." in refused.err
    assert heardfirst(*moved, "to=2199-12-26T10:00").code == 0
    heardfirst("case", "record", case, "hearing.set", "on=2199-04-02", "--at", "2020-01-07T10:00")
    assert "Tue, Jan 7, 2020 10:00" in heardfirst("case", "show", case).out


@pytest.mark.usefixtures("prepared")
def test_an_unknown_status_is_asked_for_and_nothing_is_taken_in(heardfirst: Run, attendance: Path) -> None:
    attendance.write_text(
        attendance.read_text("utf-8") + "D4,Dee Woo,2026-03-03,9:00,Zork,Therapy\n", "utf-8"
    )
    said = heardfirst("import", attendance, "--json")
    assert said.code == 2
    assert said.document["recorded"] is False
    assert [each["subject"] for each in said.document["questions"]] == ["Zork"]
    assert "[statuses]" in said.err
    assert heardfirst("today", "--json").document["to_do"] == 0

    mapping = attendance.with_name("mapping.toml")
    mapping.write_text('[statuses]\n"Zork" = "missed"\n', "utf-8")
    assert heardfirst("import", attendance, "--mapping", mapping, "--json").document["added"] == 6
    assert heardfirst("today", "--json").document["to_do"] == 3


@pytest.mark.usefixtures("prepared")
def test_a_dry_run_suggests_no_answer_and_names_the_rows_it_cannot_read(
    heardfirst: Run, attendance: Path
) -> None:
    rows = "D4,Dee Woo,2026-03-03,9:00,Zork,Therapy\nE5,Eve Hall,2026-13-45,9:00,Attended,Therapy\n"
    attendance.write_text(attendance.read_text("utf-8") + rows, "utf-8")
    printed = heardfirst("import", attendance, "--dry-run").err
    assert '"Zork" = ""\n' in printed and "# attended, late, missed, " in printed
    assert "Line 8: " in printed and "Line 7: " not in printed
    mapping = attendance.with_name("mapping.toml")
    mapping.write_text(printed[printed.index("[statuses]") : printed.index('""') + 2], "utf-8")
    assert heardfirst("import", attendance, "--mapping", mapping).code == 2, "an answer left empty is none"
    allowed = heardfirst("import", attendance, "--dry-run", "--leave-unanswered", "--language", "es").out
    assert "Línea 8: " in allowed and "Línea 7: " in allowed


@pytest.mark.usefixtures("prepared")
def test_a_column_is_asked_for_by_what_stands_in_it(heardfirst: Run, attendance: Path) -> None:
    attendance.write_text(attendance.read_text("utf-8").replace("Date,Time", "Foo,Bar"), "utf-8")
    attendance.write_text(attendance.read_text("utf-8").replace("2026-03-", "a").replace(":00", ""), "utf-8")
    printed = heardfirst("import", attendance, "--dry-run")
    assert "Which column has the date and time?" in printed.err and '"start" = ""' in printed.err
    printed = heardfirst("import", attendance, "--dry-run", "--language", "es")
    assert "¿Qué columna tiene la fecha y la hora?" in printed.err


@pytest.mark.usefixtures("prepared")
def test_rows_left_unanswered_go_to_a_file_with_line_and_reason(heardfirst: Run, attendance: Path) -> None:
    attendance.write_text(
        attendance.read_text("utf-8") + "D4,=Dee Woo,2026-03-03,9:00,Zork,Therapy\n", "utf-8"
    )
    said = heardfirst("import", attendance, "--leave-unanswered", "--json")
    assert said.code == 0
    assert [each["line"] for each in said.document["refused"]] == [7]
    refused = attendance.with_name("attendance.csv.refused.csv").read_text("utf-8-sig")
    assert "'=Dee Woo" in refused, "a spreadsheet must not run a name"


@pytest.mark.usefixtures("prepared")
def test_what_cannot_be_read_is_said_without_a_traceback(heardfirst: Run, tmp_path: Path) -> None:
    nothing = heardfirst("import", "nowhere.csv", "--json")
    assert nothing.code == 2
    assert "nowhere.csv" in nothing.err
    noise = tmp_path / "noise.csv"
    noise.write_bytes(bytes(range(256)) * 4)
    assert heardfirst("import", noise).code == 2
    assert heardfirst("case", "show", "not-an-id").code == 2
    assert heardfirst("today", "--as", "nobody@example.org").code == 2


def test_a_tampered_record_is_a_no(heardfirst: Run, attendance: Path, prepared: Path) -> None:
    heardfirst("import", attendance)
    assert heardfirst("record", "verify", "--json").document["good"] is True
    with sqlite3.connect(prepared / "heardfirst.sqlite3") as database:
        # The database refuses to change an entry; whoever owns the file can take that guard away.
        for (guard,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{guard}"')
        database.execute("UPDATE record_entry SET kind = 'session.attended' WHERE kind = 'session.missed'")
    database.close()
    said = heardfirst("record", "verify", "--json")
    assert said.code == 1
    assert {each["code"] for each in said.document["faults"]} == {"altered"}
    assert heardfirst("record", "rebuild", "--check").code == 1


def test_the_directory_is_for_its_owner_alone(heardfirst: Run, attendance: Path, data_dir: Path) -> None:
    heardfirst("import", attendance)
    assert data_dir.stat().st_mode & 0o077 == 0
    assert all(each.stat().st_mode & 0o077 == 0 for each in data_dir.rglob("*"))
    stored = b"".join(each.read_bytes() for each in data_dir.rglob("*") if each.is_file())
    assert b"Ferrer" not in stored
    assert b"Bram" not in stored
