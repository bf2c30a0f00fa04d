"""A run of the tests lives at one moment, in every process of it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from time_machine import escape_hatch

from tests import moments

TELL = "import os, time; print(time.time(), os.environ['TZ'])"
THROUGH = "import subprocess, sys; subprocess.run([sys.executable, *sys.argv[1:]], check=True)"
SPAWNED = f"""
import multiprocessing, time
def tell(): exec({TELL!r})
if __name__ == "__main__":
    for way in ("fork", "spawn"):
        process = multiprocessing.get_context(way).Process(target=tell)
        process.start(); process.join()
"""
_SLOW = 60  # seconds that a machine under load may take to start a process


def _printed(*command: str) -> list[str]:
    return subprocess.run(
        [sys.executable, *command], capture_output=True, text=True, check=True
    ).stdout.split("\n")


@pytest.mark.parametrize("command", [["-c", TELL], ["-c", THROUGH, "-c", TELL]], ids=["child", "grandchild"])
def test_a_process_that_a_test_starts_lives_then(command: list[str]) -> None:
    before = time.time()
    told, zone = _printed(*command)[0].split()
    assert before - 1 <= float(told) <= before + _SLOW and zone == moments.zone_here()


def test_so_do_those_that_a_server_makes(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(SPAWNED, "utf-8")
    before = time.time()
    told = [line.split() for line in _printed(str(program)) if line]
    assert len(told) == 2
    assert all(before - 1 <= float(moment) <= before + _SLOW for moment, _zone in told)
    assert {zone for _moment, zone in told} == {moments.zone_here()}


def test_this_process_is_so_far_from_the_real_time() -> None:
    assert time.time() - escape_hatch.time.time() == pytest.approx(moments.seconds_ahead(), abs=1)
    assert datetime.now(UTC).timestamp() == pytest.approx(time.time(), abs=1)


def test_a_moment_given_by_hand_is_lived_at_and_a_seed_draws_one(root: Path, tmp_path: Path) -> None:
    """By a run of its own, without ours around it."""
    (tmp_path / "test_told.py").write_text(
        "import time\ndef test_told(): assert time.strftime('%d %H', time.gmtime()) == '01 05'\n", "utf-8"
    )
    path = [
        str(root),
        *filter(lambda each: "startup" not in each, os.environ["PYTHONPATH"].split(os.pathsep)),
    ]
    kept = {key: value for key, value in os.environ.items() if key not in (moments.AHEAD, moments.ZONE)}
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-c", os.devnull, "--rootdir", str(tmp_path),
         "-p", "tests.conftest", "-p", "no:django", "-p", "no:randomly", str(tmp_path)],
        env=kept | {"PYTHONPATH": os.pathsep.join(path), "HEARDFIRST_TEST_NOW": "2027-01-01T00:01-05:00"},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout
    assert "Living at HEARDFIRST_TEST_NOW=2027-01-01T00:01-05:00" in run.stdout
    drawn = {moments.drawn(seed) for seed in range(400)}
    assert drawn == {(moment, zone) for moment in moments.MOMENTS for zone in moments.ZONES}
    assert moments.drawn(7) == moments.drawn(7)


def test_a_moment_without_its_offset_is_refused() -> None:
    with pytest.raises(ValueError, match="needs an offset"):
        moments.aware("2027-01-01T00:01")


def test_the_product_reads_no_moment_from_its_surroundings(root: Path) -> None:
    settings_of_tests = root / "src" / "heardfirst" / "settings_test.py"
    words = ("HEARDFIRST_TEST_NOW", moments.AHEAD, moments.ZONE, "HEARDFIRST_TEST_ZONE")
    texts = [path.read_text("utf-8") for path in (root / "src").rglob("*.py") if path != settings_of_tests]
    assert texts and not [word for word in words for text in texts if word in text]
