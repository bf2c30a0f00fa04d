"""Writing down that somebody disputes an entry."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from heardfirst import clock
from heardfirst.protocol import EntryError
from heardfirst.record import selectors, services
from heardfirst.record.errors import RecordError
from heardfirst.record.models import Entry
from heardfirst.record.reading import CaseReading

from ..drafts.drafts import Drafting
from ..shared.auth import SignedIn, case_of, signed_in
from ..shared.chronology_rows import row_of
from ..shared.display_names import name_of
from ..shared.disputes import KIND, may_be_disputed
from ..shared.flash import with_recorded
from .dispute_forms import DisputeForm


@signed_in("GET", "HEAD", "POST")
def dispute(request: SignedIn, case_id: UUID, entry_id: UUID) -> HttpResponse:
    """What they say is wrong. The entry stays as it is until somebody corrects it."""
    case = case_of(request, case_id, to_write=True)
    entry = Entry.objects.select_related("by").filter(case=case, public_id=entry_id).first()
    if entry is None or not may_be_disputed(entry.kind):
        raise Http404
    drafting = Drafting(request, CaseReading.of(case, at=clock.now()), f"dispute:{entry.public_id.hex}")
    form = DisputeForm(drafting.data)
    drafting.shown(form)
    case_href = reverse("case", args=[case.public_id])
    if request.method == "POST" and form.is_valid():
        try:
            recorded = services.append(
                case=case,
                by=request.user,
                kind=KIND,
                at=clock.now(),
                details={"entry": str(entry.public_id), "by": form.cleaned_data["by"]},
                words=form.cleaned_data["words"],
            )
        except (RecordError, EntryError) as refused:
            form.refuse(refused)
        else:
            drafting.done()
            return redirect(with_recorded(case_href, recorded, begun=drafting.begun))
    if request.method == "POST":
        drafting.keep()
    words = selectors.words_of([entry], case) if entry.words is not None else {}
    context = {
        "place": "caseload",
        "form": form,
        "drafting": drafting,
        "row": row_of(entry, request.user, words=words.get(entry.public_id, "")),
        "name": name_of(case).name,
        "case_href": case_href,
        "here": request.get_full_path(),
    }
    return render(request, "entries/dispute.html", context, status=422 if request.method == "POST" else 200)
