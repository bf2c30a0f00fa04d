"""A case on paper: the agency's letterhead, what was ordered, and the whole chronology."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from heardfirst import access
from heardfirst.record import clock, selectors

from ..casefile import chronology_for, requirement_labels
from ..naming import name_of
from ..noting import What
from ..wording.kinds import moment_said
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
        "chronology": chronology.rows[::-1],
        "unreadable": chronology.unreadable,
        "case_href": reverse("case", args=[case.public_id]),
        "when": moment_said(clock.now()),
        "zone": case.agency.zone,
    }
    return render(request, "web/case_on_paper.html", context)
