"""What this room refuses, in words for whoever wrote the item."""

from __future__ import annotations

from heardfirst.protocol import ScenarioError

__all__ = ["CallError", "ItemError"]


class ItemError(ScenarioError):
    """A practice item that cannot be asked: it is not whole, or has not exactly one right answer."""


class CallError(Exception):
    """Something that cannot be done in a practice call as it stands; nothing was changed."""
