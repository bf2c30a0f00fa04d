"""Which sections a protocol file has, which keys stand in each, and how many of what: read by the readers,
by their errors and by the reference."""

from __future__ import annotations

from collections.abc import Mapping

from ..vocabulary.atoms import ATOMS, MOST_ATOMS
from ..vocabulary.protocol import KEYS_RENAMED, Timers

__all__ = [
    "EVENT_KEYS", "EXCEPTION_KEYS", "FACT_KEYS", "FEES_KEYS", "GRANTING_KEYS", "HEAD_KEYS", "LONGEST_LABEL",
    "MAKEUP_KEYS", "MISSED_KEYS", "MOST_CHECKLIST_LINES", "MOST_EVENTS", "MOST_OWN_FACTS", "MOST_STEPS",
    "MOST_TASKS", "ORDER_KEYS", "REPORT_KEYS", "SECTIONS", "STEP_KEYS", "TASK_KEYS", "WITHIN_KEYS",
]  # fmt: skip

HEAD_KEYS = ("name", "version", "facts", "extends", "without")
ORDER_KEYS = ("mandated", "tells")
_MISSED = (
    "no_show", "late_minutes", "late_minutes_for", "least_minutes", "least_minutes_for", "canceled_within",
    "rescheduled_within", "lates_make", "lates_within",
)  # fmt: skip
MISSED_KEYS = (*_MISSED, *KEYS_RENAMED)
_GRANTING = ("by", "reasons", "documents", "notice", "afterwards")
GRANTING_KEYS: Mapping[str, tuple[str, ...]] = {
    "excuse": (*_GRANTING, "not_older"),
    "leave": (*_GRANTING, "longest"),
}
FEES_KEYS = ("on", "purpose", "cents")
MAKEUP_KEYS = ("within", "purpose", "place", "most")
TASK_KEYS = ("label", "acts", "tells")
EVENT_KEYS = ("label", "by", "clerk", "acts", "tells")
"""What stands beside the name of a task, or of an event, of a program's own."""
REPORT_KEYS = ("within", "status_every", "status_within", "status_before")
STEP_KEYS = (
    "name", "role", "label", "with_name", "wanted", "needs", "done", "within", "takes", "waits", "moves",
    "brings", "writes", "cites", "by", "after",
)  # fmt: skip
WITHIN_KEYS = ("of", "known", "again", "period", "before")
"""What stands beside the one unit of time of a step's ``within``."""
EXCEPTION_KEYS = (
    "promise", "step", "because", "cites", "jurisdiction", "citation", "confirmed", "confirmed_by",
)  # fmt: skip

SECTIONS: Mapping[str, tuple[str, ...]] = {
    "protocol": HEAD_KEYS,
    "order": ORDER_KEYS,
    "missed": _MISSED,
    **GRANTING_KEYS,
    "fees": FEES_KEYS,
    "makeup": MAKEUP_KEYS,
    "tasks": TASK_KEYS,
    "events": EVENT_KEYS,
    "atoms": (),
    "timers": tuple(Timers.__dataclass_fields__),
    "report": REPORT_KEYS,
    "step": STEP_KEYS,
    "exception": EXCEPTION_KEYS,
}
"""Every section with its keys; those of ``tasks`` and ``events`` stand beside each name, and
those of ``atoms`` are the names of a protocol's own facts."""

_MISSES = (
    "missed", "allowed", "missed_by_months", "allowed_by_months",
    "within", "in_a_row", "per", "since", "since_restart", "of", "purpose",
)  # fmt: skip
_HAPPENED = ("event", "until", "times", "times_by_months", "within", "per", "since")
FACT_KEYS: Mapping[str, tuple[str, ...]] = {
    "attempts": ("attempts", "days", "channels", "times_of_day", "per", "by", "must"),
    **dict.fromkeys(_MISSES[:4], _MISSES),
    "responses": ("responses", "within"),
    "days_without_service": ("days_without_service", "exempt_last_months", "anew_after"),
    "not_seen_for": ("not_seen_for", "at_home"),
    "fee": ("fee",),
    "unpaid_for": ("unpaid_for",),
    "excuse_lacks": ("excuse_lacks",),
    "leave_lacks": ("leave_lacks",),
    "asked_by": ("asked_by",),
    "told": ("told", "since"),
    "release_for": ("release_for",),
    "done": ("done", "since"),
    **dict.fromkeys(("event", "times"), _HAPPENED),
    "agreed": ("agreed",),
    "phase": ("phase",),
    "capacity": ("capacity",),
    "term": ("term",),
    "not_made_up": ("not_made_up", "of", "after"),
    "asks_back": ("asks_back",),
}
"""What a fact of a protocol's own may be about, by the key that says so, with every key of its table."""

MOST_OWN_FACTS = MOST_ATOMS - len(ATOMS)
"""Beside the built-in ones, those of what it extends among them."""
MOST_STEPS = 60
MOST_TASKS = MOST_EVENTS = 20
"""Of a program's own, those of what it extends among them."""
LONGEST_LABEL = 80
"""In characters: the name that a program gives a task or an event of its own."""
MOST_CHECKLIST_LINES = 16
"""A checklist's open lines are kept as a mask of sixteen bits."""
