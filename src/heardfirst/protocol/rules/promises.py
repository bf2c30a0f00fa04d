"""The promises every protocol must keep, in the order in which they are told."""

from __future__ import annotations

PROMISES: tuple[str, ...] = (
    "contact-first",
    "heard-before-court",
    "no-disclosure-without-basis",
    "plan-before-rebooking",
    "never-ended-for-absence",
    "never-a-dead-end",
    "duty-kept",
    "safety-first",
    "one-next-step",
)
