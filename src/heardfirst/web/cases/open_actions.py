"""What we promised, as lines with two buttons: it is done, or it did not happen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from heardfirst.agency.models import Person
from heardfirst.guide.open_actions import OpenAction, open_actions_by
from heardfirst.record.models import Case
from heardfirst.record.selectors import identities

from ..shared.display_names import carrier_of, unreadable_identity
from ..shared.due_chips import Chip
from ..wording.choices import label_of
from ..wording.dates import day_text

SHOWN = 3


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One open action: whose help, what, by when, and where it is said how it went."""

    what: str
    text: str
    due: Chip | None
    href: str
    plan: str
    word: str
    by: str
    broken: bool = False
    name: str = ""
    case_href: str = ""
    about: str = ""


def line_of_action(owed: OpenAction, case: Case, now: datetime) -> ActionLine:
    """An open action as it is read on its case."""
    return ActionLine(
        what=label_of("what", owed.what),
        text=_action_text(owed, now),
        due=_chip(owed, now),
        href=reverse("promised", args=[case.public_id]),
        plan=owed.plan,
        word=owed.what,
        by=owed.by,
        broken=owed.failed is not None,
    )


def actions_today(
    person: Person, now: datetime, *, worker: Person | None = None
) -> tuple[Sequence[ActionLine], Sequence[ActionLine]]:
    """What this person, or the one ``worker``, still owes to clients: the first few lines, and the rest."""
    owed = open_actions_by(person, now, worker=worker)
    names = {
        pk: identity.name for pk, identity in identities(_distinct(case for case, _action in owed)).items()
    }
    lines = [
        _with_name(
            line_of_action(action, case, now),
            case,
            names.get(case.pk, unreadable_identity().name),
            worker or person,
        )
        for case, action in owed
    ]
    return lines[:SHOWN], lines[SHOWN:]


def _with_name(line: ActionLine, case: Case, name: str, seen_by: Person) -> ActionLine:
    return ActionLine(
        line.what, line.text, line.due, line.href, line.plan, line.word, line.by,
        name=name, case_href=reverse("case", args=[case.public_id]), about=carrier_of(case, seen_by),
    )  # fmt: skip


def _distinct(cases: Iterable[Case]) -> list[Case]:
    return list({case.pk: case for case in cases}.values())


def _action_text(owed: OpenAction, now: datetime) -> str:
    by_us = owed.by != "provider"
    if owed.failed is not None:
        day = day_text(timezone.localtime(owed.failed).date())
        return (
            _("We promised this for %(day)s and did not deliver. That is on us, not the client.")
            if by_us
            else _(
                "The provider promised this for %(day)s and did not deliver. That is not the client’s fault."
            )
        ) % {"day": day}
    if owed.due is None:
        since = _("We promised this on %(day)s.") if by_us else _("The provider promised this on %(day)s.")
        return since % {"day": day_text(timezone.localtime(owed.agreed).date())}
    day = day_text(_last_day(owed.due))
    if owed.is_overdue(now):
        text = (
            _("We promised this by %(day)s and have not done it. That is on us, not the client.")
            if by_us
            else _(
                "The provider promised this by %(day)s and has not done it. That is not the client’s fault."
            )
        )
    else:
        text = _("We promised this by %(day)s.") if by_us else _("The provider promised this by %(day)s.")
    return text % {"day": day}


def _chip(owed: OpenAction, now: datetime) -> Chip | None:
    """Only what is pressing has a chip: the day itself stands in the sentence."""
    if owed.due is None or owed.failed is not None:
        return None
    if owed.is_overdue(now):
        return Chip(_("overdue"), "warm")
    today = timezone.localtime(now).date()
    return Chip(_("today"), "warm") if _last_day(owed.due) == today else None


def _last_day(due: datetime) -> date:
    return timezone.localtime(due - timedelta(seconds=1)).date()
