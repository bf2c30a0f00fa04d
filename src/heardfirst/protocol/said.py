"""What a protocol lets an entry say: the words of its own facts, for the forms that record it."""

from __future__ import annotations

from .protocol import Protocol
from .thresholds import Agreed, Done, FeeOwed, Told

__all__ = ["start_of", "words_known"]


def start_of(protocol: Protocol, step: str) -> dict[str, str]:
    """The details that an entry written through this step most likely has: those that tick it. Empty when the
    protocol has no such step."""
    if step not in protocol.places:
        return {}
    start = {"step": step}
    for atom in protocol.step(step).ticks:
        threshold = protocol.thresholds.get(atom)
        if isinstance(threshold, Done):
            start["step"] = threshold.task
        elif isinstance(threshold, Told):
            start["to"] = threshold.to
        elif isinstance(threshold, Agreed):
            start["agreed"] = threshold.on
    return start


def words_known(protocol: Protocol) -> dict[str, tuple[str, ...]]:
    """For a field whose words depend on the protocol, those that this one knows: what may be agreed on with
    the supervisor, and which tasks have no kind of entry of their own."""
    thresholds = protocol.thresholds.values()
    tasks = ["seek_basis", "hardship", *(each.task for each in thresholds if isinstance(each, Done))]
    if any(isinstance(each, FeeOwed) for each in thresholds):
        tasks.append("fee_waived")
    agreed = ["recommend_action"] if "recommend_action" in protocol.places else []
    agreed += [each.on for each in thresholds if isinstance(each, Agreed)]
    return {"step": tuple(dict.fromkeys(tasks)), "agreed": tuple(agreed)}
