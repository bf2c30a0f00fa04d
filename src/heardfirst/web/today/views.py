"""Today: whom to turn to first, and why."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heardfirst import access, clock
from heardfirst.access.today import PAGE
from heardfirst.agency.models import Person

from ..agency.settings_page import settings_to_arrange
from ..cases.open_actions import actions_today
from ..entries.overrides import override_request_lines
from ..shared.auth import SignedIn, signed_in
from ..shared.flash import flash_of
from ..shared.navigation import home_of
from ..staff.transfer_page import cover_sentences
from ..staff.unassigned_page import unassigned_notice
from .cards import card_of, greeting, overview, waits_of

# What a working day holds besides everything else; the rest is there, folded.
FITS = 7
_WAITS_SHOWN = 8


@signed_in("GET", "HEAD")
def today(request: SignedIn) -> HttpResponse:
    """
    The day's page: first, then, folded, waiting. A supervisor sees everyone's, or one worker's. Whoever
    carries no cases begins elsewhere.
    """
    if not access.may_carry(request.user):
        return redirect(home_of(request.user))
    now, worker, skip = clock.now(), _worker_of(request), _skip_of(request)
    day = access.today_for(request.user, now, worker=worker, skip=skip)
    back = _here(worker, 0)
    whose = worker or request.user
    cards = [card_of(line, now, back=back, seen_by=whose) for line in day.then]
    first = card_of(day.first, now, back=back, seen_by=whose, whole=True) if day.first else None
    shown = len(cards) if skip else FITS - 1
    seen = skip + len(cards) + (1 if first else 0)
    rest = max(0, day.to_do.number - seen)
    nothing = not (first or cards or day.waiting)
    promises, more_promises = actions_today(request.user, now, worker=worker) if not skip else ((), ())
    hidden = day.waiting_for.number - min(len(day.waiting), _WAITS_SHOWN)
    context = {
        "place": "today",
        "flash": flash_of(request, request.user),
        "emergencies": emergencies_text(access.still_to_look_at(request.user)),
        "override_requests": override_request_lines(request.user, now),
        "greeting": greeting(day),
        "nobody_carries": unassigned_notice(request.user, now),
        "standing_in": cover_sentences(request.user, now),
        "overview": overview(day),
        "first": first,
        "promises": promises,
        "more_promises": more_promises,
        "more_promises_text": _more_promised(len(more_promises)),
        "then": cards[:shown],
        "later": cards[shown:],
        "later_text": _more_text(len(cards) - shown),
        "page_text": _page_text(skip, len(cards)) if skip else "",
        "first_page_href": back,
        "more_href": _here(worker, skip + PAGE) if rest else "",
        "more_text": _("Show the next"),
        "waiting": [] if skip else waits_of(day.waiting[:_WAITS_SHOWN], now, seen_by=whose),
        "more_waiting": ngettext("And %(count)s more waiting.", "And %(count)s more waiting.", hidden)
        % {"count": hidden}
        if hidden > 0
        else "",
        "to_arrange": settings_to_arrange(request.user, now),
        "no_cases": nothing and not access.cases_for(request.user).exists(),
        "workers": _workers(request.user),
        "chosen_worker": worker.public_id if worker else None,
    }
    return render(request, "today/today.html", context)


def emergencies_text(number: int) -> str:
    """How many cases were opened in an emergency that nobody has looked at yet; nothing for none."""
    text = ngettext(
        "%(count)s case was opened in an emergency. Review it.",
        "%(count)s cases were opened in an emergency. Review them.",
        number,
    )
    return text % {"count": number} if number else ""


def _worker_of(request: SignedIn) -> Person | None:
    """The colleague whose cases are asked for. Raises Http404 for anybody this person may not ask about."""
    wanted = request.GET.get("worker", "")
    if not wanted:
        return None
    try:
        found = Person.objects.filter(agency_id=request.user.agency_id, public_id=UUID(wanted)).first()
    except ValueError:
        found = None
    if found is None or not access.looks_after(request.user, found):
        raise Http404
    return found


def _workers(person: Person) -> list[Person]:
    if not person.is_supervisor:
        return []
    return access.looked_after_by(person)


def _skip_of(request: SignedIn) -> int:
    wanted = request.GET.get("from", "")
    return min(int(wanted), 100_000) if wanted.isascii() and wanted.isdigit() and len(wanted) < 7 else 0


def _here(worker: Person | None, skip: int) -> str:
    query = ({"worker": str(worker.public_id)} if worker else {}) | ({"from": str(skip)} if skip else {})
    return reverse("today") + (f"?{urlencode(query)}" if query else "")


def _page_text(skip: int, number: int) -> str:
    """Which lines a further page shows: so many from the one after ``skip``."""
    if not number:
        return _("This page has no more cases.")
    if number == 1:
        return _("Case %(number)s on the list") % {"number": skip + 1}
    return _("Cases %(first)s to %(last)s on the list") % {"first": skip + 1, "last": skip + number}


def _more_promised(count: int) -> str:
    return ngettext("%(count)s more promise", "%(count)s more promises", count) % {"count": count}


def _more_text(count: int) -> str:
    text = ngettext("%(count)s more can come after these", "%(count)s more can come after these", count)
    return text % {"count": count}
