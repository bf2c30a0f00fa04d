"""Setting an agency up in the browser: for whoever holds its link, once, until it is done."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from heardfirst import access, clock
from heardfirst.agency.agency_setup import begin_for, finish, keep_answers, set_up_by_token, set_up_named
from heardfirst.agency.errors import SetUpRefused
from heardfirst.agency.models import Person, SetUp

from ..doors.signing_in import sign_person_in
from ..shared.auth import SignedIn, must, signed_in
from .first_run import Page, Pages, href_of_page

_SETTING_UP = "set_up"


@never_cache
@sensitive_variables("token")
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Look at the link that sets an agency up, and begin. Looking uses nothing up."""
    set_up = set_up_by_token(token)
    if set_up is None:
        return render(request, "agency/set_up_begin.html", {"refused": True}, status=403)
    if request.method != "POST":
        begun = bool(set_up.answers.get("you") or set_up.answers.get("languages"))
        return render(request, "agency/set_up_begin.html", {"token": token, "begun": begun})
    request.session.cycle_key()
    request.session[_SETTING_UP] = str(set_up.public_id)
    return redirect("set-up")


@signed_in("POST")
def begin(request: SignedIn) -> HttpResponse:
    """Go through an agency that a command made by itself."""
    must(access.may_run_agency(request.user) and request.user.agency.set_up_at is None)
    set_up = begin_for(agency=request.user.agency)
    request.session[_SETTING_UP] = str(set_up.public_id)
    return redirect("set-up")


@never_cache
@require_safe
def go_on(request: HttpRequest) -> HttpResponse:
    """The first page that is still open, or the last."""
    pages = _pages_of(request)
    return redirect(href_of_page(pages.first_open() or pages.all[-1]))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, key: str) -> HttpResponse:
    """One page. What is sent is kept even where it is not right yet, and on the way back."""
    pages = _pages_of(request)
    here = pages.named(key)
    if here is None:
        raise Http404
    if request.method != "POST":
        return _show(request, pages, here, pages.form(here))
    keep_answers(set_up=pages.set_up, page=key, answers=pages.kept_of(here, request.POST))
    if "back" in request.POST:
        return redirect(href_of_page(pages.before(here) or here))
    form = pages.form(here, request.POST)
    if not form.is_valid():
        return _show(request, pages, here, form)
    following = pages.after(here) or pages.first_open()
    if following is not None:
        return redirect(href_of_page(following))
    try:
        person = finish(set_up=pages.set_up, answers=pages.answers(), by=pages.person, at=clock.now())
    except SetUpRefused as refused:
        form.add_error(None, str(refused))
    except ValidationError:
        form.add_error(None, _("An answer on an earlier page is no longer valid. Please check it."))
    else:
        return _signed_in(request, person)
    return _show(request, pages, here, form)


@signed_in("GET", "HEAD")
def done(request: SignedIn) -> HttpResponse:
    """What comes next, once an agency is set up."""
    must(access.may_run_agency(request.user))
    return render(request, "agency/set_up_done.html", {"things": _next_things(request.user)})


def _next_things(person: Person) -> list[dict[str, str]]:
    things = [
        {
            "title": _("Choose how you sign in"),
            "about": _(
                "Set a password and, if you like, a second step. Without a password, you sign in "
                "with an emailed link each time."
            ),
            "href": reverse("account"),
            "button": _("Open your account"),
        },
        {
            "title": _("Invite people"),
            "about": _("Workers, supervisors and anyone else who needs access."),
            "href": reverse("people"),
            "button": _("Go to People"),
        },
    ]
    if access.may_import(person):
        things.append(
            {
                "title": _("Import attendance"),
                "about": _("A provider’s export is all you need: each client in it gets a case."),
                "href": reverse("import"),
                "button": _("Import attendance"),
            }
        )
    things.append(
        {
            "title": _("Review the settings"),
            "about": _("Add days when your own court is closed, and choose how people sign in."),
            "href": reverse("settings"),
            "button": _("Open the settings"),
        }
    )
    return things


def _pages_of(request: HttpRequest) -> Pages:
    """The set-up that was begun on this device. Raises Http404 where there is none, or no longer."""
    set_up = set_up_named(str(request.session.get(_SETTING_UP, "")))
    if set_up is None:
        raise Http404
    return Pages(set_up, _gone_through_by(request, set_up))


def _gone_through_by(request: HttpRequest, set_up: SetUp) -> Person | None:
    if set_up.agency is None:
        return None
    person = request.user
    if not (
        isinstance(person, Person) and person.agency_id == set_up.agency_id and access.may_run_agency(person)
    ):
        raise Http404
    return person


def _signed_in(request: HttpRequest, person: Person) -> HttpResponse:
    del request.session[_SETTING_UP]
    if request.user != person:
        sign_person_in(request, person, second_step=False)
    return redirect("set-up-done")


def _show(request: HttpRequest, pages: Pages, here: Page, form: object) -> HttpResponse:
    place = pages.all.index(here) + 1
    context = {
        "page": here,
        "form": form,
        "here": href_of_page(here),
        "progress": _("Step %(place)s of %(total)s") % {"place": place, "total": len(pages.all)},
        "place_in": place,
        "total": len(pages.all),
        "first": pages.before(here) is None,
        "last": pages.after(here) is None,
    }
    return render(
        request, "agency/set_up.html", context, status=422 if getattr(form, "errors", None) else 200
    )
