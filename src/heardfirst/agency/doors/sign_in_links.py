"""One-time links by mail, for whoever has no password or forgot it."""

from __future__ import annotations

import time
from collections.abc import Callable

from heardfirst import clock
from heardfirst.agency.mail import MailTopic, send
from heardfirst.agency.models import Person, as_stored
from heardfirst.agency.services import SIGN_IN_LINK_LASTS, make_sign_in_link
from heardfirst.turns import writing

_TAKES = 0.1  # seconds at least, whoever asks


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
