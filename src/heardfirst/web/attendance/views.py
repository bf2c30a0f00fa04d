"""Bringing in attendance: read it, show what it says, ask what it leaves open, and only then record it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from heardfirst import access, clock
from heardfirst.agency.models import Person
from heardfirst.agency.selectors import carriers_of
from heardfirst.intake import attendance
from heardfirst.intake.attendance import AttendanceReading
from heardfirst.intake.errors import IntakeError, Refused
from heardfirst.intake.pending_file import forget_pending_file, pending_file, store_pending_file
from heardfirst.intake.refused_rows import refused_csv
from heardfirst.intake.services import import_attendance
from heardfirst.intake.statuses import outcome_label

from ..shared.access_log_lines import LoggedAction, note
from ..shared.auth import SignedIn, must, signed_in
from ..shared.posting import recorded, takes_long
from ..wording.dates import moment_text
from .forms import AnswersForm, FileForm, choices_for, concerns, question_text, tables_from

_ROWS_SHOWN = 8
_REFUSED_SHOWN = 30
NOBODY_YET = "nobody"


@takes_long
@sensitive_post_parameters("ticket", "tables")
@signed_in("GET", "HEAD", "POST")
def import_file(request: SignedIn) -> HttpResponse:
    """The file's way from the provider to the record, a page at a time."""
    must(access.may_import(request.user))
    doing = request.POST.get("do", "") if request.method == "POST" else ""
    if doing in ("answer", "take", "refused", "drop"):
        return _go_on(request, doing)
    form = (
        FileForm(_workers(request.user), request.POST, request.FILES)
        if request.method == "POST"
        else FileForm(_workers(request.user))
    )
    if request.method == "POST" and form.is_valid():
        content = form.content()
        try:
            reading = attendance.read(content, zone=request.user.agency.zone)
        except IntakeError as refused:
            form.add_error("file", str(refused))
        else:
            ticket = store_pending_file(content, by=request.user)
            return _preview(request, reading, ticket, {}, str(form.cleaned_data.get("worker", "")))
    return _start(request, form)


@sensitive_variables("content", "tables", "reading", "ticket")
def _go_on(request: SignedIn, doing: str) -> HttpResponse:
    try:
        return _one_step_on(request, doing)
    except IntakeError as refused:
        return _start(request, FileForm(_workers(request.user)), str(refused))


@sensitive_variables("content", "tables", "reading", "ticket")
def _one_step_on(request: SignedIn, doing: str) -> HttpResponse:
    ticket = request.POST.get("ticket", "")
    if doing == "drop":
        forget_pending_file(ticket, by=request.user)
        return redirect("import")
    tables, worker_id = tables_from(request.POST.get("tables", "")), request.POST.get("worker", "")
    chosen, worker = _worker_of(request.user, worker_id)
    content = pending_file(ticket, by=request.user)
    reading = attendance.read(content, mapping=tables, zone=request.user.agency.zone)
    if not chosen:
        return _start(
            request,
            FileForm(_workers(request.user)),
            _("Choose the worker who is responsible for these clients."),
        )
    if doing == "answer":
        answers = AnswersForm(reading.questions, request.POST)
        if not answers.is_valid():
            return _preview(request, reading, ticket, tables, worker_id, answers)
        tables = attendance.answered(tables, answers.answers())
        reading = attendance.read(content, mapping=tables, zone=request.user.agency.zone)
        return _preview(request, reading, ticket, tables, worker_id)
    if reading.blocked:
        return _preview(request, reading, ticket, tables, worker_id)
    if doing == "refused":
        dry = import_attendance(
            agency=request.user.agency, by=request.user, worker=worker, reading=reading, dry_run=True
        )
        note(request, LoggedAction.EXPORTED, count=len(dry.refused))
        return HttpResponse(
            refused_csv(reading, dry.refused),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="refused.csv"'},
        )
    result = import_attendance(agency=request.user.agency, by=request.user, worker=worker, reading=reading)
    note(request, LoggedAction.IMPORTED, count=result.cases_created)
    forget_pending_file(ticket, by=request.user)
    recorded(request, reverse("import"))
    return render(
        request,
        "attendance/imported.html",
        {"place": "import", "result": result, "refused": _refused(result.refused)},
    )


