"""
What holds while somebody is signed in: an idle session ends, and no browser keeps a page of it.

Automatic log-off is asked for by 45 CFR 164.312(a)(2)(iii), which leaves the span to the agency. When
somebody was last here is told by a signed cookie rather than a row, so that looking at a page writes
nothing. It belongs to one session, and a session is good with it alone: whoever has got hold of a session's
key, or of an older cookie, has nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY, logout
from django.contrib.auth.signals import user_logged_in
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.utils.crypto import constant_time_compare, salted_hmac

from heardfirst import clock

from .sessions import SIGNED_IN_AT

P = ParamSpec("P")

_SALT = "heardfirst.agency.signed_in"


class SessionLimits:
    """Middleware, after Django's own for sessions and people. Spans are seconds of the server's clock."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if SESSION_KEY in request.session and (_not_seen_lately(request) or _here_too_long(request)):
            logout(request)
            if request.headers.get("HX-Request") == "true":
                # Followed quietly, the way to sign in would be pasted into the middle of the old page.
                return _without_cookie(HttpResponse(headers={"HX-Redirect": _sign_in()}))
        response = self.get_response(request)
        if request.headers.get("HX-Request") == "true" and response.headers.get("Location") == _sign_in():
            response = HttpResponse(headers={"HX-Redirect": _sign_in()})
        if SESSION_KEY in request.session:
            if not getattr(request, "unattended", False):
                _remember(request, response)
            # Caseloads are looked at on shared computers, where the next person has a back button.
            patch_cache_control(response, private=True, no_store=True)
        elif seen_cookie_name() in request.COOKIES:
            return _without_cookie(response)
        return response


def unattended(
    view: Callable[Concatenate[HttpRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """
    For a view that a page asks for by itself, every half minute, whether or not anybody is there: it keeps
    no session alive. Put it outermost.
    """

    @wraps(view)
    def marked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request.unattended = True  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return cast("Callable[Concatenate[HttpRequest, P], HttpResponse]", marked)


def _sign_in() -> str:
    return str(settings.LOGIN_URL)


def _not_seen_lately(request: HttpRequest) -> bool:
    """Whether the browser cannot show that it was here with this very session within the agency's span."""
    if not request.user.is_authenticated:
        return False  # a session that ended some other way is empty by now
    limit = request.user.agency.idle_minutes * 60
    try:
        mark = TimestampSigner(salt=_SALT).unsign(request.COOKIES[seen_cookie_name()], max_age=limit)
    except (KeyError, BadSignature):
        return True
    return not constant_time_compare(mark, _mark_of(request.session.session_key))


def _here_too_long(request: HttpRequest) -> bool:
    """Django counts a session's age from when it last changed; a working day ends all the same."""
    return _since_signing_in(request) > settings.SESSION_COOKIE_AGE


def _since_signing_in(request: HttpRequest) -> float:
    return clock.seconds() - float(request.session.get(SIGNED_IN_AT, 0))


def _remember(request: HttpRequest, response: HttpResponse) -> None:
    if request.session.session_key is None:
        request.session.save()  # begun in this request: it has no key before
    response.set_cookie(
        seen_cookie_name(),
        seen_cookie(request.session.session_key),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _without_cookie(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(seen_cookie_name(), samesite="Lax")
    return response


def seen_cookie(session_key: str | None) -> str:
    """What a browser that is here now brings along the next time."""
    return TimestampSigner(salt=_SALT).sign(_mark_of(session_key))


def seen_cookie_name() -> str:
    """The cookie it stands in."""
    return "__Host-seen" if settings.SESSION_COOKIE_SECURE else "heardfirst_seen"


def _mark_of(session_key: str | None) -> str:
    """Ties the cookie to its session without repeating the session's key."""
    return salted_hmac(_SALT, session_key or "", algorithm="sha256").hexdigest()


def _note_signing_in(request: HttpRequest, **_sent: object) -> None:
    request.session[SIGNED_IN_AT] = int(clock.seconds())


user_logged_in.connect(_note_signing_in, dispatch_uid=_SALT)
