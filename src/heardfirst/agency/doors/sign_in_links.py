"""One-time sign-in links, shown or mailed, for whoever has no password or forgot it."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.utils.translation import gettext as _

from heardfirst import clock
from heardfirst.agency.errors import SignInLinkRefusedError
from heardfirst.agency.link_tokens import SIGN_IN_LINK_LASTS, binding_of, is_bound, new_token, token_digest
from heardfirst.agency.mail import MailTopic, send
from heardfirst.agency.models import Person, SignInLink, as_stored
from heardfirst.turns import writing

_TAKES = 0.1  # seconds at least, whoever asks


def make_sign_in_link(*, person: Person) -> str:
    """The token of a new one-time link. It is shown once and kept only as a digest."""
    token, expires_at = new_token(), clock.now() + SIGN_IN_LINK_LASTS
    digest = token_digest(token)
    with writing():
        SignInLink.objects.create(
            agency_id=person.agency_id,
            person=person,
            token_digest=digest,
            binding=binding_of(digest, person.public_id, expires_at.timestamp()),
            expires_at=expires_at,
        )
    return token


def use_sign_in_link(token: str) -> Person:
    """Who may come in with this token, which is used up by it. Raises `SignInLinkRefusedError`."""
    now = clock.now()
    with writing():
        # One conditional UPDATE: of two who hold the same link, one gets in.
        used = SignInLink.objects.filter(
            token_digest=token_digest(token), used_at=None, expires_at__gt=now, person__is_active=True
        ).update(used_at=now)
        if not used:
            raise SignInLinkRefusedError(_("This link has expired or was already used. Ask for a new one."))
        link = SignInLink.objects.select_related("person__agency").get(token_digest=token_digest(token))
        if not is_bound(link.binding, link.token_digest, link.person.public_id, link.expires_at.timestamp()):
            raise SignInLinkRefusedError(_("This link has expired or was already used. Ask for a new one."))
    return link.person


def forget_old_links() -> None:
    """Forget links that have long expired. Safe to call at any time, from anywhere."""
    old = SignInLink.objects.filter(expires_at__lt=clock.now() - SIGN_IN_LINK_LASTS)
    # Looked at first: to write is to wait for one's turn.
    if old.exists():
        with writing():
            old.delete()


def mail_sign_in_link(*, email: str, path_of: Callable[[str], str]) -> None:
    """
    Mail a link to whoever has this address; nothing happens for an address that is nobody's, and nothing
    tells the two apart. ``path_of`` makes the path of a token.
    """
    begun = time.monotonic()
    person = Person.objects.filter(email=as_stored(email), is_active=True).select_related("agency").first()
    if person is not None:
        _mail_to(person, path_of)
    # To write a link takes a few milliseconds that an unknown address does not need.
    time.sleep(max(0.0, _TAKES - (time.monotonic() - begun)))


def _mail_to(person: Person, path_of: Callable[[str], str]) -> None:
    with writing():
        token = make_sign_in_link(person=person)
        send(
            to=person,
            about=MailTopic.SIGN_IN_LINK,
            path=path_of(token),
            good_until=clock.now() + SIGN_IN_LINK_LASTS,
        )
