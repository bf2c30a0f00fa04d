"""What the screens and commands of the access log are called."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SCREENS: dict[str, str | Promise] = {
    "case": _("the case’s page"),
    "try": _("how to reach them"),
    "happened": _("something happened"),
    "happened-kind": _("something happened"),
    "correct-entry": _("a correction"),
    "undo-entry": _("a correction"),
    "order": _("the order"),
    "case-rules": _("the case’s rules"),
    "print-case": _("on paper"),
    "case-sessions": _("sessions"),
    "case-book": _("sessions"),
    "hand-over": _("hand-over"),
    "unassigned": _("cases with nobody"),
    "cover": _("Cover"),
    "cover-new": _("Cover"),
    "cover-end": _("Cover"),
    "teams": _("Teams"),
    "team": _("Teams"),
    "team-remove": _("Teams"),
    "today": _("Today"),
    "caseload": _("Caseload"),
    "new-case": _("a new case"),
    "import": _("Attendance"),
    "emergency": _("Emergency access"),
    "emergency-end": _("Emergency access"),
    "emergencies": _("Emergencies"),
    "log": _("Access log"),
    "sign-in": _("Sign in"),
    "sign-in-link": _("Sign in"),
    "second-step": _("The second step"),
    "passkey-sign-in": _("Sign in"),
    "sign-out": _("Sign out"),
    "account-password": _("My account"),
    "account-sign-out-everywhere": _("My account"),
    "account-app": _("My account"),
    "account-app-remove": _("My account"),
    "account-passkey": _("My account"),
    "account-passkey-remove": _("My account"),
    "account-codes": _("My account"),
    "people": _("People"),
    "invite": _("People"),
    "invitation": _("the invitation"),
    "invitation-again": _("People"),
    "invitation-withdraw": _("People"),
    "person": _("People"),
    "person-give-role": _("People"),
    "person-take-role": _("People"),
    "person-let-go": _("People"),
    "person-take-back": _("People"),
    "person-end-sessions": _("People"),
    "person-remove-second-step": _("People"),
    "protocol-numbers": _("Rules"),
    "protocol-in-force": _("Rules"),
}


def screen_label(name: str) -> str:
    """A screen or command in words; one that has none goes by its own name."""
    return str(SCREENS.get(name, name))
