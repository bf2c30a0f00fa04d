"""
A form sent twice is recorded once (see `heardfirst.agency.posting`), for every form of whoever is signed in.

What a view records and the digest of the form that it came by are one transaction; so is what it looked at
before it decided. Nobody who is not signed in records anything but themselves, by links and codes that are
good once.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from django.core.files.base import File
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from heardfirst.agency.models import Person
from heardfirst.agency.posting import claim_posting, posting_digest, settle_posting
from heardfirst.turns import writing

View = TypeVar("View", bound=Callable[..., HttpResponse])

FORM_TOKEN = "form-token"  # noqa: S105 (the name of a field)
_TOKEN_BYTES = 16
_LONGEST_TOKEN = 64
# What may differ between two taps on one button.
_NOT_CONTENTS = ("csrfmiddlewaretoken", FORM_TOKEN, "draft-revision", "draft-tab")
_REPEATABLE, _TAKES_LONG = "repeatable", "takes_long"


def new_form_token() -> str:
    """A token for one form of one page. Nothing of it is stored before the form is sent."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def repeatable(view: View) -> View:
    """For a view to which the same may be sent again: it only looks, or knows by itself what came before."""
    view.__dict__[_REPEATABLE] = True
    return view


def takes_long(view: View) -> View:
    """
    For a view whose work takes seconds, or goes on in transactions of its own: nobody can wait for it in
    line. The form is written down before it begins, and whoever sends it again meanwhile is led back to the
    page.
    """
    view.__dict__[_TAKES_LONG] = True
    return view


def recorded(request: HttpRequest, on_to: str) -> None:
    """
    Say that something was recorded though the answer is a page and leads nowhere, such as one that shows a
    secret once; whoever sends the same again is led ``on_to``.
    """
    request.recorded_on_to = on_to  # type: ignore[attr-defined]


class RecordedOnce:
    """Middleware, after all that may lead a request elsewhere and before what stands in for a view."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user
        token = request.POST.get(FORM_TOKEN, "") if request.method == "POST" else ""
        if not token or len(token) > _LONGEST_TOKEN or not isinstance(person, Person):
            return self.get_response(request)
        view = _view_of(request)
        if view is None or getattr(view, _REPEATABLE, False):
            return self.get_response(request)
        digest = posting_digest(
            person=person, token=token, address=request.get_full_path(), fields=_contents(request)
        )
        if getattr(view, _TAKES_LONG, False):
            return self._after_claiming(request, person, digest)
        with writing():
            response = self._after_claiming(request, person, digest)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response

    def process_view(self, request: HttpRequest, *_view: object) -> None:
        """Note that nothing before this led the request elsewhere."""
        request.reached_its_view = True  # type: ignore[attr-defined]

    def _after_claiming(self, request: HttpRequest, person: Person, digest: bytes) -> HttpResponse:
        with writing():
            earlier = claim_posting(person=person, digest=digest)
        if earlier is not None:
            return redirect(earlier.led_to or request.get_full_path())
        response = self.get_response(request)
        settle_posting(digest=digest, led_to=_led_to(request, response))
        return response


def _view_of(request: HttpRequest) -> Callable[..., HttpResponse] | None:
    try:
        return resolve(request.path_info).func
    except Resolver404:
        return None


def _contents(request: HttpRequest) -> Iterator[tuple[str, Sequence[str | bytes]]]:
    for name, values in sorted(request.POST.lists()):
        if name not in _NOT_CONTENTS:
            yield name, [str(value) for value in values]
    for name, files in sorted(request.FILES.lists()):
        yield name, [_digest_of_file(file) for file in files]


def _digest_of_file(file: File[bytes]) -> bytes:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    return digest.digest()


def _led_to(request: HttpRequest, response: HttpResponse) -> str:
    """Where the form led to, if it was recorded; a page that only asks again leads nowhere."""
    if not getattr(request, "reached_its_view", False):
        return ""
    if 300 <= response.status_code < 400:
        return response.headers.get("Location", "")
    return str(getattr(request, "recorded_on_to", ""))
