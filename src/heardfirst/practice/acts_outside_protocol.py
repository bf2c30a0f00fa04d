"""What an option of a question does: steps of its protocol, and acts that no protocol offers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from heardfirst.protocol import Decision, Scenario, fold
from heardfirst.protocol.facts.sessions import sessions_of
from heardfirst.protocol.rules.reasons import Reason
from heardfirst.protocol.vocabulary.roles import TALKING_ROLES
from heardfirst.protocol.vocabulary.texts import read_texts

__all__ = [
    "CORRECT_ENTRY", "DISCLOSING", "FRAUD", "OUTSIDE", "REFUSE_FRAUD", "WAIT", "holds_wrong_absence",
    "sentence_of", "steps_of", "why_never",
]  # fmt: skip

WAIT, CORRECT_ENTRY, REFUSE_FRAUD = "wait", "correct_entry", "refuse_fraud"
ASSESS_RISK, INFORMED_CONSENT = "assess_risk", "informed_consent"
FRAUD = frozenset({"bill_falsely", "falsify_record"})
"""What deceives a payer, a court or whoever reads the record: never right, in no situation."""
DISCLOSING = frozenset(
    {"refuse_to_say", "neither_confirm_nor_deny", "assert_privilege", "say_least", "say_all", "seek_consent",
     "seek_counsel"}
)  # fmt: skip
"""What answers somebody who asks about a client; judged where a question says who asks and what they hold."""
OUTSIDE = (
    WAIT, "blame", "pressure", "tell_others", "refer_away", "promise_secrecy", "refuse_to_say",
    "neither_confirm_nor_deny", "assert_privilege", "say_least", "say_all", "seek_consent", "seek_counsel",
    ASSESS_RISK, INFORMED_CONSENT, CORRECT_ENTRY, REFUSE_FRAUD, "end_without_notice", *sorted(FRAUD),
)  # fmt: skip
"""
What no protocol offers, a closed list. Some have their place all the same: waiting while the decision says to
wait; asking about danger where a risk was raised; telling first what can be kept private before listening;
correcting an absence that the record holds and that is none; refusing what would deceive.
"""
_LISTENS = "client.heard"


def steps_of(acts: tuple[str, ...], decision: Decision) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """
    The acts with those of them as steps that are a part of one here, and which acts those were. To ask about
    danger is where care for safety begins, and part of any talk; what can be kept private is said before
    listening.
    """
    protocol, found, besides = decision.protocol, list(acts), []
    for act, place in ((ASSESS_RISK, _protecting(decision)), (INFORMED_CONSENT, _listening(decision))):
        if act not in found:
            continue
        talks = {
            step for step in found if step in protocol.places and protocol.step(step).role in TALKING_ROLES
        }
        if place:
            found[found.index(act)] = place
            besides.append(act)
        elif talks:
            found.remove(act)
            besides.append(act)
    return tuple(dict.fromkeys(found)), tuple(besides)


def holds_wrong_absence(scenario: Scenario) -> bool:
    """Whether the record holds a missed session that the rules do not count as one, not yet corrected."""
    folded = fold(scenario.entries, at=scenario.now, known_at=scenario.known_at)
    requirements = (scenario.requirement,) if scenario.requirement else scenario.requirements()
    return any(
        not session.counted and any(entry.kind == "session.missed" for entry in session.accounts)
        for requirement in requirements
        for session in sessions_of(folded, requirement, scenario.protocol, scenario.calendar)
    )


def _protecting(decision: Decision) -> str:
    """The step by which somebody in danger is helped, where that is what is next."""
    step = decision.next.step
    return step if step is not None and decision.protocol.step(step).role == "protect" else ""


def _listening(decision: Decision) -> str:
    """The step in which the client is heard, where it may be taken now."""
    return next((step for step in decision.offered if _LISTENS in decision.protocol.step(step).writes), "")


def why_never(act: str, language: str = "en") -> str:
    """Why an act of ``OUTSIDE`` is no answer, in ``en`` or ``es``. Raises KeyError on any other act."""
    return str(_table("acts.toml")[act][language])


def sentence_of(reason: Reason, language: str = "en") -> str:
    """The sentence of one of this room's own reasons, in ``en`` or ``es``; KeyError on any other."""
    if reason.code in OUTSIDE:
        return why_never(reason.code, language)
    filled = {name: value[language] for name, value in reason.args.items()}
    return str(_table("sentences.toml")[reason.code][language]).format_map(filled)


@cache
def _table(name: str) -> Mapping[str, Any]:
    return read_texts(__package__, name)
