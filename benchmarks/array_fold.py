"""Folding a whole caseload at once, from columns: what happened since each client's latest miss.

The full fold (`facts_of`) knows everything. This one knows the part that a caseload of imported attendance is
made of, sessions that took place or were missed and what was done about them, and refuses the rest: an entry
that asks for judgment between several accounts (a booking, an excuse, a leave) or ends a service for good is
`NotForColumns`.

Entries may come in any order, of all cases mixed. Nothing is sorted: each fact is a latest moment, a first
moment or a count, and these do not ask in which order they are gathered.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from heardfirst.protocol.facts.response import COURT_ENDS, LAWFUL_ENDS
from heardfirst.protocol.facts.tries import NEVER_ARRIVED
from heardfirst.protocol.vocabulary.entries import Entry
from heardfirst.protocol.vocabulary.errors import ProtocolRoomError
from heardfirst.protocol.vocabulary.protocol import CountsAsMissed, Protocol

__all__ = [
    "ATOMS_FOLDED",
    "NEVER",
    "WHAT",
    "CaseFacts",
    "Happened",
    "NotForColumns",
    "columns_of",
    "fold_columns",
    "moment",
    "what_of",
]

Moments = NDArray[np.int64]

WHAT: tuple[str, ...] = (
    "missed", "back", "tried", "reached", "told", "heard", "stop_asked", "understood", "unclear", "planned",
    "adjusted", "documented", "consulted", "forewarned", "forewarning_unsafe", "letter_sent", "billed",
    "hardship", "counsel",
)  # fmt: skip
"""What an entry can be to this fold; its code is the place in this list."""

NOTHING = len(WHAT)
"""The code of an entry that bears on none of ``ATOMS_FOLDED``."""

ATOMS_FOLDED: tuple[str, ...] = (
    "missed", "in_touch", "stop_asked", "heard", "understood", "explained", "explained_twice", "planned",
    "planned_before", "adjusted", "documented", "consulted", "forewarned", "forewarning_unsafe",
    "letter_sent", "hardship_considered", "billed", "counsel_offered",
)  # fmt: skip
"""The facts that this fold gives, the same as `facts_of` would."""

NEVER = np.iinfo(np.int64).min
"""The moment of what did not happen."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_AT_ONCE = 1 << 16  # entries at a time: what is worked out on the way stays in the processor's cache
_PLACE = {name: place for place, name in enumerate(WHAT)}
_WITHOUT_A_MISS = frozenset({"stop_asked", "letter_sent"})
_WORD = ("reached", "told", "heard", "stop_asked", "understood", "unclear")  # the client told us something
_PLAIN = {
    "collateral.asked": "tried", "contact.made": "reached", "session.confirmed": "told",
    "contact.stop_asked": "stop_asked", "plan.agreed": "planned", "plan.adjusted": "adjusted",
    "note.signed": "documented", "client.forewarned": "forewarned",
    "forewarning.unsafe": "forewarning_unsafe", "letter.sent": "letter_sent", "bill.sent": "billed",
    "counsel.informed": "counsel",
}  # fmt: skip
_BEARS_ON_NOTHING = frozenset({
    "action.done", "barrier.eased", "tribe.informed", "disclosure.made", "court.reported", "hearing.set",
    "court.supplemented", "court.corrected", "order.changed", "risk.raised", "risk.acted", "risk.watched",
    "report.made", "consent.given", "consent.withdrawn", "legal_hold.set", "case.opened",
    "case.transferred", "contact_rule.set", "entry.disputed",
    "court.decided",  # one that ends the order ends a response, and is refused
})  # fmt: skip


class NotForColumns(ProtocolRoomError):  # noqa: N818 (it says what to do instead, not that something failed)
    """This entry, or this protocol, takes the full fold."""


