"""The caseload: every case one may open, finding one by name, and opening a new one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext

from heardfirst import access, clock
from heardfirst.agency.models import Person
from heardfirst.record import selectors, services
from heardfirst.record.errors import RecordError
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case, Requirement, Standing

from ..shared.access_log_lines import LoggedAction, note
from ..shared.auth import SignedIn, must, signed_in
from ..shared.case_status import where_it_stands
from ..shared.display_names import carrier_of, unreadable_identity
from ..shared.posting import repeatable
from ..wording.choices import REQUIREMENTS
from .forms import NewCaseForm

PAGE = 40


@repeatable
@signed_in("GET", "HEAD", "POST")
def caseload(request: SignedIn) -> HttpResponse:
    """
    The cases, newest first, a page at a time. A name to look for is posted, since what is typed must not
    stand in an address.
    """
    must(access.may_list(request.user))
    sought = request.POST.get("name", "").strip()[:200] if request.method == "POST" else ""
    cases = access.cases_listed_for(request.user)
    skip, back_href, more_href = 0, "", ""
    if sought:
        found = [match.case for match in access.find_clients(request.user, sought)]
        note(request, LoggedAction.SEARCHED, count=len(found))
        summary = ngettext("%(count)s case found", "%(count)s cases found", len(found)) % {
            "count": len(found)
        }
    else:
        total = cases.count()
        wanted = request.GET.get("from", "")
        skip = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 8 else 0
        found = list(cases.order_by("-opened_at", "-pk")[skip : skip + PAGE])
        summary = ngettext("%(count)s case", "%(count)s cases", total) % {"count": total}
        here = reverse("caseload")
        back_href = f"{here}?from={max(0, skip - PAGE)}" if skip else ""
        more_href = f"{here}?from={skip + PAGE}" if skip + PAGE < total else ""
    if not sought:
        note(request, LoggedAction.LISTED, count=len(found))
    context = {
        "place": "caseload",
        "rows": _rows(found, clock.now(), seen_by=request.user),
        "summary": summary,
        "may_emergency": access.may_take_emergency_access(request.user),
        "may_open_cases": access.may_carry(request.user),
        "sought": sought,
        "back_href": back_href,
        "more_href": more_href,
    }
    return render(request, "cases/caseload.html", context)


@signed_in("GET", "HEAD", "POST")
def new_case(request: SignedIn) -> HttpResponse:
    """Open one case by hand; what the order says is asked next."""
    must(access.may_carry(request.user))
    services_known = [(kind, str(label)) for kind, label in REQUIREMENTS.items()]
    form = (
        NewCaseForm(services_known, request.POST) if request.method == "POST" else NewCaseForm(services_known)
    )
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            case = services.open_case(
                agency=request.user.agency,
                by=request.user,
                worker=request.user,
                identity=Identity(
                    name=values["name"],
                    phone=values["phone"],
                    language=values["language"],
                    pronoun=values["pronoun"],
                ),
                requirements=[values["service"]],
            )
        except RecordError as refused:
            form.add_error(None, str(refused))
        else:
            order = case.orders.get()
            return redirect("order", case_id=case.public_id, order_id=order.public_id)
    return render(
        request,
        "cases/new_case.html",
        {"place": "caseload", "form": form},
        status=422 if form.errors else 200,
    )


def _rows(cases: Sequence[Case], now: datetime, *, seen_by: Person) -> list[dict[str, object]]:
    who = selectors.identities(cases)
    # Where a case stands is for those who may read it; whoever only books is led to its sessions.
    readable = access.may_open_which(seen_by, cases)
    standings = {row.case_id: row for row in Standing.objects.filter(case__in=readable, place=0)}
    services_of: dict[int, list[str]] = {}
    for requirement in Requirement.objects.filter(case__in=cases).order_by("pk"):
        services_of.setdefault(requirement.case_id, []).append(
            str(REQUIREMENTS.get(requirement.kind, requirement.kind))
        )
    rows: list[dict[str, object]] = []
    for case in cases:
        identity = who.get(case.pk) or unreadable_identity()
        reads = case.pk in readable
        text, tone = where_it_stands(case, standings.get(case.pk), now) if reads else ("", "quiet")
        about = list(dict.fromkeys(services_of.get(case.pk, [])))
        if carrier := carrier_of(case, seen_by):
            about.append(carrier)
        rows.append(
            {
                "name": identity.name,
                "href": reverse("case" if reads else "case-sessions", args=[case.public_id]),
                "chip": text,
                "tone": tone,
                "about": " · ".join(about),
            }
        )
    return rows
