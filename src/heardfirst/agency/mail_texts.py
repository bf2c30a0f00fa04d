"""
What each mail says, in the receiver's own language: the agency's name, a link, and never a client's or a
colleague's name. Who wants to know more signs in.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from .link_tokens import INVITATION_LASTS, SIGN_IN_LINK_LASTS


class MailTopic(StrEnum):
    """What a mail may be about: a closed list."""

    SIGN_IN_LINK = "sign_in_link"
    INVITATION = "invitation"
    ADDRESS_IN_USE = "address_in_use"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 (the name of an occasion)
    SECOND_STEP_SET = "second_step_set"
    SECOND_STEP_REMOVED = "second_step_removed"
    ROLES_CHANGED = "roles_changed"
    EMERGENCY_ACCESS = "emergency_access"
    COVER = "cover"
    ABSENCE_COVERED = "absence_covered"


# Subject and text of each. {agency} is the agency's name, {link} where to go on,
# {minutes} and {days} how long a link to sign in, or an invitation, works.
_WORDS: dict[MailTopic, tuple[str | Promise, str | Promise]] = {
    MailTopic.SIGN_IN_LINK: (
        _("Your Heardfirst sign-in link"),
        _(
            "You asked for a link to sign in to Heardfirst at {agency}. It works once and "
            "expires in {minutes} minutes:\n\n{link}\n\nIf you did not ask for it, you can ignore "
            "this email. Nobody can sign in without this link."
        ),
    ),
    MailTopic.INVITATION: (
        _("You are invited to Heardfirst at {agency}"),
        _(
            "{agency} uses Heardfirst and invites you to join. This link is only for you. It "
            "works once and expires in {days} days:\n\n{link}\n\nIf you did not expect this, "
            "check with {agency} before you open it."
        ),
    ),
    MailTopic.ADDRESS_IN_USE: (
        _("Your invitation to Heardfirst at {agency} could not be completed"),
        _(
            "{agency} invited you to Heardfirst, but you already use this email address here "
            "for another agency. Each address can belong to only one agency. Ask {agency} to "
            "invite you at a different address."
        ),
    ),
    MailTopic.PASSWORD_CHANGED: (
        _("Your Heardfirst password was changed"),
        _(
            "Your password for Heardfirst at {agency} was just changed, and all other "
            "devices were signed out.\n\nIf this wasn’t you, ask for a sign-in link, choose "
            "a new password right away, and tell your Heardfirst administrator at "
            "{agency}:\n\n{link}"
        ),
    ),
    MailTopic.SECOND_STEP_SET: (
        _("Your sign-in now has a second step"),
        _(
            "A second step was just set up for signing in to Heardfirst at {agency}.\n\nIf "
            "this wasn’t you, tell your Heardfirst administrator at {agency} right away."
        ),
    ),
    MailTopic.SECOND_STEP_REMOVED: (
        _("A second step was removed from your sign-in"),
        _(
            "A second step was just removed from your sign-in to Heardfirst at {agency}, "
            "either by you or by your administrator.\n\nIf you don’t know why, tell {agency} "
            "right away. You can set it up again under “My account”:\n\n{link}"
        ),
    ),
    MailTopic.ROLES_CHANGED: (
        _("Your Heardfirst permissions have changed"),
        _(
            "Your permissions in Heardfirst at {agency} have changed. You were signed out on "
            "all devices. Sign in again to continue:\n\n{link}"
        ),
    ),
    MailTopic.EMERGENCY_ACCESS: (
        _("Emergency access was used in Heardfirst"),
        _(
            "At {agency}, someone just opened a case through emergency access. For privacy, "
            "this email does not say who, which case or why. Please sign in and review it "
            "today:\n\n{link}"
        ),
    ),
    MailTopic.COVER: (
        _("You are asked to cover for a colleague in Heardfirst"),
        _(
            "At {agency}, you are scheduled to cover for a colleague who will be away. For "
            "privacy, this email does not say who or which days. Please sign in to see the "
            "details:\n\n{link}"
        ),
    ),
    MailTopic.ABSENCE_COVERED: (
        _("Someone will cover for you in Heardfirst"),
        _(
            "At {agency}, a colleague was scheduled to cover for you and will see your cases on "
            "those days. For privacy, this email does not say who or which days. If you did not "
            "expect this, sign in, look at it and end it there:\n\n{link}"
        ),
    ),
}


def mail_text(about: MailTopic, language: str, *, agency: str, link: str) -> tuple[str, str]:
    """Subject and text of a mail, in that language."""
    subject, text = _WORDS[about]
    with translation.override(language):
        footer = gettext(
            "This is an automated email from Heardfirst at {agency}. Please do not reply; "
            "replies are not read."
        )
        whole = f"{text}\n\n-- \n{footer}\n"
        lasts = {
            "{minutes}": SIGN_IN_LINK_LASTS // timedelta(minutes=1),
            "{days}": INVITATION_LASTS // timedelta(days=1),
        }
        for gap, number in lasts.items():
            whole = whole.replace(gap, str(number))
        body = whole.replace("{agency}", agency).replace("{link}", link)
        # A subject is one line, whatever an agency calls itself.
        return " ".join(str(subject).replace("{agency}", agency).split()), body