@dataclass(frozen=True, slots=True)
class Happened:
    """Entries as columns: ``case`` numbered from 0, ``what`` as codes (see `what_of`), ``at`` as `moment`."""

    case: NDArray[np.int32]
    what: NDArray[np.uint8]
    at: Moments


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """The facts of each case, one row a case. ``bits`` packs `ATOMS_FOLDED` as the protocol does.

    ``anchor`` is the latest counted miss, ``began`` the first miss of the response it belongs to, ``told``
    the last time the client told us something, each as `moment` or `NEVER`. ``attempts`` counts the tries
    since the response began or the client last told us something.
    """

    bits: NDArray[np.uint64]
    anchor: Moments
    began: Moments
    notified: Moments
    attempts: NDArray[np.int32]


def moment(at: datetime) -> int:
    """An aware datetime as the columns hold it: microseconds since 1970, UTC."""
    return (at - _EPOCH) // timedelta(microseconds=1)


def columns_of(chronologies: Sequence[Iterable[Entry]], protocol: Protocol) -> Happened:
    """The chronologies of cases with one ordered service each, as columns; the case numbers are their places.

    Each session is told of once, no two are at one moment, and no two explanations of what is at stake are.
    Raises `NotForColumns`.
    """
    if protocol.fees:
        raise NotForColumns("What costs a fee takes the full fold.")
    rows = [
        (case, what_of(entry, protocol.missed), _moment_of(entry))
        for case, chronology in enumerate(chronologies)
        for entry in chronology
    ]
    case, what, at = zip(*rows, strict=True) if rows else ((), (), ())
    return Happened(np.array(case, np.int32), np.array(what, np.uint8), np.array(at, np.int64))


def what_of(entry: Entry, missed: CountsAsMissed) -> int:
    """What an entry is to this fold, under a protocol's rule of what counts as missed.

    Raises `NotForColumns` for a kind of entry that this fold leaves to the full one.
    """
    kind, details = entry.kind, entry.details
    if kind in ("client.heard", "client.declined"):
        return _PLACE["told" if details.get("limits_explained") is False else "heard"]
    if details.get("outcome") in COURT_ENDS or details.get("reason") in LAWFUL_ENDS:
        raise NotForColumns("What ends a service for good takes the full fold.")
    if kind in _PLAIN:
        return _PLACE[_PLAIN[kind]]
    if kind in ("session.missed", "session.attended"):
        return _PLACE["missed" if _counts(entry, missed) else "back"]
    if kind == "contact.tried":
        return NOTHING if details.get("outcome") in NEVER_ARRIVED else _PLACE["tried"]
    if kind == "stakes.discussed":
        return _PLACE["understood" if details.get("understood", "yes") == "yes" else "unclear"]
    if kind == "supervisor.consulted":
        return NOTHING if details.get("about") in ("basis", "safety") else _PLACE["consulted"]
    if kind == "step.done":
        return _PLACE["hardship"] if details.get("step") == "hardship" else NOTHING
    if kind == "service.ended":
        return NOTHING
    if kind in _BEARS_ON_NOTHING:
        return NOTHING
    raise NotForColumns(f"{kind} takes the full fold.")


def _moment_of(entry: Entry) -> int:
    """A session stands where it starts, everything else where it occurred."""
    start = entry.details.get("starts_at") if entry.kind in ("session.missed", "session.attended") else None
    return moment(datetime.fromisoformat(start) if start else entry.at)


def _counts(entry: Entry, missed: CountsAsMissed) -> bool:
    if missed.lates_make:
        raise NotForColumns("Counting tolerated lates takes the full fold.")
    if entry.kind == "session.missed":
        return missed.no_show
    late = int(entry.details.get("late_minutes") or 0)
    return missed.late_minutes is not None and late > missed.late_minutes


