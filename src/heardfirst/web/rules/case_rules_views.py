"""A case moves to the version of the rules that is in force: in the open, with a reason, as an entry."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from heardfirst.agency.selectors import version_in_force
from heardfirst.record.case_rules import rules_followed
from heardfirst.record.errors import RecordError
from heardfirst.record.version_changes import move_case

from ..shared.auth import SignedIn, case_of, signed_in
from ..shared.display_names import name_of
from ..shared.flash import with_recorded
from .case_rules_forms import FollowForm
from .rules_page import difference_sentences, rules_line, rules_of_version


@signed_in("GET", "HEAD", "POST")
def follow(request: SignedIn, case_id: UUID) -> HttpResponse:
    """What would be different for this case under the rules in force; a post moves it there."""
    case = case_of(request, case_id, to_write=True)
    version, followed = version_in_force(case.agency), rules_followed(case)
    newer = None if version is None or version.digest == followed.digest else version
    form = FollowForm(request.POST) if request.method == "POST" else FollowForm()
    if newer is not None and request.method == "POST" and form.is_valid():
        try:
            entry = move_case(case=case, by=request.user, version=newer, reason=form.cleaned_data["reason"])
        except RecordError as refused:
            form.add_error(None, str(refused))
        else:
            href = reverse("case", args=[case.public_id])
            return redirect(href if entry is None else with_recorded(href, entry))
    context = {
        "place": "caseload",
        "name": name_of(case).name,
        "case_href": reverse("case", args=[case.public_id]),
        "here": reverse("case-rules", args=[case.public_id]),
        "followed": rules_line(followed),
        "newer": rules_line(rules_of_version(newer)) if newer else None,
        "differences": difference_sentences(followed, rules_of_version(newer)) if newer else [],
        "form": form,
    }
    return render(request, "rules/case_rules.html", context, status=422 if form.errors else 200)
