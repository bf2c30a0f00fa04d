"""Which barriers a kind of help usually answers: where one begins, never what holds for a client."""

from __future__ import annotations

from collections.abc import Iterable

ANSWERS: dict[str, tuple[str, ...]] = {
    "ride": ("transport", "disability_access"),
    "pass": ("transport", "money"),
    "childcare": ("childcare",),
    "telehealth": ("transport", "childcare", "caregiving", "illness", "anxiety", "fear_of_arrest"),
    "evening_slot": ("work", "conflicting_duties"),
    "other_hours": ("work", "childcare", "caregiving", "conflicting_duties", "religion"),
    "interpreter": ("language",),
    "supporter": ("anxiety", "mistrust", "overwhelmed", "grief", "shame", "fear_of_arrest"),
    "reminder": ("overwhelmed", "mix_up", "forgot"),
    "provider_change": ("provider", "waitlist", "mistrust", "discrimination", "religion"),
    "intensity_change": ("overwhelmed", "illness", "withdrawal", "shame"),
    "employer_letter": ("work", "conflicting_duties"),
    "device": ("device",),
    "referral": (),
    "explain_again": ("mix_up", "language", "overwhelmed", "video_distrust"),
    "other": (),
}


def answered_by(kinds: Iterable[str]) -> list[str]:
    """The barriers that these kinds of help usually answer, each once, in the kinds' own order."""
    return list(dict.fromkeys(barrier for kind in kinds for barrier in ANSWERS.get(kind, ())))


STARTERS: tuple[tuple[str, ...], ...] = (
    ("ride",),
    ("childcare",),
    ("evening_slot",),
    ("telehealth",),
    ("interpreter",),
    ("pass",),
)
"""What most agencies can offer from the first day, each a blank entry to fill."""
