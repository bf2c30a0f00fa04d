"""
What to answer whoever asks about a client: an employer, a lawyer with a subpoena, a court with its order.

Decided by what they hold. Without the client's written consent or a court's order under the right section,
nobody learns even that somebody is a client here (42 CFR 2.13(c)); a lawyer's subpoena alone is neither
(42 CFR 2.61), and the privilege is claimed until the client consents or a court has decided (NASW 1.07(j)).
With a basis, the least that the purpose needs is disclosed (NASW 1.07(c)).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from heardfirst.protocol import Decision, Reason
from heardfirst.protocol.vocabulary.roles import HARSH_ROLES

from .acts_outside_protocol import OUTSIDE
from .question_file import Item, Option

__all__ = ["Weighed", "weighed"]

# What answers rightly, the best first, by what they hold who ask.
_RIGHT = {
    "nothing": ("neither_confirm_nor_deny", "seek_consent"),
    "subpoena": ("assert_privilege", "seek_consent", "seek_counsel", "neither_confirm_nor_deny"),
    "consent": ("say_least",),
    "court_order": ("say_least", "seek_counsel"),
}
# What speaks against the other answers, without a basis and with one; the rest is as wrong here as anywhere.
_AGAINST = {
    False: {
        "refuse_to_say": "refusal_confirms",
        "say_least": "no_basis_to_say",
        "say_all": "no_basis_to_say",
        "wait": "request_ignored",
        "assert_privilege": "nothing_to_claim",
        "seek_counsel": "nothing_to_claim",
    },
    True: {
        "refuse_to_say": "basis_is_there",
        "neither_confirm_nor_deny": "basis_is_there",
        "assert_privilege": "basis_is_there",
        "seek_consent": "basis_is_there",
        "seek_counsel": "basis_is_there",
        "wait": "request_ignored",
    },
}
_OWN = "practice"
_RIGHTLY, _ASIDE, _NEVER = 0, 1, 3


class Weighed(NamedTuple):
    """How an option answers the request: the smaller its rank the better; what speaks for and against it."""

    label: str
    rank: tuple[int, ...]
    first: str = ""
    because: tuple[Reason, ...] = ()
    against: tuple[Reason, ...] = ()


def weighed(item: Item, decision: Decision) -> Iterator[Weighed]:
    """Each option, by the law on what may be disclosed to whom asks."""
    for option in item.options:
        yield _weighed(option, item.request["holds"], decision)


def _weighed(option: Option, holds: str, decision: Decision) -> Weighed:
    right = _RIGHT[holds]
    wrong = [act for act in option.acts if act in OUTSIDE and act not in right]
    harsh = [
        act for act in option.acts if act not in OUTSIDE and decision.protocol.step(act).role in HARSH_ROLES
    ]
    if wrong or harsh:
        reasons = tuple(Reason(_AGAINST[_has_basis(holds)].get(act, act), {}, _OWN) for act in wrong)
        return Weighed(option.label, (_NEVER,), against=reasons or (Reason("harsh_when_asked", {}, _OWN),))
    places = [right.index(act) for act in option.acts if act in right]
    if not places:
        return Weighed(option.label, (_ASIDE,), against=(Reason("not_an_answer", {}, _OWN),))
    rank = (_RIGHTLY, min(places), -len(places))
    return Weighed(option.label, rank, option.acts[0], (Reason(f"asked_with_{holds}", {}, _OWN),))


def _has_basis(holds: str) -> bool:
    return holds in ("consent", "court_order")
