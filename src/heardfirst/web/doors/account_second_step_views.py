"""Setting up one's second step: an authenticator app, passkeys, recovery codes."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters

from heardfirst.agency.doors import authenticator, passkeys, recovery_codes, second_step
from heardfirst.agency.doors.errors import PasskeyRefusedError, TooManyTriesError
from heardfirst.agency.doors.models import Authenticator
from heardfirst.agency.doors.throttle import Door, count_try, forget_tries

from ..shared.access_log_lines import LoggedAction, note
from ..shared.auth import SignedIn, signed_in
from ..shared.posting import recorded
from ..shared.visitor import where_from
from .forms import AppForm, PasskeyForm
from .passkey_exchange import answer_of, ask
from .signing_in import freshly, host_of_passkeys, second_step_owed, stay, too_often

_PAGE = "doors/account_second_step.html"


@signed_in()
def steps(request: SignedIn) -> HttpResponse:
    """What is set up, and what can be."""
    done = {
        "app": _("Your app is set up. From now on you will be asked for its code."),
        "passkey": _("Your passkey is set up."),
        "removed": _("Removed."),
    }
    sentence = next((done[key] for key in done if key in request.GET), "")
    return render(request, _PAGE, {**_context(request), "done": sentence})


@sensitive_post_parameters("code", "offered")
@signed_in("GET", "HEAD", "POST")
@freshly
def app(request: SignedIn) -> HttpResponse:
    """Offer a secret, and keep it once a code shows that the app has it."""
    person = request.user
    offered = request.POST.get("offered", "")
    secret = authenticator.secret_of_offer(person, offered) if offered else None
    expired = request.method == "POST" and secret is None
    if secret is None:
        offered = authenticator.offer(person)
        secret = authenticator.secret_of_offer(person, offered) or b""
    form = AppForm(
        request.POST if request.method == "POST" and not expired else None, initial={"offered": offered}
    )
    context = {
        "place": "account",
        "form": form,
        "typed": authenticator.typed(secret),
        "picture": mark_safe(authenticator.picture(person, secret)),  # noqa: S308 (drawn by us)
    }
    if expired:
        context["refused"] = _("That took longer than half an hour. Scan this new code.")
    elif request.method == "POST":
        try:
            count_try(Door.SECOND_STEP, account=str(person.public_id), address=where_from(request))
        except TooManyTriesError as refused:
            return too_often(request, "doors/account_app.html", context, refused)
        if form.is_valid():
            if authenticator.set_up(person=person, secret=secret, code=form.cleaned_data["code"]):
                forget_tries(Door.SECOND_STEP, account=str(person.public_id))
                return _set_up(request, "app")
            form.add_error("code", _("That code is not correct. Is the clock on your phone right?"))
    return render(request, "doors/account_app.html", context, status=422 if form.errors or expired else 200)


@signed_in("POST")
@freshly
def remove_app(request: SignedIn) -> HttpResponse:
    """Take the app away."""
    if second_step.remove_app(person=request.user):
        _removed(request)
    return redirect(f"{reverse('account-second-step')}?removed")


@signed_in("POST")
@freshly
def passkey_begin(request: SignedIn) -> HttpResponse:
    """What the browser is asked for a new passkey."""
    host = host_of_passkeys(request)
    if not host:
        return JsonResponse({}, status=404)
    return ask(request, *passkeys.begin_making(request.user, host))


@sensitive_post_parameters("answer")
@signed_in("POST")
@freshly
def passkey(request: SignedIn) -> HttpResponse:
    """Keep the passkey the browser made."""
    host, form = host_of_passkeys(request), PasskeyForm(request.POST)
    state, answer = answer_of(request)
    if host and state is not None and isinstance(answer, dict) and form.is_valid():
        try:
            passkeys.finish_making(
                person=request.user,
                host=host,
                state=state,
                answer=answer,
                name=form.cleaned_data["name"] or _("Passkey"),
            )
        except PasskeyRefusedError:
            pass
        else:
            return _set_up(request, "passkey")
    refused = _("This passkey could not be saved. Nothing was changed. Try again, or use another device.")
    return render(request, _PAGE, {**_context(request), "refused": refused}, status=422)


@signed_in("POST")
@freshly
def remove_passkey(request: SignedIn, passkey_id: UUID) -> HttpResponse:
    """Take one of one's own passkeys away."""
    if not passkeys.remove_passkey(person=request.user, passkey_id=passkey_id):
        raise Http404
    second_step.forget_codes_without_a_step(person=request.user)
    _removed(request)
    return redirect(f"{reverse('account-second-step')}?removed")


@signed_in("GET", "HEAD", "POST")
@freshly
def codes(request: SignedIn) -> HttpResponse:
    """Ten recovery codes, shown in the answer to the request that makes them and never again."""
    person = request.user
    there = second_step.second_steps_of(person)
    made = recovery_codes.make_codes(person=person) if there and request.method == "POST" else []
    if made:
        recorded(request, reverse("account-codes"))
    lines = [_("Heardfirst recovery codes (each works once)"), *made]
    context = {
        "place": "account",
        "codes": made,
        "there": there,
        "file": "data:text/plain;charset=utf-8," + quote("\r\n".join(lines) + "\r\n"),
        "on_href": reverse("account-second-step"),
        "number": recovery_codes.COUNT,
    }
    return render(request, "doors/account_codes.html", context)


def _set_up(request: SignedIn, done: str) -> HttpResponse:
    """Every other session ends: it was begun with less. Then the codes, if there are none yet."""
    second_step.was_set_up(person=request.user)
    note(request, LoggedAction.SECOND_STEP_SET)
    stay(request, request.user, second_step=True)
    if not recovery_codes.codes_left(request.user):
        return redirect("account-codes")
    return redirect(f"{reverse('account-second-step')}?{done}")


def _removed(request: SignedIn) -> None:
    second_step.was_removed(person=request.user)
    note(request, LoggedAction.SECOND_STEP_REMOVED, about=request.user)
    stay(request, request.user, second_step=bool(second_step.second_steps_of(request.user)))


def _context(request: SignedIn) -> dict[str, Any]:
    person = request.user
    there = second_step.second_steps_of(person)
    authenticator = Authenticator.objects.filter(person=person).first()
    return {
        "place": "account",
        "form": PasskeyForm(),
        "owed": second_step_owed(request),
        "steps": there,
        "app": _used(authenticator.made_at, authenticator.last_used_at) if authenticator else "",
        "passkeys": [
            {"id": passkey.id, "name": passkey.name, "used": _used(passkey.made_at, passkey.last_used_at)}
            for passkey in passkeys.passkeys_of(person)
        ],
        "can_make_passkeys": bool(host_of_passkeys(request)),
        "codes_said": ngettext(
            "%(count)s recovery code left, in case you lose your phone.",
            "%(count)s recovery codes left, in case you lose your phone.",
            there.codes,
        )
        % {"count": there.codes},
    }


def _used(made_at: Any, last_used_at: Any) -> str:
    made = _("Set up %(day)s") % {"day": date_format(localtime(made_at), "DATE_FORMAT")}
    if last_used_at is None:
        return made
    return (
        made + " · " + _("last used %(day)s") % {"day": date_format(localtime(last_used_at), "DATE_FORMAT")}
    )
