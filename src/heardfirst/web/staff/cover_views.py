"""Cover for the absent: who stands in for whom, on which days."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from heardfirst import access, clock
from heardfirst.agency import staffing
from heardfirst.agency.errors import StaffingRefused
from heardfirst.agency.models import Cover, Person
from heardfirst.agency.selectors import carriers_of, day_in
from heardfirst.turns import writing

from ..shared.access_log_lines import LoggedAction, note
from ..shared.auth import SignedIn, must, signed_in
from ..shared.flash import flash_of, with_message
from ..wording.dates import day_text
from .cover_forms import CoverForm


@signed_in("GET", "HEAD")
def cover(request: SignedIn) -> HttpResponse:
    """The covers of now and those to come: one's own, and of whom one looks after."""
    must(access.may_carry(request.user))
    now = clock.now()
    day, covers = day_in(request.user.agency, now), access.covers_for(request.user, now)
    begun = [cover for cover in covers if cover.first_day <= day]
    ahead = [cover for cover in covers if cover.first_day > day]
    context = {
        "place": "cover",
        "flash": flash_of(request, request.user),
        "groups": [
            {"key": key, "label": label, "rows": _rows(group_covers, request.user)}
            for key, label, group_covers in (("now", _("Now"), begun), ("ahead", _("Upcoming"), ahead))
            if group_covers
        ],
    }
    return render(request, "staff/cover.html", context)


@signed_in("GET", "HEAD", "POST")
def new_cover(request: SignedIn) -> HttpResponse:
    """Arrange cover, for oneself or for somebody one looks after."""
    must(access.may_carry(request.user))
    absent, instead = access.may_be_away(request.user), carriers_of(request.user.agency)
    data = (request.POST,) if request.method == "POST" else ()
    form = CoverForm(request.user, absent, instead, *data)
    if request.method == "POST" and form.is_valid():
        try:
            with writing():
                staffing.arrange_cover(
                    absent=form.absent_person,
                    instead=form.instead_person,
                    first_day=form.cleaned_data["first_day"],
                    last_day=form.cleaned_data["last_day"],
                    by=request.user,
                )
                note(request, LoggedAction.ABSENCE_COVERED, about=form.absent_person)
                note(request, LoggedAction.COVER_ARRANGED, about=form.instead_person)
        except StaffingRefused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(with_message(reverse("cover"), "cover-made"))
    return render(
        request, "staff/cover_new.html", {"place": "cover", "form": form}, status=422 if form.errors else 200
    )


@signed_in("POST")
def end_cover(request: SignedIn, cover_id: UUID) -> HttpResponse:
    """End a cover before its last day."""
    there = Cover.objects.filter(agency_id=request.user.agency_id, public_id=cover_id).select_related(
        "absent"
    )
    found = there.first()
    if found is None or not access.may_arrange_cover(request.user, found.absent):
        raise Http404
    staffing.end_cover(cover=found)
    note(request, LoggedAction.COVER_ENDED, about=found.instead)
    return redirect(with_message(reverse("cover"), "cover-ended"))


def _rows(covers: Sequence[Cover], person: Person) -> list[dict[str, object]]:
    return [
        {
            "who": _who(cover, person),
            "days": _days(cover),
            "end_href": reverse("cover-end", args=[cover.public_id])
            if access.may_arrange_cover(person, cover.absent)
            else "",
        }
        for cover in covers
    ]


def _days(cover: Cover) -> str:
    first, last = day_text(cover.first_day), day_text(cover.last_day)
    return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


def _who(cover: Cover, person: Person) -> str:
    if cover.instead_id == person.pk:
        return _("You’re covering for %(name)s") % {"name": cover.absent.name}
    if cover.absent_id == person.pk:
        return _("%(name)s is covering for you") % {"name": cover.instead.name}
    return _("%(name)s is covering for %(absent)s") % {
        "name": cover.instead.name,
        "absent": cover.absent.name,
    }
