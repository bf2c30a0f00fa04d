"""One case: what now and why, what was ordered, and everything that happened; and changing an order."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heardfirst import access, clock
from heardfirst.agency.models import Person
from heardfirst.agency.selectors import version_in_force
from heardfirst.guide.open_actions import open_actions_of
from heardfirst.protocol import KINDS, EntryError, terms_known
from heardfirst.record import services
from heardfirst.record.case_rules import rules_followed
from heardfirst.record.errors import RecordError
from heardfirst.record.models import Case, Session
from heardfirst.record.reading import CaseReading

from ..call.reaching import reach_panel
from ..drafts.drafts import Drafting
from ..entries.overrides import override_lines
from ..oversight.emergency_notice import emergency_notice
from ..rules.rules_page import rules_line
from ..shared.auth import SignedIn, case_of, signed_in
from ..shared.chronology_rows import (
    SHOWN_AT_FIRST,
    chronology_for,
)
from ..shared.display_names import carrier_of, name_of, requirement_labels
from ..shared.endings import ended_case
from ..shared.flash import flash_of, with_recorded
from ..shared.session_strip import strip_of
from ..staff.transfer_page import case_worker_line, cover_sentences, transfer_note_of
from ..wording.choices import label_of
from ..wording.dates import day_text, moment_text
from .forms import OrderForm
from .open_actions import line_of_action
from .orders import facts_of_order, hearing_text, missing_of
from .responses import response_panel


@signed_in("GET", "HEAD")
def show(request: SignedIn, case_id: UUID) -> HttpResponse:
    """The case's page."""
    case, now = case_of(request, case_id), clock.now()
    reading, identity = CaseReading.of(case, at=now), name_of(case)
    requirements, decisions = reading.requirements, reading.decisions
    labels = requirement_labels(case, requirements)
    responses = [
        response_panel(
            decisions[requirement.pk],
            case,
            identity.name,
            now,
            requirement=labels[requirement.pk],
            leads=requirement == reading.leading or len(requirements) == 1,
            key=str(number),
        )
        for number, requirement in enumerate(requirements)
    ]
    responses.sort(key=lambda response: (not response.leads, response.now is None))
    sessions = list(case.sessions.all())
    sight = access.sight_of(case, request.user)
    may_write = sight.write
    every = "all" in request.GET
    ended = ended_case(reading, identity.name, may_write=may_write)
    died = ended is not None and ended.died
    chronology = chronology_for(
        reading, request.user, labels, sight=sight, most=None if every else SHOWN_AT_FIRST
    )
    hidden = chronology.total - len(chronology.rows)
    context = {
        "place": "caseload",
        "flash": flash_of(request, request.user, reading),
        "emergency": emergency_notice(case, request),
        "name": identity.name,
        "headline": _headline(case, list(labels.values()), request.user),
        "responses": responses,
        "overridden": override_lines(reading, request.user),
        "ended": ended,
        "reach": reach_panel(reading, identity) if sight.reach and not died else None,
        "appointments_href": reverse("appointments", args=[case.public_id])
        if may_write
        and any(row.outcome == Session.Outcome.PENDING and row.starts_at > now for row in sessions)
        else "",
        "may_say_who": reading.safe_contact.may_say_who,
        "plan_href": reverse("print-plan", args=[case.public_id])
        if may_write and not died and reading.folded.of(*KINDS.that("is_plan"))
        else "",
        "promises": [
            line_of_action(action, case, now) for action in open_actions_of(reading.folded, reading.calendar)
        ],
        "orders": _orders(reading, labels),
        "strips": [
            strip_of(
                labels[requirement.pk], [row for row in sessions if row.requirement_id == requirement.pk], now
            )
            for requirement in requirements
        ],
        "consents": _consents(case),
        "rules_of_case": rules_line(rules_followed(case)),
        "newer_rules_href": _newer_rules_href(case) if may_write else "",
        "chronology": chronology.rows,
        "unreadable": chronology.unreadable,
        "more_entries": ngettext("%(count)s earlier entry", "%(count)s earlier entries", hidden)
        % {"count": hidden}
        if hidden
        else "",
        "all_href": reverse("case", args=[case.public_id]) + "?all#chronology",
        "carried": case_worker_line(case, request.user),
        "transfer_note": transfer_note_of(case, request.user) if may_write else None,
        "standing_in": cover_sentences(request.user, now, case=case),
        "may_write": may_write,
        "news_href": reverse("case-news", args=[case.public_id]),
        "news_since": case.count,
        "print_href": reverse("print-case", args=[case.public_id]),
        "happened_href": reverse("happened", args=[case.public_id]),
        "rules_href": reverse("happened-kind", args=[case.public_id, "contact_rule.set"]),
    }
    return render(request, "cases/case.html", context)


