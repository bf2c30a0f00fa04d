"""Correcting an entry: why it is wrong, and what is right instead."""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext_lazy as _

from heardfirst.guide.recording import DOERS
from heardfirst.protocol import KINDS, current
from heardfirst.record.models import Entry

from ..shared.entry_forms import EntryFormFacts
from ..shared.fields import LONGEST_REASON, Form, Words


class CorrectForm(Form):
    """The reason stays with both entries, for whoever reads them later."""

    reason = Words(
        required=True,
        max_length=LONGEST_REASON,
        label=_("Why is it wrong?"),
        help_text=_("A few words. Both entries and this reason stay in the record."),
    )


def what_instead(kind: str) -> tuple[str, ...]:
    """The kinds an entry may have been meant as."""
    known = KINDS[kind]
    if known.mistaken:
        return tuple(name for name, other in KINDS.items() if other.mistaken == known.mistaken)
    return (known.name,) if known.has_form else ()


def start_from(entry: Entry, instead: str, about: EntryFormFacts) -> dict[str, Any]:
    """What the form for the right entry begins with: what the wrong one said, as far as it still fits."""
    kind, details = current(entry.kind, json.loads(bytes(entry.details)))
    start = dict(details)
    if KINDS[kind].about_session:
        starts_at = details.get("starts_at") or entry.occurred_at.isoformat()
        wanted = [value for value, _label in about.sessions if value.endswith(f"|{starts_at}")]
        if wanted:
            start["session"] = wanted[0]
    if instead != kind:
        start.pop("by", None)
    for who in DOERS:
        start[f"actions_{who}"] = [
            action["what"] for action in details.get("actions", []) if action.get("by", "us") == who
        ]
    until = [action["until"] for action in details.get("actions", []) if action.get("until")]
    if until:
        start["actions_until"] = until[0][:10]
    return start
