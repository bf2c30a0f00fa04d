"""What each entry does to the facts, whoever makes it happen, as one table.

What a kind of entry does stands with the kind (``kinds/``); here stands what time alone brings, and what
has to be reckoned for a protocol.

A row says when it can happen and what it changes: ``missed !booked`` asks that the first be on and the second
off; ``+heard -quiet`` turns the first on and the second off. Names are atoms, the memory of the model, or
groups of them (``GROUPS``). Staff act through steps; the client answers or not; the outside and time happen.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from ..vocabulary.acts import tasks_of
from ..vocabulary.kinds import KINDS
from ..vocabulary.protocol import Protocol, Step
from ..vocabulary.thresholds import Misses, Responses, Tries
from .side_conditions import OWN_SIDES, facts_of_kind, joined_sides, side_includes
from .threshold_effects import TURNED_ON_BY, EffectRow, groups_of, happens_beside, step_brings

__all__ = [
    "GROUPS",
    "MEMORY",
    "RESERVED",
    "SIDES",
    "EffectRow",
    "groups_for",
    "outside_rows",
    "sides_of",
    "staff_rows",
]

MEMORY = ("unclear", "talked_twice", "watch", "limits", "away", "told", "asked", "near")
"""What the model remembers beside atoms: one explanation that was not clear; a
second talk about stopping; a risk being watched; limits on contact; the client being held somewhere; a notice
sent; somebody asked about the missing basis; a deadline that leaves no more time to ask."""

GROUPS = {
    "since": (
        "in_touch", "heard", "planned", "adjusted", "booked", "outcome_unknown", "documented", "consulted",
        "forewarned", "forewarning_unsafe", "action_agreed", "action_recommended", "billed",
        "hardship_considered", "quiet", "asked", "review_due",
    ),
    "response": (
        "understood", "explained", "unclear", "explained_twice", "declared_stop", "counsel_offered",
        "talked_twice", "second_talk_due", "letter_sent",
    ),
    "duty": ("notice_owed", "report_due", "near"),
    "open": ("missed", "quiet", "review_due"),
}  # fmt: skip
"""Facts that count since the latest miss, since the response began, while a notice is owed, and while the
response is open. ``tries`` is one more: how far a proper try has come. One takes an attempt since the latest
miss, and any attempt may be the one that makes it: so nothing of the attempts is remembered beyond a miss."""

RESERVED = frozenset({*MEMORY, *GROUPS, "tries"})
"""Words of the rows below that no protocol's own fact may be called."""

SIDES = ("plain", "repeats", "stopping", "safety", "limits", "charges", "scheduled", "corrections")
"""What may come up beside the plain way through: misses again and again, with our own part of the plan
failing and an action of the court being weighed; the client wanting to stop, or no contact; a risk; limits on
contact and doubt where the client is; a fee, and weeks in which nothing happens; scheduled reports; a miss
excused after the court heard of it. Each is checked beside every kind of order; two at once are not. A
protocol's own facts may bring more of them (OWN_SIDES)."""
_OF_AN_ORDER = ("scheduled", "corrections")


_NOTHING_BOOKED = EffectRow(
    "days pass with nothing booked", "time", "!missed !booked !lawful_end !closed", "+lost"
)
_TWO_MONTHS = EffectRow("two months pass", "time", "lost", "-lost")
_UNRECORDED = EffectRow("the booked session passes unrecorded", "time", "booked", "+outcome_unknown")
_NOTICE = (
    EffectRow("the deadline comes near", "time", "notice_owed", "+report_due +near"),
    EffectRow("the deadline comes near", "time", "notice_owed", "+near"),
)
_BESIDE = {
    "stopping": (
        EffectRow("two weeks pass", "time", "missed stop_asked", "+review_due"),
        EffectRow("a few days pass", "time", "missed declared_stop !talked_twice", "+second_talk_due"),
    ),
    "limits": (EffectRow("the stay goes on", "time", "away !whereabouts_unsure", "+stay_contact_due"),),
    "charges": (EffectRow("two weeks pass", "time", "missed", "+review_due"),),
    "safety": (EffectRow("the time to look again comes", "time", "watch !risk_open", "+risk_look_due"),),
    "scheduled": (
        EffectRow("a scheduled report falls due", "time", "!lawful_end", "+status_owed -asked -near"),
        EffectRow("the scheduled report comes near", "time", "status_owed", "+status_due"),
        EffectRow("the scheduled report comes near", "time", "status_owed", "+near"),
    ),
}
_MAY_BE_EXCUSED = ("corrections", "excuses")
_SENT = {"recommendation": " +action_recommended", "discharge": " +dismissal_told"}


