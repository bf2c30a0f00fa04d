"""
When a question comes back, by the FSRS scheduler (see docs/decisions/0025).

Its steps of minutes are left out: whoever has just read the reasons would be asked what stands on the page
before. So a question comes back the next day at the earliest, and within a year at the latest.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fsrs import Card, Rating, Scheduler, State

__all__ = ["reviewed"]

_LONGEST_DAYS = 365
_SCHEDULER = Scheduler(
    learning_steps=(), relearning_steps=(), maximum_interval=_LONGEST_DAYS, enable_fuzzing=False
)


def reviewed(
    state: Mapping[str, Any] | None, *, right: bool, right_before: bool, at: datetime
) -> tuple[dict[str, Any], datetime]:
    """
    The card after an answer, and when the question comes back. ``state`` is the card before, None for a new
    one; ``right_before`` is whether the last answer was right. Moments are aware and in UTC.

    What was not known, or said to be not sure, is forgotten (*again*); what is known is known (*good*), but
    what comes right for the first time after not having been known was *hard*.
    """
    card = _new(at) if state is None else Card.from_dict(dict(state))  # type: ignore[arg-type]
    first = state is None
    rating = Rating.Again if not right else Rating.Good if first or right_before else Rating.Hard
    card, _log = _SCHEDULER.review_card(card, rating, at)
    return dict(card.to_dict()), card.due


def _new(at: datetime) -> Card:
    # Its number is the scheduler's own and names nothing here; drawn from the clock, it would cost a wait.
    return Card(card_id=0, state=State.Learning, due=at)
