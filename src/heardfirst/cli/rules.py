"""``decide`` and ``protocol``: the rules alone, without any database."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from heardfirst.protocol import (
    Decision,
    Protocol,
    Reason,
    load_protocol,
    load_scenario,
    say,
    shipped_protocols,
)
from heardfirst.protocol.promises import CHECKED, PROMISES
from heardfirst.protocol.protocol import DeclaredException

from .speaking import Json, Language, complain, console, print_json, say_moment, spoken, table

if TYPE_CHECKING:
    from heardfirst.protocol.checking import Verdict

protocol_app = typer.Typer(
    help="The rules: list them, and check that they keep their promises.", no_args_is_help=True
)

_STATUS_WORDS = {
    "en": {},
    "es": {
        "now": "ahora", "open": "abierto", "not yet": "todavía no", "waiting": "en espera", "done": "hecho",
        "not needed": "no hace falta",
    },
}  # fmt: skip


def decide(
    scenario: Annotated[Path, typer.Argument(metavar="SCENARIO.toml", help="A situation, as a TOML file.")],
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Decide one situation: what is next, by when, why, and why nothing harsher yet.

    A scenario may carry an [expect] table (next, offered, not_offered); then the exit code is 1 when the
    answer is another one.
    """
    tongue = spoken(language)
    situation = load_scenario(scenario)
    decision = situation.decide()
    if as_json:
        print_json(decision_as_json(decision, tongue))
    else:
        show_decision(decision, tongue)
    different = _differences(decision, situation.table.get("expect", {}))
    for each in different:
        complain(f"{scenario.name}: {each}")
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
                "step": each.step,
                "role": each.role,
                "status": each.status,
                "due": each.due,
                "because": [str(reason) for reason in each.because],
                "missing": [str(reason) for reason in each.missing],
                "says": {"because": _said(each.because, language), "missing": _said(each.missing, language)},
            }
            for each in decision.steps
        ],
        "exceptions": [exception_as_json(each, language) for each in decision.exceptions],
        "response_open": decision.response_open,
        "requirement": decision.facts.requirement,
        "protocol": {
            "name": decision.protocol.key,
            "version": decision.protocol.version,
            "digest": decision.protocol.digest,
        },
    }


def show_decision(decision: Decision, language: str) -> None:
    """A decision as a person reads it."""
    screen, protocol = console(), decision.protocol
    if decision.next.step:
        step = decision.standing(decision.next.step)
        words = {"en": ("Next", "by"), "es": ("Ahora", "antes del")}[language]
        due = f", {words[1]} {say_moment(step.due, language)}" if step.due else ""
        screen.print(f"[bold]{words[0]}: {protocol.step(step.step).label[language]}{due}[/bold]")
        for sentence in _said(step.because, language):
            screen.print(f"  {sentence}")
    elif decision.next.wait_until:
        wait = {"en": "Next: wait until", "es": "Ahora: esperar hasta el"}[language]
        screen.print(f"[bold]{wait} {say_moment(decision.next.wait_until, language)}[/bold]")
    else:
        screen.print("[bold]" + {"en": "Nothing to do.", "es": "Nada que hacer."}[language] + "[/bold]")
    shown = table(
        *{"en": ("Step", "Status", "By", "Why"), "es": ("Paso", "Estado", "Plazo", "Por qué")}[language]
    )
    for each in decision.steps:
        if each.status == "not needed":
            continue
        why = " ".join(_said(each.missing or each.because, language))
        status = _STATUS_WORDS[language].get(each.status, each.status)
        shown.add_row(protocol.step(each.step).label[language], status, say_moment(each.due, language), why)
    screen.print()
    screen.print(shown)
    for exception in decision.exceptions:
        screen.print(f"! {exception.promise}: {exception.because[language]} ({', '.join(exception.cites)})")


@protocol_app.command(name="list")
def list_protocols(as_json: Json = False, language: Language = None) -> None:
    """The protocols that come with Heardfirst."""
    tongue = spoken(language)
    protocols = [load_protocol(name) for name in shipped_protocols()]
    if as_json:
        print_json([_protocol_as_json(each, tongue) for each in protocols])
        return
    shown = table(
        *{
            "en": ("Protocol", "Version", "Steps", "Exceptions", "What it is"),
            "es": ("Protocolo", "Versión", "Pasos", "Excepciones", "Qué es"),
        }[tongue]
    )
    for each in protocols:
        shown.add_row(
            each.key, each.version, str(len(each.steps)), str(len(each.exceptions)), each.name[tongue]
        )
    console().print(shown)


