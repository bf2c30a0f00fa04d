"""Recording what happened: choosing its kind, the entry itself, correcting one, and taking one back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from heardfirst import clock
from heardfirst.guide.crisis_lines import crisis_lines
from heardfirst.guide.recording import bears_on_these_rules, endings_offered
from heardfirst.protocol import KINDS, EntryError, start_of
from heardfirst.protocol.facts.risks import open_risks
from heardfirst.protocol.vocabulary.kinds import GROUPS
from heardfirst.record import selectors, services
from heardfirst.record.case_rules import rules_followed
from heardfirst.record.errors import RecordError
from heardfirst.record.models import Case, Entry
from heardfirst.record.reading import CaseReading
from heardfirst.record.services import NewEntry

from ..booking.time_check import Timing, button_for, timing_for
from ..call.notes import note_for
from ..call.reaching import has_plan
from ..directory.fitting_help import fitting_for
from ..drafts.drafts import Drafting
from ..shared.auth import SignedIn, case_of, signed_in, way_back
from ..shared.case_choices import about_case, requirement_named
from ..shared.chronology_rows import row_of
from ..shared.display_names import name_of
from ..shared.endings import (
    changed_by_end,
    endings_explained,
)
from ..shared.entry_forms import EntryForm, EntryFormFacts, in_order
from ..shared.flash import with_recorded
from ..wording.kinds import kind_label
from ..wording.labels import in_language
from ..wording.reasons import language
from ..wording.steps_with_names import step_with_name
from .correction_forms import CorrectForm, start_from, what_instead


@signed_in("GET", "HEAD")
def choose(request: SignedIn, case_id: UUID) -> HttpResponse:
    """The kinds of things that happen, to choose from."""
    case = case_of(request, case_id, to_write=True)
    groups = [
        {"label": in_language(label), "kinds": _links_of(case, in_order(KINDS, group))}
        for group, label in GROUPS.items()
    ]
    context = {
        "place": "caseload",
        "groups": groups,
        "name": name_of(case).name,
        "case_href": reverse("case", args=[case.public_id]),
        "attempt_href": reverse("try", args=[case.public_id]),
        "died_href": reverse("died", args=[case.public_id]),
        "died": CaseReading.of(case, at=clock.now()).died,
    }
    return render(request, "entries/choose_kind.html", context)


@signed_in("GET", "HEAD", "POST")
def happened(request: SignedIn, case_id: UUID, kind: str) -> HttpResponse:
    """One entry of one kind."""
    case = case_of(request, case_id, to_write=True)
    kind = KINDS.name_of(kind)
    if kind not in KINDS.that("has_form"):
        raise Http404
    case_href = reverse("case", args=[case.public_id])
    step, name = request.GET.get("step", ""), name_of(case).name
    reading = CaseReading.of(case, at=clock.now())
    start: dict[str, Any] = dict(start_of(rules_followed(case), step))
    if kind == "note.signed":
        start = {**start, "words": note_for(reading)}
    elif kind == "session.booked":
        # Ticked beforehand only where there is a plan that it can fit.
        start = {**start, "plan": has_plan(reading)}
    if KINDS[kind].titled and (named := request.GET.get(KINDS[kind].titled)):
        start[KINDS[kind].titled] = named
    about = about_case(reading, start, counted=kind == "session.excused")
    if not bears_on_these_rules(kind, about.only):
        raise Http404
    beforehand, explained = [in_language(text) for text in KINDS[kind].changes], list[str]()
    if kind == "risk.raised" or "protects" in KINDS[kind].acts:
        beforehand += crisis_lines(open_risks(reading.folded), case.agency, language())
    if KINDS[kind].ends:
        about, explained = _ending(reading, kind, about)
        beforehand = [changed_by_end(kind)]
    drafting = Drafting(request, reading, f"happened:{kind}")
    form = EntryForm(kind, about, drafting.data)
    drafting.shown(form)
    timing = timing_for(request, reading, kind, form)
    if request.method == "POST" and form.is_valid() and not _asks_first(drafting, form, timing):
        try:
            entry = services.append(
                case=case,
                by=request.user,
                kind=kind,
                at=form.at(clock.now()),
                details=form.details(),
                words=form.words(),
                requirement=requirement_named(reading, form.requirement()),
            )
        except (RecordError, EntryError) as refused:
            form.refuse(refused)
        else:
            drafting.done()
            return redirect(with_recorded(way_back(request, case_href), entry, begun=drafting.begun))
    wrong = drafting.keep_unfinished(form, asking=timing is not None and timing.asking)
    context = {
        "place": "caseload",
        "form": form,
        "timing": timing,
        "title": _title(case, step, kind, name),
        "drafting": drafting,
        "button": _("Record it anyway") if drafting.twins else button_for(timing, _("Record it")),
        "name": name,
        "case_href": case_href,
        "here": request.get_full_path(),
        "next_href": way_back(request, case_href),
        "steps_kinds": _kinds_of_step(case, step, kind),
        "beforehand": beforehand,
        "explained": explained,
        "died_href": reverse("died", args=[case.public_id]) if KINDS[kind].ends else "",
        "fitting": fitting_for(reading, request.user, back=request.get_full_path())
        if KINDS[kind].is_plan
        else [],
    }
    return render(request, "entries/entry_form.html", context, status=422 if wrong else 200)


@signed_in("GET", "HEAD", "POST")
def correct(request: SignedIn, case_id: UUID, entry_id: UUID) -> HttpResponse:
    """Say that an entry is wrong, why, and what is right instead."""
    case, entry = _entry_of(request, case_id, entry_id)
    instead = request.GET.get("as", "")
    if instead and instead not in what_instead(entry.kind):
        raise Http404
    reading = CaseReading.of(case, at=clock.now())
    about = about_case(reading, {})
    if instead and not bears_on_these_rules(instead, about.only):
        raise Http404
    right: EntryForm | None = None
    drafting = Drafting(request, reading, f"correct:{entry.public_id.hex}:{instead}")
    data = drafting.data
    if instead:
        right = EntryForm(
            instead,
            about_case(reading, start_from(entry, instead, about)),
            data,
            prefix="right",
            correcting=True,
        )
    form = CorrectForm(data)
    drafting.shown(form, right)
    if request.method == "POST" and form.is_valid() and (right is None or right.is_valid()):
        try:
            correction = services.correct(
                entry=entry,
                by=request.user,
                reason=form.cleaned_data["reason"],
                replacement=_replacement(reading, entry, right) if right else None,
            )
        except (RecordError, EntryError) as refused:
            form.refuse(refused)
        else:
            drafting.done()
            case_href = reverse("case", args=[case.public_id])
            return redirect(with_recorded(case_href, correction, begun=drafting.begun))
    wrong = drafting.keep_unfinished(form, right)
    here = reverse("correct-entry", args=[case.public_id, entry.public_id])
    words = selectors.words_of([entry], case) if entry.words is not None else {}
    context = {
        "place": "caseload",
        "form": form,
        "right": right,
        "drafting": drafting,
        "row": row_of(entry, request.user, words=words.get(entry.public_id, "")),
        "ways": [
            {"label": _("It didn’t happen"), "href": here, "here": not instead},
            *(
                {"label": kind_label(kind), "href": f"{here}?as={kind}", "here": kind == instead}
                for kind in what_instead(entry.kind)
                if bears_on_these_rules(kind, about.only)
            ),
        ],
        "name": name_of(case).name,
        "case_href": reverse("case", args=[case.public_id]),
        "here": request.get_full_path(),
    }
    return render(request, "entries/correct.html", context, status=422 if wrong else 200)


@signed_in("POST")
def undo(request: SignedIn, case_id: UUID, entry_id: UUID) -> HttpResponse:
    """Take back what was just recorded, by a correction like any other."""
    case, entry = _entry_of(request, case_id, entry_id)
    back = way_back(request, reverse("case", args=[case.public_id]))
    try:
        correction = services.correct(entry=entry, by=request.user, reason=_("A mistake, undone right away."))
    except RecordError:
        # Undone already, as by a second tap: what was wanted is so.
        return redirect(back)
    return redirect(with_recorded(back, correction))


def _entry_of(request: SignedIn, case_id: UUID, entry_id: UUID) -> tuple[Case, Entry]:
    case = case_of(request, case_id, to_write=True)
    entry = (
        Entry.objects.select_related("by", "case__client", "case__agency")
        .filter(case=case, public_id=entry_id)
        .first()
    )
    if entry is None or KINDS[entry.kind].is_kept(selectors.details_of(entry)):
        raise Http404
    return case, entry


def _asks_first(drafting: Drafting, form: EntryForm, timing: Timing | None) -> bool:
    """
    Whether somebody may have recorded the very same by now, or something speaks against the time: a look
    before it stands there. Both are asked at once.
    """
    twice = drafting.asks_first(form.kind, requirement_named(drafting.reading, form.requirement()))
    return (timing is not None and timing.asks_of(form)) or twice


def _links_of(case: Case, kinds: Sequence[str]) -> list[dict[str, str]]:
    """A link for each kind; for one that is known by what a program names itself, one for each of these."""
    rules, links = rules_followed(case), list[dict[str, str]]()
    for kind in kinds:
        known = KINDS[kind]
        if not known.titled:
            links.append(_kind_link(case, kind))
            continue
        href = reverse("happened-kind", args=[case.public_id, kind])
        links += [
            {"label": in_language(event.label), "href": f"{href}?{known.titled}={name}"}
            for name, event in rules.events.items()
        ]
    return links


def _kind_link(case: Case, kind: str, step: str = "") -> dict[str, str]:
    href = reverse("happened-kind", args=[case.public_id, kind])
    return {"label": kind_label(kind), "href": f"{href}?step={step}" if step else href}


def _title(case: Case, step: str, kind: str, name: str) -> str:
    """What is done here: the step for this person when it came from one, else the kind of entry."""
    protocol = rules_followed(case)
    if step not in protocol.places:
        return kind_label(kind)
    return step_with_name(protocol.step(step), name)


def _kinds_of_step(case: Case, step: str, here: str) -> list[dict[str, Any]]:
    """The other ways a step can turn out, as its protocol lists them."""
    protocol = rules_followed(case)
    if step not in protocol.places:
        return []
    kinds = [kind for kind in protocol.step(step).writes if KINDS[kind].has_form]
    return (
        [{**_kind_link(case, kind, step), "here": kind == here} for kind in kinds] if len(kinds) > 1 else []
    )


def _ending(reading: CaseReading, kind: str, about: EntryFormFacts) -> tuple[EntryFormFacts, list[str]]:
    """The endings that the rules leave open, and why the others are not."""
    offered = endings_offered(kind, reading.decisions.values())
    if reading.died:
        offered, start = ("died",), {**about.start, "reason": "died"}
        return replace(about, start=start, only={**about.only, f"{kind}.reason": offered}), []
    only = {**about.only, f"{kind}.reason": offered}
    return replace(about, only=only), endings_explained(offered)


def _replacement(reading: CaseReading, entry: Entry, right: EntryForm) -> NewEntry:
    """What is right instead; when it happened stays as it was unless it was said anew."""
    before: datetime = entry.occurred_at
    return NewEntry(
        reading.case,
        right.kind,
        right.at(before),
        right.details(),
        right.words(),
        requirement_named(reading, right.requirement())
        or (entry.requirement if KINDS[right.kind].about_session else None),
    )
