"""People: who works here and as what. For administrators, who see no case by it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heardfirst import access
from heardfirst.access.unassigned import count_carried
from heardfirst.agency import staffing
from heardfirst.agency.doors.second_step import remove_all, second_steps_of
from heardfirst.agency.errors import StaffingRefused
from heardfirst.agency.models import Person, Role
from heardfirst.turns import writing

from ..doors.account_page import second_steps_sentence
from ..shared.access_log_lines import LoggedAction, note
from ..shared.auth import SignedIn, must, signed_in
from ..wording.roles import role_lines
from .forms import GiveRoleForm, end_of
from .people_page import invitation_rows, people_rows, undelivered_mail_lines


@signed_in()
def people(request: SignedIn) -> HttpResponse:
    """Everybody of the agency, and who is invited."""
    must(access.may_run_agency(request.user))
    agency = request.user.agency
    context = {
        "place": "people",
        "people": people_rows(agency),
        "invitations": invitation_rows(agency),
        "undelivered": undelivered_mail_lines(agency),
    }
    return render(request, "staff/people.html", context)


@signed_in()
def person(request: SignedIn, person_id: UUID) -> HttpResponse:
    """One of them, with what can be done."""
    found = _person_of(request, person_id)
    sentences = {
        "given": _("The role was added."),
        "taken": _("The role was removed, and they were signed out everywhere."),
        "gone": _("Access removed. What they recorded stays as it is."),
        "back": _("Access restored, with the roles they had."),
        "ended": _("They were signed out everywhere."),
        "removed": _("Their second step was removed. If a mail server is set up, they were told by email."),
    }
    done = next((sentences[key] for key in sentences if key in request.GET), "")
    return _page(request, found, done=done)


@signed_in("POST")
def give_role(request: SignedIn, person_id: UUID) -> HttpResponse:
    """Let somebody be one thing more."""
    found = _person_of(request, person_id)
    form = GiveRoleForm(request.POST, roles_given=found.roles)
    if form.is_valid():
        until = form.cleaned_data["until"]
        try:
            with writing():
                staffing.give_role(
                    person=found,
                    role=form.cleaned_data["role"],
                    by=request.user,
                    until=end_of(until, found.agency) if until else None,
                )
                note(request, LoggedAction.ROLE_GIVEN, about=found)
        except StaffingRefused as refused:
            form.add_error("until", str(refused))
        else:
            return _back_to(found, "given")
    return _page(request, found, form=form, status=422)


@signed_in("GET", "HEAD", "POST")
def take_role(request: SignedIn, person_id: UUID, role: str) -> HttpResponse:
    """Ask once more, then take the role away."""
    found = _person_of(request, person_id)
    if role not in found.roles:
        raise Http404
    left = found.roles - {role}
    title = _("Remove: %(role)s") % {"role": Role(role).label}
    loses_cases = found.carries_cases and left.isdisjoint({Role.WORKER, Role.SUPERVISOR})
    if request.method == "POST":
        try:
            with writing():
                staffing.take_role(person=found, role=role, by=request.user)
                note(request, LoggedAction.ROLE_TAKEN, about=found)
        except StaffingRefused as refused:
            return _confirm(request, found, title, refused=str(refused))
        return _back_to(found, "taken")
    return _confirm(request, found, title, cases=count_carried(found) if loses_cases else 0)


@signed_in("GET", "HEAD", "POST")
def let_go(request: SignedIn, person_id: UUID) -> HttpResponse:
    """Ask once more, then let somebody in no more."""
    found = _person_of(request, person_id)
    title = _("Remove access")
    if request.method == "POST":
        try:
            with writing():
                staffing.let_go(person=found, by=request.user)
                note(request, LoggedAction.LET_GO, about=found)
        except StaffingRefused as refused:
            return _confirm(request, found, title, refused=str(refused))
        return _back_to(found, "gone")
    return _confirm(request, found, title, cases=count_carried(found))


@signed_in("POST")
def take_back(request: SignedIn, person_id: UUID) -> HttpResponse:
    """Let somebody in again who had left."""
    found = _person_of(request, person_id)
    with writing():
        staffing.take_back(person=found, by=request.user)
        note(request, LoggedAction.TAKEN_BACK, about=found)
    return _back_to(found, "back")


@signed_in("POST")
def end_sessions(request: SignedIn, person_id: UUID) -> HttpResponse:
    """Sign somebody out everywhere."""
    found = _person_of(request, person_id)
    with writing():
        staffing.end_sessions(person=found)
        note(request, LoggedAction.SESSIONS_ENDED, about=found)
    return _back_to(found, "ended")


@signed_in("GET", "HEAD", "POST")
def remove_second_step(request: SignedIn, person_id: UUID) -> HttpResponse:
    """Ask once more, then remove a second step that was lost."""
    found = _person_of(request, person_id)
    if request.method == "POST":
        with writing():
            remove_all(person=found)
            note(request, LoggedAction.SECOND_STEP_REMOVED, about=found)
        return _back_to(found, "removed")
    return _confirm(request, found, _("Remove a lost second step"), second_step=True)


def _person_of(request: SignedIn, person_id: UUID) -> Person:
    must(access.may_run_agency(request.user))
    found = (
        Person.objects.filter(agency_id=request.user.agency_id, public_id=person_id)
        .select_related("agency")
        .first()
    )
    if found is None:
        raise Http404
    return found


def _back_to(found: Person, done: str) -> HttpResponse:
    return redirect(f"{reverse('person', args=[found.public_id])}?{done}")


def _page(
    request: SignedIn, found: Person, *, form: GiveRoleForm | None = None, done: str = "", status: int = 200
) -> HttpResponse:
    steps = second_steps_of(found)
    context = {
        "place": "people",
        "person": found,
        "roles_held": role_lines(found),
        "form": form or GiveRoleForm(roles_given=found.roles),
        "steps": steps,
        "steps_said": second_steps_sentence(steps) if steps else _("They have none."),
        "done": done,
    }
    return render(request, "staff/person.html", context, status=status)


def _confirm(
    request: SignedIn, found: Person, title: str, *, cases: int = 0, refused: str = "", **more: Any
) -> HttpResponse:
    sentence = ngettext(
        "%(count)s open case will be unassigned and will show up right away for the supervisor to assign.",
        "%(count)s open cases will be unassigned and will show up right away for the supervisor to assign.",
        cases,
    ) % {"count": cases}
    context = {
        "place": "people",
        "person": found,
        "title": title,
        "cases_said": sentence if cases else "",
        "refused": refused,
        **more,
    }
    return render(request, "staff/person_confirm.html", context, status=422 if refused else 200)
