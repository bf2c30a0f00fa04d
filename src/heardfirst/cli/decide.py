"""``decide``: one situation, without any database."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from heardfirst.protocol import Decision, Reason, load_scenario, say
from heardfirst.protocol.rules.wording import last_moment
from heardfirst.protocol.telling.protocol_text import exception_sentence
from heardfirst.protocol.vocabulary.protocol import DeclaredException
from heardfirst.protocol.vocabulary.statuses import StepStatus

from .expecting import STATUSES, differences
from .output import Json, Language, complain, console, print_json, say_moment, spoken, table
from .translation import gettext as _
from .translation import pgettext


def decide(
    scenario: Annotated[Path, typer.Argument(metavar="SCENARIO.toml", help="A situation, as a TOML file.")],
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Decide one situation: what is next, by when, why, and why no harsher step yet.

    A scenario may carry an [expect] table (next, due, because, offered, not_offered and others); then the
    exit code is 1 when the answer is another one.
    """
    tongue = spoken(language)
    situation = load_scenario(scenario)
    decision = situation.decide()
    if as_json:
        print_json(decision_as_json(decision, tongue))
    else:
        show_decision(decision, tongue)
    different = differences(decision, situation.table.get("expect", {}), tongue)
    for difference in different:
        complain(f"{scenario.name}: {difference}")
    if different:
        raise typer.Exit(1)


def decision_as_json(decision: Decision, language: str) -> dict[str, Any]:
    """A decision as programs read it: reasons as codes, and the same as sentences under ``says``."""
    following = decision.next
    return {
        "next": {"step": following.step, "due": following.due}
        if following.step
        else {"wait_until": following.wait_until},
        "look_again_at": decision.look_again_at,
        "steps": [
            {
                "step": standing.step,
                "role": standing.role,
                "status": standing.status,
                "due": standing.due,
                "because": [str(reason) for reason in standing.because],
                "missing": [str(reason) for reason in standing.missing],
                "says": {
                    "because": _sentences(standing.because, language),
                    "missing": _sentences(standing.missing, language),
                },
            }
            for standing in decision.steps
        ],
        "exceptions": [exception_as_json(exception, language) for exception in decision.exceptions],
        "response_open": decision.response_open,
        "requirement": decision.facts.requirement,
        "protocol": {
            "name": decision.protocol.key,
            "version": decision.protocol.version,
            "digest": decision.protocol.digest,
        },
    }


def show_decision(decision: Decision, language: str) -> None:
    """A decision as a person reads it, in the zone of its calendar."""
    screen, protocol, zone = console(), decision.protocol, decision.facts.calendar.tz

    def when(moment: datetime | None) -> str:
        return say_moment(moment.astimezone(zone) if moment else None, language, decision.facts.at)

    def by(due: datetime | None) -> str:
        return when(last_moment(due.astimezone(zone)) if due else None)

    if decision.next.step:
        step = decision.standing(decision.next.step)
        title = _("Next: {step}, by {due}") if step.due else _("Next: {step}")
        title = title.format(step=protocol.step(step.step).label[language], due=by(step.due))
        screen.print(f"[bold]{title}[/bold]")
        for sentence in _sentences(step.because, language):
            screen.print(f"  {sentence}")
    elif decision.next.wait_until:
        wait = _("Next: wait until")
        screen.print(f"[bold]{wait} {when(decision.next.wait_until)}[/bold]")
    else:
        screen.print("[bold]" + _("Nothing to do.") + "[/bold]")
    shown = table(_("Step"), _("Status"), pgettext("a deadline", "By"), _("Why"))
    for standing in decision.steps:
        if standing.status is StepStatus.NOT_NEEDED:
            continue
        why = " ".join(_sentences(standing.missing or standing.because, language))
        status = _(STATUSES[standing.status])
        shown.add_row(protocol.step(standing.step).label[language], status, by(standing.due), why)
    screen.print()
    screen.print(shown)
    for exception in decision.exceptions:
        screen.print("! " + exception_sentence(exception, protocol, language), markup=False)


def exception_as_json(exception: DeclaredException, language: str) -> dict[str, Any]:
    """A declared exception as programs read it."""
    return {
        "promise": exception.promise,
        "step": exception.step,
        "because": exception.because[language],
        "cites": list(exception.cites),
        "law": exception.law
        and {
            "jurisdiction": exception.law.jurisdiction,
            "citation": exception.law.citation,
            "confirmed": exception.law.confirmed,
            "confirmed_by": exception.law.confirmed_by[language],
        },
    }


def _sentences(reasons: tuple[Reason, ...], language: str) -> list[str]:
    return list(dict.fromkeys(say(reason, language) for reason in reasons))
