"""A protocol: the rules of one program, as read from its file and compiled to masks.

A *line* is a checklist item: it holds when at least one of its literals does. As every atom is a bit, a line
is two masks, and ``(bits ^ off) & (on | off)`` is non-zero exactly when the line holds. The same two masks
serve one case (Python ints), a caseload (``uint64`` columns) and the checker.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from .duration import Span
from .granting import Granting
from .tasks_and_events import OwnEvent, OwnTask
from .terms import ReportDuty
from .texts import LANGUAGES
from .thresholds import Gap, Misses, Threshold, Tries

__all__ = [
    "DECIDERS",
    "KEYS_RENAMED",
    "LANGUAGES",
    "NEWEST_FACTS",
    "CountsAsMissed",
    "DeclaredException",
    "Disclosure",
    "Gap",
    "Law",
    "Line",
    "MakingUp",
    "Misses",
    "Move",
    "Protocol",
    "ScheduledReports",
    "Step",
    "Threshold",
    "Timers",
    "Tries",
    "Within",
    "compile_line",
]

DECIDERS = ("worker", "supervisor", "director", "clinician", "treatment_team", "court")
"""Who takes a step, when it is not simply the worker."""

KEYS_RENAMED = {"cancelled_within": "canceled_within"}
"""Keys of a protocol's text by the names they had before: a text is kept, and read, as it was written."""

NEWEST_FACTS = 4
"""
The newest edition in which facts are read off a chronology. A text says which one it was written for, so that
a version that was kept goes on deciding as it did (decision 33). In the second, how every session went is
asked for, whoever booked it; counts of misses in a window or period are settled at the miss; an answer
settles one question; days without service begin with the admission; a late cancellation is no no-show. In the
third, a next session is asked for whenever none is booked and the order asks for one; a stay asks for
contact; a court's decision ends a response, and the duty to report, only where it ends the order; and
attempts through others are enough only beside one that led to the client.
"""

