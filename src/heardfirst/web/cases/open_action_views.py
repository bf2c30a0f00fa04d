"""How a promise of ours went: two taps, each an entry like any other."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from heardfirst import clock
from heardfirst.guide.open_actions import failed_when, open_actions_of
from heardfirst.protocol import EntryError
from heardfirst.record import services
from heardfirst.record.errors import RecordError
from heardfirst.record.reading import CaseReading

from ..shared.auth import SignedIn, case_of, signed_in, way_back
from ..shared.flash import with_recorded

_KINDS = {"done": "action.done", "failed": "action.failed"}


@signed_in("POST")
def promised(request: SignedIn, case_id: UUID) -> HttpResponse:
    """
    Put down that a promise was kept, or that it did not happen; then it is no longer open. What is open no
    more, as after a second tap, is left as it is.
    """
    case, now = case_of(request, case_id, to_write=True), clock.now()
    kind = _KINDS.get(request.POST.get("went", ""))
    if kind is None:
        raise Http404
    back = way_back(request, reverse("case", args=[case.public_id]))
    reading = CaseReading.of(case, at=now)
    wanted = tuple(request.POST.get(name, "") for name in ("plan", "what", "by"))
    owed = next(
        (
            action
            for action in open_actions_of(reading.folded, reading.calendar)
            if (action.plan, action.what, action.by) == wanted
            and (action.failed is None or kind == "action.done")
        ),
        None,
    )
    if owed is None:
        return redirect(back)
    at = now if kind == "action.done" else failed_when(owed, case.sessions.all(), reading.calendar, now)
    try:
        entry = services.append(
            case=case,
            by=request.user,
            kind=kind,
            at=at,
            details={"what": owed.what, "by": owed.by},
        )
    except (RecordError, EntryError):
        return redirect(back)
    return redirect(with_recorded(back, entry))
