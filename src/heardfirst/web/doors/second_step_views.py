"""The second step of signing in, and coming in with a passkey alone."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from heardfirst.agency.doors import passkeys
from heardfirst.agency.doors.errors import PasskeyRefusedError, TooManyTriesError
from heardfirst.agency.doors.second_step import second_steps_of, use_any_code
from heardfirst.agency.doors.throttle import Door, count_try, forget_tries
from heardfirst.agency.models import Person

from ..shared.access_log_lines import LoggedAction, note
from ..shared.visitor import where_from
from .forms import CodeForm, SignInForm
from .passkey_exchange import answer_of, ask
from .signing_in import host_of_passkeys, sign_person_in, too_often, waiting_for_second_step

# In the session: what the browser was asked, good for one answer.
_PAGE = "doors/second_step.html"


@never_cache
@sensitive_post_parameters("code", "answer")
@require_http_methods(["GET", "HEAD", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for the second thing: a code, or a passkey of theirs."""
    person = waiting_for_second_step(request)
    if person is None:
        return redirect("sign-in")
    steps = second_steps_of(person)
    form = CodeForm(request.POST) if request.method == "POST" else CodeForm()
    context: dict[str, Any] = {
        "form": form,
        "app": steps.app,
        "passkeys": steps.passkeys and bool(host_of_passkeys(request)),
    }
    if request.method != "POST":
        return render(request, _PAGE, context)
    account = str(person.public_id)
    try:
        count_try(Door.SECOND_STEP, account=account, address=where_from(request))
    except TooManyTriesError as refused:
        return too_often(request, _PAGE, context, refused)
    if "answer" in request.POST:
        good = _passkey_answer(request, person) is not None
        error = _("That passkey did not work. Try again, or enter a code.")
    else:
        good = form.is_valid() and use_any_code(person=person, code=form.cleaned_data["code"])
        error = _("This code is incorrect or was already used. Wait for the next one and try again.")
    if not good:
        note(request, LoggedAction.SIGN_IN_REFUSED, person=person)
        if "answer" in request.POST or form.is_valid():
            form = context["form"] = CodeForm({"code": ""})
            form.errors.clear()
            form.add_error(None, error)
        return render(request, _PAGE, context, status=422)
    forget_tries(Door.SECOND_STEP, account=account)
    return sign_person_in(request, person, second_step=True)


@never_cache
@require_POST
def second_step_begin(request: HttpRequest) -> HttpResponse:
    """What the browser is asked for the second step."""
    person, host = waiting_for_second_step(request), host_of_passkeys(request)
    if person is None or not host:
        return JsonResponse({}, status=404)
    return ask(request, *passkeys.begin_using(host, person))


@never_cache
@require_POST
def passkey_begin(request: HttpRequest) -> HttpResponse:
    """What the browser is asked by somebody who has not said who they are."""
    host = host_of_passkeys(request)
    return ask(request, *passkeys.begin_using(host)) if host else JsonResponse({}, status=404)


@never_cache
@sensitive_post_parameters("answer")
@require_POST
def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    """Come in with a passkey alone: the device made sure of its owner, so it is both steps at once."""
    context: dict[str, Any] = {"form": SignInForm(), "passkeys": True}
    try:
        count_try(Door.TOKEN, address=where_from(request))
    except TooManyTriesError as refused:
        return too_often(request, "doors/sign_in.html", context, refused)
    person = _passkey_answer(request, None)
    if person is None:
        context["refused"] = _("That passkey did not work. Sign in another way.")
        return render(request, "doors/sign_in.html", context, status=422)
    return sign_person_in(request, person, second_step=True)


def _passkey_answer(request: HttpRequest, person: Person | None) -> Person | None:
    host = host_of_passkeys(request)
    state, answer = answer_of(request)
    if not host or state is None or not isinstance(answer, dict):
        return None
    try:
        return passkeys.finish_using(host=host, state=state, answer=answer, person=person)
    except PasskeyRefusedError:
        return None
