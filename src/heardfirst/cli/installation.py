"""Getting ready: the data directory, the database, an agency to work in, and who the command speaks for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from .output import complain
from .translation import gettext as _

if TYPE_CHECKING:
    from heardfirst.access.log import LoggedAction
    from heardfirst.agency.models import Agency, Person
    from heardfirst.record.models import Case

As = Annotated[
    str | None,
    typer.Option("--as", metavar="EMAIL", help="The person to run the command as, if there are several."),
]
BAD_INPUT = 2


def get_ready(language: str = "en") -> None:
    """
    Set Django up and bring the database to the present form, making it when there is none.

    Leaves with exit code 2 when it cannot be reached, was written by a newer Heardfirst than this, or was
    sealed under other secrets than those of this installation.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "heardfirst.settings")
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
    from django.db.utils import OperationalError
    from django.utils import translation

    from heardfirst.record.migrating import bring_forward, is_newer
    from heardfirst.record.secret_check import SecretsDoNotMatchError, check_secrets

    try:
        if is_newer():
            complain(
                _(
                    "These records were written by a newer version of Heardfirst. This version cannot read "
                    "them. Install that version again, or restore the backup from before it. Nothing was "
                    "changed."
                )
            )
            raise typer.Exit(BAD_INPUT)
        bring_forward()
        check_secrets()
    except SecretsDoNotMatchError as problem:
        complain(str(problem))
        raise typer.Exit(BAD_INPUT) from None
    except OperationalError:
        complain(
            _("The database cannot be reached. Check HEARDFIRST_DATA or DATABASE_URL; nothing was changed.")
        )
        raise typer.Exit(BAD_INPUT) from None
    translation.activate(language)


def person_for(email: str | None) -> Person:
    """
    Whom a command speaks for: the person named, else the one supervisor of the one agency, made with it on an
    empty installation.

    Leaves with exit code 2 when nobody has that address, or when it must be said who.
    """
    from heardfirst.agency.models import Person

    if email is not None:
        found = (
            Person.objects.filter(email=email.strip().lower(), is_active=True)
            .select_related("agency")
            .first()
        )
        if found is None:
            complain(_("Nobody here has that email address."))
            raise typer.Exit(BAD_INPUT)
        return found
    if not Person.objects.filter(is_active=True).exists():
        return _first_person()
    person = obvious_person()
    if person is None:
        complain(_("There are several people here. Choose one with --as EMAIL."))
        raise typer.Exit(BAD_INPUT)
    return person


def obvious_person() -> Person | None:
    """
    The one supervisor here, or the one person; None where it must be said who is meant, as always where there
    are several agencies: nothing may land in the wrong one.
    """
    from heardfirst.agency.models import Person
    from heardfirst.agency.selectors import agencies

    if agencies().count() > 1:
        return None
    people = Person.objects.filter(is_active=True).select_related("agency").order_by("pk")
    supervisors = [person for person in people.prefetch_related("roles_held") if person.is_supervisor][:2]
    if len(supervisors) == 1:
        return supervisors[0]
    several = list(people[:2])
    return several[0] if len(several) == 1 else None


def note(
    person: Person, what: LoggedAction, command: str, *, case: Case | None = None, count: int | None = None
) -> None:
    """Put into the access log what a command shows or changes, and for whom."""
    from heardfirst.access import log

    log.note(
        agency=person.agency, what=what, person=person, case=case, screen=command, count=count,
        place="terminal",
    )  # fmt: skip


def case_of_the_agency(person: Person, case_id: str) -> Case | None:
    """The case that was asked for and refused, if it is one of the person's agency."""
    from heardfirst.record.models import Case

    try:
        return Case.objects.filter(agency_id=person.agency_id, public_id=UUID(case_id)).first()
    except ValueError:
        return None


def _first_person() -> Person:
    from django.conf import settings
    from django.db import transaction

    from heardfirst.agency.models import Role
    from heardfirst.agency.services import add_person

    with transaction.atomic():
        agency = new_agency("Our agency", settings.LOCAL_ZONE)
        return add_person(
            agency=agency,
            email="supervisor@localhost",
            name="Supervisor",
            roles=[Role.ADMINISTRATOR, Role.SUPERVISOR, Role.WORKER],
        )


def new_agency(name: str, zone: str) -> Agency:
    """An agency with the federal courts' days off on its calendar, from last year to the year after next."""
    from heardfirst import clock
    from heardfirst.agency.calendars import fill_calendar
    from heardfirst.agency.court_days import FEDERAL
    from heardfirst.agency.services import open_agency

    agency = open_agency(name=name, zone=zone)
    fill_calendar(agency=agency, subdivision=FEDERAL, at=clock.now(), new=True)
    return agency
