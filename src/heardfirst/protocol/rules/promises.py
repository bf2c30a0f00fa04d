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
    "never-out-of-sight",
    "safe-contact",
    "safety-first",
    "one-next-step",
)
EDITION = "4"
"""Which edition of the promises it is that is proved: another whenever one of them asks for more, so that
what was proved of an earlier one is not taken for a proof of this."""
