"""When a protocol's own facts can come and go, as rows for the checker (see effects.py).

Each kind of threshold says here under which side condition it is explored, what the client, the outside and
time may do to it, and what a step that bears on it brings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations

from ..vocabulary.acts import BUILT_IN_TASKS
from ..vocabulary.protocol import Protocol, Step
from ..vocabulary.thresholds import (
    Agreed,
    AsksBack,
    Capacity,
    Done,
    FeeOwed,
    Gap,
    Happened,
    Inquiry,
    Lacking,
    MakeUps,
    MakeUpsOverdue,
    Misses,
    Notified,
    OrderSays,
    Phase,
    Release,
    Responses,
    Threshold,
    Tries,
    Unpaid,
    Unseen,
)
from .effect_row import EffectRow
from .event_effects import events_beside, events_of_step, over_by_step
from .side_conditions import facts_of_kind, side_includes

__all__ = [
    "TURNED_ON_BY",
    "EffectRow",
    "groups_of",
    "happens_beside",
    "step_brings",
]

TURNED_ON_BY = {built_in.task: built_in.turns_on for built_in in BUILT_IN_TASKS}
"""What a task turns on beside a protocol's own facts."""


def groups_of(protocol: Protocol) -> dict[str, tuple[str, ...]]:
    """The groups of its own facts that come and go together; a star keeps them apart from facts' names."""

    def since(*moments: str) -> tuple[str, ...]:
        return tuple(
            name
            for name, threshold in protocol.thresholds.items()
            if isinstance(threshold, Notified | Done | Happened) and threshold.since in moments
        )

    misses = [
        (name, threshold) for name, threshold in protocol.thresholds.items() if isinstance(threshold, Misses)
    ]
    return {
        "own_since*": (*since("miss"), *facts_of_kind(protocol, Agreed)),
        "own_response*": since("response"),
        "own_dismissal*": since("dismissal"),
        "own_restart*": (
            *since("restart"),
            *(name for name, threshold in misses if threshold.since == "restart"),
        ),
        "own_fee*": (*since("fee"), *facts_of_kind(protocol, FeeOwed)),
        "gaps*": tuple(facts_of_kind(protocol, Gap)),
        "in_a_row*": tuple(name for name, threshold in misses if threshold.in_a_row),
        "excuse_asked*": _lacking(protocol, "excuse"),
        "leave_asked*": _lacking(protocol, "leave"),
        "unseen*": tuple(facts_of_kind(protocol, Unseen)),
        "back*": tuple(facts_of_kind(protocol, AsksBack)),
        "phases*": tuple(facts_of_kind(protocol, Phase)),
        "capacities*": tuple(facts_of_kind(protocol, Capacity)),
    }


def _lacking(protocol: Protocol, of: str) -> tuple[str, ...]:
    return tuple(
        name
        for name, threshold in protocol.thresholds.items()
        if isinstance(threshold, Lacking) and threshold.of == of
    )


def happens_beside(protocol: Protocol, side: str) -> Iterator[EffectRow]:
    """What the client, the outside and time may do to the protocol's own facts under one side condition."""
    for name, threshold in protocol.thresholds.items():
        yield from _always(name, threshold)
        if side_includes(side, "repeats") and _lies_back(threshold):
            yield EffectRow("the misses lie back", "time", name, f"-{name}")
        if (
            side_includes(side, "repeats")
            and isinstance(threshold, Misses)
            and threshold.since not in (None, "restart")
        ):
            yield EffectRow("misses are counted anew", "outside", name, f"-{name}", False)
        if side_includes(side, "repeats") and isinstance(threshold, Misses) and threshold.beside_misses:
            absent = "session.canceled by the client"
            yield EffectRow(absent, "client", "!lawful_end !closed", f"+{name}", False)
        rows = _BESIDE.get(type(threshold))
        if rows is not None and side_includes(side, rows[0]):
            for row in rows[1:]:
                yield row._replace(when=row.when.format(name), then=row.then.format(name))
    if side_includes(side, "excuses"):
        yield from _requested(protocol)
    if side_includes(side, "events"):
        yield from events_beside(protocol)
    if side_includes(side, "terms"):
        for group in ("phases*", "capacities*"):
            yield from _changed(group, groups_of(protocol)[group])


def _always(name: str, threshold: Threshold) -> Iterator[EffectRow]:
    """What may come up under every side condition."""
    if isinstance(threshold, Tries):
        yield EffectRow("quiet days pass", "time", f"missed {name} !in_touch", "+quiet")
        if threshold.per is not None:
            yield EffectRow(f"a new {threshold.per} begins", "time", name, f"-{name}")
    elif isinstance(threshold, Gap):
        days = f"{threshold.days} days without a session"
        yield EffectRow(days, "time", "!lawful_end !dismissed", f"+{name}")
        yield EffectRow("leave.granted", "outside", name, f"-{name} -review_due", False)
    elif isinstance(threshold, Happened) and threshold.lapses:
        yield EffectRow("what happened lies back", "time", name, f"-{name}")
    elif isinstance(threshold, AsksBack):
        effect = f"+{name} +in_touch -tries -stop_asked -review_due"
        for gone in ("dismissed", "closed"):
            yield EffectRow("contact.made by the client, to come back", "client", gone, effect)


