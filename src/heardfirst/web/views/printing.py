"""A case on paper: the agency's letterhead, what was ordered, and the whole chronology."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from heardfirst import access
from heardfirst.record import clock, selectors

from ..casefile import chronology_for, requirement_labels
from ..naming import name_of
from ..noting import What
from ..wording.kinds import day_said, time_said
from .doors import SignedIn, case_of, signed_in


@signed_in("GET", "HEAD")
def case_on_paper(request: SignedIn, case_id: UUID) -> HttpResponse:
    """The case as a page to print, oldest entry first as one reads a file. It shows what its screen shows."""
    case = case_of(request, case_id, seen=What.PRINTED)
    requirements = list(case.requirements.select_related("order").order_by("pk"))
    labels = requirement_labels(case, requirements)
    chronology = chronology_for(
        case,
        None,  # on paper nobody is "you"
        selectors.chronology_of(case),
        labels,
        sight=access.sight_of(case, request.user),
        most=None,
    )
    context = {
        "place": "caseload",
        "name": name_of(case).name,
        "required": ", ".join(dict.fromkeys(labels.values())),
        "letterhead": case.agency.letterhead.splitlines() or [case.agency.name],
        "chronology": [(row, _dated(row.at)) for row in reversed(chronology.rows)],
        "unreadable": chronology.unreadable,
        "case_href": reverse("case", args=[case.public_id]),
        "when_printed": _dated(clock.now()),
        "zone": case.agency.zone,
    }
    return render(request, "web/case_on_paper.html", context)


def _dated(moment: datetime) -> str:
    """A moment as paper needs it, which is read in other years."""
    day = day_said(timezone.localtime(moment).date(), year=True)
    return _("%(day)s, %(time)s") % {"day": day, "time": time_said(moment)}
