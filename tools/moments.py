"""
Runs the tests at each of the twelve moments of `tests/moments.py`, each time in the next of its time zones,
and prints what came of it as a table.

    python -m tools.moments [-n PROCESSES] [--only WORDS] [TESTS...]

Ends with exit code 1 when anything failed; what failed is printed below the table.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path

from tests.moments import MOMENTS, ZONES

_COUNTS = re.compile(r"(\d+) (passed|failed|error)")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one run."""

    passed: int
    failed: int
    seconds: float
    failures: list[str]


def main() -> int:
    """Run them one after another, each printed as soon as it is known."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("-n", dest="processes", default="2", help="how many at a time")
    asked.add_argument("--only", default="", help="only the moments whose name has these words in it")
    asked.add_argument("tests", nargs="*", default=["tests"], help="files or directories; all by default")
    given = asked.parse_args()
    failures: list[str] = []
    print(f"{'moment':27}{'':32}{'zone':21}{'passed':>7}{'failed':>7}{'seconds':>9}", flush=True)
    for moment, name, zone in _moments(given.only):
        outcome = _run(moment, zone, given.processes, given.tests)
        failures += (f"{moment} {zone}: {each}" for each in outcome.failures)
        print(
            f"{moment:27}{name:32}{zone:21}{outcome.passed:7}{outcome.failed:7}{outcome.seconds:9.0f}",
            flush=True,
        )
    print(*failures, sep="\n", end="\n" if failures else "")
    return 1 if failures else 0


def _moments(words: str) -> Iterator[tuple[str, str, str]]:
    for (moment, name), zone in zip(MOMENTS.items(), cycle(ZONES), strict=False):
        if words in name:
            yield moment, name, zone


def _run(moment: str, zone: str, processes: str, tests: list[str]) -> Outcome:
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as place:
        printed = Path(place) / "printed"
        with printed.open("w") as out:
            code = subprocess.run(
                [sys.executable, "-m", "pytest", "-n", processes, "--dist", "worksteal", "-q", *tests],
                env=os.environ | {"HEARDFIRST_TEST_NOW": moment, "HEARDFIRST_TEST_ZONE": zone},
                stdout=out, stderr=subprocess.STDOUT, check=False,
            ).returncode  # fmt: skip
        lines = printed.read_text(errors="replace").splitlines()
    counts = dict.fromkeys(("passed", "failed", "error"), 0)
    counts |= {what: int(many) for many, what in _COUNTS.findall(lines[-1] if lines else "")}
    failures = [each for each in lines if each.startswith(("FAILED ", "ERROR "))]
    if code and not failures:  # it came to no end
        failures = lines[-5:] or [f"pytest ended with {code}"]
    failed = counts["failed"] + counts["error"] or len(failures)
    return Outcome(counts["passed"], failed, time.monotonic() - began, failures)


if __name__ == "__main__":
    sys.exit(main())
