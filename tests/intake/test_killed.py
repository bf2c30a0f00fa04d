"""An import whose process is killed with no warning, on a database file of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

CLIENTS, VISITS = 120, 20
FIRST_NAMES = ("Marisol", "Dwayne", "Xiomara", "Thaddeus")

PROGRAM = """
import json, sys, django
from datetime import UTC, datetime
django.setup()
from django.core.management import call_command
from heardfirst.agency.models import Agency, Person
from heardfirst.agency.services import add_person, open_agency
from heardfirst.intake.attendance import read
from heardfirst.intake.services import import_attendance
from heardfirst import clock
from heardfirst.record.models import Case, Entry
from heardfirst.record.verify import verify_all

call_command("migrate", verbosity=0)
agency = Agency.objects.first() or open_agency(name="Harbor")
worker = Person.objects.first() or add_person(agency=agency, email="w@example.org", name="W")
reading = read(sys.stdin.buffer.read())
print("read", flush=True)
with clock.standing_at(datetime(2026, 3, 4, 15, tzinfo=UTC)):
    result = import_attendance(
        agency=agency, by=worker, worker=worker, reading=reading,
        progress=lambda done, total: print(done, flush=True),
    )
print(json.dumps({
    "added": result.added, "already": result.already, "opened": result.cases_created,
    "cases": Case.objects.count(), "entries": Entry.objects.filter(kind__startswith="session.").count(),
    "faults": len(verify_all()),
}))
"""


@pytest.fixture
def attendance() -> bytes:
    rows = [
        f"N{client},{FIRST_NAMES[client % 4]} Quintanilla{client},2025550{client:03},"
        f"2026-{1 + visit // 10:02}-{1 + visit % 10:02},{8 + client % 9:02}:00,no show,her own words {client}"
        for client in range(CLIENTS)
        for visit in range(VISITS)
    ]
    return "\n".join(["Client ID,Client Name,Phone,Date,Time,Status,Reason", *rows]).encode()


def start(place: Path) -> subprocess.Popen[bytes]:
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        env=kept | {"HEARDFIRST_DATA": str(place), "DJANGO_SETTINGS_MODULE": "heardfirst.settings"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def test_what_was_told_as_done_survives_and_the_rest_follows(attendance: bytes, data_dir: Path) -> None:
    told = 0
    with start(data_dir) as doomed:
        assert doomed.stdin is not None and doomed.stdout is not None
        doomed.stdin.write(attendance)
        doomed.stdin.close()
        while told == 0:
            line = doomed.stdout.readline().strip()
            assert line, "it ended before it told of any progress"
            told = int(line) if line.isdigit() else 0
        doomed.kill()
    assert told < CLIENTS * VISITS

    after = [path.read_bytes() for path in data_dir.rglob("*") if path.is_file()]
    with start(data_dir) as again:
        output, _ = again.communicate(attendance, timeout=120)
    result = json.loads(output.splitlines()[-1])

    assert result["already"] >= told
    assert result["added"] + result["already"] == result["entries"] == CLIENTS * VISITS
    assert (result["cases"], result["faults"]) == (CLIENTS, 0)
    after += [path.read_bytes() for path in data_dir.rglob("*") if path.is_file()]
    for secret in (*FIRST_NAMES, "Quintanilla", "2025550", "her own words"):
        assert not any(secret.encode() in content for content in after), "a file holds what should be sealed"