def outside_rows(protocol: Protocol, *, notice: bool, basis: str, side: str) -> Iterator[EffectRow]:
    """What the client, the outside, and staff beside the steps can do at any time, and what time brings."""
    for row in _happening(protocol, notice, basis, side):
        yield from _as_far_as_it_matters(row)


def _happening(protocol: Protocol, notice: bool, basis: str, side: str) -> Iterator[EffectRow]:
    yield from _missed(protocol, notice, side)
    yield from _declared("always", protocol)
    yield _NOTHING_BOOKED if protocol.facts >= 3 and protocol.mandated else _TWO_MONTHS
    yield _UNRECORDED
    if protocol.facts >= 2:  # a session that somebody else booked: it may come, and nobody can wait for it
        yield _UNRECORDED._replace(by="outside", when="", good=False)
    # Staff may try to reach somebody, and ask a supervisor, whether or not a step asks for it.
    yield from (row._replace(by="staff") for row in _tried(protocol))
    yield from _rows_of("supervisor.consulted", "step", protocol)
    yield from _declared("consent", protocol) if basis == "consent" else ()
    yield from _NOTICE if notice else ()
    for part in side.split("+"):
        yield from _declared(part, protocol)
        yield from _BESIDE.get(part, ())
    yield from happens_beside(protocol, side)


def _declared(scope: str, protocol: Protocol) -> Iterator[EffectRow]:
    """The rows that the kinds of entry declare for one scope, in the order of the kinds."""
    for kind in KINDS:
        yield from _rows_of(kind, scope, protocol)


def _rows_of(kind: str, scope: str, protocol: Protocol) -> Iterator[EffectRow]:
    for effect in KINDS[kind].effects:
        retired = effect.before_facts is not None and protocol.facts >= effect.before_facts
        if retired or protocol.facts < effect.since_facts:
            continue
        if effect.scope == scope:
            yield EffectRow(effect.label, effect.by, effect.when, effect.then, effect.good)


def _missed(protocol: Protocol, notice: bool, side: str) -> Iterator[EffectRow]:
    """One more miss: it opens a response or goes on with one, and outdates what counts since the latest miss.
    It may bring any of the protocol's counts with it, because others may lie before."""
    counts, begun = facts_of_kind(protocol, Misses), facts_of_kind(protocol, Responses)
    owed = " +notice_owed" if notice else ""
    for reached in _together(protocol, [*counts, *begun] if side_includes(side, "repeats") else []):
        brings = "+missed -lost" + owed + "".join(f" +{name}" for name in reached)
        for plan, before in (("planned", " +planned_before"), ("!planned", "")):
            when = f"{plan} !lawful_end !closed"
            if not set(reached) & set(begun):
                yield EffectRow(
                    "session.missed", "client", f"missed {when}", f"-since -tries {brings}{before}", False
                )
            then = f"-since -response -tries {brings}{before}"
            yield EffectRow("session.missed", "client", f"!missed {when}", then, False)


def _together(protocol: Protocol, names: list[str]) -> list[tuple[str, ...]]:
    """Which counts one miss may bring at once: none, or some with every lesser one of the same form."""

    def lesser(name: str) -> set[str]:
        full = protocol.thresholds[name]
        if not isinstance(full, Responses) or full.within is not None:
            return set()
        return {
            other
            for other in names
            if isinstance(threshold := protocol.thresholds[other], Responses)
            and threshold.within is None
            and threshold.responses < full.responses
        }

    several = (chosen for size in range(len(names) + 1) for chosen in combinations(names, size))
    return [chosen for chosen in several if all(lesser(name) <= set(chosen) for name in chosen)]


def staff_rows(protocol: Protocol, step: Step, side: str) -> Iterator[EffectRow]:
    """What taking a step can bring: each entry it writes, with each answer that others may give."""
    for row in _taken(protocol, step, side):
        yield from _as_far_as_it_matters(row)


