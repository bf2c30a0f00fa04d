"""What the directory refuses, in words fit to show."""

from __future__ import annotations


class HelpRefused(Exception):  # noqa: N818 (it is the answer to a request, not a mishap)
    """A change to the directory that is not made. The message says why."""
