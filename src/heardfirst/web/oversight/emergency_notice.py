"""What stands on top of a case that is open in an emergency only."""

from __future__ import annotations

from django.urls import reverse

from heardfirst import access
from heardfirst.record.models import Case

from ..shared.auth import SignedIn
from ..wording.dates import moment_text


def emergency_notice(case: Case, request: SignedIn) -> dict[str, str] | None:
    """What stands on top of a case that is open in an emergency only."""
    taken = access.emergency_of(request.user, case)
    if taken is None:
        return None
    return {
        "until": moment_text(taken.until),
        "end_href": reverse("emergency-end", args=[case.public_id]),
    }