def _as_far_as_it_matters(row: EffectRow) -> Iterator[EffectRow]:
    """
    The row without what makes no difference. Whether somebody was asked about the basis does while none is
    there, and a consent withdrawn has it begin anew; how near a deadline is does while nobody was asked, and
    time may bring it then as before. So no facts are lost, in fewer states; a few are reached that could not
    be, a deadline near that nobody has noticed yet, and what holds of more facts holds of those.
    """
    words = row.then.split()
    others = [word for word in words if word not in ("+asked", "+near")]
    if "+lawful_basis" in words:
        yield row._replace(then=f"{row.then} -asked -near")
    elif others == words:
        yield row
    else:
        missing = "!lawful_basis" if "+asked" in words else "!lawful_basis !asked"
        forgotten = " -near" if "+asked" in words else ""
        yield row._replace(when=f"{row.when} {missing}", then=row.then + forgotten)
        hidden = ("lawful_basis",) if "+asked" in words else ("lawful_basis", "!lawful_basis asked")
        yield from (
            row._replace(when=f"{row.when} {where}", then=" ".join(others)) for where in hidden if others
        )


def _taken(protocol: Protocol, step: Step, side: str) -> Iterator[EffectRow]:
    for kind in step.writes:
        own = [row._replace(label=kind + row.label) for row in step_brings(protocol, step, kind, side)]
        yield from own
        if own and kind in _OWN_INSTEAD:
            continue
        if kind == "contact.tried":
            yield from _tried(protocol)
        elif kind == "court.reported":
            yield from _reported(step, side)
        elif kind == "step.done":
            tasks = tasks_of(step, protocol.thresholds)
            noted = "".join(f"+{TURNED_ON_BY[task]} " for task in tasks if task in TURNED_ON_BY)
            yield EffectRow(kind, "staff", "", f"{noted}-review_due")
        yield from _rows_of(kind, "step", protocol)
        if kind == "supervisor.consulted" and side_includes(side, "repeats"):
            agreed = "supervisor.consulted, agreed that the court should act"
            yield EffectRow(agreed, "staff", "", "+consulted +asked +action_agreed -review_due", False)


_OWN_INSTEAD = ("session.booked", "court.reported", "step.done", "program.event")
"""Kinds of entry that, where a protocol's own fact is what the step is about, do nothing else."""


def sides_of(protocol: Protocol) -> tuple[str, ...]:
    """The side conditions that bear on a protocol: without an order nobody reports, and no notice is taken
    back; and its own facts bring sides of their own, two at once where a step asks for both."""
    plain = SIDES if protocol.mandated else tuple(side for side in SIDES if side not in _OF_AN_ORDER)
    own = tuple(side for side, kinds in OWN_SIDES.items() if facts_of_kind(protocol, *kinds))
    return (*plain, *own, *joined_sides(protocol))


def groups_for(protocol: Protocol) -> dict[str, tuple[str, ...]]:
    """Every group of facts, a protocol's own among them."""
    own = groups_of(protocol)
    return {
        **GROUPS,
        **own,
        "since": (*GROUPS["since"], *own["own_since*"]),
        "response": (*GROUPS["response"], *own["own_response*"]),
        "open": (*GROUPS["open"], *own["excuse_asked*"]),
        "tries": ("quiet", *facts_of_kind(protocol, Tries)),
    }


def _tried(protocol: Protocol) -> Iterator[EffectRow]:
    """One more attempt: it may be the one that makes a proper try, together with every lesser one."""
    tries = {
        name: threshold for name, threshold in protocol.thresholds.items() if isinstance(threshold, Tries)
    }
    for name, full in tries.items():
        lesser = [other for other, threshold in tries.items() if threshold.asks_no_more_than(full)]
        reached = " ".join(f"+{other}" for other in lesser)
        yield EffectRow("contact.tried", "client", f"!{name}", f"{reached} -quiet -review_due", False)
    yield EffectRow("contact.tried", "client", "", "-quiet -review_due", False)
    about_stay = "-stay_contact_due -quiet -review_due"
    yield EffectRow("contact.tried", "client", "stay_contact_due", about_stay, False)


def _reported(step: Step, side: str) -> Iterator[EffectRow]:
    forms = {disclosure.form for disclosure in step.disclosures}
    if "status" in forms:
        yield EffectRow("court.reported", "staff", "", "-status_owed -status_due -review_due")
        return
    sent = "".join(effect for form, effect in _SENT.items() if form in forms)
    effect = f"{'+told' if side_includes(side, *_MAY_BE_EXCUSED) else ''}{sent} -duty -review_due"
    yield EffectRow("court.reported", "staff", "heard", f"{effect} -told_unheard")
    yield EffectRow("court.reported", "staff", "!heard", f"{effect} +told_unheard")