def _lies_back(threshold: Threshold) -> bool:
    """Whether a count of misses falls again as time goes by."""
    if isinstance(threshold, Misses):
        return threshold.within is not None or threshold.per is not None
    return isinstance(threshold, Responses) and threshold.within is not None


_BESIDE: Mapping[type, tuple[str, *tuple[EffectRow, ...]]] = {
    FeeOwed: (
        "charges",
        EffectRow("a session that costs a fee", "client", "charges !lawful_end", "+{0}", False),
    ),
    Unpaid: (
        "charges",
        EffectRow("the bill stays unpaid", "time", "charges !lawful_end", "+{0}", False),
        EffectRow("bill.paid", "client", "{0}", "-{0} -review_due"),
    ),
    Inquiry: (
        "inquiries",
        EffectRow("court.asked", "outside", "!lawful_end", "+{0} -asked -near -review_due", False),
        EffectRow("the time to answer comes near", "time", "{0}", "+near"),
    ),
    Unseen: (
        "visits",
        EffectRow("a long time passes without a visit", "time", "!lawful_end !closed !dismissed", "+{0}"),
    ),
    OrderSays: (
        "terms",
        EffectRow("order.changed, other terms", "outside", "!{0}", "+{0}", False),
        EffectRow("order.changed, other terms", "outside", "{0}", "-{0}", False),
    ),
    MakeUps: (
        "makeups",
        EffectRow("a session to be made up", "outside", "!lawful_end !closed", "+{0}", False),
    ),
    MakeUpsOverdue: (
        "makeups",
        EffectRow("the time to make a session up passes", "outside", "!lawful_end !closed", "+{0}", False),
        EffectRow("session.attended, to make up", "client", "{0}", "-{0}"),
    ),
    Release: (
        "releases",
        EffectRow("consent.given to somebody else", "client", "!{0}", "+{0} -review_due"),
        EffectRow("consent.withdrawn from somebody else", "client", "{0}", "-{0} -review_due", False),
    ),
}


def _requested(protocol: Protocol) -> Iterator[EffectRow]:
    """A request that cannot be granted as it stands, lacking this or that; and what becomes of it."""
    for of, kind in (("excuse", "session.excused"), ("leave", "leave.granted")):
        names = _lacking(protocol, of)
        if not names:
            continue
        known = {name for name in names if _what(protocol, name) == "anything"}
        single = [name for name in names if name not in known]
        for size in range(len(single) + 1):
            for lacking in combinations(single, size):
                if known or lacking:
                    then = " ".join(f"+{name}" for name in (*known, *lacking))
                    yield EffectRow(
                        f"{kind}, asked for and not to be granted yet", "client", "!lawful_end !closed",
                        f"-{of}_asked* {then} -review_due", False,
                    )  # fmt: skip
        for row in _granted(of):
            yield row._replace(by="outside", label=kind + row.label, good=False)


def _what(protocol: Protocol, name: str) -> str:
    threshold = protocol.thresholds[name]
    return threshold.what if isinstance(threshold, Lacking) else ""


def _granted(of: str) -> Iterator[EffectRow]:
    """A request is granted: the miss is none, and what the court was told of it was wrong; or one more
    was."""
    gone = f"-{of}_asked* -open -duty -tries -since -response"
    yield EffectRow(", granted", "staff", "missed told", f"+told_wrong -told {gone}")
    yield EffectRow(", granted", "staff", "missed !told", gone)
    yield EffectRow(", granted", "staff", "!missed", f"-{of}_asked*")
    if of == "leave":
        yield EffectRow(", granted", "staff", "missed", "-leave_asked* -gaps*")


def _changed(group: str, names: Sequence[str]) -> Iterator[EffectRow]:
    """The order puts the client into another phase, or us into another capacity, or into none."""
    for name in (None, *names):
        then = f"-{group}" + (f" +{name}" if name else "")
        if names:
            yield EffectRow("order.changed, other terms", "outside", "", then, False)


def step_brings(protocol: Protocol, step: Step, kind: str, side: str) -> Iterator[EffectRow]:
    """What one kind of entry that a step writes does to the protocol's own facts, one row an outcome."""
    brings = _BRINGS.get(kind)
    return brings(protocol, step, side) if brings is not None else iter(())


