"""Atoms: the yes/no facts that rules are written in, and the bit each has.

A fact about a response is one integer. Built-in atoms have the low bits in the order below; a protocol's own
named thresholds follow. Packed facts are worked out where they are needed and never stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

ATOMS: tuple[str, ...] = (
    # safety, of the case
    "risk_open", "risk_look_due", "risk_acted",
    # the response itself
    "missed", "declared_stop", "lost", "in_touch", "stop_asked", "tried", "quiet",
    # understanding and help, since the latest miss; what was explained, since the response began
    "heard", "understood", "explained", "explained_twice",
    "planned", "planned_before", "adjusted", "ours_done", "repeated",
    "booked", "outcome_unknown", "counsel_offered", "second_talk_due", "informed_choice",
    # the record
    "documented", "consulted", "review_due",
    # telling the court
    "notice_owed", "report_due", "lawful_basis", "basis_due", "basis_sought", "basis_lost",
    "forewarned", "forewarning_unsafe", "safe_to_reach", "whereabouts_unsure",
    "told_unheard", "told_wrong", "status_owed", "status_due", "action_agreed", "action_recommended",
    # writing, charging, ending
    "letter_sent", "letter_safe", "charges", "hardship_considered", "billed",
    "lawful_end", "closed",
    # a program that must dismiss
    "dismissed", "dismissal_told",
    # a stay in jail, hospital or detox
    "stay_contact_due",
    # a report of abuse or neglect that the law may demand
    "abuse_report_owed",
)  # fmt: skip

OPPOSITES = {"order_lives": "lawful_end"}
"""Words of a checklist for what holds exactly while a fact does not."""

THRESHOLDS_BUILT_IN = ("tried", "repeated")
"""Atoms whose threshold a protocol must name in its ``[atoms]``."""

CLOCKS_OF_FACTS: tuple[str, ...] = (
    "missed", "learned", "declared", "second_talk", "in_touch", "last_try", "heard", "planned", "spoken",
    "documented", "consulted", "risk", "session", "outcome", "quiet", "review", "notice", "status", "basis",
    "told_wrong", "ended", "gap", "dismissed", "receipt", "hearing", "stay", "whereabouts", "abuse_report",
)  # fmt: skip
"""Moments a step's ``within`` may start from. The name of a protocol's own fact is one too: when it came to
hold."""

MOST_ATOMS = 63


def bits_of(names: Iterable[str]) -> Mapping[str, int]:
    """The bit of each atom: the built-in ones, then a protocol's own thresholds in their order."""
    own = [name for name in names if name not in ATOMS]
    return MappingProxyType({name: 1 << place for place, name in enumerate((*ATOMS, *own))})
