"""What each role may do, in a line for whoever gives it and whoever holds it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heardfirst.agency.models import Role

ROLE_MEANS: Mapping[str, str | Promise] = {
    Role.WORKER: _("Carries clients: sees and writes in their own cases."),
    Role.SUPERVISOR: _(
        "Looks after the cases of others: sees and assigns them, is consulted, arranges cover, "
        "sets the rules."
    ),
    Role.CLERK: _("Brings in attendance lists and books sessions. Reads no notes."),
    Role.PRIVACY_OFFICER: _("Searches who opened what, and hears of every emergency access."),
    Role.TRAINER: _("Writes exercises. Sees no case."),
    Role.ADMINISTRATOR: _("Invites people, gives roles, keeps the settings. Sees no case."),
    Role.AUDITOR: _("Reads every case and changes nothing, until a day that is set."),
}
