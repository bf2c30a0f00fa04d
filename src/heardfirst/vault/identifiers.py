"""Public identifiers: random enough not to be guessed, ordered in time so that indexes stay compact."""

from __future__ import annotations

import secrets
from uuid import UUID

from heardfirst import clock

_RANDOM_BITS = 74


def new_id() -> UUID:
    """A UUID of version 7 (RFC 9562, section 5.7): 48 bits of Unix milliseconds, then 74 random bits."""
    moment = int(clock.seconds() * 1000) & ((1 << 48) - 1)
    drawn = secrets.randbits(_RANDOM_BITS)
    return UUID(int=moment << 80 | 0x7 << 76 | (drawn >> 62) << 64 | 0b10 << 62 | drawn & ((1 << 62) - 1))
