"""Transferring a case, and giving away the cases that nobody carries."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from heardfirst import access, clock
from heardfirst.access.unassigned import PAGE, count_unassigned, list_unassigned
from heardfirst.agency.models import Person
from heardfirst.agency.selectors import carriers_of
from heardfirst.guide.drafts.services import forget_drafts
from heardfirst.record import services
from heardfirst.record.errors import RecordError
from heardfirst.record.models import Case
from heardfirst.record.reading import CaseReading

from ..drafts.drafts import Drafting
from ..shared.access_log_lines import LoggedAction, note
from ..shared.auth import SignedIn, case_of, must, signed_in
from ..shared.display_names import name_of
from ..shared.flash import flash_of, with_message, with_recorded
from .transfer_forms import GiveForm, TransferForm
from .unassigned_page import name_of_line, rows_of, unassigned_sentence


@signed_in("GET", "HEAD", "POST")
def transfer(request: SignedIn, case_id: UUID) -> HttpResponse:
    """To whom and with what note; then, before anything is done, what moves with it and what does not."""
    case = case_of(request, case_id, to_write=True)
    must(access.may_transfer(request.user, case))
    people = [person for person in carriers_of(case.agency) if person.pk != case.worker_id]
    drafting = Drafting(request, CaseReading.of(case, at=clock.now()), "hand-over")
    form = TransferForm(people, drafting.data)
    drafting.shown(form)
    asks_again = False
    if request.method == "POST" and form.is_valid() and "change" not in request.POST:
        asks_again = not form.cleaned_data["sure"]
        if not asks_again and (done := _transferred(request, case, form)) is not None:
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
        return render(request, "staff/transfer_check.html", context)
    return render(request, "staff/transfer.html", context, status=422 if form.errors else 200)


def _transferred(request: SignedIn, case: Case, form: TransferForm) -> HttpResponse | None:
    """Where to go on to once it is done; None with a word at the form when it is not."""
    try:
        entry = services.transfer_case(
            case=case, by=request.user, to=form.person, at=clock.now(), words=form.cleaned_data["words"]
        )
    except RecordError as refused:
        form.add_error(None, str(refused))
        return None
    note(request, LoggedAction.HANDED_OVER, case=case, about=form.person)
    # Whoever gave away their own case may not look at it any more.
    if access.may_open(request.user, case):
        return redirect(with_recorded(reverse("case", args=[case.public_id]), entry))
    return redirect(with_message(reverse("today"), "handed-over"))


def _keeps(person: Person, to: Person) -> bool:
    """Whether somebody still sees a case once it is that worker's."""
    return any(case.pk == to.pk for case in access.looked_after_by(person))


@signed_in("GET", "HEAD", "POST")
def unassigned(request: SignedIn) -> HttpResponse:
    """The cases that nobody carries: choose some, one worker, one note."""
    must(access.may_assign(request.user))
    lines = list_unassigned(request.user)
    people = carriers_of(request.user.agency)
    choices = [(str(line.case.public_id), name_of_line(line)) for line in lines]
    form = GiveForm(choices, people, request.POST) if request.method == "POST" else GiveForm(choices, people)
    if request.method == "POST" and form.is_valid():
        chosen = set(form.cleaned_data["cases"])
        cases = [line.case for line in lines if str(line.case.public_id) in chosen]
        try:
            services.transfer_cases(
                cases=cases, by=request.user, to=form.person, at=clock.now(), words=form.cleaned_data["words"]
            )
        except RecordError as refused:
            form.add_error(None, str(refused))
        else:
            for case in cases:
                note(request, LoggedAction.HANDED_OVER, case=case, about=form.person)
            forget_drafts()
            return redirect(with_message(reverse("unassigned"), "given"))
    note(request, LoggedAction.LISTED, count=len(lines))
    total = count_unassigned(request.user)
    context = {
        "place": "today",
        "flash": flash_of(request, request.user),
        "form": form,
        "rows": rows_of(lines, clock.now(), set(request.POST.getlist("cases"))),
        "summary": unassigned_sentence(total),
        "more": _("The %(count)s most urgent are shown; the rest appear once these are assigned.")
        % {"count": PAGE}
        if total.number > len(lines)
        else "",
    }
    return render(request, "staff/unassigned.html", context, status=422 if form.errors else 200)
