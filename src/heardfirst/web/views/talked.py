"""We already talked: one form, all its entries at once."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from heardfirst.protocol import EntryError
from heardfirst.record import clock
from heardfirst.record.errors import RecordError
from heardfirst.record.services import NewEntry, append_batch

from ..asking import about_case, requirement_named
from ..forms.talked import TalkedForm
from ..naming import name_of
from .doors import SignedIn, case_of, signed_in, way_back


@sensitive_post_parameters("words")
@signed_in("GET", "HEAD", "POST")
def talked(request: SignedIn, case_id: UUID) -> HttpResponse:
    """What was said, in the order of a good conversation; recorded as one."""
    case = case_of(request, case_id, to_write=True)
    about = about_case(case, {})
    form = TalkedForm(about, request.POST) if request.method == "POST" else TalkedForm(about)
    case_href = reverse("case", args=[case.public_id])
    if request.method == "POST" and form.is_valid():
        at, service = form.at(clock.now()), requirement_named(case, form.requirement())
        words, theirs = form.cleaned_data["words"] or None, _WITH_WORDS[form.cleaned_data["heard"]]
        items = [
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
        try:
            append_batch(agency=case.agency, by=request.user, items=items, source="typed")
        except (RecordError, EntryError) as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(f"{way_back(request, case_href).partition('?')[0]}?talked={case.public_id}")
    name = name_of(case).name
    context = {
        "place": "caseload",
        "form": form,
        "title": _("We talked: %(name)s") % {"name": name},
        "button": _("Put it in the record"),
        "name": name,
        "case_href": case_href,
        "here": reverse("talked", args=[case.public_id]),
        "next_href": way_back(request, case_href),
    }
    return render(request, "web/entry_form.html", context, status=422 if form.errors else 200)


# With which entry the client's words are kept.
_WITH_WORDS = {
    "heard": "client.heard",
    "counsel": "client.heard",
    "declined": "client.declined",
    "not_asked": "contact.made",
}
