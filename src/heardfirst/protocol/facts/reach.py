"""Which ways of reaching the client are safe, by the rules set for the case."""

from __future__ import annotations

from .chronology import Fold

__all__ = ["contact_rules", "letter_allowed", "limits_of"]

_NO_LIMIT = frozenset({"interpreter", "safe_hours", "safe_number", "letter_ok"})
"""Rules that say how to reach the client well, and forbid nothing."""


def contact_rules(folded: Fold) -> frozenset[str]:
    """The rules in force; one that names none is read as leaving no message, and ``lifted`` ends them all."""
    rules: frozenset[str] = frozenset()
    for each in folded.of("contact_rule.set"):
        named = [*each.details.get("rules", [])]
        named += [each.details["rule"]] if "rule" in each.details else []
        rules = frozenset() if "lifted" in named else rules | frozenset(named or ["no_message"])
    return rules


def limits_of(rules: frozenset[str]) -> frozenset[str]:
    """Those of the rules that limit how the client may be reached."""
    return rules - _NO_LIMIT


def letter_allowed(rules: frozenset[str]) -> bool:
    """Whether a letter may go home: nothing limits contact, or a letter was said to be all right."""
    return "no_letter" not in rules and (not limits_of(rules) or "letter_ok" in rules)
