"""
Mail, the one way out: what is to be said waits in the database beside what it tells of, and leaves from the
tick.

So nothing is told that was rolled back, nothing is lost while the mail server is down, and no page waits for
it, or takes longer for an address that is known than for one that is not.
"""

from __future__ import annotations

import json
import logging
import smtplib
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import F, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from heardfirst import clock
from heardfirst.turns import writing
from heardfirst.vault import BrokenSealError, new_id, open_sealed, seal
from heardfirst.vault.rootkey import derived_key

from .mail_texts import MailTopic, mail_text
from .models import Agency, Person
from .outgoing_mail import OutgoingMail

__all__ = [
    "KEPT_FOR",
    "PROBLEMS",
    "MailTopic",
    "can_mail",
    "deliver",
    "forget_old_mail",
    "send",
    "send_to",
    "undelivered",
]

log = logging.getLogger("heardfirst.mail")

# What an administrator is told when a mail did not leave.
PROBLEMS: Mapping[str, str | Promise] = {
    "unreachable": _("We couldn’t reach the mail server."),
    "not_let_in": _("The mail server rejected our user name and password."),
    "refused": _("The mail server refused this address."),
    "failed": _("The mail server did not accept the message."),
    "too_late": _("It was not delivered before its link expired."),
    "unreadable": _("The message could no longer be read."),
}
_FOR_GOOD = {"refused", "unreadable", "too_late"}
# Minutes until the next try; after the last, nobody would expect the mail any more.
_WAITS = (1, 2, 5, 15, 60, 240, 720)
# Whoever delivers holds a mail this long; if the machine stops meanwhile, another tries again after it.
_HELD = timedelta(minutes=5)
KEPT_FOR = timedelta(days=30)
"""How long a mail that left, or was given up, stays listed."""
_AT_ONCE = 50


def can_mail() -> bool:
    """Whether there is a mail server. Without one, a link is shown to whoever makes it."""
    return settings.SMTP is not None


def send(*, to: Person, about: MailTopic, path: str = "/", good_until: datetime | None = None) -> bool:
    """
    Tell somebody who works here, in their language. ``path`` is the page that the link in it leads to.

    The mail leaves within seconds after the transaction it is part of, and only then. False when there is no
    mail server, so that who calls can say it another way.
    """
    return send_to(
        agency=to.agency,
        address=to.email,
        language=to.language,
        about=about,
        path=path,
        good_until=good_until,
        person=to,
    )


def send_to(
    *,
    agency: Agency,
    address: str,
    language: str,
    about: MailTopic,
    path: str = "/",
    good_until: datetime | None = None,
    person: Person | None = None,
) -> bool:
    """The same for an address that is nobody's here yet."""
    if not can_mail():
        return False
    subject, text = mail_text(about, language, agency=agency.name, link=f"{settings.PUBLIC_ADDRESS}{path}")
    now, public_id = clock.now(), new_id()
    with writing():
        OutgoingMail.objects.create(
            public_id=public_id,
            agency=agency,
            person=person,
            address=address,
            about=about,
            sealed=seal(json.dumps([subject, text]).encode(), derived_key("mail"), public_id.bytes),
            made_at=now,
            due_at=now,
            good_until=good_until,
        )
    return True


def deliver(limit: int = _AT_ONCE) -> int:
    """
    Hand what is due to the mail server, at most ``limit`` mails. Returns how many left. What fails is tried
    again later and later, for most of a day; then, or when the address is refused, it is given up and listed.

    Never called inside a transaction: a slow server would hold up everybody.
    """
    if not can_mail():
        return 0
    now, left = clock.now(), 0
    for mail in _waiting().filter(due_at__lte=now).order_by("due_at")[:limit]:
        # One conditional UPDATE: of two who deliver at the same time, one takes it.
        postponed = {"due_at": now + _HELD, "tries": F("tries") + 1}
        with writing():
            taken = _waiting().filter(pk=mail.pk, due_at=mail.due_at).update(**postponed)
        if taken:
            left += _hand_over(mail, now)
    return left


def undelivered(agency: Agency) -> QuerySet[OutgoingMail]:
    """Mails of the last `KEPT_FOR` that were given up or are being tried again, the latest first."""
    lately = OutgoingMail.objects.filter(agency=agency, sent_at=None, made_at__gte=clock.now() - KEPT_FOR)
    return lately.exclude(problem="").order_by("-pk")


def forget_old_mail() -> None:
    """Forget what left or was given up longer ago than `KEPT_FOR`. Safe to call at any time."""
    old = OutgoingMail.objects.filter(made_at__lt=clock.now() - KEPT_FOR, sealed=None)
    # Looked at first: to write is to wait for one's turn.
    if old.exists():
        with writing():
            old.delete()


def _waiting() -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(Q(sent_at=None), Q(gave_up_at=None))


def _hand_over(mail: OutgoingMail, now: datetime) -> int:
    problem = _try(mail, now)
    # Neither addresses nor texts stand in the log.
    if not problem:
        changed = {"sent_at": clock.now(), "problem": "", "sealed": None}
    elif problem in _FOR_GOOD or mail.tries >= len(_WAITS):
        log.error("gave up a mail (%s): %s", mail.about, problem)
        changed = {"gave_up_at": clock.now(), "problem": problem, "sealed": None}
    else:
        log.warning("a mail (%s) is tried again later: %s", mail.about, problem)
        changed = {"due_at": now + timedelta(minutes=_WAITS[mail.tries]), "problem": problem}
    with writing():
        OutgoingMail.objects.filter(pk=mail.pk).update(**changed)
    return 0 if problem else 1


def _try(mail: OutgoingMail, now: datetime) -> str:
    """Hand one mail over; an empty string when it was taken, else a code of `PROBLEMS`."""
    if mail.good_until is not None and mail.good_until <= now:
        return "too_late"
    try:
        subject, text = json.loads(open_sealed(mail.sealed or b"", derived_key("mail"), mail.public_id.bytes))
    except BrokenSealError:
        return "unreadable"
    # Named here and not by EMAIL_BACKEND, so that a test that looks at mail looks at what a server got.
    by = get_connection("django.core.mail.backends.smtp.EmailBackend", **(settings.SMTP or {}))
    message = EmailMessage(subject, text, to=[mail.address], connection=by)
    message.extra_headers["Auto-Submitted"] = "auto-generated"
    try:
        message.send()
    except smtplib.SMTPAuthenticationError:
        return "not_let_in"
    except smtplib.SMTPRecipientsRefused as refused:
        # A server that says 4xx means: not now.
        return "refused" if all(code >= 500 for code, _why in refused.recipients.values()) else "failed"
    except (smtplib.SMTPException, ValueError):
        return "failed"
    except OSError:
        return "unreachable"
    return ""
