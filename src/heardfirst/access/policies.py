"""
Who may see which case. A worker: their own. A supervisor: all of their agency. Anybody else: nothing, and no
word of there being anything.
"""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from heardfirst.agency.models import Person
from heardfirst.record.models import Case

Visitor = Person | AnonymousUser


def cases_for(person: Visitor) -> QuerySet[Case]:
    """
    The cases somebody may see, closed ones included. Every read of a case starts from this.

    Comes with client, worker and agency, so that showing a case asks no further.
    """
    if not isinstance(person, Person) or not person.is_active:
        return Case.objects.none()
    cases = Case.objects.filter(agency_id=person.agency_id).select_related("client", "worker", "agency")
    return cases if person.is_supervisor else cases.filter(worker=person)


def case_or_none(person: Visitor, public_id: UUID | str) -> Case | None:
    """The case of that public id, if they may see it; None for one they may not and for one there is not."""
    try:
        wanted = public_id if isinstance(public_id, UUID) else UUID(public_id)
    except ValueError:
        return None
    return cases_for(person).filter(public_id=wanted).first()


def may_open(person: Visitor, case: Case) -> bool:
    """Whether they may see this case."""
    if not isinstance(person, Person) or not person.is_active or person.agency_id != case.agency_id:
        return False
    return person.is_supervisor or case.worker_id == person.pk


def may_write(person: Visitor, case: Case) -> bool:
    """Whether they may record in this case: today whoever may see it."""
    return may_open(person, case)


def may_set_rules(person: Visitor) -> bool:
    """Whether they may put a protocol in force in their agency, and move all its cases to it."""
    return isinstance(person, Person) and person.is_active and person.is_supervisor
