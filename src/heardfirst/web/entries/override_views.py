"""Taking a step although the rules keep it shut: in the open, with a reason, never past what nobody may."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from heardfirst import access, clock
from heardfirst.guide.overriding import decline, override
from heardfirst.protocol import Decision, Step, never_overridden
from heardfirst.protocol.vocabulary.statuses import SHUT
from heardfirst.record import selectors
from heardfirst.record.case_rules import rules_followed
from heardfirst.record.errors import RecordError
from heardfirst.record.models import Case, Entry, Requirement
from heardfirst.record.reading import CaseReading

from ..drafts.drafts import Drafting
from ..shared.auth import SignedIn, case_of, signed_in
from ..shared.chronology_rows import row_of
from ..shared.display_names import name_of
from ..shared.flash import with_recorded
from ..wording.reasons import label_of_step, still_needed
from ..wording.steps_with_names import step_with_name
from .override_forms import AnswerForm, OverrideForm
from .overrides import barred_sentences, override_consequences, override_request_of


@dataclass(frozen=True, slots=True)
class _StepToOverride:
    """The step in question, of which service, and where it stands there."""

    requirement: Requirement
    decision: Decision
    step: Step

    @property
    def shut(self) -> bool:
        return self.decision.standing(self.step.name).status in SHUT

    @property
    def waits(self) -> bool:
        return self.step.name in self.decision.facts.override_requested


@signed_in("GET", "HEAD", "POST")
def override_step(request: SignedIn, case_id: UUID, step: str) -> HttpResponse:
    """Why not yet, what one takes on, and a reason; for a supervisor, the answer to a worker's request."""
    case = case_of(request, case_id, to_write=True)
    reading = CaseReading.of(case, at=clock.now())
    wanted = _step_to_override(reading, step, request.GET.get("service", ""))
    barred = never_overridden(wanted.step, wanted.decision.facts.bits)
    may = access.may_override(request.user, case, wanted.step)
    override_request = _stored_override_request(reading, wanted)
    answers = override_request is not None and may
    drafting = Drafting(request, reading, f"override:{step}")
    form = AnswerForm(drafting.data) if answers else OverrideForm(drafting.data)
    drafting.shown(form)
    case_href = reverse("case", args=[case.public_id])
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["reason"]
        try:
            if answers and override_request is not None and "decline" in request.POST:
                entry = decline(person=request.user, override_request=override_request, words=words)
            else:
                entry = override(
                    person=request.user, case=case, requirement=wanted.requirement, step=step, words=words
                )
        except RecordError as refused:
            form.add_error(None, str(refused))
        else:
            drafting.done()
            return redirect(with_recorded(case_href, entry, begun=drafting.begun))
    if form.errors and request.method == "POST":
        drafting.keep()
    name, label = name_of(case).name, label_of_step(wanted.step)
    context = {
        "place": "caseload",
        "form": form,
        "drafting": drafting,
        "title": step_with_name(wanted.step, name),
        "label": label,
        "name": name,
        "shut": wanted.shut,
        "needs": still_needed(wanted.decision.standing(step).missing),
        "barred": barred_sentences(barred) if barred else [],
        "takes_on": override_consequences(wanted.step),
        "asks": not may,
        "override_request": _override_request_row(case, override_request, request)
        if override_request is not None
        else None,
        "answers": answers,
        "button": _("Override") if may else _("Ask the supervisor"),
        "case_href": case_href,
        "here": request.get_full_path(),
    }
    wrong = request.method == "POST"
    return render(request, "entries/override.html", context, status=422 if wrong else 200)


def _step_to_override(reading: CaseReading, step: str, service: str) -> _StepToOverride:
    """The step of the service that is named, else of the first in which it is shut. Raises Http404."""
    rules = rules_followed(reading.case)
    if step not in rules.places:
        raise Http404
    found = [
        _StepToOverride(requirement, reading.decision(requirement), rules.step(step))
        for requirement in reading.requirements
        if service in ("", str(requirement.public_id))
    ]
    if not found:
        raise Http404
    return next((candidate for candidate in found if candidate.shut), found[0])


def _stored_override_request(reading: CaseReading, wanted: _StepToOverride) -> Entry | None:
    """The request that waits for a supervisor, if one does."""
    override_request = (
        override_request_of(reading, wanted.decision, wanted.step.name) if wanted.waits else None
    )
    if override_request is None:
        return None
    override_requests = Entry.objects.select_related("by", "case__client", "case__agency", "case__worker")
    return override_requests.filter(case=reading.case, public_id=override_request.id).first()


def _override_request_row(case: Case, override_request: Entry, request: SignedIn) -> object:
    words = selectors.words_of([override_request], case).get(override_request.public_id, "")
    return row_of(override_request, request.user, words=words)
