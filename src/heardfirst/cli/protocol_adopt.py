"""``protocol adopt``, ``versions`` and ``move``: the rules that an agency's cases follow."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TextColumn

from heardfirst.protocol import load_protocol, shipped_protocols
from heardfirst.protocol.files.sources import read_protocol_file

from .installation import BAD_INPUT, As, case_of_the_agency, get_ready, note, person_for
from .output import Json, Language, complain, console, print_json, say_moment, spoken, table
from .protocol_check import exploring, show_story, story_as_json
from .translation import gettext as _
from .translation import pgettext

if TYPE_CHECKING:
    from heardfirst.agency.errors import ProtocolRefused
    from heardfirst.agency.models import Person, ProtocolVersion


def adopt_protocol(
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="A protocol file, or a shipped name to go back to.")
    ],
    as_json: Json = False,
    speak_for: As = None,
    language: Language = None,
) -> None:
    """Put a protocol into effect for new cases once every promise is proven.

    Exit code 1 when it breaks a promise, with the stories; nothing has changed then.
    """
    tongue = spoken(language)
    text, key = _text_of(file)
    get_ready(tongue)
    from heardfirst.access.log import LoggedAction
    from heardfirst.agency.errors import ProtocolRefused
    from heardfirst.agency.services import put_in_force

    person = _supervisor(speak_for)
    try:
        with exploring(quiet=as_json) as progress:
            version = put_in_force(
                agency=person.agency, by=person, text=text, key=key,
                processes=os.cpu_count() or 1, progress=progress,
            )  # fmt: skip
    except ProtocolRefused as refused:
        _show_refusal(refused, as_json, tongue)
        raise typer.Exit(1) from None
    note(person, LoggedAction.RULES_SET, "protocol adopt")
    if as_json:
        print_json({"adopted": True, **_version_as_json(version)})
        return
    console().print(
        _("In effect for new cases: {name} {version} ({digest}).").format(
            name=version.key, version=version.version, digest=version.digest[:12]
        )
    )
    console().print(_("Open cases keep their current rules. To change that: heardfirst protocol move."))


def list_versions(as_json: Json = False, speak_for: As = None, language: Language = None) -> None:
    """Every version that was ever in effect here, the current one first."""
    tongue = spoken(language)
    get_ready(tongue)
    from heardfirst.agency.selectors import protocol_in_force, versions_of

    person = person_for(speak_for)
    adopted = versions_of(person.agency)
    if as_json:
        print_json([_version_as_json(version) for version in adopted])
        return
    zone = ZoneInfo(person.agency.zone)
    shown = table(_("Protocol"), _("Version"), _("Digest"), _("In effect since"), _("By"))
    for version in adopted:
        since = say_moment(version.put_in_force_at.astimezone(zone), tongue)
        who = version.by.name if version.by else pgettext("a version of the rules", "came with Heardfirst")
        shown.add_row(version.key, version.version, version.digest[:12], since, escape(who))
    if not adopted:
        follows = protocol_in_force(person.agency)
        console().print(
            _("No version is saved yet: new cases follow “{} {}”, as it came with Heardfirst.").format(
                follows.name[tongue], follows.version
            )
        )
        return
    console().print(shown)


def move_to_version(
    reason: Annotated[str, typer.Option("--reason", metavar="WORDS", help="Why; recorded in each case.")],
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="VERSION", help="A saved version; by default the one in effect."),
    ] = None,
    case_id: Annotated[
        str | None, typer.Option("--case", metavar="ID", help="Only this case; by default all open ones.")
    ] = None,
    as_json: Json = False,
    speak_for: As = None,
    language: Language = None,
) -> None:
    """Let open cases follow another version from now on, with an entry in each chronology.

    What was decided before stays decided as it was.
    """
    tongue = spoken(language)
    get_ready(tongue)
    from heardfirst.agency.selectors import version_in_force, version_named
    from heardfirst.record.errors import RecordError
    from heardfirst.record.services import move_cases

    person = person_for(speak_for)
    agency = person.agency
    version = version_named(agency, to) if to else version_in_force(agency)
    if version is None:
        complain(_("No saved version has that name or digest."))
        raise typer.Exit(BAD_INPUT)
    try:
        if case_id is not None:
            moved = _move_one(person, case_id, version, reason)
        else:
            _supervisor(speak_for)
            with counting(_("Moving"), quiet=as_json) as progress:
                moved = move_cases(
                    agency=agency, by=person, version=version, reason=reason, progress=progress
                )
    except RecordError as refused:
        complain(str(refused))
        raise typer.Exit(BAD_INPUT) from None
    if as_json:
        print_json({"moved": moved, **_version_as_json(version)})
    else:
        console().print(
            _("{number} cases now follow {name} {version}.").format(
                number=moved, name=version.key, version=version.version
            )
        )


@contextmanager
def counting(label: str, *, quiet: bool) -> Iterator[Callable[[int], None] | None]:
    """A line on standard error that counts cases."""
    if quiet:
        yield None
        return
    with Progress(
        TextColumn(label), BarColumn(), TextColumn("{task.completed:,.0f}"), console=Console(stderr=True),
        transient=True,
    ) as bar:  # fmt: skip
        task = bar.add_task("", total=None)
        yield lambda done: bar.update(task, completed=done)


def _text_of(file: str) -> tuple[bytes, str]:
    """The bytes of a protocol file, or of a shipped protocol, and the name it goes by."""
    if file in shipped_protocols():
        return load_protocol(file).source.encode(), file
    path = Path(file)
    return read_protocol_file(path), path.name.removesuffix(".toml")


def _supervisor(speak_for: str | None) -> Person:
    from heardfirst.access import may_set_rules

    person = person_for(speak_for)
    if not may_set_rules(person):
        complain(_("Only a supervisor can do this."))
        raise typer.Exit(BAD_INPUT)
    return person


def _move_one(person: Person, case_id: str, version: ProtocolVersion, reason: str) -> int:
    from heardfirst.access import case_or_none, may_write
    from heardfirst.access.log import LoggedAction
    from heardfirst.record.services import move_case

    case = case_or_none(person, case_id)
    if case is None or not may_write(person, case):
        note(person, LoggedAction.REFUSED, "protocol move", case=case_of_the_agency(person, case_id))
        complain(_("This case does not exist."))
        raise typer.Exit(BAD_INPUT)
    return int(move_case(case=case, by=person, version=version, reason=reason) is not None)


def _show_refusal(refused: ProtocolRefused, as_json: bool, language: str) -> None:
    from heardfirst.protocol.proving.stories import tell

    verdict = refused.verdict
    broken = (
        [(violation, tell(violation, verdict.protocol, language)) for violation in verdict.broken]
        if verdict
        else []
    )
    if as_json:
        print_json(
            {
                "adopted": False,
                "says": str(refused),
                "broken": [
                    {"promise": violation.promise, "step": violation.step, **story_as_json(story)}
                    for violation, story in broken
                ],
            }
        )
        return
    complain(str(refused))
    for violation, story in broken:
        show_story(story, violation.promise)


def _version_as_json(version: ProtocolVersion) -> dict[str, Any]:
    return {
        "name": version.key,
        "version": version.version,
        "digest": version.digest,
        "put_in_force_at": version.put_in_force_at,
        "verdict": version.verdict,
    }
