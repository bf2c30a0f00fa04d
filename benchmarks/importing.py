"""Importing attendance, beside `executemany` of the same; and how long another writer waits meanwhile."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from .installation import Installation, bare, insert_into, install
from .measuring import Row, Section, duration, show, times

CLIENTS, SESSIONS = 400, 50
GOAL, LONGEST_WAIT = 2, 0.2


def measure(place: Installation) -> Section:
    """Import a file while somebody else writes; import it again; store the same rows barely."""
    from heardfirst import clock
    from heardfirst.intake import attendance
    from heardfirst.intake.services import import_attendance

    rows = CLIENTS * SESSIONS
    file = _file(clock.now())
    taken: dict[str, float] = {}

    start = time.perf_counter()
    reading = attendance.read(file, zone=place.agency.zone)
    taken["read"] = time.perf_counter() - start
    before = _counts(place.database)
    writers = {how: _OtherWriter(place.database, how) for how in ("queues", "asks")}
    for writer in writers.values():
        writer.start()
    start = time.perf_counter()
    result = import_attendance(agency=place.agency, by=place.worker, worker=place.worker, reading=reading)
    taken["import"] = time.perf_counter() - start
    for writer in writers.values():
        writer.stop()
    assert result.added == result.read == rows and not result.refused, "the file was not imported whole"
    start = time.perf_counter()
    again = import_attendance(agency=place.agency, by=place.worker, worker=place.worker, reading=reading)
    taken["again"] = time.perf_counter() - start
    assert (again.added, again.already) == (0, rows), "the second import added something"
    stored, taken["bare"] = _store_barely(place.database, before)
    import_seconds, plain = taken["read"] + taken["import"], taken["bare"]
    return Section(
        "The import",
        f"A CSV of {rows:,} sessions of {CLIENTS:,} clients, read and recorded: cases opened with keys of "
        "their own, entries "
        "chained, sessions and standings derived, in short transactions, while two other processes commit a "
        "row every 20 ms each: one takes its turn as all who write the record do, one only asks SQLite. "
        f"Beside it, the {stored:,} rows this stored, in all tables, put into an empty copy of the "
        "database (same indexes "
        "and guards) with `executemany` in one transaction, with nobody else writing. One run each: the "
        "design "
        "speaks of 1,000,000 rows, which was not run.",
        (
            Row(
                f"{rows:,} rows",
                f"{duration(import_seconds)} ({rows / import_seconds:,.0f} rows/s)",
                "`executemany` of what was stored",
                duration(plain),
                times(import_seconds, plain),
                f"≤ {GOAL} ×",
                import_seconds <= GOAL * plain,
            ),
            Row("of it, reading the file", duration(taken["read"]), "", "", ""),
            Row(
                "the same file again",
                f"{duration(taken['again'])}",
                "the first time",
                duration(taken["import"]),
                times(taken["again"], taken["import"]),
            ),
            *(
                Row(
                    f"longest wait of another writer that {how}",
                    duration(writer.longest),
                    f"{writer.commits:,} commits, middle",
                    duration(writer.middle),
                    "",
                    f"≤ {LONGEST_WAIT} s",
                    writer.longest <= LONGEST_WAIT,
                )
                for how, writer in writers.items()
            ),
        ),
    )


def _file(now: datetime) -> bytes:
    """Weekly sessions of invented people up to yesterday; one in nine missed."""
    lines = ["Client ID,Client name,Session start,Status"]
    yesterday = (now - timedelta(days=1)).replace(tzinfo=None, minute=0, second=0, microsecond=0)
    for client in range(CLIENTS):
        for week in range(SESSIONS):
            start = yesterday - timedelta(weeks=week, hours=client % 8)
            status = "no show" if (client + week) % 9 == 0 else "attended"
            lines.append(f"C{client:05},Client {_word(client)},{start:%Y-%m-%d %H:%M},{status}")
    return "\n".join(lines).encode()


def _word(number: int) -> str:
    return "".join(
        "bcdfglmnprstv"[number // 13**place % 13] + "aeiou"[(number + place) % 5] for place in range(4)
    )


class _OtherWriter:
    """Somebody else, in a process of their own: a small transaction again and again, each clocked."""

    def __init__(self, database: Path, how: str) -> None:
        self._database, self._how = database, how
        self._waits: list[float] = []

    def start(self) -> None:
        """Begin; returns after the first commit."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.other_writer", str(self._database), self._how],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent.parent,
        )  # fmt: skip
        assert self._process.stdout is not None
        self._process.stdout.readline()

    def stop(self) -> None:
        """End after the commit under way."""
        output, _ = self._process.communicate("")
        self._waits = json.loads(output)

    @property
    def commits(self) -> int:
        return len(self._waits)

    @property
    def longest(self) -> float:
        return max(self._waits)

    @property
    def middle(self) -> float:
        return sorted(self._waits)[len(self._waits) // 2]


def _tables(connection: sqlite3.Connection) -> list[str]:
    """The record's tables, each after those that it refers to."""
    known = [
        "record_client", "record_searchtoken", "record_case", "record_casereference", "record_order",
        "record_requirement", "record_entry", "record_session", "record_standing",
    ]  # fmt: skip
    there = {str(row[0]) for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return [name for name in known if name in there]


def _counts(database: Path) -> dict[str, int]:
    connection = bare(database)
    counts = {
        name: connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in _tables(connection)
    }
    connection.close()
    return counts


def _store_barely(database: Path, before: dict[str, int]) -> tuple[int, float]:
    """Put what the import stored into a copy of the database from before; returns the rows and the "
    "seconds."""
    assert not any(before.values()), "the record was not empty before"
    source = bare(database)
    emptied = database.with_name("bare.sqlite3")
    source.execute("VACUUM INTO ?", (str(emptied),))
    target = bare(emptied)
    tables = _tables(target)
    guards = target.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for name, _sql in guards:
        target.execute(f"DROP TRIGGER {name}")
    for table in reversed(tables):
        target.execute(f"DELETE FROM {table}")
    for _name, sql in guards:
        target.execute(sql)
    target.execute("VACUUM")
    contents = {table: source.execute(f"SELECT * FROM {table} ORDER BY id").fetchall() for table in tables}
    start = time.perf_counter()
    target.execute("BEGIN IMMEDIATE")
    for table, rows in contents.items():
        target.executemany(insert_into(target, table), rows)
    target.execute("COMMIT")
    seconds = time.perf_counter() - start
    for table, rows in contents.items():
        assert target.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == len(rows)
    source.close()
    target.close()
    return sum(map(len, contents.values())), seconds


if __name__ == "__main__":
    show(measure(install()))
