"""What the doors refuse. None of it says whether an address, a code or a link was nearly right."""

from __future__ import annotations

from django.utils.translation import ngettext


class TooManyTriesError(Exception):
    """Too many tries lately; ``retry_after`` is in seconds. The message is fit to show."""

    def __init__(self, retry_after: int) -> None:
        minutes = max(1, -(-retry_after // 60))
        super().__init__(
            ngettext(
                "Too many attempts. For security, please wait and try again in %(minutes)s minute.",
                "Too many attempts. For security, please wait and try again in %(minutes)s minutes.",
                minutes,
            )
            % {"minutes": minutes}
        )
        self.retry_after = retry_after


class InvitationRefusedError(Exception):
    """An invitation that cannot be made or accepted. The message is fit to show."""


class PasskeyRefusedError(Exception):
    """What the browser sent is no passkey of theirs, or does not answer what was asked."""
