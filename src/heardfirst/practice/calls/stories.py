"""The stories of practice calls: who is called, what was ordered, what happened, what is in the way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from heardfirst.protocol.vocabulary.texts import read_texts

__all__ = ["HELPED_BY", "STORIES", "CallStory", "stories"]

HELPED_BY: Mapping[str, str] = {
    "transport": "ride", "childcare": "childcare", "caregiving": "telehealth", "work": "evening_slot",
    "money": "pass", "family_violence": "supporter", "anxiety": "telehealth", "depression": "reminder",
    "illness": "telehealth", "grief": "supporter", "overwhelmed": "reminder", "mistrust": "supporter",
    "conflicting_duties": "other_hours", "language": "interpreter", "device": "device", "mix_up": "reminder",
    "shame": "supporter", "forgot": "reminder", "fear_of_arrest": "telehealth",
}  # fmt: skip
"""What gets in the way of a simulated client, and what would help with it."""


@dataclass(frozen=True, slots=True)
class CallStory:
    """
    One story. ``label`` and ``about`` are by language; ``missed_days_ago`` are working days before it begins;
    ``may_add`` are barriers of which some clients have one or two more. ``hour`` is when its sessions are.
    """

    key: str
    name: str
    pronoun: str
    language: str
    service: str
    terms: Mapping[str, Any]
    label: Mapping[str, str]
    about: Mapping[str, str]
    barriers: tuple[str, ...]
    may_add: tuple[str, ...] = ()
    missed_days_ago: tuple[int, ...] = (1,)
    weeks_attended: int = 5
    hour: int = 16
    stops: bool = False
    unsafe: bool = False
    rules: tuple[str, ...] = field(default=())


@cache
def stories() -> Mapping[str, CallStory]:
    """Every story by its key, in the order in which they are offered."""
    tables = read_texts(__package__, "stories.toml")
    return {
        key: CallStory(key=key, **{name: _fixed(key) for name, key in table.items()})
        for key, table in tables.items()
    }


STORIES = (
    "reunification", "drug_court", "parenting", "wants_to_stop", "partner_at_home", "in_spanish",
    "again_and_again", "work_shifts",
)  # fmt: skip
"""The keys of all stories, a closed list."""


def _fixed(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
