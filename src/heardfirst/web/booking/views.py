"""A case for whoever only books: the client's name, the services, the sessions, and not a word more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from heardfirst import clock
from heardfirst.access import may_write
from heardfirst.guide.recording import bears_on_these_rules, words_for_booking
from heardfirst.protocol import KINDS, EntryError
from heardfirst.record import services
from heardfirst.record.case_rules import rules_followed
from heardfirst.record.errors import RecordError
from heardfirst.record.models import Case, Requirement, Session
from heardfirst.record.reading import CaseReading

from ..shared.auth import SignedIn, listed_case_of, signed_in
from ..shared.case_choices import about_case, requirement_named
from ..shared.display_names import name_of
from ..shared.entry_forms import EntryForm, in_order
from ..shared.fields import Moment
from ..shared.flash import flash_of, with_message
from ..shared.session_strip import strip_of
from ..wording.choices import REQUIREMENTS
from ..wording.dates import moment_text
from ..wording.kinds import kind_label
from .time_check import Timing, button_for, timing_for

_PAST_SHOWN = 12
_TIMES = ("starts_at", "session_at", "to")


@signed_in("GET", "HEAD")
def sessions(request: SignedIn, case_id: UUID) -> HttpResponse:
    """The sessions of a case, those to come first, and what can be said of them."""
    case, now = listed_case_of(request, case_id), clock.now()
    requirements = list(case.requirements.order_by("pk"))
    labels, every = service_labels(requirements), list(case.sessions.order_by("starts_at"))
    context = {
        "place": "caseload",
        "flash": flash_of(request, request.user),
        "name": name_of(case).name,
        "services": ", ".join(labels.values()),
        "closed": case.status == Case.Status.CLOSED,
        "case_id": case.public_id,
        "kinds": _links(case, "")[1:],
        "coming": any(row.outcome == Session.Outcome.PENDING and row.starts_at > now for row in every),
        "parts": [
            _part(labels[requirement.pk], [row for row in every if row.requirement_id == requirement.pk], now)
            for requirement in requirements
        ],
    }
    return render(request, "booking/case_sessions.html", context)


@signed_in("GET", "HEAD", "POST")
def book(request: SignedIn, case_id: UUID) -> HttpResponse:
    """Book a session, or say what became of one. There is nowhere to type about the client."""
    case = listed_case_of(request, case_id)
    kinds = _kinds_to_book(case)
    kind = request.GET.get("what", kinds[0])
    if kind not in kinds:
        raise Http404
    reading = CaseReading.of(case, at=clock.now())
    about = about_case(reading, {}, labels=service_labels(reading.requirements))
    about = replace(about, only=words_for_booking(rules_followed(case)))
    args = (request.POST,) if request.method == "POST" else ()
    form = EntryForm(kind, about, *args, booking=True)
    timing = timing_for(request, reading, kind, form, whole=may_write(request.user, case))
    back = reverse("case-sessions", args=[case.public_id])
    if request.method == "POST" and form.is_valid() and not (timing and timing.asks_of(form)):
        try:
            services.append(
                case=case,
                by=request.user,
                kind=kind,
                at=form.at(clock.now()),
                details=form.details(),
                requirement=requirement_named(reading, form.requirement()),
            )
        except (RecordError, EntryError) as refused:
            form.refuse(refused)
        else:
            return redirect(with_message(back, "noted"))
    context = {
        "place": "caseload",
        "form": form,
        "title": kind_label(kind),
        "name": name_of(case).name,
        "back_href": back,
        "here": request.get_full_path(),
        "kinds": _links(case, kind),
        "timing": timing,
        "button": button_for(timing, _("Record it")),
    }
    wrong = bool(form.errors) or (timing is not None and timing.asking)
    return render(request, "booking/case_book.html", context, status=422 if wrong else 200)


@signed_in("GET", "HEAD")
def check_time(request: SignedIn, case_id: UUID) -> HttpResponse:
    """
    What to think of before a session is booked for a time, as lines to stand beside the field. The time is
    asked for by any of the names that such a field has.
    """
    case = listed_case_of(request, case_id)
    timing = Timing(request, CaseReading.of(case, at=clock.now()), whole=may_write(request.user, case))
    typed = next((request.GET[name] for name in _TIMES if request.GET.get(name)), "")
    timing.look_at(_moment(typed), instead_of=_session_named(request.GET.get("session", "")))
    return render(request, "booking/parts/time_check.html", {"timing": timing})


def service_labels(requirements: Sequence[Requirement]) -> dict[int, str]:
    """What services are called by their kind alone, by primary key; what was typed may say more than that."""
    labels: dict[int, str] = {}
    for requirement in requirements:
        kind = str(REQUIREMENTS.get(requirement.kind, requirement.kind))
        before = sum(other.kind == requirement.kind for other in requirements if other.pk < requirement.pk)
        labels[requirement.pk] = f"{kind} {before + 1}" if before else kind
    return labels


def _moment(typed: str) -> datetime | None:
    """What a field for a time holds, read as its form reads it; None for what is no time yet."""
    try:
        moment: datetime | None = Moment(required=False).clean(typed)
    except ValidationError:
        return None
    return moment


def _session_named(typed: str) -> datetime | None:
    """When the session begins that a form speaks of."""
    try:
        start = datetime.fromisoformat(typed.partition("|")[2])
    except ValueError:
        return None
    return start if start.tzinfo else None


def _links(case: Case, here: str) -> list[dict[str, object]]:
    at = reverse("case-book", args=[case.public_id])
    return [
        {"label": kind_label(kind), "href": f"{at}?what={kind}", "here": kind == here}
        for kind in _kinds_to_book(case)
    ]


def _kinds_to_book(case: Case) -> list[str]:
    """What whoever only books may record in a case, of what its rules know."""
    words = words_for_booking(rules_followed(case))
    return [kind for kind in in_order(KINDS.that("clerk")) if bears_on_these_rules(kind, words)]


def _part(label: str, rows: Sequence[Session], now: datetime) -> Mapping[str, object]:
    """The sessions of one service: as beads, to come, and past ones with their outcome, newest first."""
    coming = [row for row in rows if row.outcome == Session.Outcome.PENDING and row.starts_at > now]
    past = [row for row in reversed(rows) if row not in coming]
    return {
        "strip": strip_of(label, rows, now),
        "coming": [moment_text(row.starts_at) for row in coming],
        "past": [
            {
                "when": moment_text(row.starts_at),
                "what": "" if row.outcome == Session.Outcome.PENDING else row.get_outcome_display(),
            }
            for row in past[:_PAST_SHOWN]
        ],
    }
