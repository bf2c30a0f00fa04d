"""What was acknowledged survives a kill, and a batch that was broken off is simply given again."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.record.appender import BATCH

HERE = Path(__file__).parents[2]


def start(*arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.record.appender", *arguments],
        cwd=HERE,
        stdout=subprocess.PIPE,
        text=True,
    )


def run(*arguments: str) -> list[str]:
    done = start(*arguments)
    said, _ = done.communicate(timeout=120)
    assert done.returncode == 0
    return said.split()


def killed_after(lines: int, *arguments: str) -> list[str]:
    """What the program had said when it was killed without warning."""
    process = start(*arguments)
    assert process.stdout is not None
    said = [process.stdout.readline().strip() for _ in range(lines)]
    process.send_signal(signal.SIGKILL)
    said += process.stdout.read().split()
    process.stdout.close()
    assert process.wait(timeout=30) == -signal.SIGKILL
    return said


@pytest.fixture
def case(data_dir: Path) -> str:
    return run("open")[0]


def test_what_was_acknowledged_is_there_after_a_kill(case: str) -> None:
    told = 0
    for lines in (3, 17):
        told += int(killed_after(lines, "append", case)[-1])
        there, faults, differences = map(int, run("count", case))
        # One more may have been stored whose word did not reach us any more.
        assert told + 1 <= there <= told + 3
        assert (faults, differences) == (0, 0)
        told = there - 1


@pytest.mark.long
def test_a_batch_broken_off_is_finished_by_giving_it_again(case: str) -> None:
    said = killed_after(2, "batch", case)
    there, faults, differences = map(int, run("count", case))
    assert int(said[-1]) <= there - 1 < BATCH
    assert (faults, differences) == (0, 0)
    again = run("batch", case)
    assert int(again[-1]) == BATCH - (there - 1)
    assert list(map(int, run("count", case))) == [BATCH + 1, 0, 0]
