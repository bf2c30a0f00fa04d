"""
Inviting somebody to work here: by a link that is good once, for seven days, and known by its digest alone.

With a mail server the link goes to the address and nobody else sees it. Without one, whoever invites hands it
over themself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.db import IntegrityError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from heardfirst import clock
from heardfirst.agency.bound_password import PASSWORD_FIELDS
from heardfirst.agency.errors import StaffingRefused
from heardfirst.agency.link_tokens import INVITATION_LASTS, binding_of, is_bound, new_token, token_digest
from heardfirst.agency.mail import MailTopic, send_to
from heardfirst.agency.models import Agency, Person, Role, as_stored
from heardfirst.agency.services import add_person
from heardfirst.agency.staffing import LONGEST_AUDIT, give_role
from heardfirst.turns import writing

from .errors import InvitationRefusedError
from .models import Invitation

PathOf = Callable[[str], str]


def invite(
    *,
    agency: Agency,
    by: Person,
    email: str,
    name: str,
    roles: Iterable[str],
    language: str,
    path_of: PathOf,
    until: datetime | None = None,
) -> tuple[Invitation, str]:
    """
    Ask somebody to work here, and hand back the invitation with its token, which is nowhere else. ``until``
    (aware) is when an auditor's role ends; ``path_of`` makes the path of a token. An earlier invitation to
    the same address is withdrawn.

    Raises `InvitationRefusedError`: no role, an auditor without an end, somebody who works here already.
    """
    email, granted = as_stored(email), [role for role in Role.values if role in set(roles)]
    if by.agency_id != agency.pk or not granted:
        raise InvitationRefusedError(_("Choose at least one role."))
    now = clock.now()
    if Role.AUDITOR in granted and (until is None or not now < until <= now + LONGEST_AUDIT):
        raise InvitationRefusedError(
            _("An auditor’s access is temporary. Choose a last day, at most a year from now.")
        )
    token = new_token()
    with writing():
        if Person.objects.filter(agency=agency, email=email).exists():
            raise InvitationRefusedError(_("Someone with this email address already works here."))
        open_invitations(agency).filter(email=email).update(withdrawn_at=now)
        invitation = Invitation(
            agency=agency,
            email=email,
            name=name.strip(),
            roles=granted,
            until=until if Role.AUDITOR in granted else None,
            language=language,
            token_digest=token_digest(token),
            by=by,
            made_at=now,
            expires_at=now + INVITATION_LASTS,
        )
        invitation.binding = binding_of(bytes(invitation.token_digest), *_bound_parts(invitation))
        invitation.save(force_insert=True)
        _mail(invitation, path_of(token))
    return invitation, token


def invite_again(*, invitation: Invitation, path_of: PathOf) -> str:
    """A new link for seven more days; the one before opens no more. Raises `InvitationRefusedError`."""
    token, now = new_token(), clock.now()
    with writing():
        still_open = open_invitations(invitation.agency).filter(pk=invitation.pk)
        digest = token_digest(token)
        binding = binding_of(digest, *_bound_parts(invitation))
        if not still_open.update(token_digest=digest, binding=binding, expires_at=now + INVITATION_LASTS):
            raise InvitationRefusedError(_("This invitation has since been accepted or withdrawn."))
        invitation.refresh_from_db()
        _mail(invitation, path_of(token))
    return token


def withdraw(*, invitation: Invitation) -> None:
    """Let the link open no more. One that was accepted stays accepted."""
    with writing():
        open_invitations(invitation.agency).filter(pk=invitation.pk).update(withdrawn_at=clock.now())


def open_invitations(agency: Agency) -> QuerySet[Invitation]:
    """Those neither accepted nor withdrawn, the too old ones included, in the order they were made."""
    return Invitation.objects.filter(agency=agency, accepted_at=None, withdrawn_at=None).order_by("pk")


def invitation_of(token: str) -> Invitation:
    """What this link invites to. Raises `InvitationRefusedError`, which does not say why."""
    found = (
        Invitation.objects.filter(
            token_digest=token_digest(token),
            accepted_at=None,
            withdrawn_at=None,
            expires_at__gt=clock.now(),
            by__is_active=True,
        )
        .select_related("agency", "by")
        .first()
    )
    # Whoever may invite nobody any more lets nobody in by what they sent before.
    if (
        found is None
        or Role.ADMINISTRATOR not in found.by.roles
        or not is_bound(found.binding, found.token_digest, *_bound_parts(found))
    ):
        raise InvitationRefusedError(
            _(
                "This invitation has expired, was withdrawn or was already used. Ask your agency "
                "for a new one."
            )
        )
    return found


def accept(*, token: str, password: str | None) -> Person:
    """
    Become somebody who works here; the link is used up by it. Without a password they come in by mailed
    links.

    Raises `InvitationRefusedError`, and Django's ValidationError for a weak password.
    """
    invitation = invitation_of(token)
    if password is not None:
        validate_password(password, Person(email=invitation.email, name=invitation.name))
    hashed = make_password(password)  # slow on purpose, so before the turn to write
    try:
        with writing():
            # One conditional UPDATE: of two who hold the same link, one comes in.
            unused = Invitation.objects.filter(pk=invitation.pk, accepted_at=None, withdrawn_at=None)
            if not unused.update(accepted_at=clock.now()):
                raise InvitationRefusedError(_("This invitation has since been used or withdrawn."))
            person = _hired(invitation)
            person.password = hashed
            person.bind_password()
            person.save(update_fields=PASSWORD_FIELDS)
            Invitation.objects.filter(pk=invitation.pk).update(person=person)
    except IntegrityError:
        raise InvitationRefusedError(
            _(
                "You already sign in here with this email address. Ask for an invitation to a "
                "different address."
            )
        ) from None
    except StaffingRefused as refused:
        raise InvitationRefusedError(str(refused)) from None
    return person


def _hired(invitation: Invitation) -> Person:
    for_good = [role for role in invitation.roles if role != Role.AUDITOR]
    person = add_person(
        agency=invitation.agency,
        email=invitation.email,
        name=invitation.name,
        roles=for_good,
        language=invitation.language,
        by=invitation.by,
    )
    if Role.AUDITOR in invitation.roles:
        give_role(person=person, role=Role.AUDITOR, by=invitation.by, until=invitation.until)
    return person


def _bound_parts(invitation: Invitation) -> tuple[object, ...]:
    """What an invitation says of whom it lets in; when it ends moves when it is sent again."""
    until = invitation.until.timestamp() if invitation.until else ""
    return invitation.agency.public_id, invitation.email, ",".join(invitation.roles), until


def _mail(invitation: Invitation, path: str) -> None:
    # Whoever signs in here for another agency is told so themself; who invites learns nothing of it.
    taken = Person.objects.filter(email=invitation.email).exists()
    send_to(
        agency=invitation.agency,
        address=invitation.email,
        language=invitation.language,
        about=MailTopic.ADDRESS_IN_USE if taken else MailTopic.INVITATION,
        path="/" if taken else path,
        good_until=invitation.expires_at,
    )
