"""Run the benchmarks, each in a process of its own, and write what they found."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from .measuring import RESULT, Row, Section, as_markdown

PARTS = (
    "decision", "caseload", "folding", "proof", "programs", "append", "today", "guide", "practice",
    "importing",
)  # fmt: skip
_HERE = Path(__file__).parent
_PEERS = ("numpy", "duckdb", "polars", "zen-engine", "django")


def main() -> int:
    """Run the parts named, or all; RESULTS.md is written when all were run."""
    named = sys.argv[1:]
    strange = [name for name in named if name not in PARTS]
    if strange:
        print(f"No such benchmark: {', '.join(strange)}. There are {', '.join(PARTS)}.", file=sys.stderr)
        return 2
    found: list[Section] = []
    unfinished: list[str] = []
    for part in named or PARTS:
        section = _run(part)
        if section is None:
            section = Section(part.capitalize(), "This part did not finish.", ())
            unfinished.append(part)
        found.append(section)
    if not named:
        (_HERE / "RESULTS.md").write_text(_results(found), encoding="utf-8")
    if unfinished:
        print(f"Not finished: {', '.join(unfinished)}.", file=sys.stderr)
        return 1
    missed = [row for section in found for row in section.rows if row.met is False]
    print(f"{len(missed)} goals missed." if missed else "Every goal met.")
    return 0


def _run(part: str) -> Section | None:
    result: Section | None = None
    with subprocess.Popen(
        [sys.executable, "-m", f"benchmarks.{part}"], stdout=subprocess.PIPE, text=True, cwd=_HERE.parent
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith(RESULT):
                table = json.loads(line.removeprefix(RESULT))
                rows = tuple(Row(**row) for row in table.pop("rows"))
                result = Section(**{**table, "rows": rows, "remarks": tuple(table["remarks"])})
            else:
                print(line, end="", flush=True)
    return result if process.returncode == 0 else None


def _results(found: list[Section]) -> str:
    peers = ", ".join(f"{name} {version(name)}" for name in _PEERS)
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    head = [
        "# What it takes",
        "",
        "Written by `make bench`; each section can be run alone (`.venv/bin/python -m benchmarks decision`).",
        "Every figure stands beside something that does the same work, run in turn with it on the same "
        "machine.",
        "A ratio is our time over theirs, unless the line says that it is a speed.",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores ({platform.machine()}), {platform.system()},",
        f"Python {platform.python_version()}, {peers}. Load average at the end: {load}.",
        "",
    ]
    return "\n".join(head) + "\n" + "\n".join(as_markdown(section) for section in found)


if __name__ == "__main__":
    raise SystemExit(main())
