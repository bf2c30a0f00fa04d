"""The next step for a client as a line with a button: what, why, by when, and where it is taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from heardfirst.protocol import Reason, Step
from heardfirst.record.models import Case

from ..shared.due_chips import Chip, due_chip
from ..wording.reasons import label_of_step, sentences
from ..wording.steps_with_names import step_with_name

WHY_SHOWN = 3
_ATTEMPT = "contact.tried"


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one step that is next for a client, as a line with a button: on Today and on the case."""

    key: str
    title: str
    button: str
    why: list[str]
    due: Chip | None
    do_href: str
    reaches: bool


def next_step(
    step: Step,
    *,
    case: Case,
    name: str,
    because: Sequence[Reason],
    due: datetime | None,
    at: datetime,
    key: str,
    most: int = WHY_SHOWN,
    back: str = "",
) -> NextStep:
    """
    The line of one step for the client called ``name``, seen ``at`` an aware moment: at ``most`` so many
    reasons; once it is taken one goes on to ``back``, by default the case.
    """
    return NextStep(
        key=key,
        title=step_with_name(step, name),
        button=label_of_step(step),
        why=[*sentences(because, most), *_whose_to_do(step)],
        due=due_chip(due, at),
        do_href=href_of_step(case, step, back),
        reaches=_reaches(step),
    )


def href_of_step(case: Case, step: Step, back: str = "") -> str:
    """
    Where a step is taken: the panel for reaching, or the form of the first entry it writes. Afterwards one
    goes on to ``back``, by default the case.
    """
    going_back = {"next": back} if back else {}
    if _reaches(step):
        return _with(reverse("try", args=[case.public_id]), going_back)
    if not step.writes:
        return reverse("happened", args=[case.public_id])
    return _with(
        reverse("happened-kind", args=[case.public_id, step.writes[0]]), {"step": step.name} | going_back
    )


def _reaches(step: Step) -> bool:
    """Whether a step is one of reaching the client, and so has the panel of ways."""
    return _ATTEMPT in step.writes


def _whose_to_do(step: Step) -> list[str]:
    """A sentence on who takes a step, where that is not the worker."""
    whose = {
        "supervisor": _("The supervisor does this step."),
        "director": _("The director does this step."),
        "clinician": _("The clinician does this step."),
        "treatment_team": _("The treatment team does this step."),
        "court": _("The court does this step."),
    }.get(step.by or "")
    return [whose] if whose else []


def _with(href: str, query: dict[str, str]) -> str:
    return f"{href}?{urlencode(query)}" if query else href
