"""Signing in by password or a link that works once, signing out, and how one likes to read."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from heardfirst.agency.agency_setup import nobody_here
from heardfirst.agency.doors.errors import TooManyTriesError
from heardfirst.agency.doors.sign_in_links import mail_sign_in_link, use_sign_in_link
from heardfirst.agency.doors.throttle import Door, count_try, forget_tries
from heardfirst.agency.errors import SignInLinkRefusedError
from heardfirst.agency.link_tokens import SIGN_IN_LINK_LASTS
from heardfirst.agency.mail import can_mail
from heardfirst.agency.models import Person, as_stored
from heardfirst.agency.services import speak

from ..drafts.drafts import TICKET
from ..shared.access_log_lines import LoggedAction, note
from ..shared.auth import way_back
from ..shared.visitor import THEMES, where_from
from .forms import SignInForm
from .signing_in import host_of_passkeys, mark_first_step, signed_out, too_often

_LIKED_FOR = 365 * 24 * 60 * 60
_PAGE = "doors/sign_in.html"


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """By address and password, or by a link that is mailed to the address."""
    if request.user.is_authenticated:
        return redirect("today")
    by_link = can_mail() and request.POST.get("by") == "link"
    context = _page(request)
    if request.method != "POST":
        context["signed_out"] = "signed-out" in request.GET
        return render(request, _PAGE, context)
    form = context["form"] = SignInForm(request.POST, by_link=by_link)
    if not form.is_valid():
        return render(request, _PAGE, context, status=422)
    email = as_stored(form.cleaned_data["email"])
    door = Door.LINK if by_link else Door.PASSWORD
    try:
        count_try(door, account=email, address=where_from(request))
    except TooManyTriesError as refused:
        return too_often(request, _PAGE, context, refused)
    if by_link:
        mail_sign_in_link(email=email, path_of=lambda token: reverse("sign-in-link", args=[token]))
        minutes = SIGN_IN_LINK_LASTS // timedelta(minutes=1)
        return render(request, _PAGE, {**_page(request), "link_sent": True, "minutes": minutes})
    person = authenticate(request, username=email, password=form.cleaned_data["password"])
    if not isinstance(person, Person):
        _note_refusal(request, email)
        # One answer for an address nobody has, a wrong password, and somebody who was let go.
        form.add_error(
            None, _("The email address and password do not match. Try again, or ask for a sign-in link.")
        )
        return render(request, _PAGE, context, status=422)
    forget_tries(Door.PASSWORD, account=email)
    return mark_first_step(request, person)


@never_cache
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """
    Look at a one-time link, and use it. Looking uses nothing up: mail scanners and previews look, too.
    """
    if request.method != "POST":
        return render(request, _PAGE, {"token": token})
    try:
        count_try(Door.TOKEN, address=where_from(request))
        person = use_sign_in_link(token)
    except TooManyTriesError as refused:
        return too_often(request, _PAGE, {"token": token}, refused)
    except SignInLinkRefusedError as refused_link:
        context = {**_page(request), "link_refused": str(refused_link)}
        return render(request, _PAGE, context, status=403)
    return mark_first_step(request, person)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session on this device."""
    note(request, LoggedAction.SIGNED_OUT)
    logout(request)
    return signed_out()


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on: to a person wherever they are, to a visitor on this device."""
    language = request.POST.get("language", "")
    response = redirect(way_back(request, "/"))
    if language not in dict(settings.LANGUAGES):
        return response
    if request.user.is_authenticated:
        speak(person=request.user, language=language)
    _like(response, settings.LANGUAGE_COOKIE_NAME, language)
    return response


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device has it."""
    theme = request.POST.get("theme", "")
    response = redirect(way_back(request, "/"))
    if theme in THEMES:
        _like(response, settings.THEME_COOKIE_NAME, theme)
    return response


def _note_refusal(request: HttpRequest, email: str) -> None:
    """In the log of the agency whose person it would have been; the throttle bounds how many there are."""
    person = Person.objects.filter(email=email).select_related("agency").first()
    if person is not None:
        note(request, LoggedAction.SIGN_IN_REFUSED, person=person)


def _page(request: HttpRequest) -> dict[str, Any]:
    return {
        "form": SignInForm(),
        "can_mail": can_mail(),
        "passkeys": bool(host_of_passkeys(request)),
        "nobody_here": nobody_here(),
        # What was typed before the session ended goes along from try to try.
        TICKET: request.POST.get(TICKET, ""),
    }


def _like(response: HttpResponse, cookie: str, liked: str) -> None:
    secure = bool(settings.SESSION_COOKIE_SECURE)
    response.set_cookie(cookie, liked, max_age=_LIKED_FOR, httponly=True, samesite="Lax", secure=secure)
