"""
Acts: what a step does to the client, read from the entries it writes and to whom.

A promise asks what is done, never what somebody called it. Each kind of entry declares the acts that an entry
of it is (``acts`` in ``kinds/``), and so does each task that has no kind of its own; here they come together
for a step. Its role only says how the step is shown, and a protocol is refused in which it says less than the
step does (see `files.act_reading`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple, TypeVar

from .closed_lists import LISTS
from .kinds import KINDS
from .protocol import Disclosure, Step
from .tasks_and_events import OwnEvent, OwnTask
from .thresholds import AUTHORITIES, Done, Happened, Inquiry, Notified, Release, Threshold

__all__ = [
    "ACTS_OF_ROLES",
    "AGAINST_THE_CLIENT",
    "ALLEGES",
    "BUILT_IN_TASKS",
    "TO_THEIR_LAWYER",
    "acts_of",
    "disclosures_of",
    "events_of",
    "own_of",
    "protects",
    "tasks_of",
    "with_acts",
]

_Kind = TypeVar("_Kind")
AGAINST_THE_CLIENT = frozenset({"writes", "charges", "tells", "ends"})
"""Acts that come after the client was heard or looked for: a letter, a charge or sanction, telling somebody
outside, ending the service."""
ACTS_OF_ROLES: Mapping[str, str] = {
    "write": "writes", "charge": "charges", "report": "tells", "escalate": "tells", "end": "ends",
}  # fmt: skip
"""Which of these acts a step of a role is shown as; a step of any other role is none of them."""
ALLEGES = frozenset({"notice", "recommendation", "discharge", "disclosure"})
"""Forms of telling that say of the client that sessions were missed. The others were asked for (``status``,
``answer``) or take the client's side (``supplement``, ``correction``)."""
TO_THEIR_LAWYER = "counsel"
"""The form in which the client's own lawyer is told of a talk that the client is offered."""
WHOM_THE_ORDER_NAMES = ""
"""The recipient of what goes to the court, or to whomever the order names in its place."""
REPORTED_TO = ("hotline", "child_welfare", "medical")
"""Whom a report that the law demands goes to whatever the client agreed to (42 CFR 2.12(c)(6), 2.51)."""


class BuiltInTask(NamedTuple):
    """A task that built-in facts are about: a step that ticks the fact ``ticked`` notes it as done, and that
    turns on ``turns_on`` for the checker, a fact or a part of its memory."""

    task: str
    ticked: str
    turns_on: str


BUILT_IN_TASKS = (
    BuiltInTask("seek_basis", "lawful_basis", "asked"),  # whoever is asked need not give one
    BuiltInTask("hardship", "hardship_considered", "hardship_considered"),
)
"""Tasks (``step.done``) that every protocol knows, whether or not one of its own facts is about them."""


def with_acts(step: Step, thresholds: Mapping[str, Threshold], *, mandated: bool, referrer: str) -> Step:
    """The step with its acts worked out anew, as these facts and this service make them."""
    disclosures = disclosures_of(step, thresholds, mandated=mandated, referrer=referrer)
    outside = any(disclosure.form != TO_THEIR_LAWYER for disclosure in disclosures)
    acts = acts_of(step, thresholds) | ({"tells"} if outside else set())
    return replace(step, acts=acts, disclosures=disclosures)


def acts_of(step: Step, thresholds: Mapping[str, Threshold]) -> frozenset[str]:
    """What the step does to the client, of `AGAINST_THE_CLIENT`; what its role says it does is among it."""
    acts = {act for kind in step.writes for act in KINDS[kind].acts}
    acts |= {act for task in tasks_of(step, thresholds) for act in _ACTS_OF_TASKS.get(task, ())}
    acts |= {act for own in own_of(step, thresholds) for act in own.acts}
    if step.role in ACTS_OF_ROLES:
        acts.add(ACTS_OF_ROLES[step.role])
    return frozenset(acts & AGAINST_THE_CLIENT)


def protects(step: Step) -> bool:
    """Whether the step acts on a risk: it is shown so, and writes an entry that does."""
    return step.role == "protect" and any("protects" in KINDS[kind].acts for kind in step.writes)


def tasks_of(step: Step, thresholds: Mapping[str, Threshold]) -> tuple[str, ...]:
    """The tasks that the step notes as done: those of the facts it ticks."""
    if "step.done" not in step.writes:
        return ()
    tasks = [done.task for done in _facts_brought(step, thresholds, Done)]
    tasks += [built_in.task for built_in in BUILT_IN_TASKS if built_in.ticked in step.ticks]
    return tuple(dict.fromkeys(tasks))


def events_of(step: Step, thresholds: Mapping[str, Threshold]) -> tuple[OwnEvent, ...]:
    """The events of the protocol's own that the step records: those of the facts it ticks."""
    if "program.event" not in step.writes:
        return ()
    ticked = (thresholds.get(atom) for atom in step.ticks)
    events = [threshold.event for threshold in ticked if isinstance(threshold, Happened)]
    return tuple(dict.fromkeys(events or _ending(step, thresholds, OwnEvent)))


