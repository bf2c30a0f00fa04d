"""What somebody may record in a case now, asked by the screens and the commands alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy

from heardfirst.protocol import KINDS, Decision, Protocol, words_known
from heardfirst.protocol.facts.response import LAWFUL_ENDS
from heardfirst.protocol.vocabulary.closed_lists import ENDINGS
from heardfirst.protocol.vocabulary.fields import Field, FieldQuestion

__all__ = [
    "DOERS", "MOVED_BACK", "PLAN_NEEDS_ACTIONS", "bears_on_these_rules", "choices_of_field",
    "endings_offered", "is_moved_back",
    "lacks_actions", "occurred_at", "questions_of", "with_notice", "words_for_booking", "words_of_case",
]  # fmt: skip


# What ends a service lawfully, whoever missed what. A death has a way of its own.
_LAWFUL = LAWFUL_ENDS - {"died"}
_FOR_ABSENCE = ("discharged", "not_engaged")
PLAN_NEEDS_ACTIONS = gettext_lazy("A plan needs at least one thing that someone will do.")

MOVED_BACK = gettext_lazy("This time has passed. Enter the new time, and check the year.")


def questions_of(kind: str) -> list[tuple[Field, FieldQuestion]]:
    """What is asked about an entry of this kind, in order."""
    return [(field, field.question) for field in KINDS[kind].fields.values() if field.question is not None]


def choices_of_field(kind: str, name: str, words: Mapping[str, tuple[str, ...]]) -> tuple[str, ...] | None:
    """
    From which values a field of a kind is chosen where the rules know the ``words`` (`words_known`, by field
    or by kind and field); None where the rules know nothing that it could bear on, and it is not asked.
    """
    only = words.get(f"{kind}.{name}", words.get(name))
    if only == ():
        return None
    field = KINDS[kind].fields[name]
    return tuple(only or (field.question.only if field.question else ()) or field.choices)


def bears_on_these_rules(kind: str, words: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether an entry of the kind can be recorded where the rules know these words: not where it has to name
    what they name themselves, and they name nothing."""
    return all(
        choices_of_field(kind, field.name, words) is not None
        for field, question in questions_of(kind)
        if field.own and question.required
    )


DOERS = choices_of_field("action.done", "by", {}) or ()
"""Who may be the one to do what a plan promises, in the order in which forms ask."""


def occurred_at(kind: str, starts: datetime | None, stated: datetime | None, now: datetime) -> datetime:
    """
    When an entry of this kind occurred: as ``stated``; else, where it tells what became of a session,
    when that ``starts``; else ``now``, as for what may be told of a session still to come. All are aware.
    """
    known = KINDS[kind]
    if stated is not None:
        return stated
    if starts is None or not known.outcome or known.beforehand:
        return now
    return min(starts, now) if known.ahead else starts


def with_notice(
    kind: str, details: Mapping[str, Any], starts: datetime | None, stated: datetime | None
) -> dict[str, Any]:
    """
    The details with the notice that was given, in minutes from when it is ``stated`` to have occurred until
    the session ``starts`` (both aware), for a kind that tells of notice. Where nobody said when, the details
    have none: a guess of "none" would make a miss of it.
    """
    if "notice" not in KINDS[kind].fields or "notice" in details or starts is None or stated is None:
        return dict(details)
    return {**details, "notice": max(0, int((starts - stated) / timedelta(minutes=1)))}


def lacks_actions(kind: str, details: Mapping[str, Any]) -> bool:
    """Whether it is a plan in which nobody does anything, which `PLAN_NEEDS_ACTIONS` says."""
    return KINDS[kind].is_plan and not details.get("actions")


def is_moved_back(kind: str, details: Mapping[str, Any], starts: datetime | None, at: datetime) -> bool:
    """
    Whether a session that ``starts`` then is moved to an earlier time that had passed ``at`` the moment it
    was moved (all aware), which `MOVED_BACK` says. One that is brought forward to a time still ahead is not.
    """
    if kind != "session.moved" or "to" not in details:
        return False
    new = datetime.fromisoformat(str(details["to"]))
    return new < at and (starts is None or new < starts)


def words_for_booking(rules: Protocol) -> dict[str, tuple[str, ...]]:
    """What whoever only books may say under these rules: of the events that they name, those marked so."""
    events = tuple(name for name, event in rules.events.items() if event.clerk)
    return {**words_known(rules), "event": events}


def words_of_case(
    kind: str, rules: Protocol, decisions: Iterable[Decision], *, booking: bool = False
) -> dict[str, tuple[str, ...]]:
    """What an entry of this kind may say under these rules, and as its requirements are decided now; with
    ``booking`` by somebody who only books."""
    words = words_for_booking(rules) if booking else words_known(rules)
    if KINDS[kind].ends:
        words[f"{kind}.reason"] = endings_offered(kind, decisions)
    return words


def endings_offered(kind: str, decisions: Iterable[Decision]) -> tuple[str, ...]:
    """The reasons for an end that the rules leave open now, in the order of the closed list."""
    several = list(decisions)
    offered = set(_LAWFUL)
    if any(decision.holds("informed_choice") for decision in several):
        offered.add("informed_choice")
    if any(_ends(decision, kind) for decision in several):
        offered.update(_FOR_ABSENCE)
    return tuple(ending for ending in ENDINGS if ending in offered)


def _ends(decision: Decision, kind: str) -> bool:
    """Whether the rules offer a step that ends it for want of the client, or somebody overrode one."""
    for name in decision.offered:
        step = decision.protocol.step(name)
        forced = name in decision.facts.overridden
        if kind in step.writes and "ends" in step.acts and (forced or not decision.holds("lawful_end")):
            return True
    return False
