"""A power cut at any moment of a start leaves what the next start brings to its end."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from heardfirst.home import HomeError, secret
from tests.cli.conftest import Run
from tests.conftest import some_of

FIRST_RUN = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "heardfirst.settings"
import django
django.setup()
from django.db.migrations.recorder import MigrationRecorder
from heardfirst.record import migrating

count, cut = 0, int(sys.argv[1])
record_applied = MigrationRecorder.record_applied

def cut_off(self, app, name):
    global count
    count += 1
    if count == cut and sys.argv[2] == "before":
        os._exit(9)
    record_applied(self, app, name)
    if count == cut:
        os._exit(9)

MigrationRecorder.record_applied = cut_off
migrating.bring_forward()
"""
GATHER = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "heardfirst.settings"
import django
django.setup()
from heardfirst.cli import static_files

print(static_files.gather_static_files())
"""


def run(data_dir: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return subprocess.run(
        [sys.executable, *words],
        env={**environment, "HEARDFIRST_DATA": str(data_dir)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("side", ["before", "after"])
def test_a_first_run_that_was_cut_off_is_brought_to_its_end(
    data_dir: Path, heardfirst: Run, side: str
) -> None:
    """Cut off as a migration is written down, its tables and indexes made: they go or stay together."""
    for cut in some_of(range(2, 40), 1):
        assert run(data_dir, "-c", FIRST_RUN, str(cut), side).returncode in (9, 0)
        assert heardfirst("today").code == 0, (cut, side)
        shutil.rmtree(data_dir)


def test_static_files_that_were_cut_off_are_gathered_again(data_dir: Path) -> None:
    assert run(data_dir, "-c", GATHER).stdout.strip() == "True"
    assert run(data_dir, "-c", GATHER).stdout.strip() == "False"
    manifest = data_dir / "static" / "staticfiles.json"
    whole = manifest.read_bytes()
    assert len(whole) > 100
    manifest.write_bytes(b"")
    (data_dir / "static" / "gathered").unlink()  # what is written last is lost with what was not synced
    assert run(data_dir, "-c", GATHER).stdout.strip() == "True"
    assert manifest.read_bytes() == whole


def test_no_secret_is_drawn_where_there_are_keys(
    demonstration: Path, heardfirst: Run, tmp_path: Path
) -> None:
    vault, keys, elsewhere = (
        demonstration / "secrets" / "vault", demonstration / "keys", tmp_path / "keys-elsewhere"
    )  # fmt: skip
    lost = vault.read_bytes()
    vault.unlink()
    refused = heardfirst("today")
    assert refused.code == 2 and "Restore" in refused.err and not vault.exists()
    with pytest.raises(HomeError, match="vault is missing"):
        secret("vault")

    # Keys and secrets both gone: the database still knows that another secret would be the wrong one.
    keys.rename(elsewhere)
    refused = heardfirst("today")
    assert refused.code == 2 and "not those of this database" in refused.err and not vault.exists()

    # With the secret back and the keys not, every client whose key is gone is a fault: none is called whole.
    vault.write_bytes(lost)
    faults = heardfirst("record", "verify", "--json")
    assert faults.code == 1 and {fault["code"] for fault in faults.document["faults"]} == {"unknown_key"}
    assert len(faults.document["faults"]) == 40

    shutil.rmtree(keys)
    elsewhere.rename(keys)
    assert heardfirst("record", "verify").code == 0
