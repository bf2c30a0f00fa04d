"""From the first thing somebody shows to being signed in, with a second step between where there is one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare

from heardfirst import clock
from heardfirst.agency.doors.errors import TooManyTriesError
from heardfirst.agency.doors.second_step import second_steps_of
from heardfirst.agency.mail import can_mail
from heardfirst.agency.models import Person
from heardfirst.agency.sessions import SIGNED_IN_AT
from heardfirst.turns import writing

from ..drafts.drafts import TICKET, taken_in
from ..shared.access_log_lines import LoggedAction, note
from ..shared.auth import SignedIn
from ..shared.navigation import home_of
from .forms import SignInForm

P = ParamSpec("P")

# In the session: who has shown the first thing and not yet the second, and whether the second was shown.
WAITING = "second_step_of"
SHOWN = "second_step_shown"
# And what they had typed when their session ended, sealed, until the second step.
TICKET_KEY = "typed_before"
_WAITS = 10 * 60
_FRESH = 15 * 60
_BACKEND = "django.contrib.auth.backends.ModelBackend"


def mark_first_step(request: HttpRequest, person: Person) -> HttpResponse:
    """Let somebody in, or ask for their second step if they have one."""
    if not second_steps_of(person):
        return sign_person_in(request, person, second_step=False)
    request.session.cycle_key()
    request.session[TICKET_KEY] = request.POST.get(TICKET, "")
    request.session[WAITING] = {
        "person": str(person.public_id),
        "as": person.get_session_auth_hash(),
        "at": int(clock.seconds()),
    }
    return redirect("second-step")


def waiting_for_second_step(request: HttpRequest) -> Person | None:
    """Who has shown the first thing a little while ago (`_WAITS`), if nothing about them changed since."""
    waiting = request.session.get(WAITING)
    if not isinstance(waiting, dict) or clock.seconds() - waiting["at"] > _WAITS:
        return None
    person = (
        Person.objects.filter(public_id=waiting["person"], is_active=True).select_related("agency").first()
    )
    if person is None or not constant_time_compare(person.get_session_auth_hash(), waiting["as"]):
        return None
    return person


def sign_person_in(request: HttpRequest, person: Person, *, second_step: bool) -> HttpResponse:
    """Sign somebody in on this device, in a session nobody knew before."""
    request.session.pop(WAITING, None)
    token = request.POST.get(TICKET, "") or request.session.pop(TICKET_KEY, "")
    with writing():  # Django notes when somebody last signed in
        login(request, person, backend=_BACKEND)
    if second_step:
        request.session[SHOWN] = True
    note(request, LoggedAction.SIGNED_IN, person=person)
    return redirect(taken_in(token, person) or home_of(person))


def door_with(request: HttpRequest, ticket: str) -> HttpResponse:
    """The page to sign in at, which holds what was typed until somebody does."""
    context = {
        "form": SignInForm(),
        "can_mail": can_mail(),
        "passkeys": bool(host_of_passkeys(request)),
        TICKET: ticket,
    }
    return render(request, "doors/sign_in.html", context)


def stay(request: HttpRequest, person: Person, *, second_step: bool | None = None) -> None:
    """Stay signed in here after a change that ended every session of theirs."""
    person.refresh_from_db()
    shown = bool(request.session.get(SHOWN)) if second_step is None else second_step
    since = request.session.get(SIGNED_IN_AT)
    login(request, person, backend=_BACKEND)
    request.session[SIGNED_IN_AT] = since
    request.session[SHOWN] = shown


def second_step_owed(request: HttpRequest) -> bool:
    """Whether their agency wants a second step of everybody and this session has shown none."""
    person = request.user
    return (
        person.is_authenticated
        and person.agency.second_step == "required"
        and not request.session.get(SHOWN, False)
    )


def freshly(
    view: Callable[Concatenate[SignedIn, P], HttpResponse],
) -> Callable[Concatenate[SignedIn, P], HttpResponse]:
    """Let through who signed in within the last quarter of an hour; ask everybody else to do it again."""

    @wraps(view)
    def guarded(request: SignedIn, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if clock.seconds() - float(request.session.get(SIGNED_IN_AT, 0)) <= _FRESH:
            return view(request, *args, **kwargs)
        return render(request, "doors/sign_in_again.html", {"place": "account"}, status=403)

    return cast("Callable[Concatenate[SignedIn, P], HttpResponse]", guarded)


def too_often(
    request: HttpRequest, template: str, context: dict[str, object], refused: TooManyTriesError
) -> HttpResponse:
    """The page again, with a kind word on why, and when to come back."""
    response = render(request, template, {**context, "refused": str(refused)}, status=429)
    response.headers["Retry-After"] = str(refused.retry_after)
    return response


def host_of_passkeys(request: HttpRequest) -> str:
    """
    The name passkeys are bound to here; empty where a browser makes none: at a bare network address, or
    without TLS anywhere but on this machine.
    """
    host, _port = split_domain_port(request.get_host())
    kwargs = any(letter.isalpha() for letter in host) and not host.startswith("[")
    return host if kwargs and (request.is_secure() or host == "localhost") else ""


def signed_out() -> HttpResponse:
    """Back to the door, with nothing left in the browser but how one likes to read."""
    response = redirect(f"{reverse('sign-in')}?signed-out")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
