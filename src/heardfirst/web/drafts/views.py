"""Keeping what is being typed, starting afresh, and hearing what others recorded meanwhile."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.csrf import csrf_failure
from django.views.decorators.csrf import csrf_exempt

from heardfirst import access
from heardfirst.agency.models import Person
from heardfirst.agency.signed_in import unattended
from heardfirst.guide.drafts.across_sign_in import token_owner
from heardfirst.guide.drafts.draft_sealing import DraftTooLongError
from heardfirst.guide.drafts.services import DraftElsewhereError, finish_draft, keep_draft
from heardfirst.record.models import Case

from ..shared.access_log_lines import LoggedAction, note
from ..shared.auth import SignedIn, case_of, must, signed_in, way_back
from ..shared.colleagues_entries import others_since, when_text
from ..shared.posting import repeatable
from .drafts import BEGUN, REVISION, TAB, TOKEN, is_form, number_of, typed_in


# A page's own token stands for Django's: it is signed for this person, this case and this form, and it still
# holds when somebody has signed in anew in another window.
@csrf_exempt
@repeatable
@signed_in("POST")
def keep(request: SignedIn, case_id: UUID, form: str) -> HttpResponse:
    """Keep what is in a form by now; or, asked to start afresh, nothing of it."""
    case = case_of(request, case_id, to_write=True)
    must(is_form(form))
    if not _is_theirs(request, case, form):
        return JsonResponse({}, status=403)
    post = request.POST
    if "draft-afresh" in post:
        finish_draft(person=request.user, case=case, form=form, tab=post.get(TAB, ""))
        return redirect(way_back(request, "/"))
    try:
        draft = keep_draft(
            person=request.user,
            case=case,
            form=form,
            typed=typed_in(post),
            begun=number_of(post.get(BEGUN), case.count),
            tab=post.get(TAB, ""),
            revision=number_of(post.get(REVISION), 0),
        )
    except DraftElsewhereError:
        return JsonResponse({}, status=409)
    except DraftTooLongError:
        return JsonResponse({}, status=413)
    if draft is None:
        return JsonResponse({"said": "", "revision": 0})
    text = _("Draft saved %(when)s. Not in the record yet.") % {"when": when_text(draft.kept_at)}
    return JsonResponse({"said": text, "revision": draft.revision})


@unattended
@signed_in("GET", "HEAD")
def news(request: SignedIn, case_id: UUID) -> HttpResponse:
    """
    What others recorded since the case had ``since`` entries; no content when nobody did.

    A page asks by itself, as long as it is being looked at. That is the same look, which the log has; a line
    is added when there is something new to see.
    """
    case = access.case_or_none(request.user, case_id)
    if case is None:
        raise Http404
    since = number_of(request.GET.get("since"), -1)
    lines = others_since(case, request.user, since) if 0 <= since < case.count else []
    if since >= 0 and not lines:
        return HttpResponse(status=204)
    note(request, LoggedAction.OPENED, case=case)
    return render(request, "drafts/parts/news.html", {"lines": lines, "count": case.count})


def open_too_long(request: HttpRequest, reason: str = "") -> HttpResponse:
    """
    When the page's token is none of this session: what was typed is kept all the same, if the page was
    theirs.
    """
    owner = token_owner(request.POST.get(TOKEN, ""))
    person = request.user
    case = access.case_or_none(person, owner.case) if owner and isinstance(person, Person) else None
    if owner is None or case is None or not isinstance(person, Person) or owner.person != person.public_id:
        return csrf_failure(request, reason)
    if not access.may_write(person, case):
        return csrf_failure(request, reason)
    try:
        keep_draft(
            person=person,
            case=case,
            form=owner.form,
            typed=typed_in(request.POST),
            begun=number_of(request.POST.get(BEGUN), case.count),
        )
    except DraftTooLongError:
        return csrf_failure(request, reason)
    return redirect(request.get_full_path())


def _is_theirs(request: SignedIn, case: Case, form: str) -> bool:
    """Whether the page that sends this was made for this person, this case and this form."""
    owner = token_owner(request.POST.get(TOKEN, ""))
    return owner is not None and (owner.person, owner.case, owner.form) == (
        request.user.public_id,
        case.public_id,
        form,
    )
