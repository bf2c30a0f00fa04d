"""Two small protocols that several rooms put in force: one that keeps its promises, and one that does not."""

from __future__ import annotations

# Ordered by no court and without the steps towards one, so that its proof takes a second or two.
SMALL = """
[protocol]
name = "Small"
version = "{version}"
extends = "court-mandated-treatment"
without = [
    "letter", "hardship", "bill", "adjust", "recommend_action", "notify_court", "seek_basis", "forewarn",
    "supplement", "correct_court", "report_status", "document", "consult",
]
[order]
mandated = false
"""
BILL_FIRST = """
[protocol]
name = "Bill first"
version = "1"
[atoms]
tried = { attempts = 1 }
repeated = { missed = 3 }
[[step]]
name = "bill"
role = "charge"
label = "Bill"
wanted = ["missed", "not billed"]
writes = ["bill.sent"]
"""


def small(version: str = "1") -> bytes:
    """The one that keeps them, as some version of it."""
    return SMALL.format(version=version).encode()
