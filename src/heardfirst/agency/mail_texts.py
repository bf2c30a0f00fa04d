"""
What each mail says, in the receiver's own language: the agency's name, a link, and never a client's or a
colleague's name. Who wants to know more signs in.
"""

from __future__ import annotations

from enum import StrEnum

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


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


# Subject and text of each. {agency} is the agency's name, {link} where to go on.
_WORDS: dict[MailTopic, tuple[str | Promise, str | Promise]] = {
    MailTopic.SIGN_IN_LINK: (
        _("Your link to sign in to Heardfirst"),
        _(
            "You asked for a link to sign in to Heardfirst at {agency}. It works once, for 15 minutes:\n\n"
            "{link}\n\n"
            "If you did not ask for it, you need not do anything. Nobody gets in without this link."
        ),
    ),
    MailTopic.INVITATION: (
        _("You are invited to Heardfirst at {agency}"),
        _(
            "{agency} works with Heardfirst and invites you to join. This link is for you alone and works "
            "once, for 7 days:\n\n"
            "{link}\n\n"
            "If you did not expect this, ask at {agency} before you open it."
        ),
    ),
    MailTopic.ADDRESS_IN_USE: (
        _("An invitation to Heardfirst at {agency} could not be made"),
        _(
            "{agency} invited you to Heardfirst, but you sign in here with this address for another agency "
            "already. An address belongs to one agency. Ask {agency} to invite you at another address."
        ),
    ),
    MailTopic.PASSWORD_CHANGED: (
        _("Your Heardfirst password was changed"),
        _(
            "Your password for Heardfirst at {agency} was just changed, and every other device was signed "
            "out.\n\n"
            "If that was not you, ask for a link to sign in, choose a new password at once, and tell whoever "
            "runs Heardfirst at {agency}:\n\n"
            "{link}"
        ),
    ),
    MailTopic.SECOND_STEP_SET: (
        _("A second step now protects your sign-in"),
        _(
            "A second step was just set up for signing in to Heardfirst at {agency}.\n\n"
            "If that was not you, tell whoever runs Heardfirst at {agency} at once."
        ),
    ),
    MailTopic.SECOND_STEP_REMOVED: (
        _("A second step of your sign-in was removed"),
        _(
            "A second step was just removed from your sign-in to Heardfirst at {agency}, by you or by "
            "whoever runs Heardfirst there.\n\n"
            "If you do not know why, tell {agency} at once. You can set it up again under “My account”:\n\n"
            "{link}"
        ),
    ),
    MailTopic.ROLES_CHANGED: (
        _("What you may do in Heardfirst has changed"),
        _(
            "What you may do in Heardfirst at {agency} has changed. You were signed out on every device; "
            "sign in again to go on:\n\n"
            "{link}"
        ),
    ),
    MailTopic.EMERGENCY_ACCESS: (
        _("Emergency access was used in Heardfirst"),
        _(
            "At {agency}, somebody just opened a case through emergency access. Who it was, which case and "
            "why is not said in a mail. Please sign in and look at it today:\n\n"
            "{link}"
        ),
    ),
    MailTopic.COVER: (
        _("You are asked to stand in for somebody in Heardfirst"),
        _(
            "At {agency}, you were put down to stand in for a colleague who will be away. For whom and on "
            "which days is not said in a mail. Please sign in and look:\n\n"
            "{link}"
        ),
    ),
}


def mail_text(about: MailTopic, language: str, *, agency: str, link: str) -> tuple[str, str]:
    """Subject and text of a mail, in that language."""
    subject, text = _WORDS[about]
    with translation.override(language):
        footer = gettext("This is an automatic mail from Heardfirst at {agency}. Answers to it are not read.")
        whole = f"{text}\n\n-- \n{footer}\n"
        body = whole.replace("{agency}", agency).replace("{link}", link)
        # A subject is one line, whatever an agency calls itself.
        return " ".join(str(subject).replace("{agency}", agency).split()), body
