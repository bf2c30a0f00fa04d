"""One’s own account, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heardfirst.agency.doors.second_step import SecondSteps


def second_steps_sentence(steps: SecondSteps) -> str:
    """What somebody has set up, in a line."""
    if not steps:
        return _("You have none yet.")
    steps_listed = [_("An authenticator app")] if steps.app else []
    if steps.passkeys:
        steps_listed.append(
            ngettext("%(count)s passkey", "%(count)s passkeys", steps.passkeys) % {"count": steps.passkeys}
        )
    steps_listed.append(
        ngettext("%(count)s recovery code left", "%(count)s recovery codes left", steps.codes)
        % {"count": steps.codes}
    )
    return " · ".join(steps_listed)
