"""``protocol compare``: two versions of the rules in words, and what they would have meant."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.markup import escape

from heardfirst.home import installed
from heardfirst.protocol import Protocol, ProtocolError, load_protocol
from heardfirst.protocol.telling.comparison import differences

from .decide import exception_as_json
from .installation import As, get_ready, person_for
from .output import Json, Language, console, print_json, say_moment, spoken, table
from .protocol_adopt import counting
from .translation import gettext as _

if TYPE_CHECKING:
    from heardfirst.agency.models import Person
    from heardfirst.record.replaying import CaseChanges, ReplayResult

_SHOWN = 20


def compare_protocols(
    old: Annotated[str, typer.Argument(metavar="OLD", help="A shipped name, a file, or a saved version.")],
    new: Annotated[
        str, typer.Argument(metavar="NEW", help="The same, with a version by its name or digest.")
    ],
    with_replay: Annotated[
        bool, typer.Option("--replay/--no-replay", help="Replay the cases here under both.")
    ] = True,
    as_json: Json = False,
    speak_for: As = None,
    language: Language = None,
) -> None:
    """Compare two versions of the rules, and what each would have meant for the cases here.

    Each case's past is decided again under both, as it was known on each day. Exit code 1 when some case
    would have had another next step, 0 when none would.
    """
    tongue = spoken(language)
    person: Person | None = None
    if installed():
        get_ready(tongue)
        person = person_for(speak_for)
    first, second = (_rules_named(name, person) for name in (old, new))
    sentences = differences(first, second, tongue)
    replayed = None
    if with_replay and person is not None:
        with counting(_("Replaying"), quiet=as_json) as progress:
            replayed = _replay(person, first, second, progress)
    if as_json:
        print_json(
            {
                "old": _rules_as_json(first, tongue),
                "new": _rules_as_json(second, tongue),
                "differences": sentences,
                "replay": None
                if replayed is None or person is None
                else _replayed_as_json(replayed, ZoneInfo(person.agency.zone)),
            }
        )
    else:
        _show_comparison(first, second, sentences, replayed, with_replay, person, tongue)
    if replayed is not None and replayed.different:
        raise typer.Exit(1)


def _rules_named(name: str, person: Person | None) -> Protocol:
    """A shipped protocol, a file, or a version kept in the agency. Raises ProtocolError."""
    try:
        return load_protocol(name)
    except ProtocolError:
        if person is None or Path(name).exists():
            raise
        from heardfirst.agency.selectors import protocol_by_digest, version_named

        version = version_named(person.agency, name)
        if version is None:
            raise
        return protocol_by_digest(version.digest)


def _replay(
    person: Person, old: Protocol, new: Protocol, progress: Callable[[int], None] | None
) -> ReplayResult:
    from heardfirst import clock
    from heardfirst.access import cases_for
    from heardfirst.record.replaying import replay_cases

    return replay_cases(cases_for(person), old, new, until=clock.now(), progress=progress)


def _show_comparison(
    old: Protocol, new: Protocol, sentences: list[str], replayed: ReplayResult | None, wanted: bool,
    person: Person | None, language: str,
) -> None:  # fmt: skip
    screen = console()
    for sentence in sentences or [_("The two are the same.")]:
        screen.print(f"· {escape(sentence)}")
    if not wanted:
        return
    screen.print()
    if replayed is None or person is None or not replayed.cases:
        screen.print(_("There are no cases here to replay."))
        return
    if not replayed.different:
        screen.print(
            _("Replayed {cases} cases: none would have had a different next step.").format(
                cases=replayed.cases
            )
        )
        return
    screen.print(
        _("Replayed {cases} cases: {number} would have had a different next step.").format(
            cases=replayed.cases, number=replayed.cases_different
        )
    )
    zone = ZoneInfo(person.agency.zone)
    shown = table(
        _("Case"), _("From"), _("Until"), _("Next was"), _("Next would have been")
    )  # fmt: skip
    spans = [(case, change) for case in replayed.different for change in case.changes]
    for span, change in spans[:_SHOWN]:
        until = say_moment(change.until.astimezone(zone), language) if change.until else _("still")
        shown.add_row(
            str(span.case),
            say_moment(change.at.astimezone(zone), language),
            until,
            _label(old, change.old_next, language),
            _label(new, change.new_next, language),
        )
    screen.print(shown)
    if len(spans) > _SHOWN:
        screen.print(_("… and {number} more. --json lists all.").format(number=len(spans) - _SHOWN))


def _label(protocol: Protocol, step: str | None, language: str) -> str:
    return escape(protocol.step(step).label[language]) if step else _("wait")


def _rules_as_json(protocol: Protocol, language: str) -> dict[str, Any]:
    return {
        "name": protocol.key,
        "version": protocol.version,
        "digest": protocol.digest,
        "exceptions": [exception_as_json(exception, language) for exception in protocol.exceptions],
    }


def _replayed_as_json(replayed: ReplayResult, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "cases": replayed.cases,
        "different": replayed.cases_different,
        "changes": [_changes_as_json(case, zone) for case in replayed.different],
    }


def _changes_as_json(case: CaseChanges, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "case": case.case,
        "requirement": case.requirement,
        "kind": case.kind,
        "spans": [
            {
                "from": change.at.astimezone(zone),
                "until": change.until and change.until.astimezone(zone),
                "old": change.old_next,
                "new": change.new_next,
            }
            for change in case.changes
        ],
    }
