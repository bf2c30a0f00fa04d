"""The conversation: with words to say while it goes on, or in one short form afterwards."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from heardfirst.protocol import EntryError
from heardfirst.record import clock, selectors
from heardfirst.record.errors import RecordError
from heardfirst.record.models import Case
from heardfirst.record.services import NewEntry, append_batch

from ..asking import about_case, requirement_named
from ..calling import messages_of, moves_of, situation_for
from ..casefile import standing_entries
from ..drafting import Drafting
from ..ended import stopped_by_death
from ..forms.talked import TalkedForm
from ..naming import name_of
from ..offering import fitting_for
from ..reaching import leading_decision, reach_of
from .doors import SignedIn, case_of, signed_in, way_back

# With which entry the client's words are kept.
_WITH_WORDS = {
    "heard": "client.heard",
    "counsel": "client.heard",
    "declined": "client.declined",
    "not_asked": "contact.made",
}


@sensitive_post_parameters("words")
@signed_in("GET", "HEAD", "POST")
def call(request: SignedIn, case_id: UUID) -> HttpResponse:
    """While one talks: contact rules before the number, then five moves with words to say."""
    return _conversation(request, case_id, "call")


@sensitive_post_parameters("words")
@signed_in("GET", "HEAD", "POST")
def talked(request: SignedIn, case_id: UUID) -> HttpResponse:
    """Afterwards: what was said, in the order of a good conversation."""
    return _conversation(request, case_id, "talked")


def _conversation(request: SignedIn, case_id: UUID, route: str) -> HttpResponse:
    case = case_of(request, case_id, to_write=True)
    if (stopped := stopped_by_death(case)) is not None:
        return stopped
    # One draft for both: who began on one page goes on at the other.
    drafting = Drafting(request, case, "talked")
    form = TalkedForm(about_case(case, {}), drafting.given)
    drafting.shown(form)
    next_href = way_back(request, reverse("case", args=[case.public_id]))
    if request.method == "POST" and form.is_valid() and not drafting.asks_first("contact.made"):
        try:
            append_batch(agency=case.agency, by=request.user, items=_entries(case, form), source="typed")
        except (RecordError, EntryError) as refused:
            form.add_error(None, str(refused))
        else:
            drafting.done()
            return redirect(f"{next_href.partition('?')[0]}?talked={case.public_id}")
    wrong = bool(form.errors or drafting.twins)
    if wrong:
        drafting.keep()
    identity, now, name = name_of(case), clock.now(), name_of(case).name
    told = selectors.chronology_of(case)
    situation = situation_for(case, identity, told, request.user, now) if route == "call" else None
    context = {
        "place": "caseload",
        "form": form,
        "drafting": drafting,
        "title": (_("Call: %(name)s") if route == "call" else _("We talked: %(name)s")) % {"name": name},
        "calling": route == "call",
        "moves": moves_of(form, situation),
        "messages": messages_of(situation),
        "reach": reach_of(case, identity, standing_entries(told), leading_decision(case, now), now),
        "fitting": fitting_for(case, request.user),
        "button": _("Record it all the same") if drafting.twins else _("Put it in the record"),
        "name": name,
        "case_href": reverse("case", args=[case.public_id]),
        "here": reverse(route, args=[case.public_id]),
        "next_href": next_href,
    }
    return render(request, "web/call.html", context, status=422 if wrong else 200)


def _entries(case: Case, form: TalkedForm) -> list[NewEntry]:
    at, service = form.at(clock.now()), requirement_named(case, form.requirement())
    words, theirs = form.cleaned_data["words"] or None, _WITH_WORDS[form.cleaned_data["heard"]]
    return [
        NewEntry(
            case,
            kind,
            at,
            details,
            words if kind == theirs else None,
            service if kind == "session.booked" else None,
        )
        for kind, details in form.entries()
    ]
