"""What the agency room refuses, in words fit to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from heardfirst.protocol.proving.verdicts import Verdict


class SignInLinkRefusedError(Exception):
    """
    A sign-in link that is unknown, used or too old. It does not say which, so that guessing teaches nothing.
    """


class NoSuchVersionError(Exception):
    """No text of a protocol is kept under this digest."""


class ProtocolRefused(Exception):  # noqa: N818 (it is the answer to a question, not a mishap)
    """
    A protocol that may not be put in force. The message says why; ``verdict`` has what it breaks, each with
    its way there, and is None where something else is in the way.
    """

    def __init__(self, message: str, verdict: Verdict | None = None) -> None:
        super().__init__(message)
        self.verdict = verdict


class StaffingRefused(Exception):  # noqa: N818 (it is the answer to a request, not a mishap)
    """A change to who works here, or who stands in for whom, that is not made. The message says why."""


class CalendarRefused(Exception):  # noqa: N818 (it is the answer to a request, not a mishap)
    """A change to the court calendar that is not made. The message says why."""


class SetUpRefused(Exception):  # noqa: N818 (it is the answer to a request, not a mishap)
    """An agency that is not set up, because it was already or the link is old. The message says why."""
