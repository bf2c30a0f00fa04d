"""Who may see what: every read of a case starts here, so that nobody meets a case that is not theirs."""

from .finding import Found, find_clients
from .policies import Visitor, case_or_none, cases_for, may_open, may_set_rules, may_write
from .today import Count, Line, Today, today_for

__all__ = [
    "Count",
    "Found",
    "Line",
    "Today",
    "Visitor",
    "case_or_none",
    "cases_for",
    "find_clients",
    "may_open",
    "may_set_rules",
    "may_write",
    "today_for",
]
