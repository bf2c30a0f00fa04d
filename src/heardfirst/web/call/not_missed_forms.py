"""What was no missed session after all: what the client says happened instead, about which sessions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from heardfirst.guide.barriers import groups, instead

from ..shared.fields import AnyOf, Choices, Form, OneOf, YesNo
from ..wording.choices import choices_of

ANY = "any"
"""Stands where a barrier's name does, for what was chosen without one."""
_WHO_EXCUSES = ("provider", "us", "supervisor", "court")
_WHY_TURNED_AWAY = ("late", "full", "payment", "paperwork", "condition", "other")


@dataclass(frozen=True, slots=True)
class NewCallEntry:
    """One entry of a conversation. ``at`` None means when they talked; ``requirement`` is a public id."""

    kind: str
    details: dict[str, Any] = field(default_factory=dict)
    at: datetime | None = None
    requirement: str | None = None
    words: str = field(default="", repr=False)


def ask_instead(form: Form, missed: Choices) -> None:
    """Add what a form asks about it, where there are missed sessions to speak of."""
    if not missed:
        return
    names = [
        (barrier.name, one) for group in groups() for barrier in group.barriers for one in barrier.instead
    ]
    names += [(ANY, one) for one in instead()]
    form.fields["instead"] = AnyOf([(f"{barrier}:{one}", one) for barrier, one in names], required=False)
    form.fields["instead"].label = _("What happened instead")
    form.fields["missed"] = AnyOf(
        missed, required=False, label=_("Which session is this about?"), initial=[missed[0][0]]
    )
    form.fields["verified"] = YesNo(
        label=_("We verified it"),
        help_text=_("Not just a matching name. Until it is verified, the session counts as missed."),
    )
    form.fields["still"] = YesNo(label=_("They are still there"))
    form.fields["excused_by"] = OneOf(
        choices_of("by", _WHO_EXCUSES, "session.excused"), required=False, label=_("Who told them?")
    )
    form.fields["turned_away_why"] = OneOf(
        choices_of("why", _WHY_TURNED_AWAY, "session.turned_away"),
        required=False,
        label=_("What were they told at the door?"),
    )


def chosen_instead(values: dict[str, Any]) -> list[str]:
    """What happened instead, each once, whatever barrier it was chosen at."""
    return list(dict.fromkeys(value.partition(":")[2] for value in values.get("instead", ())))


def check_instead(form: Form, values: dict[str, Any]) -> None:
    """What its fields must say together."""
    chosen = chosen_instead(values)
    if len(chosen) > 1:
        form.add_error("instead", _("Choose the closest one. Add details in their words."))
    elif chosen and not values.get("missed") and "missed" not in form.errors:
        form.add_error("missed", _("Choose at least one."))
    if chosen == ["excused"] and not values.get("excused_by") and "excused_by" not in form.errors:
        form.add_error("excused_by", _("Choose one."))


def chosen_sessions(values: dict[str, Any]) -> list[tuple[str, datetime]]:
    """The sessions it is about, as service and start, oldest first; none where nothing happened instead."""
    if not chosen_instead(values):
        return []
    pairs = [value.partition("|") for value in values.get("missed", ())]
    return sorted(
        ((service, datetime.fromisoformat(start)) for service, _bar, start in pairs), key=lambda pair: pair[1]
    )


def instead_entries(values: dict[str, Any], talked_at: datetime) -> Iterator[NewCallEntry]:
    """
    The entries that say so. The account of a session stands beside the one that called it missed, and the
    protocol takes the one more favorable to the client: nothing has to be withdrawn for it.
    """
    sessions = chosen_sessions(values)
    for name in chosen_instead(values):
        happened = instead()[name]
        if happened.kind == "client.whereabouts":
            yield NewCallEntry(happened.kind, {**happened.details, **_how_long(values, sessions, talked_at)})
            continue
        for service, start in sessions:
            details: dict[str, Any] = {**happened.details, "starts_at": start.isoformat()}
            if name == "excused":
                details["by"] = values["excused_by"]
            if name == "turned_away" and values.get("turned_away_why"):
                details["why"] = values["turned_away_why"]
            # A session that was called off is one as of when we hear of it, however late it was booked.
            yield NewCallEntry(
                happened.kind, details, None if name == "provider_cancelled" else start, service
            )


def _how_long(
    values: dict[str, Any], sessions: Sequence[tuple[str, datetime]], talked_at: datetime
) -> dict[str, Any]:
    """From the first session it kept them from, until they talked to us, unless they are there still."""
    away: dict[str, Any] = {
        "verified": bool(values.get("verified")),
        "since": (sessions[0][1] - timedelta(minutes=1)).isoformat(),
    }
    return away if values.get("still") else away | {"until": talked_at.isoformat()}
