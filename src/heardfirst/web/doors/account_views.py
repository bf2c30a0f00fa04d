"""One's own account: language, password, and signing out everywhere."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from heardfirst.agency.doors.errors import TooManyTriesError
from heardfirst.agency.doors.passwords import change_password
from heardfirst.agency.doors.second_step import second_steps_of
from heardfirst.agency.doors.throttle import Door, count_try, forget_tries
from heardfirst.agency.staffing import end_sessions

from ..shared.access_log_lines import LoggedAction, note
from ..shared.auth import SignedIn, signed_in
from ..shared.posting import takes_long
from ..shared.visitor import where_from
from ..wording.roles import role_lines
from .account_page import second_steps_sentence
from .forms import ChangePasswordForm, NewPasswordForm
from .signing_in import freshly, signed_out, stay, too_often


@signed_in()
def account(request: SignedIn) -> HttpResponse:
    """What one may do and how one signs in."""
    person, steps = request.user, second_steps_of(request.user)
    context = {
        "place": "account",
        "roles_held": role_lines(person),
        "has_password": person.has_usable_password(),
        "steps": steps,
        "steps_said": second_steps_sentence(steps),
        "done": _("Your password was changed. All other devices were signed out.")
        if "password" in request.GET
        else "",
    }
    return render(request, "doors/account.html", context)


@takes_long
@sensitive_post_parameters("current", "password")
@signed_in("GET", "HEAD", "POST")
@freshly
def password(request: SignedIn) -> HttpResponse:
    """Choose a password; who has one shows that they know it."""
    person = request.user
    kind = ChangePasswordForm if person.has_usable_password() else NewPasswordForm
    context: dict[str, Any] = {"place": "account", "has_password": person.has_usable_password()}
    form = context["form"] = kind(person=person)
    if request.method == "POST":
        try:
            count_try(Door.PASSWORD, account=person.email, address=where_from(request))
        except TooManyTriesError as refused:
            return too_often(request, "doors/account_password.html", context, refused)
        form = context["form"] = kind(request.POST, person=person)
        if form.is_valid():
            change_password(person=person, password=form.cleaned_data["password"])
            note(request, LoggedAction.PASSWORD_CHANGED)
            forget_tries(Door.PASSWORD, account=person.email)
            stay(request, person)
            return redirect(f"{reverse('account')}?password")
    return render(request, "doors/account_password.html", context, status=422 if form.errors else 200)


@signed_in("POST")
def sign_out_everywhere(request: SignedIn) -> HttpResponse:
    """End every session of theirs, this one included."""
    end_sessions(person=request.user)
    note(request, LoggedAction.SESSIONS_ENDED, about=request.user)
    return signed_out()
