"""What we promised, as lines with two buttons: it is done, or it did not happen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from heardfirst.agency.models import Person
from heardfirst.guide.promised import Promise, promised_by
from heardfirst.record.models import Case
from heardfirst.record.selectors import identities

from .due import Chip
from .naming import carrier_of, unreadable_identity
from .wording.choices import label_of
from .wording.kinds import day_said

SHOWN = 3


@dataclass(frozen=True, slots=True)
class PromiseLine:
    """One promise: whose help, what, by when, and where it is said how it went."""

    what: str
    said: str
    due: Chip | None
    href: str
    plan: str
    word: str
    by: str
    broken: bool = False
    name: str = ""
    case_href: str = ""
    about: str = ""


def line_of_promise(promise: Promise, case: Case, now: datetime) -> PromiseLine:
    """A promise as it is read on its case."""
    return PromiseLine(
        what=label_of("what", promise.what),
        said=_said(promise, now),
        due=_chip(promise, now),
        href=reverse("promised", args=[case.public_id]),
        plan=promise.plan,
        word=promise.what,
        by=promise.by,
        broken=promise.failed is not None,
    )


def promises_today(
    person: Person, now: datetime, *, worker: Person | None = None
) -> tuple[Sequence[PromiseLine], Sequence[PromiseLine]]:
    """What this person, or the one ``worker``, still owes to clients: the first few lines, and the rest."""
    owed = promised_by(person, now, worker=worker)
    names = {pk: each.name for pk, each in identities(_each_once(case for case, _promise in owed)).items()}
    lines = [
        _with_name(
            line_of_promise(promise, case, now),
            case,
            names.get(case.pk, unreadable_identity().name),
            worker or person,
        )
        for case, promise in owed
    ]
    return lines[:SHOWN], lines[SHOWN:]


def _with_name(line: PromiseLine, case: Case, name: str, seen_by: Person) -> PromiseLine:
    return PromiseLine(
        line.what, line.said, line.due, line.href, line.plan, line.word, line.by,
        name=name, case_href=reverse("case", args=[case.public_id]), about=carrier_of(case, seen_by),
    )  # fmt: skip


def _each_once(cases: Iterable[Case]) -> list[Case]:
    return list({case.pk: case for case in cases}.values())


def _said(promise: Promise, now: datetime) -> str:
    ours = promise.by != "provider"
    if promise.failed is not None:
        day = day_said(timezone.localtime(promise.failed).date())
        return (
            _("We promised this, and on %(day)s it did not happen. That is ours, not theirs.")
            if ours
            else _("The provider promised this, and on %(day)s it did not happen. That is not theirs.")
        ) % {"day": day}
    if promise.due is None:
        since = _("We promised this on %(day)s.") if ours else _("The provider promised this on %(day)s.")
        return since % {"day": day_said(timezone.localtime(promise.agreed).date())}
    day = day_said(_last_day(promise.due))
    if promise.is_overdue(now):
        said = (
            _("We promised this by %(day)s; it has not happened. That is ours, not theirs.")
            if ours
            else _("The provider promised this by %(day)s; it has not happened. That is not theirs.")
        )
    else:
        said = _("We promised this by %(day)s.") if ours else _("The provider promised this by %(day)s.")
    return said % {"day": day}


def _chip(promise: Promise, now: datetime) -> Chip | None:
    """Only what is pressing has a chip: the day itself stands in the sentence."""
    if promise.due is None or promise.failed is not None:
        return None
    if promise.is_overdue(now):
        return Chip(_("overdue"), "warm")
    today = timezone.localtime(now).date()
    return Chip(_("today"), "warm") if _last_day(promise.due) == today else None


def _last_day(due: datetime) -> date:
    return timezone.localtime(due - timedelta(seconds=1)).date()
