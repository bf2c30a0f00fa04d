"""The cast of the record's tests: two agencies, their people, and a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from heardfirst import clock
from heardfirst.agency import services as agency_services
from heardfirst.agency.models import Agency, Person, Role
from heardfirst.record.identity import Identity
from heardfirst.record.models import Case
from heardfirst.record.services import NewRequirement, open_case

TODAY = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)  # a Wednesday, ten in the morning in New York


@dataclass(frozen=True)
class Cast:
    """Who appears: a worker with a case, a colleague, their supervisor, and people of another agency."""

    agency: Agency
    worker: Person
    colleague: Person
    supervisor: Person
    elsewhere: Agency
    stranger: Person


@pytest.fixture
def now() -> Iterator[datetime]:
    with clock.standing_at(TODAY):
        yield TODAY


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def make_cast() -> Cast:
    """Everybody, freshly hired."""
    agency = agency_services.open_agency(name="Harbor Family Services")
    elsewhere = agency_services.open_agency(name="Ridge County Probation", zone="America/Chicago")

    def person(where: Agency, name: str, role: str = Role.WORKER) -> Person:
        return agency_services.add_person(
            agency=where, email=f"{name}@example.org", name=name.title(), roles=[role]
        )

    return Cast(
        agency,
        person(agency, "wanda"),
        person(agency, "colin"),
        person(agency, "selma", Role.SUPERVISOR),
        elsewhere,
        person(elsewhere, "strom", Role.SUPERVISOR),
    )


@pytest.fixture
def case(cast: Cast, now: datetime) -> Case:
    return open_case(
        agency=cast.agency,
        by=cast.worker,
        worker=cast.worker,
        identity=Identity("Marisol Quiñones", phone="+12025550147", language="es", pronoun="she"),
        requirements=[NewRequirement("therapy", "Tuesday group")],
    )
