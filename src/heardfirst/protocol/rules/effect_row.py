"""One row of the table of what can happen (see effects.py)."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["EffectRow"]


class EffectRow(NamedTuple):
    """One thing that can happen: what it is called, who chooses it, when it can be, what it changes, and
    whether a client who cooperates would choose it."""

    label: str
    by: str
    when: str
    then: str
    good: bool = True
