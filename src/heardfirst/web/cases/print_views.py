"""A case on paper, whole for who may read it; and the plan, for the client to take home."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from heardfirst import access, clock
from heardfirst.guide.plan_copy import plan_copy
from heardfirst.guide.texts import LANGUAGES, spoken
from heardfirst.protocol.facts.reach import SafeContact
from heardfirst.record.models import Case, Session
from heardfirst.record.reading import CaseReading

from ..shared.access_log_lines import LoggedAction
from ..shared.auth import SignedIn, case_of, signed_in
from ..shared.chronology_rows import chronology_for
from ..shared.display_names import name_of, requirement_labels
from ..shared.endings import stopped_by_death
from ..wording.dates import moment_text, time_text

_MEETINGS = 3  # sessions to come that stand on the copy


@signed_in("GET", "HEAD")
def case_on_paper(request: SignedIn, case_id: UUID) -> HttpResponse:
    """The case as a page to print, oldest entry first as one reads a file. It shows what its screen shows."""
    case = case_of(request, case_id, seen=LoggedAction.PRINTED)
    reading = CaseReading.of(case, at=clock.now())
    labels = requirement_labels(case, reading.requirements)
    chronology = chronology_for(
        reading,
        None,  # on paper nobody is "you"
        labels,
        sight=access.sight_of(case, request.user),
        most=None,
    )
    context = {
        "place": "caseload",
        "name": name_of(case).name,
        "required": ", ".join(dict.fromkeys(labels.values())),
        "letterhead": _letterhead(case),
        "chronology": [(row, moment_text(row.at, year=True)) for row in reversed(chronology.rows)],
        "unreadable": chronology.unreadable,
        "case_href": reverse("case", args=[case.public_id]),
        "when_printed": moment_text(clock.now(), year=True),
        "zone": case.agency.zone,
    }
    return render(request, "cases/case_print.html", context)


@signed_in("GET", "HEAD")
def plan_on_paper(request: SignedIn, case_id: UUID) -> HttpResponse:
    """
    The plan in force as a page for the client, in their language; with none yet, when we meet. Nothing on it
    says what got in the way or what the sessions are; where nobody may learn who calls, not even the
    letterhead does.
    """
    case, now = case_of(request, case_id, to_write=True, seen=LoggedAction.PRINTED), clock.now()
    reading = CaseReading.of(case, at=now)
    if (stopped := stopped_by_death(reading)) is not None:
        return stopped
    plan = reading.folded.latest("plan.agreed", "plan.adjusted")
    identity, contact = name_of(case), reading.safe_contact
    coming = case.sessions.filter(outcome=Session.Outcome.PENDING, starts_at__gt=now).order_by("starts_at")
    tongue = spoken(identity.language)
    with translation.override(tongue):
        meetings = [(row.starts_at, time_text(row.starts_at)) for row in coming[:_MEETINGS]]
    context = {
        "place": "caseload",
        "name": identity.name,
        "case_href": reverse("case", args=[case.public_id]),
        "before": _before_handing_it_over(identity.language, contact),
        "letterhead": _letterhead(case) if contact.may_say_who else [],
        "planned": plan is not None,
        "copy": plan_copy(
            plan.details.get("actions", ()) if plan else (),
            made=plan.at if plan else None,
            meetings=meetings,
            name=identity.name,
            worker=(case.worker or request.user).name,
            language=tongue,
            calendar=reading.calendar,
        ),
    }
    return render(request, "cases/plan_print.html", context)


def _before_handing_it_over(language: str, contact: SafeContact) -> list[str]:
    """What whoever prints it should know first."""
    warnings = []
    if language and language.lower().partition("-")[0] not in LANGUAGES:
        warnings.append(
            _("It is in English. Go over it with the interpreter before you give it to the client.")
        )
    if not contact.may_say_who:
        warnings.append(_("Nobody may find out who is calling, so your letterhead is left off."))
    if not contact.may_write:
        warnings.append(
            _("Letters are not safe for this client. Give it to them in person, if they want it.")
        )
    return warnings


def _letterhead(case: Case) -> list[str]:
    return case.agency.letterhead.splitlines() or [case.agency.name]