def own_of(step: Step, thresholds: Mapping[str, Threshold]) -> tuple[OwnTask | OwnEvent, ...]:
    """The tasks and events of the protocol's own that the step records."""
    noted = _facts_brought(step, thresholds, Done) if "step.done" in step.writes else []
    tasks = dict.fromkeys(done.own for done in noted if done.own is not None)
    return (*tasks, *events_of(step, thresholds))


def _facts_brought(step: Step, thresholds: Mapping[str, Threshold], kind: type[_Kind]) -> list[_Kind]:
    """The facts of this kind that the step ticks; where it ticks none, what ends those it is wanted for."""
    own = (thresholds.get(atom) for atom in step.ticks)
    ticked = [threshold for threshold in own if isinstance(threshold, kind)]
    return ticked or _ending(step, thresholds, kind)


def _ending(step: Step, thresholds: Mapping[str, Threshold], kind: type[_Kind]) -> list[_Kind]:
    """What ends the facts that the step is wanted for, of this kind."""
    wanted = (thresholds.get(literal) for line in step.wanted for literal in line.literals)
    ends = (threshold.until for threshold in wanted if isinstance(threshold, Happened))
    return [end for end in ends if isinstance(end, kind)]


def disclosures_of(
    step: Step, thresholds: Mapping[str, Threshold], *, mandated: bool, referrer: str
) -> tuple[Disclosure, ...]:
    """
    Whom the step tells what. ``mandated`` says whether a court ordered the service, and ``referrer`` who
    hears of it, with the client's consent, where none did.
    """
    found = list[Disclosure]()

    def tell(recipient: str, form: str) -> None:
        releases = tuple(
            name
            for name, threshold in thresholds.items()
            if isinstance(threshold, Release) and threshold.to == recipient
        )
        own = ("lawful_basis",) if not mandated and recipient == referrer else ()
        found.append(Disclosure(recipient, form, (*own, *releases), presence=recipient == "counsel"))

    for kind in step.writes:
        if kind in _FORMS or kind == "court.reported":
            form = _FORMS.get(kind) or form_of(step, thresholds)
            askers = _askers(step, thresholds) if form == "answer" else {WHOM_THE_ORDER_NAMES}
            for asker in sorted(askers - {WHOM_THE_ORDER_NAMES}):
                tell(asker, form)
            if WHOM_THE_ORDER_NAMES in askers:
                prompted = (_PROMPTED[form],) if form in _PROMPTED else ()
                found.append(Disclosure(WHOM_THE_ORDER_NAMES, form, ("lawful_basis",), prompted))
        elif KINDS[kind].tells:
            for recipient in _recipients(step, kind, thresholds):
                if kind != "report.made" or recipient not in REPORTED_TO:
                    tell(recipient, TO_THEIR_LAWYER if kind == "counsel.informed" else "disclosure")
    for own in own_of(step, thresholds):
        if own.tells:
            tell(own.tells, "disclosure")
    if not found and ACTS_OF_ROLES.get(step.role) == "tells":
        # Its role says that it tells somebody, and no entry says whom.
        found.append(Disclosure(WHOM_THE_ORDER_NAMES, "notice", ("lawful_basis",)))
    return tuple(found)


def form_of(step: Step, thresholds: Mapping[str, Threshold]) -> str:
    """Which report a step sends to the court, read from the facts it is wanted for and those it ticks."""
    if _askers(step, thresholds):
        return "answer"
    if any("status_owed" in line.literals for line in step.wanted):
        return "status"
    return next((form for atom, form in _FORMS_BY_FACT.items() if atom in step.ticks), "notice")


_FORMS = {"court.supplemented": "supplement", "court.corrected": "correction"}
_FORMS_BY_FACT = {"action_recommended": "recommendation", "dismissal_told": "discharge"}
_PROMPTED = {"status": "status_owed", "supplement": "told_unheard", "correction": "told_wrong"}
_ACTS_OF_TASKS = LISTS["task"].acts


def _askers(step: Step, thresholds: Mapping[str, Threshold]) -> set[str]:
    """Whose questions the step is wanted for: recipients, of whom the order may name those of an authority.
    A question of anyone may be anybody's."""
    wanted = (thresholds.get(literal) for line in step.wanted for literal in line.literals)
    askers = {threshold.by for threshold in wanted if isinstance(threshold, Inquiry)}
    return {
        WHOM_THE_ORDER_NAMES if by in ("authority", *AUTHORITIES) else "other" if by == "anyone" else by
        for by in askers
    }


def _recipients(step: Step, kind: str, thresholds: Mapping[str, Threshold]) -> tuple[str, ...]:
    if KINDS[kind].tells != "to":
        return (KINDS[kind].tells,)
    return tuple(dict.fromkeys(notified.to for notified in _facts_brought(step, thresholds, Notified)))
