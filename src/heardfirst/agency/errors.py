"""What the agency room refuses, in words fit to show."""

from __future__ import annotations


class SignInLinkRefusedError(Exception):
    """
    A sign-in link that is unknown, used or too old. It does not say which, so that guessing teaches nothing.
    """
