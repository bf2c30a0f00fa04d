"""Bringing a directory of others into ours: what it says, what its terms mean, and then taking it in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from heardfirst import access, clock
from heardfirst.agency.selectors import day_in
from heardfirst.guide.directory import hsds_import
from heardfirst.guide.directory.errors import HelpRefused
from heardfirst.guide.directory.hsds.nodes import FileRefused
from heardfirst.guide.directory.hsds.reading import HsdsReading, read
from heardfirst.intake.errors import IntakeError
from heardfirst.intake.pending_file import forget_pending_file, pending_file, store_pending_file

from ..shared.access_log_lines import LoggedAction, note
from ..shared.auth import SignedIn, must, signed_in
from ..shared.posting import recorded, takes_long
from ..wording.choices import label_of
from .import_forms import DirectoryFileForm, TermsForm, meanings_from

_LINES_SHOWN, _PROBLEMS_SHOWN = 12, 30


@takes_long
@signed_in("GET", "HEAD", "POST")
def import_file(request: SignedIn) -> HttpResponse:
    """The file's way into the directory, a page at a time."""
    must(access.may_keep_directory(request.user))
    if request.method == "POST" and request.POST.get("do"):
        try:
            return _go_on(request, request.POST["do"])
        except (IntakeError, FileRefused, HelpRefused) as refused:
            return _start(request, DirectoryFileForm(), str(refused))
    form = DirectoryFileForm(request.POST, request.FILES) if request.method == "POST" else DirectoryFileForm()
    if request.method == "POST" and form.is_valid():
        content = form.content()
        try:
            reading = _read(request, content)
        except FileRefused as refused:
            form.add_error("file", str(refused))
        else:
            ticket = store_pending_file(content, by=request.user)
            before = hsds_import.stored_meanings(request.user.agency)
            return _preview(request, reading, ticket, form.cleaned_data["source"], before)
    return _start(request, form)


def _go_on(request: SignedIn, doing: str) -> HttpResponse:
    ticket, source = request.POST.get("ticket", ""), request.POST.get("source", "")
    if doing == "drop":
        forget_pending_file(ticket, by=request.user)
        return redirect("helps")
    reading = _read(request, pending_file(ticket, by=request.user))
    meanings = meanings_from(request.POST.get("meanings", ""))
    form = TermsForm(_unknown_terms(reading), meanings, request.POST if doing == "answer" else None)
    if doing == "answer" and form.is_valid():
        meanings |= form.meanings()
    if doing != "take":
        return _preview(request, reading, ticket, source, meanings)
    agency = request.user.agency
    outcome = hsds_import.import_hsds(
        agency=agency, by=request.user, source=source, reading=reading, meanings=meanings
    )
    note(request, LoggedAction.IMPORTED)
    forget_pending_file(ticket, by=request.user)
    recorded(request, reverse("helps"))
    context = {"place": "helps", "counts": _counts_labeled(outcome.counts), "problems": _problems(reading)}
    return render(request, "directory/help_imported.html", context)


def _read(request: SignedIn, content: bytes) -> HsdsReading:
    return read(content, today=day_in(request.user.agency, clock.now()))


def _start(request: SignedIn, form: DirectoryFileForm, error: str = "") -> HttpResponse:
    context = {"place": "helps", "form": form, "error": error}
    return render(request, "directory/help_import.html", context, status=422 if form.errors or error else 200)


def _preview(
    request: SignedIn, reading: HsdsReading, ticket: str, source: str, meanings: Mapping[str, str]
) -> HttpResponse:
    """What would come of it. Nothing has been written."""
    agency = request.user.agency
    would = hsds_import.preview_hsds_import(agency=agency, reading=reading, meanings=meanings)
    shown = [line for line in would.lines if line.what != hsds_import.LEFT_OUT]
    unknown_terms = _unknown_terms(reading)
    known = {term for term, _called, _count in unknown_terms}
    context = {
        "place": "helps",
        "read": len(reading.found),
        "counts": _counts_labeled(would.counts),
        "takes": bool(would.counts.keys() & {hsds_import.ADDED, hsds_import.CHANGED, hsds_import.AWAY}),
        "lines": [
            {
                "name": line.name,
                "what": _words()[line.what],
                "kinds": ", ".join(capfirst(label_of("what", kind)) for kind in line.kinds),
            }
            for line in shown[:_LINES_SHOWN]
        ],
        "more_lines": max(0, len(shown) - _LINES_SHOWN),
        "form": TermsForm(unknown_terms, meanings),
        "problems": _problems(reading),
        "ticket": ticket,
        "source": source,
        "meanings": json.dumps({term: kind for term, kind in meanings.items() if term in known}),
    }
    return render(request, "directory/help_import_preview.html", context)


def _unknown_terms(reading: HsdsReading) -> list[tuple[str, str, int]]:
    return [
        (term, reading.called.get(term, term), reading.terms[term])
        for term in hsds_import.unknown_terms(reading)
    ]


def _counts_labeled(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(label, counts[what]) for what, label in _words().items() if counts.get(what)]


def _words() -> dict[str, str]:
    return {
        hsds_import.ADDED: _("new"),
        hsds_import.CHANGED: _("changed"),
        hsds_import.ALREADY: _("already there"),
        hsds_import.KEPT: _("kept with your changes"),
        hsds_import.AWAY: _("archived, no longer offered"),
        hsds_import.LEFT_OUT: _("left out"),
    }


def _problems(reading: HsdsReading) -> dict[str, Any]:
    problems = sorted(reading.problems, key=lambda problem: not problem.refused)
    return {
        "count": len(problems),
        "refused": sum(problem.refused for problem in problems),
        "lines": problems[:_PROBLEMS_SHOWN],
        "more": max(0, len(problems) - _PROBLEMS_SHOWN),
    }
