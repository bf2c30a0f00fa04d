"""The model that is checked: what each entry does to the facts, whoever makes it happen.

A state is one integer: a bit for each atom of the protocol that has a life of its own, and a few bits of memory
(how far a proper try has come, how many misses). Derived atoms are worked out from these by ``Model.atoms``,
so that the rules see exactly the packed facts they see in a real case.

Staff act through steps; the client answers or not; the outside (court, provider, time) happens.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from .protocol import Gap, Misses, Protocol, Tries

__all__ = ["Effect", "Grid", "Model", "grids_of"]

Bits = NDArray[np.uint64]

_MEMORY = ("fresh", "unclear", "miss_1", "miss_2", "talked_twice", "watch", "limits", "told")
_DERIVED = ("tried", "order_lives", "safe_to_reach", "letter_safe", "informed_choice", "risk_acted")
_SINCE_MISS = (
    "in_touch", "heard", "planned", "adjusted", "booked", "outcome_unknown", "documented", "consulted", "forewarned",
    "forewarning_unsafe", "action_agreed", "action_recommended", "billed", "hardship_considered", "quiet", "fresh",
    "basis_sought", "review_due",
)  # fmt: skip
_OF_RESPONSE = ("understood", "explained", "unclear", "explained_twice", "declared_stop", "counsel_offered", "talked_twice",
                "second_talk_due", "letter_sent", "told_unheard", "told")  # fmt: skip


SIDES = ("plain", "repeats", "stopping", "safety", "limits", "charges", "scheduled", "corrections")
"""What may come up beside the plain way through: misses again and again, with our own part of the plan failing
and an action of the court being weighed; the client wanting to stop, or no contact; a risk; limits on contact and
doubt where the client is; a fee; scheduled reports; a miss excused after the court heard of it. Each is checked beside every kind of
order; two at once are not."""


@dataclass(frozen=True, slots=True)
class Grid:
    """One kind of order, and one side condition that may come up under it (see SIDES): whether the order wants
    misses reported, and on what basis the court may be told."""

    notice: bool = False
    basis: str = "none"
    side: str = "plain"

    def __str__(self) -> str:
        return f"{self.side}; notice {'owed' if self.notice else 'not owed'}; basis {self.basis}"


@dataclass(frozen=True, slots=True)
class Effect:
    """What one entry does, when it can happen: to states with all of ``on`` and none of ``off``, ``set`` and
    ``clear``. ``by`` is who chooses it; ``good`` marks what a client who cooperates would choose."""

    kind: str
    by: str
    on: int = 0
    off: int = 0
    set: int = 0
    clear: int = 0
    good: bool = True
    label: str = ""

    def where(self, states: Bits) -> NDArray[np.bool_]:
        """Which states it can happen in, and changes."""
        able = (states & np.uint64(self.on)) == np.uint64(self.on)
        if self.off:
            able &= (states & np.uint64(self.off)) == 0
        return able & (self.apply(states) != states)

    def apply(self, states: Bits) -> Bits:
        """The states after it."""
        return (states & ~np.uint64(self.clear)) | np.uint64(self.set)


class Model:
    """The transitions of one protocol under one kind of order."""

    def __init__(self, protocol: Protocol, grid: Grid) -> None:
        self.protocol, self.grid = protocol, grid
        tries = [each for each in protocol.thresholds.values() if isinstance(each, Tries)]
        self.stages = max(each.attempts for each in tries)
        tries_names = {name for name, each in protocol.thresholds.items() if isinstance(each, Tries)}
        free = [name for name in protocol.bits if name not in _DERIVED and name not in tries_names]
        names = [*free, *_MEMORY, *(f"try_{number}" for number in range(1, self.stages + 1))]
        if len(names) > 64:
            raise ValueError("too many facts for one packed state")
        self.at = {name: 1 << place for place, name in enumerate(names)}
        self._carry = [(self.at[name], protocol.bits[name]) for name in free]
        self.outside = tuple(self._outside())
        self.steps = tuple(tuple(self._of_step(place)) for place in range(len(protocol.steps)))

    @property
    def initial(self) -> Bits:
        """The states in which a response can begin: nothing has happened yet."""
        start = self.mask(
            [
                "ours_done",
                *(["charges"] if self.grid.side == "charges" else []),
                *(["lawful_basis"] if self.grid.basis != "none" else []),
            ]
        )
        return np.array([start], np.uint64)

    def mask(self, names: Iterable[str]) -> int:
        """The mask of these names; a name that this model has no bit for adds nothing."""
        total = 0
        for name in names:
            total |= self.at.get(name, 0)
        return total

    def has(self, states: Bits, *names: str) -> NDArray[np.bool_]:
        """Where all of these are on."""
        wanted = np.uint64(sum(self.at[name] for name in names))
        return (states & wanted) == wanted

    def atoms(self, states: Bits) -> Bits:
        """The packed facts that the rules see in these states."""
        bits = np.zeros(len(states), np.uint64)
        for own, atom in self._carry:
            bits |= np.where(states & np.uint64(own), np.uint64(atom), np.uint64(0))
        for name, where in self._derived(states):
            bits |= np.where(where, np.uint64(self.protocol.bits[name]), np.uint64(0))
        return bits

    def _derived(self, states: Bits) -> Iterator[tuple[str, NDArray[np.bool_]]]:
        fresh = self.has(states, "fresh")
        for name, threshold in self.protocol.thresholds.items():
            if isinstance(threshold, Tries):
                yield name, fresh & self.has(states, f"try_{threshold.attempts}")
        limits = self.has(states, "limits")
        yield "order_lives", ~self.has(states, "lawful_end")
        yield "safe_to_reach", ~limits | self.has(states, "in_touch")
        yield "letter_safe", ~limits & ~self.has(states, "whereabouts_unsure")
        yield (
            "informed_choice",
            self.has(states, "declared_stop", "talked_twice", "counsel_offered", "consulted"),
        )

    # -- what entries do

    def _effect(
        self,
        kind: str,
        by: str,
        on: str = "",
        off: str = "",
        set: str = "",
        clear: str = "",
        good: bool = True,
        label: str = "",
    ) -> Effect:
        return Effect(
            kind,
            by,
            self.mask(on.split()),
            self.mask(off.split()),
            self.mask(set.split()),
            self.mask(clear.split()),
            good,
            label or kind,
        )

    @property
    def _tries(self) -> str:
        return " ".join(f"try_{number}" for number in range(1, self.stages + 1)) + " fresh quiet"

    def _outside(self) -> Iterator[Effect]:
        """What the client and the outside can do at any time, and what time alone brings."""
        e, tries, side = self._effect, self._tries, self.grid.side
        since, of_response = " ".join(_SINCE_MISS), " ".join(_OF_RESPONSE)
        yield from self._missed(since, of_response)
        yield e(
            "session.attended",
            "client",
            "missed booked",
            "",
            "",
            "missed booked outcome_unknown quiet review_due",
            label="session.attended as booked",
        )
        yield e(
            "session.attended",
            "client",
            "missed",
            "booked",
            "",
            "missed quiet review_due",
            False,
            "session.attended by themselves",
        )
        yield e("session.attended", "client", "lost", "", "", "lost booked outcome_unknown")
        yield e(
            "session.cancelled",
            "outside",
            "booked",
            "",
            "",
            "booked outcome_unknown",
            False,
            "session.cancelled by the provider",
        )
        yield e(
            "session.cancelled",
            "outside",
            "",
            "missed lost booked lawful_end",
            "lost",
            "",
            False,
            "session.cancelled by the provider",
        )
        yield e(
            "contact.made",
            "client",
            "missed",
            "in_touch",
            "in_touch",
            f"{tries} stop_asked review_due",
            label="contact.made by the client",
        )
        if self.grid.notice:
            yield e(
                "consent.given",
                "client",
                "",
                "lawful_basis",
                "lawful_basis",
                "basis_due basis_lost",
                label="consent.given",
            )
        if self.grid.basis == "consent":
            yield e(
                "consent.withdrawn",
                "client",
                "lawful_basis",
                "",
                "basis_lost",
                "lawful_basis basis_sought",
                False,
            )
        if side == "stopping":
            yield e(
                "contact.stop_asked", "client", "missed in_touch", "", "stop_asked heard", f"{tries}", False
            )
            yield e(
                "client.declared",
                "client",
                "missed",
                "declared_stop",
                "declared_stop in_touch",
                f"{tries} stop_asked",
                False,
                "client.declared stop",
            )
            yield e(
                "client.declared",
                "client",
                "",
                "missed lawful_end",
                "missed declared_stop in_touch",
                f"{since} {of_response} {tries} lost",
                False,
                "client.declared stop",
            )
        if side == "repeats":
            yield e("action.failed", "outside", "planned", "", "", "ours_done", False, "action.failed, ours")
            yield e("action.done", "staff", "", "ours_done", "ours_done", "", label="action.done, ours")
        if side == "safety":
            yield e("risk.raised", "outside", "", "risk_open", "risk_open", "watch risk_look_due", False)
            yield e(
                "time", "time", "watch", "", "risk_look_due", "watch", label="the time to look again comes"
            )
        if side == "limits":
            yield e(
                "contact_rule.set",
                "outside",
                "",
                "limits",
                "limits",
                "",
                False,
                "contact_rule.set to leave no word",
            )
            yield e(
                "contact_rule.set", "outside", "limits", "", "", "limits", label="contact_rule.set lifted"
            )
            yield e(
                "client.whereabouts",
                "outside",
                "missed",
                "whereabouts_unsure",
                "whereabouts_unsure",
                "",
                False,
                "client.whereabouts unverified",
            )
            yield e(
                "client.whereabouts",
                "outside",
                "whereabouts_unsure",
                "",
                "",
                "whereabouts_unsure",
                label="client.whereabouts at home",
            )
        ended = f"missed {since} {of_response} {tries} notice_owed report_due basis_due lost stop_asked"
        yield e("court.decided", "outside", "missed", "", "", ended, False, "court.decided to continue")
        yield e(
            "court.decided",
            "outside",
            "",
            "lawful_end",
            "lawful_end",
            ended,
            False,
            "court.decided to release",
        )
        if side == "corrections":
            yield e(
                "session.excused",
                "outside",
                "missed told",
                "",
                "told_wrong",
                ended,
                False,
                "session.excused afterwards",
            )
            yield e(
                "session.excused", "outside", "missed", "told", "", ended, False, "session.excused afterwards"
            )
        yield from self._time()

    def _missed(self, since: str, of_response: str) -> Iterator[Effect]:
        """One more miss: it opens a response or goes on with one, and outdates what counts since the latest miss."""
        e, owed = self._effect, "notice_owed" if self.grid.notice else ""
        counts = [("", "", "")]
        if self.grid.side == "repeats":
            counts = [
                ("", "miss_1", "miss_1"),
                ("miss_1", "miss_2", "miss_2"),
                ("miss_2", "", self._many_misses()),
            ]
        for on, off, count in counts:
            for plan, before in (
                (("planned", "planned_before"), ("", "")) if self.grid.side == "repeats" else (("", ""),)
            ):
                guard, bar = f"{on} {plan}", f"{off} lawful_end closed"
                bar += "" if plan or self.grid.side != "repeats" else " planned"
                brings, fresh = f"missed {owed} {count} {before}", f"{since} {of_response} {self._tries} lost"
                yield e("session.missed", "client", f"{guard} missed", bar, brings, f"{since} lost", False)
                yield e("session.missed", "client", guard, f"{bar} missed", brings, fresh, False)

    def _many_misses(self) -> str:
        """The atoms that a third miss or more brings: every counted threshold of the protocol."""
        return " ".join(
            ["miss_2", *(name for name, each in self.protocol.thresholds.items() if isinstance(each, Misses))]
        )

    def _time(self) -> Iterator[Effect]:
        e = self._effect
        if self.grid.notice:
            yield e("time", "time", "notice_owed", "", "report_due", "", label="the deadline comes near")
            yield e(
                "time",
                "time",
                "notice_owed",
                "lawful_basis basis_sought",
                "basis_due",
                "",
                label="the deadline comes near",
            )
        for threshold in (each for each in self.protocol.thresholds.values() if isinstance(each, Tries)):
            yield e(
                "time",
                "time",
                f"missed fresh try_{threshold.attempts}",
                "in_touch",
                "quiet",
                "",
                label="quiet days pass",
            )
        yield e(
            "time", "time", "booked", "", "outcome_unknown", "", label="the booked session passes unrecorded"
        )
        yield e(
            "time",
            "time",
            "missed declared_stop",
            "talked_twice",
            "second_talk_due",
            "",
            label="a few days pass",
        )
        if self.grid.side == "scheduled":
            yield e("time", "time", "", "lawful_end", "status_owed", "", label="a scheduled report falls due")
            yield e(
                "time", "time", "status_owed", "", "status_due", "", label="the scheduled report comes near"
            )
        if self.grid.side == "stopping":
            yield e("time", "time", "missed", "", "review_due", "", label="two weeks pass")
        for name, threshold in self.protocol.thresholds.items():
            if isinstance(threshold, Gap):
                yield e(
                    "time", "time", "missed", "", name, "", label=f"{threshold.days} days without a session"
                )

    def _of_step(self, place: int) -> Iterator[Effect]:
        """What taking a step can bring: each entry it writes, with each answer others may give."""
        step = self.protocol.steps[place]
        for kind in step.writes:
            yield from self._staff(kind, step.name, step.role)

    def _staff(self, kind: str, step: str, role: str) -> Iterator[Effect]:
        e, tries = self._effect, self._tries
        if kind == "contact.tried":
            yield e(kind, "client", "", "try_1", "try_1 fresh", "quiet review_due", False)
            for number in range(2, self.stages + 1):
                yield e(
                    kind,
                    "client",
                    f"try_{number - 1}",
                    f"try_{number}",
                    f"try_{number} fresh",
                    "quiet review_due",
                    False,
                )
            yield e(kind, "client", f"try_{self.stages}", "", "fresh", "quiet review_due", False)
        elif kind == "contact.made":
            yield e(kind, "client", "", "", "in_touch", f"{tries} stop_asked review_due")
        elif kind == "client.heard":
            yield e(kind, "client", "", "", "heard in_touch", f"{tries} review_due")
        elif kind == "client.declined":
            yield e(kind, "client", "", "", "heard in_touch", f"{tries} review_due", False)
        elif kind == "stakes.discussed":
            yield e(
                kind,
                "client",
                "",
                "",
                "understood explained in_touch",
                f"{tries} review_due",
                label="stakes.discussed, understood",
            )
            yield e(
                kind,
                "client",
                "",
                "unclear",
                "explained unclear in_touch",
                f"{tries} understood review_due",
                False,
                "stakes.discussed, not clear",
            )
            yield e(
                kind,
                "client",
                "unclear",
                "",
                "explained explained_twice in_touch",
                f"{tries} understood review_due",
                False,
                "stakes.discussed, not clear",
            )
        elif kind == "client.declared":
            yield e(
                kind,
                "client",
                "",
                "",
                "talked_twice in_touch",
                f"{tries} second_talk_due review_due",
                False,
                "client.declared stop, again",
            )
            yield e(
                kind,
                "client",
                "",
                "",
                "in_touch",
                f"{tries} declared_stop second_talk_due review_due",
                label="client.declared continue",
            )
        elif kind == "court.reported":
            yield from self._reported(step, role)
        elif kind == "step.done":
            yield e(
                kind,
                "staff",
                "",
                "",
                {"seek_basis": "basis_sought", "hardship": "hardship_considered"}.get(step, ""),
                "basis_due review_due" if step == "seek_basis" else "review_due",
            )
        elif kind == "supervisor.consulted":
            sought = "basis_sought"
            yield e(kind, "staff", "", "lawful_basis", f"consulted {sought}", "review_due basis_due")
            yield e(kind, "staff", "lawful_basis", "", "consulted", "review_due")
            if self.grid.side == "repeats":
                yield e(
                    kind,
                    "staff",
                    "lawful_basis",
                    "",
                    "consulted action_agreed",
                    "review_due",
                    False,
                    "supervisor.consulted, agreed that the court should act",
                )
        elif kind == "counsel.informed":
            yield e(kind, "staff", "", "", "counsel_offered", "review_due")
        elif kind == "risk.watched":
            yield e(kind, "staff", "", "", "watch", "risk_open risk_look_due", False)
        else:
            sets, clears = _PLAIN.get(kind, ("", ""))
            yield e(
                kind,
                "client" if kind.startswith("session.at") or kind == "session.missed" else "staff",
                "",
                "",
                sets,
                clears + " review_due",
                kind != "session.missed",
            )

    def _reported(self, step: str, role: str) -> Iterator[Effect]:
        e = self._effect
        if role == "report":
            yield e("court.reported", "staff", "", "", "", "status_owed status_due review_due")
            return
        sent = " action_recommended" if step == "recommend_action" else ""
        yield e(
            "court.reported",
            "staff",
            "heard",
            "",
            f"told{sent}",
            "notice_owed report_due basis_due review_due",
        )
        yield e(
            "court.reported",
            "staff",
            "",
            "heard",
            f"told told_unheard{sent}",
            "notice_owed report_due basis_due review_due",
        )


_PLAIN: dict[str, tuple[str, str]] = {
    "plan.agreed": ("planned", ""),
    "plan.adjusted": ("planned adjusted", ""),
    "session.booked": ("booked", "lost"),
    "session.attended": ("", "missed booked outcome_unknown quiet"),
    "session.missed": ("", ""),
    "session.cancelled": ("", "booked outcome_unknown"),
    "note.signed": ("documented", ""),
    "letter.sent": ("letter_sent", ""),
    "bill.sent": ("billed", ""),
    "client.forewarned": ("forewarned", ""),
    "forewarning.unsafe": ("forewarning_unsafe", ""),
    "court.supplemented": ("", "told_unheard"),
    "court.corrected": ("", "told_wrong"),
    "risk.acted": ("", "risk_open risk_look_due watch"),
    "report.made": ("", ""),
    "case.closed": ("closed", ""),
}


def grids_of(protocol: Protocol) -> tuple[Grid, ...]:
    """The kinds of order a protocol is checked under, each with each side condition."""
    orders = [
        (notice, basis)
        for notice, basis in product((False, True), ("none", "consent", "court_order"))
        if notice or basis == "none"
    ]
    if protocol.report is not None:
        orders = [(notice, basis) for notice, basis in orders if notice]
    return tuple(Grid(notice, basis, side) for notice, basis in orders for side in SIDES)
