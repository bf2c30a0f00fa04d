"""The cast of the intake's tests: an agency, its people, and a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from heardfirst import clock
from heardfirst.agency import services as agency_services
from heardfirst.agency.models import Agency, Person, Role

TODAY = datetime(2026, 3, 4, 15, 0, tzinfo=UTC)  # a Wednesday, ten in the morning in New York


@dataclass(frozen=True)
class Cast:
    """Who appears: two workers, their supervisor, and a worker of another agency."""

    agency: Agency
    worker: Person
    colleague: Person
    supervisor: Person
    stranger: Person


@pytest.fixture
def now() -> Iterator[datetime]:
    with clock.standing_at(TODAY):
        yield TODAY


@pytest.fixture
def cast(db: None) -> Cast:
    agency = agency_services.open_agency(name="Harbor Family Services")
    elsewhere = agency_services.open_agency(name="Ridge County Probation")

    def person(where: Agency, name: str, role: str = Role.WORKER) -> Person:
        return agency_services.add_person(
            agency=where, email=f"{name}@example.org", name=name.title(), roles=[role]
        )

    return Cast(
        agency,
        person(agency, "wanda"),
        person(agency, "colin"),
        person(agency, "selma", Role.SUPERVISOR),
        person(elsewhere, "strom"),
    )
