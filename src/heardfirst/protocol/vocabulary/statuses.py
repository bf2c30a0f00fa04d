"""Where a step stands in a decision."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["OFFERED", "SHUT", "STILL_OPEN", "Status"]


class Status(StrEnum):
    """One word for each way a step can stand, from what is over to what is next."""

    NOT_NEEDED = "not needed"
    DONE = "done"
    NOT_YET = "not yet"
    WAITING = "waiting"
    OPEN = "open"
    NOW = "now"


OFFERED = frozenset({Status.NOW, Status.OPEN})
"""What may be taken now."""
SHUT = frozenset({Status.NOT_YET, Status.WAITING})
"""What is called for, and something keeps it from being taken."""
STILL_OPEN = OFFERED | SHUT
"""What is called for and not done."""
