"""
The tokens of links that let somebody in once, shown when they are made and kept as their keyed digest alone;
and how long such a link works.

A second keyed digest binds the row of a link to whom it lets in, so that no row that somebody writes or
changes opens anything.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import timedelta

from heardfirst.vault import keyed_digest

__all__ = ["INVITATION_LASTS", "SIGN_IN_LINK_LASTS", "binding_of", "is_bound", "new_token", "token_digest"]

SIGN_IN_LINK_LASTS = timedelta(minutes=10)
"""In whole minutes, as mails and pages say it."""
INVITATION_LASTS = timedelta(days=7)
"""In whole days, as mails and pages say it."""
_TOKEN_BYTES = 32


def new_token() -> str:
    """A token that nobody can guess, as it stands in a link."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def token_digest(token: str) -> bytes:
    """What is kept of a token; of any text that somebody sent for one, too."""
    plain = hashlib.sha256(token.encode("utf-8", "replace")).digest()
    return keyed_digest("links", plain)


def binding_of(digest: bytes, *parts: object) -> bytes:
    """What ties a link, by the digest of its token, to what is said of it beside."""
    return keyed_digest("links/bound", digest, *(str(part).encode() for part in parts))


def is_bound(binding: bytes | memoryview | None, digest: bytes | memoryview, *parts: object) -> bool:
    """Whether a link's row is as it was when the link was made."""
    return binding is not None and hmac.compare_digest(bytes(binding), binding_of(bytes(digest), *parts))
