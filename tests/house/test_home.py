"""The installation's own place: private, made once, and silent about passwords."""

from __future__ import annotations

import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from heardfirst import home


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_data_directory_is_made_for_its_owner_alone(data_dir: Path) -> None:
    assert home.data_dir() == data_dir
    assert _mode(data_dir) == 0o700
    assert _mode(home.key_store_dir()) == 0o700


def test_without_a_name_it_is_the_users_own_place(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("HEARDFIRST_DATA", raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    assert home.data_dir() == tmp_path / "share" / "heardfirst"


def test_a_place_taken_by_a_file_is_refused_with_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("")
    monkeypatch.setenv("HEARDFIRST_DATA", str(tmp_path / "taken"))
    with pytest.raises(home.HomeError, match="HEARDFIRST_DATA"):
        home.data_dir()


def test_a_secret_is_drawn_once_and_readable_by_its_owner_alone(data_dir: Path) -> None:
    first = home.secret("django")
    assert len(first) == home.SECRET_BYTES
    assert home.secret("django") == first
    assert home.secret("another") != first
    assert _mode(data_dir / "secrets" / "django") == 0o600
    assert home.secret_key() == first.hex()


def test_processes_that_ask_first_together_get_the_same_secret(data_dir: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        drawn = set(pool.map(lambda _: home.secret("raced"), range(64)))
    assert len(drawn) == 1
    assert [path.name for path in (data_dir / "secrets").iterdir()] == ["raced"], "no draft is left behind"


def test_a_damaged_secret_is_not_quietly_used(data_dir: Path) -> None:
    home.secret("django")
    (data_dir / "secrets" / "django").write_bytes(b"short")
    with pytest.raises(home.HomeError, match="damaged"):
        home.secret("django")


def test_the_database_is_a_durable_sqlite_file_by_default(data_dir: Path) -> None:
    found = home.database()
    assert found["NAME"] == str(data_dir / "heardfirst.sqlite3")
    assert found["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "synchronous=FULL" in found["OPTIONS"]["init_command"]


def test_an_address_moves_it_to_postgresql(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://anna:p%40ss@db.example.org:6432/cases?sslmode=require")
    found = home.database()
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example.org", "6432", "cases")
    assert (found["USER"], found["PASSWORD"]) == ("anna", "p@ss")
    assert found["OPTIONS"] == {"sslmode": "require"}


def test_a_socket_directory_is_understood(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://postgres:@/cases?host=/run/pg")
    found = home.database()
    assert (found["HOST"], found["PORT"], found["OPTIONS"]) == ("/run/pg", "", {})


@pytest.mark.parametrize(
    "address",
    ["mysql://anna:hunter2secret@db/cases", "postgresql://anna:hunter2secret@db:port/cases", "hunter2secret"],
)
def test_a_strange_address_is_refused_without_repeating_it(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    with pytest.raises(home.HomeError) as refused:
        home.database()
    assert "hunter2secret" not in str(refused.value)
    assert refused.value.__suppress_context__ or refused.value.__context__ is None
