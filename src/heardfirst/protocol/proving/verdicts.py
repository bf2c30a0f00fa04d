"""What a check of a protocol comes to: promises proved, or broken with the way there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ..vocabulary.protocol import DeclaredException, Protocol
from .leaving_out import LeftOut
from .model import Grid

__all__ = ["ENDS", "Duties", "Happening", "Verdict", "Violation"]

ENDS = ("told", "waived", "asked", "unknown", "late")
"""How a walk to a deadline can end."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened on the way to a broken promise: its label in effects.py, who chose it
    (``staff``, ``client``, ``outside``, ``time``), the step it was written through, if any, the step that the
    screen put next just before, the facts and memories that it turned on, and when it happened, where the
    check knows days."""

    what: str
    by: str
    through: str | None
    next: str | None
    brings: frozenset[str] = frozenset()
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Violation:
    """One broken promise: the step that breaks it, the kind of order it was found under, and one of the
    shortest ways there. ``bits`` are the packed facts at its end and ``next`` what is next then. ``circle``
    are the steps that come back for ever from there, when that is what is wrong."""

    promise: str
    step: str | None
    grid: Grid
    way: tuple[Happening, ...] = ()
    bits: int = 0
    next: str | None = None
    circle: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The promise, or one of the ways in which it can be broken: what `broken.toml` tells of it by."""
        dated = bool(self.way) and self.way[0].at is not None
        if self.circle:
            return "circle"
        if self.promise == "contact-first" and dated:
            return "too-few-tries"
        if self.promise == "never-a-dead-end" and dated:
            return "too-long-a-wait"
        if self.promise == "heard-before-court" and self.step is None:
            return "unsupplemented"
        return self.promise


@dataclass(frozen=True, slots=True)
class Duties:
    """The walks to deadlines, counted by kind of deadline and how they ended; and the first that came too
    late, if any. ``told`` went the whole way, ``waived`` had steps pressed out by the deadline, ``asked``
    brought a missing basis to somebody in time, ``unknown`` were learned of too late for anybody."""

    walks: int
    counts: Mapping[str, Mapping[str, int]]
    late: Violation | None = None

    @property
    def ends(self) -> Mapping[str, int]:
        """How all of them ended."""
        return sum((Counter(count) for count in self.counts.values()), Counter())

    def __add__(self, other: Duties) -> Duties:
        counts = {
            kind: dict(Counter(self.counts.get(kind, {})) + Counter(other.counts.get(kind, {})))
            for kind in dict.fromkeys([*self.counts, *other.counts])
        }
        return Duties(self.walks + other.walks, counts, self.late or other.late)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a check. ``states`` counts the states explored; ``proved`` the promises that hold in all
    of them; ``excepted`` the declared exceptions without which others would be broken, which are therefore
    not proved; ``unreachable`` the steps that can
    never be taken; ``bounded`` says that a bound was hit and nothing is proved, and ``left_out`` then which
    facts to leave out; ``duties`` counts the walks to deadlines (see deadlines.py)."""

    protocol: Protocol
    states: int
    proved: tuple[str, ...]
    broken: tuple[Violation, ...]
    excepted: tuple[DeclaredException, ...]
    unreachable: tuple[str, ...]
    bounded: bool = False
    duties: Duties = field(default_factory=lambda: Duties(0, {}))
    left_out: tuple[LeftOut, ...] = ()

    @property
    def good(self) -> bool:
        """Whether the protocol may be put in force."""
        return not self.broken and not self.bounded
