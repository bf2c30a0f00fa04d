"""One-time links by mail, for whoever has no password or forgot it."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from heardfirst.agency.mail import About, send
from heardfirst.agency.models import Person, as_stored
from heardfirst.agency.services import SIGN_IN_LINK_LASTS, make_sign_in_link
from heardfirst.turns import writing


def mail_sign_in_link(*, email: str, path_of: Callable[[str], str]) -> None:
    """
    Mail a link to whoever has this address; nothing happens for an address that is nobody's, and nothing
    tells the two apart. ``path_of`` makes the path of a token.
    """
    person = Person.objects.filter(email=as_stored(email), is_active=True).select_related("agency").first()
    if person is None:
        return
    with writing():
        token = make_sign_in_link(person=person)
        send(
            to=person,
            about=About.SIGN_IN_LINK,
            path=path_of(token),
            good_until=timezone.now() + SIGN_IN_LINK_LASTS,
        )
