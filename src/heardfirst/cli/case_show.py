"""``case show``: one case, where it stands and why, from the terminal."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from heardfirst.protocol import KINDS

from .decide import decision_as_json, show_decision
from .installation import BAD_INPUT, As, case_of_the_agency, get_ready, note, person_for
from .output import Json, Language, complain, console, print_json, say_moment, spoken, table
from .translation import gettext as _

if TYPE_CHECKING:
    from heardfirst.protocol import Entry
    from heardfirst.record.own_names import OwnNames


def show_case(
    case_id: Annotated[str, typer.Argument(metavar="ID", help="The case's id, from today --json.")],
    as_json: Json = False,
    speak_for: As = None,
    language: Language = None,
) -> None:
    """Show one case: where it is, why, and its chronology."""
    tongue = spoken(language)
    get_ready(tongue)
    from heardfirst import clock
    from heardfirst.access import case_or_none, sight_of
    from heardfirst.access.log import LoggedAction
    from heardfirst.record.case_rules import rules_followed
    from heardfirst.record.own_names import OwnNames
    from heardfirst.record.reading import CaseReading
    from heardfirst.record.selectors import client_identity

    person = person_for(speak_for)
    case = case_or_none(person, case_id)
    if case is None:
        note(person, LoggedAction.REFUSED, "case show", case=case_of_the_agency(person, case_id))
        complain(_("This case does not exist."))
        raise typer.Exit(BAD_INPUT)
    note(person, LoggedAction.EXPORTED if as_json else LoggedAction.OPENED, "case show", case=case)
    guarded = () if sight_of(case, person).guarded else KINDS.that("guarded")
    now, zone = clock.now(), ZoneInfo(case.agency.zone)
    identity = client_identity(case)
    reading = CaseReading.of(case, at=now)
    decisions = [(requirement, reading.decision(requirement)) for requirement in reading.requirements]
    chronology = sorted(reading.entries, key=lambda entry: (entry.at, entry.seq))
    if as_json:
        print_json(
            {
                "case": case.public_id,
                "client": identity.name,
                "status": case.status,
                "protocol": {
                    "name": case.protocol_name,
                    "version": rules_followed(case).version,
                    "digest": case.protocol_digest,
                },
                "entries": case.count,
                "requirements": [
                    {
                        "requirement": requirement.public_id,
                        "kind": requirement.kind,
                        "missing_terms": list(decision.facts.terms.missing),
                        "decision": decision_as_json(decision, tongue),
                    }
                    for requirement, decision in decisions
                ],
                "chronology": [
                    {
                        "id": entry.id, "seq": entry.seq, "kind": entry.kind, "at": entry.at.astimezone(zone),
                        "recorded": entry.recorded.astimezone(zone), "requirement": entry.requirement,
                        "details": None if entry.kind in guarded else dict(entry.details),
                    }
                    for entry in chronology
                ],
            }
        )  # fmt: skip
        return
    screen = console()
    screen.print(f"[bold]{identity.name}[/bold]  {case.public_id}")
    for requirement, decision in decisions:
        screen.print(f"\n{requirement.get_kind_display()}")
        show_decision(decision, tongue)
    shown, names = table(_("When"), _("What"), _("Recorded")), OwnNames(case)
    for entry in reversed(chronology):
        late = entry.recorded - entry.at > timedelta(days=1)
        recorded = say_moment(entry.recorded.astimezone(zone), tongue) if late else ""
        shown.add_row(say_moment(entry.at.astimezone(zone), tongue), _title(entry, names, tongue), recorded)
    screen.print()
    screen.print(shown)


def _title(entry: Entry, names: OwnNames, language: str) -> str:
    """What an entry is called: its kind, or what the program calls it itself."""
    known = KINDS[entry.kind]
    name = str(entry.details.get(known.titled, ""))
    if not name:
        return known.label[language]
    label = names.labels_at(entry.kind, entry.details, entry.seq).get(name)
    return label[language] if label is not None else name.replace("_", " ").capitalize()
