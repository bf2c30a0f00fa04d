"""Tasks and events of a program's own: what its staff do, and what happens, that has no kind of entry.

A protocol declares them in ``[tasks]`` and ``[events]``; `docs/decisions` 0034 says how. What one does to the
client is what its table says of it, never its name. An entry holds the name alone (``step.done`` a task,
``program.event`` an event), so that a record can be read by whoever has never seen the protocol.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .texts import Text

__all__ = ["ACTS_OF_ONES_OWN", "NAME", "SIDES", "OwnEvent", "OwnTask", "label_of_own"]

NAME = re.compile(r"[a-z]{1,20}(_[a-z]{1,20}){0,4}")
"""How a task, an event or a step of a program may be named: it leaves no room for a person's words."""
ACTS_OF_ONES_OWN = ("charges", "ends", "writes")
"""What a task or an event of a program's own may do to the client beside telling somebody (`kinds.ACTS`)."""
SIDES = ("client", "staff", "provider", "court", "outside")
"""Whose doing an event is."""


@dataclass(frozen=True, slots=True)
class OwnTask:
    """Something that staff do. ``acts`` are of `ACTS_OF_ONES_OWN`; ``tells`` is a recipient, empty where it
    tells nobody."""

    name: str
    label: Text
    acts: tuple[str, ...] = ()
    tells: str = ""


@dataclass(frozen=True, slots=True)
class OwnEvent:
    """Something that happens, ``by`` one of `SIDES`. ``acts`` and ``tells`` are as a task's, for what staff
    do. ``clerk``: whoever only books may record it."""

    name: str
    label: Text
    by: str
    acts: tuple[str, ...] = ()
    tells: str = ""
    clerk: bool = False


def label_of_own(name: str, declared: Iterable[OwnTask | OwnEvent]) -> Text | None:
    """What the first of these tasks or events of this name is called; None when there is none."""
    return next((own.label for own in declared if own.name == name), None)
