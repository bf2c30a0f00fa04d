"""The access log, for the privacy officer: who saw what, when and from where."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from heardfirst import access
from heardfirst.access.log import LogFault, lines_of, verify_log
from heardfirst.access.models import AccessEvent
from heardfirst.access.reading_log import about_cases, cases_named, clients_of
from heardfirst.agency.models import Agency, Person

from ..shared.access_log_lines import LoggedAction, note
from ..shared.auth import SignedIn, must, signed_in
from ..shared.posting import repeatable
from ..wording.dates import moment_text
from ..wording.screens import screen_label
from .log_forms import LogForm

PAGE = 50


@repeatable
@sensitive_post_parameters("name")
@sensitive_variables("form", "lines")
@signed_in("GET", "HEAD", "POST")
def search(request: SignedIn) -> HttpResponse:
    """
    The latest lines, or those that fit what is asked. What is asked is posted, because a client's name must
    not stand in an address; looking into the log is a line of it, too.
    """
    must(access.may_read_log(request.user))
    agency = request.user.agency
    people = Person.objects.filter(agency=agency)
    choices = sorted(
        ((str(person.public_id), person.name) for person in people), key=lambda choice: choice[1].casefold()
    )
    form = LogForm(choices, request.POST) if request.method == "POST" else LogForm(choices)
    criteria = form.cleaned_data if request.method == "POST" and form.is_valid() else {}
    lines = lines_of(
        agency,
        person=people.filter(public_id=UUID(criteria["who"])).first() if criteria.get("who") else None,
        what=criteria.get("what", ""),
        since=_begins(agency, criteria.get("since")),
        until=_begins(agency, criteria.get("until"), after=1),
    )
    if criteria.get("name"):
        lines = about_cases(lines, cases_named(request.user, criteria["name"]))
    skip = _skip_of(request)
    total, shown = lines.count(), list(lines[skip : skip + PAGE])
    faults = verify_log(agency)[1] if "verify" in request.POST else None
    note(request, LoggedAction.LOG_READ, count=len(shown))
    context = {
        "place": "log",
        "form": form,
        "lines": _log_row(shown),
        "summary": ngettext("%(count)s line", "%(count)s lines", total) % {"count": total},
        "skip_back": max(0, skip - PAGE) if skip else None,
        "skip_on": skip + PAGE if skip + PAGE < total else None,
        "verified": _verified(faults),
        "broken": bool(faults),
    }
    return render(request, "oversight/log.html", context, status=422 if form.errors else 200)


def _log_row(lines: list[AccessEvent]) -> list[dict[str, str]]:
    clients = clients_of(lines)
    unreadable = _("(name permanently sealed)")
    return [
        {
            "number": str(line.number),
            "when": moment_text(line.at),
            "who": line.person.name if line.person else "",
            "what": str(line.get_what_display()),
            "about": (clients.get(line.case_id) or unreadable)
            if line.case_id
            else line.about.name
            if line.about
            else "",
            "screen": screen_label(line.screen),
            "count": "" if line.count is None else str(line.count),
            "place": _("terminal") if line.place == "terminal" else line.place,
        }
        for line in lines
    ]


def _verified(faults: list[LogFault] | None) -> str:
    if faults is None:
        return ""
    if not faults:
        return _("The log is intact: no line was changed, removed or cut off.")
    return " ".join(fault.sentence for fault in faults)


def _begins(agency: Agency, day: date | None, after: int = 0) -> datetime | None:
    """When a day begins in the agency's zone, or the day so many days after it."""
    if day is None:
        return None
    return datetime.combine(day + timedelta(days=after), time(), ZoneInfo(agency.zone))


def _skip_of(request: SignedIn) -> int:
    wanted = request.POST.get("from", "")
    return int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 8 else 0
