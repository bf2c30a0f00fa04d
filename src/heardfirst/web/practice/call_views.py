"""Practice calls: begun, done on the panel, ended and looked back at. Each is its learner's alone."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from heardfirst import access, clock
from heardfirst.agency.models import Agency
from heardfirst.agency.selectors import protocol_by_digest, protocol_in_force, versions_of
from heardfirst.practice.calls.debrief import debrief_of
from heardfirst.practice.calls.selectors import call_of, calls_of, story_of
from heardfirst.practice.calls.services import act, begin, stop
from heardfirst.practice.calls.simulated_client import DOING, PASSING, Temper
from heardfirst.practice.errors import CallError
from heardfirst.practice.models import PracticeCall

from ..shared.auth import SignedIn, must, signed_in, way_back
from ..wording.dates import moment_text
from ..wording.practice_calls import TEMPERS as TEMPER_LABELS
from ..wording.reasons import language
from .call_forms import BeginCallForm
from .call_panel import panel_of
from .debrief_page import rows_of, to_think_about, went_well

_MOST_RULES = 6


@signed_in("GET", "HEAD", "POST")
def calls(request: SignedIn) -> HttpResponse:
    """One's own calls, and the form to begin another."""
    must(access.may_practice(request.user) and bool(request.user.roles))
    rules = _rules_of(request.user.agency)
    form = BeginCallForm(rules, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        cleaned = form.cleaned_data
        chosen = cleaned.get("rules") or rules[0][0]
        try:
            call = begin(
                person=request.user,
                story=cleaned["story"],
                temper=int(cleaned["temper"]),
                rules=_kept_rules(rules, chosen),
            )
        except CallError as refused:
            raise Http404 from refused
        return redirect("case", call.case.public_id)
    mine = [_listed(call) for call in calls_of(request.user)]
    context = {
        "place": "practice",
        "form": form,
        "open": [call for call in mine if not call["ended"]],
        "past": [call for call in mine if call["ended"]],
    }
    return render(request, "practice/calls.html", context, status=422 if form.errors else 200)


@signed_in("GET", "HEAD")
def look_back(request: SignedIn, call_id: UUID) -> HttpResponse:
    """What there is to look back at, at any time of the call."""
    call = _call(request, call_id)
    with clock.standing_at(call.now):
        back = debrief_of(call)
        context = {
            "place": "practice",
            "call": call,
            "name": story_of(call).name,
            "about": _about(call),
            "ended": call.ended_at is not None,
            "over": back.over,
            "well": went_well(back),
            "think": to_think_about(back, ended=call.ended_at is not None),
            "lines": rows_of(call, back),
            "case_href": reverse("case", args=[call.case.public_id]),
        }
        return render(request, "practice/call.html", context)


@signed_in("POST")
def move(request: SignedIn, call_id: UUID) -> HttpResponse:
    """One thing done on the panel. Asked for by htmx, only the panel, so that what is being typed stays."""
    call = _call(request, call_id)
    do = request.POST.get("do", "")
    must(do in DOING)
    shown = request.POST.get("after", "")
    alone = request.headers.get("HX-Request") == "true"
    back = way_back(request, reverse("case", args=[call.case.public_id]))
    try:
        act(call=call, do=do, after=int(shown) if shown.isdecimal() else None)
    except CallError:
        # A second tap, or after the end: what is shown says how it stands.
        if not alone:
            return redirect(back)
        call.refresh_from_db()
    if not alone:
        return redirect(back + "#practice")
    if do in PASSING:
        return HttpResponse(headers={"HX-Redirect": back})
    with clock.standing_at(call.now):
        return render(request, "practice/parts/panel.html", {"panel": panel_of(call, back), "attend": True})


@signed_in("POST")
def end(request: SignedIn, call_id: UUID) -> HttpResponse:
    """Stop, and look back."""
    call = _call(request, call_id)
    stop(call=call)
    return redirect("practice-call", call.public_id)


@signed_in("POST")
def again(request: SignedIn, call_id: UUID) -> HttpResponse:
    """The same story by the same rules: with the very same client, or with another."""
    call = _call(request, call_id)
    same = request.POST.get("who") == "same"
    rules = _kept_rules(_rules_of(request.user.agency), call.case.protocol_digest)
    try:
        new = begin(
            person=request.user,
            story=call.story,
            temper=call.temper,
            rules=rules,
            seed=call.seed if same else None,
        )
    except CallError as refused:
        raise Http404 from refused
    return redirect("case", new.case.public_id)


def _call(request: SignedIn, call_id: UUID) -> PracticeCall:
    call = call_of(request.user, call_id) if access.may_practice(request.user) else None
    if call is None:
        raise Http404
    return call


def _rules_of(agency: Agency) -> list[tuple[str, str]]:
    """The rules one may practice, by digest: what is in force first, then what else the agency keeps."""
    now = protocol_in_force(agency)
    found = {now.digest: f"{now.name[language()]} {now.version}"}
    for version in versions_of(agency)[: 4 * _MOST_RULES]:
        if version.digest not in found:
            found[version.digest] = f"{protocol_by_digest(version.digest).name[language()]} {version.version}"
    return list(found.items())[:_MOST_RULES]


def _kept_rules(rules: list[tuple[str, str]], digest: str) -> str:
    """What `begin` asks for: nothing for what is in force, which the agency may not have kept yet."""
    return "" if digest == rules[0][0] or digest not in dict(rules) else digest


def _about(call: PracticeCall) -> str:
    return f"{story_of(call).label[language()]} · {TEMPER_LABELS[Temper(call.temper).name.lower()]}"


def _listed(call: PracticeCall) -> dict[str, object]:
    return {
        "name": story_of(call).name,
        "about": _about(call),
        "when": moment_text(call.begun_at),
        "ended": call.ended_at is not None,
        "href": reverse("practice-call", args=[call.public_id]),
        "case_href": reverse("case", args=[call.case.public_id]),
    }
