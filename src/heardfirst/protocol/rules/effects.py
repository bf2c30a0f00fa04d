"""What each entry does to the facts, whoever makes it happen, as one table.

A row says when it can happen and what it changes: ``missed !booked`` asks that the first be on and the second
off; ``+heard -quiet`` turns the first on and the second off. Names are atoms, the memory of the model, or
groups of them (``GROUPS``). Staff act through steps; the client answers or not; the outside and time happen.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from ..vocabulary.protocol import Protocol, Step
from ..vocabulary.thresholds import Misses, Responses, Tries
from .threshold_effects import (
    OWN_SIDES,
    Row,
    among,
    groups_of,
    happens_beside,
    joined_sides,
    named,
    step_brings,
)

__all__ = [
    "GROUPS",
    "MEMORY",
    "RESERVED",
    "SIDES",
    "Row",
    "groups_for",
    "outside_rows",
    "sides_of",
    "staff_rows",
]

MEMORY = ("fresh", "unclear", "talked_twice", "watch", "limits", "away", "told", "asked", "near")
"""What the model remembers beside atoms: a try since the latest miss; one explanation that was not clear; a
second talk about stopping; a risk being watched; limits on contact; the client being held somewhere; a notice
sent; somebody asked about the missing basis; a deadline that leaves no more time to ask."""

GROUPS = {
    "since": (
        "in_touch", "heard", "planned", "adjusted", "booked", "outcome_unknown", "documented", "consulted",
        "forewarned", "forewarning_unsafe", "action_agreed", "action_recommended", "billed",
        "hardship_considered", "quiet", "fresh", "asked", "review_due",
    ),
    "response": (
        "understood", "explained", "unclear", "explained_twice", "declared_stop", "counsel_offered",
        "talked_twice", "second_talk_due", "letter_sent",
    ),
    "duty": ("notice_owed", "report_due", "near"),
    "open": ("missed", "quiet", "review_due"),
}  # fmt: skip
"""Facts that count since the latest miss, since the response began, while a notice is owed, and while the
response is open. ``tries`` is one more: how far a proper try has come."""

RESERVED = frozenset({*MEMORY, *GROUPS, "tries"})
"""Words of the rows below that no protocol's own fact may be called."""

SIDES = ("plain", "repeats", "stopping", "safety", "limits", "charges", "scheduled", "corrections")
"""What may come up beside the plain way through: misses again and again, with our own part of the plan
failing and an action of the court being weighed; the client wanting to stop, or no contact; a risk; limits on
contact and doubt where the client is; a fee, and weeks in which nothing happens; scheduled reports; a miss
excused after the court heard of it. Each is checked beside every kind of order; two at once are not. A
protocol's own facts may bring more of them (OWN_SIDES)."""
_OF_AN_ORDER = ("scheduled", "corrections")


_SETTLED = "-duty -since -response -tries -stop_asked"
_AS_BOOKED = "session.attended as booked"
_ALWAYS = (
    Row(_AS_BOOKED, "client", "missed booked", "-open -booked -outcome_unknown -lost -in_a_row*"),
    Row("session.attended by themselves", "client", "missed", "-open -lost -in_a_row*", False),
    Row("session.attended", "client", "!missed booked", "-booked -outcome_unknown -lost -in_a_row*"),
    Row("session.attended", "client", "!missed", "-lost -in_a_row*"),
    Row("session.cancelled by the provider", "outside", "missed booked", "-booked -outcome_unknown", False),
    Row(
        "session.cancelled by the provider",
        "outside",
        "!missed !lawful_end",
        "+lost -booked -outcome_unknown",
        False,
    ),
    Row("session.booked by the client", "client", "missed", "+booked +in_touch -tries -review_due"),
    Row("contact.made by the client", "client", "", "+in_touch -tries -stop_asked -review_due"),
    Row("court.decided to continue", "outside", "missed", f"{_SETTLED} -open", False),
    Row("court.decided to release", "outside", "!lawful_end", f"+lawful_end {_SETTLED} -open -lost", False),
    Row("two months pass", "time", "lost", "-lost"),
    Row("the booked session passes unrecorded", "time", "booked", "+outcome_unknown"),
)
_CONSENT = (
    Row("consent.given", "client", "!lawful_basis", "+lawful_basis -basis_lost -review_due"),
    Row("consent.withdrawn", "client", "lawful_basis", "+basis_lost -lawful_basis -asked -review_due", False),
)
_NOTICE = (
    Row("the deadline comes near", "time", "notice_owed", "+report_due +near"),
    Row("the deadline comes near", "time", "notice_owed", "+near"),
)
_BESIDE = {
    "repeats": (
        Row("action.failed, ours", "outside", "ours_done", "-ours_done -review_due", False),
        Row("action.done, ours", "staff", "!ours_done", "+ours_done -review_due"),
    ),
    "stopping": (
        Row("contact.stop_asked", "client", "", "+stop_asked +heard +in_touch -tries -review_due", False),
        Row("client.declared stop", "client", "missed", "+declared_stop +in_touch -tries -review_due", False),
        Row("client.declared stop", "client", "!missed !lawful_end",
            "-since -response -tries +missed +declared_stop +in_touch", False),
        Row("two weeks pass", "time", "missed stop_asked", "+review_due"),
        Row("a few days pass", "time", "missed declared_stop !talked_twice", "+second_talk_due"),
    ),
    "charges": (Row("two weeks pass", "time", "missed", "+review_due"),),
    "safety": (
        Row("risk.raised", "outside", "!risk_open",
            "+risk_open -watch -risk_look_due -risk_acted -review_due", False),
        Row("the time to look again comes", "time", "watch !risk_open", "+risk_look_due"),
    ),
    "limits": (
        Row("contact_rule.set to leave no word", "outside", "!limits", "+limits -review_due", False),
        Row("contact_rule.set, lifted", "outside", "limits", "-limits -review_due"),
        Row("client.whereabouts unverified", "outside", "", "+away +whereabouts_unsure -review_due", False),
        Row("client.whereabouts at home", "outside", "away", "-away -whereabouts_unsure -review_due"),
    ),
    "scheduled": (
        Row("a scheduled report falls due", "time", "!lawful_end", "+status_owed -asked -near"),
        Row("the scheduled report comes near", "time", "status_owed", "+status_due"),
        Row("the scheduled report comes near", "time", "status_owed", "+near"),
    ),
    "corrections": (
        Row("session.excused afterwards", "outside", "missed told",
            "+told_wrong -open -duty -told -tries -since -response", False),
        Row("session.excused afterwards", "outside", "missed !told",
            "-open -duty -tries -since -response", False),
    ),
}  # fmt: skip

