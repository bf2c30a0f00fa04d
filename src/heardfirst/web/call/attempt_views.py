"""Recording an attempt to reach the client."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from heardfirst import clock
from heardfirst.protocol import EntryError
from heardfirst.record import services
from heardfirst.record.errors import RecordError
from heardfirst.record.reading import CaseReading

from ..drafts.drafts import Drafting
from ..shared.auth import SignedIn, case_of, signed_in, way_back
from ..shared.display_names import name_of
from ..shared.endings import stopped_by_death
from ..shared.flash import with_recorded
from .attempt_forms import AttemptForm
from .reaching import reach_panel


@signed_in("GET", "HEAD", "POST")
def log_attempt(request: SignedIn, case_id: UUID) -> HttpResponse:
    """The ways to reach a client, and one tap for what came of it. Asked for by htmx, only the panel."""
    case = case_of(request, case_id, to_write=True)
    reading = CaseReading.of(case, at=clock.now())
    if (stopped := stopped_by_death(reading)) is not None:
        return stopped
    case_href = reverse("case", args=[case.public_id])
    drafting = Drafting(request, reading, "try")
    form = AttemptForm(drafting.data)
    drafting.shown(form)
    if request.method == "POST" and form.is_valid() and not drafting.asks_first("contact.tried"):
        try:
            entry = services.append(
                case=case,
                by=request.user,
                kind="contact.tried",
                at=form.at(clock.now()),
                details=form.details(),
            )
        except (RecordError, EntryError) as refused:
            form.refuse(refused)
        else:
            drafting.done()
            return redirect(with_recorded(way_back(request, case_href), entry, begun=drafting.begun))
    wrong = drafting.keep_unfinished(form)
    identity = name_of(case)
    # A panel opened in place goes on from the page it stands in; htmx says which that is.
    from_panel = request.headers.get("HX-Request") == "true" and request.method == "GET"
    context = {
        "place": "caseload",
        "form": form,
        "drafting": drafting,
        "reach": reach_panel(reading, identity),
        "name": identity.name,
        "title": _("Reach %(name)s") % {"name": identity.name},
        "case_href": case_href,
        "next_href": way_back(request, case_href),
        "from_panel": from_panel,
    }
    template = "call/parts/reach.html" if from_panel else "call/attempt.html"
    return render(request, template, context, status=422 if wrong else 200)
