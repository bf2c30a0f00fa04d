"""Teams: who works under which supervisors, and so who sees whose cases."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from heardfirst import access
from heardfirst.agency import staffing
from heardfirst.agency.errors import StaffingRefused
from heardfirst.agency.models import Person, Team
from heardfirst.agency.selectors import staff_of, teams_of

from ..shared.access_log_lines import LoggedAction, note
from ..shared.auth import SignedIn, must, signed_in
from ..shared.flash import flash_of, with_message
from .team_forms import TeamForm, TeamNameForm


@signed_in("GET", "HEAD", "POST")
def teams(request: SignedIn) -> HttpResponse:
    """Every team with its people, who is in none, and a new one."""
    must(access.may_run_agency(request.user))
    agency = request.user.agency
    form = TeamNameForm(request.POST) if request.method == "POST" else TeamNameForm()
    if request.method == "POST" and form.is_valid():
        try:
            made = staffing.make_team(agency=agency, name=form.cleaned_data["name"])
        except StaffingRefused as refused:
            form.add_error("name", str(refused))
        else:
            note(request, LoggedAction.TEAMS_CHANGED)
            return redirect(with_message(reverse("team", args=[made.public_id]), "team-made"))
    people = staff_of(agency)
    context = {
        "place": "people",
        "flash": flash_of(request, request.user),
        "form": form,
        "teams": [
            {
                "name": team.name,
                "href": reverse("team", args=[team.public_id]),
                **_who(person for person in people if person.team_id == team.pk),
            }
            for team in teams_of(agency)
        ],
        "nowhere": _who(person for person in people if person.team_id is None),
    }
    return render(request, "staff/teams.html", context, status=422 if form.errors else 200)


@signed_in("GET", "HEAD", "POST")
def team(request: SignedIn, team_id: UUID) -> HttpResponse:
    """One team: its name and its people."""
    there = _team_of(request, team_id)
    people = staff_of(there.agency)
    data = (request.POST,) if request.method == "POST" else ()
    form = TeamForm(there, people, *data)
    if request.method == "POST" and form.is_valid():
        try:
            staffing.change_team(team=there, name=form.cleaned_data["name"], people=form.people)
        except StaffingRefused as refused:
            form.add_error("name", str(refused))
        else:
            note(request, LoggedAction.TEAMS_CHANGED)
            return redirect(with_message(reverse("teams"), "team-changed"))
    context = {
        "place": "people",
        "flash": flash_of(request, request.user),
        "form": form,
        "name": there.name,
        "here": reverse("team", args=[there.public_id]),
        "remove_href": reverse("team-remove", args=[there.public_id]),
    }
    return render(request, "staff/team.html", context, status=422 if form.errors else 200)


@signed_in("POST")
def remove(request: SignedIn, team_id: UUID) -> HttpResponse:
    """Do without a team."""
    staffing.remove_team(team=_team_of(request, team_id))
    note(request, LoggedAction.TEAMS_CHANGED)
    return redirect(with_message(reverse("teams"), "team-removed"))


def _team_of(request: SignedIn, public_id: UUID) -> Team:
    must(access.may_run_agency(request.user))
    found = Team.objects.filter(agency_id=request.user.agency_id, public_id=public_id)
    there = found.select_related("agency").first()
    if there is None:
        raise Http404
    return there


def _who(people: Iterable[Person]) -> dict[str, str]:
    """Names in a row: those who supervise, and the others."""
    every = list(people)
    return {
        "supervisors": ", ".join(person.name for person in every if person.is_supervisor),
        "others": ", ".join(person.name for person in every if not person.is_supervisor),
    }