_HALF_AN_HOUR = Span(30, "minutes")
_SLOWER_EACH_TIME = (Span(7, "days"), Span(14, "days"), Span(28, "days"))
_TWO_DAYS, _TEN_DAYS, _TWO_WEEKS = Span(2, "days"), Span(10, "days"), Span(14, "days")
_ONE_BUSINESS_DAY, _FIVE_BUSINESS_DAYS = Span(1, "business_days"), Span(5, "business_days")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a checklist: ``literals`` of which one must hold, waived while one of ``unless`` does.

    ``on`` and ``off`` are the masks of its plain and its negated literals, those of ``unless`` included;
    ``own`` masks leave ``unless`` out and tell a line that holds from one that is waived.
    """

    literals: tuple[str, ...]
    unless: tuple[str, ...] = ()
    on: int = 0
    off: int = 0
    own_on: int = 0
    own_off: int = 0

    def holds(self, bits: int) -> bool:
        """Whether the line is ticked or waived."""
        return (bits ^ self.off) & (self.on | self.off) != 0

    def ticked(self, bits: int) -> bool:
        """Whether it holds of itself, without its waiver."""
        return (bits ^ self.own_off) & (self.own_on | self.own_off) != 0

    @property
    def facts_named(self) -> frozenset[str]:
        """The facts it is about, plain or with ``not``, those that waive it among them."""
        return frozenset(literal.removeprefix("not ") for literal in (*self.literals, *self.unless))

    @property
    def code(self) -> str:
        """The line as a reason code, such as ``heard|tried``."""
        return "|".join(self.literals)


@dataclass(frozen=True, slots=True)
class Within:
    """When a step is due: ``span`` after the clock ``of``; the clock starts no earlier than we ``learned`` of
    it when ``known`` says so; and ``again`` after the latest try, once one was made. With ``period`` the span
    runs from the end of the week, month or quarter that the clock's moment lies in; with ``before`` it is
    taken back from a clock that lies ahead."""

    of: str
    span: Span | None = None
    known: str | None = None
    again: Span | None = None
    period: str | None = None
    before: bool = False


@dataclass(frozen=True, slots=True)
class Move:
    """Another place in the order: right after step ``after`` while all of ``when`` hold."""

    when: tuple[Line, ...]
    after: str


@dataclass(frozen=True, slots=True)
class Disclosure:
    """
    One recipient that a step tells: ``to`` is a recipient, or empty for whom the order names; ``form`` what
    it is told. ``basis`` are the facts of which one makes telling this recipient lawful; empty where there
    are none.
    ``prompted`` are the facts that ask for it: without one of them the telling is our own doing.
    ``presence`` says that they may be told while the client is in touch and did not ask to be left alone: the
    client's own lawyer.
    """

    to: str
    form: str
    basis: tuple[str, ...]
    prompted: tuple[str, ...] = ()
    presence: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """
    One step of a protocol. ``with_name`` says it about a person, whose name stands for ``{name}`` ("Call
    {name}"). ``at_line`` is where its table starts in the file that wrote it. ``acts`` is what it does to the
    client and ``disclosures`` whom it tells what, both read from what it writes (see `acts`).
    """

    name: str
    role: str
    label: Mapping[str, str]
    wanted: tuple[Line, ...]
    needs: tuple[Line, ...] = ()
    done: tuple[Line, ...] = ()
    within: Within | None = None
    takes: Span = _HALF_AN_HOUR
    waits: str | None = None
    moves: Move | None = None
    brings: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    cites: tuple[str, ...] = ()
    by: str | None = None
    with_name: Mapping[str, str] | None = None
    at_line: int = 0
    acts: frozenset[str] = frozenset()
    disclosures: tuple[Disclosure, ...] = ()

    @property
    def ticks(self) -> tuple[str, ...]:
        """The atoms this step can bring about: those that make it done, and what it says it brings."""
        plain = tuple(atom for line in self.done for atom in line.literals if not atom.startswith("not "))
        return plain + self.brings

    @property
    def facts_named(self) -> frozenset[str]:
        """Every fact that the step asks for or brings: in its checklists, as what it waits for, and as the
        clock of its deadline."""
        lines = (*self.wanted, *self.needs, *self.done, *(self.moves.when if self.moves else ()))
        others = (self.waits, self.within.of if self.within else None)
        return frozenset(self.brings).union(
            *(line.facts_named for line in lines), (name for name in others if name is not None)
        )


@dataclass(frozen=True, slots=True)
class CountsAsMissed:
    """What counts as one missed session. ``late_minutes``, ``canceled_within`` and ``rescheduled_within``
    (minutes) are None when lateness or late notice never counts; ``lates_make`` turns every n-th tolerated
    lateness into a miss, of those within ``lates_within`` when that is given. ``excuse`` and ``leave`` say
    what must be so for a missed session to be excused, or to fall into a leave; None takes every one as it
    is recorded. ``least_minutes`` is how long one must have stayed; it and ``late_minutes`` may be others
    for sessions of one purpose."""

    no_show: bool = True
    late_minutes: int | None = None
    canceled_within: int | None = None
    lates_make: int | None = None
    lates_within: Span | None = None
    excuse: Granting | None = None
    leave: Granting | None = None
    rescheduled_within: int | None = None
    least_minutes: int | None = None
    late_minutes_for: tuple[tuple[str, int], ...] = ()
    least_minutes_for: tuple[tuple[str, int], ...] = ()

    def grace(self, purpose: str) -> int | None:
        """How many minutes late one may come to a session for that; None where any number is attended."""
        return dict(self.late_minutes_for).get(purpose, self.late_minutes)

    def least(self, purpose: str) -> int | None:
        """How many minutes of a session for that one must have stayed, None where any number will do."""
        return dict(self.least_minutes_for).get(purpose, self.least_minutes)


@dataclass(frozen=True, slots=True)
class MakingUp:
    """What makes up for a session: one held ``within`` that time of it, for one of these ``purposes``, at one
    of these ``places``; at most so many may be made up (``most``). None and empty leave that open."""

    within: Span | None = None
    purposes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    most: int | None = None


@dataclass(frozen=True, slots=True)
class ScheduledReports:
    """The reports that a program wants where the order says nothing of them: ``every`` so long since the
    program began, each ``within`` that time of its period, and one so long ``before`` each hearing."""

    every: Span | None = None
    within: Span | None = None
    before: Span | None = None


@dataclass(frozen=True, slots=True)
class Timers:
    """The waits of a protocol that end by themselves."""

    keep_trying: tuple[Span, ...] = _SLOWER_EACH_TIME
    second_talk: Span = _TWO_DAYS
    session_outcome: Span = _ONE_BUSINESS_DAY
    review: Span = _TWO_WEEKS
    status: Span = _FIVE_BUSINESS_DAYS
    next_session: Span = _TEN_DAYS


@dataclass(frozen=True, slots=True)
class Law:
    """A statute, regulation, court rule or order: whose it is, its citation, and who confirmed on which day
    that it demands what a protocol says it does."""

    jurisdiction: str
    citation: str
    confirmed: date
    confirmed_by: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DeclaredException:
    """A promise that a law overrides for one step; every screen of the protocol shows it. ``law`` is missing
    only in a text that was kept from before laws had to be named."""

    promise: str
    step: str
    because: Mapping[str, str]
    cites: tuple[str, ...]
    law: Law | None = None


@dataclass(frozen=True, slots=True)
class Protocol:
    """The rules of one program, compiled. ``digest`` names this very text (SHA-256, hex); ``bits`` gives
    the bit of each atom; ``feeders`` says, for each step and need line, which steps can tick it, and
    ``makes_room`` the same of the lines under which a step moves up in the order. ``base`` is the protocol it
    extends.

    ``mandated`` is False for a service that no court ordered: nothing is ever owed to a court, and
    ``tells`` is who hears of a missed session with the client's consent. ``fees`` lists how a session may
    come out that costs a fee, of sessions for ``fee_purposes`` alone where some are named;
    ``fee_cents`` is what each costs in cents, the first time, the second, and so on. ``making_up``
    says what makes up for a session, None that any session so marked does; ``scheduled`` are the reports that
    are wanted where the order wants none. ``tasks`` and ``events`` are what it names itself. ``facts`` is the
    edition in which facts are read (see `NEWEST_FACTS`)."""

    key: str
    name: Mapping[str, str]
    version: str
    digest: str
    missed: CountsAsMissed
    thresholds: Mapping[str, Threshold]
    timers: Timers
    report: ReportDuty | None
    steps: tuple[Step, ...]
    exceptions: tuple[DeclaredException, ...]
    bits: Mapping[str, int]
    places: Mapping[str, int]
    mandated: bool = True
    tells: str = "court"
    fees: tuple[str, ...] = ()
    tasks: Mapping[str, OwnTask] = field(default_factory=dict)
    events: Mapping[str, OwnEvent] = field(default_factory=dict)
    fee_purposes: tuple[str, ...] = ()
    fee_cents: tuple[tuple[str, tuple[int, ...]], ...] = ()
    making_up: MakingUp | None = None
    scheduled: ScheduledReports = ScheduledReports()
    facts: int = 1
    feeders: tuple[tuple[tuple[int, ...], ...], ...] = ()
    makes_room: tuple[tuple[tuple[int, ...], ...], ...] = ()
    backwards: tuple[int, ...] = ()
    source: str = field(default="", repr=False)
    base: Protocol | None = field(default=None, repr=False)

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Protocol) and other.digest == self.digest

    def step(self, name: str) -> Step:
        """The step of that name; KeyError when there is none."""
        return self.steps[self.places[name]]

    def pack(self, atoms: Mapping[str, bool] | set[str]) -> int:
        """The packed facts with just these atoms on; KeyError names one that the protocol does not have."""
        names = atoms if isinstance(atoms, set) else {name for name, on in atoms.items() if on}
        packed = 0
        for name in names:
            packed |= self.bits[name]
        return packed

    def unpack(self, bits: int) -> set[str]:
        """The names of the atoms that are on."""
        return {name for name, bit in self.bits.items() if bits & bit}


def compile_line(literals: tuple[str, ...], unless: tuple[str, ...], bits: Mapping[str, int]) -> Line:
    """Turn literals (``"heard"``, ``"not tried"``) into the two masks of a line."""
    own_on, own_off = _masks(literals, bits)
    more_on, more_off = _masks(unless, bits)
    return Line(literals, unless, own_on | more_on, own_off | more_off, own_on, own_off)


def _masks(literals: tuple[str, ...], bits: Mapping[str, int]) -> tuple[int, int]:
    on = off = 0
    for literal in literals:
        if literal.startswith("not "):
            off |= bits[literal[4:]]
        else:
            on |= bits[literal]
    return on, off