def _start(request: SignedIn, form: FileForm, error: str = "") -> HttpResponse:
    context = {"place": "import", "form": form, "error": error}
    return render(request, "attendance/import.html", context, status=422 if form.errors or error else 200)


def _preview(
    request: SignedIn,
    reading: AttendanceReading,
    ticket: str,
    tables: dict[str, Any],
    worker_id: str,
    answers: AnswersForm | None = None,
) -> HttpResponse:
    """What the file says, and what would come of taking it in. Nothing has been written."""
    form = (
        answers
        if answers is not None
        else AnswersForm([question for question in reading.questions if question.blocking])
    )
    dry = None
    chosen, worker = _worker_of(request.user, worker_id)
    if not reading.blocked and chosen:
        dry = import_attendance(
            agency=request.user.agency, by=request.user, worker=worker, reading=reading, dry_run=True
        )
    context = {
        "place": "import",
        "reading": reading,
        "dry": dry,
        "form": form if form.fields else None,
        "bound_form": form,
        "columns": [
            {"role": column_label(role), "header": header} for role, header in reading.columns.items()
        ],
        "statuses": [
            {
                "status": status or _("(empty)"),
                "meaning": outcome_label(outcome) if outcome else _("not decided yet"),
                "count": count,
            }
            for status, outcome, count in reading.statuses
        ],
        "rows": [
            {
                "line": row.line,
                "name": row.client.name or row.client.reference,
                "when": moment_text(row.starts_at),
                "outcome": outcome_label(row.outcome),
            }
            for row in reading.rows[:_ROWS_SHOWN]
        ],
        "more_rows": max(0, len(reading.rows) - _ROWS_SHOWN),
        "refused": _refused(dry.refused if dry else reading.refused),
        "remarks": [
            f"{question_text(question)} {concerns(question)}."
            for question in reading.questions
            if not choices_for(question)
        ],
        "ticket": ticket,
        "tables": json.dumps(tables),
        "worker_id": worker_id,
        "worker": worker,
        "now": clock.now(),
    }
    wrong = answers is not None and bool(answers.errors)
    return render(request, "attendance/import_preview.html", context, status=422 if wrong else 200)


def _refused(refused: Sequence[Refused]) -> dict[str, Any]:
    lines = [{"line": row.line, "reason": row.reason} for row in refused[:_REFUSED_SHOWN]]
    return {"count": len(refused), "lines": lines, "more": max(0, len(refused) - _REFUSED_SHOWN)}


def column_label(role: str) -> str:
    """What a column is for."""
    roles = {
        "reference": _("Client number"),
        "name": _("Client’s name"),
        "first_name": _("First name"),
        "last_name": _("Last name"),
        "born": _("Date of birth"),
        "phone": _("Phone"),
        "language": _("Language"),
        "start": _("Date and time"),
        "date": _("Date"),
        "time": _("Time"),
        "status": _("How it went"),
        "canceled_by": _("Who canceled it"),
        "cancel_reason": _("Why it was canceled"),
        "canceled_at": _("When it was canceled"),
        "notice": _("Notice given"),
        "arrived": _("Arrived at"),
        "left": _("Left at"),
        "requirement": _("Service"),
        "booked_on": _("Date booked"),
        "updated": _("Last changed"),
        "moved_to": _("Rescheduled to"),
    }
    return roles.get(role, role.replace("_", " "))


def _workers(person: Person) -> list[tuple[str, str]]:
    """Whose cases a file may become: a worker's file is their own."""
    if not access.may_import_for(person, None):
        return []
    people = [carrier for carrier in carriers_of(person.agency) if access.may_import_for(person, carrier)]
    return [*((str(person.public_id), person.name) for person in people), (NOBODY_YET, _("Not assigned yet"))]


def _worker_of(person: Person, worker_id: str) -> tuple[bool, Person | None]:
    """Whether it is said whose cases they become, and whose; None for nobody's yet."""
    allowed = dict(_workers(person))
    if not allowed:
        return True, person
    if worker_id not in allowed or worker_id == NOBODY_YET:
        return worker_id == NOBODY_YET, None
    return True, Person.objects.get(agency_id=person.agency_id, public_id=UUID(worker_id))
