"""The conversation: with words to say while it goes on, or in one short form afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from heardfirst import clock
from heardfirst.protocol import Decision, EntryError
from heardfirst.protocol.vocabulary.closed_lists import NAMED_BARRIERS
from heardfirst.record.errors import RecordError
from heardfirst.record.models import Case
from heardfirst.record.reading import CaseReading
from heardfirst.record.services import NewEntry, append_batch

from ..booking.time_check import Timing, button_for
from ..directory.fitting_help import fitting_for
from ..drafts.drafts import Drafting
from ..shared.auth import SignedIn, case_of, signed_in, way_back
from ..shared.case_choices import about_case, requirement_named
from ..shared.display_names import name_of
from ..shared.endings import stopped_by_death
from ..shared.missed_session_changes import what_counts_now
from ..shared.posting import repeatable
from .forms import TalkedForm
from .listening import barrier_groups, instead_choices, likely_help
from .not_missed_forms import chosen_sessions
from .reaching import reach_panel
from .script_page import call_script, situation_for


@sensitive_post_parameters("words", "session_for", "safe_word")
@signed_in("GET", "HEAD", "POST")
def call(request: SignedIn, case_id: UUID) -> HttpResponse:
    """While one talks: contact rules before the number, then five stages with words to say."""
    return _conversation(request, case_id, "call")


@sensitive_post_parameters("words", "session_for", "safe_word")
@signed_in("GET", "HEAD", "POST")
def talked(request: SignedIn, case_id: UUID) -> HttpResponse:
    """Afterwards: what was said, in the order of a good conversation."""
    return _conversation(request, case_id, "talked")


@repeatable
@signed_in("POST")
def fitting(request: SignedIn, case_id: UUID) -> HttpResponse:
    """
    What we can offer for the barriers picked so far. Nothing is recorded; it is posted because an address is
    no place for what somebody told.
    """
    case = case_of(request, case_id, to_write=True)
    named = _to_answer(request.POST.getlist("barriers"))
    reading = CaseReading.of(case, at=clock.now())
    offered = fitting_for(reading, request.user, named, back=reverse("call", args=[case.public_id]))
    context = {"fitting": offered, "likely": likely_help(named)}
    return render(request, "directory/parts/fitting_help_here.html", context)


def _conversation(request: SignedIn, case_id: UUID, route: str) -> HttpResponse:
    case = case_of(request, case_id, to_write=True)
    calling, reading = route == "call", CaseReading.of(case, at=clock.now())
    if (stopped := stopped_by_death(reading)) is not None:
        return stopped
    identity = name_of(case)
    situation = situation_for(reading, identity, request.user)
    # One draft for both: who began on one page goes on at the other.
    drafting = Drafting(request, reading, "talked")
    form = TalkedForm(
        about_case(reading, {}),
        drafting.data,
        explained=situation.explained,
        adjusts=_adjusts(reading.leading_decision),
    )
    drafting.shown(form)
    timing = Timing(request, reading, "session_at")
    timing.watch(form)
    next_href = way_back(request, reverse("case", args=[case.public_id]))
    if request.method == "POST" and form.is_valid() and not _asks_first(drafting, timing, form):
        try:
            append_batch(agency=case.agency, by=request.user, items=_entries(reading, form), source="typed")
        except (RecordError, EntryError) as refused:
            form.refuse(refused)
        else:
            drafting.done()
            return redirect(_on_to(case, form, next_href))
    wrong = drafting.keep_unfinished(form, asking=timing.asking)
    here, named = reverse(route, args=[case.public_id]), _to_answer(form["barriers"].value() or ())
    context = {
        "place": "caseload",
        "form": form,
        "drafting": drafting,
        "timing": timing,
        "title": (_("Call: %(name)s") if calling else _("We talked: %(name)s")) % {"name": identity.name},
        "calling": calling,
        "say": call_script(situation if calling else None),
        "groups": barrier_groups(form, identity.language),
        "instead": instead_choices(form),
        "interpreter": situation.interpreter,
        "reach": reach_panel(reading, identity),
        "fitting": fitting_for(reading, request.user, named, back=here),
        "likely": likely_help(named),
        "fitting_href": reverse("call-fitting", args=[case.public_id]),
        "button": _("Record it anyway") if drafting.twins else button_for(timing, _("Record it")),
        "name": identity.name,
        "case_href": reverse("case", args=[case.public_id]),
        "here": here,
        "next_href": next_href,
    }
    return render(request, "call/call.html", context, status=422 if wrong else 200)


def _entries(reading: CaseReading, form: TalkedForm) -> list[NewEntry]:
    now = clock.now()
    return [
        NewEntry(
            reading.case,
            entry.kind,
            entry.at or form.at(now),
            entry.details,
            entry.words or None,
            requirement_named(reading, entry.requirement),
        )
        for entry in form.entries(now)
    ]


def _asks_first(drafting: Drafting, timing: Timing, form: TalkedForm) -> bool:
    """
    Whether somebody may have recorded this conversation by now, or something speaks against the time booked.
    Both are asked at once.
    """
    values = form.cleaned_data
    twice = drafting.asks_first("contact.made")
    return timing.asks_first(values["session_at"], by=values["booked_by"]) or twice


def _on_to(case: Case, form: TalkedForm, next_href: str) -> str:
    """Where one came from; to the case itself once somebody may not be safe, since that comes first there."""
    if form.cleaned_data["risks"]:
        next_href = reverse("case", args=[case.public_id])
    query = {"talked": str(case.public_id)}
    if counts := what_counts_now(case, chosen_sessions(form.cleaned_data)):
        query["counts"] = counts
    return f"{next_href.partition('?')[0]}?{urlencode(query)}"


def _adjusts(decision: Decision | None) -> bool:
    """Whether a plan made now changes one that was tried, as the rules of the case ask for."""
    return decision is not None and "adjust" in decision.protocol.places and "adjust" in decision.offered


def _to_answer(named: Sequence[str]) -> list[str]:
    return [barrier for barrier in NAMED_BARRIERS if barrier in named]