@signed_in("GET", "HEAD", "POST")
def change_order(request: SignedIn, case_id: UUID, order_id: UUID) -> HttpResponse:
    """What an order says; kept as an entry of its own each time it changes."""
    case = case_of(request, case_id, to_write=True)
    order = case.orders.filter(public_id=order_id).first()
    if order is None:
        raise Http404
    reading = CaseReading.of(case, at=clock.now())
    drafting = Drafting(request, reading, f"order:{order.public_id.hex}")
    form = OrderForm(
        terms_known(reading.rules),
        reading.order_terms(order),
        drafting.data,
        capacity=case.agency.capacity,
    )
    drafting.shown(form)
    # Terms are kept in full: whoever changed them meanwhile must not be overwritten unseen.
    if request.method == "POST" and form.is_valid() and not drafting.asks_first("order.changed"):
        try:
            entry = services.change_order(
                case=case,
                by=request.user,
                order=order,
                terms=form.terms(),
                at=clock.now(),
                words=form.cleaned_data.get("words") or None,
            )
        except (RecordError, EntryError) as refused:
            form.refuse(refused)
        else:
            drafting.done()
            return redirect(with_recorded(reverse("case", args=[case.public_id]), entry))
    wrong = drafting.keep_unfinished(form)
    context = {
        "place": "caseload",
        "form": form,
        "drafting": drafting,
        "button": _("Record it anyway") if drafting.twins else _("Save these terms"),
        "here": reverse("order", args=[case.public_id, order.public_id]),
        "case_href": reverse("case", args=[case.public_id]),
        "name": name_of(case).name,
    }
    return render(request, "cases/order.html", context, status=422 if wrong else 200)


def _newer_rules_href(case: Case) -> str:
    """Where the case can be moved to the rules in force, when it follows others."""
    if case.agency.practice_of_id is not None:
        return ""  # by which rules one practices was chosen for this call
    version = version_in_force(case.agency)
    if version is None or version.digest == case.protocol_digest or case.status == Case.Status.CLOSED:
        return ""
    return reverse("case-rules", args=[case.public_id])


def _headline(case: Case, labels: list[str], person: Person) -> str:
    parts = [", ".join(dict.fromkeys(labels))]
    if carrier := carrier_of(case, person):
        parts.append(_("Worker: %(name)s") % {"name": carrier})
    if case.status == Case.Status.CLOSED:
        parts.append(_("closed"))
    return " · ".join(parts)


def _orders(reading: CaseReading, labels: Mapping[int, str]) -> list[dict[str, object]]:
    case, shown = reading.case, list[dict[str, object]]()
    orders = list(case.orders.order_by("pk"))
    for order in orders:
        terms = reading.order_terms(order)
        required = [requirement for requirement in reading.requirements if requirement.order_id == order.pk]
        services_of = [labels[requirement.pk] for requirement in required]
        hearings = filter(None, (reading.hearing(requirement) for requirement in required))
        title = (
            _("The order") if len(orders) == 1 else _("Order: %(what)s") % {"what": ", ".join(services_of)}
        )
        shown.append(
            {
                "title": title,
                "facts": facts_of_order(
                    terms,
                    hearing_text(next(hearings, None)),
                    basis_lost=any(
                        reading.decision(requirement).holds("basis_lost") for requirement in required
                    ),
                ),
                "missing": missing_of(terms),
                "href": reverse("order", args=[case.public_id, order.public_id]),
            }
        )
    return shown


def _consents(case: Case) -> list[str]:
    lines = []
    for consent in case.consents.order_by("given_at"):
        line = (
            f"{label_of('to', consent.recipient)} · {label_of('purpose', consent.purpose, 'consent.given')}"
        )
        if consent.withdrawn_at:
            line += " · " + _("withdrawn %(when)s") % {"when": moment_text(consent.withdrawn_at)}
        elif isinstance(consent.until, date):
            line += " · " + _("until %(when)s") % {"when": day_text(consent.until)}
        lines.append(line)
    return lines
