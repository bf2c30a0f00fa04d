"""What a scenario expected and did not find, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from heardfirst.protocol import Decision
from heardfirst.protocol.files.expectations import Mismatch, mismatches
from heardfirst.protocol.vocabulary.statuses import StepStatus

from .output import say_moment
from .translation import gettext as _
from .translation import gettext_noop

__all__ = ["STATUSES", "differences", "say_mismatch"]

STATUSES = {
    StepStatus.NOW: gettext_noop("now"), StepStatus.OPEN: gettext_noop("open"),
    StepStatus.NOT_YET: gettext_noop("not yet"), StepStatus.WAITING: gettext_noop("waiting"),
    StepStatus.DONE: gettext_noop("done"), StepStatus.NOT_NEEDED: gettext_noop("not needed"),
}  # fmt: skip
"""What each standing of a step is called."""


def differences(decision: Decision, expected: Mapping[str, Any], language: str = "en") -> list[str]:
    """How a decision differs from what an [expect] table says of it."""
    return [say_mismatch(mismatch, decision, language) for mismatch in mismatches(decision, expected)]


def say_mismatch(mismatch: Mismatch, decision: Decision, language: str) -> str:
    """One difference as a sentence without its period."""
    key, step, found, expected = mismatch.key, mismatch.step, mismatch.found, mismatch.expected

    def moment(value: datetime | None) -> str:
        if value is None:
            return _("no time")
        return say_moment(value.astimezone(decision.facts.calendar.tz), language, decision.facts.at)

    if key == "next":
        return _("next is {step}, not {expected}").format(step=found or _("a wait"), expected=expected)
    if key == "wait_until":
        if step is not None:
            return _("next is {step}, not a wait until {expected}").format(
                step=step, expected=moment(expected)
            )
        return _("the wait is until {found}, not {expected}").format(
            found=moment(found), expected=moment(expected)
        )
    if key == "due":
        return _("{step} is due at {found}, not {expected}").format(
            step=step, found=moment(found), expected=moment(expected)
        )
    if key == "status":
        return _("{step} is “{found}”, not “{expected}”").format(
            step=step, found=_(STATUSES[found]), expected=_(STATUSES[StepStatus(expected)])
        )
    if key in ("because", "missing"):
        return _reasons_differ(mismatch)
    if key == "offered":
        return _("{step} is not offered").format(step=step)
    if key == "not_offered":
        return _("{step} is offered").format(step=step)
    return _("offered are {steps}, not {expected}").format(
        steps=", ".join(found) or _("no steps"), expected=", ".join(expected) or _("no steps")
    )


def _reasons_differ(mismatch: Mismatch) -> str:
    found = ", ".join(mismatch.found) or _("nothing")
    expected = ", ".join(mismatch.expected) or _("nothing")
    if mismatch.key == "because":
        return _("{step} has the reasons {found}, and {expected} is not among them").format(
            step=mismatch.step, found=found, expected=expected
        )
    return _("{step} still needs {found}, and {expected} is not among that").format(
        step=mismatch.step, found=found, expected=expected
    )
