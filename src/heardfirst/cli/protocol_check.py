"""``protocol check``: whether rules keep their promises, without any database."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn

from heardfirst import clock
from heardfirst.protocol import Protocol, load_protocol, refuse_confirmed_later
from heardfirst.protocol.rules.promises import PROMISES
from heardfirst.protocol.telling.protocol_text import exception_sentence

from .decide import exception_as_json
from .output import Json, Language, console, print_json, spoken
from .protocol_list import protocol_as_json
from .remembered_checks import remember_check
from .translation import gettext as _

if TYPE_CHECKING:
    from heardfirst.protocol.proving.stories import Story
    from heardfirst.protocol.proving.verdicts import Verdict
    from heardfirst.protocol.proving.wiring import WiringFault


def check_protocol(
    protocol: Annotated[str, typer.Argument(metavar="PROTOCOL", help="A shipped name, or a file.")],
    as_json: Json = False,
    language: Language = None,
) -> None:
    """Check a protocol's promises in every state it can reach.

    First that its steps and facts can meet at all: a step that can never be taken, a fact that nothing makes
    true. Exit code 1 when they cannot, or when a promise is broken, with the shortest way there.
    """
    from heardfirst.protocol.proving.checking import check  # NumPy only when it is needed
    from heardfirst.protocol.proving.stories import tell
    from heardfirst.protocol.proving.wiring import wiring_faults

    tongue = spoken(language)
    rules = load_protocol(protocol)
    refuse_confirmed_later(rules, clock.now())
    if mistakes := wiring_faults(rules):
        _show_wiring(mistakes, rules, tongue, as_json=as_json)
        raise typer.Exit(1)
    with exploring(quiet=as_json) as progress:
        verdict = check(rules, processes=os.cpu_count() or 1, progress=progress)
    remember_check(verdict)
    if as_json:
        print_json(
            {
                **protocol_as_json(rules, tongue),
                "good": verdict.good,
                "wiring": [],
                "states": verdict.states,
                "bounded": verdict.bounded,
                "leave_out": [
                    {"fact": one.fact, "states_left": round(one.share, 2), "steps": list(one.steps)}
                    for one in verdict.left_out
                ],
                "proved": list(verdict.proved),
                "broken": [
                    {
                        "promise": violation.promise,
                        "step": violation.step,
                        **story_as_json(tell(violation, rules, tongue)),
                    }
                    for violation in verdict.broken
                ],
                "excepted": [exception_as_json(exception, tongue) for exception in verdict.excepted],
                "unreachable": list(verdict.unreachable),
                "duties": {"walks": verdict.duties.walks, **verdict.duties.counts},
            }
        )
    else:
        _show_verdict(verdict, tongue)
    if not verdict.good:
        raise typer.Exit(1)


def _show_wiring(
    faults: tuple[WiringFault, ...], protocol: Protocol, language: str, *, as_json: bool
) -> None:
    """Where steps and facts can never meet. Nothing was explored then, and nothing is proved."""
    from heardfirst.protocol.proving.wiring import NEVER_TAKEN, say_wiring

    sentences = [say_wiring(fault, protocol, language) for fault in faults]
    if as_json:
        print_json(
            {
                **protocol_as_json(protocol, language),
                "good": False,
                "wiring": [
                    {
                        "kind": fault.kind, "step": fault.step, "facts": list(fault.facts),
                        "line": fault.at_line or None, "text": text, "hint": hint,
                    }
                    for fault, (text, hint) in zip(faults, sentences, strict=True)
                ],
                "states": 0, "bounded": False, "proved": [], "broken": [], "excepted": [],
                "unreachable": [fault.step for fault in faults if fault.kind in NEVER_TAKEN],
                "duties": {"walks": 0},
            }
        )  # fmt: skip
        return
    screen, to_fix, line = console(), _("To fix it"), _("line")
    screen.print(f"[bold]{escape(protocol.name[language])}[/bold] {escape(protocol.version)}")
    screen.print(_("The promises were not checked yet, because some steps or facts can never meet:"))
    for fault, (text, hint) in zip(faults, sentences, strict=True):
        where = f"{protocol.key}.toml, {line} {fault.at_line}: " if fault.at_line else ""
        screen.print(f"\n  {escape(where + text)}")
        screen.print(f"  {to_fix}: {escape(hint)}")


@contextmanager
def exploring(*, quiet: bool) -> Iterator[Callable[[int, int, int], None] | None]:
    """A bar that moves with what `check` says of its progress."""
    if quiet:
        yield None
        return
    description = _("Exploring")
    with Progress(
        TextColumn(description),
        BarColumn(),
        TextColumn("{task.fields[seen]:,}"),
        console=Console(stderr=True),
    ) as bar:
        task = bar.add_task("", total=None, seen=0)
        yield lambda done, of, seen: bar.update(task, completed=done, total=of, seen=seen)


def _show_verdict(verdict: Verdict, language: str) -> None:
    """A verdict as a person reads it: each promise, then what is excepted, then the stories."""
    words = {
        "states": _("{:,} states checked."),
        "proved": _("proved"),
        "excepted": _("a law overrides this promise"),
        "bounded": _("not proven: too many states to check"),
        "broken": _("BROKEN"),
        "walks": _("{:,} paths to a court deadline: {}."),
        "told": _("{:,} notified on time"),
        "waived": _("{:,} notified on time, skipping steps the deadline left no time for"),
        "asked": _("{:,} where the supervisor learned in time that the legal basis was missing"),
        "unknown": _("{:,} learned of too late for anyone"),
        "late": _("{:,} TOO LATE"),
    }
    from heardfirst.protocol.proving.stories import tell
    from heardfirst.protocol.proving.verdicts import ENDS

    screen = console()
    screen.print(f"[bold]{verdict.protocol.name[language]}[/bold] {verdict.protocol.version}")
    screen.print(words["states"].format(verdict.states))
    if verdict.duties.walks:
        ends = verdict.duties.ends
        ends_counted = ", ".join(words[end].format(ends[end]) for end in ENDS if ends.get(end))
        screen.print(words["walks"].format(verdict.duties.walks, ends_counted))
    excepted = {exception.promise for exception in verdict.excepted}
    broken = {violation.promise for violation in verdict.broken}
    for promise in PROMISES:
        if promise in broken:
            how = "broken"
        elif verdict.bounded:
            how = "bounded"
        else:
            how = "excepted" if promise in excepted else "proved"
        screen.print(f"  {promise:28} {words[how]}")
    if verdict.bounded:
        _show_what_to_leave_out(verdict)
    for exception in verdict.excepted:
        screen.print(f"! {escape(exception_sentence(exception, verdict.protocol, language))}")
    for violation in verdict.broken:
        show_story(tell(violation, verdict.protocol, language), violation.promise)


def _show_what_to_leave_out(verdict: Verdict) -> None:
    """Which facts make it too large, and what leaving one out costs."""
    screen = console()
    if not verdict.left_out:
        screen.print(_("Leave out some facts of its own, or steps that ask for several of them at once."))
        return
    screen.print(_("Leave out one of these facts, and about this share of the states is left to check:"))
    for one in verdict.left_out:
        steps = ", ".join(one.steps) or _("none")
        screen.print(
            _("  {fact:28} {share:>4.0%}  steps that ask for it: {steps}").format(
                fact=one.fact, share=one.share, steps=steps
            )
        )


def show_story(story: Story, promise: str) -> None:
    """A broken promise as a person reads it: what happens, day by day, and where the file allows it."""
    screen = console()
    allowed, line_word, to_fix = _("Allowed by:"), _("line"), _("To fix it")
    screen.print(f"\n[bold]{promise}: {escape(story.title)}[/bold]")
    screen.print(f"  {story.order}", style="dim")
    width = max(len(line.when) for line in story.lines)
    for line in story.lines:
        screen.print(f"  {line.when or '→':{width}}  {escape(line.text)}")
    if story.allowed_by:
        screen.print(f"  {allowed}")
        for number, text in story.allowed_by:
            screen.print(f"    {line_word} {number}: {escape(text)}")
    screen.print(f"  {to_fix}: {escape(story.hint)}")


def story_as_json(story: Story) -> dict[str, Any]:
    """A story as programs read it."""
    return {
        "title": story.title,
        "order": story.order,
        "story": [
            {"when": line.at and line.at.replace(tzinfo=None), "day": line.when, "text": line.text}
            for line in story.lines
        ],
        "allowed_by": [{"line": number, "text": text} for number, text in story.allowed_by],
        "hint": story.hint,
    }
