"""A client has died: one page, asked twice, and everything that was addressed to them stops."""

from __future__ import annotations

from datetime import date, datetime, time
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from heardfirst import clock
from heardfirst.guide.drafts.services import drop_what_was_for
from heardfirst.protocol import EntryError
from heardfirst.record import services
from heardfirst.record.errors import RecordError
from heardfirst.record.models import Case, Entry
from heardfirst.record.reading import CaseReading

from ..drafts.drafts import Drafting
from ..shared.auth import SignedIn, case_of, signed_in
from ..shared.display_names import name_of
from ..shared.endings import stopped_by_death
from ..shared.flash import with_recorded
from ..wording.dates import day_text
from .death_forms import DiedForm


@sensitive_post_parameters("words")
@signed_in("GET", "HEAD", "POST")
def record_death(request: SignedIn, case_id: UUID) -> HttpResponse:
    """The day and a word, if one likes; then, before anything is recorded, what will stop."""
    case = case_of(request, case_id, to_write=True)
    reading = CaseReading.of(case, at=clock.now())
    if (stopped := stopped_by_death(reading)) is not None:
        return stopped
    drafting = Drafting(request, reading, "died")
    form = DiedForm(drafting.data)
    drafting.shown(form)
    asks_again, case_href = False, reverse("case", args=[case.public_id])
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        asks_again = not form.cleaned_data["sure"]
        if not asks_again and (entry := _recorded(request, case, form)) is not None:
            drafting.done()
            drop_what_was_for(case=case)
            return redirect(with_recorded(case_href, entry, begun=drafting.begun))
    if request.method == "POST":
        drafting.keep()
    # What was kept is shown as it came; only what is sent has been read.
    day = form.cleaned_data.get("on") if request.method == "POST" and form.is_valid() else None
    context = {
        "place": "caseload",
        "form": form,
        "drafting": drafting,
        "asks_again": asks_again and not form.errors,
        "day": day_text(day or timezone.localtime(clock.now()).date()),
        "name": name_of(case).name,
        "case_href": case_href,
        "here": reverse("died", args=[case.public_id]),
    }
    return render(request, "entries/death.html", context, status=422 if form.errors else 200)


def _recorded(request: SignedIn, case: Case, form: DiedForm) -> Entry | None:
    """The entry, with the day's beginning for its moment: what that day held was not missed. None with a word
    at the form when it is refused."""
    try:
        return services.append(
            case=case,
            by=request.user,
            kind="service.ended",
            at=_begin_of(form.cleaned_data["on"]),
            details={"reason": "died"},
            words=form.cleaned_data["words"] or None,
        )
    except (RecordError, EntryError) as refused:
        form.refuse(refused)
        return None


def _begin_of(day: date | None) -> datetime:
    """The first moment of a day in the agency's zone; of today where it is not known."""
    here = timezone.get_current_timezone()
    begun = datetime.combine(day or timezone.localtime(clock.now()).date(), time.min, tzinfo=here)
    return min(begun, clock.now())
