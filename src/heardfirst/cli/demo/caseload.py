"""Making the demonstration: an agency, its people, and forty stories recorded as they went."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import groupby

from django.conf import settings

from heardfirst import clock
from heardfirst.agency.agency_setup import change_settings, see_as_set_up
from heardfirst.agency.models import Agency, Person, Role
from heardfirst.agency.selectors import calendar_of, day_in
from heardfirst.agency.services import add_person
from heardfirst.agency.staffing import arrange_cover, give_role
from heardfirst.cli.installation import new_agency
from heardfirst.record.identity import Identity
from heardfirst.record.services import NewEntry, append_batch, open_case, tick

from .directory import stock_directory
from .lives import Life, lives
from .people import phone_of
from .practice import practice
from .practice_call import practice_a_call
from .story_builder import DemoStory

_EACH_SEVENTH = 7  # case is a colleague's, who is away
_AWAY = timedelta(days=4)
_AUDIT = timedelta(days=30)


def make_caseload() -> Person:
    """
    Make the agency, its people and all forty cases. Returns the worker whose most of them are, and who covers
    for the one whose the others are.
    """
    agency = new_agency("Riverbend Family and Recovery Services", settings.LOCAL_ZONE)
    change_settings(
        agency=agency,
        capacity="treatment",
        message_name="Riverbend office",
        callback_number="(212) 555-0199",
    )
    worker = add_person(agency=agency, email="demo@localhost", name="Ruth Adeyemi")
    away = add_person(agency=agency, email="daniel@localhost", name="Daniel Osei")
    now = clock.now()
    calendar = calendar_of(agency, now)
    others = _hire_the_others(agency, worker, away, now)
    see_as_set_up(agency=agency, at=now)
    for place, life in enumerate(lives(now, calendar)):
        whose = away if place % _EACH_SEVENTH == _EACH_SEVENTH - 1 else worker
        _record(place, life, whose)
    past = DemoStory(now, calendar)
    practice(worker, past)
    for person in (away, *others):
        practice(person, past, often=False)
    with clock.standing_at(past.ago(1, "15:30")):
        practice_a_call(worker)
    tick(now=now)  # what time alone has changed since each story's last entry
    return worker


def _hire_the_others(agency: Agency, worker: Person, away: Person, now: datetime) -> list[Person]:
    """Somebody of each role, what help there is, and cover for the one who is away."""
    lead = add_person(
        agency=agency, email="lead@localhost", name="Marta Lindqvist",
        roles=[Role.SUPERVISOR, Role.ADMINISTRATOR, Role.PRIVACY_OFFICER],
    )  # fmt: skip
    front = add_person(
        agency=agency, email="front@localhost", name="Joan Whitaker", roles=[Role.CLERK], by=lead
    )
    auditor = add_person(agency=agency, email="audit@localhost", name="Peter Nkemelu", roles=[], by=lead)
    give_role(person=auditor, role=Role.AUDITOR, by=lead, until=now + _AUDIT)
    today = day_in(agency, now)
    stock_directory(agency, lead, today)
    arrange_cover(absent=away, instead=worker, first_day=today, last_day=today + _AWAY, by=lead)
    return [lead, front]


def _record(place: int, life: Life, worker: Person) -> None:
    """Open one case on its first day and record its story entry by entry, each when it was written down."""
    someone = life.someone
    identity = Identity(
        name=someone.name, phone=phone_of(place), language=someone.language, pronoun=someone.pronoun
    )
    with clock.standing_at(life.opened_at + timedelta(hours=1)):
        case = open_case(
            agency=worker.agency, by=worker, worker=worker, identity=identity, requirements=[life.service],
            terms=life.terms or None, at=life.opened_at, source_key=f"demo/{place}",
        )  # fmt: skip
    requirement = case.requirements.get()
    for recorded, entries in groupby(life.entries, key=lambda entry: entry.recorded):
        items = [
            NewEntry(
                case,
                entry.kind,
                entry.at,
                entry.details,
                entry.words,
                requirement if entry.kind.startswith("session.") else None,
            )
            for entry in entries
        ]
        with clock.standing_at(recorded):
            append_batch(agency=worker.agency, by=worker, items=items, source="typed")