@protocol_app.command()
def check(
    protocol: Annotated[str, typer.Argument(metavar="PROTOCOL", help="A shipped name, or a file.")],
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Explore every reachable state of a protocol and hold the promises against all of them.

    Exit code 1 when a promise is broken, with the shortest way there.
    """
    from heardfirst.protocol.checking import check as check_protocol  # NumPy only when it is needed

    tongue = spoken(language)
    rules = load_protocol(protocol)
    if as_json:
        verdict = check_protocol(rules)
    else:
        with console().status({"en": "Exploring …", "es": "Explorando …"}[tongue]):
            verdict = check_protocol(rules)
    if as_json:
        print_json(
            {
                **_protocol_as_json(rules, tongue),
                "good": verdict.good,
                "states": verdict.states,
                "bounded": verdict.bounded,
                "proved": list(verdict.proved),
                "broken": [
                    {
                        "promise": each.promise,
                        "step": each.step,
                        "order": str(each.grid),
                        "story": list(each.story),
                    }
                    for each in verdict.broken
                ],
                "excepted": [exception_as_json(each, tongue) for each in verdict.excepted],
                "unreachable": list(verdict.unreachable),
                "not_checked": [each for each in PROMISES if each not in CHECKED],
            }
        )
    else:
        _show_verdict(verdict, tongue)
    if not verdict.good:
        raise typer.Exit(1)


def _show_verdict(verdict: Verdict, language: str) -> None:
    """A verdict as a person reads it: each promise, then what is excepted, then the stories."""
    words = {
        "en": {
            "states": "{:,} states explored.",
            "proved": "proved",
            "excepted": "proved, but for an exception the programme's law demands",
            "bounded": "not proved: there were more states than are looked at",
            "broken": "BROKEN",
            "unchecked": "not checked: it needs clocks",
        },
        "es": {
            "states": "{:,} estados explorados.",
            "proved": "probada",
            "excepted": "probada, salvo una excepción que exige la norma del programa",
            "bounded": "no probada: hubo más estados de los que se miran",
            "broken": "ROTA",
            "unchecked": "no comprobada: necesita relojes",
        },
    }[language]
    screen = console()
    screen.print(f"[bold]{verdict.protocol.name[language]}[/bold] {verdict.protocol.version}")
    screen.print(words["states"].format(verdict.states))
    excepted = {each.promise for each in verdict.excepted}
    broken = {each.promise for each in verdict.broken}
    for promise in PROMISES:
        if promise not in CHECKED:
            how = "unchecked"
        elif promise in broken:
            how = "broken"
        elif verdict.bounded:
            how = "bounded"
        else:
            how = "excepted" if promise in excepted else "proved"
        screen.print(f"  {promise:28} {words[how]}")
    for exception in verdict.excepted:
        cites = ", ".join(exception.cites)
        screen.print(f"! {exception.promise} ({exception.step}): {exception.because[language]} ({cites})")
    for each in verdict.broken:
        step = f", {each.step}" if each.step else ""
        screen.print(f"\n[bold]{each.promise}[/bold]{step} ({each.grid})")
        for number, line in enumerate(each.story, start=1):
            screen.print(f"  {number}. {line}")


def exception_as_json(exception: DeclaredException, language: str) -> dict[str, Any]:
    """A declared exception as programs read it."""
    return {
        "promise": exception.promise,
        "step": exception.step,
        "because": exception.because[language],
        "cites": list(exception.cites),
    }


def _protocol_as_json(protocol: Protocol, language: str) -> dict[str, Any]:
    return {
        "name": protocol.key,
        "title": protocol.name[language],
        "version": protocol.version,
        "digest": protocol.digest,
        "steps": [step.name for step in protocol.steps],
        "exceptions": [exception_as_json(each, language) for each in protocol.exceptions],
    }


def _said(reasons: tuple[Reason, ...], language: str) -> list[str]:
    return list(dict.fromkeys(say(each, language) for each in reasons))


def _differences(decision: Decision, expected: Any) -> list[str]:
    if not isinstance(expected, dict):
        return []
    found = []
    if "next" in expected and decision.next.step != expected["next"]:
        found.append(f"next is {decision.next.step or 'a wait'}, not {expected['next']}")
    found += [
        f"{each} is not offered" for each in expected.get("offered", []) if each not in decision.offered
    ]
    found += [f"{each} is offered" for each in expected.get("not_offered", []) if each in decision.offered]
    return found
