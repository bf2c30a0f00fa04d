"""What stands before a view: who is asking, and whether there is such a case for them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from heardfirst import access
from heardfirst.agency.models import Person
from heardfirst.record.models import Case

from .access_log_lines import LoggedAction, note

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


class SignedIn(HttpRequest):
    """A request of somebody who is signed in."""

    user: Person


def signed_in(*methods: str) -> Callable[[Callable[Concatenate[SignedIn, P], HttpResponse]], View[P]]:
    """Let in who is signed in, by these methods (GET if none is named); send everybody else to sign in."""

    def guard(view: Callable[Concatenate[SignedIn, P], HttpResponse]) -> View[P]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **named: P.kwargs) -> HttpResponse:
            return view(cast("SignedIn", request), *args, **named)

        allowed = require_http_methods(list(methods) or ["GET", "HEAD"])(guarded)
        # The address that was asked for is not carried along: it would stand in the sign-in page's own.
        return cast("View[P]", login_required(allowed, redirect_field_name=None))

    return guard


def must(allowed: bool) -> None:
    """Let nobody past who may not. Raises Http404: that there is something here is not for them to know."""
    if not allowed:
        raise Http404


def case_of(
    request: SignedIn, public_id: UUID, *, to_write: bool = False, seen: LoggedAction = LoggedAction.OPENED
) -> Case:
    """
    The case, if this person may open it (or write in it). That it is looked at is in the access log before
    anything of it is shown. Raises Http404 with nothing in it otherwise.
    """
    case = access.case_or_none(request.user, public_id)
    if case is None or (to_write and not access.may_write(request.user, case)):
        raise Http404
    _note_opening(request, case, seen)
    return case


def listed_case_of(request: SignedIn, public_id: UUID, *, seen: LoggedAction = LoggedAction.OPENED) -> Case:
    """The same for a case that is listed for this person, whose sessions they may book."""
    case = access.listed_case_or_none(request.user, public_id)
    if case is None or not access.may_book(request.user, case):
        raise Http404
    _note_opening(request, case, seen)
    return case


def _note_opening(request: SignedIn, case: Case, seen: LoggedAction = LoggedAction.OPENED) -> None:
    # What was posted stands in the chronology, under the name of who did it.
    if request.method != "POST":
        note(request, seen, case=case)


def way_back(request: HttpRequest, otherwise: str) -> str:
    """Where the form says to go on to, if that is a page of ours; else ``otherwise``."""
    wanted = request.POST.get("next", "") or request.GET.get("next", "")
    is_local = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) and wanted.startswith("/")
    return wanted if is_local else otherwise
