"""``case record`` and ``case terms``: what the screens record, from the terminal."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any
from zoneinfo import ZoneInfo

import typer

from heardfirst.protocol import KINDS, EntryError
from heardfirst.protocol.vocabulary.errors import nearest, shown
from heardfirst.protocol.vocabulary.terms import TERMS

from .entry_words import moment_typed, pairs_of, value_typed
from .installation import BAD_INPUT, As, case_of_the_agency, get_ready, note, person_for
from .output import Json, Language, complain, console, print_json, spoken
from .translation import gettext as _

if TYPE_CHECKING:
    from heardfirst.agency.models import Person
    from heardfirst.protocol.vocabulary.fields import Field
    from heardfirst.record.models import Case, Entry, Order, Requirement

_CaseId = Annotated[str, typer.Argument(metavar="ID", help="The case's id, as today --json gives it.")]
_At = Annotated[str | None, typer.Option("--at", metavar="WHEN", help="When it happened; now unless said.")]
_WordsTyped = Annotated[
    str | None, typer.Option("--words", metavar="TEXT", help="Words to keep sealed; - reads them.")
]


def record_entry(
    case_id: _CaseId,
    kind: Annotated[str, typer.Argument(help="What happened, such as contact.made.")],
    typed: Annotated[list[str] | None, typer.Argument(metavar="[FIELD=VALUE]...")] = None,
    at: _At = None,
    words: _WordsTyped = None,
    requirement: Annotated[
        int | None, typer.Option("--requirement", metavar="N", help="Which ordered service, from 1.")
    ] = None,
    as_json: Json = False,
    speak_for: As = None,
    language: Language = None,
) -> None:
    """Record one thing that happened."""
    tongue = spoken(language)
    get_ready(tongue)
    from heardfirst import clock
    from heardfirst.access import may_write
    from heardfirst.access.log import LoggedAction
    from heardfirst.guide.recording import MOVED_BACK, is_moved_back, occurred_at, with_notice
    from heardfirst.record.errors import RecordError
    from heardfirst.record.services import append

    person = person_for(speak_for)
    case = _case_to_write(person, case_id, kind, "case record")
    try:
        known = _kind_named(kind)
        service = _service(case, known, requirement)
        zone = ZoneInfo(case.agency.zone)
        pairs = pairs_of(typed or (), KINDS[known].fields, known)
        details = _details(case, known, pairs, zone, booking=not may_write(person, case))
        starts = datetime.fromisoformat(details["starts_at"]) if "starts_at" in details else None
        when = moment_typed(at, zone) if at else None
        happened = occurred_at(known, starts, when, clock.now())
        if is_moved_back(known, details, starts, happened):
            raise RecordError(str(MOVED_BACK))
        entry = append(
            case=case,
            by=person,
            kind=known,
            at=happened,
            details=with_notice(known, details, starts, when),
            words=_words(words, person, case),
            requirement=service,
        )
    except (EntryError, RecordError) as refused:
        complain(str(refused))
        raise typer.Exit(BAD_INPUT) from None
    note(person, LoggedAction.OPENED, "case record", case=case)
    _show(entry, case, tongue, as_json)


def change_terms(
    case_id: _CaseId,
    typed: Annotated[list[str] | None, typer.Argument(metavar="[TERM=VALUE]...")] = None,
    order: Annotated[int, typer.Option("--order", metavar="N", min=1, help="Which order, from 1.")] = 1,
    words: _WordsTyped = None,
    as_json: Json = False,
    speak_for: As = None,
    language: Language = None,
) -> None:
    """What an order says. With TERM=VALUE it says that from now on; TERM= takes a term out of it."""
    tongue = spoken(language)
    get_ready(tongue)
    from heardfirst import clock
    from heardfirst.access.log import LoggedAction
    from heardfirst.record.errors import RecordError
    from heardfirst.record.reading import CaseReading
    from heardfirst.record.services import change_order

    person = person_for(speak_for)
    case = _case_to_write(person, case_id, "order.changed", "case terms")
    chosen_order = _order(case, order)
    terms = dict(CaseReading.of(case, at=clock.now()).order_terms(chosen_order))
    if not typed:
        note(person, LoggedAction.OPENED, "case terms", case=case)
        _show_terms(terms, as_json)
        return
    try:
        zone = ZoneInfo(case.agency.zone)
        for name, text in pairs_of(typed, TERMS, "an order").items():
            if text:
                terms[name] = value_typed(TERMS[name], text, zone)
            else:
                terms.pop(name, None)
        entry = change_order(
            case=case,
            by=person,
            order=chosen_order,
            terms=terms,
            at=clock.now(),
            words=_words(words, person, case),
        )
    except (EntryError, RecordError) as refused:
        complain(str(refused))
        raise typer.Exit(BAD_INPUT) from None
    note(person, LoggedAction.OPENED, "case terms", case=case)
    _show(entry, case, tongue, as_json)


def _case_to_write(person: Person, case_id: str, kind: str, command: str) -> Case:
    """The case, if they may record this kind in it; leaves with exit code 2 as if there were none."""
    from heardfirst.access import case_or_none, listed_case_or_none, may_book, may_write
    from heardfirst.access.log import LoggedAction

    case = case_or_none(person, case_id)
    if case is not None and may_write(person, case):
        return case
    listed = listed_case_or_none(person, case_id)
    if listed is not None and kind in KINDS and KINDS[kind].clerk and may_book(person, listed):
        return listed
    note(person, LoggedAction.REFUSED, command, case=case_of_the_agency(person, case_id))
    complain(_("There is no such case, or it is not for you to record in."))
    raise typer.Exit(BAD_INPUT)


def _kind_named(kind: str) -> str:
    name = KINDS.name_of(kind)
    recorded = KINDS.that("has_form")
    if name not in KINDS:
        raise EntryError(f'"{shown(kind)}" is not a kind of entry.{nearest(kind, recorded)}')
    if name not in recorded:
        raise EntryError(f"{name} is recorded by what it comes of, not by itself.{nearest(name, recorded)}")
    return name


def _details(
    case: Case, kind: str, typed: dict[str, str], zone: ZoneInfo, *, booking: bool
) -> dict[str, Any]:
    """The details typed, each of them something that may be said now, with ``booking`` by somebody who only
    books. Raises EntryError."""
    from heardfirst import clock
    from heardfirst.guide.recording import (
        PLAN_NEEDS_ACTIONS,
        bears_on_these_rules,
        choices_of_field,
        lacks_actions,
        questions_of,
        words_of_case,
    )
    from heardfirst.protocol import normalized
    from heardfirst.record.reading import CaseReading

    reading = CaseReading.of(case, at=clock.now())
    words = words_of_case(kind, reading.rules, reading.decisions.values(), booking=booking)
    if not bears_on_these_rules(kind, words):
        raise EntryError(f"{kind}: the rules this case follows name nothing that could be recorded by it.")
    fields = KINDS[kind].fields
    details = normalized(kind, {name: value_typed(fields[name], text, zone) for name, text in typed.items()})
    for field, question in questions_of(kind):
        offered = choices_of_field(kind, field.name, words)
        if offered is None and field.name in details:
            raise EntryError(f"{kind}, {field.name}: the rules this case follows know nothing it bears on.")
        if offered is not None and field.name not in details:
            if question.start is not None and field.type != "flag":
                details[field.name] = question.start
            elif question.required and field.type != "actions":
                raise EntryError(f"{kind} needs {field.name}=…{_known(offered)}")
        _check_offered(kind, field, details.get(field.name), offered or ())
    if lacks_actions(kind, details):
        raise EntryError(f"{PLAN_NEEDS_ACTIONS} (actions=us:ride)")
    return details


def _check_offered(kind: str, field: Field, value: Any, offered: tuple[str, ...]) -> None:
    """Refuse a value of the closed list that cannot be said now. A death ends every service, whatever the
    rules say."""
    if field.type not in ("choice", "several") or value is None:
        return
    for item in value if isinstance(value, list) else [value]:
        if item not in offered and not (KINDS[kind].ends and item == "died"):
            hint = nearest(item, offered) if field.own else ""
            raise EntryError(f'{kind}, {field.name}: "{item}" cannot be said now.{hint or _known(offered)}')


def _known(offered: tuple[str, ...]) -> str:
    return f" Known: {', '.join(offered)}." if offered else ""


def _service(case: Case, kind: str, number: int | None) -> Requirement | None:
    if number is None:
        return None
    if not KINDS[kind].about_session:
        raise EntryError(
            f"{kind} is recorded of the whole case, not of one ordered service: leave out --requirement."
        )
    services = list(case.requirements.order_by("pk"))
    if not 1 <= number <= len(services):
        raise EntryError(f"The case has {len(services)} ordered services; say --requirement 1 or another.")
    return services[number - 1]


def _order(case: Case, number: int) -> Order:
    orders = list(case.orders.order_by("pk"))
    if number > len(orders):
        complain(_("The number of orders in this case: {count}.").format(count=len(orders)))
        raise typer.Exit(BAD_INPUT)
    return orders[number - 1]


def _words(typed: str | None, person: Person, case: Case) -> str | None:
    from heardfirst.access import may_write

    if typed is None:
        return None
    if not may_write(person, case):
        raise EntryError("Whoever only books writes no words into a case.")
    return sys.stdin.read().strip() if typed == "-" else typed


def _show(entry: Entry, case: Case, language: str, as_json: bool) -> None:
    from heardfirst.record.selectors import details_of

    zone = ZoneInfo(case.agency.zone)
    if as_json:
        print_json(
            {
                "case": case.public_id,
                "entry": entry.public_id,
                "kind": entry.kind,
                "at": entry.occurred_at.astimezone(zone),
                "recorded": entry.recorded_at.astimezone(zone),
                "requirement": entry.requirement.public_id if entry.requirement else None,
                "details": details_of(entry),
            }
        )
        return
    details = json.dumps(details_of(entry), ensure_ascii=False)
    recorded = _("Recorded: {kind} {details}").format(kind=KINDS[entry.kind].label[language], details=details)
    console().print(recorded, markup=False)


def _show_terms(terms: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(terms)
        return
    for name in TERMS:
        if name in terms:
            console().print(f"{name} = {json.dumps(terms[name], ensure_ascii=False)}", markup=False)
