"""The tokens of links that let somebody in once, shown when they are made and kept as their digest alone; and
how long such a link works."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

__all__ = ["INVITATION_LASTS", "SIGN_IN_LINK_LASTS", "new_token", "token_digest"]

SIGN_IN_LINK_LASTS = timedelta(minutes=15)
"""In whole minutes, as mails and pages say it."""
INVITATION_LASTS = timedelta(days=7)
"""In whole days, as mails and pages say it."""
_TOKEN_BYTES = 32


def new_token() -> str:
    """A token that nobody can guess, as it stands in a link."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def token_digest(token: str) -> bytes:
    """What is kept of a token; of any text that somebody sent for one, too."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
