"""Cases that nobody carries, as lines of a page and as a notice on Today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heardfirst import access
from heardfirst.access.unassigned import UnassignedCase, count_unassigned, list_unassigned
from heardfirst.agency.models import Person

from ..shared.case_status import where_it_stands
from ..shared.display_names import unreadable_identity
from ..wording.dates import day_text


@dataclass(frozen=True, slots=True)
class UnassignedNotice:
    """What a supervisor's Today says on top: how many cases have nobody, and the most pressing of them."""

    sentence: str
    first: str


def unassigned_notice(person: Person, now: datetime) -> UnassignedNotice | None:
    """The same for somebody at ``now``; None where every case has somebody, or it is not theirs to mend."""
    count = count_unassigned(person)
    if not count.number:
        return None
    (first,) = list_unassigned(person, limit=1) or (None,)
    if first is None:  # somebody gave it away between the two looks
        return None
    text, _tone = where_it_stands(first.case, first.standing, now)
    named = _("Most urgent: %(name)s, %(step)s.") % {"name": name_of_line(first), "step": text}
    return UnassignedNotice(unassigned_sentence(count), f"{named} {_since(first)}")


def unassigned_sentence(count: access.Count) -> str:
    """How many cases nobody carries; nothing when there are none."""
    if not count.number:
        return ""
    if count.or_more:
        return _("More than %(count)s cases are unassigned.") % {"count": count.number}
    sentence = ngettext("%(count)s case is unassigned.", "%(count)s cases are unassigned.", count.number)
    return sentence % {"count": count.number}


def rows_of(lines: Sequence[UnassignedCase], now: datetime, chosen: set[str]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for line in lines:
        text, tone = where_it_stands(line.case, line.standing, now)
        public_id = str(line.case.public_id)
        rows.append(
            {
                "value": public_id,
                "chosen": public_id in chosen,
                "name": name_of_line(line),
                "href": reverse("case", args=[line.case.public_id]),
                "chip": text,
                "tone": tone,
                "about": _since(line),
            }
        )
    return rows


def _since(line: UnassignedCase) -> str:
    day = day_text(timezone.localtime(line.since).date())
    sentence = (
        _("Nobody has worked on it since %(day)s.")
        if line.worked_on
        else _("Unassigned since it was opened, %(day)s.")
    ) % {"day": day}
    if line.case.worker is not None:
        sentence = _("It was assigned to %(name)s.") % {"name": line.case.worker.name} + " " + sentence
    return sentence


def name_of_line(line: UnassignedCase) -> str:
    return line.name or unreadable_identity().name
