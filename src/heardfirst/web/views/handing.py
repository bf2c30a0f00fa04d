"""Handing a case over, and giving away the cases that nobody carries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heardfirst import access, clock
from heardfirst.access.unassigned import PAGE, Uncarried, count_unassigned, list_unassigned
from heardfirst.agency.models import Person
from heardfirst.agency.selectors import carriers_of
from heardfirst.guide.drafts.services import forget_drafts
from heardfirst.record import services
from heardfirst.record.errors import RecordError
from heardfirst.record.models import Case

from ..cards import where_it_stands
from ..drafting import Drafting
from ..forms.handing import GiveForm, HandOverForm
from ..naming import name_of, unreadable_identity
from ..noting import What, note
from ..told import told_of, with_told, with_word
from ..wording.kinds import day_said
from .doors import SignedIn, case_of, must, signed_in


@signed_in("GET", "HEAD", "POST")
def hand_over(request: SignedIn, case_id: UUID) -> HttpResponse:
    """To whom and with what note; then, before anything is done, what moves with it and what does not."""
    case = case_of(request, case_id, to_write=True)
    must(access.may_hand_over(request.user, case))
    people = [each for each in carriers_of(case.agency) if each.pk != case.worker_id]
    drafting = Drafting(request, case, "hand-over")
    form = HandOverForm(people, drafting.given)
    drafting.shown(form)
    asks_again = False
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        asks_again = not form.cleaned_data["sure"]
        if not asks_again and (done := _handed_over(request, case, form)) is not None:
            drafting.done()
            forget_drafts()
            return done
    if request.method == "POST":
        drafting.keep()
    context = {
        "place": "caseload",
        "form": form,
        "drafting": drafting,
        "name": name_of(case).name,
        "case_href": reverse("case", args=[case.public_id]),
        "here": reverse("hand-over", args=[case.public_id]),
        "first": case.worker_id is None,
        "wrong": bool(form.errors),
    }
    if asks_again and not form.errors:
        context |= {"to": form.person, "keeps": _keeps(request.user, form.person)}
        return render(request, "web/hand_over_check.html", context)
    return render(request, "web/hand_over.html", context, status=422 if form.errors else 200)


def _handed_over(request: SignedIn, case: Case, form: HandOverForm) -> HttpResponse | None:
    """Where to go on to once it is done; None with a word at the form when it is not."""
    try:
        entry = services.transfer_case(
            case=case, by=request.user, to=form.person, at=clock.now(), words=form.cleaned_data["words"]
        )
    except RecordError as refused:
        form.add_error(None, str(refused))
        return None
    note(request, What.HANDED_OVER, case=case, about=form.person)
    # Whoever gave away their own case may not look at it any more.
    if access.may_open(request.user, case):
        return redirect(with_told(reverse("case", args=[case.public_id]), entry))
    return redirect(with_word(reverse("today"), "handed-over"))


def _keeps(person: Person, to: Person) -> bool:
    """Whether somebody still sees a case once it is that worker's."""
    return any(each.pk == to.pk for each in access.looked_after_by(person))


@signed_in("GET", "HEAD", "POST")
def unassigned(request: SignedIn) -> HttpResponse:
    """The cases that nobody carries: choose some, one worker, one note."""
    must(access.may_assign(request.user))
    lines = list_unassigned(request.user)
    people = carriers_of(request.user.agency)
    choices = [(str(each.case.public_id), _name(each)) for each in lines]
    form = GiveForm(choices, people, request.POST) if request.method == "POST" else GiveForm(choices, people)
    if request.method == "POST" and form.is_valid():
        chosen = set(form.cleaned_data["cases"])
        cases = [each.case for each in lines if str(each.case.public_id) in chosen]
        try:
            services.transfer_cases(
                cases=cases,
                by=request.user,
                to=form.person,
                at=clock.now(),
                words=form.cleaned_data["words"],
            )
        except RecordError as refused:
            form.add_error(None, str(refused))
        else:
            for case in cases:
                note(request, What.HANDED_OVER, case=case, about=form.person)
            forget_drafts()
            return redirect(with_word(reverse("unassigned"), "given"))
    note(request, What.LISTED, count=len(lines))
    total = count_unassigned(request.user)
    context = {
        "place": "today",
        "told": told_of(request, request.user),
        "form": form,
        "rows": _rows(lines, clock.now(), set(request.POST.getlist("cases"))),
        "said": unassigned_said(total),
        "more": _("The most pressing %(count)s are shown; the rest follow once these are given.")
        % {"count": PAGE}
        if total.number > len(lines)
        else "",
    }
    return render(request, "web/unassigned.html", context, status=422 if form.errors else 200)


@dataclass(frozen=True, slots=True)
class NobodyCarries:
    """What a supervisor's Today says on top: how many cases have nobody, and the most pressing of them."""

    said: str
    first: str


def nobody_carries(person: Person, now: datetime) -> NobodyCarries | None:
    """The same for somebody at ``now``; None where every case has somebody, or it is not theirs to mend."""
    count = count_unassigned(person)
    if not count.number:
        return None
    (first,) = list_unassigned(person, limit=1) or (None,)
    if first is None:  # somebody gave it away between the two looks
        return None
    text, _tone = where_it_stands(first.case, first.standing, now)
    named = _("The most pressing: %(name)s, %(step)s.") % {"name": _name(first), "step": text}
    return NobodyCarries(unassigned_said(count), f"{named} {_since(first)}")


def unassigned_said(count: access.Count) -> str:
    """How many cases nobody carries; nothing when there are none."""
    if not count.number:
        return ""
    if count.or_more:
        return _("More than %(count)s cases have nobody.") % {"count": count.number}
    said = ngettext("%(count)s case has nobody.", "%(count)s cases have nobody.", count.number)
    return said % {"count": count.number}


def _rows(lines: Sequence[Uncarried], now: datetime, chosen: set[str]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for each in lines:
        text, tone = where_it_stands(each.case, each.standing, now)
        public_id = str(each.case.public_id)
        rows.append(
            {
                "value": public_id,
                "chosen": public_id in chosen,
                "name": _name(each),
                "href": reverse("case", args=[each.case.public_id]),
                "chip": text,
                "tone": tone,
                "about": _since(each),
            }
        )
    return rows


def _since(line: Uncarried) -> str:
    day = day_said(timezone.localtime(line.since).date())
    said = (
        _("Nobody has worked on it since %(day)s.")
        if line.worked_on
        else _("With nobody since %(day)s, when it was opened.")
    ) % {"day": day}
    if line.case.worker is not None:
        said = _("It was %(name)s’s.") % {"name": line.case.worker.name} + " " + said
    return said


def _name(line: Uncarried) -> str:
    return line.name or unreadable_identity().name
