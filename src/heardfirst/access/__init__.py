"""
Who may see what, and who saw what: every read of a case starts here, so that nobody meets a case that is not
theirs.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .client_search import FoundClient, find_clients
    from .emergency import emergency_of, may_review_emergencies, may_take_emergency_access, still_to_look_at
    from .policies import (
        Sight,
        Visitor,
        case_or_none,
        cases_for,
        cases_listed_for,
        covers_for,
        listed_case_or_none,
        looked_after_by,
        looks_after,
        may_agree_override,
        may_arrange_cover,
        may_assign,
        may_be_away,
        may_book,
        may_book_which,
        may_carry,
        may_import,
        may_import_for,
        may_keep_directory,
        may_list,
        may_open,
        may_open_which,
        may_override,
        may_practice,
        may_read_log,
        may_run_agency,
        may_set_rules,
        may_transfer,
        may_use_directory,
        may_write,
        own_work,
        sight_of,
    )
    from .today import Count, Today, TodayLine, today_for
    from .training import may_train, teams_trained_by, trained_by, trains

__all__ = [
    "Count",
    "FoundClient",
    "Sight",
    "Today",
    "TodayLine",
    "Visitor",
    "case_or_none",
    "cases_for",
    "cases_listed_for",
    "covers_for",
    "emergency_of",
    "find_clients",
    "listed_case_or_none",
    "looked_after_by",
    "looks_after",
    "may_agree_override",
    "may_arrange_cover",
    "may_assign",
    "may_be_away",
    "may_book",
    "may_book_which",
    "may_carry",
    "may_import",
    "may_import_for",
    "may_keep_directory",
    "may_list",
    "may_open",
    "may_open_which",
    "may_override",
    "may_practice",
    "may_read_log",
    "may_review_emergencies",
    "may_run_agency",
    "may_set_rules",
    "may_take_emergency_access",
    "may_train",
    "may_transfer",
    "may_use_directory",
    "may_write",
    "own_work",
    "sight_of",
    "still_to_look_at",
    "teams_trained_by",
    "today_for",
    "trained_by",
    "trains",
]

_PARTS = ("policies", "client_search", "today", "emergency", "training")

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        # Found when first asked for: Django imports this room for its models before any model may be used.
        if name in __all__:
            for part in _PARTS:
                there = import_module(f"{__name__}.{part}")
                if hasattr(there, name):
                    return getattr(there, name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
