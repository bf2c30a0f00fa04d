"""Thresholds: what a protocol's own named facts may be about, one small class a kind.

A protocol names a fact in its ``[atoms]``; the table beside the name says which kind it is and with what
numbers. Each kind is read in `files.threshold_reading`, worked out in `facts.threshold_facts` or
`facts.count_facts`, put into words in `rules.threshold_sentences`, and has its rows for the checker in
`rules.threshold_effects`, events theirs in `rules.event_effects`, beside what `rules.side_conditions` says.
That makes the vocabulary closed, and every word of it provable.
"""

from __future__ import annotations

from dataclasses import dataclass

from .duration import Span
from .tasks_and_events import OwnEvent, OwnTask

__all__ = [
    "ABSENCES",
    "AUTHORITIES",
    "SINCE",
    "SINCE_OF_MISSES",
    "THROUGH_OTHERS",
    "Agreed",
    "AsksBack",
    "Capacity",
    "Done",
    "FeeOwed",
    "Gap",
    "Happened",
    "Inquiry",
    "Lacking",
    "MakeUps",
    "MakeUpsOverdue",
    "Misses",
    "Notified",
    "OrderSays",
    "Phase",
    "Release",
    "Responses",
    "Threshold",
    "Tries",
    "Unpaid",
    "Unseen",
]

AUTHORITIES = ("court", "probation", "child_welfare", "other_state")
"""Askers whom an order, or the compact under which it is supervised, may name."""
SINCE = ("miss", "response", "restart", "fee", "dismissal", "start")
"""Since when something counts as done: the latest miss, the beginning of the response, the last time that the
service began again, the first session that costs a fee not yet billed, the dismissal, or ever."""

ABSENCES = ("canceled", "late", "left_early", "rescheduled_late", "canceled_late", "no_show")
"""How a client loses a session, what is held against them least first: called off in time; over the grace, or
turned away for it; left before enough of it was over; put off, or called off, with too little notice; not
there at all."""

SINCE_OF_MISSES = ("restart", "dismissal", "phase", "admission")
"""Since when misses may be counted: the last time that the service began again, the last dismissal, the
beginning of the present phase, or of the program."""


THROUGH_OTHERS = "collateral"
"""The channel of whoever asks other people where the client is; it does not lead to the client."""


@dataclass(frozen=True, slots=True)
class Tries:
    """A proper try: so many attempts on so many days by so many channels at so many times of day. With
    ``per`` only the attempts of the current calendar week, month or quarter count; with ``by`` those alone
    that went by one of these channels; and one of them must have gone by each channel of ``must``."""

    attempts: int = 3
    days: int = 3
    channels: int = 2
    times_of_day: int = 2
    per: str | None = None
    by: tuple[str, ...] = ()
    must: tuple[str, ...] = ()

    def asks_no_more_than(self, other: Tries) -> bool:
        """Whether attempts that are enough for the other are enough for this, of whatever period they are."""
        return (
            self.attempts <= other.attempts
            and self.days <= other.days
            and self.channels <= other.channels
            and self.times_of_day <= other.times_of_day
            and (not self.by or (bool(other.by) and set(other.by) <= set(self.by)))
            and set(self.must) <= set(other.must)
        )


@dataclass(frozen=True, slots=True)
class Misses:
    """So many counted misses: within a rolling window, in a row, in the current calendar period, or in total.

    ``by_months`` lists (program length in months, number) for programs whose number depends on the
    length that the order gives; ``missed`` is the number for every other length, None when there is none.
    With ``since`` (``SINCE_OF_MISSES``) misses before that moment do not count; where the service never began
    again, or nobody said when the phase or the program began, every miss does, and where nobody was
    dismissed, none. With ``of`` sessions count that were lost in one of these ways (``ABSENCES``), those that
    count as no missed session otherwise among them; with ``purposes`` those alone that were for one of these.
    """

    missed: int | None
    within: Span | None = None
    in_a_row: bool = False
    per: str | None = None
    by_months: tuple[tuple[int, int], ...] = ()
    since: str | None = None
    of: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()

    @property
    def beside_misses(self) -> tuple[str, ...]:
        """The ways of those it counts in which a session can be lost that counts as no missed session."""
        return tuple(way for way in self.of if way in ("canceled", "late"))

    def number(self, program_months: int | None) -> int | None:
        """How many misses it takes in a program of that length; None when none are enough."""
        return dict(self.by_months).get(program_months or 0, self.missed)


