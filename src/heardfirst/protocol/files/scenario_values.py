"""What the author of a scenario may write, in the form that the record stores.

A record holds closed lists only, because every other string is somebody's words. A scenario is written by
hand to ask one question, so own words for a barrier, a help, a risk or a language read as ``other``, and who
did or told something may stand beside any entry.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..vocabulary.entries import KINDS, normalized
from ..vocabulary.errors import ProtocolRoomError

__all__ = ["as_recorded"]

_OWN_WORDS = {
    "client.heard": ("barriers",),
    "barrier.eased": ("barrier",),
    "plan.agreed": ("actions",),
    "plan.adjusted": ("actions",),
    "action.done": ("what",),
    "action.failed": ("what",),
    "risk.raised": ("risk",),
    "contact.made": ("language",),
}
"""Fields in which own words read as ``other``."""
_OPTIONAL = ("evidence", "plan", "limits_explained", "verified", "interpreter")
_OUTSIDES = ("import", "imported", "calendar", "provider")


def as_recorded(kind: str, written: Mapping[str, Any]) -> dict[str, Any]:
    """The details of a hand-written entry as the record would hold them.

    ``by`` and ``source`` say who recorded an entry and from where; kinds that have no such field of their own
    leave them out, but a booking from an imported calendar stays the outside's. Raises EntryError.
    """
    fields = KINDS[kind].fields
    details = dict(written)
    if kind == "client.whereabouts" and "place" in details:
        details.setdefault("where", details.pop("place"))
    source = str(details.pop("source", "")).lower()
    if kind == "session.booked" and source in _OUTSIDES and not {"by", "plan"} & set(details):
        details["by"] = "provider"
    if "by" not in fields:
        details.pop("by", None)
    for name in _OPTIONAL:
        if name in fields and isinstance(details.get(name), str):
            details[name] = details[name].strip().lower() not in ("", "no", "none", "false")
    for name in _OWN_WORDS.get(kind, ()):
        if name in details:
            details[name] = _known_or_other(kind, name, details[name])
    return normalized(kind, details)


def _known_or_other(kind: str, name: str, value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_known_or_other(kind, name, part) for part in value]
    if not isinstance(value, str):
        return value
    try:
        normalized(kind, {name: value})
    except ProtocolRoomError:
        return "other"
    return value
