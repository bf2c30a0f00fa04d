"""The directory of help: looking through it, one entry, and keeping it."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst

from heardfirst import access
from heardfirst.guide.directory import selectors, services
from heardfirst.guide.directory.barriers_answered import answered_by
from heardfirst.guide.directory.errors import HelpRefused
from heardfirst.guide.directory.models import Help, HelpMark
from heardfirst.protocol.vocabulary.closed_lists import BARRIERS
from heardfirst.protocol.vocabulary.closed_lists import HELP as KINDS

from ..shared.auth import SignedIn, must, signed_in, way_back
from ..shared.flash import flash_of, with_message
from ..wording.choices import label_of
from .fitting_help import help_row, starter_links
from .forms import FindForm, HelpForm, values_of

_A_PAGE = 30


@signed_in("GET", "HEAD")
def helps(request: SignedIn) -> HttpResponse:
    """All there is, or what fits the words and choices in the address."""
    must(access.may_use_directory(request.user))
    agency, may_keep = request.user.agency, access.may_keep_directory(request.user)
    form = FindForm(request.GET or None)
    criteria = form.criteria() if form.is_bound else {}
    put_away = may_keep and request.GET.get("put_away") == "yes"
    found = selectors.search(agency, **criteria, put_away=put_away)
    start = _number(request.GET.get("from", ""))
    rows = list(found[start : start + _A_PAGE + 1])
    query = {name: value for name, value in criteria.items() if value}
    if put_away:
        query["put_away"] = "yes"
    context = {
        "place": "helps",
        "flash": flash_of(request, request.user),
        "form": form,
        "narrowed": any(value for name, value in criteria.items() if name != "words"),
        "asked": bool(query),
        "put_away": put_away,
        "count": found.count(),
        "lines": [help_row(row) for row in rows[:_A_PAGE]],
        "more_href": _list(query, start + _A_PAGE) if len(rows) > _A_PAGE else "",
        "back_href": _list(query, max(0, start - _A_PAGE)) if start else "",
        "begun": bool(rows) or selectors.has_any(agency),
        "may_keep": may_keep,
        "starters": starter_links() if may_keep else [],
    }
    return render(request, "directory/directory.html", context)


@signed_in("GET", "HEAD")
def show(request: SignedIn, help_id: UUID) -> HttpResponse:
    """One entry, all of it."""
    must(access.may_use_directory(request.user))
    offered = _help_of(request, help_id)
    barriers = selectors.marks_of(offered, HelpMark.Of.BARRIER)
    context = {
        "place": "helps",
        "flash": flash_of(request, request.user),
        "help": offered,
        "line": help_row(offered),
        "barriers": ", ".join(capfirst(label_of("barriers", barrier)) for barrier in barriers),
        "may_keep": access.may_keep_directory(request.user),
    }
    return render(request, "directory/help.html", context)


@signed_in("GET", "HEAD", "POST")
def new(request: SignedIn) -> HttpResponse:
    """One help more."""
    must(access.may_keep_directory(request.user))
    agency = request.user.agency
    form = (
        HelpForm(agency, request.POST)
        if request.method == "POST"
        else HelpForm(agency, initial=_begun(request))
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.add_help(agency=agency, by=request.user, offer=form.offer())
        except HelpRefused as refused:
            form.add_error(None, str(refused))
        else:
            added = with_message(reverse("help", args=[made.public_id]), "help-added")
            return redirect(way_back(request, added))
    return _form(request, form, None)


@signed_in("GET", "HEAD", "POST")
def change(request: SignedIn, help_id: UUID) -> HttpResponse:
    """The same, said anew."""
    must(access.may_keep_directory(request.user))
    offered = _help_of(request, help_id)
    agency = request.user.agency
    form = (
        HelpForm(agency, request.POST)
        if request.method == "POST"
        else HelpForm(agency, initial=values_of(offered))
    )
    if request.method == "POST" and form.is_valid():
        try:
            services.change_help(offered=offered, by=request.user, offer=form.offer())
        except HelpRefused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(with_message(reverse("help", args=[offered.public_id]), "help-changed"))
    return _form(request, form, offered)


@signed_in("POST")
def check(request: SignedIn, help_id: UUID) -> HttpResponse:
    """Somebody made sure that it is still so."""
    return _done(request, help_id, services.mark_checked, "help-checked")


@signed_in("POST")
def put_away(request: SignedIn, help_id: UUID) -> HttpResponse:
    """Offer it no more."""
    return _done(request, help_id, services.put_away, "help-away")


@signed_in("POST")
def take_out(request: SignedIn, help_id: UUID) -> HttpResponse:
    """Offer it again."""
    return _done(request, help_id, services.take_out_again, "help-again")


def _done(request: SignedIn, help_id: UUID, do: Callable[..., None], word: str) -> HttpResponse:
    must(access.may_keep_directory(request.user))
    offered = _help_of(request, help_id)
    do(offered=offered, by=request.user)
    return redirect(with_message(reverse("help", args=[offered.public_id]), word))


def _form(request: SignedIn, form: HelpForm, offered: Help | None) -> HttpResponse:
    came_from = "" if offered else way_back(request, "")
    context = {
        "place": "helps",
        "form": form,
        "help": offered,
        "here": reverse("help-change", args=[offered.public_id]) if offered else reverse("help-new"),
        "back_href": reverse("help", args=[offered.public_id]) if offered else came_from or reverse("helps"),
        "next_href": came_from,
    }
    return render(request, "directory/help_form.html", context, status=422 if form.errors else 200)


def _begun(request: SignedIn) -> dict[str, object]:
    """What an address may say of a help to be added: closed words only."""
    kind, barrier = request.GET.get("kind", ""), request.GET.get("barrier", "")
    values: dict[str, object] = {}
    if kind in KINDS:
        values["kinds"] = [kind]
        values["name"] = capfirst(label_of("what", kind))
        values["barriers"] = answered_by([kind])
    if barrier in BARRIERS:
        values["barriers"] = [barrier]
    return values


def _help_of(request: SignedIn, public_id: UUID) -> Help:
    offered = selectors.help_of(request.user.agency, public_id)
    if offered is None:
        raise Http404
    return offered


def _list(query: dict[str, str], start: int) -> str:
    values = query | ({"from": str(start)} if start else {})
    return reverse("helps") + (f"?{urlencode(values)}" if values else "")


def _number(values: str) -> int:
    return int(values) if values.isascii() and values.isdigit() and len(values) < 6 else 0
