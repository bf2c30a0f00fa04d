"""The roles of a step, and the sets of them that are asked about in more than one place."""

from __future__ import annotations

__all__ = ["HARSH_ROLES", "HELPING_ROLES", "ROLES", "TALKING_ROLES", "WEIGHING_ROLES"]

ROLES = (
    "protect", "reach", "understand", "support", "record", "write", "charge", "report", "escalate", "end",
)  # fmt: skip
TALKING_ROLES = frozenset({"reach", "understand"})
"""Steps that need the client to answer."""
HELPING_ROLES = frozenset({"protect", "support"}) | TALKING_ROLES
"""Steps in which the client is spoken with or helped."""
HARSH_ROLES = frozenset({"write", "charge", "escalate", "end"})
"""Steps that go against the client, and so come after contact."""
WEIGHING_ROLES = HARSH_ROLES | {"report"}
"""The same, and telling the court, which an order may ask for whatever was done before."""
