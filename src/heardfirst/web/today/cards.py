"""The lines of Today as cards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from heardfirst.access import Count, Today, TodayLine
from heardfirst.agency.models import Person
from heardfirst.protocol.vocabulary.roles import HELPING_ROLES
from heardfirst.record.case_rules import rules_followed
from heardfirst.record.due_times import is_due_by_tonight
from heardfirst.record.models import Session
from heardfirst.record.reading import CaseReading

from ..cases.decision_attributes import DecisionAttributes, decided_in
from ..cases.next_steps import WHY_SHOWN, NextStep, next_step
from ..cases.orders import stake_of
from ..cases.responses import BlockedStep, blocked_steps
from ..shared.display_names import carrier_of, unreadable_identity
from ..shared.due_chips import until_chip
from ..wording.dates import moment_text
from ..wording.numbers import number_text

_WHY_BELOW_THE_FIRST = 2


@dataclass(frozen=True, slots=True)
class TodayCard:
    """One client on Today: what to do, why, by when, and one button."""

    next: NextStep
    name: str
    case_href: str
    decided: DecisionAttributes
    about: str = ""
    stake: str = ""
    not_yet: list[BlockedStep] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class WaitingCase:
    """One client who is waited for: until when, and for what."""

    name: str
    case_href: str
    until: str
    what: str
    decided: DecisionAttributes
    about: str = ""


def card_of(line: TodayLine, now: datetime, *, back: str, seen_by: Person, whole: bool = False) -> TodayCard:
    """
    A line of Today, with whose case it is unless it is that of ``seen_by``. ``whole`` adds what only the
    first card shows: what is at stake, why nothing else yet.
    """
    step = rules_followed(line.case).step(line.step)
    name, stake, not_yet = _name(line), "", []
    if whole:
        reading = CaseReading.of(line.case, at=now)
        decision = reading.decision(line.requirement)
        stake = stake_of(decision.facts.terms, reading.hearing(line.requirement))
        not_yet = blocked_steps(decision)
    return TodayCard(
        next=next_step(
            step,
            case=line.case,
            name=name,
            because=line.because,
            due=line.standing.due_at,
            at=now,
            key=str(line.standing.pk),
            most=WHY_SHOWN if whole else _WHY_BELOW_THE_FIRST,
            back=back,
        ),
        name=name,
        case_href=_case_href(line),
        decided=decided_in(line.standing),
        about=carrier_of(line.case, seen_by),
        stake=stake,
        not_yet=not_yet,
    )


def waits_of(lines: Sequence[TodayLine], now: datetime, *, seen_by: Person) -> list[WaitingCase]:
    """Who is waited for. The sessions to come are read once for all of them."""
    coming: dict[int, datetime] = {}
    rows = Session.objects.filter(
        case__in=[line.case.pk for line in lines], outcome=Session.Outcome.PENDING, starts_at__gt=now
    ).order_by("-starts_at")
    for row in rows:
        coming[row.requirement_id] = row.starts_at
    return [_wait(line, now, coming.get(line.requirement.pk), seen_by) for line in lines]


def greeting(today: Today) -> str:
    """The day's first words: the hour, and how many people it asks for."""
    hour = timezone.localtime(today.now).hour
    hello = _("Good morning.") if hour < 12 else _("Good afternoon.") if hour < 18 else _("Good evening.")
    count = today.to_do.number
    if not count:
        return f"{hello} " + _("Nobody is waiting for you.")
    lines = [*([today.first] if today.first else []), *today.then]
    if today.to_do.or_more:
        text = _("More than %(count)s people need you.") % {"count": count}
    elif all(line.standing.next_role in HELPING_ROLES for line in lines):
        text = ngettext("%(count)s person to listen to today.", "%(count)s people to listen to today.", count)
    else:
        text = ngettext("%(count)s person needs you today.", "%(count)s people need you today.", count)
    return f"{hello} {text % {'count': number_text(count)}}"


def overview(today: Today) -> str:
    """The date, how many steps are due by tonight, and how many people are waited for."""
    lines = [*([today.first] if today.first else []), *today.then]
    due = [line for line in lines if is_due_by_tonight(line.standing.due_at, today.now)]
    parts = [capfirst(date_format(timezone.localtime(today.now), _("l, F j")))]
    if due and len(due) == len(lines) and len(lines) < today.to_do.number:
        parts.append(_("%(count)s or more are due today") % {"count": len(due)})
    elif due:
        text = ngettext("%(count)s is due today", "%(count)s are due today", len(due))
        parts.append(text % {"count": number_text(len(due)).lower()})
    if today.waiting_for.number:
        parts.append(waiting_text(today.waiting_for))
    return " · ".join(parts)


def waiting_text(count: Count) -> str:
    """How many are waited for."""
    if count.or_more:
        return _("more than %(count)s are waiting") % {"count": count.number}
    text = ngettext(
        "%(count)s is waiting for a reply or a session",
        "%(count)s are waiting for a reply or a session",
        count.number,
    )
    return text % {"count": number_text(count.number).lower()}


def _wait(line: TodayLine, now: datetime, session: datetime | None, seen_by: Person) -> WaitingCase:
    until = line.standing.wait_until
    if session is not None:
        what = _("Session on %(when)s. We’ll check again after it.") % {"when": moment_text(session)}
    else:
        what = _("Nothing to do until then, unless something comes in.")
    return WaitingCase(
        _name(line),
        _case_href(line),
        until_chip(until, now),
        what,
        decided_in(line.standing),
        carrier_of(line.case, seen_by),
    )


def _name(line: TodayLine) -> str:
    return line.name or unreadable_identity().name


def _case_href(line: TodayLine) -> str:
    return reverse("case", args=[line.case.public_id])
