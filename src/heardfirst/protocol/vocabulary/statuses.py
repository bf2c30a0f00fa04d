"""Where a step stands in a decision."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["OFFERED", "SHUT", "STILL_OPEN", "StepStatus"]


class StepStatus(StrEnum):
    """One word for each way a step can stand, from what is over to what is next."""

    NOT_NEEDED = "not needed"
    DONE = "done"
    NOT_YET = "not yet"
    WAITING = "waiting"
    OPEN = "open"
    NOW = "now"


OFFERED = frozenset({StepStatus.NOW, StepStatus.OPEN})
"""What may be taken now."""
SHUT = frozenset({StepStatus.NOT_YET, StepStatus.WAITING})
"""What is called for, and something keeps it from being taken."""
STILL_OPEN = OFFERED | SHUT
"""What is called for and not done."""