def fold_columns(happened: Happened, cases: int, protocol: Protocol) -> CaseFacts:
    """The facts of ``cases`` cases. Raises IndexError on a case number that is not below it."""
    last = _latest(happened, cases)
    anchor = np.ascontiguousarray(last[:, _PLACE["missed"]])
    ever = anchor != NEVER
    notified = last[:, _PLACE[_WORD[0]]].copy()
    for name in _WORD[1:]:
        np.maximum(notified, last[:, _PLACE[name]], out=notified)
    began = _began(happened, anchor)
    since = np.maximum(began, notified)
    case, at = _those(happened, "tried")
    attempts = _count(case[(at >= since[case]) & (at != notified[case]) & ever[case]], cases)
    case, at = _those(happened, "unclear")
    unclear = _count(case[(at >= began[case]) & ever[case]], cases)
    facts = CaseFacts(np.zeros(cases, np.uint64), anchor, began, notified, attempts)
    for name, where in _atoms(happened, last, facts, unclear):
        where &= ever if name not in _WITHOUT_A_MISS else True
        np.bitwise_or(facts.bits, np.uint64(protocol.bits[name]), out=facts.bits, where=where)
    return facts


def _latest(happened: Happened, cases: int) -> Moments:
    """The latest moment of each kind in each case: a row a case, so that its moments lie side by side."""
    width = len(WHAT) + 1  # one more for what bears on nothing, so that nothing has to be picked out
    last = np.full(cases * width, NEVER)
    for start in range(0, len(happened.case), _AT_ONCE):
        portion = slice(start, start + _AT_ONCE)
        where = happened.case[portion].astype(np.intp)
        where *= width
        where += happened.what[portion]
        np.maximum.at(last, where, happened.at[portion])
    return last.reshape(cases, width)


def _began(happened: Happened, anchor: Moments) -> Moments:
    """The first miss after whatever ended the response before."""
    ended = np.full(len(anchor), NEVER)
    case, at = _those(happened, "back")
    earlier = at < anchor[case]
    np.maximum.at(ended, case[earlier], at[earlier])
    began = anchor.copy()
    case, at = _those(happened, "missed")
    same = at > ended[case]
    np.minimum.at(began, case[same], at[same])
    return began


def _atoms(
    happened: Happened, last: Moments, facts: CaseFacts, unclear: NDArray[np.int32]
) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """Where each fact holds; but for ``_WITHOUT_A_MISS``, of the cases that ever had a miss."""

    def at(name: str) -> Moments:
        return last[:, _PLACE[name]]

    def since_miss(*names: str) -> NDArray[np.bool_]:
        return _any([at(name) >= facts.anchor for name in names])

    def in_response(*names: str) -> NDArray[np.bool_]:
        return _any([at(name) >= facts.began for name in names])

    yield "missed", facts.anchor > at("back")
    yield "in_touch", facts.notified >= facts.anchor
    yield "stop_asked", (at("stop_asked") != NEVER) & (at("stop_asked") >= at("reached"))
    yield "heard", since_miss("heard", "stop_asked")
    yield "understood", in_response("understood") & (at("understood") > at("unclear"))
    yield "explained", in_response("understood", "unclear")
    yield "explained_twice", unclear >= 2
    yield "planned", since_miss("planned", "adjusted")
    yield "planned_before", _planned_before(happened, facts.anchor)
    for name in ("adjusted", "documented", "consulted", "forewarned", "forewarning_unsafe", "billed"):
        yield name, since_miss(name)
    yield "hardship_considered", since_miss("hardship")
    since = np.maximum(facts.began, facts.notified)
    yield "letter_sent", (at("letter_sent") >= since) & (since != NEVER)
    yield "counsel_offered", in_response("counsel")


def _any(several: list[NDArray[np.bool_]]) -> NDArray[np.bool_]:
    first = several[0]
    for other in several[1:]:
        first |= other
    return first


def _planned_before(happened: Happened, anchor: Moments) -> NDArray[np.bool_]:
    before = np.zeros(len(anchor), bool)
    for name in ("planned", "adjusted"):
        case, at = _those(happened, name)
        before[case[at < anchor[case]]] = True
    return before


def _those(happened: Happened, name: str) -> tuple[NDArray[np.int32], Moments]:
    rows = np.flatnonzero(happened.what == _PLACE[name])
    return happened.case[rows], happened.at[rows]


def _count(case: NDArray[np.int32], cases: int) -> NDArray[np.int32]:
    return np.bincount(case, minlength=cases).astype(np.int32)
