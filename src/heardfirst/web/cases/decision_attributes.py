"""
What was decided, beside the words it is shown in: which step, by when, why, or until when one waits.

It stands in the page as `data-` attributes, codes and times without anybody's words. Support reads there what
a worker sees, and the tests hold each screen to what `heardfirst decide` says of the same chronology.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from heardfirst.protocol import Decision, Reason
from heardfirst.record.models import Standing


@dataclass(frozen=True, slots=True)
class DecisionAttributes:
    """The next step of one response, or its wait. Times are aware; ``because`` are codes between commas."""

    step: str = ""
    due: datetime | None = None
    because: str = ""
    wait_until: datetime | None = None


def decision_attributes(decision: Decision) -> DecisionAttributes:
    """What a decision says is next."""
    following = decision.next
    if following.step is None:
        return DecisionAttributes(wait_until=following.wait_until)
    because = decision.standing(following.step).because
    return DecisionAttributes(following.step, following.due, _codes(because))


def decided_in(standing: Standing) -> DecisionAttributes:
    """The same of the row that is kept of a decision."""
    if not standing.next_step:
        return DecisionAttributes(wait_until=standing.wait_until)
    return DecisionAttributes(standing.next_step, standing.due_at, _codes(standing.because))


def _codes(reasons: Iterable[Reason]) -> str:
    return ", ".join(str(reason) for reason in reasons)
