"""Inviting somebody, and accepting an invitation."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from heardfirst import access
from heardfirst.agency.doors import invitations
from heardfirst.agency.doors.errors import InvitationRefusedError, TooManyTriesError
from heardfirst.agency.doors.models import Invitation
from heardfirst.agency.doors.throttle import Door, count_try
from heardfirst.agency.link_tokens import INVITATION_LASTS
from heardfirst.agency.mail import can_mail

from ..doors.forms import NewPasswordForm
from ..doors.signing_in import mark_first_step, too_often
from ..shared.access_log_lines import LoggedAction, note
from ..shared.auth import SignedIn, must, signed_in
from ..shared.posting import recorded
from ..shared.visitor import where_from
from ..wording.roles import invited_role_lines
from .forms import InviteForm, end_of


@signed_in("GET", "HEAD", "POST")
def invite(request: SignedIn) -> HttpResponse:
    """Ask somebody to work here."""
    must(access.may_run_agency(request.user))
    agency = request.user.agency
    first = {"language": next(iter(request.user.agency.languages), "en")}
    form = InviteForm(request.POST if request.method == "POST" else None, initial=first)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        until = end_of(cleaned["until"], agency) if cleaned["until"] else None
        try:
            invitation, token = invitations.invite(
                agency=agency,
                by=request.user,
                path_of=_path_of,
                **{**cleaned, "until": until},
            )
        except InvitationRefusedError as refused:
            form.add_error(None, str(refused))
        else:
            note(request, LoggedAction.INVITED)
            return _made(request, invitation, token)
    days = INVITATION_LASTS // timedelta(days=1)
    context = {"place": "people", "form": form, "can_mail": can_mail(), "days": days}
    return render(request, "staff/invite.html", context, status=422 if form.errors else 200)


@signed_in("POST")
def invite_again(request: SignedIn, invitation_id: UUID) -> HttpResponse:
    """Send a new link in place of the one before."""
    invitation = _invitation_of(request, invitation_id)
    try:
        token = invitations.invite_again(invitation=invitation, path_of=_path_of)
    except InvitationRefusedError:
        return redirect("people")
    note(request, LoggedAction.INVITED)
    return _made(request, invitation, token)


@signed_in("POST")
def withdraw(request: SignedIn, invitation_id: UUID) -> HttpResponse:
    """Let the link open no more."""
    invitations.withdraw(invitation=_invitation_of(request, invitation_id))
    note(request, LoggedAction.INVITATION_WITHDRAWN)
    return redirect("people")


@never_cache
@sensitive_post_parameters("password")
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """What one is invited to, in one's own language; a post accepts it and comes in."""
    context: dict[str, Any] = {"form": NewPasswordForm()}
    try:
        if request.method == "POST":
            count_try(Door.TOKEN, address=where_from(request))
        invitation = invitations.invitation_of(token)
    except TooManyTriesError as refused:
        return too_often(request, "staff/invitation.html", context, refused)
    except InvitationRefusedError as refused_link:
        return render(request, "staff/invitation.html", {"link_refused": str(refused_link)}, status=403)
    chosen_here = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) in dict(settings.LANGUAGES)
    language = translation.get_language() if chosen_here else invitation.language
    with timezone.override(ZoneInfo(invitation.agency.zone)), translation.override(language):
        context |= {
            "token": token,
            "invitation": invitation,
            "roles_meant": invited_role_lines(invitation.roles, invitation.until),
            "can_mail": can_mail(),
        }
        if request.method != "POST":
            return render(request, "staff/invitation.html", context)
        return _accept(request, token, context)


def _accept(request: HttpRequest, token: str, context: dict[str, Any]) -> HttpResponse:
    without = can_mail() and request.POST.get("by") == "links"
    form = NewPasswordForm(None if without else request.POST)
    if without or form.is_valid():
        try:
            person = invitations.accept(
                token=token, password=None if without else form.cleaned_data["password"]
            )
        except InvitationRefusedError as refused:
            context["refused"] = str(refused)
        except ValidationError as weak:
            form.add_error("password", weak)
        else:
            note(request, LoggedAction.JOINED, person=person)
            return mark_first_step(request, person)
    return render(request, "staff/invitation.html", {**context, "form": form}, status=422)


def _invitation_of(request: SignedIn, invitation_id: UUID) -> Invitation:
    must(access.may_run_agency(request.user))
    found = (
        invitations.open_invitations(request.user.agency)
        .filter(public_id=invitation_id)
        .select_related("agency")
        .first()
    )
    if found is None:
        raise Http404
    return found


def _made(request: SignedIn, invitation: Invitation, token: str) -> HttpResponse:
    """The link stands in this answer alone, and only where no mail carries it."""
    link = "" if can_mail() else _whole(request, _path_of(token))
    recorded(request, reverse("people"))
    context = {"place": "people", "invitation": invitation, "link": link}
    return render(request, "staff/invited.html", context)


def _path_of(token: str) -> str:
    return reverse("invitation", args=[token])


def _whole(request: HttpRequest, path: str) -> str:
    return f"{settings.PUBLIC_ADDRESS}{path}" if settings.PUBLIC_ADDRESS else request.build_absolute_uri(path)
