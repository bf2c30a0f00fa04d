"""Signing in by a link that works once, signing out, and how one likes to read."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from heardfirst.agency.errors import SignInLinkRefusedError
from heardfirst.agency.services import use_sign_in_link
from heardfirst.turns import writing

from ..reading import THEME_COOKIE, THEMES
from .doors import way_back

_LIKED_FOR = 365 * 24 * 60 * 60


@require_GET
def sign_in(request: HttpRequest) -> HttpResponse:
    """Say how one comes in."""
    if request.user.is_authenticated:
        return redirect("today")
    return render(request, "web/sign_in.html", {"signed_out": "signed-out" in request.GET})


@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    """
    Look at a one-time link, and use it. Looking uses nothing up: mail scanners and previews look, too.
    """
    if request.method != "POST":
        return render(request, "web/sign_in.html", {"token": token})
    try:
        person = use_sign_in_link(token)
    except SignInLinkRefusedError as refused:
        return render(request, "web/sign_in.html", {"refused": str(refused)}, status=403)
    with writing():  # Django notes when somebody last signed in
        login(request, person, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("today")


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session on this device."""
    logout(request)
    return redirect(f"{reverse('sign-in')}?signed-out")


@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    """Speak another language on this device from now on."""
    language = request.POST.get("language", "")
    response = redirect(way_back(request, "/"))
    if language not in dict(settings.LANGUAGES):
        return response
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=_LIKED_FOR,
        httponly=True,
        samesite="Lax",
        secure=bool(settings.LANGUAGE_COOKIE_SECURE),
    )
    return response


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device has it."""
    theme = request.POST.get("theme", "")
    response = redirect(way_back(request, "/"))
    if theme in THEMES:
        response.set_cookie(
            THEME_COOKIE,
            theme,
            max_age=_LIKED_FOR,
            httponly=True,
            samesite="Lax",
            secure=bool(settings.SESSION_COOKIE_SECURE),
        )
    return response
