"""``today``: whom to call first, from the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from heardfirst.protocol import say
from heardfirst.protocol.rules.wording import last_moment

from .installation import As, get_ready, note, person_for
from .output import Json, Language, console, print_json, say_moment, spoken, table
from .tick import let_time_pass
from .translation import gettext as _
from .translation import pgettext

if TYPE_CHECKING:
    from heardfirst.access.today import Today, TodayLine
    from heardfirst.agency.models import Person

_EVERYTHING = 1_000_000
_ON_A_SCREEN = 20


def today(
    as_json: Json = False,
    speak_for: As = None,
    worker: Annotated[str | None, typer.Option(help="Only this worker's cases (email).")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Maximum number of lines.")] = None,
    language: Language = None,
) -> None:
    """Whom to call first, and why."""
    tongue = spoken(language)
    get_ready(tongue)
    from heardfirst import clock
    from heardfirst.access.log import LoggedAction
    from heardfirst.access.today import today_for

    person = person_for(speak_for)
    let_time_pass()
    whose = person_for(worker) if worker else None
    most = limit or (_EVERYTHING if as_json else _ON_A_SCREEN)
    day = today_for(person, clock.now(), worker=whose, limit=most)
    note(
        person, LoggedAction.LISTED, "today", count=len(day.then) + len(day.waiting) + (day.first is not None)
    )
    if as_json:
        print_json(_today_as_json(day, tongue))
    else:
        show_today(day, person, tongue)


def show_today(day: Today, person: Person, language: str) -> None:
    """Today as a person reads it in a terminal."""
    screen = console()
    zone = ZoneInfo(person.agency.zone)
    lines = [*([day.first] if day.first else []), *day.then]
    if not lines and not day.waiting:
        screen.print(_("You're caught up. To import an attendance file: heardfirst import FILE.csv"))
        return
    shown = table("", _("Client"), pgettext("a deadline", "By"), _("Why"))
    for line in lines:
        due = last_moment(line.standing.due_at.astimezone(zone)) if line.standing.due_at else None
        late = _("overdue, ") if line.overdue else ""
        shown.add_row(
            _label(line, language), line.name, late + say_moment(due, language), _why(line, language)
        )
    screen.print(shown)
    hidden = day.to_do.number - len(lines)
    if hidden > 0 or day.to_do.or_more:
        more = f"{hidden}{'+' if day.to_do.or_more else ''}"
        screen.print(_("… and {number} more.").format(number=more))
    if day.waiting:
        screen.print()
        waiting = table(_("Waiting"), _("Until"))
        for line in day.waiting:
            until = line.standing.wait_until.astimezone(zone) if line.standing.wait_until else None
            waiting.add_row(line.name, say_moment(until, language))
        screen.print(waiting)


def _today_as_json(day: Today, language: str) -> dict[str, Any]:
    return {
        "now": day.now,
        "first": _line_as_json(day.first, language) if day.first else None,
        "then": [_line_as_json(line, language) for line in day.then],
        "waiting": [_line_as_json(line, language) for line in day.waiting],
        "to_do": max(day.to_do.number, len(day.then) + (day.first is not None)),
        "waiting_for": max(day.waiting_for.number, len(day.waiting)),
    }


def _line_as_json(line: TodayLine, language: str) -> dict[str, Any]:
    zone = ZoneInfo(line.case.agency.zone)
    standing = line.standing
    return {
        "case": line.case.public_id,
        "client": line.name,
        "requirement": line.requirement.kind,
        "worker": line.case.worker.name if line.case.worker else None,
        "step": line.step or None,
        "label": _label(line, language) if line.step else None,
        "role": standing.next_role or None,
        "due": standing.due_at.astimezone(zone) if standing.due_at else None,
        "overdue": line.overdue,
        "wait_until": standing.wait_until.astimezone(zone) if standing.wait_until else None,
        "because": [reason.code for reason in line.because],
        "says": [say(reason, language) for reason in line.because],
    }


def _label(line: TodayLine, language: str) -> str:
    from heardfirst.record.case_rules import rules_followed

    protocol = rules_followed(line.case)
    return protocol.step(line.step).label[language] if line.step in protocol.places else line.step


def _why(line: TodayLine, language: str) -> str:
    return " ".join(dict.fromkeys(say(reason, language) for reason in line.because[:2]))