def _own(protocol: Protocol, step: Step, kind: type, *, ticked: bool) -> list[str]:
    """The own facts of this kind that a step ticks, or that it is wanted for."""
    wanted = [literal.removeprefix("not ") for line in step.wanted for literal in line.literals]
    names = dict.fromkeys(step.ticks if ticked else wanted)
    return [name for name in names if isinstance(protocol.thresholds.get(name), kind)]


def _task(protocol: Protocol, step: Step, _side: str) -> Iterator[EffectRow]:
    done, over = _own(protocol, step, Done, ticked=True), over_by_step(protocol, step, Done)
    if done or over:
        then = " ".join((*(f"+{name}" for name in done), *over, "-review_due"))
        yield EffectRow("", "staff", "", then)
        for name in done:
            also = TURNED_ON_BY.get(getattr(protocol.thresholds[name], "task", ""))
            if also is not None:  # the built-in fact counts since the latest miss, the own one as it says
                yield EffectRow("", "staff", "", f"{then} +{also}")
    if _own(protocol, step, FeeOwed, ticked=False) and not step.acts:
        yield EffectRow(", the fee waived", "staff", "", "-own_fee* -review_due", False)


def _happening(protocol: Protocol, step: Step, side: str) -> Iterator[EffectRow]:
    yield from events_of_step(protocol, step, beside=side_includes(side, "events"))


def _telling(protocol: Protocol, step: Step, _side: str) -> Iterator[EffectRow]:
    notified, over = _own(protocol, step, Notified, ticked=True), over_by_step(protocol, step, Notified)
    if notified or over:
        changes = (*(f"+{name}" for name in notified), *over, "-review_due")
        yield EffectRow("", "staff", "", " ".join(changes))


def _agreeing(protocol: Protocol, _step: Step, side: str) -> Iterator[EffectRow]:
    if side_includes(side, "plain", "repeats", "safety"):
        for name in facts_of_kind(protocol, Agreed):
            then = f"+consulted +asked +{name} -review_due"
            yield EffectRow(", agreed on what this program asks about", "staff", "", then, False)


def _answering(protocol: Protocol, step: Step, _side: str) -> Iterator[EffectRow]:
    inquiries = facts_of_kind(protocol, Inquiry)
    own = _own(protocol, step, Inquiry, ticked=False)
    for answered in dict.fromkeys(
        (tuple(own), tuple(inquiries)) if protocol.facts >= 2 else (tuple(inquiries),)
    ):
        if own:  # another question may wait that nobody has answered yet
            then = " ".join(f"-{name}" for name in answered)
            yield EffectRow(", an answer", "staff", "", f"{then} -near -review_due")


def _seeing(protocol: Protocol, _step: Step, side: str) -> Iterator[EffectRow]:
    if not side_includes(side, "visits"):
        return
    away = [
        name
        for name, threshold in protocol.thresholds.items()
        if isinstance(threshold, Unseen) and not threshold.at_home
    ]
    effect = "+in_touch -stop_asked -tries -review_due"
    yield EffectRow(", at home", "client", "", f"{effect} -unseen*")
    if away:
        yield EffectRow(", in person", "client", "", f"{effect} {' '.join(f'-{name}' for name in away)}")


def _excusing(_protocol: Protocol, _step: Step, side: str) -> Iterator[EffectRow]:
    if side_includes(side, "excuses"):
        yield from _granted("excuse")
        yield EffectRow(", refused", "staff", "", "-excuse_asked*", False)


def _giving_leave(_protocol: Protocol, _step: Step, side: str) -> Iterator[EffectRow]:
    if side_includes(side, "excuses"):
        yield from _granted("leave")
        yield EffectRow(", refused", "staff", "", "-leave_asked*", False)


def _booking(protocol: Protocol, step: Step, side: str) -> Iterator[EffectRow]:
    made_up = _own(protocol, step, MakeUps, ticked=False)
    if made_up:
        yield EffectRow(", to make up", "staff", "", f"+booked -{made_up[0]}")
    elif side_includes(side, "repeats") and groups_of(protocol)["own_restart*"]:
        yield EffectRow("", "staff", "", "+booked")
        yield EffectRow(", beginning anew", "staff", "", "+booked -own_restart*")


def _taking_back(_protocol: Protocol, _step: Step, _side: str) -> Iterator[EffectRow]:
    yield EffectRow(
        "", "staff", "",
        "-dismissed -closed -dismissal_told -back* -own_dismissal* -own_restart* -lawful_end -review_due",
    )  # fmt: skip


_BRINGS: Mapping[str, Callable[[Protocol, Step, str], Iterator[EffectRow]]] = {
    "step.done": _task,
    "program.event": _happening,
    "disclosure.made": _telling,
    "report.made": _telling,
    "supervisor.consulted": _agreeing,
    "court.reported": _answering,
    "contact.made": _seeing,
    "session.excused": _excusing,
    "leave.granted": _giving_leave,
    "session.booked": _booking,
    "case.reopened": _taking_back,
}
