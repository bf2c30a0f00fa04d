"""
What was promised a client on our side, the agency's or the provider's, and what of it was not kept.

A promise is an action of the plan in force that is not the client's own. It is kept by what is said to have
been done later; doing something that nobody named keeps all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from ..vocabulary.calendar import Calendar
from ..vocabulary.entries import Entry

__all__ = ["PromisedAction", "PromisedActions", "promised_actions_of"]


@dataclass(frozen=True, slots=True)
class PromisedAction:
    """
    One action of the ``plan`` in force. ``by`` is ``us`` or ``provider``; ``due`` is when its last day ends
    (aware), None while no day was named. ``done`` says whether it was done since.
    """

    plan: Entry
    what: str
    by: str
    due: datetime | None
    done: bool


@dataclass(frozen=True, slots=True)
class PromisedActions:
    """
    What the plan in force promises, and ``failed``: the entries that say that something did not happen which
    was not made good since, oldest first.
    """

    planned: Sequence[PromisedAction]
    failed: Sequence[Entry]

    def broken(self, at: datetime) -> bool:
        """Whether a promise is broken at ``at``: one failed, or its day is over and it was not kept."""
        return bool(self.failed) or any(
            action.due is not None and action.due <= at and not action.done for action in self.planned
        )


def promised_actions_of(plan: Entry | None, settled: Iterable[Entry], calendar: Calendar) -> PromisedActions:
    """The promises of a plan, and what became of them by ``action.done`` and ``action.failed``, in order."""
    on_our_side = [entry for entry in settled if entry.details.get("by") != "client"]
    done = [entry for entry in on_our_side if entry.kind == "action.done"]

    def done_after(earlier: Entry) -> list[Entry]:
        """In the order of the chronology: what was recorded for the same moment counts by its place in it."""
        return [entry for entry in done if (entry.at, entry.seq) > (earlier.at, earlier.seq)]

    def is_kept(what: object, since: Entry) -> bool:
        return any(entry.details.get("what") in (None, what) for entry in done_after(since))

    def made_good(failed: Entry) -> bool:
        what = failed.details.get("what")
        return is_kept(what, failed) or (what is None and bool(done_after(failed)))

    actions = () if plan is None else plan.details.get("actions", ())
    planned = [
        PromisedAction(
            plan,
            str(action["what"]),
            str(action.get("by", "us")),
            calendar.day_ends(action["until"]) if action.get("until") else None,
            is_kept(action["what"], plan),
        )
        for action in actions
        if plan is not None and action.get("by", "us") != "client"
    ]
    return PromisedActions(
        planned, [entry for entry in on_our_side if entry.kind == "action.failed" and not made_good(entry)]
    )
