"""Steps taken all the same, as screens show them: what was decided, what waits, what nobody may decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from heardfirst import access
from heardfirst.agency.models import Person
from heardfirst.guide.overriding import override_requests_for
from heardfirst.protocol import Decision, Step, asks_supervisor
from heardfirst.protocol import Entry as EntryForRules
from heardfirst.protocol.vocabulary.roles import WEIGHING_ROLES
from heardfirst.record import selectors
from heardfirst.record.errors import WordsUnreadableError
from heardfirst.record.models import Case, Entry
from heardfirst.record.overriding import KIND
from heardfirst.record.reading import CaseReading

from ..shared.display_names import name_of
from ..wording.dates import moment_text
from ..wording.reasons import label_of_step
from ..wording.steps_with_names import step_with_name


@dataclass(frozen=True, slots=True)
class OverrideLine:
    """One override that holds, or one that waits for a supervisor (``answer_href`` is for who may answer)."""

    title: str
    text: str
    words: str
    waits: bool
    answer_href: str = ""


def override_href(case: Case, decision: Decision, step: str) -> str:
    """Where a step that is not offered yet can be taken all the same."""
    href = reverse("override", args=[case.public_id, step])
    service = decision.facts.requirement
    return f"{href}?{urlencode({'service': service})}" if service else href


def override_request_of(reading: CaseReading, decision: Decision, step: str) -> EntryForRules | None:
    """The last entry that stands in which somebody overrode this step, or wished to."""
    return next(
        (
            entry
            for entry in reversed(reading.folded.of(KIND))
            if entry.details.get("step") == step and entry.requirement in (None, decision.facts.requirement)
        ),
        None,
    )


def override_lines(reading: CaseReading, person: Person) -> list[OverrideLine]:
    """What was decided otherwise in a case and still holds, and what waits; the waiting first."""
    case, found = reading.case, list[tuple[bool, Decision, Step, EntryForRules]]()
    for decision in reading.decisions.values():
        opened = {step for step in decision.facts.overridden if step in decision.offered}
        for name in sorted(opened | decision.facts.override_requested):
            entry = override_request_of(reading, decision, name)
            if entry is not None:
                waits = name not in opened
                found.append((waits, decision, decision.protocol.step(name), entry))
    if not found:
        return []
    stored, words = _stored(case, [entry for _waits, _decision, _step, entry in found])
    answers = access.may_agree_override(person, case)
    shown = []
    for waits, decision, step, entry in sorted(found, key=lambda row: not row[0]):
        row = stored[entry.id]
        who = row.by.name if row.by is not None else ""
        who_and_when = {"who": who, "when": moment_text(entry.at)}
        shown.append(
            OverrideLine(
                title=label_of_step(step),
                text=(
                    _("%(who)s asked on %(when)s. Waiting for a supervisor.") % who_and_when
                    if waits
                    else _("%(who)s decided on %(when)s.") % who_and_when
                ),
                words=words.get(UUID(entry.id), ""),
                waits=waits,
                answer_href=override_href(case, decision, step.name) if waits and answers else "",
            )
        )
    return shown


def override_request_lines(person: Person, now: datetime) -> list[dict[str, str]]:
    """What waits for a supervisor's answer, as lines of their Today."""
    lines = []
    for override_request in override_requests_for(person, now):
        decision = override_request.decision
        step = decision.protocol.step(override_request.step)
        what = step_with_name(step, name_of(override_request.case).name)
        text = _("%(who)s asks you to approve an override: %(what)s.") % {
            "who": override_request.by.name if override_request.by is not None else "",
            "what": what[:1].lower() + what[1:],
        }
        lines.append(
            {"text": text, "href": override_href(override_request.case, decision, override_request.step)}
        )
    return lines


def barred_sentences(why: str) -> list[str]:
    """Why nobody may override this, and what to do instead."""
    sentences = {
        "safety": [
            _("This is about safety. Nobody can override it, whatever the reason."),
            _("If the safe-contact information is out of date, set a new contact rule."),
        ],
        "lawful_bar": [
            _("Without a legal basis, nothing may be disclosed. That is the law: nobody here can waive it."),
            _("You need a written consent, a court order under the right section, or a statute."),
        ],
        "court": [_("Only the court can decide this. Nobody here can do it instead.")],
    }
    return sentences[why]


def override_consequences(step: Step) -> list[str]:
    """What a professional takes on by deciding otherwise."""
    sentences = [
        _("It stays in the chronology permanently under your name, with your reason. A court may read it."),
        _("Every screen and the printed case show that this step was overridden."),
        _("It opens only this step, once. The rules apply again from the next missed session."),
    ]
    if step.role in WEIGHING_ROLES:
        sentences.insert(
            0, _("This affects the client before the steps above are done. Explain why you can’t wait.")
        )
    if asks_supervisor(step):
        sentences.append(_("You can’t decide this alone: the step opens once a supervisor approves."))
    return sentences


def _stored(case: Case, entries: Sequence[EntryForRules]) -> tuple[dict[str, Entry], dict[UUID, str]]:
    rows = list(
        Entry.objects.filter(case=case, public_id__in=[entry.id for entry in entries]).select_related("by")
    )
    try:
        words = selectors.words_of(rows, case)
    except WordsUnreadableError:
        words = {}
    return {str(row.public_id): row for row in rows}, words