_TOLD = "-tries -review_due"
_STAFF = {
    "contact.made": (Row("", "client", "", f"+in_touch -stop_asked {_TOLD}"),),
    "client.heard": (Row("", "client", "", f"+heard +in_touch {_TOLD}"),),
    "client.declined": (Row("", "client", "", f"+heard +in_touch {_TOLD}", False),),
    "stakes.discussed": (
        Row(", understood", "client", "", f"+understood +explained +in_touch {_TOLD}"),
        Row(", not clear", "client", "!unclear", f"+explained +unclear +in_touch -understood {_TOLD}", False),
        Row(", not clear", "client", "unclear",
            f"+explained +explained_twice +in_touch -understood {_TOLD}", False),
    ),
    "client.declared": (
        Row(" stop, again", "client", "", f"+talked_twice +in_touch -second_talk_due {_TOLD}", False),
        Row(" continue", "client", "", f"+in_touch -declared_stop -second_talk_due -talked_twice {_TOLD}"),
        Row(" continue", "client", "",
            f"+in_touch -declared_stop -second_talk_due -talked_twice -missed {_TOLD}"),
    ),
    "plan.agreed": (Row("", "staff", "", "+planned -review_due"),),
    "plan.adjusted": (Row("", "staff", "", "+planned +adjusted -review_due"),),
    "session.booked": (Row("", "staff", "", "+booked"),),
    "session.attended": (Row("", "client", "", "-open -booked -outcome_unknown -lost -in_a_row*"),),
    "session.missed": (),  # a miss happens by itself, and whoever asks only learns of it
    "session.cancelled": (Row("", "outside", "", "-booked -outcome_unknown", False),),
    "note.signed": (Row("", "staff", "", "+documented -review_due"),),
    "supervisor.consulted": (Row("", "staff", "", "+consulted +asked -review_due"),),
    "counsel.informed": (Row("", "staff", "", "+counsel_offered +asked -review_due"),),
    "letter.sent": (Row("", "staff", "", "+letter_sent -review_due"),),
    "bill.sent": (Row("", "staff", "", "+billed -own_fee* -review_due"),),
    "client.forewarned": (Row("", "staff", "", "+forewarned -review_due"),),
    "forewarning.unsafe": (Row("", "staff", "", "+forewarning_unsafe -review_due", False),),
    "court.supplemented": (Row("", "staff", "", "-told_unheard -review_due"),),
    "court.corrected": (Row("", "staff", "", "-told_wrong -review_due"),),
    "risk.acted": (Row("", "staff", "", "+risk_acted -risk_open -risk_look_due -watch -review_due"),),
    "risk.watched": (Row("", "staff", "",
                         "+risk_acted +watch -risk_open -risk_look_due -review_due", False),),
    "report.made": (Row("", "staff", "", "-review_due"),),
    "case.closed": (
        Row("", "staff", "lawful_end", "+closed -review_due"),
        Row(", nobody reached", "staff", "!lawful_end", "+closed -open -review_due", False),
    ),
    "service.ended": (Row(", the program's own dismissal", "staff", "!lawful_end",
                          "+dismissed -gaps* -unseen* -own_dismissal* -review_due"),),
}  # fmt: skip
_MAY_BE_EXCUSED = ("corrections", "excuses")
_STEP_DONE = {"seek_basis": "+asked", "hardship": "+hardship_considered"}


