"""Decisions as the screens show them: what now, why, by when, and why nothing harsher yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from heardfirst.protocol import Decision, Standing, never_overridden
from heardfirst.protocol.vocabulary.roles import WEIGHING_ROLES
from heardfirst.protocol.vocabulary.statuses import OFFERED, StepStatus
from heardfirst.record.models import Case

from ..entries.overrides import override_href
from ..shared.due_chips import due_chip, until_chip
from ..wording.reasons import Needs, label_of_step, language, sentences, still_needed
from .decision_attributes import DecisionAttributes, decision_attributes
from .next_steps import NextStep, href_of_step, next_step

_TONES = {
    StepStatus.NOW: "now",
    StepStatus.OPEN: "now",
    StepStatus.WAITING: "waiting",
    StepStatus.DONE: "done",
    StepStatus.NOT_YET: "later",
    StepStatus.NOT_NEEDED: "later",
}
# A step behind or ahead is told apart by its place and mark; a chip on each would shout.
_CHIPS = {StepStatus.NOW: "calm", StepStatus.OPEN: "calm", StepStatus.WAITING: "quiet"}


@dataclass(frozen=True, slots=True)
class PathStep:
    """One step of the way through."""

    label: str
    tone: str
    chip: str
    status: str
    due: str
    why: str


@dataclass(frozen=True, slots=True)
class BlockedStep:
    """A step that is not offered, and what is open before it."""

    label: str
    needs: Needs


@dataclass(frozen=True, slots=True)
class OtherStep:
    """Another step that may be taken now, or taken all the same."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class ResponsePanel:
    """Where one ordered service stands."""

    requirement: str
    leads: bool
    now: NextStep | None
    decided: DecisionAttributes = field(default_factory=DecisionAttributes)
    resting: str = ""
    resting_why: str = ""
    also: list[OtherStep] = field(default_factory=list)
    path: list[PathStep] = field(default_factory=list)
    out_of_turn: list[OtherStep] = field(default_factory=list)
    harsher: list[BlockedStep] = field(default_factory=list)
    harsher_anyway: list[OtherStep] = field(default_factory=list)
    exceptions: list[str] = field(default_factory=list)


def status_text(status: StepStatus) -> str:
    """A standing's status, in the reader's language."""
    return {
        StepStatus.NOW: _("now"),
        StepStatus.OPEN: _("also possible"),
        StepStatus.NOT_YET: _("not yet"),
        StepStatus.WAITING: _("waiting"),
        StepStatus.DONE: _("done"),
        StepStatus.NOT_NEEDED: _("not needed"),
    }[status]


def response_panel(
    decision: Decision, case: Case, name: str, at: datetime, *, requirement: str, leads: bool, key: str
) -> ResponsePanel:
    """One decision, as the Case screen shows it."""
    now = _next_step_of(decision, case, name, at, key)
    resting, why = "", ""
    if now is None:
        resting, why = _rest(decision, at)
    steps = [step for step in decision.steps if step.status is not StepStatus.NOT_NEEDED]
    shown: set[str] = set()
    return ResponsePanel(
        requirement=requirement,
        leads=leads,
        now=now,
        decided=decision_attributes(decision),
        resting=resting,
        resting_why=why,
        also=[
            OtherStep(
                label_of_step(decision.protocol.step(step.step)),
                href_of_step(case, decision.protocol.step(step.step)),
            )
            for step in steps
            if step.status is StepStatus.OPEN
        ],
        path=[_path_step(decision, step, at, shown) for step in steps if not _weighs(step)]
        if decision.response_open or now
        else [],
        out_of_turn=_all_the_same(case, decision, [step for step in steps if not _weighs(step)]),
        harsher=[
            BlockedStep(_label(decision, step), still_needed(step.missing, shown=shown))
            for step in steps
            if _weighs(step) and step.missing
        ],
        harsher_anyway=_all_the_same(case, decision, [step for step in steps if _weighs(step)]),
        exceptions=[
            exception.because.get(language()) or exception.because.get("en", "")
            for exception in decision.exceptions
        ],
    )


def _next_step_of(decision: Decision, case: Case, name: str, at: datetime, key: str) -> NextStep | None:
    """The next step of a decision, or None while it rests or waits."""
    if decision.next.step is None:
        return None
    step, because = decision.protocol.step(decision.next.step), decision.standing(decision.next.step).because
    return next_step(step, case=case, name=name, because=because, due=decision.next.due, at=at, key=key)


def blocked_steps(decision: Decision) -> list[BlockedStep]:
    """Why not something else yet: the first step not yet offered of each role, what weighs most last."""
    seen: set[str] = set()
    shown: set[str] = set()
    found = []
    for step in decision.steps:
        if step.status is not StepStatus.NOT_YET or step.role in seen:
            continue
        seen.add(step.role)
        found.append(BlockedStep(_label(decision, step), still_needed(step.missing, 2, shown)))
    return found


def path_of(decision: Decision, at: datetime) -> list[PathStep]:
    """Every step that is called for, in the order of the rules, as it stands at a moment."""
    shown: set[str] = set()
    return [
        _path_step(decision, step, at, shown)
        for step in decision.steps
        if step.status is not StepStatus.NOT_NEEDED
    ]


def _rest(decision: Decision, at: datetime) -> tuple[str, str]:
    """What to say where nothing is to be done now."""
    until = until_chip(decision.next.wait_until, at)
    waiting = next((step for step in decision.steps if step.status is StepStatus.WAITING), None)
    if waiting is not None:
        return _("Waiting %(until)s") % {"until": until} if until else _("Waiting"), " ".join(
            sentences(waiting.because, 2)
        )
    if decision.facts.next_session is not None and decision.response_open:
        return _("Waiting for the next session"), _("We’ll check again after it.")
    if decision.response_open and until:
        return _("Waiting %(until)s") % {"until": until}, ""
    return _("Nothing to do"), _("No missed session needs a response.")


def _weighs(standing: Standing) -> bool:
    return standing.role in WEIGHING_ROLES and standing.status is StepStatus.NOT_YET


def _label(decision: Decision, standing: Standing) -> str:
    return label_of_step(decision.protocol.step(standing.step))


def _all_the_same(case: Case, decision: Decision, steps: Sequence[Standing]) -> list[OtherStep]:
    """Those of these steps that somebody may take although they are not offered yet."""
    return [
        OtherStep(_label(decision, step), href)
        for step in steps
        if (href := _override_href(case, decision, step))
    ]


def _override_href(case: Case, decision: Decision, standing: Standing) -> str:
    """Where a step that is not offered yet can be taken all the same; empty for what nobody may override, and
    while somebody's request for it waits for an answer."""
    step = decision.protocol.step(standing.step)
    barred = standing.status is not StepStatus.NOT_YET or standing.step in decision.facts.override_requested
    return (
        ""
        if barred or never_overridden(step, decision.facts.bits)
        else override_href(case, decision, step.name)
    )


def _path_step(decision: Decision, standing: Standing, at: datetime, shown: set[str]) -> PathStep:
    why = ""
    if standing.status is StepStatus.NOT_YET:
        why = str(still_needed(standing.missing, shown=shown))
    elif standing.status in (StepStatus.OPEN, StepStatus.WAITING):
        why = " ".join(sentences(standing.because, 2))
    due = due_chip(standing.due, at) if standing.status in OFFERED | {StepStatus.NOT_YET} else None
    return PathStep(
        label=_label(decision, standing),
        tone=_TONES[standing.status],
        chip=_CHIPS.get(standing.status, ""),
        status=status_text(standing.status),
        due=due.text if due else "",
        why=why,
    )
