"""The settings of an agency: what is so, and a page to change each part of it."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from heardfirst import access, clock
from heardfirst.agency.calendars import YEARS_FILLED, add_court_day, fill_calendar, take_off_court_day
from heardfirst.agency.court_days import calendar_year, runs_out
from heardfirst.agency.errors import CalendarRefused
from heardfirst.agency.models import Agency
from heardfirst.agency.selectors import day_in
from heardfirst.turns import writing

from ..shared.access_log_lines import LoggedAction, note
from ..shared.auth import SignedIn, must, signed_in
from .court_days import lines_of
from .forms import FEDERAL, CourtDayForm, CourtForm
from .settings_page import (
    PARTS,
    court_sentence,
    form_of,
    last_changed,
    overview,
    part_named,
    settings_to_arrange,
)


@signed_in("GET", "HEAD")
def settings(request: SignedIn) -> HttpResponse:
    """What holds in this agency, part by part."""
    must(access.may_run_agency(request.user))
    agency, now = request.user.agency, clock.now()
    changed = next((part.title for part in PARTS if part.key == request.GET.get("changed")), "")
    context = {
        "place": "settings",
        "parts": overview(agency, now),
        "changed": changed,
        "to_arrange": settings_to_arrange(request.user, now),
    }
    return render(request, "agency/settings.html", context)


@signed_in("GET", "HEAD", "POST")
def change(request: SignedIn, part: str) -> HttpResponse:
    """One part: what is so, and other answers kept once they are right."""
    must(access.may_run_agency(request.user))
    agency, settings_part = request.user.agency, part_named(part)
    form = form_of(settings_part, agency, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with writing():
            if settings_part.keep(agency, form.cleaned_data, clock.now()):
                note(request, LoggedAction.SETTINGS_CHANGED)
        return redirect(f"{reverse('settings')}?{urlencode({'changed': part})}")
    context = {
        "place": "settings",
        "part": settings_part,
        "form": form,
        "last_changed": last_changed(agency, f"settings-{part}"),
    }
    return render(request, "agency/setting.html", context, status=422 if form.errors else 200)


@signed_in("GET", "HEAD", "POST")
def calendar(request: SignedIn) -> HttpResponse:
    """The court calendar of a year: add a day, take one off, fill it from a court's."""
    must(access.may_run_agency(request.user))
    agency, now = request.user.agency, clock.now()
    year = _year_of(request, agency)
    adding, filling = CourtDayForm(), CourtForm(initial={"court": agency.subdivision or FEDERAL})
    if request.method == "POST" and "off" in request.POST:
        return _taken_off(request, agency, year)
    if request.method == "POST" and "fill" in request.POST:
        filling = CourtForm(request.POST)
        if filling.is_valid():
            with writing():
                fill_calendar(agency=agency, subdivision=filling.subdivision, at=now)
                note(request, LoggedAction.CALENDAR_CHANGED)
            return redirect(_here(year, "filled"))
    elif request.method == "POST":
        adding = CourtDayForm(request.POST)
        if adding.is_valid():
            try:
                with writing():
                    added = add_court_day(agency=agency, at=now, **adding.cleaned_data)
                    note(request, LoggedAction.CALENDAR_CHANGED)
            except CalendarRefused as refused:
                adding.add_error("day", str(refused))
            else:
                return redirect(_here(added.day.year, "added"))
    this = day_in(agency, now).year
    calendar_shown = calendar_year(agency, year, now)
    done = {
        "added": _("The day was added to the calendar."),
        "off": _("The day was removed from the calendar."),
        "filled": _("The calendar is filled."),
    }
    context = {
        "place": "settings",
        "year": year,
        "years": [(year, _here(year)) for year in range(this + YEARS_FILLED[0], this + YEARS_FILLED[-1] + 1)],
        "here": _here(year),
        "days": lines_of(calendar_shown.days, now),
        "taken_off": lines_of(calendar_shown.taken_off, now),
        "court": court_sentence(agency.subdivision),
        "until": this + YEARS_FILLED[-1],
        "runs_out": runs_out(agency, now),
        "last_changed": last_changed(agency, "settings-calendar"),
        "adding": adding,
        "filling": filling,
        "form": filling if filling.errors else adding,
        "done": done.get(request.GET.get("said", ""), ""),
    }
    wrong = adding.errors or filling.errors
    return render(request, "agency/court_calendar.html", context, status=422 if wrong else 200)


def _taken_off(request: SignedIn, agency: Agency, year: int) -> HttpResponse:
    try:
        day = date.fromisoformat(request.POST["off"])
    except ValueError:
        return redirect(_here(year))
    with writing():
        take_off_court_day(agency=agency, day=day, at=clock.now())
        note(request, LoggedAction.CALENDAR_CHANGED)
    return redirect(_here(day.year, "off"))


def _year_of(request: SignedIn, agency: Agency) -> int:
    this, wanted = day_in(agency, clock.now()).year, request.GET.get("year", "")
    settings_part = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) == 4 else this
    return settings_part if this + YEARS_FILLED[0] <= settings_part <= this + 5 else this


def _here(year: int, done_key: str = "") -> str:
    query = {"year": year} | ({"said": done_key} if done_key else {})
    return f"{reverse('settings-calendar')}?{urlencode(query)}"
