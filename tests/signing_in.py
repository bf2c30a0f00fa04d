"""A browser that is signed in without having gone through the door."""

from __future__ import annotations

from django.conf import settings
from django.test import Client

from heardfirst.agency.models import Person
from heardfirst.agency.signed_in import seen_cookie, seen_cookie_name


def force_in(client: Client, person: Person) -> Client:
    """Sign somebody in on this browser, now."""
    client.force_login(person)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    client.cookies[seen_cookie_name()] = seen_cookie(key)
    return client
