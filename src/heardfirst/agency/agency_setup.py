"""Setting an agency up for the first time, page by page, and changing its settings afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from heardfirst.turns import writing

from .calendars import fill_calendar, set_clock
from .errors import SetUpRefused
from .link_tokens import new_token, token_digest
from .models import Agency, Person, Role, SetUp
from .selectors import agencies, version_in_force
from .services import add_person, open_agency
from .staffing import give_role


class Settings(TypedDict, total=False):
    """What an administrator may change about an agency besides its clock, its calendar and its rules."""

    name: str
    languages: list[str]
    letterhead: str
    capacity: str
    message_name: str
    callback_number: str
    safe_contact: list[str]
    safe_from_hour: int | None
    safe_until_hour: int | None
    second_step: str
    idle_minutes: int


@dataclass(frozen=True, slots=True)
class Answers:
    """Everything that is asked when an agency is set up. ``roles`` are those besides administrator."""

    settings: Settings
    zone: str
    opens: time
    closes: time
    subdivision: str
    protocol: str
    person_name: str
    email: str
    roles: frozenset[str]
    language: str


def change_settings(*, agency: Agency, **settings: Unpack[Settings]) -> bool:
    """Set these; whether any of them is another than before. Raises Django's ValidationError."""
    changed = [name for name, value in settings.items() if getattr(agency, name) != value]
    for name in changed:
        setattr(agency, name, settings[name])  # type: ignore[literal-required]
    try:
        agency.clean_fields(
            exclude=[field.name for field in Agency._meta.fields if field.name not in changed]
        )
    except ValidationError:
        agency.refresh_from_db()
        raise
    if changed:
        with writing():
            agency.save(update_fields=changed)
    return bool(changed)


def nobody_here() -> bool:
    """Whether this installation has no agency yet, so that it is set up by whoever runs it."""
    return not agencies().exists()


def make_set_up_link(*, zone: str, further: bool = False) -> str:
    """
    The token of the link by which an agency is set up; it is shown once and kept as a digest. It is good
    until the agency is set up or another link is made, which goes on with what was answered by then. With
    ``further`` it opens one beside those there are. ``zone`` is the time zone that is proposed.
    """
    token = new_token()
    with writing():
        begun = SetUp.objects.filter(agency=None, further=further, done_at=None).order_by("pk").last()
        set_up = begun or SetUp(further=further, answers={"agency": {"zone": [zone]}})
        set_up.token_digest = token_digest(token)
        set_up.save()
    return token


def begin_for(*, agency: Agency) -> SetUp:
    """Go through an agency that a command made by itself, from where somebody left off if they did."""
    with writing():
        Agency.objects.select_for_update(no_key=True).only("pk").get(pk=agency.pk)
        begun = SetUp.objects.filter(agency=agency, done_at=None).order_by("pk").last()
        return begun or SetUp.objects.create(agency=agency)


def set_up_by_token(token: str) -> SetUp | None:
    """What this link sets up, if it still may."""
    found = SetUp.objects.filter(token_digest=token_digest(token)).first()
    return found if found is not None and still_open(found) else None


def set_up_named(public_id: str) -> SetUp | None:
    """The set-up somebody began on this device, if it may go on."""
    try:
        found = SetUp.objects.select_related("agency").filter(public_id=UUID(public_id)).first()
    except ValueError:
        return None
    return found if found is not None and still_open(found) else None


def still_open(set_up: SetUp) -> bool:
    """Whether somebody may go on with it: never once it is done, nor once a first agency came by itself."""
    if set_up.done_at is not None:
        return False
    if set_up.agency is not None:
        return set_up.agency.set_up_at is None
    return set_up.further or nobody_here()


def keep_answers(*, set_up: SetUp, page: str, answers: dict[str, Any]) -> None:
    """Keep what was typed on one page, whether or not it is right yet, so that nothing is lost."""
    with writing():
        now = SetUp.objects.select_for_update().get(pk=set_up.pk)
        now.answers[page] = answers
        now.save(update_fields=["answers"])
    set_up.answers = now.answers


def finish(*, set_up: SetUp, answers: Answers, by: Person | None, at: datetime) -> Person:
    """
    Open the agency with its first administrator, or bring the one that was gone through to what was answered.
    ``by`` is who is signed in, needed for the latter. Returns the administrator.

    Raises `SetUpRefused` when somebody finished it before, and Django's ValidationError.
    """
    with writing():
        if not SetUp.objects.filter(pk=set_up.pk, done_at=None).update(done_at=at, answers={}):
            raise SetUpRefused(_("This agency is already set up."))
        there = set_up.agency
        if there is None:
            if not set_up.further and not nobody_here():
                raise SetUpRefused(_("An agency was set up here in the meantime. Sign in to it."))
            return _opened(answers, at)
        if by is None or by.agency_id != there.pk or there.set_up_at is not None:
            raise SetUpRefused(_("This agency is already set up."))
        return _bring_to(there, by, answers, at)


def _opened(answers: Answers, at: datetime) -> Person:
    agency = open_agency(
        name=answers.settings["name"],
        zone=answers.zone,
        opens=answers.opens,
        closes=answers.closes,
        protocol=answers.protocol,
    )
    fill_calendar(agency=agency, subdivision=answers.subdivision, at=at, new=True)
    change_settings(agency=agency, **answers.settings)
    see_as_set_up(agency=agency, at=at)
    return add_person(
        agency=agency,
        email=answers.email,
        name=answers.person_name,
        roles=answers.roles | {Role.ADMINISTRATOR},
        language=answers.language,
    )


def _bring_to(agency: Agency, person: Person, answers: Answers, at: datetime) -> Person:
    set_clock(agency=agency, zone=answers.zone, opens=answers.opens, closes=answers.closes, at=at)
    fill_calendar(agency=agency, subdivision=answers.subdivision, at=at)
    change_settings(agency=agency, **answers.settings)
    if version_in_force(agency) is None:  # else the rules were put in force with their proof, and stay
        Agency.objects.filter(pk=agency.pk).update(protocol=answers.protocol)
    see_as_set_up(agency=agency, at=at)
    person.name, person.email, person.language = answers.person_name, answers.email, answers.language
    person.save(update_fields=["name", "email", "language"])
    for role in answers.roles - person.roles:
        give_role(person=person, role=role, by=person)
    return person


def see_as_set_up(*, agency: Agency, at: datetime) -> None:
    """Nobody needs to go through its settings any more."""
    agency.set_up_at = at
    with writing():
        agency.save(update_fields=["set_up_at"])
