"""
The installation's own keys, derived from one secret that lies neither in the database nor among the keys.
"""

from __future__ import annotations

import hmac
import os
from functools import lru_cache

from heardfirst import home


def derived_key(purpose: str) -> bytes:
    """32 bytes for one purpose (HMAC-SHA256 of its name): knowing one of them tells nothing of another."""
    # Asked for with every entry: the place as it was named tells as much as the place itself, and costs
    # nothing.
    return _derived(os.environ.get("HEARDFIRST_DATA", ""), purpose)


@lru_cache(maxsize=1024)
def _derived(_place: str, purpose: str) -> bytes:
    return hmac.digest(home.secret("vault"), b"heardfirst/" + purpose.encode(), "sha256")
