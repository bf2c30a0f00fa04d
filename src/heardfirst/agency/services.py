"""What changes an agency, its people or its calendar."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, time, timedelta

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from heardfirst.turns import writing

from .errors import SignInLinkRefusedError
from .models import DEFAULT_PROTOCOL, Agency, Holiday, Person, SignInLink

SIGN_IN_LINK_LASTS = timedelta(minutes=15)
_TOKEN_BYTES = 32


def open_agency(
    *,
    name: str,
    zone: str = "America/New_York",
    opens: time = time(9),
    closes: time = time(17),
    protocol: str = DEFAULT_PROTOCOL,
) -> Agency:
    """Add an agency. ``opens`` and ``closes`` are in ``zone``. Raises Django's ValidationError."""
    agency = Agency(name=name, zone=zone, opens=opens, closes=closes, protocol=protocol)
    agency.full_clean()
    agency.save()
    return agency


def add_person(
    *,
    agency: Agency,
    email: str,
    name: str,
    role: str = Person.Role.WORKER,
    language: str = "en",
    password: str | None = None,
) -> Person:
    """Add somebody to an agency. Without a password they come in by one-time link."""
    return Person.objects.create_person(
        agency=agency, email=email, name=name, role=role, language=language, password=password
    )


def set_holidays(*, agency: Agency, days: Iterable[date], in_force_from: date) -> None:
    """
    Add days on which court and agency are shut, known from ``in_force_from`` on. Days already there stay.

    What was decided before that day is not decided anew by it.
    """
    with writing():
        Holiday.objects.bulk_create(
            [Holiday(agency=agency, day=day, in_force_from=in_force_from) for day in sorted(set(days))],
            ignore_conflicts=True,
        )
        Agency.objects.filter(pk=agency.pk).update(calendar_edition=F("calendar_edition") + 1)
    agency.refresh_from_db(fields=["calendar_edition"])


def make_sign_in_link(*, person: Person) -> str:
    """The token of a new one-time link, good for 15 minutes. It is shown once and kept only as a digest."""
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    with writing():
        SignInLink.objects.create(
            agency_id=person.agency_id,
            person=person,
            token_digest=_digest(token),
            expires_at=timezone.now() + SIGN_IN_LINK_LASTS,
        )
    return token


def use_sign_in_link(token: str) -> Person:
    """Who may come in with this token, which is used up by it. Raises `SignInLinkRefusedError`."""
    now = timezone.now()
    with writing():
        # One conditional UPDATE: of two who hold the same link, one gets in.
        used = SignInLink.objects.filter(
            token_digest=_digest(token), used_at=None, expires_at__gt=now, person__is_active=True
        ).update(used_at=now)
        if not used:
            raise SignInLinkRefusedError(_("This link was used already or is too old. Ask for a new one."))
        link = SignInLink.objects.select_related("person__agency").get(token_digest=_digest(token))
        SignInLink.objects.filter(expires_at__lt=now - SIGN_IN_LINK_LASTS).exclude(pk=link.pk).delete()
    return link.person


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()
