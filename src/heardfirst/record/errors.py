"""What the record refuses, in words fit to show. No message repeats a name or anything that was typed."""

from __future__ import annotations


class RecordError(Exception):
    """Something that cannot be recorded as asked; the message says why and what to do."""


class AlreadyCorrectedError(RecordError):
    """Somebody corrected this entry before."""


class WordsUnreadableError(RecordError):
    """The client's key was destroyed, so what was sealed under it cannot be read."""
