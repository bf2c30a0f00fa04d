"""What a made-up question is about, by what its answer does."""

from __future__ import annotations

from heardfirst.protocol import Decision

from ..acts_outside_protocol import WAIT
from ..question_file import Option

__all__ = ["topic_of"]

_OF_STEP = {
    "contact": "first_response", "listen": "first_response", "keep_trying": "unreachable", "stakes": "stakes",
    "plan": "planning", "adjust": "repeated", "rebook": "planning", "offer_counsel": "wants_to_stop",
    "talk_again": "wants_to_stop", "letter": "letters_and_bills", "bill": "letters_and_bills",
    "hardship": "letters_and_bills", "confirm_session": "first_response",
}  # fmt: skip
_OF_ROLE = {
    "protect": "safety", "reach": "unreachable", "understand": "stakes", "support": "planning",
    "record": "supervision", "write": "letters_and_bills", "charge": "letters_and_bills",
    "report": "telling_the_court", "escalate": "telling_the_court", "end": "closing",
}  # fmt: skip


def topic_of(decision: Decision, right: Option) -> str:
    """The topic, one of ``question_file.TOPICS``."""
    on = decision.protocol.unpack(decision.facts.bits)
    step = right.acts[0]
    if step == WAIT:
        return "unreachable" if "tried" in on else "planning"
    if "declared_stop" in on and step in ("listen", "stakes", "plan"):
        return "wants_to_stop"
    if "lost" in on and "missed" not in on:
        return "provider_at_fault"
    if step in _OF_STEP:
        return _OF_STEP[step]
    return _OF_ROLE[decision.protocol.step(step).role]
