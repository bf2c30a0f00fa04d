"""
The installation's own keys, derived from one secret that lies neither in the database nor among the keys.
"""

from __future__ import annotations

import hmac
from functools import lru_cache
from pathlib import Path

from heardfirst import home


def derived_key(purpose: str) -> bytes:
    """32 bytes for one purpose (HMAC-SHA256 of its name): knowing one of them tells nothing of another."""
    return _derived(home.data_dir(), purpose)


@lru_cache(maxsize=1024)
def _derived(_place: Path, purpose: str) -> bytes:
    return hmac.digest(home.secret("vault"), b"heardfirst/" + purpose.encode(), "sha256")
