"""What the settings promise whoever installs this and does nothing else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

ASK = """
import json
from django.conf import settings
names = ["DEBUG", "ALLOWED_HOSTS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "SECURE_HSTS_SECONDS",
         "SECURE_SSL_REDIRECT", "SESSION_COOKIE_NAME", "CSRF_TRUSTED_ORIGINS"]
print(json.dumps({name: getattr(settings, name) for name in names}))
"""


def _told_under(data_dir: Path, script: str, **environment: str) -> str:
    """What a script prints in a process of its own, under the product's own settings."""
    kept = {key: said for key, said in os.environ.items() if not key.startswith(("HEARDFIRST_", "DATABASE_"))}
    told = {"DJANGO_SETTINGS_MODULE": "heardfirst.settings", "HEARDFIRST_DATA": str(data_dir)}
    ran = subprocess.run(
        [sys.executable, "-c", script],
        env={**kept, **told, **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return ran.stdout.strip()


def _settings_under(data_dir: Path, **environment: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_told_under(data_dir, ASK, **environment))
    return found


def test_as_installed_it_serves_this_machine_only_and_shows_no_debug_pages(data_dir: Path) -> None:
    found = _settings_under(data_dir)
    assert found["DEBUG"] is False
    assert set(found["ALLOWED_HOSTS"]) == {"localhost", "127.0.0.1", "[::1]"}


def test_a_named_host_turns_https_on(data_dir: Path) -> None:
    found = _settings_under(data_dir, HEARDFIRST_HOSTS="cases.example.org, other.example.org")
    assert {"cases.example.org", "other.example.org"} < set(found["ALLOWED_HOSTS"])
    assert found["SESSION_COOKIE_SECURE"] and found["CSRF_COOKIE_SECURE"] and found["SECURE_SSL_REDIRECT"]
    assert found["SECURE_HSTS_SECONDS"] > 0
    assert found["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://cases.example.org", "https://other.example.org"]


def test_on_this_machine_a_cookie_works_without_https(data_dir: Path) -> None:
    assert _settings_under(data_dir)["SESSION_COOKIE_SECURE"] is False


WRITE = """
import django
django.setup()
from django.db import connection
connection.cursor().execute("CREATE TABLE kept (id INTEGER)")
connection.cursor().execute("INSERT INTO kept VALUES (1)")
from pathlib import Path
from heardfirst import home
print([oct(path.stat().st_mode & 0o777) for path in sorted(home.data_dir().glob("*.sqlite3*"))])
"""


def test_what_is_written_is_private_even_in_a_directory_open_to_others(data_dir: Path) -> None:
    data_dir.mkdir(mode=0o755)
    assert _told_under(data_dir, WRITE) == "['0o600', '0o600', '0o600']", (
        "the database, its log and its index"
    )


def test_the_policy_for_the_browser_has_no_way_around_it() -> None:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    allowed = {source for sources in directives.values() for source in sources}
    assert allowed == {"'self'", "'none'", "data:"}
    assert "data:" not in directives["script-src"]


def test_an_upload_never_becomes_a_temporary_file() -> None:
    assert [handler for handler in settings.FILE_UPLOAD_HANDLERS if "Temporary" in handler] == []


@pytest.mark.django_db
def test_the_tests_run_on_the_database_that_was_picked() -> None:
    assert (
        connection.vendor
        == {"sqlite": "sqlite", "postgres": "postgresql"}[os.environ.get("HEARDFIRST_TEST_DB", "sqlite")]
    )


@pytest.mark.django_db
def test_on_sqlite_it_is_a_file_with_a_log_that_survives_a_power_cut() -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW synchronous_commit")
            assert cursor.fetchone() == ("on",)
        return
    with connection.cursor() as cursor:
        assert Path(connection.settings_dict["NAME"]).is_file()
        assert cursor.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert cursor.execute("PRAGMA synchronous").fetchone() == (2,)
        assert cursor.execute("PRAGMA temp_store").fetchone() == (2,)


@pytest.mark.parametrize(
    ("machine", "zone"),
    [
        ("America/Los_Angeles", "America/Los_Angeles"),
        ("UTC", "America/New_York"),
        ("Nowhere/At_All", "America/New_York"),
    ],
)
def test_a_new_agency_is_where_this_machine_is(machine: str, zone: str, data_dir: Path) -> None:
    """Also once Django has put the process itself into UTC."""
    ask = "from django.conf import settings; print(settings.LOCAL_ZONE); import os; print(os.environ['TZ'])"
    # As Python starts, tests/startup puts it into the zone of the run.
    assert _told_under(data_dir, ask, TESTS_LIVE_IN_ZONE=machine).split() == [zone, "UTC"]