def outside_rows(protocol: Protocol, *, notice: bool, basis: str, side: str) -> Iterator[Row]:
    """What the client and the outside can do at any time, and what time alone brings."""
    yield from _missed(protocol, notice, side)
    yield from _ALWAYS
    yield from _CONSENT if basis == "consent" else ()
    yield from _NOTICE if notice else ()
    for each in side.split("+"):
        yield from _BESIDE.get(each, ())
    yield from happens_beside(protocol, side)


def _missed(protocol: Protocol, notice: bool, side: str) -> Iterator[Row]:
    """One more miss: it opens a response or goes on with one, and outdates what counts since the latest miss.
    It may bring any of the protocol's counts with it, because others may lie before."""
    counts, begun = named(protocol, Misses), named(protocol, Responses)
    owed = " +notice_owed" if notice else ""
    for brought in _together(protocol, [*counts, *begun] if among(side, "repeats") else []):
        brings = "+missed -lost" + owed + "".join(f" +{name}" for name in brought)
        for plan, before in (("planned", " +planned_before"), ("!planned", "")):
            when = f"{plan} !lawful_end !closed"
            if not set(brought) & set(begun):
                yield Row("session.missed", "client", f"missed {when}", f"-since {brings}{before}", False)
            then = f"-since -response -tries {brings}{before}"
            yield Row("session.missed", "client", f"!missed {when}", then, False)


def _together(protocol: Protocol, names: list[str]) -> list[tuple[str, ...]]:
    """Which counts one miss may bring at once: none, or some with every lesser one of the same form."""

    def lesser(name: str) -> set[str]:
        full = protocol.thresholds[name]
        if not isinstance(full, Responses) or full.within is not None:
            return set()
        return {
            other
            for other in names
            if isinstance(each := protocol.thresholds[other], Responses)
            and each.within is None
            and each.responses < full.responses
        }

    several = (each for size in range(len(names) + 1) for each in combinations(names, size))
    return [each for each in several if all(lesser(name) <= set(each) for name in each)]


def staff_rows(protocol: Protocol, step: Step, side: str) -> Iterator[Row]:
    """What taking a step can bring: each entry it writes, with each answer that others may give."""
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
            yield Row(kind, "staff", "", f"{_STEP_DONE.get(step.name, '')} -review_due")
        for row in _STAFF.get(kind, ()):
            yield row._replace(label=kind + row.label)
        if kind == "supervisor.consulted" and among(side, "repeats"):
            agreed = "supervisor.consulted, agreed that the court should act"
            yield Row(agreed, "staff", "", "+consulted +asked +action_agreed -review_due", False)


_OWN_INSTEAD = ("session.booked", "court.reported", "step.done")
"""Kinds of entry that, where a protocol's own fact is what the step is about, do nothing else."""


def sides_of(protocol: Protocol) -> tuple[str, ...]:
    """The side conditions that bear on a protocol: without an order nobody reports, and no notice is taken
    back; and its own facts bring sides of their own, two at once where a step asks for both."""
    plain = SIDES if protocol.mandated else tuple(each for each in SIDES if each not in _OF_AN_ORDER)
    own = tuple(side for side, kinds in OWN_SIDES.items() if named(protocol, *kinds))
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
    }


def _tried(protocol: Protocol) -> Iterator[Row]:
    """One more attempt: it may be the one that makes a proper try, together with every lesser one."""
    tries = {name: each for name, each in protocol.thresholds.items() if isinstance(each, Tries)}
    for name, full in tries.items():
        lesser = [other for other, each in tries.items() if _asks_no_more(each, full)]
        brought = " ".join(f"+reach_{other}" for other in lesser)
        yield Row("contact.tried", "client", f"!reach_{name}", f"+fresh {brought} -quiet -review_due", False)
    yield Row("contact.tried", "client", "", "+fresh -quiet -review_due", False)


def _asks_no_more(one: Tries, other: Tries) -> bool:
    return (
        one.attempts <= other.attempts
        and one.days <= other.days
        and one.channels <= other.channels
        and one.times_of_day <= other.times_of_day
    )


def _reported(step: Step, side: str) -> Iterator[Row]:
    if step.role == "report" and "notice" not in (step.within.of if step.within else ""):
        yield Row("court.reported", "staff", "", "-status_owed -status_due -review_due")
        return
    sent = {"recommend_action": " +action_recommended", "tell_of_dismissal": " +dismissal_told"}.get(
        step.name, ""
    )
    told = f"{'+told' if among(side, *_MAY_BE_EXCUSED) else ''}{sent} -duty -review_due"
    yield Row("court.reported", "staff", "heard", f"{told} -told_unheard")
    yield Row("court.reported", "staff", "!heard", f"{told} +told_unheard")
