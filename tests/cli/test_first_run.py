"""What an empty installation prints, and what it no longer prints once somebody is there."""

from __future__ import annotations

import os
import re
import select
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from heardfirst.agency.models import Role
from heardfirst.agency.services import add_person, open_agency
from heardfirst.cli.installation import obvious_person
from tests.cli.conftest import Run

LINK = re.compile(r"(https?://\S+?)(/(?:set-up/link|sign-in)/[\w-]{43}/)")
_WITHIN = 90  # seconds


@contextmanager
def served(data: Path, **more: str) -> Iterator[Callable[[], str]]:
    """A server on a free port; what it has printed, once it has said all it says."""
    surroundings = {key: value for key, value in os.environ.items() if not key.startswith("DJANGO_")}
    surroundings |= {"HEARDFIRST_DATA": str(data), "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"} | more
    process = subprocess.Popen(
        [sys.executable, "-m", "heardfirst.cli.main", "serve"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        env=surroundings,
    )

    def printed() -> str:
        assert process.stdout is not None
        said, until = "", time.monotonic() + _WITHIN
        while "Ctrl-C" not in said and time.monotonic() < until:
            if select.select([process.stdout], [], [], 0.2)[0]:
                said += os.read(process.stdout.fileno(), 4096).decode()
            assert process.poll() is None, said
        return said

    try:
        yield printed
    finally:
        process.terminate()
        process.communicate(timeout=_WITHIN)


def opened(address: str) -> str:
    until = time.monotonic() + _WITHIN
    while True:
        try:
            with urlopen(address, timeout=_WITHIN) as answer:
                return str(answer.read().decode())
        except (ConnectionError, URLError):  # it does not listen yet
            if time.monotonic() > until:
                raise
        time.sleep(0.1)


def test_an_empty_installation_prints_the_link_that_sets_it_up(prepared: Path, heardfirst: Run) -> None:
    with served(prepared) as printed:
        found = LINK.search(printed())
        assert found is not None and found[2].startswith("/set-up/")
        assert "A few short pages" in opened(found[0])
    # Asking for a way in leads to the set-up too, as long as nobody is there.
    assert "/set-up/link/" in heardfirst("sign-in").out
    token = found[2].split("/")[3].encode()
    assert all(token not in each.read_bytes() for each in prepared.glob("heardfirst.sqlite3*"))


def test_once_somebody_is_there_it_is_a_way_to_sign_in(
    prepared: Path, heardfirst: Run, attendance: Path
) -> None:
    assert heardfirst("import", attendance).code == 0
    assert "/sign-in/" in heardfirst("sign-in").out
    further = heardfirst("agency", "open", "--json").document["link"]
    assert LINK.search(further) and "/set-up/link/" in further


def test_a_server_people_come_to_from_outside_prints_nobodys_way_in(
    prepared: Path, heardfirst: Run, attendance: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert heardfirst("import", attendance).code == 0
    with served(prepared, HEARDFIRST_HOSTS="cases.example.org") as printed:
        said = printed()
    assert "https://cases.example.org/" in said and LINK.search(said) is None
    monkeypatch.setenv("HEARDFIRST_HOSTS", "cases.example.org")
    assert heardfirst("sign-in").out.startswith("https://cases.example.org/sign-in/")


def test_an_older_program_stops_before_records_of_a_newer_one(prepared: Path, heardfirst: Run) -> None:
    database = sqlite3.connect(prepared / "heardfirst.sqlite3")
    with database:
        row = ("agency", "9999_from_tomorrow", "2036-01-01")
        database.execute("INSERT INTO django_migrations (app, name, applied) VALUES (?, ?, ?)", row)
    database.close()
    said = heardfirst("today")
    assert said.code == 2 and "written by a newer version of Heardfirst" in said.err and said.out == ""


@pytest.mark.django_db
def test_with_several_agencies_a_command_guesses_nobody() -> None:
    agency = open_agency(name="Harbor")
    selma = add_person(agency=agency, email="selma@example.org", name="Selma", roles=[Role.SUPERVISOR])
    add_person(agency=agency, email="wanda@example.org", name="Wanda")
    assert obvious_person() == selma
    open_agency(name="Ridge County Probation")
    assert obvious_person() is None


def test_a_tick_warns_when_the_calendar_ends(prepared: Path, heardfirst: Run, attendance: Path) -> None:
    heardfirst("import", attendance)
    said = heardfirst("tick", "--json")
    assert said.document["calendars_ending"] == []
