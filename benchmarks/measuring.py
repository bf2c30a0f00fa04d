"""Measuring things in turn, so that a busy machine slows all of them, and telling how they compare."""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

Work = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Timing:
    """How long one run of a piece of work took, in seconds: the least and the middle of ``runs``."""

    best: float
    middle: float
    runs: int

    def per_part(self, parts: int) -> Timing:
        """The same for one of the ``parts`` that the work went through."""
        return Timing(self.best / parts, self.middle / parts, self.runs)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the results. ``met`` is None where the design sets no goal for it."""

    what: str
    measured: str
    beside: str
    baseline: str
    ratio: str
    goal: str = ""
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """What one script found. ``timed`` says what exactly was timed, ``noise`` how far the runs lay apart."""

    title: str
    timed: str
    rows: tuple[Row, ...]
    noise: str = ""
    remarks: tuple[str, ...] = ()


def in_turn(
    works: Mapping[str, Work], *, runs: int = 7, warm: int = 1, before: Work | None = None
) -> dict[str, Timing]:
    """Run the pieces of work one after the other, ``runs`` times over. ``before`` is run untimed before "
    "each."""
    taken: dict[str, list[float]] = {name: [] for name in works}
    for turn in range(runs + warm):
        for name, work in works.items():
            if before is not None:
                before()
            gc.collect()
            gc.disable()
            start = time.perf_counter()
            work()
            seconds = time.perf_counter() - start
            gc.enable()
            if turn >= warm:
                taken[name].append(seconds)
    return {name: _timing(several) for name, several in taken.items()}


def _timing(seconds: list[float]) -> Timing:
    ordered = sorted(seconds)
    return Timing(ordered[0], ordered[len(ordered) // 2], len(ordered))


def noise_of(timings: Mapping[str, Timing]) -> str:
    """How much slower the middle run was than the best one, of the piece of work where that is most."""
    worst = max(timing.middle / timing.best for timing in timings.values())
    runs = max(timing.runs for timing in timings.values())
    return f"least of {runs} runs in turn; the middle run was up to {worst:.2f} times as long"


def duration(seconds: float) -> str:
    """A time in the unit it is best read in."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds / 1e-9:.3g} ns"


def times(measured: float, baseline: float) -> str:
    """How long what was measured takes for each second of the baseline."""
    return f"{measured / baseline:.2f} ×"


def memory() -> str:
    """The most memory that this process has held."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return f"{peak / (1 << 20 if sys.platform == 'darwin' else 1 << 10):.0f} MB"


def show(section: Section) -> None:
    """Print a section for people, and its content on the last line for the one who gathers them."""
    print(as_markdown(section))
    print(RESULT + json.dumps(asdict(section)))


RESULT = "result: "


def as_markdown(section: Section) -> str:
    """A section as it stands in RESULTS.md."""
    head = ("what", "takes", "beside", "takes", "ratio", "goal", "met")
    rows = [
        (row.what, row.measured, row.beside, row.baseline, row.ratio, row.goal, _met(row.met))
        for row in section.rows
    ]
    widths = [max(len(line[place]) for line in (head, *rows)) for place in range(len(head))]
    lines = [f"## {section.title}", "", section.timed, ""]
    lines.append(_line(head, widths))
    lines.append(_line(tuple("-" * width for width in widths), widths))
    lines += [_line(row, widths) for row in rows]
    if section.noise:
        lines += ["", f"Noise: {section.noise}."]
    for remark in section.remarks:
        lines += ["", remark]
    return "\n".join([*lines, ""])


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    return "| " + " | ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)) + " |"


def _met(met: bool | None) -> str:
    return "" if met is None else "yes" if met else "**no**"
