"""When something is not there, not allowed or broken: kind, and silent about everything else."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.translation import gettext as _


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """400: the request itself made no sense."""
    return _say(
        request,
        400,
        _("Your request was incomplete"),
        _("Nothing was changed. Please go back and try again."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """403: not with this sign-in."""
    return _say(request, 403, _("You don’t have access to this"), _("Nothing was changed."))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """404: not there, or not there for this person; the page does not tell which."""
    return _say(
        request,
        404,
        _("Page not found"),
        _("The address may be wrong, or you may not have access to this page. Nothing was changed."),
    )


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """500: our fault. The page takes nothing from request or database, since either may be the cause."""
    return HttpResponse(get_template("shared/error_plain.html").template.source, status=500)  # type: ignore[attr-defined]


def _say(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    return render(request, "shared/error.html", {"title": title, "text": text, "bare": True}, status=status)