@dataclass(frozen=True, slots=True)
class Responses:
    """This is at least the n-th response to missed sessions, of those begun within the window if one is
    given: what a graduated answer goes by."""

    responses: int
    within: Span | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """So many calendar days without a session attended and without leave.

    ``exempt_last`` lists (program length, last months of it) in which the gap does not count: a program
    of 18 months may excuse its last 6. Both come from the terms of the order; without them nothing is exempt.
    The days begin anew at the end of a leave, and with ``anew_after_transfer`` also when the client goes over
    to another program.
    """

    days: int
    exempt_last: tuple[tuple[int, int], ...] = ()
    anew_after_transfer: bool = False


@dataclass(frozen=True, slots=True)
class Unseen:
    """So long since somebody last saw the client in person, or, ``at_home``, visited their home."""

    span: Span
    at_home: bool = False


@dataclass(frozen=True, slots=True)
class FeeOwed:
    """A session came out in a way that ``[fees]`` names, the order charges, and it was neither billed nor
    waived. Never under Medicaid (42 CFR 447.15)."""


@dataclass(frozen=True, slots=True)
class Unpaid:
    """So long since the last bill was sent, and it was not paid."""

    span: Span


@dataclass(frozen=True, slots=True)
class Lacking:
    """An ``excuse`` or a ``leave`` was asked for and cannot be granted as it stands. ``what`` says what it
    lacks: its decider, a listed reason, documents, notice, a lawful length, or ``anything`` of these."""

    of: str
    what: str = "anything"


@dataclass(frozen=True, slots=True)
class Inquiry:
    """Somebody asked us something that wants an answer, and it was not answered yet: one of the askers, any
    ``authority``, or ``anyone``."""

    by: str = "anyone"

    def is_from(self, asker: str) -> bool:
        """Whether a question of this asker is one of these."""
        return self.by in ("anyone", asker) or (self.by == "authority" and asker in AUTHORITIES)


@dataclass(frozen=True, slots=True)
class Notified:
    """That recipient was told, since that moment."""

    to: str
    since: str = "miss"


@dataclass(frozen=True, slots=True)
class Release:
    """A consent lets us tell that recipient now."""

    to: str


@dataclass(frozen=True, slots=True)
class Done:
    """That task was done (``step.done``), since that moment. ``own`` is what the protocol declares of a task
    of its own."""

    task: str
    since: str = "miss"
    own: OwnTask | None = None


@dataclass(frozen=True, slots=True)
class Happened:
    """
    An event of the protocol's own happened so many ``times`` (by the program's length where ``by_months``
    lists that, as in `Misses`), since that moment: within a rolling window, in the current calendar period,
    or in total. With ``until`` it counts since that other event, that task or that telling, and so holds only
    until it comes.
    """

    event: OwnEvent
    times: int | None = 1
    within: Span | None = None
    per: str | None = None
    by_months: tuple[tuple[int, int], ...] = ()
    since: str = "start"
    until: OwnEvent | Done | Notified | None = None

    def number(self, program_months: int | None) -> int | None:
        """How many times it takes in a program of that length; None when none are enough."""
        return dict(self.by_months).get(program_months or 0, self.times)

    @property
    def counted(self) -> bool:
        """Whether one more event may or may not be the one that makes it."""
        return self.times != 1 or bool(self.by_months) or self.since not in ("start", "restart")

    @property
    def lapses(self) -> bool:
        """Whether time alone ends it."""
        return self.within is not None or self.per is not None


@dataclass(frozen=True, slots=True)
class Agreed:
    """The supervisor was asked since the latest miss and agreed on that."""

    on: str


@dataclass(frozen=True, slots=True)
class Phase:
    """The order's terms put the client in one of these phases or tiers of the program."""

    phases: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Capacity:
    """Whoever answers for this order does so in one of these capacities."""

    capacities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrderSays:
    """The order's terms say so: one of its yes or no terms."""

    term: str


@dataclass(frozen=True, slots=True)
class MakeUps:
    """At least so many sessions of these outcomes (``excused``, ``missed``, or a way of losing one of
    ``ABSENCES``) are neither made up nor booked to be."""

    number: int = 1
    of: tuple[str, ...] = ("excused",)


@dataclass(frozen=True, slots=True)
class MakeUpsOverdue:
    """At least so many sessions of these outcomes were not made up ``after`` so long, whatever is booked."""

    after: Span
    number: int = 1
    of: tuple[str, ...] = ("excused",)


@dataclass(frozen=True, slots=True)
class AsksBack:
    """Dismissed or closed, the client has told us something since: they may want to come back."""


Threshold = (
    Tries | Misses | Responses | Gap | Unseen | FeeOwed | Unpaid | Lacking | Inquiry | Notified | Release
    | Done | Happened | Agreed | Phase | Capacity | OrderSays | MakeUps | MakeUpsOverdue | AsksBack
)  # fmt: skip
