"""Emergency access: taking it, ending it, and looking at what was taken."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from heardfirst import access, clock
from heardfirst.access.emergency import (
    LASTS,
    EmergencyMatch,
    EmergencyRefused,
    emergencies_for,
    end_emergency_access,
    look_at_emergency,
    reason_of,
    search_for_emergency,
    take_emergency_access,
)
from heardfirst.access.log import lines_of
from heardfirst.access.models import EmergencyAccess, EmergencyLook
from heardfirst.guide.drafts.services import forget_drafts
from heardfirst.record.models import Entry

from ..shared.auth import SignedIn, case_of, must, signed_in
from ..shared.display_names import name_of
from ..shared.visitor import where_from
from ..wording.dates import moment_text
from .emergency_forms import EmergencyForm

PAGE = 30


@sensitive_post_parameters("name", "reason")
@sensitive_variables("found", "form")
@signed_in("GET", "HEAD", "POST")
def take(request: SignedIn) -> HttpResponse:
    """Why, then who. A name that one client bears opens that case; one that several bear asks which."""
    must(access.may_take_emergency_access(request.user))
    form = EmergencyForm(request.POST) if request.method == "POST" else EmergencyForm()
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        try:
            found = search_for_emergency(
                person=request.user, name=cleaned["name"], reason=cleaned["reason"], place=where_from(request)
            )
            if not found:
                form.add_error("name", _("No client has this name. Check the spelling."))
            elif len(found) > 1:
                form = _choose_client(request, found)
            if found and form.is_valid():
                return _open(request, form, found)
        except EmergencyRefused as refused:
            form.add_error(None, str(refused))
    context = {"place": "emergency", "form": form, "hours": LASTS.seconds // 3600}
    return render(request, "oversight/emergency.html", context, status=422 if form.errors else 200)


@signed_in("POST")
def end(request: SignedIn, case_id: UUID) -> HttpResponse:
    """Shut the case again."""
    taken = access.emergency_of(request.user, case_of(request, case_id))
    if taken is None:
        raise Http404
    end_emergency_access(access=taken, place=where_from(request))
    forget_drafts()
    return redirect("today")


@signed_in("GET", "HEAD", "POST")
def review(request: SignedIn) -> HttpResponse:
    """What was opened in emergencies, and a word from whoever looked at it."""
    must(access.may_review_emergencies(request.user))
    problem = ""
    if request.method == "POST":
        taken = _taken(request)
        try:
            look_at_emergency(
                access=taken,
                by=request.user,
                finding=request.POST.get("finding", ""),
                place=where_from(request),
            )
            return redirect("emergencies")
        except EmergencyRefused as refused:
            problem = str(refused)
    rows = list(emergencies_for(request.user).prefetch_related("looks__by")[:PAGE])
    context = {
        "place": "emergencies",
        "problem": problem,
        "rows": [_row(request, row) for row in rows],
        "findings": EmergencyLook.Finding.choices,
    }
    return render(request, "oversight/emergencies.html", context, status=422 if problem else 200)


def _choose_client(request: SignedIn, found: list[EmergencyMatch]) -> EmergencyForm:
    """The same form with the cases to choose among; bound once one was chosen."""
    nobody = _("not assigned yet")
    choices = [
        (
            str(client.case.public_id),
            f"{client.name} · {client.case.worker.name if client.case.worker else nobody}",
        )
        for client in found
    ]
    form = EmergencyForm(request.POST, found=choices)
    if "case" not in request.POST:
        form.is_valid()
    return form


def _open(request: SignedIn, form: EmergencyForm, found: list[EmergencyMatch]) -> HttpResponse:
    chosen = str(form.cleaned_data.get("case") or found[0].case.public_id)
    case = next(client.case for client in found if str(client.case.public_id) == chosen)
    if not access.may_open(request.user, case):
        take_emergency_access(
            person=request.user,
            case=case,
            ground=form.cleaned_data["ground"],
            reason=form.cleaned_data["reason"],
            place=where_from(request),
        )
    return redirect("case", case_id=case.public_id)


def _taken(request: SignedIn) -> EmergencyAccess:
    try:
        wanted = UUID(request.POST.get("emergency", ""))
    except ValueError:
        raise Http404 from None
    found = emergencies_for(request.user).filter(public_id=wanted).first()
    if found is None:
        raise Http404
    return found


def _row(request: SignedIn, taken: EmergencyAccess) -> dict[str, object]:
    until = min(moment for moment in (taken.until, taken.ended_at) if moment is not None)
    looked = lines_of(taken.person.agency, person=taken.person, case=taken.case)
    looked = looked.filter(at__gte=taken.given_at, at__lte=until, what="opened")
    written = Entry.objects.filter(
        case=taken.case, by=taken.person, recorded_at__gte=taken.given_at, recorded_at__lte=until
    ).count()
    pages = looked.count()
    return {
        "id": taken.public_id,
        "who": taken.person.name,
        "client": name_of(taken.case).name,
        "case_href": reverse("case", args=[taken.case.public_id])
        if access.may_open(request.user, taken.case)
        else "",
        "ground": taken.get_ground_display(),
        "reason": reason_of(taken),
        "when": moment_text(taken.given_at),
        "until": moment_text(until),
        "open_now": taken.ended_at is None and taken.until > clock.now(),
        "did": [
            ngettext("%(count)s page viewed", "%(count)s pages viewed", pages) % {"count": pages},
            ngettext("%(count)s entry recorded", "%(count)s entries recorded", written) % {"count": written},
        ],
        "looks": [
            {"who": look.by.name, "when": moment_text(look.at), "finding": look.get_finding_display()}
            for look in taken.looks.all()
        ],
        "to_look_at": taken.person_id != request.user.pk
        and all(look.by_id != request.user.pk for look in taken.looks.all()),
    }
