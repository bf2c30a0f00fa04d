"""The file of refused rows: whole or not at all, harmless in a spreadsheet, for its owner alone."""

from __future__ import annotations

import csv
import io
import stat
from pathlib import Path

import pytest

from heardfirst.intake.attendance import AttendanceReading, read
from heardfirst.intake.refused_rows import refused_csv, write_refused

DATA = (
    b"Client,Date,Time,Status\n"
    b"A,2026-03-02,10:00,show\n"
    b"=HYPERLINK(1),soon,10:00,@SUM(1)\n"
    b'"Lopez, Maria",2026-03-02,later,"no\nshow"\n'
    b'B,2026-03-02,10:00,"show"x\n'
)


@pytest.fixture
def reading() -> AttendanceReading:
    return read(DATA, mapping={"statuses": {"@SUM(1)": "missed"}, "formats": {"header": True}})


def test_each_refused_row_stands_there_with_line_and_reason(reading: AttendanceReading) -> None:
    rows = list(
        csv.reader(io.StringIO(refused_csv(reading, reading.refused).decode("utf-8-sig"), newline=""))
    )

    assert rows[0] == ["rejected line", "why it was rejected", "Client", "Date", "Time", "Status"]
    assert [row[0] for row in rows[1:]] == ["3", "4", "6"]
    assert all(row[1] for row in rows[1:])
    assert rows[2][2:] == ["Lopez, Maria", "2026-03-02", "later", "no\nshow"]
    assert "show" in rows[3][2]


def test_nothing_in_it_runs_as_a_formula(reading: AttendanceReading) -> None:
    rows = csv.reader(io.StringIO(refused_csv(reading, reading.refused).decode("utf-8-sig"), newline=""))
    cells = [cell for row in rows for cell in row]

    assert "'=HYPERLINK(1)" in cells and "'@SUM(1)" in cells
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


def test_the_file_is_its_owners_alone_and_nothing_else_is_left(
    reading: AttendanceReading, tmp_path: Path
) -> None:
    path = tmp_path / "march.csv.refused.csv"

    assert write_refused(path, reading, reading.refused) == 3

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_with_none_refused_an_old_file_goes_and_no_new_one_comes(
    reading: AttendanceReading, tmp_path: Path
) -> None:
    path = tmp_path / "march.csv.refused.csv"
    path.write_bytes(b"old")

    assert write_refused(path, reading, []) == 0
    assert not path.exists()


def test_a_broken_write_leaves_the_old_file_whole(
    reading: AttendanceReading, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "march.csv.refused.csv"
    path.write_bytes(b"old")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("heardfirst.intake.refused_rows.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_refused(path, reading, reading.refused)

    assert path.read_bytes() == b"old"
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_a_refused_file_mended_can_be_taken_in_by_itself(reading: AttendanceReading) -> None:
    text = refused_csv(reading, reading.refused).decode("utf-8-sig")
    mended = text.replace("later", "11:00").replace('"no\nshow"', "no show")

    again = read(mended.encode(), mapping={"statuses": {"'@SUM(1)": "missed"}})

    assert [row.outcome for row in again.rows] == ["missed"]
    assert again.rows[0].words is None
